"""Small periodic tasks inside one process, such as following the clock's offset."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Self

from vitrina.kit import clock
from vitrina.kit.db import Pool, run, value
from vitrina.kit.ending import end

log = logging.getLogger(__name__)


class Ticker:
    """Runs functions again and again until the process ends."""

    def __init__(self) -> None:
        """Start with nothing to run."""
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Cancel everything and wait for it."""
        await end(*self._tasks)

    def every(self, seconds: float, work: Callable[..., Awaitable[Any]], *args: Any) -> None:
        """Run `work` at once and then every `seconds`; a failure is logged and the next turn comes."""
        self._tasks.append(asyncio.create_task(_again(seconds, work, args)))


async def _again(seconds: float, work: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
    while True:
        try:
            await work(*args)
        except Exception:
            log.exception("periodic work failed", extra={"work": work.__name__})
        await asyncio.sleep(seconds)


class _Reading:
    """How many times the offset was asked for, and the last of these whose answer counted."""

    asked, counted = 0, 0


async def read_clock_offset(pool: Pool) -> None:
    """Bring this process's clock to the offset that the database holds.

    An answer that a later question has overtaken is of before, and counts for nothing.
    """
    _Reading.asked += 1
    turn = _Reading.asked
    async with pool.transaction() as db:
        seconds = await value(db, "select offset_s from kit.clock")
    if turn > _Reading.counted:
        _Reading.counted = turn
        clock.set_offset(timedelta(seconds=seconds or 0))


async def advance_clock(pool: Pool, seconds: int) -> timedelta:
    """Move everybody's clock forward. Only demo and test mode reach this. Returns the whole offset."""
    async with pool.transaction() as db:
        await run(db, "update kit.clock set offset_s = offset_s + %(seconds)s", seconds=seconds)
    await read_clock_offset(pool)
    return clock.offset()
