"""Scheduled work of the catalogue."""

from vitrina.catalogue import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="catalogue.tell_turned", every="*/10 * * * * *")
async def tell_turned(pool: Pool) -> None:
    """Tell indexes whose flash prices began or ended. May run twice."""
    async with pool.transaction() as db:
        await service.tell_turned(db, now=clock.now())
