"""Reactions and schedules of partners."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit import clock
from vitrina.kit.config import load_settings, with_secret_key
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.partners import service
from vitrina.partners.service.telling import OrderFact


@task(name="partners.deliver_due", every="*/5 * * * * *", queue="partners")
async def deliver_due(pool: Pool) -> None:
    """Send what is due: what was written just now, and what must be tried again."""
    moment = service.Moment(now=clock.now(), real_now=clock.real_now())
    await service.deliver_due(pool, with_secret_key(load_settings()), moment)


async def tell_orders(db: Db, facts: Sequence[OrderFact], now: datetime) -> None:
    """Write down what the endpoints of shops shall hear; the job looks every five seconds."""
    await service.note(db, facts, now)
