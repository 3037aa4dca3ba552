"""SQL of debts that are let go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.payouts.model import WriteOff, WriteOffId


async def add(db: Db, new: WriteOff) -> None:
    """Write a proposal. Breaks write_offs_open_key while another one waits, write_offs_pkey for its id."""
    await run(
        db,
        """
        insert into payouts.write_offs (id, payee_kind, payee_id, currency, amount_minor, reason, proposed_by,
                                        proposed_at)
        values (%(id)s, %(payee_kind)s, %(payee_id)s, %(currency)s, %(amount_minor)s, %(reason)s,
                %(proposed_by)s, %(proposed_at)s)
        """,
        id=new.id,
        payee_kind=new.payee_kind,
        payee_id=new.payee_id,
        currency=new.currency,
        amount_minor=new.amount_minor,
        reason=new.reason,
        proposed_by=new.proposed_by,
        proposed_at=new.proposed_at,
    )


async def find(db: Db, write_off_id: WriteOffId) -> WriteOff | None:
    """Read a write-off."""
    return await one(
        db,
        WriteOff,
        """
        select id, payee_kind, payee_id, currency, amount_minor, reason, proposed_by, proposed_at,
               approved_by, approved_at
          from payouts.write_offs
         where id = %(id)s
        """,
        id=write_off_id,
    )


async def approve(
    db: Db, write_off_id: WriteOffId, *, operator_id: PersonId, now: datetime
) -> WriteOff | None:
    """Let a second operator agree. None: somebody was first. Breaks write_offs_four_eyes for the same one."""
    return await one(
        db,
        WriteOff,
        """
        update payouts.write_offs
           set approved_by = %(operator_id)s,
               approved_at = %(now)s
         where id = %(id)s
           and approved_at is null
        returning id, payee_kind, payee_id, currency, amount_minor, reason, proposed_by, proposed_at,
                  approved_by, approved_at
        """,
        id=write_off_id,
        operator_id=operator_id,
        now=now,
    )


async def withdraw(db: Db, write_off_id: WriteOffId) -> int:
    """Take a proposal back that nobody has agreed to."""
    return await run(
        db,
        "delete from payouts.write_offs where id = %(id)s and approved_at is null",
        id=write_off_id,
    )


async def open_of(db: Db, payee_ids: Sequence[UUID]) -> list[WriteOff]:
    """List proposals that wait for their second operator."""
    return await many(
        db,
        WriteOff,
        """
        select id, payee_kind, payee_id, currency, amount_minor, reason, proposed_by, proposed_at,
               approved_by, approved_at
          from payouts.write_offs
         where payee_id = any(%(payee_ids)s::uuid[])
           and approved_at is null
         order by proposed_at, id
        """,
        payee_ids=list(payee_ids),
    )
