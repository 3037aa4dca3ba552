"""What returns do by the clock, and when an order ends."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.orders.model import OrderCancelled
from vitrina.returns import service


@task(name="returns.decide_due", every="20 * * * * *", lock="returns.decide_due")
async def decide_due(pool: Pool) -> None:
    """Decide what nobody answered in time."""
    await service.decide_due(pool, now=clock.now())


@task(name="returns.withdraw", attempts_max=8)
async def withdraw(pool: Pool, code: str) -> None:
    """Do what somebody without an account asked for."""
    async with pool.transaction() as db:
        await service.withdraw(db, code, now=clock.now())


@task(name="returns.forget_old", every="0 7 4 * * *", lock="returns.forget_old")
async def forget_old(pool: Pool) -> None:
    """Delete withdrawals of long ago and pictures that nobody used, every night."""
    await service.forget_old(pool, now=clock.now())
    await service.forget_photos(pool, now=clock.now())


async def end_cancelled(db: Db, facts: Sequence[OrderCancelled], now: datetime) -> None:
    """End the returns of orders that ended."""
    await service.end_cancelled(db, facts, now=now)
