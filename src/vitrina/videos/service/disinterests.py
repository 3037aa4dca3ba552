"""Clips that somebody does not want to see again."""

from datetime import datetime

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.videos.model import VideoId
from vitrina.videos.service.clips import get_seen
from vitrina.videos.store import disinterests as store

DISINTERESTS_MAX = 10_000


async def lose_interest(db: Db, *, video_id: VideoId, actor: Person, now: datetime) -> None:
    """Keep a clip out of the actor's feed; twice is once. Raises VideoNotFound."""
    await get_seen(db, video_id, actor.id)
    await store.add(db, actor.id, video_id, count_max=DISINTERESTS_MAX, now=now)


async def regain_interest(db: Db, *, video_id: VideoId, actor: Person) -> None:
    """Let a clip into the actor's feed again; twice is once."""
    await store.remove(db, actor.id, video_id)
