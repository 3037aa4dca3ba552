"""A parcel that was marked as sent by mistake is taken back."""

from datetime import datetime

from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.orders import parcel_rules, store
from vitrina.orders.errors import ParcelNotFound, ParcelOnItsWay
from vitrina.orders.model import OrderId, ParcelId
from vitrina.orders.parcels import Parcel, ParcelRecalled
from vitrina.orders.service.parcels import get_parcel, inside
from vitrina.orders.service.read import get_for_shop


async def recall(db: Db, *, order_id: OrderId, parcel_id: ParcelId, actor: Person, now: datetime) -> None:
    """Take back that a parcel left, with all that was said to travel in its box; again changes nothing.

    Order, stock and clocks are as before it was marked as sent, and each buyer is told once. Raises
    OrderNotFound, NotForYou, ParcelNotFound, ParcelOnItsWay, TooLateToRecall.
    """
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if parcel_id in await store.recalled(db, order_id):
        return
    await get_parcel(db, order_id, parcel_id)
    await store.lock_boxed(db, order_id)
    # Once more: the same word may have waited for itself, or for one who says that it arrived.
    named = await store.find_parcel(db, parcel_id)
    if named is None:
        return
    parcels = [named, *await store.boxed_parcels(db, [named.id])]
    sent = await store.by_id(db, [each.order_id for each in parcels])
    await inventory.line_up_sending(
        db, shop_id=order.shop_id, purchase_ids=sorted({each.purchase_id for each in sent})
    )
    for parcel in parcels:
        await _recall(db, parcel, now)


async def _recall(db: Db, parcel: Parcel, now: datetime) -> None:
    order = await store.find(db, parcel.order_id)
    if order is None:
        raise ParcelNotFound
    lines, quantities = await store.lines_of(db, [order.id]), await inside(db, parcel)
    parcel_rules.check_recall(order, lines, parcel, quantities, now=now)
    if not await store.recall(db, parcel, now=now):
        raise ParcelOnItsWay
    variants = {line.id: line.variant_id for line in lines}
    units = [(variants[line_id], quantity) for line_id, quantity in quantities.items()]
    if not await inventory.unsend(db, order.purchase_id, units, left_at=parcel.shipped_at):
        raise ParcelOnItsWay
    await emit(
        db,
        ParcelRecalled(
            order_id=order.id,
            order_code=order.code,
            purchase_id=order.purchase_id,
            shop_id=order.shop_id,
            buyer_id=order.buyer_id,
            buyer_email=order.buyer_email,
            language=order.language,
            parcel_id=parcel.id,
            number=parcel.number,
            pieces=parcel_rules.pieces(lines, quantities),
            recalled_at=now,
        ),
    )
