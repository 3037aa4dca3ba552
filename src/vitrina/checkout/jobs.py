"""What checkout does by the clock."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.checkout import service
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.payments.model import PaymentHinted, PaymentPurpose


@task(name="checkout.poll_due", every="*/5 * * * * *", lock="checkout.poll_due", queue="payments")
async def poll_due(pool: Pool) -> None:
    """Ask providers what became of payments that they did not answer."""
    await service.poll_due(pool, now=clock.now())


async def ask_hinted(db: Db, facts: Sequence[PaymentHinted], now: datetime) -> None:
    """Ask at once about purchases of which a provider has news."""
    del now
    if any(fact.purpose is PaymentPurpose.PURCHASE for fact in facts):
        await poll_due.defer(db)


@task(name="checkout.expire_due", every="*/10 * * * * *", lock="checkout.expire_due", queue="payments")
async def expire_due(pool: Pool) -> None:
    """Close what was not paid in time."""
    await service.expire_due(pool, now=clock.now())


@task(name="checkout.give_up_due", every="20 * * * * *", lock="checkout.give_up_due", queue="payments")
async def give_up_due(pool: Pool) -> None:
    """End the orders of what nobody will pay any more."""
    await service.give_up_due(pool, now=clock.now())
