"""What a partner does with orders of its shop: reads, takes, sends and cancels them, as the shop would."""

from datetime import datetime

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.text import clean_line
from vitrina.orders import service as orders
from vitrina.orders.model import (
    Access,
    Cancellation,
    OrderId,
    OrderStatus,
    Slice,
)
from vitrina.orders.parcels import Dispatch
from vitrina.orders.views import (
    OrderView,
)
from vitrina.partners.errors import PartnerOrderNotFound, TooLateToAcknowledge
from vitrina.partners.model import Acknowledged, Acknowledgement, Caller
from vitrina.partners.store import deliveries as store


async def list_orders(db: Db, *, caller: Caller, wanted: Slice) -> list[OrderView]:
    """List what the shop was paid for, the newest first: for who missed a message."""
    owner = await identity.person_by_id(db, caller.owner_id)
    return await orders.shop_orders(db, shop_id=caller.shop_id, actor=owner, wanted=wanted)


async def show_order(db: Db, *, caller: Caller, order_id: OrderId) -> OrderView:
    """Show an order of the shop. Raises PartnerOrderNotFound."""
    return await _shown(db, order_id, await _owner_for(db, caller, order_id))


async def acknowledge(
    db: Db, *, caller: Caller, order_id: OrderId, said: Acknowledgement, now: datetime
) -> Acknowledged:
    """Note that the partner has taken an order; a second time answers the first.

    Raises PartnerOrderNotFound, TooLateToAcknowledge.
    """
    owner = await _owner_for(db, caller, order_id)
    if known := await store.find_acknowledged(db, order_id):
        return known
    if (await _shown(db, order_id, owner)).status in {OrderStatus.PLACED, OrderStatus.CANCELLED}:
        raise TooLateToAcknowledge
    taken = Acknowledged(order_id=order_id, reference=clean_line(said.reference), at=now)
    noted = await store.acknowledge(db, taken, shop_id=caller.shop_id)
    assert noted, "its row was written just now"
    return noted


async def ship(db: Db, *, caller: Caller, order_id: OrderId, shipment: Dispatch, now: datetime) -> OrderView:
    """Note which carrier took an order, and from where; the same parcel again changes nothing.

    Raises PartnerOrderNotFound, NotReadyToShip, LocationNotFound, LocationClosed, NotThere, Malformed.
    """
    owner = await _owner_for(db, caller, order_id)
    await orders.ship(db, order_id=order_id, actor=owner, shipment=shipment, now=now)
    return await _shown(db, order_id, owner)


async def cancel(
    db: Db, *, caller: Caller, order_id: OrderId, said: Cancellation, now: datetime
) -> OrderView:
    """End an order before it is delivered, and give all its money back; a second time changes nothing.

    Raises PartnerOrderNotFound, TooLateToCancel.
    """
    owner = await _owner_for(db, caller, order_id)
    access = Access(actor=owner)
    await orders.cancel(db, order_id=order_id, access=access, reason=said.reason, now=now)
    return await _shown(db, order_id, owner)


async def _owner_for(db: Db, caller: Caller, order_id: OrderId) -> Person:
    """Find for whom the partner acts on an order of its shop, and of no other shop of the same owner."""
    order = (await orders.orders_by_id(db, [order_id])).get(order_id)
    if order is None or order.shop_id != caller.shop_id or order.paid_at is None:
        raise PartnerOrderNotFound
    return await identity.person_by_id(db, caller.owner_id)


async def _shown(db: Db, order_id: OrderId, owner: Person) -> OrderView:
    return await orders.show(db, order_id=order_id, access=Access(actor=owner))
