"""What identity does by itself."""

from vitrina.identity import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="identity.forget_old", every="0 17 * * * *", lock="identity.forget_old")
async def forget_old(pool: Pool) -> None:
    """Delete what is over, every hour."""
    await service.forget_old(pool, now=clock.real_now())
