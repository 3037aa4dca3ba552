"""Orders leave in parcels: what is in each of them, and what the order is by what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.locations.model import LocationId
from vitrina.kit.db import CheckViolation, Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.orders import parcel_rules, rules, store
from vitrina.orders.errors import (
    CashNotCollected,
    NotShipped,
    ParcelArrived,
    ParcelIdTaken,
    ParcelNotFound,
    ParcelRecalledBefore,
    SentBefore,
)
from vitrina.orders.model import (
    Access,
    Order,
    OrderDelivered,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderShipped,
    OrderStatus,
    ParcelId,
    Shipment,
)
from vitrina.orders.parcels import (
    Dispatch,
    NewParcel,
    Parcel,
    ParcelCorrected,
    ParcelDelivered,
    ParcelShipped,
)
from vitrina.orders.refund_model import LineQuantity
from vitrina.orders.service.read import get_for, get_for_shop


async def ship(
    db: Db, *, order_id: OrderId, actor: Person, shipment: Shipment, now: datetime, box_id: UUID | None = None
) -> None:
    """Note that the shop gave all that was left of an order to a carrier; the same parcel again is one.

    shipment: a Dispatch says from where it leaves.  box_id: of what travels together with parcels of other
    orders. Raises OrderNotFound, NotForYou, NotReadyToShip, TooManyParcels, LocationNotFound, LocationClosed,
    NotThere, Malformed.
    """
    checked = rules.checked_shipment(shipment)
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if order.status is OrderStatus.SHIPPED and order.tracking_number == checked.tracking_number:
        return
    place = shipment.location_id if isinstance(shipment, Dispatch) else None
    leaving = _Leaving(id=ParcelId(new_id()), shipment=checked, parts=None, box_id=box_id, location_id=place)
    await _send(db, order_id, leaving, now)


async def send(db: Db, *, order_id: OrderId, actor: Person, new: NewParcel, now: datetime) -> None:
    """Note that the shop gave a part of an order to a carrier; the same id again changes nothing.

    Raises OrderNotFound, NotForYou, NotReadyToShip, SentBefore, CashGoesWhole, ParcelIdTaken,
    ParcelRecalledBefore, TooManyParcels, LocationNotFound, LocationClosed, NotThere, Malformed.
    """
    checked = rules.checked_shipment(new)
    await get_for_shop(db, order_id=order_id, actor=actor)
    leaving = _Leaving(id=new.id, shipment=checked, parts=new.lines, location_id=new.location_id)
    await _send(db, order_id, leaving, now)


class _Leaving(Struct, frozen=True, kw_only=True):
    """What leaves. parts: None for all that is left."""

    id: ParcelId
    shipment: Shipment
    parts: list[LineQuantity] | None
    box_id: UUID | None = None
    location_id: LocationId | None = None


async def _send(db: Db, order_id: OrderId, leaving: _Leaving, now: datetime) -> None:
    # Locked: what leaves is what has not left, and the last parcel moves the order.
    order = await store.lock(db, order_id)
    assert order, "orders are never deleted"
    if earlier := await store.find_parcel(db, leaving.id):
        if earlier.order_id != order_id:
            raise ParcelIdTaken
        return
    before, recalled = await store.parcels_of(db, [order_id]), await store.recalled(db, order_id)
    if leaving.id in recalled:
        raise ParcelRecalledBefore
    lines = await store.lines_of(db, [order_id])
    quantities = parcel_rules.to_send(order, lines, leaving.parts, sent_before=len(before))
    parcel = Parcel(
        id=leaving.id,
        order_id=order_id,
        number=1 + max([0, *recalled.values(), *(each.number for each in before)]),
        carrier=leaving.shipment.carrier,
        tracking_number=leaving.shipment.tracking_number,
        tracking_url=leaving.shipment.tracking_url,
        shipped_at=now,
        delivered_at=None,
        box_id=leaving.box_id,
    )
    try:
        await store.add_parcel(db, parcel, quantities)
    except CheckViolation as e:
        raise SentBefore from e
    variants = {line.id: line.variant_id for line in lines}
    await inventory.send(
        db,
        order.purchase_id,
        [(variants[line_id], units) for line_id, units in quantities.items()],
        shop_id=order.shop_id,
        location_id=leaving.location_id,
    )
    if parcel_rules.is_all_sent(lines, quantities):
        await _all_sent(db, order, lines, parcels=[*before, parcel], quantities=quantities)
        return
    await store.ship_partly(db, order_id, parcel)
    await emit(db, _parcel_shipped(order, lines, parcel, quantities))


async def _all_sent(
    db: Db,
    order: Order,
    lines: Sequence[OrderLine],
    *,
    parcels: Sequence[Parcel],
    quantities: Mapping[OrderLineId, int],
) -> None:
    """Move an order of which nothing is left to send. quantities: what leaves just now, if anything."""
    last = parcels[-1]
    deliver_by = parcel_rules.arrives_at(parcels, order.transit_max_days)
    return_until = rules.return_until(order, deliver_by)
    shipment = Shipment(
        carrier=last.carrier, tracking_number=last.tracking_number, tracking_url=last.tracking_url
    )
    sent = store.Sent(shipment=shipment, at=last.shipped_at, matures_at=return_until)
    moved = await store.ship(db, order.id, sent, sources=rules.sources(OrderStatus.SHIPPED))
    assert moved, "it is locked, and in one of these statuses"
    text = f"{shipment.carrier} {shipment.tracking_number}"
    await store.note(db, order.id, OrderStatus.SHIPPED, text=text, now=last.shipped_at)
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
            shipped_at=last.shipped_at,
            deliver_by=deliver_by,
            return_until=return_until,
            carrier=last.carrier,
            tracking_number=last.tracking_number,
            tracking_url=last.tracking_url,
            parcel_id=last.id,
            parcel_count=len(parcels),
            pieces=parcel_rules.pieces(lines, quantities),
        ),
    )


async def drop(db: Db, order: Order, quantities: Mapping[OrderLineId, int], *, now: datetime) -> None:
    """Note that units of an order that is locked are not sent any more; they are on the shelf again.

    Where nothing is left to send, what left before is the whole of the order.
    """
    await store.drop(db, quantities)
    lines = await store.lines_of(db, [order.id])
    variants = {line.id: line.variant_id for line in lines}
    units = [(variants[line_id], quantity) for line_id, quantity in quantities.items()]
    await inventory.take_back(db, order.purchase_id, units, are_sent=False)
    if order.status is not OrderStatus.PARTLY_SHIPPED or not parcel_rules.is_all_sent(lines, {}):
        return
    parcels = await store.parcels_of(db, [order.id])
    await _all_sent(db, order, lines, parcels=parcels, quantities={})
    if all(each.delivered_at for each in parcels):
        arrived_at = parcel_rules.arrives_at(parcels, order.transit_max_days)
        await _delivered(db, order, arrived_at=arrived_at, now=now)


async def deliver_parcel(
    db: Db, *, order_id: OrderId, parcel_id: ParcelId, access: Access, now: datetime
) -> None:
    """Note that a parcel reached its buyer, as the buyer or the shop says; again changes nothing.

    The last one delivers the order. What travelled in the same box arrived with it. Raises OrderNotFound,
    ParcelNotFound, CashNotCollected.
    """
    order, _ = await get_for(db, order_id=order_id, access=access)
    if order.is_cash and order.paid_at is None:
        raise CashNotCollected
    named = await get_parcel(db, order_id, parcel_id)
    await store.lock_boxed(db, order_id)
    for parcel in [named, *await store.boxed_parcels(db, [named.id])]:
        await _arrived(db, parcel, now)


async def deliver(db: Db, *, order_id: OrderId, access: Access, now: datetime) -> None:
    """Note that all of an order reached its buyer, as the buyer or the shop says; again changes nothing.

    From now the right to return runs. What travelled in the same box arrived with it. Raises OrderNotFound,
    NotShipped, CashNotCollected.
    """
    await get_for(db, order_id=order_id, access=access)
    await store.lock_boxed(db, order_id)
    order, _ = await get_for(db, order_id=order_id, access=access)
    if order.status is OrderStatus.DELIVERED:
        return
    if order.status is not OrderStatus.SHIPPED:
        raise NotShipped
    if order.is_cash and order.paid_at is None:
        raise CashNotCollected
    parcels = await store.parcels_of(db, [order_id])
    await store.deliver_parcels(db, order_id, now=now)
    await _delivered(db, order, arrived_at=now, now=now)
    for parcel in await store.boxed_parcels(db, [each.id for each in parcels]):
        await _arrived(db, parcel, now)


async def _arrived(db: Db, parcel: Parcel, now: datetime) -> None:
    order = await store.find(db, parcel.order_id)
    assert order, "orders are never deleted"
    if not await store.deliver_parcel(db, parcel.id, now=now):
        return
    parcels = await store.parcels_of(db, [order.id])
    if order.status is OrderStatus.SHIPPED and all(each.delivered_at for each in parcels):
        await _delivered(db, order, arrived_at=now, now=now)
        return
    lines = await store.lines_of(db, [order.id])
    await emit(
        db,
        ParcelDelivered(
            order_id=order.id,
            order_code=order.code,
            purchase_id=order.purchase_id,
            shop_id=order.shop_id,
            buyer_id=order.buyer_id,
            buyer_email=order.buyer_email,
            language=order.language,
            parcel_id=parcel.id,
            number=parcel.number,
            pieces=parcel_rules.pieces(lines, await inside(db, parcel)),
            delivered_at=now,
        ),
    )


async def _delivered(db: Db, order: Order, *, arrived_at: datetime, now: datetime) -> None:
    until = rules.return_until(order, arrived_at)
    sources = rules.sources(OrderStatus.DELIVERED)
    if not await store.deliver(db, order.id, sources=sources, matures_at=until, now=arrived_at):
        raise NotShipped
    await store.note(db, order.id, OrderStatus.DELIVERED, text=None, now=now)
    await emit(db, delivered_fact(order, until, arrived_at))


async def correct(
    db: Db, *, order_id: OrderId, parcel_id: ParcelId, actor: Person, shipment: Shipment, now: datetime
) -> None:
    """Say that a parcel travels under another number than was typed; the same again changes nothing.

    Parcels in the same box have the same number, and are corrected with it. Raises OrderNotFound, NotForYou,
    ParcelNotFound, ParcelArrived, Malformed.
    """
    checked = rules.checked_shipment(shipment)
    await get_for_shop(db, order_id=order_id, actor=actor)
    named = await get_parcel(db, order_id, parcel_id)
    await store.lock_boxed(db, order_id)
    for parcel in [named, *await store.boxed_parcels(db, [named.id])]:
        await _correct(db, parcel, checked, now)


async def _correct(db: Db, parcel: Parcel, shipment: Shipment, now: datetime) -> None:
    known = Shipment(
        carrier=parcel.carrier, tracking_number=parcel.tracking_number, tracking_url=parcel.tracking_url
    )
    if known == shipment:
        return
    order = await store.find(db, parcel.order_id)
    assert order, "orders are never deleted"
    corrected = replace(
        parcel,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
    )
    if not await store.correct_parcel(db, corrected):
        raise ParcelArrived
    lines = await store.lines_of(db, [order.id])
    await emit(
        db,
        ParcelCorrected(
            order_id=order.id,
            order_code=order.code,
            purchase_id=order.purchase_id,
            shop_id=order.shop_id,
            buyer_id=order.buyer_id,
            buyer_email=order.buyer_email,
            language=order.language,
            parcel_id=parcel.id,
            number=parcel.number,
            pieces=parcel_rules.pieces(lines, await inside(db, parcel)),
            corrected_at=now,
            carrier=corrected.carrier,
            tracking_number=corrected.tracking_number,
            tracking_url=corrected.tracking_url,
        ),
    )


async def get_parcel(db: Db, order_id: OrderId, parcel_id: ParcelId) -> Parcel:
    """Load a parcel of an order. Raises ParcelNotFound."""
    parcel = await store.find_parcel(db, parcel_id)
    if parcel is None or parcel.order_id != order_id:
        raise ParcelNotFound
    return parcel


async def inside(db: Db, parcel: Parcel) -> dict[OrderLineId, int]:
    """Tell how much of which line is in a parcel."""
    lines = await store.parcel_lines_of(db, [parcel.order_id])
    return {each.line_id: each.quantity for each in lines if each.parcel_id == parcel.id}


def _parcel_shipped(
    order: Order, lines: Sequence[OrderLine], parcel: Parcel, quantities: Mapping[OrderLineId, int]
) -> ParcelShipped:
    return ParcelShipped(
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
        shipped_at=parcel.shipped_at,
        deliver_by=rules.deliver_by(order.transit_max_days, parcel.shipped_at),
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        tracking_url=parcel.tracking_url,
    )


def delivered_fact(order: Order, until: datetime, arrived_at: datetime) -> OrderDelivered:
    """Tell that an order reached its buyer."""
    return OrderDelivered(
        order_id=order.id,
        order_code=order.code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        delivered_at=arrived_at,
        return_until=until,
    )
