"""Natural batching: everyone gets the own answer, one bad request fails alone, the queue is bounded."""

import asyncio
from collections.abc import Sequence

import pytest

from vitrina.kit.batch import Batch, PerPool, Turns
from vitrina.kit.db import Pool
from vitrina.kit.errors import NotFound, Overloaded, Refusal


async def test_what_waits_while_one_batch_is_in_flight_goes_into_the_next() -> None:
    sizes: list[int] = []
    gate = asyncio.Event()

    async def double(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        await gate.wait()
        return [item * 2 for item in items]

    batch = Batch(double, lanes=1, size_max=64)
    calls = [asyncio.create_task(batch(item)) for item in range(100)]
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.gather(*calls) == [item * 2 for item in range(100)]
    assert max(sizes) <= 64
    assert len(sizes) <= 4


async def test_one_bad_request_fails_alone() -> None:
    async def work(items: Sequence[int]) -> list[int]:
        if 7 in items:
            raise ValueError("seven")
        return list(items)

    answers = await asyncio.gather(*[Batch(work)(0), *map(Batch(work), range(1, 20))], return_exceptions=True)

    assert [each for each in answers if isinstance(each, Exception)] == [answers[7]]
    assert isinstance(answers[7], ValueError)


async def test_a_refusal_reaches_only_the_one_it_is_for() -> None:
    async def work(items: Sequence[int]) -> list[int | Refusal]:
        return [NotFound() if item == 3 else item for item in items]

    batch = Batch(work)
    answers = await asyncio.gather(*map(batch, range(5)), return_exceptions=True)

    assert isinstance(answers[3], NotFound)
    assert [each for i, each in enumerate(answers) if i != 3] == [0, 1, 2, 4]


async def test_a_full_queue_refuses_at_once() -> None:
    gate = asyncio.Event()

    async def wait(items: Sequence[int]) -> list[int]:
        await gate.wait()
        return list(items)

    batch = Batch(wait, size_max=1, lanes=1, queue_max=2)
    calls = [asyncio.create_task(batch(0))]
    await asyncio.sleep(0)
    calls += [asyncio.create_task(batch(item)) for item in (1, 2)]
    await asyncio.sleep(0)

    with pytest.raises(Overloaded):
        await batch(3)

    gate.set()
    assert await asyncio.gather(*calls) == [0, 1, 2]


async def test_a_caller_who_goes_away_harms_nobody() -> None:
    gate = asyncio.Event()

    async def work(items: Sequence[int]) -> list[int]:
        await gate.wait()
        return list(items)

    batch = Batch(work, lanes=1)
    gone, stays = asyncio.create_task(batch(1)), asyncio.create_task(batch(2))
    await asyncio.sleep(0)
    gone.cancel()
    gate.set()

    assert await stays == 2


async def test_batches_in_turn_gather_while_the_other_works(pool: Pool) -> None:
    running: list[str] = []
    sizes: list[int] = []

    async def work(pool: Pool, items: Sequence[int]) -> list[int]:
        del pool
        running.append("begun")
        assert len(running) == 1, "two at once"
        sizes.append(len(items))
        await asyncio.sleep(0)
        running.pop()
        return list(items)

    turns = Turns(wait_max_s=60)
    first, second = PerPool(work, lanes=1, turns=turns), PerPool(work, lanes=1, turns=turns)
    calls = [each(pool, number) for number in range(20) for each in (first, second)]

    assert await asyncio.gather(*calls) == [number for number in range(20) for _ in (first, second)]
    assert sizes == [20, 20]


async def test_a_batch_that_is_stuck_holds_up_no_other_for_long(pool: Pool) -> None:
    gate = asyncio.Event()

    async def stuck(pool: Pool, items: Sequence[int]) -> list[int]:
        del pool
        await gate.wait()
        return list(items)

    async def work(pool: Pool, items: Sequence[int]) -> list[int]:
        del pool
        return list(items)

    turns = Turns()
    waiting = asyncio.create_task(PerPool(stuck, turns=turns)(pool, 1))
    await asyncio.sleep(0)

    assert await PerPool(work, turns=turns)(pool, 2) == 2
    gate.set()
    assert await waiting == 1
