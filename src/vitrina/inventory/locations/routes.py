"""HTTP of locations: where a shop's goods lie, and from where they leave."""

from uuid import UUID

from litestar import Response, get, post, put

from vitrina.catalogue.errors import VariantNotFound
from vitrina.catalogue.model import VariantId
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory.errors import LocationClosed, LocationNotFound, NotThere, TooManyLocations
from vitrina.inventory.locations import service
from vitrina.inventory.locations.model import (
    LocatedLevel,
    Location,
    LocationId,
    LocationMovementLine,
    NewLocation,
    NewMove,
    SetLocationStock,
    Suggestion,
    WantedUnits,
)
from vitrina.inventory.rules import located_as_csv
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, TABLE, Cursor, Limit, Page, decode_cursor, fails, page_of, table
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["inventory"]
EXPORT_MAX = 10_000


@get(
    "/shops/{shop:uuid}/locations",
    operation_id="listLocations",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_locations(shop: ShopId, person: Person, pool: Pool) -> Page[Location]:
    """List the locations of one's shop, in the order in which goods leave; there are never more than 30."""
    async with pool.transaction() as db:
        return Page(items=await service.locations(db, shop_id=shop, actor=person))


@put(
    "/shops/{shop:uuid}/locations/{location:uuid}",
    operation_id="saveLocation",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, LocationNotFound, TooManyLocations, Malformed),
)
async def save_location(
    shop: ShopId, location: LocationId, data: NewLocation, person: Person, pool: Pool, settings: Settings
) -> Location:
    """Write a location of one's shop, and open or close it: what lies at a closed one is not for sale."""
    async with pool.transaction() as db:
        return await service.save(
            db, shop_id=shop, location_id=location, actor=person, new=data, settings=settings
        )


@put(
    "/shops/{shop:uuid}/locations/{location:uuid}/stock",
    operation_id="setLocationStock",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, LocationNotFound, VariantNotFound, Malformed),
)
async def set_location_stock(
    shop: ShopId, location: LocationId, data: SetLocationStock, person: Person, pool: Pool
) -> Page[LocatedLevel]:
    """Set how much of variants lies at a location."""
    async with pool.transaction() as db:
        levels = await service.count_at(
            db, shop_id=shop, location_id=location, actor=person, counts=data.levels
        )
    return Page(items=levels)


@post(
    "/shops/{shop:uuid}/stock/moves",
    operation_id="moveStock",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        NotYourShop,
        ShopNotFound,
        LocationNotFound,
        LocationClosed,
        NotThere,
        VariantNotFound,
        Malformed,
    ),
)
async def move_stock(shop: ShopId, data: NewMove, person: Person, pool: Pool) -> Page[LocatedLevel]:
    """Carry units from one location to another, all or none. The same id again is the same move."""
    async with pool.transaction() as db:
        return Page(items=await service.move(db, shop_id=shop, actor=person, new=data))


@post(
    "/shops/{shop:uuid}/stock/suggestions",
    operation_id="suggestLocation",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, VariantNotFound, Malformed),
)
async def suggest_location(shop: ShopId, data: WantedUnits, person: Person, pool: Pool) -> Suggestion:
    """Suggest from where units may leave together. Changes nothing."""
    async with pool.transaction() as db:
        return await service.suggest(db, shop_id=shop, actor=person, units=data.lines)


@get(
    "/shops/{shop:uuid}/stock/locations",
    operation_id="listLocatedStock",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_located(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[LocatedLevel]:
    """List where a shop's variants lie, by id."""
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        levels = await service.located_levels(
            db, shop_id=shop, actor=person, after=VariantId(key[0]) if key else None, limit=limit + 1
        )
    return page_of(levels, limit, lambda level: (level.variant_id,))


@get(
    "/shops/{shop:uuid}/stock/location-movements",
    operation_id="listLocationMovements",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_location_movements(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[LocationMovementLine]:
    """List what was counted, carried and sent at a shop's locations, the newest first."""
    before = decode_cursor(cursor, tuple[int])
    async with pool.transaction() as db:
        lines = await service.location_movements(
            db, shop_id=shop, actor=person, before=before[0] if before else None, limit=limit + 1
        )
    return page_of(lines, limit, lambda line: (line.id,))


@get(
    "/shops/{shop:uuid}/stock/locations.csv",
    operation_id="exportLocatedStock",
    tags=TAGS,
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(SignInNeeded, NotYourShop, ShopNotFound)},
)
async def export_located(shop: ShopId, person: Person, pool: Pool) -> Response[bytes]:
    """Write where a shop's variants lie as a CSV table; at most 10,000 variants."""
    async with pool.transaction() as db:
        places = await service.locations(db, shop_id=shop, actor=person)
        levels = await service.located_levels(db, shop_id=shop, actor=person, after=None, limit=EXPORT_MAX)
    return table(located_as_csv(levels, {each.id: each.name for each in places}), "stock-by-location.csv")


ROUTES = [
    list_locations,
    save_location,
    set_location_stock,
    move_stock,
    suggest_location,
    list_located,
    list_location_movements,
    export_located,
]
