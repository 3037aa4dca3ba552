"""Rooms out of sight: of a person who is hidden."""

from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.live.model import Kind, RoomState
from vitrina.live.service.rooms import StateTold
from vitrina.live.store import log
from vitrina.live.store import rooms as store


async def hide_all_of(db: Db, host_id: PersonId, *, now: datetime) -> None:
    """Take the rooms of a person out of sight, and send away who watches the one she is live in.

    One that is hidden already stays hidden for what it was.
    """
    await store.hide_all_of(db, host_id)
    for room_id in await store.live_of(db, host_id):
        told = StateTold(state=RoomState.LIVE, is_on_air=False)
        await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)


async def restore(db: Db, hidden_for: UUID) -> None:
    """Show again what was hidden for this person."""
    await store.restore(db, hidden_for)
