"""SQL of what creators allow."""

from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run, value
from vitrina.videos.model import VideoId


async def allow_promotion(db: Db, *, video_id: VideoId, creator_id: PersonId, now: datetime) -> None:
    """Let shops promote a clip."""
    await run(
        db,
        """
        insert into ads.consents (video_id, creator_id, allowed_at)
        values (%(video_id)s, %(creator_id)s, %(now)s)
        on conflict (video_id) do nothing
        """,
        video_id=video_id,
        creator_id=creator_id,
        now=now,
    )


async def end_promotion(db: Db, video_id: VideoId) -> None:
    """Let no shop promote a clip any more; what runs stops."""
    await run(db, "delete from ads.consents where video_id = %(video_id)s", video_id=video_id)


async def is_allowed(db: Db, video_id: VideoId) -> bool:
    """Tell whether shops may promote a clip."""
    return await value(
        db,
        "select exists (select 1 from ads.consents where video_id = %(video_id)s)",
        video_id=video_id,
    )
