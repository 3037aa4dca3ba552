"""SQL of the carts in conversations.

Every change is a WHERE over the version and the state: who is late moves nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, many, one, run, value
from vitrina.messaging.model import CartStatus, ChatCart, ChatCartId, ChatLine, ConversationId
from vitrina.orders.model import OrderId
from vitrina.payments.model import PurchaseId


async def add(db: Db, cart: ChatCart, lines: Sequence[ChatLine], *, now: datetime) -> None:
    """Write a cart with its lines, in their order."""
    await run(
        db,
        """
        with made as (
            insert into messaging.carts
                   (id, conversation_id, status, version, currency, expires_at, made_at)
            values (%(id)s, %(conversation_id)s, %(status)s, %(version)s, %(currency)s, %(expires_at)s,
                   %(now)s)
            returning id
        )
        insert into messaging.cart_lines
               (cart_id, position, variant_id, product_id, quantity, price_minor, asked_quantity,
               asked_price_minor, touch_id)
        select m.id, l.position, l.variant_id, l.product_id, l.quantity, l.price_minor, l.quantity,
               l.asked_price_minor, l.touch_id
          from made m
         cross join unnest(%(variant_ids)s::uuid[], %(product_ids)s::uuid[], %(quantities)s::int[],
                           %(prices)s::bigint[], %(asked_prices)s::bigint[], %(touch_ids)s::uuid[])
               with ordinality
                 as l (variant_id, product_id, quantity, price_minor, asked_price_minor, touch_id, position)
        """,
        id=cart.id,
        conversation_id=cart.conversation_id,
        status=cart.status,
        version=cart.version,
        currency=cart.currency,
        expires_at=cart.expires_at,
        now=now,
        variant_ids=[line.variant_id for line in lines],
        product_ids=[line.product_id for line in lines],
        quantities=[line.quantity for line in lines],
        prices=[line.price_minor for line in lines],
        asked_prices=[line.asked_price_minor for line in lines],
        touch_ids=[line.touch_id for line in lines],
    )


async def by_id(db: Db, ids: Sequence[ChatCartId]) -> list[ChatCart]:
    """Read carts."""
    return await many(
        db,
        ChatCart,
        """
        select c.id,
               c.conversation_id,
               c.status,
               c.version,
               c.currency,
               c.note,
               c.purchase_id,
               c.order_id,
               c.paying_until,
               c.expires_at
          from messaging.carts c
         where c.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def lines(db: Db, cart_ids: Sequence[ChatCartId]) -> list[ChatLine]:
    """Read the lines of carts, in their order."""
    return await many(
        db,
        ChatLine,
        """
        select l.cart_id,
               l.variant_id,
               l.product_id,
               l.quantity,
               l.price_minor,
               l.asked_quantity,
               l.asked_price_minor,
               l.touch_id
          from messaging.cart_lines l
         where l.cart_id = any(%(cart_ids)s)
         order by l.cart_id, l.position
        """,
        cart_ids=list(cart_ids),
    )


async def count_open(db: Db, conversation_id: ConversationId) -> int:
    """Count the carts of a conversation that wait for somebody."""
    return await value(
        db,
        """
        select count(*)
          from messaging.carts c
         where c.conversation_id = %(conversation_id)s
           and c.status in ('sent', 'confirmed', 'edited')
        """,
        conversation_id=conversation_id,
    )


async def move(db: Db, seen: ChatCart, to: ChatCart, *, sources: Sequence[CartStatus], now: datetime) -> int:
    """Bring a cart from the version that was seen to the next state, unless it moved or is being paid.

    0: somebody was first.
    """
    return await run(
        db,
        """
        update messaging.carts
           set status = %(status)s,
               version = %(version)s,
               note = %(note)s,
               expires_at = %(expires_at)s
         where id = %(id)s
           and version = %(seen)s
           and status = any(%(sources)s)
           and expires_at > %(now)s
           and (paying_until is null or paying_until <= %(now)s)
        """,
        id=seen.id,
        seen=seen.version,
        sources=list(sources),
        status=to.status,
        version=to.version,
        note=to.note,
        expires_at=to.expires_at,
        now=now,
    )


async def set_lines(db: Db, cart_id: ChatCartId, changed: Sequence[ChatLine]) -> None:
    """Write how many of each, and at which price."""
    await run(
        db,
        """
        update messaging.cart_lines l
           set quantity = n.quantity,
               price_minor = n.price_minor
          from unnest(%(variant_ids)s::uuid[], %(quantities)s::int[], %(prices)s::bigint[])
               as n (variant_id, quantity, price_minor)
         where l.cart_id = %(cart_id)s
           and l.variant_id = n.variant_id
        """,
        cart_id=cart_id,
        variant_ids=[line.variant_id for line in changed],
        quantities=[line.quantity for line in changed],
        prices=[line.price_minor for line in changed],
    )


