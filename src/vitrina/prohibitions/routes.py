"""HTTP of prohibitions."""

from typing import Annotated

from litestar import get, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.prohibitions import service
from vitrina.prohibitions.errors import (
    AskedForPermit,
    CannotRuleOwn,
    NotHeld,
    PermitRequestNotFound,
    RuledMeanwhile,
)
from vitrina.prohibitions.model import (
    NewPermitRequest,
    NewRuling,
    PermitCase,
    PermitRequest,
    PermitRequestId,
    ProductHold,
    ProhibitedGoods,
    ShopHolds,
    WhichPermits,
)
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["prohibitions"]
PRODUCTS_MAX = 100
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
Which = Annotated[
    WhichPermits, QueryParameter(name="state", description="Requests that wait, or decided ones")
]
Products = Annotated[
    list[ProductId] | None,
    QueryParameter(name="product", max_items=PRODUCTS_MAX, description="Which products"),
]


@get("/prohibited-goods", operation_id="listProhibitedGoods", tags=TAGS)
async def list_prohibited_goods() -> ProhibitedGoods:
    """List what may not be sold to which countries, by which law, and when that was read."""
    return service.listed()


@get(
    "/products/{product:uuid}/hold",
    operation_id="getProductHold",
    tags=TAGS,
    responses=fails(SignInNeeded, ProductNotFound, NotYourShop),
)
async def get_product_hold(product: ProductId, person: Person, pool: Pool) -> ProductHold:
    """Say to its shop which words of a product name prohibited goods, and what became of its request."""
    async with pool.transaction() as db:
        return await service.hold_of(db, product_id=product, actor=person)


@get(
    "/shops/{shop:uuid}/holds",
    operation_id="listShopHolds",
    tags=TAGS,
    responses=fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed),
)
async def list_shop_holds(shop: ShopId, person: Person, pool: Pool, products: Products = None) -> ShopHolds:
    """Say to a shop which of some of its products are sold to which countries not."""
    async with pool.transaction() as db:
        holds = await service.holds_of(db, shop_id=shop, actor=person, product_ids=products or [])
    return ShopHolds(holds=holds)


@post(
    "/products/{product:uuid}/permit-requests",
    operation_id="askForPermit",
    tags=TAGS,
    responses=fails(
        SignInNeeded, ProductNotFound, NotYourShop, NotHeld, AskedForPermit, TooManyRequests, Malformed
    ),
)
async def ask_for_permit(
    product: ProductId, data: NewPermitRequest, person: Person, pool: Pool
) -> PermitRequest:
    """Ask operators to permit a product as its words are now: they say something that it is not."""
    async with pool.transaction() as db:
        return await service.ask(db, product_id=product, actor=person, new=data, now=clock.now())


@get(
    "/permit-requests",
    operation_id="listPermitRequests",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_permit_requests(
    operator: Person,
    pool: Pool,
    which: Which = WhichPermits.WAITING,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[PermitCase]:
    """List permit requests, for operators: the longest waiting first, or the last decided first."""
    async with pool.transaction() as db:
        return await service.list_requests(db, which, operator=operator, cursor=cursor, limit=limit)


@post(
    "/permit-requests/{request_id:uuid}/ruling",
    operation_id="ruleOnPermit",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, PermitRequestNotFound, CannotRuleOwn, RuledMeanwhile, Malformed
    ),
)
async def rule_on_permit(
    request_id: PermitRequestId, data: NewRuling, operator: Person, pool: Pool
) -> PermitRequest:
    """Permit a product for some countries or uphold its hold, for operators; a decision may be changed."""
    async with pool.transaction() as db:
        return await service.rule(db, operator=operator, request_id=request_id, new=data, now=clock.now())


ROUTES = [
    list_prohibited_goods,
    get_product_hold,
    list_shop_holds,
    ask_for_permit,
    list_permit_requests,
    rule_on_permit,
]
