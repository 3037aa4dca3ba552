"""Scheduled work of carts."""

from vitrina.carts import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="carts.forget_untouched", every="0 20 4 * * *")
async def forget_untouched(pool: Pool) -> None:
    """Delete carts that nobody touched for 90 days."""
    await service.forget_untouched(pool, now=clock.now())
