"""HTTP of the inventory: what a shop knows and says about its stock."""

from uuid import UUID

from litestar import get, put

from vitrina.catalogue.errors import VariantNotFound
from vitrina.catalogue.model import VariantId
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory import service
from vitrina.inventory.model import Level, Levels, SetStock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId


@put(
    "/shops/{shop:uuid}/stock",
    operation_id="setStock",
    tags=["inventory"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, VariantNotFound, Malformed),
)
async def set_stock(shop: ShopId, data: SetStock, person: Person, pool: Pool) -> Levels:
    """Set the physical quantity of variants. What is held or sold and not sent stays owed."""
    async with pool.transaction() as db:
        levels = await service.count(db, shop_id=shop, actor=person, counts=data.levels)
    return Levels(levels=levels)


@get(
    "/shops/{shop:uuid}/stock",
    operation_id="listStock",
    tags=["inventory"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_stock(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Level]:
    """List the stock of a shop's variants, by id."""
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        levels = await service.shop_levels(
            db, shop_id=shop, after=VariantId(key[0]) if key else None, limit=limit + 1
        )
    return page_of(levels, limit, lambda level: (level.variant_id,))


ROUTES = [set_stock, list_stock]
