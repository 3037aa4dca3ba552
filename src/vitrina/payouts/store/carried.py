"""SQL of payouts that a provider carries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit.db import Db, many, one
from vitrina.payouts.model import Payout, PayoutId
from vitrina.payouts.store.payouts import Ready


async def lock_ready(db: Db, *, without: Sequence[UUID], limit: int) -> list[Ready]:
    """Take what is ready and goes by a provider, the oldest first, but of some payees."""
    return await many(
        db,
        Ready,
        """
        select id, payee_kind, payee_id
          from payouts.payouts
         where state = 'ready'
           and provider is not null
           and payee_id <> all(%(without)s::uuid[])
         order by created_at, id
         limit %(limit)s
           for update skip locked
        """,
        without=list(without),
        limit=limit,
    )


async def come_back(
    db: Db, payout_id: PayoutId, amount_minor: int, *, note: str, now: datetime
) -> Payout | None:
    """Count what of a payout came back that had arrived; all of it is a payout that failed.

    None: it never arrived. Breaks payouts_came_back for more than had arrived.
    """
    return await one(
        db,
        Payout,
        """
        update payouts.payouts
           set came_back_minor = came_back_minor + %(amount_minor)s,
               state = case when came_back_minor + %(amount_minor)s = amount_minor - withheld_minor
                            then 'failed' else state end,
               note = %(note)s,
               moved_at = %(now)s
         where id = %(id)s
           and provider is not null
           and state = 'paid'
        returning id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id,
                  payday, approvals_needed, approval_count, state, provider, came_back_minor, file_id, note,
                  created_at, moved_at
        """,
        id=payout_id,
        amount_minor=amount_minor,
        note=note,
        now=now,
    )
