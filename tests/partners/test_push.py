"""What a partner tells of stock and prices, and what of it holds."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.partners.world import AT, EARLIER, LATER, World
from vitrina.inventory import service as inventory
from vitrina.inventory.model import HoldRequest
from vitrina.kit import clock
from vitrina.kit.ids import new_id


def pesos(amount: int, currency: str = "MXN") -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


async def test_a_push_sets_stock_and_prices(world: World) -> None:
    fates = await world.push({"sku": "LS-0", "stock": 7, "price": pesos(90_00)}, {"sku": "LS-1", "stock": 0})

    assert fates == ["accepted", "accepted"]
    assert await world.quantities() == [7, 0]
    assert await world.prices() == [90_00, 200_00]


async def test_the_same_push_again_changes_nothing_even_after_a_parcel_left(world: World) -> None:
    variant_id, purchase_id = world.product.variants[0].id, new_id()
    await world.push({"sku": "LS-0", "stock": 7})
    async with world.pool.transaction() as db:
        request = HoldRequest(
            purchase_id=purchase_id, lines=[(variant_id, 2)], until=clock.now() + timedelta(minutes=5)
        )
        await inventory.hold(db, [request])
        await inventory.sell(db, [purchase_id])
        await inventory.send(db, purchase_id, [(variant_id, 2)])

    fates = await world.push({"sku": "LS-0", "stock": 7})

    assert fates == ["repeated"]
    assert (await world.quantities())[0] == 5


async def test_what_is_sold_and_not_sent_stays_owed(world: World) -> None:
    variant_id, purchase_id = world.product.variants[0].id, new_id()
    async with world.pool.transaction() as db:
        request = HoldRequest(
            purchase_id=purchase_id, lines=[(variant_id, 4)], until=clock.now() + timedelta(minutes=5)
        )
        await inventory.hold(db, [request])
        await inventory.sell(db, [purchase_id])

    await world.push({"sku": "LS-0", "stock": 6})

    async with world.pool.transaction() as db:
        level = (await inventory.levels(db, [variant_id]))[variant_id]
    assert (level.quantity, level.sold_unshipped, level.available) == (6, 4, 2)


async def test_an_older_word_changes_nothing(world: World) -> None:
    await world.push({"sku": "LS-0", "stock": 7, "price": pesos(90_00)})

    assert await world.push({"sku": "LS-0", "stock": 3, "price": pesos(80_00)}, at=EARLIER) == ["stale"]
    assert (await world.quantities())[0] == 7
    assert (await world.prices())[0] == 90_00


async def test_stock_and_price_are_young_for_themselves(world: World) -> None:
    await world.push({"sku": "LS-0", "stock": 7}, at=LATER)

    fates = await world.push({"sku": "LS-0", "stock": 3, "price": pesos(90_00)})

    assert fates == ["accepted"]
    assert (await world.quantities())[0] == 7
    assert (await world.prices())[0] == 90_00


async def test_of_two_rows_of_one_variant_the_younger_holds(world: World) -> None:
    fates = await world.push({"sku": "LS-0", "stock": 1, "at": LATER}, {"sku": "LS-0", "stock": 2})

    assert fates == ["accepted", "superseded"]
    assert (await world.quantities())[0] == 1


async def test_a_row_of_stock_and_one_of_price_both_hold(world: World) -> None:
    stock, price = {"sku": "LS-0", "stock": 3}, {"sku": "LS-0", "price": pesos(90_00)}

    assert await world.push(stock, price) == ["accepted", "accepted"]
    assert await world.push(price | {"price": pesos(95_00), "at": LATER}, stock) == ["accepted", "repeated"]

    assert (await world.quantities())[0] == 3
    assert (await world.prices())[0] == 95_00


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ({"sku": "LS-9", "stock": 1}, "unknown"),
        ({"external_id": "LS-0", "stock": 1}, "unknown"),
        ({"sku": "LS-0"}, "empty"),
        ({"stock": 1}, "empty"),
        ({"sku": "LS-0", "stock": -1}, "wrong_stock"),
        ({"sku": "LS-0", "stock": 10**9}, "wrong_stock"),
        ({"sku": "LS-0", "price": pesos(0)}, "wrong_price"),
        ({"sku": "LS-0", "price": pesos(90_00, "BRL")}, "wrong_price"),
        ({"sku": "LS-0", "price": pesos(10_00)}, "price_jumped"),
        ({"sku": "LS-0", "price": pesos(10_00), "is_price_meant": True}, "accepted"),
        ({"sku": "LS-0", "stock": 1, "at": "2099-01-01T00:00:00Z"}, "wrong_moment"),
        ({"sku": "LS-0", "stock": 1, "at": "2026-03-01T12:00:00"}, "wrong_moment"),
    ],
)
async def test_each_row_is_answered_and_spoils_no_other(world: World, row: dict[str, Any], fate: str) -> None:
    assert await world.push(row, {"sku": "LS-1", "stock": 3}) == [fate, "accepted"]
    assert (await world.quantities())[1] == 3


async def test_a_push_is_bounded(world: World) -> None:
    body = {"at": AT, "rows": [{"sku": f"X-{i}", "stock": 1} for i in range(1_001)]}

    answer = await world.client.post("/api/v1/partner/stock", headers=world.key, json=body)

    assert answer.status_code == 422


async def test_a_buffer_is_held_back(world: World) -> None:
    terms = {"stock_buffer": 3, "price_jump_max_percent": 50}
    answer = await world.client.put(f"{world.path}/terms", headers=world.bruno, json=terms)
    assert answer.status_code == 200, answer.text

    await world.push({"sku": "LS-0", "stock": 7}, {"sku": "LS-1", "stock": 2})

    assert await world.quantities() == [4, 0]


async def test_pushes_that_cross_end_with_the_youngest_word(world: World) -> None:
    moments = [f"2026-03-01T12:00:{second:02}Z" for second in range(12)]

    await asyncio.gather(
        *[
            world.push({"sku": names[0], "stock": i}, {"sku": names[1], "stock": i}, at=moment)
            for i, moment in enumerate(moments)
            for names in (("LS-0", "LS-1") if i % 2 else ("LS-1", "LS-0"),)
        ]
    )

    assert await world.quantities() == [11, 11]
