"""What analytics does by the clock, and when clips go."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.analytics import service
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.videos.model import VideoDeleted


@task(name="analytics.sum_up", every="20 * * * * *", lock="analytics.sum_up")
async def sum_up(pool: Pool) -> None:
    """Make the sums once a day is over; every other minute finds them made."""
    async with pool.transaction() as db:
        await service.sum_up(db, clock.now())


async def forget_watched_clips(db: Db, facts: Sequence[VideoDeleted], now: datetime) -> None:
    """Forget who watched deleted clips."""
    del now
    await service.forget_clips(db, facts)
