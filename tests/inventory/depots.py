"""A shop that keeps goods in three places, and what must be true of it whatever happens."""

from uuid import UUID

from tests.builders import product_of, shop_of
from tests.inventory.conftest import books_are_right, request
from tests.people import BRUNO, load
from vitrina.catalogue.model import VariantId
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.locations import service as places
from vitrina.inventory.locations.model import (
    LocatedLevel,
    LocationId,
    MoveId,
    NewLocation,
    NewMove,
    Units,
)
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop, ShopId


class Depot:
    """Bruno's shop with three variants at its own place, and two other places."""

    def __init__(self, shop: Shop, bruno: Person, variants: list[VariantId]) -> None:
        self.shop_id: ShopId = shop.id
        self.own = LocationId(shop.id)
        self.north, self.south = LocationId(new_id()), LocationId(new_id())
        self.bruno = bruno
        self.variants = variants

    async def open(self, db: Db, place: LocationId, *, is_active: bool = True, priority: int = 50) -> None:
        new = NewLocation(name="Bodega", is_active=is_active, priority=priority)
        await places.save(
            db,
            shop_id=self.shop_id,
            location_id=place,
            actor=self.bruno,
            new=new,
            settings=Settings(),
        )

    async def count(self, db: Db, place: LocationId, *quantities: int) -> None:
        counts = [
            Count(variant_id=variant, quantity=quantity)
            for variant, quantity in zip(self.variants, quantities, strict=False)
        ]
        await places.count_at(db, shop_id=self.shop_id, location_id=place, actor=self.bruno, counts=counts)

    async def move(
        self, db: Db, start: LocationId, end: LocationId, *quantities: int, move_id: UUID | None = None
    ) -> None:
        lines = [
            Units(variant_id=variant, quantity=quantity)
            for variant, quantity in zip(self.variants, quantities, strict=False)
        ]
        new = NewMove(id=MoveId(move_id or new_id()), from_id=start, to_id=end, lines=lines)
        await places.move(db, shop_id=self.shop_id, actor=self.bruno, new=new)

    async def sell(self, db: Db, *quantities: int) -> UUID:
        purchase_id = new_id()
        lines = list(zip(self.variants, quantities, strict=False))
        lacking = await inventory.hold(db, [request(purchase_id, *lines)])
        if lacking[purchase_id]:
            raise inventory.refusal(lacking[purchase_id])
        assert await inventory.sell(db, [purchase_id]) == {purchase_id}
        return purchase_id

    async def send(
        self, db: Db, purchase_id: UUID, *quantities: int, place: LocationId | None = None
    ) -> None:
        units = list(zip(self.variants, quantities, strict=False))
        shop_id = self.shop_id if place else None
        await inventory.send(db, purchase_id, units, shop_id=shop_id, location_id=place)

    async def levels(self, db: Db) -> list[LocatedLevel]:
        found = await places.located_levels(db, shop_id=self.shop_id, actor=self.bruno, after=None, limit=10)
        return sorted(found, key=lambda each: self.variants.index(each.variant_id))

    async def there(self, db: Db, variant: int = 0) -> dict[str, int]:
        names = {self.own: "own", self.north: "north", self.south: "south"}
        level = (await self.levels(db))[variant]
        return {names[each.location_id]: each.quantity for each in level.places}


async def depot(pool: Pool, *quantities: int) -> Depot:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop, prices_minor=(1, 2, 3), quantity=0)
        made = Depot(shop, await load(db, BRUNO), sorted(each.id for each in product.variants))
        await made.count(db, made.own, *(quantities or (10, 10, 10)))
        await made.open(db, made.north, priority=10)
        await made.open(db, made.south, priority=20)
    return made


async def adds_up(pool: Pool, made: Depot) -> None:
    """Hold the places against the counter: open ones add up to it, and none lacks anything."""
    async with pool.transaction() as db:
        totals = await inventory.levels(db, made.variants)
        open_ids = {
            each.id
            for each in await places.locations(db, shop_id=made.shop_id, actor=made.bruno)
            if each.is_active
        }
        for level in await made.levels(db):
            total = totals[level.variant_id]
            there = {each.location_id: each.quantity for each in level.places}
            assert level.quantity == total.quantity == sum(there[each] for each in open_ids)
        assert await books_are_right(db)
        assert await value(
            db,
            """
            select coalesce(bool_and(p.quantity = coalesce(m.change, 0)), true)
              from inventory.location_stock p
              left join (select location_id, variant_id, sum(change) as change
                           from inventory.location_movements
                          group by location_id, variant_id) m using (location_id, variant_id)
            """,
        )
