"""SQL of what providers say by themselves."""

from datetime import datetime

from vitrina.kit.db import Db, many, one, run
from vitrina.payments.model import Hint, ParkedHint, PaymentHinted


async def add_hint(db: Db, hint: Hint, *, now: datetime) -> int:
    """Write news down, once. 0: they were here before."""
    return await run(
        db,
        """
        insert into payments.hints (provider, event_id, kind, object_id, payment_id, received_at)
        values (%(provider)s, %(event_id)s, %(kind)s, %(object_id)s, %(payment_id)s, %(now)s)
        on conflict do nothing
        """,
        provider=hint.provider,
        event_id=hint.event_id,
        kind=hint.kind,
        object_id=hint.object_id,
        payment_id=hint.payment_id,
        now=now,
    )


async def wake(db: Db, hint: Hint, *, now: datetime) -> PaymentHinted | None:
    """Make the payment that news are about due to be asked for, whatever was settled before, unless captured.

    Answers it; also one that was captured already, of which there is nothing to ask.
    """
    return await one(
        db,
        PaymentHinted,
        """
        update payments.payments
           set poll_at = case when status <> 'captured' then %(now)s end,
               pending_since = case
                   when status in ('pending', 'waiting') then pending_since
                   when status <> 'captured' then %(now)s
               end
         where provider = %(provider)s
           and (id = %(payment_id)s or reference = %(object_id)s)
           and status <> 'declined'
        returning id as payment_id, purpose
        """,
        provider=hint.provider,
        payment_id=hint.payment_id,
        object_id=hint.object_id,
        now=now,
    )


async def end_hint(db: Db, hint: Hint, *, is_parked: bool, now: datetime) -> int:
    """Note that news were heeded, or that they fit nothing here."""
    return await run(
        db,
        """
        update payments.hints
           set state = case when %(is_parked)s then 'parked' else 'done' end,
               done_at = %(now)s
         where provider = %(provider)s
           and event_id = %(event_id)s
        """,
        provider=hint.provider,
        event_id=hint.event_id,
        is_parked=is_parked,
        now=now,
    )


async def parked(db: Db, *, limit: int) -> list[ParkedHint]:
    """List news that fit nothing here, the oldest first."""
    return await many(
        db,
        ParkedHint,
        """
        select provider,
               event_id,
               kind,
               object_id,
               payment_id,
               received_at
          from payments.hints
         where state = 'parked'
         order by received_at
         limit %(limit)s
        """,
        limit=limit,
    )


async def forget_hints(db: Db, *, before: datetime) -> int:
    """Delete heeded news of long ago."""
    return await run(
        db, "delete from payments.hints where state = 'done' and received_at < %(before)s", before=before
    )
