"""For everybody: young clips and popular ones, each creator's further clips lowered; a place for newcomers.

The order is made at most every RANKED_EVERY, and at once when something was published; it is stored, and a
cursor names it: what is published or liked later moves nothing under a reader who pages on.
"""

from datetime import datetime, timedelta

from vitrina.feed import rules, store
from vitrina.feed.model import Chosen, ChosenPage, Reader
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.http import decode_cursor, encode_cursor

RANKED_EVERY = timedelta(seconds=5)
REMEMBERED = timedelta(hours=2)
RANKED_MAX = store.NEWEST_MAX + store.HOTTEST_MAX


async def rank(db: Db, *, reader: Reader, cursor: str | None, limit: int, now: datetime) -> ChosenPage:
    """Choose from the order that the cursor names, or from the current one."""
    # The same order for everybody until a ranker learns; each reader passes over whom she does not see.
    at, after = _read(cursor)
    part = await store.slice_of(db, at, reader=reader, after=after, limit=limit) if at else None
    if at is None or part is None:  # The first page, or an order that was forgotten: from the beginning.
        after = 0
        at = await _current(db, now)
        part = await store.slice_of(db, at, reader=reader, after=after, limit=limit)
    assert part, "the current order was just stored or read"
    items = [Chosen(video_id=each, why=why) for each, why in zip(part.video_ids, part.whys, strict=True)]
    next_cursor = encode_cursor(at, part.until) if part.has_more else None
    return ChosenPage(items=items, next_cursor=next_cursor)


def _read(cursor: str | None) -> tuple[datetime | None, int]:
    at, after = decode_cursor(cursor, tuple[datetime, int]) or (None, 0)
    if not 0 <= after <= RANKED_MAX:
        raise Malformed({"cursor": "not a cursor of this list"})
    return at, after


async def _current(db: Db, now: datetime) -> datetime:
    """Tell which order is current, making one when it is time."""
    head = await store.head(db, now)
    if head.at and not _is_stale(head, now):
        return head.at
    # Without the lock somebody else is making one: until it is there, the last one is good enough.
    if not await store.try_to_rank(db) and head.at:
        return head.at
    await store.add_ranking(db, now, rules.rank(await store.candidates(db, now), now))
    return now


def _is_stale(head: store.Head, now: datetime) -> bool:
    assert head.at
    is_news = head.published_at is not None and head.published_at > head.at
    return is_news or now - head.at > RANKED_EVERY


async def forget_orders(db: Db, now: datetime) -> int:
    """Delete orders that nobody pages through any more. Returns how many."""
    return await store.forget_rankings(db, now - REMEMBERED)
