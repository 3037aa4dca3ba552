"""What orders do by the clock, and when somebody proves an e-mail."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import EmailProven
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.orders import service
from vitrina.payments.disputed import DisputeMoved


@task(name="orders.mature_due", every="*/10 * * * * *", lock="orders.mature_due")
async def mature_due(pool: Pool) -> None:
    """Hand over what is due."""
    await service.mature_due(pool, now=clock.now())


async def follow_disputes(db: Db, facts: Sequence[DisputeMoved], now: datetime) -> None:
    """Set aside, give back or let go what shops have of disputed orders."""
    await service.follow_disputes(db, facts, now=now)


async def join_guest_orders(db: Db, facts: Sequence[EmailProven], now: datetime) -> None:
    """Put the orders that a person made as a guest into the account."""
    del now
    await service.join_guest_orders(db, [(fact.person_id, fact.email) for fact in facts])
