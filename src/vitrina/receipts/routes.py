"""Receipts over HTTP."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import as_file, fails, language_of
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import OrderId
from vitrina.receipts import service
from vitrina.receipts.errors import NotPaidYet
from vitrina.receipts.model import Receipt
from vitrina.receipts.slips import SLIPS_MAX, packing_slips
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["receipts"]
Chosen = Annotated[
    list[OrderId] | None,
    QueryParameter(name="order", max_items=SLIPS_MAX, description="Ids, one parameter each"),
]
Key = Annotated[
    str | None, QueryParameter(name="key", max_length=64, description="The order's key, for guests")
]


@get(
    "/orders/{order:uuid}/receipt",
    operation_id="getReceipt",
    tags=TAGS,
    responses=fails(OrderNotFound, NotPaidYet),
)
async def get_receipt(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> Receipt:
    """Read the receipt of an order: lines, discounts, taxes, refunds; for its buyer and its shop."""
    access = orders.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        return await service.receipt_of(db, order_id=order, access=access)


@get(
    "/orders/{order:uuid}/receipt/file",
    operation_id="getReceiptFile",
    tags=TAGS,
    media_type="application/pdf",
    responses=fails(OrderNotFound, NotPaidYet),
)
async def get_receipt_file(
    request: Request[Any, Any, Any],
    order: OrderId,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    key: Key = None,
) -> Response[bytes]:
    """Fetch the receipt of an order as PDF, in the reader's language."""
    access = orders.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        receipt = await service.receipt_of(db, order_id=order, access=access)
    # With no transaction open: another country's invoicer may ask an authority.
    file = await service.invoicer_of(receipt.shop_country).issue(receipt, language_of(request))
    return Response(file.body, media_type=file.content_type, headers=as_file(file.name))


@get(
    "/shops/{shop:uuid}/packing-slips",
    operation_id="getPackingSlips",
    tags=TAGS,
    media_type="application/pdf",
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, OrderNotFound, Malformed),
)
async def get_packing_slips(
    request: Request[Any, Any, Any], shop: ShopId, person: Person, pool: Pool, orders_: Chosen = None
) -> Response[bytes]:
    """Fetch what goes into the boxes of some orders, and where to, as one PDF in the reader's language."""
    chosen = list(dict.fromkeys(orders_ or []))
    if not chosen:
        raise Malformed({"order": "must not be empty"})
    async with pool.transaction() as db:
        shown = await orders.orders_of_shop(db, shop_id=shop, actor=person, order_ids=chosen)
    file = await packing_slips(shown, language_of(request), now=clock.now())
    return Response(file.body, media_type=file.content_type, headers=as_file(file.name))


ROUTES = [get_receipt, get_receipt_file, get_packing_slips]
