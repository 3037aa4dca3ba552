"""From paid to delivered."""

from datetime import datetime

from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.orders import rules, store
from vitrina.orders.errors import CashNotCollected, NotReadyToPack, NotReadyToShip, NotShipped
from vitrina.orders.model import (
    Access,
    Order,
    OrderDelivered,
    OrderId,
    OrderPacked,
    OrderShipped,
    OrderStatus,
    Shipment,
)
from vitrina.orders.service.read import get_for, get_for_shop


async def pack(db: Db, *, order_id: OrderId, actor: Person, now: datetime) -> None:
    """Note that the shop packed an order; a second time changes nothing.

    Raises OrderNotFound, NotForYou, NotReadyToPack.
    """
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if order.status is OrderStatus.PACKED:
        return
    if not await store.pack(db, order_id, sources=rules.sources(OrderStatus.PACKED)):
        raise NotReadyToPack
    await store.note(db, order_id, OrderStatus.PACKED, text=None, now=now)
    await emit(
        db,
        OrderPacked(
            order_id=order.id,
            order_code=order.code,
            purchase_id=order.purchase_id,
            shop_id=order.shop_id,
            buyer_id=order.buyer_id,
            buyer_email=order.buyer_email,
            language=order.language,
            packed_at=now,
        ),
    )


async def ship(db: Db, *, order_id: OrderId, actor: Person, shipment: Shipment, now: datetime) -> None:
    """Note that the shop gave an order to a carrier; the same parcel a second time changes nothing.

    Raises OrderNotFound, NotForYou, NotReadyToShip, Malformed.
    """
    checked = rules.checked_shipment(shipment)
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if order.status is OrderStatus.SHIPPED and order.tracking_number == checked.tracking_number:
        return
    deliver_by = rules.deliver_by(order.transit_max_days, now)
    return_until = rules.return_until(order, deliver_by)
    sent = store.Sent(shipment=checked, at=now, matures_at=return_until)
    if not await store.ship(db, order_id, sent, sources=rules.sources(OrderStatus.SHIPPED)):
        raise NotReadyToShip
    await store.note(
        db, order_id, OrderStatus.SHIPPED, text=f"{checked.carrier} {checked.tracking_number}", now=now
    )
    lines = await store.lines_of(db, [order_id])
    await inventory.ship(db, order.purchase_id, [line.variant_id for line in lines])
    await emit(
        db,
        OrderShipped(
            order_id=order.id,
            order_code=order.code,
            purchase_id=order.purchase_id,
            shop_id=order.shop_id,
            buyer_id=order.buyer_id,
            buyer_email=order.buyer_email,
            language=order.language,
            shipped_at=now,
            deliver_by=deliver_by,
            return_until=return_until,
            carrier=checked.carrier,
            tracking_number=checked.tracking_number,
            tracking_url=checked.tracking_url,
        ),
    )


async def deliver(db: Db, *, order_id: OrderId, access: Access, now: datetime) -> None:
    """Note that an order reached its buyer, as the buyer or the shop says; again changes nothing.

    From now the right to return runs. Raises OrderNotFound, NotShipped, CashNotCollected.
    """
    order, _ = await get_for(db, order_id=order_id, access=access)
    if order.status is OrderStatus.DELIVERED:
        return
    if order.is_cash and order.paid_at is None and order.status is OrderStatus.SHIPPED:
        raise CashNotCollected
    until = rules.return_until(order, now)
    sources = rules.sources(OrderStatus.DELIVERED)
    if not await store.deliver(db, order_id, sources=sources, matures_at=until, now=now):
        raise NotShipped
    await store.note(db, order_id, OrderStatus.DELIVERED, text=None, now=now)
    await emit(db, delivered_fact(order, until, now))


def delivered_fact(order: Order, until: datetime, now: datetime) -> OrderDelivered:
    """Tell that an order reached its buyer."""
    return OrderDelivered(
        order_id=order.id,
        order_code=order.code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        delivered_at=now,
        return_until=until,
    )
