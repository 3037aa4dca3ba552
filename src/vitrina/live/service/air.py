"""What the live process does: who may send pictures, what follows from them, and what it knows of rooms."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, Pool
from vitrina.live import rules
from vitrina.live.errors import OnAnotherStage, RoomOver
from vitrina.live.model import SHOW_LONGEST, Line, RoomId
from vitrina.live.service.rooms import close, pause
from vitrina.live.store import log
from vitrina.live.store import rooms as store

LIVE_MAX = 1_000
LEFT_BATCH = 100


async def room_of_key(db: Db, key: str) -> RoomId | None:
    """Find the room that a key feeds; None for a wrong one, or when that room is hidden.

    Raises RoomOver, and OnAnotherStage while its host is live in another one.
    """
    fed = await store.room_of_key(db, rules.key_hash(key))
    if fed is None:
        return None
    if fed.is_over:
        raise RoomOver
    if fed.is_elsewhere:
        raise OnAnotherStage
    return fed.id


async def live_room_ids(db: Db) -> list[RoomId]:
    """List the rooms that are live, hidden ones too."""
    return await store.live_rooms(db, limit=LIVE_MAX)


async def lose_all_pictures(db: Db, *, now: datetime) -> None:
    """Note that no pictures arrive anywhere: the process that takes them in has just begun."""
    for room_id in sorted(await live_room_ids(db)):
        await pause(db, room_id, now=now)


async def close_left_alone(pool: Pool, *, now: datetime) -> int:
    """End the shows whose host did not come back, and those that go on for too long. Returns how many."""
    async with pool.transaction() as db:
        alone = store.Alone(off_before=now - rules.GRACE, begun_before=now - SHOW_LONGEST)
        left = await store.left_alone(db, alone, limit=LEFT_BATCH)
        return sum([await close(db, room_id, now=now, alone=alone) for room_id in sorted(left)])


async def lines_after(db: Db, room_id: RoomId, *, after: int, limit: int) -> list[Line]:
    """Read what happened in a room after a number."""
    return await log.lines(db, room_id, after=after, limit=limit)


async def last_lines(db: Db, room_id: RoomId, *, limit: int) -> list[Line]:
    """Read what happened last in a room."""
    return await log.last_lines(db, room_id, limit=limit)


async def add_audience(
    db: Db, rooms: Sequence[RoomId], *, hearts: Sequence[int], peaks: Sequence[int]
) -> None:
    """Add hearts to rooms, and keep the most viewers each had at once. One statement."""
    if rooms:
        await store.add_audience(db, rooms, hearts, peaks)
