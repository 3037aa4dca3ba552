"""Likes: each counts once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.videos.model import Like, Liked, VideoId
from vitrina.videos.service.clips import get_seen
from vitrina.videos.store import likes as store


async def add_likes(db: Db, likes: Sequence[Like], now: datetime) -> None:
    """Add likes; those that are there, or of clips that the person does not see, fall out. Two statements."""
    if likes:
        await emit(db, *await store.add_likes(db, likes, now))


async def like(db: Db, *, video_id: VideoId, person_id: PersonId, now: datetime) -> Liked:
    """Like a clip; twice is once. Raises VideoNotFound."""
    await add_likes(db, [Like(video_id=video_id, person_id=person_id)], now)
    video = await get_seen(db, video_id, person_id)
    return Liked(like_count=video.like_count, is_liked=True)


async def unlike(db: Db, *, video_id: VideoId, person_id: PersonId) -> Liked:
    """Take a like back; twice is once. Raises VideoNotFound."""
    await store.remove_like(db, Like(video_id=video_id, person_id=person_id))
    video = await get_seen(db, video_id, person_id)
    return Liked(like_count=video.like_count, is_liked=False)


async def liked_among(db: Db, person_id: PersonId, video_ids: Collection[VideoId]) -> set[VideoId]:
    """Tell which of these clips a person likes. One statement."""
    found = await store.liked_among(db, person_id, list(video_ids)) if video_ids else []
    return {each.video_id for each in found}