async def begin_paying(
    db: Db,
    seen: ChatCart,
    purchase_id: PurchaseId,
    *,
    sources: Sequence[CartStatus],
    until: datetime,
    now: datetime,
) -> int:
    """Let one purchase pay the version that was seen; the same purchase again is let as well. 0: not now."""
    return await run(
        db,
        """
        update messaging.carts
           set purchase_id = %(purchase_id)s,
               paying_until = case when purchase_id = %(purchase_id)s then coalesce(paying_until, %(until)s)
                                   else %(until)s end
         where id = %(id)s
           and version = %(seen)s
           and status = any(%(sources)s)
           and expires_at > %(now)s
           and (paying_until is null or paying_until <= %(now)s or purchase_id = %(purchase_id)s)
           and (purchase_id is not distinct from %(seen_purchase_id)s or purchase_id = %(purchase_id)s)
        """,
        id=seen.id,
        seen=seen.version,
        seen_purchase_id=seen.purchase_id,
        sources=list(sources),
        purchase_id=purchase_id,
        until=until,
        now=now,
    )


async def end_paying(db: Db, cart_id: ChatCartId, purchase_id: PurchaseId) -> None:
    """Take back that a purchase pays a cart, when it never came to be."""
    await run(
        db,
        """
        update messaging.carts
           set paying_until = null,
               purchase_id = null
         where id = %(cart_id)s
           and purchase_id = %(purchase_id)s
           and status <> 'paid'
        """,
        cart_id=cart_id,
        purchase_id=purchase_id,
    )


async def mark_paid(db: Db, cart_id: ChatCartId, *, purchase_id: PurchaseId, order_id: OrderId) -> int:
    """Note that a cart is an order now, whatever state it was in: money decides.

    0: it was already, or another purchase only named it.
    """
    return await run(
        db,
        """
        update messaging.carts
           set status = 'paid',
               order_id = %(order_id)s,
               paying_until = null
         where id = %(cart_id)s
           and purchase_id = %(purchase_id)s
           and order_id is null
        """,
        cart_id=cart_id,
        purchase_id=purchase_id,
        order_id=order_id,
    )


async def of_orders(db: Db, order_ids: Sequence[OrderId]) -> list[ChatCart]:
    """Find the carts that became orders."""
    return await many(
        db,
        ChatCart,
        """
        select c.id,
               c.conversation_id,
               c.status,
               c.version,
               c.currency,
               c.note,
               c.purchase_id,
               c.order_id,
               c.paying_until,
               c.expires_at
          from messaging.carts c
         where c.order_id = any(%(order_ids)s)
        """,
        order_ids=list(order_ids),
    )


async def find_due(db: Db, *, now: datetime, limit: int) -> list[ChatCart]:
    """Find open carts whose time is over."""
    return await many(
        db,
        ChatCart,
        """
        select c.id,
               c.conversation_id,
               c.status,
               c.version,
               c.currency,
               c.note,
               c.purchase_id,
               c.order_id,
               c.paying_until,
               c.expires_at
          from messaging.carts c
         where c.status in ('sent', 'confirmed', 'edited')
           and c.expires_at <= %(now)s
           and (c.paying_until is null or c.paying_until <= %(now)s)
         order by c.expires_at
         limit %(limit)s
        """,
        now=now,
        limit=limit,
    )


async def expire(db: Db, cart_id: ChatCartId, *, now: datetime) -> int:
    """Close a cart whose time is over. 0: somebody was first."""
    return await run(
        db,
        """
        update messaging.carts
           set status = 'expired'
         where id = %(cart_id)s
           and status in ('sent', 'confirmed', 'edited')
           and expires_at <= %(now)s
           and (paying_until is null or paying_until <= %(now)s)
        """,
        cart_id=cart_id,
        now=now,
    )


async def find(db: Db, cart_id: ChatCartId) -> ChatCart | None:
    """Find a cart."""
    return await one(
        db,
        ChatCart,
        """
        select c.id,
               c.conversation_id,
               c.status,
               c.version,
               c.currency,
               c.note,
               c.purchase_id,
               c.order_id,
               c.paying_until,
               c.expires_at
          from messaging.carts c
         where c.id = %(cart_id)s
        """,
        cart_id=cart_id,
    )
