"""SQL of likes of comments, and of the words that hold comments."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run, value
from vitrina.videos.model import CommentId


async def like(db: Db, comment_id: CommentId, person_id: PersonId, now: datetime) -> int:
    """Like a comment and count it, once."""
    return await run(
        db,
        """
        with added as (
            insert into videos.comment_likes (comment_id, person_id, at)
            values (%(comment_id)s, %(person_id)s, %(now)s)
            on conflict do nothing
            returning comment_id
        )
        update videos.comments c
           set like_count = c.like_count + 1
          from added a
         where c.id = a.comment_id
        """,
        comment_id=comment_id,
        person_id=person_id,
        now=now,
    )


async def unlike(db: Db, comment_id: CommentId, person_id: PersonId) -> int:
    """Take a like back and count it, once."""
    return await run(
        db,
        """
        with gone as (
            delete from videos.comment_likes
             where comment_id = %(comment_id)s
               and person_id = %(person_id)s
            returning comment_id
        )
        update videos.comments c
           set like_count = c.like_count - 1
          from gone g
         where c.id = g.comment_id
        """,
        comment_id=comment_id,
        person_id=person_id,
    )


async def liked_among(db: Db, person_id: PersonId, ids: Sequence[CommentId]) -> list[CommentId]:
    """Tell which of these comments a person likes."""
    return await value(
        db,
        """
        select coalesce(array_agg(comment_id), '{}')
          from videos.comment_likes
         where person_id = %(person_id)s
           and comment_id = any(%(ids)s)
        """,
        person_id=person_id,
        ids=list(ids),
    )


async def filter_words(db: Db, person_id: PersonId) -> list[str]:
    """Read the words that hold comments under a person's clips."""
    return await value(
        db,
        """
        select coalesce((select words from videos.comment_filters where person_id = %(person_id)s), '{}')
        """,
        person_id=person_id,
    )


async def set_filter_words(db: Db, person_id: PersonId, words: Sequence[str]) -> None:
    """Keep the words that hold comments, in place of those before."""
    await run(
        db,
        """
        insert into videos.comment_filters (person_id, words)
        values (%(person_id)s, %(words)s::text[])
        on conflict (person_id) do update set words = excluded.words
        """,
        person_id=person_id,
        words=list(words),
    )
