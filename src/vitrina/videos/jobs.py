"""What videos does by itself."""

from uuid import UUID

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.videos import service
from vitrina.videos.model import VideoId


@task(name="videos.transcode", attempts_max=3, queue="video")
async def transcode(pool: Pool, video_id: str) -> None:
    """Make a clip playable."""
    await service.prepare(pool, load_settings(), video_id=VideoId(UUID(video_id)), now=clock.real_now())


@task(name="videos.recut", attempts_max=3, queue="video")
async def recut(pool: Pool, wish_id: str) -> None:
    """Cut a clip another way."""
    await service.fulfil(pool, load_settings(), wish_id=UUID(wish_id), now=clock.real_now())


@task(name="videos.change_cover", attempts_max=3, queue="covers")
async def change_cover(pool: Pool, wish_id: str) -> None:
    """Give a clip another cover, which takes a second and waits behind nothing slow."""
    await service.fulfil(pool, load_settings(), wish_id=UUID(wish_id), now=clock.real_now())


@task(name="videos.resume_stalled", every="*/10 * * * * *", lock="videos.resume_stalled")
async def resume_stalled(pool: Pool) -> None:
    """Begin again what a dead worker left, every 10 seconds."""
    await service.resume_stalled(pool)
    await service.resume_remakes(pool)
    await service.resume_ladders(pool)


@task(name="videos.publish_due", every="*/5 * * * * *", lock="videos.publish_due")
async def publish_due(pool: Pool) -> None:
    """Publish the clips whose moment has come, every 5 seconds."""
    await service.publish_due(pool, now=clock.now())


@task(name="videos.add_rungs", queue="rungs")
async def add_rungs(pool: Pool, video_id: str) -> None:
    """Add the other rungs to a clip that plays."""
    await service.add_rungs(pool, load_settings(), video_id=VideoId(UUID(video_id)), now=clock.real_now())


@task(name="videos.use_idle_time", every="*/20 * * * * *", lock="videos.use_idle_time", queue="rungs")
async def use_idle_time(pool: Pool) -> None:
    """Encode in AV1 while nobody waits for an encoder, one clip at a time."""
    await service.use_idle_time(pool, load_settings(), now=clock.real_now())


@task(name="videos.release_sources", every="30 * * * * *", lock="videos.release_sources")
async def release_sources(pool: Pool) -> None:
    """Throw away files that no clip needs any more, every minute."""
    await service.release_sources(pool, now=clock.real_now())


@task(name="videos.forget_comments", every="20 7 * * * *", lock="videos.forget_comments")
async def forget_comments(pool: Pool) -> None:
    """Delete for good what was deleted an hour ago, every hour."""
    async with pool.transaction() as db:
        await service.forget_deleted_comments(db, now=clock.now())
