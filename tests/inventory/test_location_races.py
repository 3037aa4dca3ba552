"""What counts, carries, sells, sends, opens and closes at once waits, and neither deadlocks nor loses."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from tests.inventory.depots import adds_up, depot
from vitrina.inventory import service as inventory
from vitrina.inventory.errors import LocationClosed
from vitrina.kit.db import Pool


async def test_counting_carrying_selling_and_sending_at_once_neither_deadlock_nor_lose(pool: Pool) -> None:
    made = await depot(pool, 60, 60, 60)
    async with pool.transaction() as db:
        await made.count(db, made.north, 30, 30, 30)
        purchases = [await made.sell(db, 1, 1, 1) for _ in range(12)]

    async def work(number: int) -> None:
        try:
            async with pool.transaction() as db:
                match number % 5:
                    case 0:
                        await made.move(db, made.own, made.south, 1, 1, 1)
                    case 1:
                        await made.move(db, made.north, made.own, 1, 1, 1)
                    case 2:
                        await made.sell(db, 1, 1, 1)
                    case 3:
                        await made.send(db, purchases[number // 5], 1, 1, 1)
                    case _:
                        await made.open(db, made.south, is_active=number % 2 == 0)
        except LocationClosed:
            pass

    await asyncio.gather(*(work(number) for number in range(60)))

    await adds_up(pool, made)


@pytest.mark.parametrize("quantity", [0, 9])
async def test_purchases_that_cross_are_sent_together_while_others_buy(pool: Pool, quantity: int) -> None:
    made = await depot(pool, 60, 60)
    one, two = made.variants[:2]
    async with pool.transaction() as db:
        await made.count(db, made.north, quantity, quantity)
        ones = [await made.sell(db, 1) for _ in range(12)]
        twos = [await made.sell(db, 1, 1) for _ in range(12)]

    async def send_all(purchase_ids: Sequence[UUID], variants: Sequence[int]) -> None:
        async with pool.transaction() as db:
            await inventory.line_up_sending(db, shop_id=made.shop_id, purchase_ids=purchase_ids)
            for purchase_id, at in zip(purchase_ids, variants, strict=True):
                await asyncio.sleep(0)
                await inventory.send(db, purchase_id, [((one, two)[at], 1)], shop_id=made.shop_id)

    async def buy() -> None:
        async with pool.transaction() as db:
            await made.sell(db, 1, 1)

    work = [send_all([ones[at], twos[at]], [0, 1]) for at in range(0, 12, 2)]
    work += [send_all([twos[at], ones[at]], [1, 0]) for at in range(1, 12, 2)]
    await asyncio.gather(*work, *(buy() for _ in range(12)))

    await adds_up(pool, made)
    async with pool.transaction() as db:
        levels = await inventory.levels(db, made.variants[:2])
    # Of the first everybody bought one; twelve were sent of each.
    assert [levels[each].sold_unshipped for each in (one, two)] == [24, 12]
    assert [levels[each].quantity for each in (one, two)] == [48 + quantity, 48 + quantity]
