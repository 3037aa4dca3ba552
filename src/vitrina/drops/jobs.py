"""What drops do by the clock."""

from vitrina.drops import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="drops.keep_lines", every="*/5 * * * * *", lock="drops.keep_lines")
async def keep_lines(pool: Pool) -> None:
    """End what was not paid in time, close what is over, and serve who waits."""
    await service.keep_lines(pool, now=clock.now())
