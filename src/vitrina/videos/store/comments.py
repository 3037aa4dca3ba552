"""SQL of comments: written, read in pages, deleted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.videos.model import Comment, CommentId, VideoId

TopKey = tuple[bool, int, datetime, UUID]
NewestKey = tuple[bool, datetime, UUID]
TimeKey = tuple[datetime, UUID]


async def line_up(db: Db, author_id: PersonId) -> None:
    """Let the comments of one author pass one after another, so that limits hold."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 22))", id=str(author_id))


async def count_since(db: Db, author_id: PersonId, since: datetime) -> int:
    """Count what an author said since a moment, deleted comments too."""
    return await value(
        db,
        "select count(*) from videos.comments where author_id = %(author_id)s and created_at > %(since)s",
        author_id=author_id,
        since=since,
    )


async def has_said(db: Db, author_id: PersonId, text: str, *, since: datetime) -> bool:
    """Tell whether an author said the same since a moment, whatever the case."""
    return await value(
        db,
        """
        select exists (select 1
                         from videos.comments
                        where author_id = %(author_id)s
                          and created_at > %(since)s
                          and lower(text) = lower(%(text)s))
        """,
        author_id=author_id,
        text=text,
        since=since,
    )


async def add_comment(db: Db, comment: Comment) -> int:
    """Write a comment; 0 when the id is taken."""
    return await run(
        db,
        """
        insert into videos.comments
               (id, video_id, parent_id, creator_id, author_id, text, mentions, held_because, created_at)
        values (%(id)s, %(video_id)s, %(parent_id)s, %(creator_id)s, %(author_id)s, %(text)s,
                %(mentions)s::jsonb, %(held_because)s, %(created_at)s)
        on conflict (id) do nothing
        """,
        id=comment.id,
        video_id=comment.video_id,
        parent_id=comment.parent_id,
        creator_id=comment.creator_id,
        author_id=comment.author_id,
        text=comment.text,
        mentions=msgspec.json.encode(comment.mentions).decode(),
        held_because=comment.held_because,
        created_at=comment.created_at,
    )


