"""Crowds, two processes, a cancellation in the middle: no unit twice, and everybody has an answer."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tests.checkout.buying import pay
from tests.checkout.conftest import Wait
from tests.drops.dropping import (
    Client,
    a_drop,
    books_are_right,
    checkout_of,
    claim,
    claim_many,
    state_of,
    states,
    units,
    wish,
)
from tests.people import BRUNO, load
from vitrina.checkout import service as checkout
from vitrina.drops import service as drops
from vitrina.drops.model import ClaimState, ClaimView, Parcel
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.batch import QUEUE_MAX
from vitrina.kit.db import Pool
from vitrina.kit.errors import Overloaded, Refusal
from vitrina.kit.ids import new_id


async def answers_of(*calls: Coroutine[Any, Any, ClaimView]) -> list[ClaimView | Refusal]:
    """What everybody is told; anything but a claim or a refusal is raised."""
    answers: list[ClaimView | Refusal] = []
    for found in await asyncio.gather(*calls, return_exceptions=True):
        if not isinstance(found, ClaimView | Refusal):
            raise found
        answers.append(found)
    return answers


async def test_a_crowd_gets_exactly_what_there_is_in_the_order_it_came(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=50, stock=50)

    answers = await answers_of(*[drops.claim(pool, wish(drop_id)) for _ in range(400)])

    got = states(answers)
    assert got == ["held"] * 50 + ["waiting"] * 50 + ["drops.sold_out"] * 300
    assert await units(pool, drop_id) == {"free": 0, "active": 50, "sold": 0}


async def test_neighbours_of_one_batch_share_what_one_address_may_have(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=9, buyer_max=2)
    held = [wish(drop_id) for _ in range(4)]
    await claim_many(pool, *held)
    until = clock.now() + timedelta(minutes=10)

    async with pool.transaction() as db:
        found = await drops.claimed(db, [each.id for each in held])
        parcels = [
            Parcel(claim_id=each.id, drop=found[each.id].drop, address=[line1], until=until)
            for each, line1 in zip(
                held, ["Calle Uno 1", "Calle Dos 2", "calle uno, 1", "Calle Uno 1"], strict=True
            )
        ]
        refused = await drops.check_out(db, parcels)

    assert {claim_id: each.code for claim_id, each in refused.items()} == {
        held[3].id: "drops.address_limit_reached"
    }


async def test_two_processes_share_the_last_unit(two_processes: list[Client], pool: Pool) -> None:
    for _ in range(5):
        _, _, drop_id = await a_drop(pool, units=1)
        tickets = [(each, await each.post(f"/api/v1/drops/{drop_id}/tickets")) for each in two_processes]

        answers = await asyncio.gather(
            *[claim(each, drop_id, ticket=ticket.json()["ticket"]) for each, ticket in tickets]
        )

        assert sorted(answer.json()["state"] for answer in answers) == ["held", "waiting"]


async def test_the_same_buyer_at_two_processes_has_one_claim(pool: Pool) -> None:
    async with Pool(pool.database_url) as other:
        for _ in range(10):
            _, _, drop_id = await a_drop(pool, units=5, buyer_max=1)
            ana = new_id()

            answers = await answers_of(
                *[
                    drops.claim(each, wish(drop_id, holder=ana))
                    for each in (pool, other, pool, other, pool, other)
                ]
            )

            assert states(answers) == ["held"] * 6
            assert len({each.id for each in answers if isinstance(each, ClaimView)}) == 1
            assert await units(pool, drop_id) == {"free": 4, "active": 1, "sold": 0}


async def test_one_id_in_two_drops_at_once_is_one_claim(pool: Pool) -> None:
    async with Pool(pool.database_url) as other:
        for _ in range(4):
            _, _, first = await a_drop(pool, units=5)
            _, _, second = await a_drop(pool, units=5)
            one = wish(first)

            answers = await answers_of(
                drops.claim(pool, one), drops.claim(other, replace(one, drop_id=second))
            )

            assert sorted(states(answers)) == ["drops.claim_id_taken", "held"]
            free = [(await units(pool, each))["free"] for each in (first, second)]
            assert sorted(free) == [4, 5]


async def test_a_cancellation_in_the_middle_of_a_crowd_loses_nothing(pool: Pool) -> None:
    shop, variant, drop_id = await a_drop(pool, units=40, stock=40)
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)

    async def cancel() -> None:
        await asyncio.sleep(0.01)
        async with pool.transaction() as db:
            await drops.cancel(db, shop_id=shop.id, actor=bruno, drop_id=drop_id, now=clock.now())

    async with Pool(pool.database_url) as other:
        crowd = [drops.claim((pool, other)[n % 2], wish(drop_id)) for n in range(30)]
        late = [drops.claim(pool, wish(drop_id)) for _ in range(30)]
        first, _, *rest = await asyncio.gather(*crowd[:1], cancel(), *crowd[1:], return_exceptions=True)
        after = await answers_of(*late)

    held = sum(isinstance(each, ClaimView) for each in [first, *rest])
    assert set(states(after)) == {"drops.over"}
    async with pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        assert (level.available, level.held, level.set_aside) == (40 - held, held, 0)
        assert await books_are_right(db)


async def test_who_pays_in_the_last_moment_has_it_or_her_money(
    client: Client, pool: Pool, wait: Wait
) -> None:
    _, variant, drop_id = await a_drop(pool, units=1)
    claimed = (await claim(client, drop_id)).json()
    placed = await client.post("/api/v1/checkouts", json=checkout_of(claimed["id"], variant))
    assert placed.status_code == 201
    waiting = wish(drop_id)
    await claim_many(pool, waiting)
    await wait(timedelta(minutes=5, seconds=-1))

    async def over() -> None:
        await wait(timedelta(seconds=2))
        await drops.keep_lines(pool, now=clock.now())

    answer, _ = await asyncio.gather(pay(client, claimed["id"]), over())
    await drops.keep_lines(pool, now=clock.now())
    await checkout.poll_due(pool, now=clock.now() + timedelta(minutes=1))

    got, theirs = await state_of(pool, claimed["id"]), await state_of(pool, waiting.id)
    assert (got, theirs) in {
        (ClaimState.BOUGHT, ClaimState.MISSED),
        (ClaimState.OVER, ClaimState.HELD),
    }
    assert (answer.status_code == 200 and answer.json()["status"] == "paid") == (got is ClaimState.BOUGHT)
    assert sum((await units(pool, drop_id)).values()) == 1
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_queue_that_is_full_says_so(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=1)
    crowd = QUEUE_MAX + 100

    found = await asyncio.gather(
        *[drops.claim(pool, wish(drop_id)) for _ in range(crowd)], return_exceptions=True
    )

    kinds = Counter(type(each).__name__ for each in found)
    assert kinds == {"ClaimView": 2, "DropSoldOut": QUEUE_MAX - 2, "Overloaded": 100}
    assert {each.fields["retry_after_s"] for each in found if isinstance(each, Overloaded)} == {1}
    assert (await units(pool, drop_id))["active"] == 1


async def test_who_is_served_from_memory_still_finds_her_claim(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=1)
    first = wish(drop_id)
    await answers_of(*[drops.claim(pool, each) for each in (first, wish(drop_id), wish(drop_id))])

    again = await answers_of(drops.claim(pool, first), drops.claim(pool, wish(drop_id)))

    assert states(again) == ["held", "drops.sold_out"]
