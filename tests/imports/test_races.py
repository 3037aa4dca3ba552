"""Buyers hold, buy, send and give back while an import counts the same variants: no unit is lost or made."""

import asyncio
import random

from tests.imports.test_apply import mug, shopify
from tests.imports.world import World
from tests.inventory.conftest import books_are_right, request
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.kit.ids import new_id

COUNT = 40
ROUNDS = 3
BUYERS = 4


async def buy(world: World, variants: list[VariantId], chance: random.Random, done: asyncio.Event) -> int:
    """Keep buying until the imports are over; every purchase is sent, given back, or left held."""
    sold_count = 0
    while not done.is_set():
        purchase = new_id()
        chosen = chance.sample(variants, k=3)
        async with world.pool.transaction() as db:
            answers = await inventory.hold(db, [request(purchase, *[(each, 1) for each in chosen])])
        if answers[purchase]:
            continue
        async with world.pool.transaction() as db:
            if chance.random() < 0.7:
                sold_count += len(await inventory.sell(db, [purchase]))
                if chance.random() < 0.5:
                    await inventory.send(db, purchase, [(each, 1) for each in chosen])
            elif chance.random() < 0.5:
                await inventory.release(db, [purchase])
    return sold_count


async def test_buyers_and_imports_at_once_keep_the_books_right(world: World) -> None:
    def file(quantity: int) -> str:
        return shopify(*[mug(f"p{i}", title=f"Taza {i}", quantity=quantity) for i in range(COUNT)])

    await world.imported(file(50))
    variants = [product.variants[0].id for product in (await world.products()).values()]
    done = asyncio.Event()
    buyers = [asyncio.create_task(buy(world, variants, random.Random(seed), done)) for seed in range(BUYERS)]
    runs = [await world.imported(file(60 + i)) for i in range(ROUNDS)]
    await world.undone(runs[-1])
    done.set()
    sold_count = sum(await asyncio.gather(*buyers))

    async with world.pool.transaction() as db:
        levels = await inventory.levels(db, variants)
        assert await books_are_right(db)
    assert sold_count > 0
    for level in levels.values():
        assert level.available >= 0
        assert level.is_short == (level.held + level.sold_unshipped > level.quantity)
