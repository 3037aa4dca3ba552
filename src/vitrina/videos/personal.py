"""What videos knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.personal import Personal, Record, Subject, erased, kept, nothing
from vitrina.media import service as media
from vitrina.videos.model import VideoDeleted
from vitrina.videos.service.hiding import hide_all_of, restore
from vitrina.videos.store import personal as store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her clips, what she said, liked, saved and does not want to see."""
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete her clips with all that hangs on them, then her comments with their answers, then the rest."""
    gone = await store.delete_clips(db, subject.person_id)
    await media.delete_files(db, [clip.file_id for clip in gone if clip.file_id])
    await media.release_uploads(db, [clip.upload_id for clip in gone if clip.upload_id])
    creator_id = PersonId(subject.person_id)
    await emit(db, *[VideoDeleted(video_id=clip.id, creator_id=creator_id, at=now) for clip in gone])
    if gone or await store.delete_comments(db, subject.person_id):
        return True
    return await store.delete_marks(db, subject.person_id) > 0


async def hide(db: Db, person_id: UUID, now: datetime) -> None:
    """Take whatever she shows and says out of sight."""
    del now
    await hide_all_of(db, PersonId(person_id))


async def show(db: Db, person_id: UUID) -> None:
    """Bring it back, unless she is hidden for another reason."""
    if not await identity.hidden_among(db, [PersonId(person_id)]):
        await restore(db, person_id)


PERSONAL = Personal(
    module="videos",
    tables={
        "videos.videos": erased(),
        "videos.tags": nothing("what a clip shows; they go with it"),
        "videos.external_tags": nothing("what a clip shows; they go with it"),
        "videos.captions": erased(),
        "videos.stickers": erased(),
        "videos.ladders": nothing("what is still to be made of a clip; goes with it"),
        "videos.remakes": nothing("what a clip is to become; goes with it"),
        "videos.likes": erased(),
        "videos.like_counts": nothing("counts"),
        "videos.talk_counts": nothing("counts"),
        "videos.comments": kept("her own go; a name that others wrote in theirs is what they said"),
        "videos.comment_likes": erased(),
        "videos.saves": erased(),
        "videos.disinterests": erased(),
        "videos.lists": erased(),
        "videos.listed": erased(),
        "videos.comment_filters": erased(),
    },
    export=export,
    erase=erase,
    hide=hide,
    show=show,
)
