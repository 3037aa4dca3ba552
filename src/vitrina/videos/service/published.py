"""What everybody may see, by date."""

from datetime import datetime

from vitrina.kit.db import Db
from vitrina.videos.model import VideoId
from vitrina.videos.store import published as store


async def newest_published(db: Db, *, limit: int) -> list[tuple[VideoId, datetime]]:
    """List the clips that were published last, with when, the newest first. One statement."""
    return [(each.id, each.published_at) for each in await store.newest(db, limit)]
