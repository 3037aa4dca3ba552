"""Clips: begun, described, tagged, published, deleted."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import UNSET

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductStatus
from vitrina.external import service as external
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.media import service as media
from vitrina.media.errors import SourceWrong, UploadTaken
from vitrina.social import service as social
from vitrina.videos import rules
from vitrina.videos.errors import IdTaken, NotReady, TakenDown, TooManyVideos, VideoNotFound
from vitrina.videos.model import (
    ExternalTag,
    NewVideo,
    ReadyVideo,
    Sticker,
    Tag,
    Video,
    VideoChanges,
    VideoDeleted,
    VideoId,
    VideoPublished,
    VideoUnpublished,
    VideoUntagged,
)
from vitrina.videos.service import ladders, processing
from vitrina.videos.store import clips as store
from vitrina.videos.store import overlays

PROCESSING_MAX = 10


async def videos_by_id(db: Db, video_ids: Collection[VideoId]) -> dict[VideoId, Video]:
    """Read many clips; those that do not exist are left out. One statement."""
    found = await store.videos(db, list(video_ids)) if video_ids else []
    return {video.id: video for video in found}


async def get_published(db: Db, video_id: VideoId) -> Video:
    """Read a clip that everybody may see. Raises VideoNotFound."""
    video = (await videos_by_id(db, [video_id])).get(video_id)
    if video is None or video.published_at is None:
        raise VideoNotFound
    return video


async def get_seen(db: Db, video_id: VideoId, reader_id: PersonId | None) -> Video:
    """Read a published clip for a reader who is not apart from its creator. Raises VideoNotFound."""
    video = await get_published(db, video_id)
    if reader_id and await social.is_apart(db, reader_id, video.creator_id):
        raise VideoNotFound
    return video


async def get_own(db: Db, *, video_id: VideoId, actor: Person) -> Video:
    """Read a clip of its creator. Raises VideoNotFound."""
    video = (await videos_by_id(db, [video_id])).get(video_id)
    if video is None or video.creator_id != actor.id:
        raise VideoNotFound
    return video


async def list_own(db: Db, *, actor: Person, before: tuple[datetime, UUID] | None, limit: int) -> list[Video]:
    """List the clips of a creator, newest first, in whatever state."""
    ids = await store.videos_of(db, actor.id, before=before, limit=limit)
    found = await videos_by_id(db, ids)
    return [found[video_id] for video_id in ids if video_id in found]


async def begin(pool: Pool, settings: Settings, *, actor: Person, new: NewVideo, now: datetime) -> Video:
    """Make a clip of a finished upload; a worker prepares it. The same id again answers the clip as it is.

    Raises IdTaken, NotAVideo, TooManyVideos, UploadNotFound, UploadNotFinished, UploadTaken.
    """
    async with pool.transaction() as db:
        known = (await videos_by_id(db, [new.id])).get(new.id)
    if known is None:
        try:
            await media.require_video(pool, settings, upload_id=new.upload_id, person_id=actor.id)
        except SourceWrong as e:
            raise rules.REFUSALS[e.fault] from e
        async with pool.transaction() as db:
            known = await _add(db, actor=actor, new=new, now=now)
    if known.creator_id != actor.id:
        raise IdTaken
    return known


async def _add(db: Db, *, actor: Person, new: NewVideo, now: datetime) -> Video:
    if await store.count_processing(db, actor.id) >= PROCESSING_MAX:
        raise TooManyVideos(count_max=PROCESSING_MAX)
    cleaned = msgspec.structs.replace(
        new, caption=rules.caption(new.caption), language=new.language or actor.language
    )
    if await store.add_video(db, cleaned, creator_id=actor.id, now=now):
        await media.claim_upload(db, upload_id=new.upload_id, person_id=actor.id)
        await processing.defer(db, new.id)
    if added := (await videos_by_id(db, [new.id])).get(new.id):
        return added
    # The upload is in the way, not the id.
    raise UploadTaken


async def begin_made(
    db: Db, new: NewVideo, *, creator_id: PersonId, tags: Sequence[Tag], now: datetime
) -> None:
    """Make a clip of a film that we made ourselves, with an id that nobody else knows."""
    added = await store.add_video(db, new, creator_id=creator_id, now=now)
    assert added, "the id was made for this clip alone"
    await media.claim_upload(db, upload_id=new.upload_id, person_id=creator_id)
    await store.add_tags(db, new.id, tags)
    await processing.defer(db, new.id)


async def edit(db: Db, *, video_id: VideoId, actor: Person, changes: VideoChanges) -> Video:
    """Change what is said about a clip, shown in it and laid over it.

    Raises VideoNotFound, TagOutside, ProductNotShown, StickerOutside, StickerWithoutProduct, Malformed.
    """
    await lock_own(db, video_id, actor)
    if changes.tags is not UNSET:
        video = await get_own(db, video_id=video_id, actor=actor)
        await _replace_tags(db, video, changes.tags)
    if changes.external_tags is not UNSET:
        video = await get_own(db, video_id=video_id, actor=actor)
        await _replace_external_tags(db, video, changes.external_tags)
    if changes.stickers is not UNSET:
        video = await get_own(db, video_id=video_id, actor=actor)
        await _replace_stickers(db, video, changes.stickers)
    await store.edit_video(
        db,
        video_id,
        caption=None if changes.caption is UNSET else rules.caption(changes.caption),
        language=None if changes.language is UNSET else changes.language,
    )
    return await get_own(db, video_id=video_id, actor=actor)


async def lock_own(db: Db, video_id: VideoId, actor: Person) -> None:
    """Lock a clip of its creator until the commit. Raises VideoNotFound."""
    if not await store.lock_own(db, video_id, actor.id):
        raise VideoNotFound


async def _replace_tags(db: Db, video: Video, tags: Sequence[Tag]) -> None:
    # What was shown before may stay although it is sold out or archived now.
    shown_before = {tag.product_id for tag in video.tags}
    found = await catalogue.summaries(db, list({tag.product_id for tag in tags}))
    on_sale = {each.id for each in found.values() if each.status is ProductStatus.ACTIVE}
    rules.check_tags(tags, duration_ms=video.duration_ms, on_sale=on_sale | (shown_before & found.keys()))
    await store.delete_tags(db, video.id)
    await store.add_tags(db, video.id, tags)
    gone = shown_before - {tag.product_id for tag in tags}
    await overlays.delete_prices(db, video.id, sorted(gone))
    if gone and video.published_at:
        untagged = VideoUntagged(video_id=video.id, creator_id=video.creator_id, product_ids=sorted(gone))
        await emit(db, untagged)


async def _replace_external_tags(db: Db, video: Video, tags: Sequence[ExternalTag]) -> None:
    own = await external.shown_ids(db, {tag.external_id for tag in tags}, person_id=video.creator_id)
    rules.check_external_tags(tags, duration_ms=video.duration_ms, own=own)
    await store.delete_external_tags(db, video.id)
    await store.add_external_tags(db, video.id, tags)


async def _replace_stickers(db: Db, video: Video, stickers: Sequence[Sticker]) -> None:
    shown_ids = {tag.product_id for tag in video.tags}
    plain = rules.stickers(stickers, duration_ms=video.duration_ms, shown_ids=shown_ids)
    await overlays.delete_stickers(db, video.id)
    await overlays.add_stickers(db, video.id, plain)


async def publish(db: Db, *, video_id: VideoId, actor: Person, now: datetime) -> Video:
    """Show a clip to everybody; one that is shown already stays as it is.

    Raises VideoNotFound, NotReady, TakenDown, Suspended.
    """
    await lock_own(db, video_id, actor)
    await identity.require_good_standing(db, actor.id)
    if await store.publish(db, video_id, now):
        await emit(db, VideoPublished(video_id=video_id, creator_id=actor.id, at=now))
    video = await get_own(db, video_id=video_id, actor=actor)
    if video.is_hidden:
        raise TakenDown
    if video.published_at is None:
        raise NotReady
    return video


async def unpublish(db: Db, *, video_id: VideoId, actor: Person, now: datetime) -> Video:
    """Take a clip back to the drafts. Raises VideoNotFound."""
    await lock_own(db, video_id, actor)
    if await store.unpublish(db, video_id):
        await emit(db, VideoUnpublished(video_id=video_id, creator_id=actor.id, at=now))
    return await get_own(db, video_id=video_id, actor=actor)


async def delete(db: Db, *, video_id: VideoId, actor: Person, now: datetime) -> None:
    """Delete a clip with its files, tags and likes. Raises VideoNotFound."""
    await lock_own(db, video_id, actor)
    video = await get_own(db, video_id=video_id, actor=actor)
    await store.delete_video(db, video_id)
    await media.delete_files(db, [video.file_id] if video.file_id else [])
    await media.release_uploads(db, [video.upload_id] if video.upload_id else [])
    await emit(db, VideoDeleted(video_id=video_id, creator_id=actor.id, at=now))


async def add_ready(
    pool: Pool, settings: Settings, *, video: ReadyVideo, source: Path, now: datetime
) -> Video:
    """Add a clip from a file of our own at once, such as one of the demo world; the same id changes nothing.

    source: a video file; one that fits the first rung is copied and not encoded, which takes half a second.
    The other rungs follow in the background.
    """
    async with pool.transaction() as db:
        known = (await videos_by_id(db, [video.id])).get(video.id)
    if known:
        return known
    made = await media.make_clip(pool, settings, source=source, on_progress=_nobody_asks, now=now)
    upload_id = await media.keep_source(pool, settings, source=source, person_id=video.creator_id, now=now)
    async with pool.transaction() as db:
        is_new = await store.add_ready_video(
            db, video, file_id=made.file_id, upload_id=upload_id, duration_ms=made.duration_ms
        )
        if not is_new:  # Somebody else added it meanwhile.
            await media.release_uploads(db, [upload_id])
        else:
            await media.add_clip(db, made, person_id=video.creator_id, now=now)
            await ladders.start(db, video.id, made.file_id)
            await store.add_tags(db, video.id, video.tags)
            if video.published_at:
                await emit(
                    db,
                    VideoPublished(video_id=video.id, creator_id=video.creator_id, at=video.published_at),
                )
        return (await videos_by_id(db, [video.id]))[video.id]


def _nobody_asks(percent: int) -> None:
    del percent
