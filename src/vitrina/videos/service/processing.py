"""Making clips playable, in the worker: safe to run twice, to be cut off anywhere, and to begin again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ending import end
from vitrina.kit.errors import Refusal
from vitrina.kit.events import emit
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed, SourceWrong
from vitrina.media.model import MadeClip
from vitrina.videos import rules
from vitrina.videos.errors import ProcessingFailed
from vitrina.videos.model import VideoId, VideoReady
from vitrina.videos.service import ladders, shown
from vitrina.videos.store import clips
from vitrina.videos.store import processing as store
from vitrina.videos.store.processing import Claim

ATTEMPTS_MAX = 3
LEASE = timedelta(seconds=15)
BEAT_S = 1.0
# A clip that has waited this long may have lost its job; one job too many does no harm.
WAITING_MAX = timedelta(minutes=10)

Keep = Callable[[int], Awaitable[int]]


class Make(Protocol):
    """Makes the files of a clip."""

    def __call__(self, *, on_progress: Callable[[int], None]) -> Coroutine[Any, Any, MadeClip]:
        """Begin."""
        ...


log = logging.getLogger(__name__)


async def defer(db: Db, video_id: VideoId) -> None:
    """Ask a worker to prepare a clip, if this transaction commits."""
    from vitrina.videos.jobs import transcode  # The job calls `prepare` below.

    await transcode.defer(db, video_id=str(video_id))


async def prepare(pool: Pool, settings: Settings, *, video_id: VideoId, now: datetime) -> None:
    """Prepare a clip, unless somebody else is at it or it is done. Raises EncoderFailed when to try again.

    now: real time.
    """
    async with pool.transaction() as db:
        claimed = await store.claim(db, video_id, LEASE)
    if claimed is None:
        return
    if claimed.attempt_count > ATTEMPTS_MAX:  # Workers died of it.
        await _fail(pool, claimed, ProcessingFailed)
        return
    try:
        made = await _make(pool, settings, claimed=claimed, now=now)
    except SourceWrong as e:
        await _fail(pool, claimed, rules.REFUSALS[e.fault])
    except EncoderFailed:
        log.warning("clip not prepared", extra={"video_id": str(video_id)}, exc_info=True)
        if claimed.attempt_count >= ATTEMPTS_MAX:
            await _fail(pool, claimed, ProcessingFailed)
            return
        async with pool.transaction() as db:
            await store.give_back(db, claimed)
        raise
    else:
        if made:
            await _finish(pool, claimed, made, now)


async def _make(pool: Pool, settings: Settings, *, claimed: Claim, now: datetime) -> MadeClip | None:
    """Make the files while the lease is kept; None when the clip was deleted meanwhile."""
    source = media.source_of(settings, claimed.upload_id)
    making = partial(media.make_clip, pool, settings, source=source, edit=claimed.edit, now=now)
    return await make_while_kept(making, keep=partial(_keep, pool, claimed))


async def make_while_kept(make: Make, *, keep: Keep) -> MadeClip | None:
    """Make files and keep the lease meanwhile, once a second; None when they are no longer wanted.

    keep: tells the percent that is done; its answer is 0 when the work is no longer ours.
    """
    meter = _Meter()
    making = asyncio.create_task(make(on_progress=meter.tell))
    keeping = asyncio.create_task(_keep_on(keep, meter))
    try:
        await asyncio.wait({making, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if making.done():
            return making.result()
        keeping.result()  # A database that is gone is raised here.
        return None
    finally:
        await end(making, keeping)


class _Meter:
    """The share of the work that is done."""

    def __init__(self) -> None:
        self.percent = 0

    def tell(self, percent: int) -> None:
        """Note how far the work is."""
        self.percent = percent


async def _keep_on(keep: Keep, meter: _Meter) -> None:
    is_ours = 1
    while is_ours:
        await asyncio.sleep(BEAT_S)
        is_ours = await keep(meter.percent)


async def _keep(pool: Pool, claimed: Claim, percent: int) -> int:
    async with pool.transaction() as db:
        return await store.keep(db, claimed, progress_percent=percent, lease=LEASE)


async def _finish(pool: Pool, claimed: Claim, made: MadeClip, now: datetime) -> None:
    async with pool.transaction() as db:
        if not await store.set_ready(db, claimed, file_id=made.file_id, duration_ms=made.duration_ms):
            return  # Deleted, or another worker was faster: our files are thrown away by themselves.
        await media.add_clip(db, made, person_id=claimed.creator_id, now=now)
        for video in await clips.videos(db, [claimed.id]):
            # Set before the length was known.
            await shown.move(db, video, by_ms=0, end_ms=made.duration_ms, now=now)
        await ladders.start(db, claimed.id, made.file_id)
        await emit(db, VideoReady(video_id=claimed.id, creator_id=claimed.creator_id, at=now))


async def _fail(pool: Pool, claimed: Claim, why: type[Refusal]) -> None:
    async with pool.transaction() as db:
        if await store.set_failed(db, claimed, why.code):
            await media.release_uploads(db, [claimed.upload_id])


async def resume_stalled(pool: Pool) -> int:
    """Defer again what a dead worker left. Returns how many clips."""
    async with pool.transaction() as db:
        stalled = await store.take_stalled(db, WAITING_MAX)
        for video_id in stalled:
            await defer(db, video_id)
    return len(stalled)
