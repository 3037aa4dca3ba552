"""SQL that moves orders. A race is a WHERE: whoever finds no row came second."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.orders.model import Ending, OrderHead, OrderId, OrderStatus, Shipment


async def pack(db: Db, order_id: OrderId, *, sources: Sequence[OrderStatus]) -> int:
    """Move an order to packed. 0: it is in none of the statuses."""
    return await run(
        db,
        """
        update orders.orders
           set status = 'packed'
         where id = %(order_id)s
           and status = any(%(sources)s)
        """,
        order_id=order_id,
        sources=[status.value for status in sources],
    )


class Sent(Struct, frozen=True, kw_only=True):
    """A parcel on its way. matures_at: when the order matures if nobody says that it arrived."""

    shipment: Shipment
    at: datetime
    matures_at: datetime


async def ship(db: Db, order_id: OrderId, sent: Sent, *, sources: Sequence[OrderStatus]) -> int:
    """Move an order to shipped. 0: it is in none of the statuses."""
    return await run(
        db,
        """
        update orders.orders
           set status = 'shipped',
               carrier = %(carrier)s,
               tracking_number = %(tracking_number)s,
               tracking_url = %(tracking_url)s,
               shipped_at = %(now)s,
               matures_at = case when paid_at is not null then %(matures_at)s::timestamptz end
         where id = %(order_id)s
           and status = any(%(sources)s)
        """,
        order_id=order_id,
        carrier=sent.shipment.carrier,
        tracking_number=sent.shipment.tracking_number,
        tracking_url=sent.shipment.tracking_url,
        sources=[status.value for status in sources],
        matures_at=sent.matures_at,
        now=sent.at,
    )


async def deliver(
    db: Db, order_id: OrderId, *, sources: Sequence[OrderStatus], matures_at: datetime, now: datetime
) -> int:
    """Move an order to delivered. 0: it is in none of the statuses."""
    return await run(
        db,
        """
        update orders.orders
           set status = 'delivered',
               delivered_at = %(now)s,
               matures_at = case when matured_at is null then %(matures_at)s else matures_at end
         where id = %(order_id)s
           and status = any(%(sources)s)
        """,
        order_id=order_id,
        sources=[status.value for status in sources],
        matures_at=matures_at,
        now=now,
    )


async def cancel(db: Db, order_id: OrderId, ending: Ending, *, sources: Sequence[OrderStatus]) -> int:
    """Move an order that has not matured to cancelled. 0: it is in none of the statuses."""
    return await run(
        db,
        """
        update orders.orders
           set status = 'cancelled',
               cancelled_at = %(now)s,
               cancelled_by = %(by)s,
               cancel_reason = nullif(%(reason)s, ''),
               matures_at = null
         where id = %(order_id)s
           and status = any(%(sources)s)
           and matured_at is null
        """,
        order_id=order_id,
        sources=[status.value for status in sources],
        by=ending.by.value,
        reason=ending.reason,
        now=ending.at,
    )


async def note(db: Db, order_id: OrderId, status: OrderStatus, *, text: str | None, now: datetime) -> int:
    """Add a line to an order's timeline."""
    return await run(
        db,
        """
        insert into orders.timeline (order_id, status, at, note)
        values (%(order_id)s, %(status)s, %(now)s, %(text)s)
        """,
        order_id=order_id,
        status=status.value,
        text=text,
        now=now,
    )


async def take_due(db: Db, *, now: datetime, heard_below_tx: int | None, limit: int) -> list[OrderHead]:
    """Mark orders matured whose time has come; answer them. Several workers may do so at once."""
    return await many(
        db,
        OrderHead,
        """
        with due as (
            select id
              from orders.orders
             where matures_at <= %(now)s
               and matured_at is null
               and paused_at is null
               and status in ('shipped', 'delivered')
               and (%(heard_below_tx)s::bigint is null or paid_tx < %(heard_below_tx)s)
             order by matures_at
             limit %(limit)s
               for update skip locked
        )
        update orders.orders o
           set matured_at = %(now)s
          from due
         where o.id = due.id
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
        """,
        now=now,
        heard_below_tx=heard_below_tx,
        limit=limit,
    )


async def pause(db: Db, order_id: OrderId, *, now: datetime) -> int:
    """Let an order that has not matured wait, whatever the time. 0: it has, or it waits."""
    return await run(
        db,
        """
        update orders.orders
           set paused_at = %(now)s
         where id = %(order_id)s
           and matured_at is null
           and paused_at is null
        """,
        order_id=order_id,
        now=now,
    )


class Resumed(Struct, frozen=True, kw_only=True):
    """When an order that waited matures."""

    matures_at: datetime | None
    is_delivered: bool


async def resume(db: Db, order_id: OrderId) -> Resumed | None:
    """Let an order wait no more. None: it did not wait."""
    return await one(
        db,
        Resumed,
        """
        update orders.orders
           set paused_at = null
         where id = %(order_id)s
           and paused_at is not null
        returning matures_at,
                  delivered_at is not null as is_delivered
        """,
        order_id=order_id,
    )


async def put_off(db: Db, order_id: OrderId, *, until: datetime, now: datetime) -> int:
    """Let an order that could not mature be due later, and remember since when it is stuck."""
    return await run(
        db,
        """
        update orders.orders
           set matured_at = null,
               matures_at = %(until)s,
               stuck_since = coalesce(stuck_since, %(now)s)
         where id = %(order_id)s
        """,
        order_id=order_id,
        until=until,
        now=now,
    )


async def join_guest_orders(db: Db, *, person_ids: Sequence[PersonId], emails: Sequence[str]) -> int:
    """Give orders without an account to the persons who proved their e-mails."""
    return await run(
        db,
        """
        update orders.orders o
           set buyer_id = proof.person_id
          from unnest(%(person_ids)s::uuid[], %(emails)s::text[]) as proof (person_id, email)
         where o.buyer_id is null
           and o.buyer_email = proof.email
        """,
        person_ids=list(person_ids),
        emails=list(emails),
    )
