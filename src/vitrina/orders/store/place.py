"""SQL that writes orders and their payment: one statement whatever the number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from vitrina.kit.db import Db, many, run
from vitrina.orders.model import NewLine, NewOrder, OrderHead, OrderId, OrderLineId
from vitrina.payments.model import MethodKind, PurchaseId


class PricedLine(Struct, frozen=True, kw_only=True):
    """A line with its place and the platform's fee."""

    id: OrderLineId
    order_id: OrderId
    position: int
    line: NewLine
    fee_minor: int


class CodedOrder(Struct, frozen=True, kw_only=True):
    """An order with the code that people read, and the sums of its lines."""

    order: NewOrder
    code: str
    goods_minor: int
    fee_minor: int
    return_days: int


async def add_orders(db: Db, orders: Sequence[CodedOrder], *, now: datetime) -> int:
    """Write orders that wait for their payment."""
    return await run(
        db,
        """
        insert into orders.orders (
                   id, purchase_id, shop_id, code, buyer_id, buyer_email, buyer_name, buyer_phone, language,
                   address, currency, goods_minor, shipping_minor, tax_minor, fee_minor, total_minor,
                   return_days, transit_max_days, promo_minor, coupon_codes, shipping_name,
                   promised_from, promised_until, buyer_note, placed_at)
        select id, purchase_id, shop_id, code, buyer_id, buyer_email, buyer_name, buyer_phone, language,
               address::jsonb, currency, goods_minor, shipping_minor, tax_minor, fee_minor,
               goods_minor + shipping_minor - promo_minor, return_days, transit_max_days, promo_minor,
               string_to_array(coupon_codes, ' '), shipping_name, promised_from::date, promised_until::date,
               buyer_note, %(now)s
          from unnest(%(ids)b::uuid[],
                      %(purchase_ids)b::uuid[],
                      %(shop_ids)b::uuid[],
                      %(codes)b::text[],
                      %(buyer_ids)b::uuid[],
                      %(emails)b::text[],
                      %(names)b::text[],
                      %(phones)b::text[],
                      %(languages)b::text[],
                      %(addresses)b::text[],
                      %(currencies)b::text[],
                      %(goods)b::bigint[],
                      %(shipping)b::bigint[],
                      %(taxes)b::bigint[],
                      %(fees)b::bigint[],
                      %(return_days)b::int[],
                      %(transit_max_days)b::int[],
                      %(promos)b::bigint[],
                      %(coupon_codes)b::text[],
                      %(shipping_names)b::text[],
                      %(promised_from)b::text[],
                      %(promised_until)b::text[],
                      %(notes)b::text[])
               as o (id, purchase_id, shop_id, code, buyer_id, buyer_email, buyer_name, buyer_phone, language,
                     address, currency, goods_minor, shipping_minor, tax_minor, fee_minor,
                     return_days, transit_max_days, promo_minor, coupon_codes, shipping_name,
                     promised_from, promised_until, buyer_note)
        """,
        ids=[each.order.id for each in orders],
        purchase_ids=[each.order.purchase_id for each in orders],
        shop_ids=[each.order.shop_id for each in orders],
        codes=[each.code for each in orders],
        buyer_ids=[each.order.buyer.id for each in orders],
        emails=[each.order.buyer.email for each in orders],
        names=[each.order.buyer.name for each in orders],
        phones=[each.order.buyer.phone for each in orders],
        languages=[each.order.buyer.language.value for each in orders],
        addresses=[msgspec.json.encode(each.order.address).decode() for each in orders],
        currencies=[each.order.currency.value for each in orders],
        goods=[each.goods_minor for each in orders],
        shipping=[each.order.shipping_minor for each in orders],
        taxes=[each.order.tax_minor for each in orders],
        fees=[each.fee_minor for each in orders],
        return_days=[each.return_days for each in orders],
        transit_max_days=[each.order.transit_max_days for each in orders],
        promos=[each.order.promo_minor for each in orders],
        # An array of arrays must be a rectangle: the codes of each order are one text.
        coupon_codes=[" ".join(each.order.coupon_codes) for each in orders],
        shipping_names=[each.order.shipping_name for each in orders],
        promised_from=[each.order.promise and each.order.promise.first.isoformat() for each in orders],
        promised_until=[each.order.promise and each.order.promise.last.isoformat() for each in orders],
        notes=[each.order.note for each in orders],
        now=now,
    )


async def add_exempt(db: Db, documents: Sequence[tuple[OrderId, str]]) -> int:
    """Write by which documents orders are sold without tax."""
    return await run(
        db,
        """
        insert into orders.exempt_orders (order_id, document)
        select e.order_id, e.document
          from unnest(%(order_ids)b::uuid[], %(documents)b::text[]) as e (order_id, document)
        """,
        order_ids=[order_id for order_id, _ in documents],
        documents=[document for _, document in documents],
    )


