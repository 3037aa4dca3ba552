"""HTTP of shipping."""

from litestar import get, put

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.shipping import service
from vitrina.shipping.model import ShippingRates
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["shipping"]


@get(
    "/shops/{shop:uuid}/shipping-rates",
    operation_id="listShippingRates",
    tags=TAGS,
    responses=fails(ShopNotFound),
)
async def list_rates(shop: ShopId, pool: Pool) -> ShippingRates:
    """Tell where a shop sends to, for how much and how fast. None: for one flat price to everywhere."""
    async with pool.transaction() as db:
        return ShippingRates(items=await service.show_rates(db, shop))


@put(
    "/shops/{shop:uuid}/shipping-rates",
    operation_id="setShippingRates",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def set_rates(shop: ShopId, person: Person, data: ShippingRates, pool: Pool) -> ShippingRates:
    """Set all rates of a shop, in its order. What was bought before keeps what it was promised."""
    async with pool.transaction() as db:
        return ShippingRates(items=await service.set_rates(db, shop_id=shop, actor=person, rates=data.items))


ROUTES = [list_rates, set_rates]
