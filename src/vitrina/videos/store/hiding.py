"""SQL of taking clips and comments down, and of bringing them back."""

from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run
from vitrina.videos.model import CommentId, VideoId


async def hide_video(db: Db, video_id: VideoId) -> int:
    """Take a clip down, also one that is down with its creator; 0 when it is down for itself."""
    return await run(
        db,
        """
        update videos.videos
           set hidden_for = id,
               published_before = coalesce(published_at, published_before),
               published_at = null
         where id = %(video_id)s
           and hidden_for is distinct from id
        """,
        video_id=video_id,
    )


async def hide_videos_of(db: Db, creator_id: PersonId) -> int:
    """Take every clip of a person down that is not."""
    return await run(
        db,
        """
        update videos.videos
           set hidden_for = creator_id,
               published_before = published_at,
               published_at = null
         where creator_id = %(creator_id)s
           and hidden_for is null
        """,
        creator_id=creator_id,
    )


async def restore_videos(db: Db, hidden_for: UUID) -> int:
    """Show clips again that one decision took down, where they stood; not those of whom nobody sees."""
    return await run(
        db,
        """
        update videos.videos v
           set hidden_for = case when h.is_hidden then v.creator_id end,
               published_at = case when not h.is_hidden then v.published_before end,
               published_before = case when h.is_hidden then v.published_before end
          from (select id, identity.is_hidden(creator_id) as is_hidden
                  from videos.videos
                 where hidden_for = %(hidden_for)s) h
         where v.id = h.id
        """,
        hidden_for=hidden_for,
    )


async def hide_comment(db: Db, comment_id: CommentId) -> int:
    """Take a comment down with its answers, also one that is down with its author or what it answers."""
    return await run(
        db,
        """
        update videos.comments
           set hidden_for = %(comment_id)s,
               is_pinned = false
         where (id = %(comment_id)s and hidden_for is distinct from id)
            or (parent_id = %(comment_id)s and hidden_for is null)
        """,
        comment_id=comment_id,
    )


async def hide_comments_of(db: Db, author_id: PersonId) -> int:
    """Take every comment of a person down that is not, with the answers: nobody would find them."""
    return await run(
        db,
        """
        update videos.comments
           set hidden_for = %(author_id)s,
               is_pinned = false
         where hidden_for is null
           and (author_id = %(author_id)s
                or parent_id in (select id from videos.comments where author_id = %(author_id)s))
        """,
        author_id=author_id,
    )


async def restore_comments(db: Db, hidden_for: UUID) -> int:
    """Show comments again that one decision took down, but for those that another one keeps down.

    That is: of whom nobody sees, and answers to what is still down.
    """
    return await run(
        db,
        """
        update videos.comments c
           set hidden_for = coalesce(
                   case when identity.is_hidden(c.author_id) then c.author_id end,
                   (select nullif(p.hidden_for, %(hidden_for)s)
                      from videos.comments p
                     where p.id = c.parent_id),
                   (select p.author_id
                      from videos.comments p
                     where p.id = c.parent_id
                       and identity.is_hidden(p.author_id)))
         where c.hidden_for = %(hidden_for)s
        """,
        hidden_for=hidden_for,
    )
