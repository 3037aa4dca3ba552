"""The clock of a demo, which one request moves while the process reads it again every second."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.ticker import advance_clock, read_clock_offset

HOUR_S = 3_600


class Slow(Pool):
    """A pool whose answers are on their way until somebody lets them come."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.has_read, self.may_come = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Db, None]:
        async with super().transaction() as db:
            yield db
        self.has_read.set()
        await self.may_come.wait()


@pytest.fixture(autouse=True)
def _real_time_afterwards() -> Iterator[None]:
    yield
    clock.set_offset(timedelta())


async def test_a_clock_that_was_moved_does_not_go_back_to_what_was_read_before(pool: Pool) -> None:
    async with Slow(pool.database_url) as slow:
        reading = asyncio.create_task(read_clock_offset(slow))
        await slow.has_read.wait()
        moved = await advance_clock(pool, HOUR_S)

        slow.may_come.set()
        await reading

    assert clock.offset() == moved
