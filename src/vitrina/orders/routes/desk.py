"""A shop's orders over HTTP: the list, and what is done with many of them at once."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import Parameter, QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, language_of, page_of, table
from vitrina.orders import service
from vitrina.orders.desk import (
    DAYS_MAX,
    WORDS_LENGTH_MAX,
    DoorView,
    OrderCounts,
    OrderFilter,
    RowOutcomes,
    ShipmentTable,
)
from vitrina.orders.model import OrderId, OrderStatus, Slice
from vitrina.orders.views import OrderView
from vitrina.payments.model import MethodKind
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["orders"]
Days = Annotated[int | None, Parameter(ge=1, le=DAYS_MAX, description="Bought in so many last days")]
Late = Annotated[bool, Parameter(description="Only what should have left")]
Method = Annotated[str | None, Parameter(max_length=60, description="The name of the way it travels")]
Payment = Annotated[
    MethodKind | None, Parameter(description="What its buyer did to pay it, or will do at the door: cash")
]
Words = Annotated[
    str | None,
    QueryParameter(
        name="q",
        max_length=WORDS_LENGTH_MAX,
        description="A code's beginning, a buyer's name, or an SKU",
    ),
]


@get(
    "/shops/{shop:uuid}/orders",
    operation_id="listShopOrders",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_shop_orders(
    shop: ShopId,
    person: Person,
    pool: Pool,
    status: OrderStatus | None = None,
    days: Days = None,
    late: Late = False,
    method: Method = None,
    payment: Payment = None,
    words: Words = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[OrderView]:
    """List what a shop was paid for, the newest first; all, or what fits every filter."""
    key = decode_cursor(cursor, tuple[UUID])
    wanted = Slice(before=None if key is None else OrderId(key[0]), limit=limit + 1, status=status)
    only = _filter(days, late=late, method=method, payment=payment, words=words)
    async with pool.transaction() as db:
        found = await service.shop_orders(db, shop_id=shop, actor=person, wanted=wanted, only=only)
    return page_of(found, limit, lambda order: (order.id,))


@get(
    "/shops/{shop:uuid}/orders/counts",
    operation_id="countShopOrders",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def count_shop_orders(
    shop: ShopId,
    person: Person,
    pool: Pool,
    days: Days = None,
    late: Late = False,
    method: Method = None,
    payment: Payment = None,
    words: Words = None,
) -> OrderCounts:
    """Count a shop's orders by status, of those that fit every filter."""
    only = _filter(days, late=late, method=method, payment=payment, words=words)
    async with pool.transaction() as db:
        return await service.count(db, shop_id=shop, actor=person, only=only, now=clock.now())


@get(
    "/shops/{shop:uuid}/orders/table",
    operation_id="exportShopOrders",
    tags=TAGS,
    media_type="text/csv",
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def export_shop_orders(
    shop: ShopId,
    person: Person,
    pool: Pool,
    status: OrderStatus | None = None,
    days: Days = None,
    late: Late = False,
    method: Method = None,
    payment: Payment = None,
    words: Words = None,
) -> Response[bytes]:
    """Fetch what a shop was paid for as CSV, the newest first, at most 5,000; what fits the filters."""
    only = _filter(days, late=late, method=method, payment=payment, words=words)
    async with pool.transaction() as db:
        text = await service.table(db, shop_id=shop, actor=person, status=status, only=only)
    return table(text, "orders.csv")


@get(
    "/shops/{shop:uuid}/orders/doors",
    operation_id="listDoors",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_doors(shop: ShopId, person: Person, pool: Pool) -> list[DoorView]:
    """List where several orders of one buyer wait to be sent to the same address."""
    async with pool.transaction() as db:
        return await service.doors(db, shop_id=shop, actor=person)


@post(
    "/shops/{shop:uuid}/orders/shipments",
    operation_id="shipOrders",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def ship_orders(
    request: Request[Any, Any, Any], shop: ShopId, data: ShipmentTable, person: Person, pool: Pool
) -> RowOutcomes:
    """Note which carriers took what was left of many orders; each row is done, or says why not."""
    async with pool.transaction() as db:
        return await service.ship_many(
            db,
            shop_id=shop,
            actor=person,
            rows=data.rows,
            language=language_of(request),
            now=clock.now(),
        )


def _filter(
    days: int | None, *, late: bool, method: str | None, payment: MethodKind | None, words: str | None
) -> OrderFilter:
    now = clock.now()
    return OrderFilter(
        since=now - timedelta(days=days) if days else None,
        late_at=now if late else None,
        method=method or None,
        payment=payment,
        words=words,
    )


ROUTES = [list_shop_orders, count_shop_orders, export_shop_orders, list_doors, ship_orders]
