"""Verbs of locations. What may be sold stays one counter a variant; here is decided where it lies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from vitrina.addresses import service as addresses
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantId
from vitrina.identity.model import Person, PersonId
from vitrina.inventory import store as stock
from vitrina.inventory.errors import LocationClosed, LocationNotFound, NotThere, TooManyLocations
from vitrina.inventory.locations import store
from vitrina.inventory.locations.model import (
    LOCATIONS_MAX,
    Leaving,
    LocatedLevel,
    Location,
    LocationId,
    LocationMovementLine,
    LocationRow,
    NewLocation,
    NewMove,
    PlaceLevel,
    Suggestion,
    Units,
)
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.text import clean_line
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

OWN_PRIORITY = 0


async def locations(db: Db, *, shop_id: ShopId, actor: Person) -> list[Location]:
    """List the locations of the actor's shop, in the order in which goods leave; its own is always there.

    Raises ShopNotFound, NotYourShop.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    return [_view(each) for each in await _rows(db, shop)]


async def save(
    db: Db,
    *,
    shop_id: ShopId,
    location_id: LocationId,
    actor: Person,
    new: NewLocation,
    settings: Settings,
) -> Location:
    """Write a location of the actor's shop in place of what has its id, and open or close it.

    What lies at a closed one is not for sale. The shop's own never closes. Raises ShopNotFound, NotYourShop,
    LocationNotFound (the id is another shop's), TooManyLocations, Malformed.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    name = clean_line(new.name)
    if not name:
        raise Malformed({"name": addresses.MISSING})
    is_own = location_id == shop_id
    if is_own and not new.is_active:
        raise Malformed({"is_active": "the shop's own location never closes"})
    row = LocationRow(
        id=location_id,
        shop_id=shop_id,
        name=name,
        address=addresses.checked(new.address, settings) if new.address else None,
        is_active=new.is_active,
        priority=new.priority,
    )
    await store.line_up(db, shop_id)
    known = await _rows(db, shop)
    if location_id not in {each.id for each in known} and len(known) >= LOCATIONS_MAX:
        raise TooManyLocations(count_max=LOCATIONS_MAX)
    if not is_own and len(known) == 1:
        await store.save(db, known[0])
    if not await store.save(db, row):
        raise LocationNotFound
    if not is_own:
        await store.open_location(db, location_id, is_open=new.is_active, person_id=actor.id)
    return _view(row)


async def count_at(
    db: Db, *, shop_id: ShopId, location_id: LocationId, actor: Person, counts: Sequence[Count]
) -> list[LocatedLevel]:
    """Set how much of variants lies at a location, and tell where they lie now.

    What may be sold changes by as much, unless the location is closed. Raises ShopNotFound, NotYourShop,
    LocationNotFound, VariantNotFound, Malformed.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    await _require(db, shop, [location_id])
    variant_ids = [each.variant_id for each in counts]
    if len(set(variant_ids)) < len(variant_ids):
        raise Malformed({"levels": "names a variant twice"})
    await catalogue.require_variants_of(db, shop_id=shop_id, variant_ids=variant_ids)
    if location_id == shop_id:
        await store.count_own(db, counts, person_id=actor.id)
    else:
        await store.count_at(db, location_id, counts, person_id=actor.id)
    return await _located(db, shop, variant_ids)


async def move(db: Db, *, shop_id: ShopId, actor: Person, new: NewMove) -> list[LocatedLevel]:
    """Carry units from one open location to another, all or none; the same id again is the same move.

    What may be sold stays as it is. Raises ShopNotFound, NotYourShop, LocationNotFound, LocationClosed,
    NotThere, VariantNotFound, Malformed.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    variant_ids = [each.variant_id for each in new.lines]
    if len(set(variant_ids)) < len(variant_ids):
        raise Malformed({"lines": "names a variant twice"})
    if new.from_id == new.to_id:
        raise Malformed({"to_id": "is where it lies already"})
    await _require(db, shop, [new.from_id, new.to_id])
    await catalogue.require_variants_of(db, shop_id=shop_id, variant_ids=variant_ids)
    _refuse(await store.move(db, shop_id, new, person_id=actor.id))
    return await _located(db, shop, variant_ids)


async def leave(db: Db, leaving: Leaving, *, person_id: PersonId | None = None) -> None:
    """Take units that are about to be sent off the location that has them. Two statements at most.

    A shop with no location beside its own has nothing to decide. Raises LocationNotFound, LocationClosed,
    NotThere.
    """
    if not leaving.units:
        return
    if leaving.location_id:
        assert leaving.shop_id, "a location is of a shop"
        rows = await store.locations(db, leaving.shop_id, limit=LOCATIONS_MAX)
        if leaving.location_id not in {leaving.shop_id, *(row.id for row in rows)}:
            raise LocationNotFound
    _refuse(await store.leave(db, leaving, person_id=person_id))


async def suggest(db: Db, *, shop_id: ShopId, actor: Person, units: Sequence[Units]) -> Suggestion:
    """Suggest from where units may leave together: the first open location by priority that has all.

    Raises ShopNotFound, NotYourShop, VariantNotFound, Malformed.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    wanted: dict[VariantId, int] = defaultdict(int)
    for each in units:
        wanted[each.variant_id] += each.quantity
    await catalogue.require_variants_of(db, shop_id=shop_id, variant_ids=list(wanted))
    there = await _quantities(db, shop, list(wanted))
    enough = [
        row.id
        for row in await _rows(db, shop)
        if row.is_active
        and all(there.get((variant_id, row.id), 0) >= count for variant_id, count in wanted.items())
    ]
    return Suggestion(suggested_id=enough[0] if enough else None, enough_ids=enough)


