"""SQL of what the whole instance sold; it reads the schemas below."""

from datetime import date

from msgspec import Struct

from vitrina.kit.db import Db, many, run
from vitrina.kit.places import Currency


class MarketRow(Struct, frozen=True, kw_only=True):
    """What the whole instance sold on a day, in one currency."""

    day: date
    currency: Currency
    purchase_count: int
    sold_minor: int
    refund_count: int
    refunded_minor: int
    dispute_count: int
    disputed_minor: int


async def sum_market(db: Db, *, since: date, through: date) -> None:
    """Sum what everybody sold, gave back and lost to banks on each day."""
    await run(
        db,
        """
        with span as (
            select %(since)s::date::timestamp at time zone 'UTC' as first,
                   (%(through)s::date + 1)::timestamp at time zone 'UTC' as over
        ),
        sold as (
            select (o.paid_at at time zone 'UTC')::date as day, o.currency,
                   count(distinct o.purchase_id) as purchase_count,
                   sum(o.total_minor) as sold_minor
              from orders.orders o, span
             where o.paid_at >= span.first
               and o.paid_at < span.over
             group by 1, 2
        ),
        refunded as (
            select (r.asked_at at time zone 'UTC')::date as day, r.currency,
                   count(*) as refund_count,
                   sum(r.amount_minor) as refunded_minor
              from payments.refunds r, span
             where r.asked_at >= span.first
               and r.asked_at < span.over
             group by 1, 2
        ),
        disputed as (
            select (d.opened_at at time zone 'UTC')::date as day, d.currency,
                   count(*) as dispute_count,
                   sum(d.amount_minor) as disputed_minor
              from payments.disputes d, span
             where d.opened_at >= span.first
               and d.opened_at < span.over
             group by 1, 2
        )
        insert into analytics.market_days
               (day, currency, purchase_count, sold_minor, refund_count, refunded_minor, dispute_count,
                disputed_minor)
        select day,
               currency,
               coalesce(s.purchase_count, 0),
               coalesce(s.sold_minor, 0),
               coalesce(r.refund_count, 0),
               coalesce(r.refunded_minor, 0),
               coalesce(d.dispute_count, 0),
               coalesce(d.disputed_minor, 0)
          from sold s
          full join refunded r using (day, currency)
          full join disputed d using (day, currency)
        """,
        since=since,
        through=through,
    )


async def market_of(db: Db, since: date) -> list[MarketRow]:
    """List what everybody sold on each day, by currency: at most 28 days in 7 currencies."""
    return await many(
        db,
        MarketRow,
        """
        select day,
               currency,
               purchase_count,
               sold_minor,
               refund_count,
               refunded_minor,
               dispute_count,
               disputed_minor
          from analytics.market_days
         where day >= %(since)s
         order by day, currency
        """,
        since=since,
    )
