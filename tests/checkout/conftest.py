"""A clock that tests may move."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta

import pytest

from tests.apps import Apps
from tests.checkout.buying import Client
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ticker import advance_clock

Wait = Callable[[timedelta], Awaitable[None]]


@pytest.fixture
def wait(pool: Pool) -> Iterator[Wait]:
    """Let time pass for this process and its database; undone after the test."""

    async def pass_by(time: timedelta) -> None:
        await advance_clock(pool, int(time.total_seconds()))

    yield pass_by
    clock.set_offset(timedelta())


@pytest.fixture
async def two_processes(settings: Settings, apps: Apps) -> AsyncIterator[list[Client]]:
    """Two web applications on one database, each with its own pool and batches."""
    async with apps.serve(settings) as first, apps.serve(settings) as second:
        yield [first, second]
