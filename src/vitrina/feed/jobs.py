"""What the feed does by itself, and how it reacts to what happens to clips."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.feed import service
from vitrina.feed.rankers import recent_popular
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.videos.model import VideoDeleted, VideoLiked


async def count_likes(db: Db, facts: Sequence[VideoLiked], now: datetime) -> None:
    """Let likes make clips popular."""
    await service.add_likes(db, facts, now)


async def forget_clips(db: Db, facts: Sequence[VideoDeleted], now: datetime) -> None:
    """Forget deleted clips."""
    del now
    await service.forget_clips(db, facts)


@task(name="feed.forget_orders", every="30 */10 * * * *", lock="feed.forget_orders")
async def forget_orders(pool: Pool) -> None:
    """Delete the orders of past pages, every ten minutes."""
    async with pool.transaction() as db:
        await recent_popular.forget_orders(db, clock.now())
