"""Waiting for those who follow what is written."""

import asyncio

from vitrina.kit.db import Pool, value

PATIENCE_S = 60


async def nothing_is_hidden(pool: Pool) -> None:
    """Wait until whoever follows the log, or changed rows, may be told all that is committed now.

    They pass by what an older transaction, anywhere on the server, in another test's database too, may
    still hide.
    """
    async with pool.transaction() as db:
        newest: int = await value(db, "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    oldest = 0
    async with asyncio.timeout(PATIENCE_S):
        while oldest < newest:
            await asyncio.sleep(0.01)
            async with pool.transaction() as db:
                oldest = await value(db, "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
