"""SQL of where money goes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit.db import Db, many, run, value
from vitrina.kit.places import Currency
from vitrina.payouts.model import Destination, DestinationId, PayeeKind


async def line_up(db: Db, payee_id: UUID) -> None:
    """Let what one payee changes pass one after another until this transaction ends."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('payouts.' || %(id)s, 0))", id=str(payee_id))


async def in_force(db: Db, kind: PayeeKind, payee_ids: Sequence[UUID]) -> list[Destination]:
    """Read where the money of payees goes now, by currency."""
    return await many(
        db,
        Destination,
        """
        select id, payee_kind, payee_id, currency, kind, holder, number, institution, tax_id, set_at,
               usable_at
          from payouts.destinations
         where payee_kind = %(kind)s
           and payee_id = any(%(payee_ids)s::uuid[])
           and replaced_at is null
         order by currency
        """,
        kind=kind,
        payee_ids=list(payee_ids),
    )


async def by_id(db: Db, ids: Sequence[DestinationId]) -> list[Destination]:
    """Read destinations, in force or not."""
    return await many(
        db,
        Destination,
        """
        select id, payee_kind, payee_id, currency, kind, holder, number, institution, tax_id, set_at,
               usable_at
          from payouts.destinations
         where id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )


async def set_since(db: Db, kind: PayeeKind, payee_id: UUID, since: datetime) -> int:
    """Count how often a payee said where to since a moment."""
    return await value(
        db,
        """
        select count(*)
          from payouts.destinations
         where payee_kind = %(kind)s
           and payee_id = %(payee_id)s
           and set_at > %(since)s
        """,
        kind=kind,
        payee_id=payee_id,
        since=since,
    )


async def replace(db: Db, kind: PayeeKind, payee_id: UUID, currency: Currency, *, now: datetime) -> int:
    """End what is in force for one currency."""
    return await run(
        db,
        """
        update payouts.destinations
           set replaced_at = %(now)s
         where payee_kind = %(kind)s
           and payee_id = %(payee_id)s
           and currency = %(currency)s
           and replaced_at is null
        """,
        kind=kind,
        payee_id=payee_id,
        currency=currency,
        now=now,
    )


async def add(db: Db, new: Destination, *, person_id: UUID) -> None:
    """Write where money goes. Breaks destinations_in_force_key while another one is in force."""
    await run(
        db,
        """
        insert into payouts.destinations (id, payee_kind, payee_id, person_id, currency, kind, holder, number,
                                          institution, tax_id, set_at, usable_at)
        values (%(id)s, %(payee_kind)s, %(payee_id)s, %(person_id)s, %(currency)s, %(kind)s, %(holder)s,
                %(number)s, %(institution)s, %(tax_id)s, %(set_at)s, %(usable_at)s)
        """,
        id=new.id,
        payee_kind=new.payee_kind,
        payee_id=new.payee_id,
        person_id=person_id,
        currency=new.currency,
        kind=new.kind,
        holder=new.holder,
        number=new.number,
        institution=new.institution,
        tax_id=new.tax_id,
        set_at=new.set_at,
        usable_at=new.usable_at,
    )
