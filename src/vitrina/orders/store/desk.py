"""SQL of a shop's list of orders."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from vitrina.kit.db import Db, many
from vitrina.kit.personal import NO_EMAIL
from vitrina.orders.desk import LEAVES_WITHIN, Door, OrderFilter
from vitrina.orders.model import OrderId, OrderStatus, Slice
from vitrina.shops.model import ShopId


class _Id(Struct, frozen=True, kw_only=True):
    id: OrderId


async def ids_of_shop(
    db: Db, shop_id: ShopId, wanted: Slice, filtered: OrderFilter | None = None
) -> list[OrderId]:
    """List what was paid to a shop, or will be at the door, the newest first."""
    only = filtered or OrderFilter()
    rows = await many(
        db,
        _Id,
        """
        select o.id
          from orders.orders o
         where o.shop_id = %(shop_id)s
           and (o.paid_at is not null or o.is_cash)
           and (%(status)s::text is null or o.status = %(status)s)
           and (%(before)s::uuid is null or o.id < %(before)s)
           and (%(since)s::timestamptz is null or o.placed_at >= %(since)s)
           and (%(method)s::text is null or o.shipping_name = %(method)s)
           and (%(payment)s::text is null or o.paid_with = %(payment)s)
           and (%(late_at)s::timestamptz is null
                or (o.status in ('confirmed', 'paid', 'packed', 'partly_shipped')
                    and coalesce(o.promised_from <= %(late_on)s::date,
                                 o.placed_at <= %(late_at)s - %(leaves_within)s::interval)))
           and (%(words)s::text is null
                or starts_with(o.code, upper(%(words)s))
                or strpos(lower(o.buyer_name), lower(%(words)s)) > 0
                or exists (select 1
                             from orders.lines l
                            where l.order_id = o.id
                              and l.variant_id = any(%(variant_ids)s::uuid[])))
         order by o.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        status=wanted.status and wanted.status.value,
        before=wanted.before,
        limit=wanted.limit,
        since=only.since,
        method=only.method,
        payment=only.payment and only.payment.value,
        late_at=only.late_at,
        late_on=only.late_on,
        leaves_within=LEAVES_WITHIN,
        words=only.words,
        variant_ids=only.variant_ids,
    )
    return [row.id for row in rows]


class Counted(Struct, frozen=True, kw_only=True):
    """How many orders are in a status, and how many of them should have left."""

    status: OrderStatus
    count: int
    late_count: int


async def count_of_shop(
    db: Db, shop_id: ShopId, only: OrderFilter, *, now: datetime, today: date, limit: int
) -> list[Counted]:
    """Count the newest orders of a shop by status. today: where the shop is."""
    return await many(
        db,
        Counted,
        """
        select f.status,
               count(*)::int as count,
               (count(*) filter (where f.is_late))::int as late_count
          from (select o.status,
                       o.status in ('confirmed', 'paid', 'packed', 'partly_shipped')
                       and coalesce(o.promised_from <= %(today)s::date,
                                    o.placed_at <= %(now)s - %(leaves_within)s::interval) as is_late
                  from orders.orders o
                 where o.shop_id = %(shop_id)s
                   and (o.paid_at is not null or o.is_cash)
                   and (%(since)s::timestamptz is null or o.placed_at >= %(since)s)
                   and (%(method)s::text is null or o.shipping_name = %(method)s)
                   and (%(payment)s::text is null or o.paid_with = %(payment)s)
                   and (%(words)s::text is null
                        or starts_with(o.code, upper(%(words)s))
                        or strpos(lower(o.buyer_name), lower(%(words)s)) > 0
                        or exists (select 1
                                     from orders.lines l
                                    where l.order_id = o.id
                                      and l.variant_id = any(%(variant_ids)s::uuid[])))
                 order by o.id desc
                 limit %(limit)s) f
         where %(late_at)s::timestamptz is null
            or f.is_late
         group by f.status
        """,
        shop_id=shop_id,
        since=only.since,
        method=only.method,
        payment=only.payment and only.payment.value,
        late_at=only.late_at,
        leaves_within=LEAVES_WITHIN,
        words=only.words,
        variant_ids=only.variant_ids,
        now=now,
        today=today,
        limit=limit,
    )


class Coded(Struct, frozen=True, kw_only=True):
    """An order by its code. door: the same for orders of one buyer to one address."""

    id: OrderId
    code: str
    door: str


async def find_coded(db: Db, shop_id: ShopId, codes: Sequence[str]) -> list[Coded]:
    """Find orders of a shop by their codes, in the order of their ids."""
    return await many(
        db,
        Coded,
        """
        select id,
               code,
               -- What is paid at the door is handed over alone.
               case when is_cash then code else buyer_email || ' ' || address::text end as door
          from orders.orders
         where shop_id = %(shop_id)s
           and code = any(%(codes)s::text[])
         order by id
        """,
        shop_id=shop_id,
        codes=list(codes),
    )


async def doors_of_shop(db: Db, shop_id: ShopId, *, among: int, limit: int) -> list[Door]:
    """Find where several orders of one buyer wait to be sent to one address, among the newest of a shop."""
    return await many(
        db,
        Door,
        """
        select array_agg(o.id order by o.id) as order_ids
          from (select id, buyer_email, address, status, is_cash
                  from orders.orders
                 where shop_id = %(shop_id)s
                   and paid_at is not null
                 order by id desc
                 limit %(among)s) o
         where o.status in ('paid', 'packed', 'partly_shipped')
           and not o.is_cash
           and o.buyer_email <> %(no_email)s
         group by o.buyer_email, o.address
        having count(*) between 2 and 20
         order by (array_agg(o.id order by o.id))[1]
         limit %(limit)s
        """,
        shop_id=shop_id,
        no_email=NO_EMAIL,
        among=among,
        limit=limit,
    )
