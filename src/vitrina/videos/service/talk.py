"""Comments as readers see them, in pages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.media import service as media
from vitrina.social import service as social
from vitrina.videos.errors import CommentNotFound
from vitrina.videos.model import Author, Comment, CommentId, CommentOrder, CommentThread, CommentView, VideoId
from vitrina.videos.service.clips import get_seen
from vitrina.videos.service.comments import get_shown
from vitrina.videos.store import comment_likes as likes
from vitrina.videos.store import comments as store

OWN_HELD_MAX = 5


async def list_comments(
    db: Db,
    *,
    video_id: VideoId,
    order: CommentOrder,
    reader: Person | None,
    cursor: str | None,
    limit: int,
) -> Page[CommentView]:
    """List what was said about a clip; before the first page stands what of the reader's own is held.

    A constant number of statements. Raises VideoNotFound, Malformed.
    """
    reader_id = reader.id if reader else None
    await get_seen(db, video_id, reader_id)
    if order is CommentOrder.TOP:
        after = decode_cursor(cursor, tuple[bool, int, datetime, UUID])
        found = await store.list_top(db, video_id, reader_id=reader_id, after=after, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.is_pinned, each.like_count, each.created_at, each.id))
    else:
        newer = decode_cursor(cursor, tuple[bool, datetime, UUID])
        found = await store.list_newest(db, video_id, reader_id=reader_id, after=newer, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.is_pinned, each.created_at, each.id))
    own = await store.own_held(db, video_id, reader.id, OWN_HELD_MAX) if reader and cursor is None else []
    return Page(items=await show_comments(db, [*own, *page.items], reader), next_cursor=page.next_cursor)


async def list_replies(
    db: Db, *, comment_id: CommentId, reader: Person | None, cursor: str | None, limit: int
) -> Page[CommentView]:
    """List the answers to a comment, the oldest first. Raises CommentNotFound, VideoNotFound, Malformed."""
    reader_id = reader.id if reader else None
    await get_shown(db, comment_id, reader_id=reader_id)
    after = decode_cursor(cursor, tuple[datetime, UUID])
    found = await store.list_replies(db, comment_id, reader_id=reader_id, after=after, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await show_comments(db, page.items, reader), next_cursor=page.next_cursor)


async def find_thread(db: Db, *, comment_id: CommentId, reader: Person | None) -> CommentThread:
    """Show a comment that a link leads to, with what it answers. Raises CommentNotFound, VideoNotFound."""
    reader_id = reader.id if reader else None
    said = await get_shown(db, comment_id, reader_id=reader_id)
    found = [said]
    if said.parent_id:
        found.append(await get_shown(db, said.parent_id, reader_id=reader_id))
    authors = [(reader_id, each.author_id) for each in found if reader_id]
    views = {each.id: each for each in await show_comments(db, found, reader)}
    # Of whom one mutes one reads nothing, whoever sent the link.
    if len(views) < len(found) or await social.unseen_among(db, authors):
        raise CommentNotFound
    return CommentThread(comment=views[said.id], answered=views[said.parent_id] if said.parent_id else None)


async def list_held(db: Db, *, actor: Person, cursor: str | None, limit: int) -> Page[CommentView]:
    """List what waits under one's own clips, the newest first. Raises Malformed."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await store.held_for(db, actor.id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await show_comments(db, page.items, actor), next_cursor=page.next_cursor)


async def show_comments(db: Db, found: Sequence[Comment], reader: Person | None) -> list[CommentView]:
    """Show comments in this order; those of who is gone are left out. Three statements."""
    people = await identity.persons(db, list({each.author_id for each in found}))
    avatars = await media.file_urls(
        db, {each.avatar_file_id for each in people.values() if each.avatar_file_id}
    )
    liked = (
        set(await likes.liked_among(db, reader.id, [each.id for each in found])) if reader else set[UUID]()
    )
    views: list[CommentView] = []
    for each in found:
        person = people.get(each.author_id)
        if person is None:
            continue
        avatar = avatars.get(person.avatar_file_id) if person.avatar_file_id else None
        author = _author(person, each, avatar_url=avatar.thumbnail_url if avatar else None, reader=reader)
        views.append(_view(each, author, is_liked=each.id in liked, reader_id=reader.id if reader else None))
    return views


def _author(person: Person, said: Comment, *, avatar_url: str | None, reader: Person | None) -> Author:
    return Author(
        id=person.id,
        handle=person.handle,
        name=person.name,
        avatar_url=avatar_url,
        is_creator=said.author_id == said.creator_id,
        is_self=reader is not None and reader.id == said.author_id,
    )


def _view(said: Comment, author: Author, *, is_liked: bool, reader_id: PersonId | None) -> CommentView:
    return CommentView(
        id=said.id,
        video_id=said.video_id,
        parent_id=said.parent_id,
        author=author,
        text=said.text,
        mentions=said.mentions,
        held_because=said.held_because,
        is_pinned=said.is_pinned,
        like_count=said.like_count,
        is_liked=is_liked,
        reply_count=said.reply_count,
        can_delete=reader_id in (said.author_id, said.creator_id),
        can_pin=reader_id == said.creator_id and said.parent_id is None and said.is_shown,
        created_at=said.created_at,
    )


async def show_comment(db: Db, said: Comment, reader: Person) -> CommentView:
    """Show one comment to a signed-in reader."""
    return (await show_comments(db, [said], reader))[0]
