"""Transactions against each other."""

import asyncio

from vitrina.kit.db import Pool, value


async def one_waits(pool: Pool) -> None:
    """Wait until somebody waits for a lock of this database."""
    waiting = """
        select count(*)
          from pg_locks
          join pg_stat_activity using (pid)
         where datname = current_database()
           and not granted
        """
    async with pool.connection() as db:
        for _ in range(1_000):
            if await value(db, waiting):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")
