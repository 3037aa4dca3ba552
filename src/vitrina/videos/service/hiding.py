"""Taking clips and comments down, and bringing them back: moderation decides, this module does it."""

from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.videos.model import CommentId, VideoId
from vitrina.videos.store import hiding as store


async def hide(db: Db, video_id: VideoId) -> None:
    """Take a clip down: it is in no list, plays for nobody, and cannot be published. Twice is once."""
    await store.hide_video(db, video_id)


async def hide_comment(db: Db, comment_id: CommentId) -> None:
    """Take a comment down with its answers. Twice is once."""
    await store.hide_comment(db, comment_id)


async def hide_all_of(db: Db, person_id: PersonId) -> None:
    """Take down whatever a person shows and says. Twice is once."""
    await store.hide_videos_of(db, person_id)
    await store.hide_comments_of(db, person_id)


async def restore(db: Db, hidden_for: UUID) -> None:
    """Bring back what one decision took down; what another one took down as well stays so."""
    await store.restore_videos(db, hidden_for)
    await store.restore_comments(db, hidden_for)
