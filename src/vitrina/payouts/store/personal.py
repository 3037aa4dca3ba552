"""SQL that exports and erases a person."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.kit.db import Db, run, value
from vitrina.kit.personal import Record, records


def destinations(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read where she wanted her money."""
    return records(
        db,
        "payout_destinations",
        """
        select id, payee_kind, payee_id, currency, kind, holder, number, institution, tax_id, set_at,
               usable_at, replaced_at
          from payouts.destinations
         where person_id = %(person_id)s
         order by set_at, id
        """,
        person_id=person_id,
    )


def payouts(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read what was paid to where she wanted it."""
    return records(
        db,
        "payouts",
        """
        select p.id, p.code, p.payee_kind, p.payee_id, p.currency, p.amount_minor, p.withheld_minor,
               p.payday, p.state, p.note, p.created_at, p.moved_at
          from payouts.payouts p
          join payouts.destinations d on d.id = p.destination_id
         where d.person_id = %(person_id)s
         order by p.created_at, p.id
        """,
        person_id=person_id,
    )


def moves(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read what she did to payouts."""
    return records(
        db,
        "payout_moves",
        """
        select payout_id, step, note, at
          from payouts.moves
         where actor_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    )


def files(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read which files for the bank she made."""
    return records(
        db,
        "payout_files",
        """
        select id, code, currency, made_at
          from payouts.files
         where made_by = %(person_id)s
         order by made_at, id
        """,
        person_id=person_id,
    )


def downloads(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read which files for the bank she took along."""
    return records(
        db,
        "payout_file_downloads",
        """
        select file_id, at
          from payouts.downloads
         where person_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    )


def write_offs(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read which write-offs she proposed or agreed to."""
    return records(
        db,
        "payout_write_offs",
        """
        select id, amount_minor, currency, reason, proposed_at, approved_at
          from payouts.write_offs
         where proposed_by = %(person_id)s
            or approved_by = %(person_id)s
         order by proposed_at, id
        """,
        person_id=person_id,
    )


async def erase_destinations(db: Db, person_id: UUID, *, now: datetime) -> int:
    """Forget the numbers of her accounts; nothing goes there any more."""
    return await run(
        db,
        """
        update payouts.destinations
           set holder = '-',
               number = '-',
               institution = '',
               tax_id = '',
               replaced_at = coalesce(replaced_at, %(now)s)
         where person_id = %(person_id)s
           and number <> '-'
        """,
        person_id=person_id,
        now=now,
    )


async def under_way(db: Db, person_id: UUID) -> int:
    """Count payouts on their way to where she wanted them."""
    return await value(
        db,
        """
        select count(*)
          from payouts.payouts p
          join payouts.destinations d on d.id = p.destination_id
         where d.person_id = %(person_id)s
           and p.state in ('waiting', 'ready', 'sent')
        """,
        person_id=person_id,
    )
