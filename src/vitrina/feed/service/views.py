"""What was watched and liked, and how it warms clips."""

from collections.abc import Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from msgspec import Struct

from vitrina.analytics import service as analytics
from vitrina.analytics.model import Watched
from vitrina.feed import rules, store
from vitrina.feed.model import View
from vitrina.identity.model import PersonId
from vitrina.kit.batch import Batch
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal
from vitrina.videos.model import VideoDeleted, VideoId, VideoLiked

REQUESTS_AT_ONCE = 32


class Watching(Struct, frozen=True, kw_only=True):
    """What one request tells."""

    views: Sequence[View]
    viewer_id: PersonId | None
    now: datetime


async def watch(pool: Pool, watching: Watching) -> None:
    """Count what a reader watched, together with what others tell at the same time. Raises Overloaded.

    Views of clips that nobody may see, and of one's own, are left out.
    """
    counter = _counters.get(pool)
    if counter is None:
        counter = _counters[pool] = _counter(pool)
    await counter(watching)


_counters: WeakKeyDictionary[Pool, Batch[Watching, None]] = WeakKeyDictionary()


def _counter(pool: Pool) -> Batch[Watching, None]:
    async def count(batch: Sequence[Watching]) -> Sequence[Refusal | None]:
        async with pool.transaction() as db:
            await add_views(db, batch)
        return [None] * len(batch)

    # One lane: two batches of one process would only wait for each other's popular clips.
    return Batch(count, lanes=1, size_max=REQUESTS_AT_ONCE)


async def add_views(db: Db, batch: Sequence[Watching]) -> None:
    """Count what was watched. Two statements, however much."""
    watched = [
        Watched(
            video_id=view.video_id,
            viewer_id=each.viewer_id,
            watched_ms=view.watched_ms,
            completed=view.completed,
        )
        for each in batch
        for view in each.views
    ]
    if watched:
        now = max(each.now for each in batch)
        await store.add_views(db, watched, half_lives=rules.half_lives(now))
        await analytics.note_watched(db, watched, now)


async def add_likes(db: Db, facts: Sequence[VideoLiked], now: datetime) -> None:
    """Warm the clips that were liked. One statement."""
    video_ids = [fact.video_id for fact in facts if fact.person_id != fact.creator_id]
    half_lives = rules.half_lives(now)
    await store.add_points(db, video_ids, points=rules.LIKE_POINTS, half_lives=half_lives)


async def forget_clips(db: Db, facts: Sequence[VideoDeleted]) -> None:
    """Forget how popular deleted clips were. One statement."""
    await store.forget_clips(db, [VideoId(fact.video_id) for fact in facts])
