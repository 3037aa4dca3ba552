"""HTTP of the inventory: what a shop knows and says about its stock."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, put
from litestar.params import QueryParameter

from vitrina.catalogue.errors import VariantNotFound
from vitrina.catalogue.model import VariantId
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory import rules, service
from vitrina.inventory.errors import CountedElsewhere
from vitrina.inventory.locations import routes as locations
from vitrina.inventory.model import Level, Levels, MovementLine, SetStock, StockCause
from vitrina.kit.answers import IS_RAW
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, TABLE, Cursor, Limit, Page, decode_cursor, fails, page_of, table
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

EXPORT_MAX = 10_000

OfVariant = Annotated[UUID | None, QueryParameter(name="variant", description="Only this variant's")]
OfCause = Annotated[
    StockCause | None, QueryParameter(name="cause", description="Only changes for this cause")
]


@put(
    "/shops/{shop:uuid}/stock",
    operation_id="setStock",
    tags=["inventory"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, VariantNotFound, CountedElsewhere, Malformed),
)
async def set_stock(shop: ShopId, data: SetStock, person: Person, pool: Pool) -> Levels:
    """Set the physical quantity of variants, all locations together. What is held or sold stays owed."""
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


@get(
    "/shops/{shop:uuid}/stock/movements",
    operation_id="listStockMovements",
    tags=["inventory"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, VariantNotFound, Malformed),
)
async def list_movements(
    shop: ShopId,
    person: Person,
    pool: Pool,
    variant: OfVariant = None,
    cause: OfCause = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[MovementLine]:
    """List every change of a shop's stock with its cause, the newest first."""
    before = decode_cursor(cursor, tuple[datetime, int])
    of_variant = VariantId(variant) if variant else None
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        lines = await service.movements(
            db, shop_id=shop, variant_id=of_variant, cause=cause, before=before, limit=limit + 1
        )
    return page_of(lines, limit, lambda line: (line.at, line.id))


@get(
    "/shops/{shop:uuid}/stock/movements.csv",
    operation_id="exportStockMovements",
    tags=["inventory"],
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(SignInNeeded, NotYourShop, ShopNotFound, VariantNotFound, Malformed)},
)
async def export_movements(
    shop: ShopId, person: Person, pool: Pool, variant: OfVariant = None, cause: OfCause = None
) -> Response[bytes]:
    """Write the newest changes of a shop's stock as a CSV table; at most 10,000."""
    of_variant = VariantId(variant) if variant else None
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        lines = await service.movements(
            db, shop_id=shop, variant_id=of_variant, cause=cause, before=None, limit=EXPORT_MAX
        )
    return table(rules.as_csv(lines), "stock-movements.csv")


ROUTES = [set_stock, list_stock, list_movements, export_movements, *locations.ROUTES]
