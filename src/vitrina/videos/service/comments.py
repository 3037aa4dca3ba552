"""Comments: said, held, approved, pinned, liked, deleted."""

from datetime import datetime, timedelta

from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.events import emit
from vitrina.kit.text import fold_words
from vitrina.social import service as social
from vitrina.videos import rules
from vitrina.videos.errors import CannotPin, CommentIdTaken, CommentNotFound, CommentNotYours
from vitrina.videos.model import (
    Comment,
    CommentAdded,
    CommentFilters,
    CommentHeld,
    CommentId,
    HeldBecause,
    Mention,
    NewComment,
    Video,
    VideoId,
)
from vitrina.videos.service.clips import get_seen
from vitrina.videos.store import comment_likes as likes
from vitrina.videos.store import comments as store

# More is no conversation.
BURST = (timedelta(minutes=1), 10)
DAILY = (timedelta(days=1), 300)
NEWCOMER_FOR = timedelta(days=3)
REPEATED_WITHIN = timedelta(days=1)
UNDO_WITHIN = timedelta(minutes=10)
FORGET_AFTER = timedelta(hours=1)
FORGET_BATCH = 2_000


async def comment(db: Db, *, video_id: VideoId, actor: Person, new: NewComment, now: datetime) -> Comment:
    """Say something about a clip, or answer what somebody said. The same id twice is one comment.

    Raises VideoNotFound, CommentNotFound, CommentIdTaken, Suspended, Malformed, TooManyRequests.
    """
    text = rules.comment_text(new.text)
    await identity.require_good_standing(db, actor.id)
    video = await get_seen(db, video_id, actor.id)
    await store.line_up(db, actor.id)
    if known := await _find(db, new.id):
        if known.author_id != actor.id or known.video_id != video_id:
            raise CommentIdTaken
        return known
    answered = await get_shown(db, new.parent_id, reader_id=actor.id) if new.parent_id else None
    if answered and answered.video_id != video_id:
        raise CommentNotFound
    await _check_pace(db, actor, now)
    made = Comment(
        id=new.id,
        video_id=video_id,
        # Answers have one level: who answers an answer joins it.
        parent_id=(answered.parent_id or answered.id) if answered else None,
        creator_id=video.creator_id,
        author_id=actor.id,
        text=text,
        mentions=await _mentions(db, text, actor),
        held_because=await _why_held(db, video, text, actor=actor, now=now),
        deleted_for=None,
        deleted_by=None,
        hidden_for=None,
        is_shown=True,
        is_pinned=False,
        like_count=0,
        reply_count=0,
        created_at=now,
    )
    await store.add_comment(db, made)
    await _tell(db, made, answered_id=answered.author_id if answered else None, now=now)
    return await get_comment(db, new.id)


async def _check_pace(db: Db, actor: Person, now: datetime) -> None:
    for window, count_max in (BURST, DAILY):
        if await store.count_since(db, actor.id, now - window) >= count_max:
            raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)


async def _mentions(db: Db, text: str, actor: Person) -> list[Mention]:
    named = await identity.people_by_handle(db, rules.named_handles(text))
    apart = await social.unseen_among(db, [(person_id, actor.id) for person_id in named.values()])
    return [
        Mention(handle=handle, person_id=person_id)
        for handle, person_id in named.items()
        if (person_id, actor.id) not in apart
    ]


async def _why_held(db: Db, video: Video, text: str, *, actor: Person, now: datetime) -> HeldBecause | None:
    if video.creator_id == actor.id:
        return None
    return rules.why_held(
        text,
        words=await likes.filter_words(db, video.creator_id),
        is_newcomer=now - await identity.joined_at(db, actor.id) < NEWCOMER_FOR,
        is_repeated=await store.has_said(db, actor.id, text, since=now - REPEATED_WITHIN),
    )


async def _tell(db: Db, said: Comment, *, answered_id: PersonId | None, now: datetime) -> None:
    if said.held_because:
        await emit(
            db,
            CommentHeld(
                comment_id=said.id,
                video_id=said.video_id,
                creator_id=said.creator_id,
                author_id=said.author_id,
                at=now,
            ),
        )
        return
    await emit(
        db,
        CommentAdded(
            comment_id=said.id,
            video_id=said.video_id,
            creator_id=said.creator_id,
            author_id=said.author_id,
            parent_id=said.parent_id,
            answered_id=answered_id,
            mentioned_ids=[each.person_id for each in said.mentions],
            at=now,
        ),
    )


async def _find(db: Db, comment_id: CommentId) -> Comment | None:
    found = await store.comments(db, [comment_id])
    return found[0] if found else None


