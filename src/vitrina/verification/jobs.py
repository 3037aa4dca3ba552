"""The job that deletes documents in time."""

from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.verification import service


@task(name="verification.forget_old", every="0 19 4 * * *", lock="verification.forget_old")
async def forget_old(pool: Pool) -> None:
    """Delete documents that were decided about long ago, every night."""
    await service.forget_old(pool, now=clock.now())
