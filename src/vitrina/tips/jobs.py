"""What tips do by the clock."""

from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.tips import service


@task(name="tips.poll_due", every="*/5 * * * * *", lock="tips.poll_due", queue="payments")
async def poll_due(pool: Pool) -> None:
    """Ask providers what became of tips that they did not answer."""
    await service.poll_due(pool, now=clock.now())


@task(name="tips.expire_due", every="*/20 * * * * *", lock="tips.expire_due", queue="payments")
async def expire_due(pool: Pool) -> None:
    """Close tips that were not paid in time."""
    await service.expire_due(pool, now=clock.now())


@task(name="tips.mature_due", every="40 * * * * *", lock="tips.mature_due")
async def mature_due(pool: Pool) -> None:
    """Hand over tips that nobody can take back any more."""
    await service.mature_due(pool, now=clock.now())


@task(name="tips.forget_days", every="0 41 4 * * *", lock="tips.forget_days")
async def forget_days(pool: Pool) -> None:
    """Forget how much of old days was used up, once a day."""
    async with pool.transaction() as db:
        await service.forget_days(db, now=clock.now())
