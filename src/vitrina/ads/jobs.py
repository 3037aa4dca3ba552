"""What advertising does by the clock."""

from vitrina.ads import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="ads.post_spent", every="40 * * * * *", lock="ads.post_spent")
async def post_spent(pool: Pool) -> None:
    """End what is over, and bring what was spent to the books, every minute."""
    async with pool.transaction() as db:
        await service.end_over(db, clock.now())
    await service.post_spent(pool, now=clock.now())


@task(name="ads.forget_old", every="10 17 4 * * *", lock="ads.forget_old")
async def forget_old(pool: Pool) -> None:
    """Forget who met which ad, every night."""
    async with pool.transaction() as db:
        await service.forget_old(db, clock.now())
