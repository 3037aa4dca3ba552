"""SQL of what orders knows of one person."""

from collections.abc import AsyncIterator, Sequence

from vitrina.kit.db import Db, value
from vitrina.kit.personal import NO_EMAIL, Record, Subject, records
from vitrina.shops.model import ShopId

CLEARED_AT_ONCE = 500


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read a person's orders with their lines; those of a guest with her e-mail too."""
    async for record in records(
        db,
        "orders",
        """
        select o.id, o.code, o.shop_id, o.status, o.buyer_email, o.buyer_name, o.buyer_phone, o.address,
               o.currency, o.goods_minor, o.shipping_minor, o.tax_minor, o.total_minor,
               o.carrier, o.tracking_number, o.cancelled_by, o.cancel_reason,
               o.buyer_note, o.coupon_codes, o.promo_minor, o.shipping_name,
               o.promised_from, o.promised_until,
               (select e.document from orders.exempt_orders e where e.order_id = o.id) as exempt_document,
               o.placed_at, o.paid_at, o.shipped_at, o.delivered_at, o.cancelled_at,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'title', l.title, 'values', l.variant_values, 'quantity', l.quantity,
                           'unit_price_minor', l.unit_price_minor, 'paid_minor', l.paid_minor,
                           'tax_minor', l.tax_minor)
                       order by l.position), '[]')
                  from orders.lines l
                 where l.order_id = o.id) as lines,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'amount_minor', r.amount_minor, 'reason', r.reason, 'at', r.at)
                       order by r.at), '[]')
                  from orders.refunds r
                 where r.order_id = o.id) as refunds,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'number', p.number, 'carrier', p.carrier, 'tracking_number', p.tracking_number,
                           'shipped_at', p.shipped_at, 'delivered_at', p.delivered_at)
                       order by p.number), '[]')
                  from orders.parcels p
                 where p.order_id = o.id) as parcels
          from orders.orders o
         where o.buyer_id = %(person_id)s
            or (o.buyer_id is null and o.buyer_email = %(email)s)
         order by o.id
        """,
        person_id=subject.person_id,
        email=subject.email,
    ):
        yield record


async def clear(db: Db, subject: Subject) -> int:
    """Take what tells who bought out of so many orders. Returns of how many."""
    return await value(
        db,
        """
        with hers as (
            select id
              from orders.orders
             where (buyer_id = %(person_id)s or (buyer_id is null and buyer_email = %(email)s))
               and buyer_email <> %(no_email)s
             order by id
             limit %(limit)s
               for update
        ), noted as (
            update orders.timeline t
               set note = null
              from hers h
             where t.order_id = h.id
               and t.note is not null
        ), refunded as (
            update orders.refunds r
               set reason = ''
              from hers h
             where r.order_id = h.id
        ), untaxed as (
            update orders.exempt_orders e
               set document = ''
              from hers h
             where e.order_id = h.id
        ), sent as (
            update orders.parcels p
               set tracking_number = '',
                   tracking_url = null
              from hers h
             where p.order_id = h.id
        ), cleared as (
            update orders.orders o
               set buyer_email = %(no_email)s,
                   buyer_name = '',
                   buyer_phone = null,
                   address = jsonb_strip_nulls(jsonb_build_object(
                       'country', o.address -> 'country', 'state', o.address -> 'state',
                       'name', '', 'line1', '', 'city', '')),
                   tracking_number = case when o.tracking_number is null then null else '' end,
                   tracking_url = null,
                   cancel_reason = null,
                   buyer_note = null
              from hers h
             where o.id = h.id
            returning 1
        )
        select count(*) from cleared
        """,
        person_id=subject.person_id,
        email=subject.email,
        no_email=NO_EMAIL,
        limit=CLEARED_AT_ONCE,
    )


async def count_buying(db: Db, subject: Subject) -> int:
    """Count a person's orders that are on their way, or may still be given back."""
    return await value(
        db,
        """
        select count(*)
          from orders.orders
         where (buyer_id = %(person_id)s or (buyer_id is null and buyer_email = %(email)s))
           and status <> 'cancelled'
           and matured_at is null
        """,
        person_id=subject.person_id,
        email=subject.email,
    )


async def count_selling(db: Db, shop_ids: Sequence[ShopId]) -> int:
    """Count orders of shops that are not over."""
    return await value(
        db,
        """
        select count(*)
          from orders.orders
         where shop_id = any(%(shop_ids)s)
           and status <> 'cancelled'
           and matured_at is null
        """,
        shop_ids=list(shop_ids),
    )
