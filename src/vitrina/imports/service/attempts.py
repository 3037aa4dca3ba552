"""Work on a run that a worker may lose: to a person who stops it, or to another worker when it stalls."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from msgspec import Struct

from vitrina.imports.model import RunId, RunStatus
from vitrina.imports.store import work
from vitrina.kit.db import Db, Pool
from vitrina.kit.ending import end

LEASE = timedelta(seconds=45)
BEAT_S = 5.0
T = TypeVar("T")


class Lost(Exception):
    """The run is not ours any more."""


class Broken(Exception):
    """A run cannot go on. code: why, as in the server's locale catalogue, `import_failure.*`."""

    def __init__(self, code: str) -> None:
        """Keep the reason."""
        self.code = code
        super().__init__(code)


class Attempt(Struct, frozen=True, kw_only=True):
    """The right to do a step of a run."""

    run_id: RunId
    status: RunStatus
    number: int

    async def keep(self, db: Db) -> None:
        """Stay at the run, and keep others from moving it until this transaction ends. Raises Lost."""
        is_ours = await work.keep(db, self.run_id, status=self.status, attempt=self.number, lease=LEASE)
        if not is_ours:
            raise Lost


async def claim(pool: Pool, run_id: RunId, status: RunStatus) -> Attempt | None:
    """Take a run for a step; None when it is at another or somebody is at it. Raises Broken."""
    async with pool.transaction() as db:
        claimed = await work.claim(db, run_id, status=status, lease=LEASE)
    if claimed is None:
        return None
    if claimed.tries_left < 0:
        raise Broken("broken_off")
    return Attempt(run_id=run_id, status=status, number=claimed.attempt_count)


async def kept(pool: Pool, attempt: Attempt, work: Coroutine[Any, Any, T]) -> T:
    """Do some work while the run stays ours. Raises Lost when it does not, and what the work raises."""
    working = asyncio.create_task(work)
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=BEAT_S)
            if not working.done():
                async with pool.transaction() as db:
                    await attempt.keep(db)
        return working.result()
    finally:
        await end(working)
