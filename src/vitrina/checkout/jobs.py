"""What checkout does by the clock."""

from vitrina.checkout import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="checkout.poll_due", every="*/5 * * * * *", lock="checkout.poll_due")
async def poll_due(pool: Pool) -> None:
    """Ask providers what became of payments that they did not answer."""
    await service.poll_due(pool, now=clock.now())


@task(name="checkout.expire_due", every="*/10 * * * * *", lock="checkout.expire_due")
async def expire_due(pool: Pool) -> None:
    """Close what was not paid in time."""
    await service.expire_due(pool, now=clock.now())


@task(name="checkout.give_up_due", every="20 * * * * *", lock="checkout.give_up_due")
async def give_up_due(pool: Pool) -> None:
    """End the orders of what nobody will pay any more."""
    await service.give_up_due(pool, now=clock.now())
