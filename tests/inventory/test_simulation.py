"""Random days of a shop, replayable by seed: the database agrees with a model in plain Python."""

import random
from collections import Counter
from uuid import UUID

import pytest
from msgspec import Struct

from tests.inventory.conftest import COUNTER, books_are_right, request, stock_of
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory import store
from vitrina.inventory.model import Count
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id

STEPS = 120


class Held(Struct, kw_only=True):
    """A purchase as the model knows it."""

    lines: dict[VariantId, int]
    state: str


class Shop(Struct, kw_only=True):
    """The model: what is free (negative: short), and the purchases."""

    free: dict[VariantId, int]
    purchases: dict[UUID, Held]

    def can_have(self, lines: dict[VariantId, int]) -> bool:
        return all(self.free[variant] >= quantity for variant, quantity in lines.items())

    def take(self, lines: dict[VariantId, int]) -> None:
        for variant, quantity in lines.items():
            self.free[variant] -= quantity

    def put_back(self, lines: dict[VariantId, int]) -> None:
        for variant, quantity in lines.items():
            self.free[variant] += quantity

    def owed(self, variant: VariantId, *states: str) -> int:
        return sum(each.lines.get(variant, 0) for each in self.purchases.values() if each.state in states)


async def hold(db: Db, shop: Shop, chance: random.Random) -> None:
    variants = list(shop.free)
    wishes = {
        new_id(): dict(Counter(chance.choices(variants, k=chance.randint(1, 4))))
        for _ in range(chance.randint(1, 6))
    }

    answers = await inventory.hold(db, [request(each, *wish.items()) for each, wish in wishes.items()])

    for purchase, wish in wishes.items():
        can = shop.can_have(wish)
        assert (answers[purchase] == []) is can
        for lack in answers[purchase]:
            assert lack.available == max(0, shop.free[lack.variant_id]) < lack.wanted
        if can:
            shop.take(wish)
            shop.purchases[purchase] = Held(lines=wish, state="active")


async def sell(db: Db, shop: Shop, chance: random.Random) -> None:
    chosen = chance.sample(list(shop.purchases), min(3, len(shop.purchases)))

    sold = await inventory.sell(db, chosen)

    for purchase in chosen:
        held = shop.purchases[purchase]
        if held.state == "expired" and shop.can_have(held.lines):
            shop.take(held.lines)
            held.state = "active"
    for purchase in chosen:
        held = shop.purchases[purchase]
        held.state = "sold" if held.state == "active" else held.state
        assert (purchase in sold) is (held.state in {"sold", "shipped"})


async def release(db: Db, shop: Shop, chance: random.Random) -> None:
    chosen = chance.sample(list(shop.purchases), min(2, len(shop.purchases)))

    await inventory.release(db, chosen)

    for held in (shop.purchases[purchase] for purchase in chosen):
        if held.state == "active":
            shop.put_back(held.lines)
        if held.state in {"active", "expired"}:
            held.state = "released"


async def cancel_or_ship(db: Db, shop: Shop, chance: random.Random) -> None:
    if not shop.purchases:
        return
    purchase, held = chance.choice(list(shop.purchases.items()))
    is_shipping = chance.random() < 0.5

    if is_shipping:
        await inventory.send(db, purchase, list(held.lines.items()))
    else:
        await inventory.give_back(db, purchase, list(held.lines))

    if held.state == "sold" and is_shipping:
        held.state = "shipped"
    elif held.state == "sold":
        shop.put_back(held.lines)
        held.state = "released"


async def expire(db: Db, shop: Shop, chance: random.Random) -> None:
    if chance.random() < 0.6:
        return
    await run(db, "update kit.clock set offset_s = offset_s + 3600")

    await store.expire(db, limit=1_000)

    for held in shop.purchases.values():
        if held.state == "active":
            shop.put_back(held.lines)
            held.state = "expired"


async def count(db: Db, shop: Shop, chance: random.Random) -> None:
    variant, quantity = chance.choice(list(shop.free)), chance.randint(0, 30)

    await store.count(db, [Count(variant_id=variant, quantity=quantity)], person_id=COUNTER)

    shop.free[variant] = quantity - shop.owed(variant, "active", "sold")


@pytest.mark.parametrize("seed", range(6))
async def test_the_database_agrees_with_the_model(db: Db, seed: int) -> None:
    chance = random.Random(seed)
    variants = await stock_of(db, *[chance.randint(0, 25) for _ in range(5)])
    levels = await inventory.levels(db, variants)
    shop = Shop(free={each: levels[each].available for each in variants}, purchases={})
    verbs = [hold, hold, hold, sell, sell, release, cancel_or_ship, cancel_or_ship, expire, count]

    for _ in range(STEPS):
        await chance.choice(verbs)(db, shop, chance)

        for variant, level in (await inventory.levels(db, variants)).items():
            held, sold = shop.owed(variant, "active"), shop.owed(variant, "sold")
            assert level.available == max(0, shop.free[variant])
            assert (level.held, level.sold_unshipped) == (held, sold)
            assert level.quantity == shop.free[variant] + held + sold
            assert level.is_short is (shop.free[variant] < 0)
    assert await books_are_right(db)
