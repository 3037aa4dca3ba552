"""A typed quantity is physical stock: what is owed stays owed."""

import pytest

from tests.inventory.conftest import COUNTER, Stocked, books_are_right, request
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory import store
from vitrina.inventory.model import Count, Level
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id


@pytest.mark.parametrize(
    ("counted", "available", "quantity", "is_short"),
    [(10, 5, 10, False), (5, 0, 5, False), (3, 0, 3, True), (0, 0, 0, True)],
)
async def test_what_is_held_or_sold_is_not_free(
    db: Db, stocked: Stocked, counted: int, available: int, quantity: int, is_short: bool
) -> None:
    [variant] = await stocked(8)
    held, sold, shipped = new_id(), new_id(), new_id()
    await inventory.hold(
        db, [request(held, (variant, 2)), request(sold, (variant, 3)), request(shipped, (variant, 1))]
    )
    await inventory.sell(db, [sold, shipped])
    await inventory.send(db, shipped, [(variant, 1)])

    await store.count(db, [Count(variant_id=variant, quantity=counted)], person_id=COUNTER)

    assert (await inventory.levels(db, [variant]))[variant] == Level(
        variant_id=variant,
        available=available,
        held=2,
        sold_unshipped=3,
        set_aside=0,
        quantity=quantity,
        is_short=is_short,
    )
    assert await books_are_right(db)


async def test_what_comes_back_pays_the_shortage_first(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    first, second = new_id(), new_id()
    await inventory.hold(db, [request(first, (variant, 2)), request(second, (variant, 3))])
    await store.count(db, [Count(variant_id=variant, quantity=4)], person_id=COUNTER)

    await inventory.release(db, [first])

    level = (await inventory.levels(db, [variant]))[variant]
    assert (level.available, level.held, level.quantity, level.is_short) == (1, 3, 4, False)
    assert await books_are_right(db)


async def test_levels_come_in_the_order_asked(db: Db, stocked: Stocked) -> None:
    low, high = await stocked(1, 2)
    unknown = VariantId(new_id())

    levels = await store.levels(db, [high, unknown, low])

    assert [level.available for level in levels] == [2, 0, 1]
