"""Clips that are published by themselves, at a moment that their creator chose."""

from datetime import datetime

from vitrina.identity import service as identity
from vitrina.identity.errors import Suspended
from vitrina.identity.model import Person
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.videos import rules
from vitrina.videos.errors import AlreadyPublished, NotReady, TakenDown
from vitrina.videos.model import Video, VideoId, VideoPublished, VideoScheduleEnded, VideoStatus
from vitrina.videos.service.clips import get_own, lock_own
from vitrina.videos.store import clips
from vitrina.videos.store import schedules as store
from vitrina.videos.store.schedules import Due

DUE_MAX = 100


async def schedule(db: Db, *, video_id: VideoId, actor: Person, publish_at: datetime, now: datetime) -> Video:
    """Publish a draft by itself at a moment, in place of one chosen before. Until then only she sees it.

    Raises VideoNotFound, NotReady, TakenDown, Suspended, AlreadyPublished, ScheduleWrong, Malformed.
    """
    await lock_own(db, video_id, actor)
    await identity.require_good_standing(db, actor.id)
    rules.check_schedule(publish_at, now)
    is_scheduled = await store.schedule(db, video_id, publish_at)
    video = await get_own(db, video_id=video_id, actor=actor)
    if is_scheduled:
        return video
    if video.status is not VideoStatus.READY:
        raise NotReady
    raise TakenDown if video.is_hidden else AlreadyPublished


async def unschedule(db: Db, *, video_id: VideoId, actor: Person) -> Video:
    """Let a scheduled clip stay a draft; twice is once. Raises VideoNotFound."""
    await lock_own(db, video_id, actor)
    await store.unschedule(db, video_id)
    return await get_own(db, video_id=video_id, actor=actor)


async def publish_due(pool: Pool, *, now: datetime) -> int:
    """Publish the clips whose moment has come, each once; its creator is told how it went. Returns how many.

    What cannot be published any more becomes a draft again.
    """
    async with pool.transaction() as db:
        due = await store.take_due(db, now, DUE_MAX)
        suspended = await identity.suspended_among(db, [each.creator_id for each in due])
        for each in due:
            await _end(db, each, is_suspended=each.creator_id in suspended, now=now)
    return len(due)


async def _end(db: Db, due: Due, *, is_suspended: bool, now: datetime) -> None:
    refusal = Suspended.code if is_suspended else due.cut_failure
    if refusal is None and not await clips.publish(db, due.id, now):
        refusal = TakenDown.code
    if refusal:
        await store.unschedule(db, due.id)
    else:
        await emit(db, VideoPublished(video_id=due.id, creator_id=due.creator_id, at=now))
    await emit(
        db,
        VideoScheduleEnded(
            video_id=due.id,
            creator_id=due.creator_id,
            refused_because=refusal,
            at=now,
        ),
    )
