"""One order over HTTP, and what a person has bought."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory.errors import LocationClosed, LocationNotFound, NotThere
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.orders import service
from vitrina.orders.errors import (
    CashGoesWhole,
    CashNotCollected,
    MoreThanIsLeft,
    NotForYou,
    NothingToRefund,
    NotReadyToPack,
    NotReadyToShip,
    NotRefundable,
    NotShipped,
    OrderIsDisputed,
    OrderNotFound,
    ParcelArrived,
    ParcelIdTaken,
    ParcelNotFound,
    ParcelOnItsWay,
    ParcelRecalledBefore,
    RefundIdTaken,
    RefundsNothingSent,
    SentBefore,
    TooLateToCancel,
    TooLateToRecall,
    TooManyParcels,
)
from vitrina.orders.model import (
    Access,
    Cancellation,
    OrderId,
    ParcelId,
    Shipment,
    Slice,
)
from vitrina.orders.parcels import Dispatch, NewParcel
from vitrina.orders.refund_model import NewRefund, RefundView
from vitrina.orders.views import (
    OrderView,
)

TAGS = ["orders"]
Key = Annotated[
    str | None, QueryParameter(name="key", max_length=64, description="The order's key, for guests")
]


@get("/orders/{order:uuid}", operation_id="getOrder", tags=TAGS, responses=fails(OrderNotFound))
async def get_order(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> OrderView:
    """Show an order to its buyer, to who holds its key, or to its shop."""
    access = service.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        return await service.show(db, order_id=order, access=access)


@get("/me/orders", operation_id="listMyOrders", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_my_orders(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[OrderView]:
    """List what the signed-in person has bought, the newest first."""
    wanted = Slice(before=_before(cursor), limit=limit + 1)
    async with pool.transaction() as db:
        found = await service.my_orders(db, person, wanted)
    return page_of(found, limit, lambda order: (order.id,))


def _before(cursor: str | None) -> OrderId | None:
    key = decode_cursor(cursor, tuple[UUID])
    return None if key is None else OrderId(key[0])


@post(
    "/orders/{order:uuid}/packing",
    operation_id="packOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou, NotReadyToPack),
)
async def pack_order(order: OrderId, person: Person, pool: Pool) -> OrderView:
    """Note that the shop packed an order."""
    async with pool.transaction() as db:
        await service.pack(db, order_id=order, actor=person, now=clock.now())
        return await service.show(db, order_id=order, access=Access(actor=person))


@post(
    "/orders/{order:uuid}/shipment",
    operation_id="shipOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded,
        OrderNotFound,
        NotForYou,
        NotReadyToShip,
        TooManyParcels,
        LocationNotFound,
        LocationClosed,
        NotThere,
        Malformed,
    ),
)
async def ship_order(order: OrderId, data: Dispatch, person: Person, pool: Pool) -> OrderView:
    """Note which carrier took all that was left of an order, under which number."""
    async with pool.transaction() as db:
        await service.ship(db, order_id=order, actor=person, shipment=data, now=clock.now())
        return await service.show(db, order_id=order, access=Access(actor=person))


@post(
    "/orders/{order:uuid}/parcels",
    operation_id="sendParcel",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded,
        OrderNotFound,
        NotForYou,
        NotReadyToShip,
        SentBefore,
        CashGoesWhole,
        ParcelIdTaken,
        ParcelRecalledBefore,
        TooManyParcels,
        LocationNotFound,
        LocationClosed,
        NotThere,
        Malformed,
    ),
)
async def send_parcel(order: OrderId, data: NewParcel, person: Person, pool: Pool) -> OrderView:
    """Note which carrier took a part of an order; the same id again is the same parcel."""
    async with pool.transaction() as db:
        await service.send(db, order_id=order, actor=person, new=data, now=clock.now())
        return await service.show(db, order_id=order, access=Access(actor=person))


@put(
    "/orders/{order:uuid}/parcels/{parcel:uuid}/shipment",
    operation_id="correctParcel",
    tags=TAGS,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou, ParcelNotFound, ParcelArrived, Malformed),
)
async def correct_parcel(
    order: OrderId, parcel: ParcelId, data: Shipment, person: Person, pool: Pool
) -> OrderView:
    """Correct with whom, and under which number, a parcel travels; its buyer is told."""
    async with pool.transaction() as db:
        await service.correct(
            db, order_id=order, parcel_id=parcel, actor=person, shipment=data, now=clock.now()
        )
        return await service.show(db, order_id=order, access=Access(actor=person))


@post(
    "/orders/{order:uuid}/parcels/{parcel:uuid}/recall",
    operation_id="recallParcel",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou, ParcelNotFound, ParcelOnItsWay, TooLateToRecall),
)
async def recall_parcel(order: OrderId, parcel: ParcelId, person: Person, pool: Pool) -> OrderView:
    """Take back that a parcel left, which was marked as sent by mistake; its buyer is told."""
    async with pool.transaction() as db:
        await service.recall(db, order_id=order, parcel_id=parcel, actor=person, now=clock.now())
        return await service.show(db, order_id=order, access=Access(actor=person))


@post(
    "/orders/{order:uuid}/parcels/{parcel:uuid}/delivery",
    operation_id="deliverParcel",
    tags=TAGS,
    status_code=200,
    responses=fails(OrderNotFound, ParcelNotFound, CashNotCollected),
)
async def deliver_parcel(
    order: OrderId,
    parcel: ParcelId,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    key: Key = None,
) -> OrderView:
    """Note that a parcel arrived, as its buyer or its shop says."""
    access = service.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        await service.deliver_parcel(db, order_id=order, parcel_id=parcel, access=access, now=clock.now())
        return await service.show(db, order_id=order, access=access)


@post(
    "/orders/{order:uuid}/delivery",
    operation_id="deliverOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(OrderNotFound, NotShipped, CashNotCollected),
)
async def deliver_order(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> OrderView:
    """Note that an order arrived, as its buyer or its shop says."""
    access = service.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        await service.deliver(db, order_id=order, access=access, now=clock.now())
        return await service.show(db, order_id=order, access=access)


@post(
    "/orders/{order:uuid}/cancellation",
    operation_id="cancelOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(OrderNotFound, TooLateToCancel, OrderIsDisputed, Malformed),
)
async def cancel_order(
    order: OrderId,
    data: Cancellation,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    key: Key = None,
) -> OrderView:
    """End an order and give its money back: the buyer before shipping, the shop before delivery."""
    access = service.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        await service.cancel(db, order_id=order, access=access, reason=data.reason, now=clock.now())
        return await service.show(db, order_id=order, access=access)


@post(
    "/orders/{order:uuid}/refunds",
    operation_id="refundOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded,
        OrderNotFound,
        NotForYou,
        NotRefundable,
        OrderIsDisputed,
        MoreThanIsLeft,
        NothingToRefund,
        RefundsNothingSent,
        RefundIdTaken,
        Malformed,
    ),
)
async def refund_order(order: OrderId, data: NewRefund, person: Person, pool: Pool) -> OrderView:
    """Give a part of an order back, as its shop says; the same id again is the same refund."""
    async with pool.transaction() as db:
        await service.refund(db, order_id=order, actor=person, wanted=data, now=clock.now())
        return await service.show(db, order_id=order, access=Access(actor=person))


@get(
    "/orders/{order:uuid}/refunds",
    operation_id="listOrderRefunds",
    tags=TAGS,
    responses=fails(OrderNotFound),
)
async def list_order_refunds(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> list[RefundView]:
    """List what was given back of an order, the first one first; to its buyer and its shop."""
    access = service.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        return await service.refunds_of(db, order_id=order, access=access)


ROUTES = [
    get_order,
    list_my_orders,
    pack_order,
    ship_order,
    send_parcel,
    correct_parcel,
    recall_parcel,
    deliver_parcel,
    deliver_order,
    cancel_order,
    refund_order,
    list_order_refunds,
]
