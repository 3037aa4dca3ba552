"""SQL of payouts that a provider carries."""

from datetime import datetime

from vitrina.kit.db import Db, many, one
from vitrina.payouts.model import Payout, PayoutId


async def set_off(db: Db, *, now: datetime, limit: int) -> list[Payout]:
    """Send what is ready and goes by a provider."""
    return await many(
        db,
        Payout,
        """
        with due as (
            select id
              from payouts.payouts
             where state = 'ready'
               and provider is not null
             order by created_at, id
             limit %(limit)s
               for update skip locked
        )
        update payouts.payouts p
           set state = 'sent',
               moved_at = %(now)s
          from due
         where p.id = due.id
        returning p.id, p.code, p.payee_kind, p.payee_id, p.currency, p.amount_minor, p.withheld_minor,
                  p.destination_id, p.payday, p.approvals_needed, p.approval_count, p.state, p.provider,
                  p.came_back_minor, p.file_id, p.note, p.created_at, p.moved_at
        """,
        now=now,
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