async def located_levels(
    db: Db, *, shop_id: ShopId, actor: Person, after: VariantId | None, limit: int
) -> list[LocatedLevel]:
    """List where a shop's variants lie, by id, from after `after`. Raises ShopNotFound, NotYourShop."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    variant_ids = await catalogue.shop_variant_ids(db, shop_id=shop_id, after=after, limit=limit)
    return await _located(db, shop, variant_ids)


async def location_movements(
    db: Db, *, shop_id: ShopId, actor: Person, before: int | None, limit: int
) -> list[LocationMovementLine]:
    """List what changed at a shop's locations, the newest first. Raises ShopNotFound, NotYourShop."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    ids = [each.id for each in await _rows(db, shop)]
    found = await store.movements(db, ids, before=before, limit=limit)
    named = await catalogue.variants_for_sale(db, list({each.variant_id for each in found}))
    return [
        LocationMovementLine(
            id=each.id,
            at=each.at,
            location_id=each.location_id,
            variant_id=each.variant_id,
            title=named[each.variant_id].title,
            variant_values=named[each.variant_id].values,
            sku=named[each.variant_id].sku,
            change=each.change,
            cause=each.cause,
        )
        for each in found
    ]


async def _rows(db: Db, shop: Shop) -> list[LocationRow]:
    """List a shop's locations; as long as it wrote none, its own alone, by the name of the shop."""
    found = await store.locations(db, shop.id, limit=LOCATIONS_MAX)
    if any(each.id == shop.id for each in found):
        return found
    own = LocationRow(
        id=LocationId(shop.id),
        shop_id=shop.id,
        name=shop.name,
        address=None,
        is_active=True,
        priority=OWN_PRIORITY,
    )
    return [own, *found]


async def _require(db: Db, shop: Shop, ids: Sequence[LocationId]) -> None:
    if not {*ids} <= {each.id for each in await _rows(db, shop)}:
        raise LocationNotFound


async def _quantities(
    db: Db, shop: Shop, variant_ids: Sequence[VariantId]
) -> Mapping[tuple[VariantId, LocationId], int]:
    """Read how much of variants lies where; at the shop's own the rest of what there is. Three statements."""
    there = {
        (each.variant_id, each.location_id): each.quantity
        for each in await store.levels_elsewhere(db, variant_ids)
    }
    is_open = {each.id for each in await _rows(db, shop) if each.is_active}
    own = LocationId(shop.id)
    for level in await stock.levels(db, variant_ids):
        elsewhere = sum(
            quantity
            for (variant_id, place), quantity in there.items()
            if variant_id == level.variant_id and place in is_open and place != own
        )
        there[level.variant_id, own] = level.quantity - elsewhere
    return there


async def _located(db: Db, shop: Shop, variant_ids: Sequence[VariantId]) -> list[LocatedLevel]:
    there = await _quantities(db, shop, variant_ids)
    rows = await _rows(db, shop)
    named = await catalogue.variants_for_sale(db, list(variant_ids))
    located: list[LocatedLevel] = []
    for each in variant_ids:
        places = [PlaceLevel(location_id=row.id, quantity=there.get((each, row.id), 0)) for row in rows]
        located.append(
            LocatedLevel(
                variant_id=each,
                title=named[each].title,
                variant_values=named[each].values,
                sku=named[each].sku,
                quantity=sum(
                    place.quantity for place, row in zip(places, rows, strict=True) if row.is_active
                ),
                places=places,
            )
        )
    return located


def _view(row: LocationRow) -> Location:
    return Location(
        id=row.id,
        name=row.name,
        address=row.address,
        is_active=row.is_active,
        is_own=row.id == row.shop_id,
        priority=row.priority,
    )


def _refuse(lacking: Sequence[store.TooLittle]) -> None:
    for each in lacking:
        if each.variant_id is None:
            raise LocationClosed
        raise NotThere(variant_id=each.variant_id, wanted=each.wanted, available=each.available)
