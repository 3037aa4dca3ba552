"""SQL of likes."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many
from vitrina.videos.model import Like, LikeCount, VideoId, VideoLiked


async def add_likes(db: Db, likes: Sequence[Like], now: datetime) -> list[VideoLiked]:
    """Add the likes that are new and count them; likes of clips that the person cannot see are left out.

    The counts are written last and in the order of their ids, so that a popular clip is locked only
    from there to the commit and batches never wait for each other in a circle.
    """
    return await many(
        db,
        VideoLiked,
        """
        with wanted as (
            select distinct w.video_id, w.person_id, v.creator_id
              from unnest(%(video_ids)s::uuid[], %(person_ids)s::uuid[]) as w (video_id, person_id)
              join videos.videos v on v.id = w.video_id
             where v.published_at is not null
               and not social.is_apart(w.person_id, v.creator_id)
        ),
        added as (
            insert into videos.likes (video_id, person_id, at)
            select w.video_id, w.person_id, %(now)s
              from wanted w
             order by w.video_id, w.person_id
            on conflict do nothing
            returning video_id, person_id
        ),
        counted as (
            insert into videos.like_counts as c (video_id, like_count)
            select a.video_id, count(*)
              from added a
             group by a.video_id
             order by a.video_id
            on conflict (video_id) do update set like_count = c.like_count + excluded.like_count
        )
        select a.video_id, w.creator_id, a.person_id, %(now)s::timestamptz as at
          from added a
          join wanted w using (video_id, person_id)
        """,
        video_ids=[like.video_id for like in likes],
        person_ids=[like.person_id for like in likes],
        now=now,
    )


async def remove_like(db: Db, like: Like) -> list[LikeCount]:
    """Take a like back. Returns what there is to count, empty when there was none."""
    return await many(
        db,
        LikeCount,
        """
        with gone as (
            delete from videos.likes
             where video_id = %(video_id)s
               and person_id = %(person_id)s
            returning video_id
        )
        update videos.like_counts c
           set like_count = c.like_count - 1
          from gone g
         where c.video_id = g.video_id
        returning c.video_id, c.like_count
        """,
        video_id=like.video_id,
        person_id=like.person_id,
    )


async def liked_among(db: Db, person_id: PersonId, video_ids: Sequence[VideoId]) -> list[Like]:
    """Tell which of these clips a person likes."""
    return await many(
        db,
        Like,
        """
        select l.video_id, l.person_id
          from videos.likes l
         where l.person_id = %(person_id)s
           and l.video_id = any(%(video_ids)s)
        """,
        person_id=person_id,
        video_ids=list(video_ids),
    )
