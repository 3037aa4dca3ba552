"""Crowds, crossed carts and crossed verbs: never a unit too many, never a deadlock."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from tests.inventory.conftest import COUNTER, books_are_right, request, stock_of
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory import store
from vitrina.inventory.model import Count, HoldRequest, Shortage
from vitrina.kit.batch import Batch
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.errors import Refusal
from vitrina.kit.ids import new_id


async def meeting(pool: Pool, *works: Callable[[Db], Awaitable[None]]) -> None:
    """Run each work in a transaction of its own, all begun before the first goes on."""
    barrier = asyncio.Barrier(len(works))

    async def attend(work: Callable[[Db], Awaitable[None]]) -> None:
        async with pool.transaction() as db:
            await value(db, "select 1")
            await barrier.wait()
            await work(db)

    await asyncio.gather(*[attend(work) for work in works])


async def somebody_waits(pool: Pool) -> None:
    """Come back when a transaction of this database waits for another's lock."""
    waiting_count = 0
    while not waiting_count:
        async with pool.transaction() as db:
            waiting_count = await value(
                db,
                """
                select count(*)
                  from pg_locks l
                  join pg_stat_activity a on a.pid = l.pid
                 where not l.granted
                   and a.datname = current_database()
                """,
            )


async def test_two_buyers_of_the_last_unit_are_told_the_truth(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 1)
    answers: dict[UUID, list[Shortage]] = {}

    async def buy(db: Db) -> None:
        answers.update(await inventory.hold(db, [request(new_id(), (variant, 1))]))

    await meeting(pool, buy, buy)

    assert sorted(len(lacks) for lacks in answers.values()) == [0, 1]


async def test_the_same_purchase_at_the_same_moment_holds_once(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 5)
    wanted = request(new_id(), (variant, 1))

    async def buy(db: Db) -> None:
        assert await inventory.hold(db, [wanted]) == {wanted.purchase_id: []}

    await meeting(pool, buy, buy, buy)

    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 4}


async def test_a_count_waits_for_the_hold_before_it(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 5)
    is_held, is_counting = asyncio.Event(), asyncio.Event()

    async def buy() -> None:
        async with pool.transaction() as db:
            await inventory.hold(db, [request(new_id(), (variant, 4))])
            is_held.set()
            await is_counting.wait()
            await somebody_waits(pool)

    async def count() -> None:
        await is_held.wait()
        async with pool.transaction() as db:
            is_counting.set()
            await store.count(db, [Count(variant_id=variant, quantity=5)], person_id=COUNTER)

    await asyncio.gather(buy(), count())

    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].available == 1
        assert await books_are_right(db)


async def test_what_expires_while_it_is_paid_is_sold_or_given_back_but_not_both(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 40)
        purchases = [new_id() for _ in range(40)]
        await inventory.hold(db, [request(each, (variant, 1), minutes=-1) for each in purchases])

    async def sell(db: Db) -> None:
        assert await inventory.sell(db, purchases) == set(purchases)

    async def expire(db: Db) -> None:
        await store.expire(db, limit=20)

    await meeting(pool, sell, expire, expire)

    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {}
        assert await books_are_right(db)


async def test_the_sweeper_does_not_wait_for_who_is_paying(pool: Pool) -> None:
    paying, late = new_id(), new_id()
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 2)
        await inventory.hold(db, [request(each, (variant, 1), minutes=-1) for each in (paying, late)])

    async with pool.transaction() as payment:
        await inventory.sell(payment, [paying])
        async with pool.transaction() as db:
            await run(db, "set local lock_timeout = '2s'")
            expired_count = await store.expire(db, limit=10)

    async with pool.transaction() as db:
        assert expired_count == 1
        assert await inventory.sell(db, [paying]) == {paying}
        assert await books_are_right(db)


async def test_counts_and_holds_of_one_variant_keep_the_books(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 500)

    async def buy() -> None:
        for _ in range(40):
            async with pool.transaction() as db:
                await inventory.hold(db, [request(new_id(), (variant, 1))])

    async def count(quantity: int) -> None:
        for i in range(40):
            async with pool.transaction() as db:
                counts = [Count(variant_id=variant, quantity=quantity + i % 2)]
                await store.count(db, counts, person_id=COUNTER)

    await asyncio.gather(*[buy() for _ in range(4)], count(400), count(500))

    async with pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        assert level.held == 160
        assert level.quantity in {400, 401, 500, 501}
        assert await books_are_right(db)


async def test_a_crowd_of_500_buys_exactly_200_units(pool: Pool) -> None:
    async with pool.transaction() as db:
        [variant] = await stock_of(db, 200)

    async def hold(requests: Sequence[HoldRequest]) -> list[bool | Refusal]:
        async with pool.transaction() as db:
            answers = await inventory.hold(db, requests)
        return [not answers[each.purchase_id] for each in requests]

    # Two processes, each with its own batches.
    counters: list[Batch[HoldRequest, bool]] = [
        Batch(hold, lanes=2, size_max=64),
        Batch(hold, lanes=2, size_max=64),
    ]
    won = await asyncio.gather(*[counters[i % 2](request(new_id(), (variant, 1))) for i in range(500)])

    async with pool.transaction() as db:
        held = await value(db, "select sum(quantity) from inventory.holds where state = 'active'")
        assert (sum(map(bool, won)), held) == (200, 200)
        assert await books_are_right(db)


async def test_crossed_carts_and_verbs_do_not_deadlock(pool: Pool) -> None:
    chance = random.Random(7)
    async with pool.transaction() as db:
        variants = await stock_of(db, *[60] * 6)

    async def shopper(purchases: list[UUID]) -> None:
        for _ in range(15):
            lines = [(each, 1) for each in chance.sample(variants, 4)]
            batch = [request(new_id(), *lines, minutes=chance.choice([-1, 10])) for _ in range(3)]
            async with pool.transaction() as db:
                await inventory.hold(db, batch)
            purchases.extend(each.purchase_id for each in batch)
            async with pool.transaction() as db:
                await inventory.sell(db, chance.sample(purchases, 2))
            async with pool.transaction() as db:
                await inventory.release(db, chance.sample(purchases, 2))

    async def keeper(purchases: list[UUID]) -> None:
        for _ in range(30):
            async with pool.transaction() as db:
                await store.expire(db, limit=5)
            if purchases:
                async with pool.transaction() as db:
                    await inventory.give_back(db, chance.choice(purchases), variants)
            shuffled = chance.sample(variants, 6)
            async with pool.transaction() as db:
                counts = [Count(variant_id=VariantId(each), quantity=60) for each in shuffled]
                await store.count(db, counts, person_id=COUNTER)

    shared: list[UUID] = []
    await asyncio.gather(*[shopper(shared) for _ in range(6)], keeper(shared), keeper(shared))

    async with pool.transaction() as db:
        assert await books_are_right(db)


async def test_the_job_gives_back_whatever_was_held_too_long(pool: Pool) -> None:
    async with pool.transaction() as db:
        kept, late = await stock_of(db, 700, 700)
        await inventory.hold(db, [request(new_id(), (late, 1), minutes=-1) for _ in range(600)])
        await inventory.hold(db, [request(new_id(), (kept, 1))])

    counts = [await inventory.expire_holds(pool), await inventory.expire_holds(pool)]

    async with pool.transaction() as db:
        assert counts == [600, 0]
        assert await inventory.available(db, [kept, late]) == {kept: 699, late: 700}
