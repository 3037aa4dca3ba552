"""Adding rungs to clips that play already, in the worker: after them whoever waits, and AV1 when nobody does.

Safe to run twice, to be cut off anywhere, and to begin again; a clip for which it fails stays as it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ending import end
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import FileId, Step
from vitrina.videos.model import VideoId
from vitrina.videos.store import ladders as store
from vitrina.videos.store.ladders import Claim

ATTEMPTS_MAX = 3
LEASE = timedelta(seconds=15)
BEAT_S = 1.0
WAITING_MAX = timedelta(minutes=30)
# A draft may be cut again meanwhile; afterwards the file of its creator is thrown away, AV1 or not.
SOURCE_LIFE = timedelta(days=7)

log = logging.getLogger(__name__)
MayGoOn = Callable[[Db], Awaitable[bool]]


async def start(db: Db, video_id: VideoId, file_id: FileId) -> None:
    """Ask a worker for the other rungs of a clip that plays, if this transaction commits."""
    await store.start(db, video_id, file_id)
    await _defer(db, video_id)


async def _defer(db: Db, video_id: VideoId) -> None:
    from vitrina.videos.jobs import add_rungs  # The job calls `add_rungs` below.

    await add_rungs.defer(db, video_id=str(video_id))


async def add_rungs(pool: Pool, settings: Settings, *, video_id: VideoId, now: datetime) -> None:
    """Add the other rungs to a clip, unless somebody else is at it or it has them. now: real time."""
    async with pool.transaction() as db:
        claimed = await store.claim(db, video_id, LEASE)
    if claimed:
        await _add(pool, settings, claimed, may_go_on=_always, now=now)


async def use_idle_time(pool: Pool, settings: Settings, *, now: datetime) -> bool:
    """Add AV1 to one clip while nobody waits for an encoder; stop as soon as somebody does.

    Returns whether there was anything to do.  now: real time.
    """
    async with pool.transaction() as db:
        claimed = None if await store.is_busy(db) else await store.claim_idle(db, LEASE)
    if claimed is None:
        return False
    await _add(pool, settings, claimed, may_go_on=_while_nobody_waits, now=now)
    return True


async def _always(db: Db) -> bool:
    del db
    return True


async def _while_nobody_waits(db: Db) -> bool:
    return not await store.is_busy(db)


async def _add(pool: Pool, settings: Settings, claimed: Claim, *, may_go_on: MayGoOn, now: datetime) -> None:
    if claimed.attempt_count > ATTEMPTS_MAX:  # Workers died of it.
        await _end(pool, claimed)
        return
    try:
        is_done = await _make(pool, settings, claimed, may_go_on=may_go_on, now=now)
    except EncoderFailed:
        log.warning("rungs not added", extra={"video_id": str(claimed.video_id)}, exc_info=True)
        async with pool.transaction() as db:
            await store.give_back(db, claimed, is_counted=True)
            if claimed.step is Step.RUNGS:
                await _defer(db, claimed.video_id)
        return
    if is_done:
        await _go_on(pool, claimed)
    else:
        async with pool.transaction() as db:
            await store.give_back(db, claimed, is_counted=False)


async def _make(pool: Pool, settings: Settings, claimed: Claim, *, may_go_on: MayGoOn, now: datetime) -> bool:
    """Make the rungs while the lease is kept; False when it must stop before they are made."""
    path = media.source_of(settings, claimed.upload_id)
    growth = media.Growth(file_id=claimed.file_id, path=path, step=claimed.step)
    making = asyncio.create_task(
        media.add_rungs(pool, settings, growth=growth, on_progress=_nobody_asks, now=now)
    )
    keeping = asyncio.create_task(_keep(pool, claimed, may_go_on))
    try:
        await asyncio.wait({making, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if making.done():
            making.result()
            return True
        keeping.result()  # A database that is gone is raised here.
        return False
    finally:
        await end(making, keeping)


def _nobody_asks(percent: int) -> None:
    del percent


async def _keep(pool: Pool, claimed: Claim, may_go_on: MayGoOn) -> None:
    """Keep the lease, once a second; ends when the clip is no longer ours, or somebody else comes first."""
    goes_on = True
    while goes_on:
        await asyncio.sleep(BEAT_S)
        async with pool.transaction() as db:
            goes_on = bool(await store.keep(db, claimed, LEASE)) and await may_go_on(db)


async def _go_on(pool: Pool, claimed: Claim) -> None:
    is_av1_next = claimed.step is Step.RUNGS and await media.has_step(
        pool, file_id=claimed.file_id, step=Step.AV1
    )
    if not is_av1_next:
        await _end(pool, claimed)
        return
    async with pool.transaction() as db:
        await store.go_on(db, claimed, Step.AV1)


async def _end(pool: Pool, claimed: Claim) -> None:
    async with pool.transaction() as db:
        await store.end(db, claimed)


async def resume_ladders(pool: Pool) -> int:
    """Defer again what a dead worker left. Returns how many clips."""
    async with pool.transaction() as db:
        stalled = await store.take_stalled(db, WAITING_MAX)
        for video_id in stalled:
            await _defer(db, video_id)
    return len(stalled)


async def release_sources(pool: Pool, *, now: datetime) -> int:
    """Throw away the files of clips of which nothing more is made. Returns how many."""
    async with pool.transaction() as db:
        released = await store.release_sources(db, now - SOURCE_LIFE)
        await media.release_uploads(db, released)
    return len(released)
