"""What is told to end has ended, also when the first word of it is lost."""

import asyncio

import pytest

from vitrina.kit import ending
from vitrina.kit.ending import end
from vitrina.kit.ticker import Ticker

LIMIT_S = 10.0


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "AGAIN_S", 0.05)


class Deaf:
    """Work that loses the first cancellations, as `wait_for` does when an answer comes at the same moment."""

    def __init__(self, lost_max: int) -> None:
        self.lost_max = lost_max
        self.has_begun = asyncio.Event()

    async def __call__(self) -> None:
        self.has_begun.set()
        while True:
            try:
                await asyncio.sleep(3_600)
            except asyncio.CancelledError:
                if not self.lost_max:
                    raise
                self.lost_max -= 1


@pytest.mark.parametrize("lost", [0, 1, 3])
async def test_a_task_has_ended_however_often_its_cancellation_was_lost(lost: int) -> None:
    work = Deaf(lost)
    task = asyncio.create_task(work())
    await work.has_begun.wait()

    await asyncio.wait_for(end(task), LIMIT_S)

    assert task.cancelled()


async def test_what_had_ended_or_failed_is_no_trouble() -> None:
    async def fail() -> None:
        raise ValueError("mine alone")

    over, failing = asyncio.create_task(asyncio.sleep(0)), asyncio.create_task(fail())
    await over

    await asyncio.wait_for(end(over, failing), LIMIT_S)

    assert over.done()
    assert failing.done()


async def test_nothing_to_end_is_at_its_end() -> None:
    await asyncio.wait_for(end(), LIMIT_S)


async def test_who_is_cancelled_while_waiting_leaves_nobody_behind() -> None:
    work = Deaf(1)
    task = asyncio.create_task(work())
    await work.has_begun.wait()
    ending_it = asyncio.create_task(end(task))
    await asyncio.sleep(0)

    ending_it.cancel()
    await asyncio.wait({ending_it}, timeout=LIMIT_S)

    assert ending_it.cancelled()
    assert task.cancelled()


async def test_what_is_periodic_ends_with_its_process() -> None:
    class Reading(Deaf):
        __name__ = "reading"

    work = Reading(2)

    async def for_a_moment() -> None:
        async with Ticker() as ticker:
            ticker.every(0.01, work)
            await work.has_begun.wait()

    await asyncio.wait_for(for_a_moment(), LIMIT_S)

    assert work.lost_max == 0