async def comments_by_id(db: Db, ids: list[CommentId]) -> dict[CommentId, Comment]:
    """Read comments in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.comments(db, ids)} if ids else {}


async def get_comment(db: Db, comment_id: CommentId) -> Comment:
    """Read a comment that is not deleted. Raises CommentNotFound."""
    found = await _find(db, comment_id)
    if found is None or found.deleted_for:
        raise CommentNotFound
    return found


async def get_shown(db: Db, comment_id: CommentId, *, reader_id: PersonId | None) -> Comment:
    """Read a comment that the reader may see, under a clip that she may see.

    Raises CommentNotFound, VideoNotFound.
    """
    found = await get_comment(db, comment_id)
    if not found.is_shown or (reader_id and await social.is_apart(db, reader_id, found.author_id)):
        raise CommentNotFound
    await get_seen(db, found.video_id, reader_id)
    return found


async def approve(db: Db, *, comment_id: CommentId, actor: Person, now: datetime) -> Comment:
    """Show a held comment to everybody; twice is once. Raises CommentNotFound, CommentNotYours."""
    found = await get_comment(db, comment_id)
    if found.creator_id != actor.id:
        raise CommentNotYours
    is_new = await store.approve(db, comment_id, actor.id)
    shown = await get_comment(db, comment_id)
    if is_new and shown.is_shown:
        parent = await _find(db, shown.parent_id) if shown.parent_id else None
        await _tell(db, shown, answered_id=parent.author_id if parent else None, now=now)
    return shown


async def delete_comment(db: Db, *, comment_id: CommentId, actor: Person, now: datetime) -> None:
    """Take a comment away with its answers; it can be brought back for ten minutes.

    Raises CommentNotFound, CommentNotYours.
    """
    found = await get_comment(db, comment_id)
    if actor.id not in (found.author_id, found.creator_id):
        raise CommentNotYours
    await store.delete(db, comment_id, by=actor.id, now=now)


async def undelete_comment(db: Db, *, comment_id: CommentId, actor: Person, now: datetime) -> Comment:
    """Bring back what one deleted a moment ago. Raises CommentNotFound."""
    await store.undelete(db, comment_id, by=actor.id, since=now - UNDO_WITHIN)
    found = await get_comment(db, comment_id)
    if actor.id not in (found.author_id, found.creator_id):
        raise CommentNotFound
    return found


async def pin_comment(db: Db, *, comment_id: CommentId, actor: Person) -> Comment:
    """Put a comment of one's own clip before all others. Raises CommentNotFound, CannotPin."""
    found = await get_comment(db, comment_id)
    if found.creator_id != actor.id or found.parent_id or not found.is_shown:
        raise CannotPin
    await store.unpin(db, found.video_id)
    await store.pin(db, comment_id, actor.id)
    return await get_comment(db, comment_id)


async def unpin_comment(db: Db, *, comment_id: CommentId, actor: Person) -> Comment:
    """Take the pin off. Raises CommentNotFound, CannotPin."""
    found = await get_comment(db, comment_id)
    if found.creator_id != actor.id:
        raise CannotPin
    if found.is_pinned:
        await store.unpin(db, found.video_id)
    return await get_comment(db, comment_id)


async def like_comment(db: Db, *, comment_id: CommentId, actor: Person, now: datetime) -> Comment:
    """Like a comment; twice is once. Raises CommentNotFound, VideoNotFound."""
    await get_shown(db, comment_id, reader_id=actor.id)
    await likes.like(db, comment_id, actor.id, now)
    return await get_comment(db, comment_id)


async def unlike_comment(db: Db, *, comment_id: CommentId, actor: Person) -> Comment:
    """Take a like back; twice is once. Raises CommentNotFound."""
    await likes.unlike(db, comment_id, actor.id)
    return await get_comment(db, comment_id)


async def comment_filters(db: Db, person_id: PersonId) -> CommentFilters:
    """Read what holds comments under a person's clips."""
    return CommentFilters(words=await likes.filter_words(db, person_id))


async def set_comment_filters(db: Db, person_id: PersonId, filters: CommentFilters) -> CommentFilters:
    """Keep what holds comments from now on."""
    await likes.set_filter_words(db, person_id, fold_words(filters.words))
    return await comment_filters(db, person_id)


async def forget_deleted_comments(db: Db, *, now: datetime) -> int:
    """Delete for good what was deleted an hour ago. Returns how many."""
    return await store.forget_deleted(db, now - FORGET_AFTER, FORGET_BATCH)