async def comments(db: Db, ids: Sequence[CommentId]) -> list[Comment]:
    """Read comments by id, in whatever state."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def list_top(
    db: Db, video_id: VideoId, *, reader_id: PersonId | None, after: TopKey | None, limit: int
) -> list[Comment]:
    """List comments, the pinned one first, then the most liked."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.video_id = %(video_id)s
           and c.parent_id is null
           and c.is_shown
           and (%(at)s::timestamptz is null
                or (c.is_pinned, c.like_count, c.created_at, c.id)
                   < (%(is_pinned)s::boolean, %(like_count)s::int, %(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, c.author_id)
         order by c.is_pinned desc, c.like_count desc, c.created_at desc, c.id desc
         limit %(limit)s
        """,
        video_id=video_id,
        reader_id=reader_id,
        is_pinned=after[0] if after else None,
        like_count=after[1] if after else None,
        at=after[2] if after else None,
        id=after[3] if after else None,
        limit=limit,
    )


async def list_newest(
    db: Db, video_id: VideoId, *, reader_id: PersonId | None, after: NewestKey | None, limit: int
) -> list[Comment]:
    """List comments, the pinned one first, then the newest."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.video_id = %(video_id)s
           and c.parent_id is null
           and c.is_shown
           and (%(at)s::timestamptz is null
                or (c.is_pinned, c.created_at, c.id) < (%(is_pinned)s::boolean, %(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, c.author_id)
         order by c.is_pinned desc, c.created_at desc, c.id desc
         limit %(limit)s
        """,
        video_id=video_id,
        reader_id=reader_id,
        is_pinned=after[0] if after else None,
        at=after[1] if after else None,
        id=after[2] if after else None,
        limit=limit,
    )


async def list_replies(
    db: Db, parent_id: CommentId, *, reader_id: PersonId | None, after: TimeKey | None, limit: int
) -> list[Comment]:
    """List answers, the oldest first, with the reader's own that are held."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.parent_id = %(parent_id)s
           and (c.is_shown
                or (c.author_id = %(reader_id)s and c.deleted_for is null and c.hidden_for is null))
           and (%(at)s::timestamptz is null or (c.created_at, c.id) > (%(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, c.author_id)
         order by c.created_at, c.id
         limit %(limit)s
        """,
        parent_id=parent_id,
        reader_id=reader_id,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def own_held(db: Db, video_id: VideoId, author_id: PersonId, limit: int) -> list[Comment]:
    """List an author's held comments under one clip, the newest first."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.author_id = %(author_id)s
           and c.video_id = %(video_id)s
           and c.parent_id is null
           and c.held_because is not null
           and c.deleted_for is null
           and c.hidden_for is null
         order by c.created_at desc, c.id desc
         limit %(limit)s
        """,
        video_id=video_id,
        author_id=author_id,
        limit=limit,
    )


async def held_for(db: Db, creator_id: PersonId, *, before: TimeKey | None, limit: int) -> list[Comment]:
    """List what waits for a creator, the newest first."""
    return await many(
        db,
        Comment,
        """
        select c.id,
               c.video_id,
               c.parent_id,
               c.creator_id,
               c.author_id,
               c.text,
               c.mentions,
               c.held_because,
               c.deleted_for,
               c.deleted_by,
               c.hidden_for,
               c.is_shown,
               c.is_pinned,
               c.like_count,
               c.reply_count,
               c.created_at
          from videos.comments c
         where c.creator_id = %(creator_id)s
           and c.held_because is not null
           and c.deleted_for is null
           and c.hidden_for is null
           and (%(at)s::timestamptz is null or (c.created_at, c.id) < (%(at)s, %(id)s::uuid))
           and not social.is_apart(%(creator_id)s, c.author_id)
         order by c.created_at desc, c.id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def approve(db: Db, comment_id: CommentId, creator_id: PersonId) -> int:
    """Show a held comment; 0 when it is not held under a clip of this creator."""
    return await run(
        db,
        """
        update videos.comments
           set held_because = null
         where id = %(comment_id)s
           and creator_id = %(creator_id)s
           and held_because is not null
           and deleted_for is null
        """,
        comment_id=comment_id,
        creator_id=creator_id,
    )


async def delete(db: Db, comment_id: CommentId, *, by: PersonId, now: datetime) -> int:
    """Take a comment away with its answers."""
    return await run(
        db,
        """
        update videos.comments
           set deleted_for = %(comment_id)s,
               deleted_at = %(now)s,
               deleted_by = %(by)s,
               is_pinned = false
         where (id = %(comment_id)s or parent_id = %(comment_id)s)
           and deleted_for is null
        """,
        comment_id=comment_id,
        by=by,
        now=now,
    )


async def undelete(db: Db, comment_id: CommentId, *, by: PersonId, since: datetime) -> int:
    """Bring back what one person deleted since a moment, with the answers that went with it."""
    return await run(
        db,
        """
        update videos.comments
           set deleted_for = null,
               deleted_at = null,
               deleted_by = null
         where (id = %(comment_id)s or parent_id = %(comment_id)s)
           and deleted_for = %(comment_id)s
           and deleted_by = %(by)s
           and deleted_at > %(since)s
        """,
        comment_id=comment_id,
        by=by,
        since=since,
    )


async def unpin(db: Db, video_id: VideoId) -> int:
    """Take the pin off whichever comment of a clip has it."""
    return await run(
        db,
        "update videos.comments set is_pinned = false where video_id = %(video_id)s and is_pinned",
        video_id=video_id,
    )


async def pin(db: Db, comment_id: CommentId, creator_id: PersonId) -> int:
    """Pin a comment of a clip that has none pinned; 0 when it is hidden, an answer, or of another's clip."""
    return await run(
        db,
        """
        update videos.comments
           set is_pinned = true
         where id = %(comment_id)s
           and creator_id = %(creator_id)s
           and parent_id is null
           and is_shown
        """,
        comment_id=comment_id,
        creator_id=creator_id,
    )


async def forget_deleted(db: Db, before: datetime, limit: int) -> int:
    """Delete for good what was deleted before a moment."""
    return await run(
        db,
        """
        delete from videos.comments
         where id in (select id
                        from videos.comments
                       where deleted_at < %(before)s
                       order by deleted_at
                       limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )
