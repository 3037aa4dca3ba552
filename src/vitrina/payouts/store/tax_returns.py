"""SQL of tax that was given back, and of the report of what was withheld."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, run, stream
from vitrina.kit.places import Currency
from vitrina.payouts.model import PayeeKind, PayoutId, PayoutState, TaxReturn, TaxReturnSum


async def add(db: Db, returned: Sequence[TaxReturn]) -> None:
    """Write what is given back."""
    if not returned:
        return
    await run(
        db,
        """
        insert into payouts.tax_returns (payout_id, tax, order_id, refunded_minor, base_minor, rate_bps,
                                         amount_minor, at)
        select payout_id, tax, order_id, refunded_minor, base_minor, rate_bps, amount_minor, at
          from unnest(%(payout_ids)b::uuid[], %(taxes)b::text[], %(order_ids)b::uuid[],
                      %(refunded)b::bigint[], %(bases)b::bigint[], %(rates)b::int[], %(amounts)b::bigint[],
                      %(moments)b::timestamptz[])
               as n (payout_id, tax, order_id, refunded_minor, base_minor, rate_bps, amount_minor, at)
        """,
        payout_ids=[each.payout_id for each in returned],
        taxes=[each.tax for each in returned],
        order_ids=[each.order_id for each in returned],
        refunded=[each.refunded_minor for each in returned],
        bases=[each.base_minor for each in returned],
        rates=[each.rate_bps for each in returned],
        amounts=[each.amount_minor for each in returned],
        moments=[each.at for each in returned],
    )


async def sums(db: Db, payout_ids: Sequence[PayoutId]) -> list[TaxReturnSum]:
    """Add up what was given back of the tax that payouts withheld."""
    return await many(
        db,
        TaxReturnSum,
        """
        select payout_id,
               tax,
               sum(base_minor)::bigint as base_minor,
               sum(amount_minor)::bigint as amount_minor
          from payouts.tax_returns
         where payout_id = any(%(payout_ids)s::uuid[])
         group by payout_id, tax
        """,
        payout_ids=list(payout_ids),
    )


class Reported(Struct, frozen=True, kw_only=True):
    """A line of the report of what was withheld."""

    code: str
    payee_kind: PayeeKind
    payee_id: UUID
    tax_id: str
    tax: str
    base_minor: int
    rate_bps: int
    amount_minor: int
    currency: Currency
    state: PayoutState
    created_at: datetime


def withheld_between(db: Db, start: datetime, end: datetime) -> AsyncIterator[Reported]:
    """Read what payouts made in a time withheld, without those that came back, and below zero what of tax was
    given back in that time; as it is asked for.
    """
    return stream(
        db,
        Reported,
        """
        select p.code, p.payee_kind, p.payee_id, d.tax_id, w.tax, w.base_minor, w.rate_bps, w.amount_minor,
               p.currency, p.state, p.created_at
          from payouts.payouts p
          join payouts.withholdings w on w.payout_id = p.id
          join payouts.destinations d on d.id = p.destination_id
         where p.created_at >= %(start)s
           and p.created_at < %(end)s
           and p.state not in ('failed', 'refused')
         union all
        select p.code, p.payee_kind, p.payee_id, d.tax_id, t.tax, -t.base_minor, t.rate_bps, -t.amount_minor,
               p.currency, p.state, t.at
          from payouts.tax_returns t
          join payouts.payouts p on p.id = t.payout_id
          join payouts.destinations d on d.id = p.destination_id
         where t.at >= %(start)s
           and t.at < %(end)s
           and p.state not in ('failed', 'refused')
         order by created_at, code, tax, base_minor desc
        """,
        start=start,
        end=end,
    )
