"""Rooms out of sight, taken down or of a person who is hidden; and messages that were taken down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.live.model import ChatMessage, ChatNearby, Kind, MessageId, RoomId, RoomState
from vitrina.live.service.chat import TakenAway
from vitrina.live.service.rooms import StateTold, close
from vitrina.live.store import log
from vitrina.live.store import rooms as store

# What a line was about is mostly said before it.
SAID_BEFORE, SAID_AFTER = 6, 3


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


async def messages_by_id(db: Db, ids: Sequence[MessageId]) -> dict[MessageId, ChatMessage]:
    """Read what people said, taken down or not; what its author or a host took away is left out."""
    return {each.id: each for each in await log.messages(db, ids)} if ids else {}


async def said_around(db: Db, messages: Sequence[ChatMessage]) -> list[ChatNearby]:
    """Read what was said around some messages, with themselves: six before and three after at most."""
    return await log.around(db, messages, before_max=SAID_BEFORE, after_max=SAID_AFTER) if messages else []


async def hide_message(db: Db, message_id: MessageId, *, now: datetime) -> None:
    """Let no viewer get a message, also who has it on her screen. Twice is once."""
    said = await log.find_message(db, message_id)
    if said is None:
        return
    await log.line_up(db, said.room_id)
    if await log.set_hidden(db, message_id, now):
        entry = log.Entry(kind=Kind.UNCHAT, body=TakenAway(id=message_id))
        await log.write(db, said.room_id, entry, now=now)


async def restore_message(db: Db, message_id: MessageId) -> None:
    """Let viewers get a message again; who is in the room sees it when she looks at the room anew."""
    await log.unset_hidden(db, message_id)