async def add_lines(db: Db, lines: Sequence[PricedLine]) -> int:
    """Write the lines of orders."""
    return await run(
        db,
        """
        insert into orders.lines (
                   id, order_id, position, product_id, variant_id, title, variant_values, image_file_id,
                   quantity, unit_price_minor, discount_minor, paid_minor, tax_rate_bps, tax_minor,
                   base_minor, fee_minor, touch_id, cart_id)
        select id, order_id, position, product_id, variant_id, title, variant_values::jsonb, image_file_id,
               quantity, unit_price_minor, discount_minor, paid_minor, tax_rate_bps, tax_minor,
               paid_minor - tax_minor, fee_minor, touch_id, cart_id
          from unnest(%(ids)b::uuid[],
                      %(order_ids)b::uuid[],
                      %(positions)b::int[],
                      %(product_ids)b::uuid[],
                      %(variant_ids)b::uuid[],
                      %(titles)b::text[],
                      %(variant_values)b::text[],
                      %(image_file_ids)b::uuid[],
                      %(quantities)b::int[],
                      %(unit_prices)b::bigint[],
                      %(discounts)b::bigint[],
                      %(paid)b::bigint[],
                      %(tax_rates)b::int[],
                      %(taxes)b::bigint[],
                      %(fees)b::bigint[],
                      %(touch_ids)b::uuid[],
                      %(cart_ids)b::uuid[])
               as l (id, order_id, position, product_id, variant_id, title, variant_values, image_file_id,
                     quantity, unit_price_minor, discount_minor, paid_minor, tax_rate_bps, tax_minor,
                     fee_minor, touch_id, cart_id)
        """,
        ids=[each.id for each in lines],
        order_ids=[each.order_id for each in lines],
        positions=[each.position for each in lines],
        product_ids=[each.line.product_id for each in lines],
        variant_ids=[each.line.variant_id for each in lines],
        titles=[each.line.title for each in lines],
        variant_values=[msgspec.json.encode(each.line.variant_values).decode() for each in lines],
        image_file_ids=[each.line.image_file_id for each in lines],
        quantities=[each.line.quantity for each in lines],
        unit_prices=[each.line.unit_price_minor for each in lines],
        discounts=[each.line.discount_minor for each in lines],
        paid=[each.line.paid_minor for each in lines],
        tax_rates=[each.line.tax_rate_bps for each in lines],
        taxes=[each.line.tax_minor for each in lines],
        fees=[each.fee_minor for each in lines],
        touch_ids=[each.line.touch_id for each in lines],
        cart_ids=[each.line.cart_id for each in lines],
    )


async def mark_paid(db: Db, ways: Mapping[PurchaseId, MethodKind], *, now: datetime) -> list[OrderHead]:
    """Move placed orders of purchases to paid, in the order of their ids; answer those that moved.

    ways: what the buyer of each did to pay it.
    """
    return await many(
        db,
        OrderHead,
        """
        with locked as (
            select id, purchase_id
              from orders.orders
             where purchase_id = any(%(purchase_ids)b::uuid[])
               and status = 'placed'
             order by id
               for update
        ), moved as (
            update orders.orders o
               set status = 'paid',
                   paid_at = %(now)s,
                   paid_with = (%(ways)s::text[])[array_position(%(purchase_ids)b::uuid[], l.purchase_id)],
                   paid_tx = pg_current_xact_id()::text::bigint
              from locked l
             where o.id = l.id
               and o.status = 'placed'
            returning o.id,
                      o.purchase_id,
                      o.shop_id,
                      o.code,
                      o.buyer_id,
                      o.buyer_email,
                      o.language,
                      o.currency,
                      o.total_minor,
                      o.fee_minor,
                      o.promo_minor
        ), noted as (
            insert into orders.timeline (order_id, status, at)
            select id, 'paid', %(now)s from moved
        )
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               language,
               currency,
               total_minor,
               fee_minor,
               promo_minor
          from moved
        """,
        purchase_ids=list(ways),
        ways=[way.value for way in ways.values()],
        now=now,
    )


async def end_placed(
    db: Db, purchase_ids: Sequence[PurchaseId], *, reason: str, now: datetime
) -> list[OrderHead]:
    """Move placed orders of purchases to cancelled; answer those that moved."""
    return await many(
        db,
        OrderHead,
        """
        with locked as (
            select id
              from orders.orders
             where purchase_id = any(%(purchase_ids)s::uuid[])
               and status = 'placed'
             order by id
               for update
        ), moved as (
            update orders.orders o
               set status = 'cancelled',
                   cancelled_at = %(now)s,
                   cancelled_by = 'system',
                   cancel_reason = %(reason)s
              from locked l
             where o.id = l.id
               and o.status = 'placed'
            returning o.id,
                      o.purchase_id,
                      o.shop_id,
                      o.code,
                      o.buyer_id,
                      o.buyer_email,
                      o.language,
                      o.currency,
                      o.total_minor,
                      o.fee_minor,
                      o.promo_minor
        ), noted as (
            insert into orders.timeline (order_id, status, at, note)
            select id, 'cancelled', %(now)s, %(reason)s from moved
        )
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               language,
               currency,
               total_minor,
               fee_minor,
               promo_minor
          from moved
        """,
        purchase_ids=list(purchase_ids),
        reason=reason,
        now=now,
    )


async def heads_of_placed(db: Db, purchase_ids: Sequence[PurchaseId]) -> list[OrderHead]:
    """Read the orders of purchases that wait for their payment, the first placed first."""
    return await many(
        db,
        OrderHead,
        """
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               language,
               currency,
               total_minor,
               fee_minor,
               promo_minor
          from orders.orders
         where purchase_id = any(%(purchase_ids)s::uuid[])
           and status = 'placed'
         order by id
        """,
        purchase_ids=list(purchase_ids),
    )


async def heads_of_ended(db: Db, purchase_ids: Sequence[PurchaseId]) -> list[OrderHead]:
    """Read the orders of purchases that ended without having been paid."""
    return await many(
        db,
        OrderHead,
        """
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               language,
               currency,
               total_minor,
               fee_minor,
               promo_minor
          from orders.orders
         where purchase_id = any(%(purchase_ids)s::uuid[])
           and status = 'cancelled'
           and paid_at is null
         order by id
        """,
        purchase_ids=list(purchase_ids),
    )
