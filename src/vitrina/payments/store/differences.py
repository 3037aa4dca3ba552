"""SQL of where statements and we differ, and of how that was settled."""

from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.payments.statement_model import (
    Difference,
    FittedMovement,
    ReadStatement,
    Settlement,
    SettlementId,
)

OPEN_MAX = 1_000


async def readings(db: Db) -> list[ReadStatement]:
    """List how far each statement was read."""
    return await many(
        db, ReadStatement, "select provider, read_until from payments.readings order by provider limit 100"
    )


async def differences(db: Db, *, limit: int) -> list[Difference]:
    """List differences, the oldest first."""
    return await many(
        db,
        Difference,
        """
        select provider, subject, movement_id, kind, reference, is_in, what, our_amount_minor, amount_minor,
               currency, is_ours, at, source
          from payments.differences
         order by at, provider, subject
         limit %(limit)s
        """,
        limit=limit,
    )


async def difference(db: Db, provider: str, subject: str) -> Difference | None:
    """Find a difference by its name."""
    return await one(
        db,
        Difference,
        """
        select provider, subject, movement_id, kind, reference, is_in, what, our_amount_minor, amount_minor,
               currency, is_ours, at, source
          from payments.differences
         where provider = %(provider)s
           and subject = %(subject)s
        """,
        provider=provider,
        subject=subject,
    )


async def settlement(db: Db, settlement_id: SettlementId) -> Settlement | None:
    """Read a proposal."""
    return await one(
        db,
        Settlement,
        """
        select id, provider, subject, movement_id, kind, reference, is_in, amount_minor, currency, reason,
               proposed_by, proposed_at, approved_by, approved_at
          from payments.settlements
         where id = %(id)s
        """,
        id=settlement_id,
    )


async def settlements_open(db: Db) -> list[Settlement]:
    """List proposals that wait for their second operator."""
    return await many(
        db,
        Settlement,
        """
        select id, provider, subject, movement_id, kind, reference, is_in, amount_minor, currency, reason,
               proposed_by, proposed_at, approved_by, approved_at
          from payments.settlements
         where approved_at is null
         order by proposed_at, id
         limit %(limit)s
        """,
        limit=OPEN_MAX,
    )


async def add_settlement(db: Db, new: Settlement) -> None:
    """Write a proposal. Breaks settlements_subject_key where there is one."""
    await run(
        db,
        """
        insert into payments.settlements (id, provider, subject, movement_id, kind, reference, is_in,
                                          amount_minor, currency, reason, proposed_by, proposed_at)
        values (%(id)s, %(provider)s, %(subject)s, %(movement_id)s, %(kind)s, %(reference)s, %(is_in)s,
                %(amount_minor)s, %(currency)s, %(reason)s, %(proposed_by)s, %(proposed_at)s)
        """,
        id=new.id,
        provider=new.provider,
        subject=new.subject,
        movement_id=new.movement_id,
        kind=new.kind.value,
        reference=new.reference,
        is_in=new.is_in,
        amount_minor=new.amount_minor,
        currency=new.currency.value,
        reason=new.reason,
        proposed_by=new.proposed_by,
        proposed_at=new.proposed_at,
    )


async def approve_settlement(
    db: Db, settlement_id: SettlementId, *, operator_id: PersonId, now: datetime
) -> int:
    """Let a second operator agree. 0: somebody was first. Breaks settlements_four_eyes for the same one."""
    return await run(
        db,
        """
        update payments.settlements
           set approved_by = %(operator_id)s,
               approved_at = %(now)s
         where id = %(id)s
           and approved_at is null
        """,
        id=settlement_id,
        operator_id=operator_id,
        now=now,
    )


async def withdraw_settlement(db: Db, settlement_id: SettlementId) -> int:
    """Take a proposal back that nobody has agreed to."""
    return await run(
        db,
        "delete from payments.settlements where id = %(id)s and approved_at is null",
        id=settlement_id,
    )


async def agree_movement(
    db: Db, settlement: Settlement, *, source: str, now: datetime
) -> FittedMovement | None:
    """Let a movement stand that fits nothing. None: it fits meanwhile."""
    return await one(
        db,
        FittedMovement,
        """
        update payments.movements m
           set booked_at = %(now)s,
               source = %(source)s,
               is_agreed = true
         where m.provider = %(provider)s
           and m.id = %(movement_id)s
           and m.booked_at is null
        returning m.provider, m.id, m.kind, m.reference, m.amount_minor, m.fee_minor, m.currency, m.at,
                  m.settles_at, m.source
        """,
        provider=settlement.provider,
        movement_id=settlement.movement_id,
        source=source,
        now=now,
    )
