"""What messaging does by the clock, and what it does about orders."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.messaging import service
from vitrina.messaging.service.telling import OrderFact


@task(name="messaging.expire_due", every="40 * * * * *", lock="messaging.expire_due")
async def expire_due(pool: Pool) -> None:
    """Close carts that nobody went on with in time."""
    await service.expire_due(pool, now=clock.now())


async def tell_orders(db: Db, facts: Sequence[OrderFact], now: datetime) -> None:
    """Tell in conversations what became of the orders that began there."""
    await service.tell_orders(db, facts, now)
