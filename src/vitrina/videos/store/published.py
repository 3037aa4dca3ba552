"""SQL of what everybody may see."""

from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import Db, many
from vitrina.videos.model import VideoId


class Published(Struct, frozen=True, kw_only=True):
    """A published clip."""

    id: VideoId
    published_at: datetime


async def newest(db: Db, limit: int) -> list[Published]:
    """List the clips that were published last, the newest first."""
    return await many(
        db,
        Published,
        """
        select v.id, v.published_at
          from videos.videos v
         where v.published_at is not null
         order by v.published_at desc, v.id desc
         limit %(limit)s
        """,
        limit=limit,
    )
