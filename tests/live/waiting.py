"""Waiting until a race is where a test wants it."""

import asyncio

from vitrina.kit.db import Pool, value

DEADLINE_S = 20.0


async def somebody_waits(pool: Pool) -> None:
    """Wait until a statement in this database waits for what another transaction holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not await _waits(pool):  # noqa: ASYNC110 - what others wait for has no event here.
            await asyncio.sleep(0.01)


async def _waits(pool: Pool) -> bool:
    async with pool.transaction() as db:
        return bool(
            await value(
                db,
                """
                select 1
                  from pg_locks l
                  join pg_stat_activity a on a.pid = l.pid
                 where a.datname = current_database()
                   and not l.granted
                """,
            )
        )
