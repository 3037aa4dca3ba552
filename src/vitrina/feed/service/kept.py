"""What guests are shown, kept for half a second: they all see the same, and there are many of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from vitrina.kit.answers import Answer
from vitrina.kit.db import Pool

KEPT_S = 0.5
PAGES_MAX = 500


class Kept:
    """Answers of one process by what was asked for; each is made once for everybody who asks meanwhile."""

    def __init__(self) -> None:
        """Start empty."""
        self._answers: dict[str, tuple[float, Answer]] = {}
        self._making: dict[str, asyncio.Task[Answer]] = {}

    def find(self, target: str) -> Answer | None:
        """Find an answer of the last half a second."""
        kept = self._answers.get(target)
        return kept[1] if kept and kept[0] > time.monotonic() else None

    async def answer(self, target: str, make: Callable[[], Awaitable[object]]) -> Answer:
        """Find an answer or make it. Raises what `make` raises."""
        if found := self.find(target):
            return found
        making = self._making.get(target)
        if making is None:
            making = self._making[target] = asyncio.create_task(self._make(target, make))
            making.add_done_callback(lambda done: self._made(target, done))
        return await asyncio.shield(making)

    async def _make(self, target: str, make: Callable[[], Awaitable[object]]) -> Answer:
        until = time.monotonic() + KEPT_S  # From before it is read: it is never older than that.
        answer = Answer(await make())
        self._answers.pop(target, None)
        self._answers[target] = (until, answer)
        if len(self._answers) > PAGES_MAX:
            del self._answers[next(iter(self._answers))]
        return answer

    def _made(self, target: str, done: asyncio.Task[Answer]) -> None:
        del self._making[target]
        if not done.cancelled():
            done.exception()  # Everybody who waited has it; nobody may have waited.


_kept: WeakKeyDictionary[Pool, Kept] = WeakKeyDictionary()


def kept_of(pool: Pool) -> Kept:
    """Find what this process keeps of what it read through `pool`."""
    found = _kept.get(pool)
    if found is None:
        found = _kept[pool] = Kept()
    return found
