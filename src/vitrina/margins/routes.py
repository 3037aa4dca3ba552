"""HTTP of margins."""

from litestar import get, post, put

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.margins import service
from vitrina.margins.model import Margin, MarginTerms, NewSale
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["margins"]
FAILS = fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed)


@get("/shops/{shop:uuid}/margin-terms", operation_id="getMarginTerms", tags=TAGS, responses=FAILS)
async def get_terms(shop: ShopId, person: Person, pool: Pool) -> MarginTerms:
    """Read what a shop wants to keep of a sale, and what it told of its costs."""
    async with pool.transaction() as db:
        return await service.terms_of(db, shop_id=shop, actor=person)


@put("/shops/{shop:uuid}/margin-terms", operation_id="setMarginTerms", tags=TAGS, responses=FAILS)
async def set_terms(shop: ShopId, person: Person, data: MarginTerms, pool: Pool) -> MarginTerms:
    """Write what a shop wants to keep of a sale, and its costs."""
    async with pool.transaction() as db:
        return await service.set_terms(db, shop_id=shop, actor=person, terms=data)


@post(
    "/shops/{shop:uuid}/margin-checks",
    operation_id="checkMargin",
    status_code=200,
    tags=TAGS,
    responses=FAILS,
)
async def check_margin(shop: ShopId, person: Person, data: NewSale, pool: Pool, settings: Settings) -> Margin:
    """Tell what one piece would leave to a shop at a price, with a coupon and a commission. Keeps nothing."""
    async with pool.transaction() as db:
        return await service.check(
            db, shop_id=shop, actor=person, sale=data, fee_bps=settings.platform_fee_bps, now=clock.now()
        )


ROUTES = [get_terms, set_terms, check_margin]
