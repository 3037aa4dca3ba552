"""SQL of taking clips and comments down, and of bringing them back."""

from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run
from vitrina.videos.model import CommentId, VideoId


async def hide_video(db: Db, video_id: VideoId) -> int:
    """Take a clip down; 0 when it is down."""
    return await run(
        db,
        """
        update videos.videos
           set hidden_for = id,
               published_before = published_at,
               published_at = null
         where id = %(video_id)s
           and hidden_for is null
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
    """Show clips again that one decision took down, where they stood."""
    return await run(
        db,
        """
        update videos.videos
           set hidden_for = null,
               published_at = published_before,
               published_before = null
         where hidden_for = %(hidden_for)s
        """,
        hidden_for=hidden_for,
    )


async def hide_comment(db: Db, comment_id: CommentId) -> int:
    """Take a comment down with its answers."""
    return await run(
        db,
        """
        update videos.comments
           set hidden_for = %(comment_id)s,
               is_pinned = false
         where (id = %(comment_id)s or parent_id = %(comment_id)s)
           and hidden_for is null
        """,
        comment_id=comment_id,
    )


async def hide_comments_of(db: Db, author_id: PersonId) -> int:
    """Take every comment of a person down that is not."""
    return await run(
        db,
        """
        update videos.comments
           set hidden_for = author_id,
               is_pinned = false
         where author_id = %(author_id)s
           and hidden_for is null
        """,
        author_id=author_id,
    )


async def restore_comments(db: Db, hidden_for: UUID) -> int:
    """Show comments again that one decision took down."""
    return await run(
        db,
        "update videos.comments set hidden_for = null where hidden_for = %(hidden_for)s",
        hidden_for=hidden_for,
    )
