"""Rooms out of sight: taken down, or of a person who is hidden."""

from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.live.model import Kind, RoomId, RoomState
from vitrina.live.service.rooms import StateTold, close
from vitrina.live.store import log
from vitrina.live.store import rooms as store


async def hide(db: Db, room_id: RoomId, *, now: datetime) -> None:
    """Take a room out of sight, and end its show: whoever watches is sent away. Twice is once."""
    await store.hide(db, room_id)
    await close(db, room_id, now=now)


async def keep_hidden(db: Db, host_id: PersonId) -> None:
    """Keep the rooms of a person who is hidden out of sight, one that was restored for itself as well."""
    await store.hide_all_of(db, host_id)


async def hide_all_of(db: Db, host_id: PersonId, *, now: datetime) -> None:
    """Take the rooms of a person out of sight, and send away who watches the one she is live in.

    One that is hidden already stays hidden for what it was.
    """
    await store.hide_all_of(db, host_id)
    for room_id in await store.live_of(db, host_id):
        told = StateTold(state=RoomState.LIVE, is_on_air=False)
        await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)


async def restore(db: Db, hidden_for: UUID) -> None:
    """Show again what was hidden for this room or person; a show that was ended is its replay."""
    await store.restore(db, hidden_for)
