"""SQL of clips that somebody does not want to see again."""

from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run
from vitrina.videos.model import VideoId


async def add(db: Db, person_id: PersonId, video_id: VideoId, *, count_max: int, now: datetime) -> int:
    """Note a published clip, once; the oldest notes beyond so many are forgotten."""
    return await run(
        db,
        """
        with forgotten as (
            delete from videos.disinterests
             where (person_id, video_id) in (select person_id, video_id
                                               from videos.disinterests
                                              where person_id = %(person_id)s
                                              order by at desc, video_id desc
                                             offset %(kept)s)
        )
        insert into videos.disinterests (person_id, video_id, at)
        select %(person_id)s, v.id, %(now)s
          from videos.videos v
         where v.id = %(video_id)s
           and v.published_at is not null
        on conflict do nothing
        """,
        person_id=person_id,
        video_id=video_id,
        kept=count_max - 1,
        now=now,
    )


async def remove(db: Db, person_id: PersonId, video_id: VideoId) -> int:
    """Take a note back, once."""
    return await run(
        db,
        "delete from videos.disinterests where person_id = %(person_id)s and video_id = %(video_id)s",
        person_id=person_id,
        video_id=video_id,
    )
