"""Double taps, two tabs, crowds: one order, one charge, no unit sold twice."""

import asyncio
from collections import Counter
from datetime import timedelta

from tests.checkout.buying import Client, on_sale, pay, wanting
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.db import Pool, value

PLACES = "/api/v1/checkouts"
LATER = timedelta(seconds=10)


async def sums(pool: Pool) -> dict[str, int]:
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
        return {
            "purchases": await value(db, "select count(*) from checkout.purchases"),
            "orders": await value(db, "select count(*) from orders.orders where paid_at is not null"),
            "charges": await value(
                db, "select count(*) from payments.sandbox_charges where outcome = 'captured'"
            ),
            "facts": await value(db, "select count(*) from kit.events where name = 'OrderPaid'"),
            "sold": await value(
                db, "select coalesce(sum(quantity), 0) from inventory.holds where state = 'sold'"
            ),
        }


async def test_a_double_tap_is_one_order_and_one_charge(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)

    placed = await asyncio.gather(*[client.post(PLACES, json=body) for _ in range(6)])
    paid = await asyncio.gather(*[pay(client, body["id"]) for _ in range(6)])

    assert {answer.status_code for answer in placed} == {201}
    assert {answer.json()["status"] for answer in paid} == {"paid"}
    assert len({answer.json()["orders"][0]["code"] for answer in [*placed, *paid]}) == 1
    assert await sums(pool) == {"purchases": 1, "orders": 1, "charges": 1, "facts": 1, "sold": 1}


async def test_two_tabs_with_different_cards_are_one_charge(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    cards = ["decline", "success", "challenge", "time_out", "decline", "success"]
    await asyncio.gather(*[pay(client, body["id"], card) for card in cards])
    for _ in range(3):
        answer = await pay(client, body["id"], "challenge", challenge_code="123456")
    await checkout.poll_due(pool, now=clock.now() + LATER)

    answer = await pay(client, body["id"])
    assert answer.json()["status"] == "paid"
    assert (await sums(pool))["charges"] == 1


async def test_a_crowd_gets_exactly_what_there_is(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=7)

    async def buyer() -> int:
        body = wanting(variant, total_minor=239_00)
        placed = await client.post(PLACES, json=body)
        if placed.status_code == 201:
            assert (await pay(client, body["id"])).json()["status"] == "paid"
        return placed.status_code

    answers = Counter(await asyncio.gather(*[buyer() for _ in range(30)]))

    assert answers == {201: 7, 409: 23}
    assert await sums(pool) == {"purchases": 7, "orders": 7, "charges": 7, "facts": 7, "sold": 7}
    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].available == 0


async def test_two_processes_share_the_last_units(two_processes: list[Client], pool: Pool):
    _, [variant] = await on_sale(pool, quantity=5)

    async def buyer(client: Client) -> int:
        body = wanting(variant, total_minor=239_00)
        return (await client.post(PLACES, json=body)).status_code

    answers = Counter(await asyncio.gather(*[buyer(two_processes[n % 2]) for n in range(20)]))

    assert answers == {201: 5, 409: 15}


async def test_two_processes_given_one_id_make_one_purchase(two_processes: list[Client], pool: Pool):
    _, [first, second] = await on_sale(pool, prices_minor=[100_00, 200_00])
    for _ in range(5):
        body = wanting(first, total_minor=150_00)
        other = {**wanting(second, total_minor=250_00), "id": body["id"]}

        answers = await asyncio.gather(
            *[client.post(PLACES, json=each) for each in (body, other) for client in two_processes]
        )

        assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 2}
    assert (await sums(pool))["purchases"] == 5
    async with pool.transaction() as db:
        levels = await inventory.levels(db, [first, second])
    assert sum(level.held for level in levels.values()) == 5
    assert all(level.available + level.held == 10 for level in levels.values())
