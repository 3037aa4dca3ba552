"""Another cut or cover of a clip that plays already. It plays as it is until the new one is there."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed, SourceWrong
from vitrina.media.model import Edit, MadeClip
from vitrina.videos import rules
from vitrina.videos.errors import CoverOutside, NotReady, ProcessingFailed, SourceGone
from vitrina.videos.model import Tag, Video, VideoId, VideoStatus, VideoUntagged
from vitrina.videos.service import ladders, shown
from vitrina.videos.service.clips import get_own, lock_own, videos_by_id
from vitrina.videos.service.processing import ATTEMPTS_MAX, LEASE, WAITING_MAX, make_while_kept
from vitrina.videos.store import clips
from vitrina.videos.store import remakes as store
from vitrina.videos.store.remakes import Remake

# Who watches the cut of before watches it to its end.
OLD_FILES_STAY = timedelta(hours=1)

log = logging.getLogger(__name__)


async def set_edit(db: Db, *, video_id: VideoId, actor: Person, edit: Edit) -> Video:
    """Cut a clip another way, or choose its cover; the same twice is once. As it is: nothing more is made.

    Only another cut is encoded anew. A worker makes it; until then everything stays as it is.
    Raises VideoNotFound, NotReady, SourceGone, CoverOutside.
    """
    await lock_own(db, video_id, actor)
    video = await get_own(db, video_id=video_id, actor=actor)
    if video.status is not VideoStatus.READY:
        raise NotReady
    if video.edit == edit:
        await store.drop(db, video_id)
    elif video.remake is None or video.remake.failure or video.remake.edit != edit:
        await _wish(db, video, edit)
    return await get_own(db, video_id=video_id, actor=actor)


async def _wish(db: Db, video: Video, edit: Edit) -> None:
    is_cut = (edit.start_ms, edit.end_ms) != (video.edit.start_ms, video.edit.end_ms)
    if is_cut and video.upload_id is None:
        raise SourceGone
    duration_ms = video.duration_ms or 0
    if not is_cut and edit.cover_ms is not None and edit.cover_ms >= duration_ms:
        raise CoverOutside(duration_ms=duration_ms)
    wish_id = new_id()
    await store.wish(db, video.id, wish_id, edit=edit, is_cut=is_cut)
    await _defer(db, wish_id, is_cut=is_cut)


async def _defer(db: Db, wish_id: UUID, *, is_cut: bool) -> None:
    from vitrina.videos import jobs  # The jobs call `fulfil` below.

    await (jobs.recut if is_cut else jobs.change_cover).defer(db, wish_id=str(wish_id))


async def fulfil(pool: Pool, settings: Settings, *, wish_id: UUID, now: datetime) -> None:
    """Make what a creator wishes, unless it is done or she wishes something else by now.

    now: real time.  Raises EncoderFailed when to try again.
    """
    async with pool.transaction() as db:
        claimed = await store.claim(db, wish_id, LEASE)
    if claimed is None:
        return
    if claimed.attempt_count > ATTEMPTS_MAX:  # Workers died of it.
        await _fail(pool, claimed, ProcessingFailed.code)
        return
    try:
        await _make(pool, settings, claimed, now)
    except SourceWrong as e:
        await _fail(pool, claimed, rules.REFUSALS[e.fault].code)
    except EncoderFailed:
        log.warning("clip not remade", extra={"video_id": str(claimed.video_id)}, exc_info=True)
        if claimed.attempt_count >= ATTEMPTS_MAX:
            await _fail(pool, claimed, ProcessingFailed.code)
            return
        async with pool.transaction() as db:
            await store.give_back(db, claimed.id, claimed.attempt_count)
        raise


async def _make(pool: Pool, settings: Settings, claimed: Remake, now: datetime) -> None:
    if not claimed.is_cut:
        await _make_cover(pool, settings, claimed)
        return
    if claimed.upload_id is None:
        await _fail(pool, claimed, SourceGone.code)
        return
    source = media.source_of(settings, claimed.upload_id)
    making = partial(media.make_clip, pool, settings, source=source, edit=claimed.edit, now=now)
    made = await make_while_kept(making, keep=partial(_keep, pool, claimed))
    if made:
        async with pool.transaction() as db:
            await _take(db, claimed, made, now)


async def _keep(pool: Pool, claimed: Remake, percent: int) -> int:
    async with pool.transaction() as db:
        return await store.keep(
            db, claimed.id, attempt_count=claimed.attempt_count, progress_percent=percent, lease=LEASE
        )


async def _make_cover(pool: Pool, settings: Settings, claimed: Remake) -> None:
    at_ms = claimed.cover_ms
    if at_ms is not None:
        await media.remake_poster(pool, settings, file_id=claimed.file_id, at_ms=at_ms)
    async with pool.transaction() as db:
        await clips.lock(db, claimed.video_id)
        if await store.end(db, claimed.id, claimed.attempt_count):
            await store.set_cover(db, claimed)
            await media.set_poster(db, file_id=claimed.file_id, at_ms=at_ms)


async def _take(db: Db, claimed: Remake, made: MadeClip, now: datetime) -> None:
    """Let the clip show its new cut, with all that is tagged, said and laid over it at the right moments."""
    await clips.lock(db, claimed.video_id)
    video = (await videos_by_id(db, [claimed.video_id])).get(claimed.video_id)
    if video is None or not await store.end(db, claimed.id, claimed.attempt_count):
        return  # Deleted, or something else is wished: our files are thrown away by themselves.
    await media.add_clip(db, made, person_id=video.creator_id, now=now)
    await store.set_made(db, claimed, file_id=made.file_id, duration_ms=made.duration_ms)
    await ladders.start(db, claimed.video_id, made.file_id)
    by_ms = video.edit.start_ms - claimed.start_ms
    tags = await shown.move(db, video, by_ms=by_ms, end_ms=made.duration_ms, now=now)
    await _tell_untagged(db, video, tags)
    if video.file_id:
        await media.delete_files(db, [video.file_id], after=OLD_FILES_STAY)


async def _tell_untagged(db: Db, video: Video, tags: Sequence[Tag]) -> None:
    gone = {tag.product_id for tag in video.tags} - {tag.product_id for tag in tags}
    if gone and video.published_at:
        untagged = VideoUntagged(video_id=video.id, creator_id=video.creator_id, product_ids=sorted(gone))
        await emit(db, untagged)


async def _fail(pool: Pool, claimed: Remake, code: str) -> None:
    async with pool.transaction() as db:
        await store.set_failed(db, claimed.id, claimed.attempt_count, code)


async def resume_remakes(pool: Pool) -> int:
    """Defer again what a dead worker left. Returns how many."""
    async with pool.transaction() as db:
        stalled = await store.take_stalled(db, WAITING_MAX)
        for each in stalled:
            await _defer(db, each.id, is_cut=each.is_cut)
    return len(stalled)
