"""Natural batching: what queued while the last transaction was in flight goes into the next one."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, ref

from vitrina.kit.db import Pool
from vitrina.kit.errors import Overloaded, Refusal

In = TypeVar("In")
Out = TypeVar("Out")

SIZE_MAX = 128
LANES = 2
QUEUE_MAX = 5_000
RETRY_AFTER_S = 1
KEYS_MAX = 1_000
TURN_WAIT_MAX_S = 0.004

Turn = Callable[[], AbstractAsyncContextManager[None]]


class Batch(Generic[In, Out]):
    """Gathers concurrent calls of one process into one call of a set-based verb.

    `work` receives 1..size_max items in order of arrival and answers one result or Refusal per item,
    in that order; it runs in its own transaction. No timer: an idle batch works at once. When `work`
    raises, its items are tried one by one, so that one bad request fails alone. More than queue_max
    waiting items: Overloaded.
    """

    def __init__(
        self,
        work: Callable[[Sequence[In]], Awaitable[Sequence[Out | Refusal]]],
        *,
        size_max: int = SIZE_MAX,
        lanes: int = LANES,
        queue_max: int = QUEUE_MAX,
        turn: Turn = nullcontext,
    ) -> None:
        """lanes: how many transactions may be in flight at once.  turn: waited for before items are taken."""
        self._work = work
        self._turn = turn
        self._size_max = size_max
        self._queue_max = queue_max
        self._free_lanes = lanes
        self._waiting: deque[tuple[In, asyncio.Future[Out]]] = deque()
        self._lanes: set[asyncio.Task[None]] = set()

    async def __call__(self, item: In) -> Out:
        """Wait for the item's own result; raises the Refusal that it met."""
        if len(self._waiting) >= self._queue_max:
            raise Overloaded(retry_after_s=RETRY_AFTER_S)
        answer: asyncio.Future[Out] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._free_lanes:
            self._free_lanes -= 1
            lane = asyncio.create_task(self._drain())
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        return await answer

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is in flight."""
        return not self._lanes and not self._waiting

    async def _drain(self) -> None:
        try:
            while self._waiting:
                async with self._turn():
                    count = min(self._size_max, len(self._waiting))
                    if count:  # Another lane may have taken them meanwhile.
                        await self._answer([self._waiting.popleft() for _ in range(count)])
        finally:
            self._free_lanes += 1

    async def _answer(self, calls: list[tuple[In, asyncio.Future[Out]]]) -> None:
        try:
            results = await self._work([item for item, _ in calls])
        except Exception as error:  # noqa: BLE001  Whatever failed, somebody waits for an answer.
            if len(calls) == 1:
                _settle(calls[0][1], error)
                return
            for call in calls:
                await self._answer([call])
            return
        for (_, answer), result in zip(calls, results, strict=True):
            _settle(answer, result)


class Turns:
    """Lets batches of one pool that write the same rows go one after another: while one works, others gather.

    Two at once share the processors and wait for each other's rows; in turn each takes more items for the
    same statements. Nobody waits longer than wait_max_s: while one waits for the database there is work for
    the other, and what is stuck holds up its own kind alone.
    """

    def __init__(self, *, wait_max_s: float = TURN_WAIT_MAX_S) -> None:
        """Remember nothing yet."""
        self._wait_max_s = wait_max_s
        self._locks: WeakKeyDictionary[Pool, asyncio.Lock] = WeakKeyDictionary()

    @asynccontextmanager
    async def take(self, pool: Pool) -> AsyncGenerator[None, None]:
        """Wait for the turn, and have it until the end."""
        lock = self._locks.setdefault(pool, asyncio.Lock())
        has_turn = False
        with suppress(TimeoutError):  # Whoever works is stuck.
            async with asyncio.timeout(self._wait_max_s):
                has_turn = await lock.acquire()
        try:
            yield
        finally:
            if has_turn:
                lock.release()


class PerPool(Generic[In, Out]):
    """A Batch for each pool: gathers what one process asks of one database.

    work(pool, items) is as in Batch; the limits are those of Batch. With `key`, items of different keys are
    gathered apart, and no key waits for another. Those with the same `turns` work in turn.
    """

    def __init__(
        self,
        work: Callable[[Pool, Sequence[In]], Awaitable[Sequence[Out | Refusal]]],
        *,
        size_max: int = SIZE_MAX,
        lanes: int = LANES,
        key: Callable[[In], Hashable] | None = None,
        turns: Turns | None = None,
    ) -> None:
        """Remember the verb; batches are made when first asked for and end with their pool."""
        self._turns = turns
        self._work = work
        self._size_max = size_max
        self._lanes = lanes
        self._key = key
        self._batches: WeakKeyDictionary[Pool, dict[Hashable, Batch[In, Out]]] = WeakKeyDictionary()

    async def __call__(self, pool: Pool, item: In) -> Out:
        """Wait for the item's own result; raises the Refusal that it met."""
        of_pool = self._batches.setdefault(pool, {})
        key = self._key(item) if self._key else None
        batch = of_pool.get(key)
        if batch is None:
            if len(of_pool) >= KEYS_MAX:
                _forget_idle(of_pool)
            batch = of_pool[key] = self._make(ref(pool))
        return await batch(item)

    def _make(self, weak_pool: ref[Pool]) -> Batch[In, Out]:
        # A batch that held its pool would keep itself alive in the dictionary.
        async def work(items: Sequence[In]) -> Sequence[Out | Refusal]:
            pool = weak_pool()
            assert pool is not None
            return await self._work(pool, items)

        turns = self._turns
        if turns is None:
            return Batch(work, size_max=self._size_max, lanes=self._lanes)

        def turn() -> AbstractAsyncContextManager[None]:
            pool = weak_pool()
            assert pool is not None
            return turns.take(pool)

        return Batch(work, size_max=self._size_max, lanes=self._lanes, turn=turn)


def _forget_idle(batches: dict[Hashable, Batch[In, Out]]) -> None:
    for key in [key for key, batch in batches.items() if batch.is_idle]:
        del batches[key]


def _settle(answer: asyncio.Future[Out], result: Out | Exception) -> None:
    if answer.done():  # The caller has gone away.
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
