"""SQL of clips that are published by themselves."""

from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.videos.model import VideoId


class Due(Struct, frozen=True, kw_only=True):
    """A clip whose moment has come. cut_failure: code of why it could not be cut as its creator wants."""

    id: VideoId
    creator_id: PersonId
    cut_failure: str | None


async def schedule(db: Db, video_id: VideoId, publish_at: datetime) -> int:
    """Publish a clip by itself at a moment; 0 when it is not ready, hidden, or everybody sees it already."""
    return await run(
        db,
        """
        update videos.videos
           set scheduled_for = %(publish_at)s
         where id = %(video_id)s
           and status = 'ready'
           and published_at is null
           and hidden_for is null
        """,
        video_id=video_id,
        publish_at=publish_at,
    )


async def unschedule(db: Db, video_id: VideoId) -> int:
    """Let a clip stay a draft."""
    return await run(
        db, "update videos.videos set scheduled_for = null where id = %(video_id)s", video_id=video_id
    )


async def take_due(db: Db, now: datetime, limit: int) -> list[Due]:
    """Lock clips whose moment has come, the longest waiting first; what somebody else has is left out.

    One that is being cut, or gets another cover, waits for that.
    """
    return await many(
        db,
        Due,
        """
        select v.id,
               v.creator_id,
               (select r.failure from videos.remakes r where r.video_id = v.id and r.is_cut) as cut_failure
          from videos.videos v
         where v.scheduled_for <= %(now)s
           and not exists (select 1
                             from videos.remakes r
                            where r.video_id = v.id
                              and r.failure is null)
         order by v.scheduled_for
         limit %(limit)s
           for update of v skip locked
        """,
        now=now,
        limit=limit,
    )
