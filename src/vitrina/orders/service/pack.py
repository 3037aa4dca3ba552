"""Packing an order."""

from datetime import datetime

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.orders import rules, store
from vitrina.orders.errors import NotReadyToPack
from vitrina.orders.model import OrderId, OrderPacked, OrderStatus
from vitrina.orders.service.read import get_for_shop


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
