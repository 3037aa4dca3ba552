"""Clips of whom the reader follows, newest first. No model, nothing learned."""

from datetime import datetime
from uuid import UUID

from vitrina.feed import store
from vitrina.feed.model import Chosen, ChosenPage, Reader, Why
from vitrina.kit.db import Db
from vitrina.kit.http import decode_cursor, page_of
from vitrina.social import service as social


async def rank(db: Db, *, reader: Reader, cursor: str | None, limit: int, now: datetime) -> ChosenPage:
    """List what followed people published, and what shows something of followed shops."""
    del now
    before = decode_cursor(cursor, tuple[datetime, UUID])
    if reader.viewer is None:
        return ChosenPage(items=[], next_cursor=None)
    followed_ids = await social.followees(db, reader.viewer.id)
    if not followed_ids:
        return ChosenPage(items=[], next_cursor=None)
    found = await store.followed(db, followed_ids, reader=reader, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.published_at, each.id))
    items = [Chosen(video_id=each.id, why=Why.FOLLOWING) for each in page.items]
    return ChosenPage(items=items, next_cursor=page.next_cursor)
