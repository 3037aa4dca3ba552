"""Whoever withdraws without an account has a code at once, and learns nothing about anybody's order."""

from typing import Any

import pytest

from tests.checkout.buying import BUYER, Client
from tests.orders.test_parcels import send
from tests.orders.test_refund import three_units
from tests.returns.world import World
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.kit.errors import TooManyRequests
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId, OrderStatus
from vitrina.returns import service as returns
from vitrina.returns.errors import MoreThanWasBought
from vitrina.returns.model import AskWithdrawal, ReturnState
from vitrina.returns.service.button import PER_EMAIL


async def code_of(world: World, order_id: OrderId) -> str:
    return (await world.order(order_id)).code


async def press(world: World, order_code: str, email: str = BUYER["email"]) -> str:
    async with world.pool.transaction() as db:
        asked = AskWithdrawal(order_code=order_code, email=email)
        receipt = await returns.ask_withdrawal(db, asked, now=clock.now())
    async with world.pool.transaction() as db:
        await returns.withdraw(db, receipt.code, now=clock.now())
        await returns.withdraw(db, receipt.code, now=clock.now())
        return await value(
            db, "select outcome from returns.withdrawals where code = %(code)s", code=receipt.code
        )


async def test_the_answer_is_the_same_whatever_was_typed(client: Client, world: World):
    order_id = await world.received()
    typed = [(await code_of(world, order_id), BUYER["email"]), ("VT-NOBODY2", "nobody@people.example")]

    answers = [
        await client.post("/api/v1/withdrawals", json={"order_code": code, "email": email})
        for code, email in typed
    ]

    assert [answer.status_code for answer in answers] == [202, 202]
    shapes: list[Any] = [{key: len(text) for key, text in answer.json().items()} for answer in answers]
    assert shapes[0].keys() == shapes[1].keys() and shapes[0]["code"] == shapes[1]["code"]
    async with world.pool.transaction() as db:
        assert (
            await value(db, "select count(*) from procrastinate_jobs where task_name = 'returns.withdraw'")
            == 2
        )


async def test_what_is_not_on_its_way_is_cancelled(world: World):
    order_id = await world.paid(buyer=world.ana)

    assert await press(world, (await code_of(world, order_id)).lower()) == "cancelled"

    assert (await world.order(order_id)).status is OrderStatus.CANCELLED
    assert await world.is_sound()


async def test_what_was_sent_is_given_back_whole(world: World):
    order_id = await world.received()

    assert await press(world, await code_of(world, order_id), " ANA@people.example ") == "return"
    assert await press(world, await code_of(world, order_id)) == "nothing"

    async with world.pool.transaction() as db:
        [shown] = await returns.returns_of_order(db, order_id=order_id, access=Access(actor=world.ana))
    assert (shown.state, shown.is_withdrawal, shown.lines[0].quantity) == (ReturnState.REQUESTED, True, 3)


async def test_another_ones_e_mail_opens_nothing(world: World):
    order_id = await world.received()

    assert await press(world, await code_of(world, order_id), "eva@people.example") == "nothing"
    assert await press(world, "VT-NOBODY2") == "nothing"

    async with world.pool.transaction() as db:
        assert not await returns.returns_of_order(db, order_id=order_id, access=Access(actor=world.ana))
        assert (await orders.orders_by_id(db, [order_id]))[order_id].status is OrderStatus.DELIVERED


async def test_one_e_mail_asks_so_often_and_no_more(world: World):
    for _ in range(PER_EMAIL):
        await press(world, "VT-NOBODY2")

    with pytest.raises(TooManyRequests):
        await press(world, "VT-NOBODY2")


async def test_of_what_left_in_part_the_rest_stays_and_the_part_comes_back(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 1)

    assert await press(world, await code_of(world, order_id)) == "return"

    async with world.pool.transaction() as db:
        [shown] = await returns.returns_of_order(db, order_id=order_id, access=Access(actor=world.ana))
        refunded = await value(db, "select sum(quantity) from orders.refund_lines")
    assert (shown.lines[0].quantity, refunded) == (1, 2)
    assert (await world.order(order_id)).status is OrderStatus.SHIPPED
    assert await world.is_sound()


async def test_what_has_not_left_is_given_back_though_a_return_is_open(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 1)
    mine = await world.ask(order_id, quantity=1)

    assert await press(world, await code_of(world, order_id)) == "return"

    async with world.pool.transaction() as db:
        [shown] = await returns.returns_of_order(db, order_id=order_id, access=Access(actor=world.ana))
        refunded = await value(db, "select sum(quantity) from orders.refund_lines")
    assert (shown.id, shown.lines[0].quantity, refunded) == (mine, 1, 2)
    assert await world.is_sound()


async def test_a_buyer_gives_back_no_more_than_left(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 1)

    with pytest.raises(MoreThanWasBought):
        await world.ask(order_id, quantity=2)
    await world.ask(order_id, quantity=1)
