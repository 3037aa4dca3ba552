"""HTTP for a partner's program, which carries a key: Authorization: Bearer vp_..."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post

from vitrina.inventory.errors import LocationClosed, LocationNotFound, NotThere
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Limiter, Page, decode_cursor, fails, page_of
from vitrina.orders.errors import NotReadyToShip, OrderIsDisputed, TooLateToCancel
from vitrina.orders.model import (
    Cancellation,
    OrderId,
    OrderStatus,
    Slice,
)
from vitrina.orders.parcels import Dispatch
from vitrina.orders.views import (
    OrderView,
)
from vitrina.partners import service
from vitrina.partners.errors import (
    DeliveryNotFound,
    EndpointNotFound,
    PartnerKeyWrong,
    PartnerOrderNotFound,
    ScopeMissing,
    TooLateToAcknowledge,
)
from vitrina.partners.model import (
    Acknowledged,
    Acknowledgement,
    Caller,
    DeliveryId,
    DeliveryView,
    Scope,
    StockAnswer,
    StockPush,
)

TAGS = ["partners"]
SECRET_LENGTH_MAX = 200
# Ten pushes of a thousand rows a second, for one key; other requests cost as much.
_requests = Limiter(per_minute=600, burst=120)
REFUSED = (PartnerKeyWrong, ScopeMissing, TooManyRequests)


async def _caller(db: Db, request: Request[Any, Any, Any], scope: Scope) -> Caller:
    kind, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not 0 < len(secret) <= SECRET_LENGTH_MAX:
        raise PartnerKeyWrong
    caller = await service.find_caller(db, secret, scope=scope, now=clock.now())
    _requests.spend(str(caller.key_id))
    return caller


@post(
    "/partner/stock",
    operation_id="pushStock",
    tags=TAGS,
    status_code=200,
    responses=fails(*REFUSED, Malformed),
)
async def push_stock(data: StockPush, request: Request[Any, Any, Any], pool: Pool) -> StockAnswer:
    """Tell stock and prices of up to 1,000 variants; each row is answered, and older words change nothing."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.STOCK)
        return await service.push(db, caller=caller, pushed=data, now=clock.now())


@get("/partner/orders", operation_id="listPartnerOrders", tags=TAGS, responses=fails(*REFUSED, Malformed))
async def list_orders(
    request: Request[Any, Any, Any],
    pool: Pool,
    status: OrderStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[OrderView]:
    """List the shop's paid orders, the newest first, for who missed a message."""
    key = decode_cursor(cursor, tuple[UUID])
    wanted = Slice(before=OrderId(key[0]) if key else None, limit=limit + 1, status=status)
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        found = await service.list_orders(db, caller=caller, wanted=wanted)
    return page_of(found, limit, lambda order: (order.id,))


@get(
    "/partner/orders/{order:uuid}",
    operation_id="getPartnerOrder",
    tags=TAGS,
    responses=fails(*REFUSED, PartnerOrderNotFound),
)
async def get_order(order: OrderId, request: Request[Any, Any, Any], pool: Pool) -> OrderView:
    """Show an order of the shop."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        return await service.show_order(db, caller=caller, order_id=order)


@post(
    "/partner/orders/{order:uuid}/acknowledgement",
    operation_id="acknowledgePartnerOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(*REFUSED, PartnerOrderNotFound, TooLateToAcknowledge, Malformed),
)
async def acknowledge_order(
    order: OrderId, data: Acknowledgement, request: Request[Any, Any, Any], pool: Pool
) -> Acknowledged:
    """Note that the partner has taken an order; again answers the first time."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        return await service.acknowledge(db, caller=caller, order_id=order, said=data, now=clock.now())


@post(
    "/partner/orders/{order:uuid}/shipment",
    operation_id="shipPartnerOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(
        *REFUSED,
        PartnerOrderNotFound,
        NotReadyToShip,
        LocationNotFound,
        LocationClosed,
        NotThere,
        Malformed,
    ),
)
async def ship_order(
    order: OrderId, data: Dispatch, request: Request[Any, Any, Any], pool: Pool
) -> OrderView:
    """Note which carrier took an order, and from where; the same parcel again changes nothing."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        return await service.ship(db, caller=caller, order_id=order, shipment=data, now=clock.now())


@post(
    "/partner/orders/{order:uuid}/cancellation",
    operation_id="cancelPartnerOrder",
    tags=TAGS,
    status_code=200,
    responses=fails(*REFUSED, PartnerOrderNotFound, TooLateToCancel, OrderIsDisputed, Malformed),
)
async def cancel_order(
    order: OrderId, data: Cancellation, request: Request[Any, Any, Any], pool: Pool
) -> OrderView:
    """End an order before it is delivered; all its money goes back to the buyer."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        return await service.cancel(db, caller=caller, order_id=order, said=data, now=clock.now())


@post(
    "/partner/deliveries/{delivery:uuid}/replay",
    operation_id="replayDeliveryByKey",
    tags=TAGS,
    status_code=200,
    responses=fails(*REFUSED, DeliveryNotFound, EndpointNotFound),
)
async def replay(delivery: DeliveryId, request: Request[Any, Any, Any], pool: Pool) -> DeliveryView:
    """Send a delivery again, under the same id; its id is that of the message without `msg_`."""
    async with pool.transaction() as db:
        caller = await _caller(db, request, Scope.ORDERS)
        return await service.replay(db, shop_id=caller.shop_id, delivery_id=delivery, now=clock.now())


ROUTES = [
    push_stock,
    list_orders,
    get_order,
    acknowledge_order,
    ship_order,
    cancel_order,
    replay,
]
