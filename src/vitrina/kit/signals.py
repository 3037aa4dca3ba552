"""Waking who waits: a word about a topic reaches everybody who waits for it, in every web process.

A signal carries nothing but its topic. Who is woken reads again; who missed one reads a little later, so that
nothing depends on a signal that was lost. One connection of the pool listens per process, and only while
somebody waits. PostgreSQL wakes listeners when the transaction that signals commits.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from vitrina.kit.db import DatabaseError, Db, Pool, run
from vitrina.kit.ending import end
from vitrina.kit.errors import Overloaded

WAITERS_MAX = 2_000
WAITERS_OF_ONE_MAX = 20
LOOK_S = 5.0
AGAIN_S = 1.0

log = logging.getLogger(__name__)


async def signal(db: Db, topic: str) -> None:
    """Wake whoever waits for a topic, once this transaction commits. One statement."""
    await run(db, "select pg_notify('vitrina_signals', %(topic)s)", topic=topic)


class Signals:
    """Who waits in this process."""

    def __init__(self, pool: Pool) -> None:
        """Listens when the first one waits."""
        self._pool = pool
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._count = 0
        self._count_of: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()

    def is_full(self, who: str) -> bool:
        """Tell whether no more may wait here, or nobody more of the same person or program."""
        return self._count >= WAITERS_MAX or self._count_of[who] >= WAITERS_OF_ONE_MAX

    @asynccontextmanager
    async def hear(self, topic: str, *, who: str) -> AsyncGenerator[asyncio.Event]:
        """Hear a topic: the event is set by the first signal from now on. who: whose places are counted.

        Look at the database after this begins, then wait: what was committed in between is not missed.
        """
        heard = asyncio.Event()
        self._waiting.setdefault(topic, set()).add(heard)
        self._count += 1
        self._count_of[who] += 1
        try:
            await self._listen()
            yield heard
        finally:
            self._count -= 1
            self._count_of[who] -= 1
            if not self._count_of[who]:
                del self._count_of[who]
            others = self._waiting[topic]
            others.discard(heard)
            if not others:
                del self._waiting[topic]

    async def stop(self) -> None:
        """Stop listening; whoever waits still is woken."""
        self._wake_all()
        if self._task is not None:
            await end(self._task)

    async def _listen(self) -> None:
        if self._task is None or self._task.done():
            self._is_listening.clear()
            self._task = asyncio.create_task(self._keep_listening())
        try:
            await asyncio.wait_for(self._is_listening.wait(), AGAIN_S)
        except TimeoutError:
            log.warning("cannot listen for signals; who waits reads at the end of the wait")

    async def _keep_listening(self) -> None:
        while self._count:
            try:
                await self._listen_once()
            except (DatabaseError, OSError, Overloaded):
                log.warning("lost the connection that listens for signals", exc_info=True)
                await asyncio.sleep(AGAIN_S)
            finally:
                self._is_listening.clear()

    async def _listen_once(self) -> None:
        async with self._pool.connection() as db:
            await db.execute("listen vitrina_signals")
            try:
                self._is_listening.set()
                self._wake_all()  # What was signalled while nobody listened.
                while self._count:
                    async for note in db.notifies(timeout=LOOK_S):
                        self._wake(note.payload)
            finally:
                if not db.closed:
                    await db.execute("unlisten vitrina_signals")

    def _wake(self, topic: str) -> None:
        for each in self._waiting.get(topic, ()):
            each.set()

    def _wake_all(self) -> None:
        for topic in self._waiting:
            self._wake(topic)


_of_pool: WeakKeyDictionary[Pool, Signals] = WeakKeyDictionary()


def signals_of(pool: Pool) -> Signals:
    """Find the signals of a process by its pool."""
    return _of_pool.setdefault(pool, Signals(pool))


async def stop_listening(pool: Pool) -> None:
    """Give the connection back before the pool closes."""
    found = _of_pool.pop(pool, None)
    if found is not None:
        await found.stop()
