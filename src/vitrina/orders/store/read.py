"""SQL that reads orders."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, value
from vitrina.orders.model import Order, OrderAudit, OrderId, OrderLine, Placed, Slice, TimelineEntry
from vitrina.payments.model import PurchaseId


async def find(db: Db, order_id: OrderId) -> Order | None:
    """Read an order."""
    return next(iter(await by_id(db, [order_id])), None)


async def by_id(db: Db, order_ids: Sequence[OrderId]) -> list[Order]:
    """Read orders."""
    return await many(
        db,
        Order,
        """
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               buyer_name,
               language,
               address,
               currency,
               shipping_minor,
               tax_minor,
               fee_minor,
               promo_minor,
               total_minor,
               refunded_minor,
               refunded_shipping_minor,
               return_days,
               transit_max_days,
               coupon_codes,
               shipping_name,
               promised_from,
               promised_until,
               buyer_note,
               status,
               carrier,
               tracking_number,
               tracking_url,
               placed_at,
               paid_at,
               shipped_at,
               delivered_at,
               matured_at,
               is_cash,
               paid_with,
               remitted_at,
               (select e.document from orders.exempt_orders e where e.order_id = orders.id) as exempt_document
          from orders.orders
         where id = any(%(order_ids)s::uuid[])
         order by id desc
        """,
        order_ids=list(order_ids),
    )


class _Id(Struct, frozen=True, kw_only=True):
    id: OrderId


async def ids_of_buyer(db: Db, buyer_id: PersonId, wanted: Slice) -> list[OrderId]:
    """List what a person has paid, the newest first."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from orders.orders
         where buyer_id = %(buyer_id)s
           and (paid_at is not null or is_cash)
           and (%(before)s::uuid is null or id < %(before)s)
         order by id desc
         limit %(limit)s
        """,
        buyer_id=buyer_id,
        before=wanted.before,
        limit=wanted.limit,
    )
    return [row.id for row in rows]


async def received_among(db: Db, buyer_id: PersonId, product_ids: Sequence[ProductId]) -> list[ProductId]:
    """Find which of some products reached a buyer; looks at her own orders alone."""
    return await value(
        db,
        """
        select coalesce(array_agg(distinct l.product_id), '{}')
          from orders.orders o
          join orders.lines l on l.order_id = o.id
         where o.buyer_id = %(buyer_id)s
           and o.status = 'delivered'
           and l.product_id = any(%(product_ids)s)
        """,
        buyer_id=buyer_id,
        product_ids=list(product_ids),
    )


async def audit_page(db: Db, *, after: OrderId | None, limit: int) -> list[OrderAudit]:
    """Read orders by id, for the auditor."""
    return await many(
        db,
        OrderAudit,
        """
        select id,
               shop_id,
               currency,
               total_minor,
               fee_minor,
               promo_minor,
               code,
               refunded_minor,
               coalesce((select sum(r.amount_minor) from orders.refunds r where r.order_id = o.id), 0)::bigint
                   as given_back_minor,
               refunded_shipping_minor + coalesce(
                   (select sum(l.refunded_minor) from orders.lines l where l.order_id = o.id), 0)::bigint
                   as refunded_worth_minor,
               status,
               paid_at,
               matured_at,
               is_cash,
               paid_with,
               remitted_at
          from orders.orders o
         where %(after)s::uuid is null or id > %(after)s
         order by id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )


async def lines_of(db: Db, order_ids: Sequence[OrderId]) -> list[OrderLine]:
    """Read the lines of orders, in their order."""
    return await many(
        db,
        OrderLine,
        """
        select id,
               order_id,
               product_id,
               variant_id,
               title,
               variant_values,
               image_file_id,
               quantity,
               unit_price_minor,
               discount_minor,
               paid_minor,
               tax_rate_bps,
               tax_minor,
               base_minor,
               fee_minor,
               touch_id,
               cart_id,
               refunded_quantity,
               refunded_minor,
               sent_quantity,
               dropped_quantity
          from orders.lines
         where order_id = any(%(order_ids)b::uuid[])
         order by order_id, position
        """,
        order_ids=list(order_ids),
    )


class Pieces(Struct, frozen=True, kw_only=True):
    """How many units an order has."""

    order_id: OrderId
    quantity: int


async def pieces_of(db: Db, order_ids: Sequence[OrderId]) -> list[Pieces]:
    """Count the units of orders."""
    return await many(
        db,
        Pieces,
        """
        select order_id, sum(quantity)::int as quantity
          from orders.lines
         where order_id = any(%(order_ids)s::uuid[])
         group by order_id
        """,
        order_ids=list(order_ids),
    )


class OrderEntry(TimelineEntry, frozen=True, kw_only=True):
    """A line of an order's timeline."""

    order_id: OrderId


async def timelines_of(db: Db, order_ids: Sequence[OrderId]) -> list[OrderEntry]:
    """Read what happened to orders, in its order."""
    return await many(
        db,
        OrderEntry,
        """
        select order_id, status, at, note
          from orders.timeline
         where order_id = any(%(order_ids)s::uuid[])
         order by order_id,
                  at,
                  array_position(
                      array['confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'delivered',
                            'cancelled'],
                      status)
        """,
        order_ids=list(order_ids),
    )


async def find_by_code(db: Db, code: str, email: str) -> OrderId | None:
    """Find a paid order by the code that its buyer reads and the e-mail she bought with."""
    found = await many(
        db,
        _Id,
        """
        select id
          from orders.orders
         where code = %(code)s
           and buyer_email = %(email)s
           and paid_at is not null
        """,
        code=code,
        email=email,
    )
    return found[0].id if found else None


async def placed_of(db: Db, purchase_ids: Sequence[PurchaseId]) -> list[Placed]:
    """Read the orders of purchases, as their purchase shows them, the first placed first."""
    return await many(
        db,
        Placed,
        """
        select id,
               purchase_id,
               shop_id,
               code,
               currency,
               total_minor
          from orders.orders
         where purchase_id = any(%(purchase_ids)b::uuid[])
         order by purchase_id, id
        """,
        purchase_ids=list(purchase_ids),
    )


async def overdue_count(db: Db, *, waited: timedelta) -> int:
    """Count orders that have been due so long by `kit.now()`."""
    return await value(
        db,
        """
        select count(*)
          from orders.orders
         where matured_at is null
           and paused_at is null
           and matures_at <= kit.now() - %(waited)s
           and status in ('shipped', 'delivered')
        """,
        waited=waited,
    )


async def stuck_codes(db: Db, *, limit: int) -> list[str]:
    """List the codes of orders that could not mature when they were due."""
    found = await value(
        db,
        """
        select array_agg(s.code order by s.stuck_since)
          from (select code, stuck_since
                  from orders.orders
                 where stuck_since is not null
                   and matured_at is null
                   and status in ('shipped', 'delivered')
                 order by stuck_since
                 limit %(limit)s) s
        """,
        limit=limit,
    )
    return list(found or ())
