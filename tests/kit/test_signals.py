"""Who waits is woken by a word about what she waits for, and takes nothing from who does not wait."""

import asyncio
from contextlib import AsyncExitStack

from vitrina.kit.db import Pool, value
from vitrina.kit.signals import WAITERS_OF_ONE_MAX, Signals, signal

PATIENCE_S = 10


async def test_a_signal_wakes_who_waits_for_its_topic_alone(pool: Pool) -> None:
    signals = Signals(pool)
    async with signals.hear("one", who="ana") as one, signals.hear("other", who="ana") as other:
        one.clear()
        other.clear()

        async with pool.transaction() as db:
            await signal(db, "one")
        await asyncio.wait_for(one.wait(), PATIENCE_S)

        assert not other.is_set()
    await signals.stop()


async def test_many_who_wait_hold_one_connection(database_url: str) -> None:
    async with Pool(database_url, size_max=2) as pool, AsyncExitStack() as stack:
        signals = Signals(pool)
        stack.push_async_callback(signals.stop)
        for each in range(50):
            await stack.enter_async_context(signals.hear("one", who=str(each)))

        async with pool.transaction() as db:
            assert await value(db, "select 1") == 1


async def test_nobody_takes_all_the_places(pool: Pool) -> None:
    signals = Signals(pool)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(signals.stop)
        for _ in range(WAITERS_OF_ONE_MAX):
            await stack.enter_async_context(signals.hear("one", who="ana"))

        assert signals.is_full("ana")
        assert not signals.is_full("bruno")
    assert not signals.is_full("ana")
