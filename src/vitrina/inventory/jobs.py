"""Scheduled work of the inventory."""

from vitrina.inventory import service
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="inventory.expire_holds", every="*/10 * * * * *")
async def expire_holds(pool: Pool) -> None:
    """Give back what was held too long."""
    await service.expire_holds(pool)


@task(name="inventory.empty_cleared", every="*/10 * * * * *")
async def empty_cleared(pool: Pool) -> None:
    """Pass on what came back to shelves that were cleared."""
    async with pool.transaction() as db:
        await service.empty_cleared(db)
