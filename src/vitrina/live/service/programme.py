"""The programme: what is on, what comes, what was; and the channel that is never empty."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.live import rules
from vitrina.live.broadcast.replay import read_index, replay_playlist
from vitrina.live.errors import NoReplay, RoomOver
from vitrina.live.model import LiveChannel, Room, RoomCard, RoomId, RoomState, ShowBegan, Slot
from vitrina.live.service.rooms import age_refusal, find_room, get_seen, rooms_by_id
from vitrina.live.service.views import room_cards
from vitrina.live.store import programme as store
from vitrina.live.store.programme import Whose

REMINDED_BATCH = 500
# The channel goes round over so many replays, the last ones.
CHANNEL_LENGTH = 20
NEXT_SHOWN = 10
# An announced show that has not begun is shown for so long after its time.
LATE = timedelta(hours=2)
FIRST_ID = RoomId(UUID(int=0))


class When(StrEnum):
    """Which shows of a programme."""

    LIVE = "live"
    """Those that are live."""
    COMING = "coming"
    """Those that are announced, the next first."""
    REPLAYS = "replays"
    """Those that can be seen again, the last first."""


Key = tuple[datetime, RoomId]


async def list_rooms(
    db: Db, *, when: When, whose: Whose, key: Key | None, limit: int, now: datetime
) -> list[RoomCard]:
    """List shows as everybody finds them. key: of the last one of the page before."""
    match when:
        case When.LIVE:
            found = await store.live_now(db, whose=whose, limit=limit)
        case When.COMING:
            after = key or (now - LATE, FIRST_ID)
            found = await store.coming(db, whose=whose, after=after, limit=limit)
        case When.REPLAYS:
            found = await store.replays(db, whose=whose, before=key, limit=limit)
    return await room_cards(db, found)


async def page_of_rooms(
    db: Db, *, when: When, whose: Whose, cursor: str | None, limit: int, now: datetime
) -> Page[RoomCard]:
    """List shows page by page; all that are live are one page. Raises Malformed for a forged cursor."""
    key = decode_cursor(cursor, Key)
    found = await list_rooms(db, when=when, whose=whose, key=key, limit=limit + 1, now=now)
    if when is When.LIVE:
        return Page(items=found[:limit])
    return page_of(found, limit, lambda each: _key(when, each))


def _key(when: When, card: RoomCard) -> tuple[object, ...]:
    return (card.scheduled_at if when is When.COMING else card.ended_at, card.id)


async def own_rooms(db: Db, *, actor: Person, before: RoomId | None, limit: int) -> list[RoomCard]:
    """List a host's shows in whatever state, the last made first."""
    return await room_cards(db, await store.rooms_of(db, actor.id, before=before, limit=limit))


async def channel(db: Db, *, whose: Whose, now: datetime, real_now: datetime) -> LiveChannel:
    """Tell what is on: a live show, else the replay that everybody sees at this moment; and what comes."""
    coming = await list_rooms(db, when=When.COMING, whose=whose, key=None, limit=NEXT_SHOWN, now=now)
    now_ms = rules.unix_ms(real_now)
    # Everybody sees the channel: what has an age limit is in the programme, and not on it.
    whose = replace(whose, is_for_all=True)
    live = await list_rooms(db, when=When.LIVE, whose=whose, key=None, limit=1, now=now)
    if live:
        on = Slot(room=live[0], is_live=True, position_ms=0, until=None)
        return LiveChannel(now=on, next=coming, now_ms=now_ms)
    replays = await list_rooms(db, when=When.REPLAYS, whose=whose, key=None, limit=CHANNEL_LENGTH, now=now)
    return LiveChannel(now=_airing(replays, now_ms), next=coming, now_ms=now_ms)


def _airing(replays: Sequence[RoomCard], now_ms: int) -> Slot | None:
    shown = [(each, each.duration_ms) for each in replays if each.duration_ms]
    airing = rules.airing([length for _, length in shown], now_ms)
    if airing is None:
        return None
    until = datetime.fromtimestamp((now_ms + airing.next_in_ms) / 1000, UTC)
    return Slot(room=shown[airing.index][0], is_live=False, position_ms=airing.position_ms, until=until)


async def remind(db: Db, *, room_id: RoomId, actor: Person, now: datetime) -> None:
    """Note that a person wants to hear when a show begins; twice is once. Raises RoomNotFound, RoomOver."""
    room = await get_seen(db, room_id, actor.id)
    if room.state is not RoomState.SCHEDULED:
        raise RoomOver
    await store.remind(db, room_id, actor.id, now=now)


async def forget_reminder(db: Db, *, room_id: RoomId, actor: Person) -> None:
    """Note that she does not want to hear any more."""
    await store.forget_reminder(db, room_id, actor.id)


async def call_reminded(pool: Pool, *, room_id: RoomId, now: datetime) -> None:
    """Tell everybody who wanted to hear that a show began, some at a time; each is told once."""
    while True:
        async with pool.transaction() as db:
            room = await find_room(db, room_id)
            taken = await store.take_reminders(db, room_id, limit=REMINDED_BATCH)
            if room is None or not taken:
                return
            began = ShowBegan(room_id=room_id, host_id=room.host_id, person_ids=taken, at=now)
            await emit(db, began)


class Replay(Struct, frozen=True, kw_only=True):
    """Where the files of a replay lie."""

    film: Path
    index: Path


async def find_replay(
    db: Db, settings: Settings, *, room_id: RoomId, viewer: Person | None, now: datetime
) -> Replay:
    """Find the files of a replay.

    Raises RoomNotFound, NoReplay, and for a show with an age limit SignInNeeded, BirthDateMissing, TooYoung.
    """
    room = await get_seen(db, room_id, viewer.id if viewer else None)
    if room.state is not RoomState.ENDED or not room.recording_path or not room.recording_index_path:
        raise NoReplay
    if refused := age_refusal(room, viewer, now):
        raise refused
    return Replay(
        film=settings.data_dir / room.recording_path, index=settings.data_dir / room.recording_index_path
    )


async def playlist_of(replay: Replay, *, film_url: str) -> str:
    """Write the playlist of a replay. Raises NoReplay when its files are gone."""
    try:
        index = await asyncio.to_thread(read_index, replay.index)
    except OSError as e:
        raise NoReplay from e
    return replay_playlist(index.rows, film_url=film_url)


async def delete_recording(settings: Settings, path: str) -> None:
    """Delete a file of a recording; one that is gone is no error. path: below the data folder."""
    await asyncio.to_thread((settings.data_dir / path).unlink, missing_ok=True)


async def shown_rooms(db: Db, ids: Sequence[RoomId]) -> dict[RoomId, Room]:
    """Read rooms that everybody may see; others are left out. One statement."""
    return {each.id: each for each in (await rooms_by_id(db, ids)).values() if not each.is_hidden}
