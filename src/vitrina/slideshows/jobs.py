"""What slideshows do by themselves, and how they react to clips that play."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.slideshows import service
from vitrina.slideshows.model import SlideshowRunId
from vitrina.videos.model import VideoReady


async def publish_wanted(db: Db, facts: Sequence[VideoReady], now: datetime) -> None:
    """Publish what a run was asked to publish."""
    await service.publish_wanted(db, facts, now=now)


@task(name="slideshows.make_next", attempts_max=3, queue="video")
async def make_slideshow(pool: Pool, run_id: str) -> None:
    """Make the clip of the next product of a run."""
    await service.make_next(pool, load_settings(), run_id=SlideshowRunId(UUID(run_id)), now=clock.real_now())


@task(name="slideshows.resume_runs", every="*/10 * * * * *", lock="slideshows.resume_runs")
async def resume_runs(pool: Pool) -> None:
    """Go on with the runs whose worker died, every 10 seconds."""
    await service.resume_runs(pool)
