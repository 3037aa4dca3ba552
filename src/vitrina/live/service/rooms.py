"""Rooms: announced, changed, fed by a key, begun and ended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person
from vitrina.kit.db import CheckViolation, Db, UniqueViolation
from vitrina.kit.errors import Refusal
from vitrina.kit.events import emit
from vitrina.live import rules
from vitrina.live.errors import (
    AgeLimitFixed,
    LineUpFull,
    MayNotHost,
    NotForSale,
    NotYourRoom,
    OnAnotherStage,
    RoomIdTaken,
    RoomNotFound,
    RoomOver,
    TooManyRooms,
)
from vitrina.live.model import (
    ITEMS_MAX,
    NUMBER_MAX,
    ChangeRoom,
    Kind,
    NewRoom,
    Recorded,
    Room,
    RoomEnded,
    RoomId,
    RoomState,
)
from vitrina.live.store import log, pins
from vitrina.live.store import rooms as store
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.shops import service as shops
from vitrina.social import service as social

AHEAD_MAX = 30
OVER = {RoomState.ENDED, RoomState.CANCELLED}


class StateTold(Struct, frozen=True, kw_only=True):
    """What viewers hear of a show's state. has_replay: it can be seen again already."""

    state: RoomState
    is_on_air: bool
    has_replay: bool = False


async def announce(db: Db, *, actor: Person, new: NewRoom, now: datetime) -> Room:
    """Announce a show, or prepare one to begin at once; the same id again changes nothing.

    Raises MayNotHost, Suspended, Malformed, NotForSale, TooManyRooms, RoomIdTaken, ImageNotFound, what
    `shops.require_member` raises.
    """
    if not (actor.can(Capability.SELL) or actor.can(Capability.EARN)):
        raise MayNotHost
    await identity.require_good_standing(db, actor.id)
    if known := await find_room(db, new.id):
        return _own_again(known, actor)
    title = rules.room_title(new.title)
    rules.check_schedule(new.scheduled_at, now)
    if new.shop_id:
        await shops.require_member(db, shop_id=new.shop_id, person=actor)
    await _require_cover(db, new.cover_file_id, actor)
    await require_for_sale(db, new.product_ids)
    if await store.count_ahead(db, actor.id) >= AHEAD_MAX:
        raise TooManyRooms(count_max=AHEAD_MAX)
    key_hash = rules.key_hash(rules.new_stream_key(new.id))
    if await store.add_room(db, new, host_id=actor.id, title=title, key_hash=key_hash, now=now):
        await pins.set_items(db, new.id, once(new.product_ids))
    return _own_again(await get_room(db, new.id), actor)


def _own_again(known: Room, actor: Person) -> Room:
    if known.host_id != actor.id:
        raise RoomIdTaken
    return known


async def change(db: Db, *, room_id: RoomId, actor: Person, changes: ChangeRoom, now: datetime) -> Room:
    """Change what is announced, or the line-up, of a show that is not over.

    Raises RoomNotFound, NotYourRoom, RoomOver, AgeLimitFixed, Malformed, NotForSale, LineUpFull,
    ImageNotFound.
    """
    room = await own_room(db, room_id, actor)
    if room.state in OVER:
        raise RoomOver
    title = room.title if changes.title is UNSET else rules.room_title(changes.title)
    cover = room.cover_file_id if changes.cover_file_id is UNSET else changes.cover_file_id
    if cover != room.cover_file_id:
        await _require_cover(db, cover, actor)
    scheduled_at = room.scheduled_at
    if changes.scheduled_at is not UNSET and changes.scheduled_at != scheduled_at:
        rules.check_schedule(changes.scheduled_at, now)
        scheduled_at = changes.scheduled_at
    age_limit = room.age_limit if changes.age_limit is UNSET else changes.age_limit
    if room.state is RoomState.LIVE and age_limit != room.age_limit:
        raise AgeLimitFixed  # Whoever watches already would go on watching.
    await store.change_room(
        db, room_id, title=title, cover_file_id=cover, scheduled_at=scheduled_at, age_limit=age_limit
    )
    if changes.product_ids is not UNSET:
        await log.line_up(db, room_id)
        there = {each.product_id for each in await pins.items(db, [room_id], limit=ITEMS_MAX)}
        await require_for_sale(db, [each for each in changes.product_ids if each not in there])
        try:
            await pins.set_items(db, room_id, once(changes.product_ids))
        except CheckViolation as e:  # The numbers of the room are used up.
            raise LineUpFull(count_max=NUMBER_MAX) from e
    return await get_room(db, room_id)


async def rotate_key(db: Db, *, room_id: RoomId, actor: Person) -> str:
    """Make a new key for whoever sends the pictures of a show; the old one opens nothing from now on.

    Raises RoomNotFound, NotYourRoom, RoomOver, Suspended.
    """
    await own_room(db, room_id, actor)
    await identity.require_good_standing(db, actor.id)
    key = rules.new_stream_key(room_id)
    if not await store.set_key(db, room_id, rules.key_hash(key)):
        raise RoomOver
    return key


async def cancel(db: Db, *, room_id: RoomId, actor: Person, now: datetime) -> Room:
    """Take an announced show back; twice is once. Raises RoomNotFound, NotYourRoom, RoomOver."""
    room = await own_room(db, room_id, actor)
    if await store.cancel(db, room_id):
        told = StateTold(state=RoomState.CANCELLED, is_on_air=False)
        await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)
    elif room.state is not RoomState.CANCELLED:
        raise RoomOver
    return await get_room(db, room_id)


async def end(db: Db, *, room_id: RoomId, actor: Person, now: datetime) -> Room:
    """End a show for good; twice is once. Raises RoomNotFound, NotYourRoom."""
    await own_room(db, room_id, actor)
    await close(db, room_id, now=now)
    return await get_room(db, room_id)


async def begin(db: Db, room_id: RoomId, *, now: datetime) -> bool:
    """Let a show be live, because its first pictures can be seen; again after a cut.

    Returns whether it was not live before.  Raises RoomOver, OnAnotherStage.
    """
    try:
        begun = await store.begin(db, room_id, now=now)
    except UniqueViolation as e:  # rooms_on_stage_key
        raise OnAnotherStage from e
    if begun is None:
        raise RoomOver
    told = StateTold(state=RoomState.LIVE, is_on_air=True)
    await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)
    if begun.is_new:
        await _call_reminded(db, room_id)
    return begun.is_new


async def _call_reminded(db: Db, room_id: RoomId) -> None:
    from vitrina.live.jobs import call_reminded  # The job calls this module.

    await call_reminded.defer(db, room_id=str(room_id))


async def pause(db: Db, room_id: RoomId, *, now: datetime) -> None:
    """Tell viewers that no pictures arrive; the host is waited for."""
    if await store.go_off_air(db, room_id, now=now):
        told = StateTold(state=RoomState.LIVE, is_on_air=False)
        await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)


async def close(
    db: Db,
    room_id: RoomId,
    *,
    now: datetime,
    recorded: Recorded | None = None,
    alone: store.Alone | None = None,
) -> bool:
    """End a show that is live, once, and keep its recording when there is one. Returns whether it ended now.

    What is pinned comes down with the last picture, so that the last chapter of the replay has an end.
    alone: only if its host is still away.
    """
    ended = await store.end(db, room_id, now=now, alone=alone)
    if recorded:
        await _keep(db, room_id, recorded)
    room = await find_room(db, room_id)
    if room is None or (not ended and not recorded):
        return False
    if ended:
        last_ms = recorded.end_ms if recorded else rules.unix_ms(now)
        await log.line_up(db, room_id)
        await pins.take_down(db, room_id, at_ms=last_ms)
        await emit(db, RoomEnded(room_id=room_id, host_id=room.host_id, at=now))
    told = StateTold(state=room.state, is_on_air=False, has_replay=room.recording_path is not None)
    await log.write(db, room_id, log.Entry(kind=Kind.STATE, body=told), now=now)
    return ended is not None


async def _keep(db: Db, room_id: RoomId, recorded: Recorded) -> None:
    """Keep the longest recording of a show. The files of others go, of a show that is gone as well."""
    from vitrina.live.jobs import delete_recording  # The job calls this module.

    known = await find_room(db, room_id)
    is_kept = await store.set_recording(db, room_id, recorded)
    losers = (known.recording_path, known.recording_index_path) if known else (None, None)
    for path in losers if is_kept else (recorded.path, recorded.index_path):
        if path and not (is_kept and path in (recorded.path, recorded.index_path)):
            await delete_recording.defer(db, path=path)


async def find_room(db: Db, room_id: RoomId) -> Room | None:
    """Find a room in whatever state."""
    found = await store.rooms(db, [room_id])
    return found[0] if found else None


async def get_room(db: Db, room_id: RoomId) -> Room:
    """Read a room in whatever state. Raises RoomNotFound."""
    if room := await find_room(db, room_id):
        return room
    raise RoomNotFound


async def rooms_by_id(db: Db, ids: Sequence[RoomId]) -> dict[RoomId, Room]:
    """Read rooms in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.rooms(db, ids)} if ids else {}


async def get_seen(db: Db, room_id: RoomId, reader_id: UUID | None) -> Room:
    """Read a room that the reader may see: hers, or one of somebody she is not apart from, and not hidden.

    Raises RoomNotFound.
    """
    room = await get_room(db, room_id)
    if room.host_id == reader_id:
        return room
    if room.is_hidden or (reader_id and await social.is_apart(db, reader_id, room.host_id)):
        raise RoomNotFound
    return room


def age_refusal(room: Room, viewer: Person | None, now: datetime) -> Refusal | None:
    """Say why somebody may not see the pictures of a show, nor hear its talk; its host always may."""
    if viewer and viewer.id == room.host_id:
        return None
    return identity.age_refusal(viewer, room.age_limit, now)


async def own_room(db: Db, room_id: RoomId, actor: Person) -> Room:
    """Read a room of the actor. Raises RoomNotFound, NotYourRoom."""
    room = await get_room(db, room_id)
    if room.host_id != actor.id:
        raise NotYourRoom
    return room


async def require_for_sale(db: Db, product_ids: Sequence[ProductId]) -> None:
    """Raise NotForSale unless all of these products are."""
    if not product_ids:
        return
    found = await catalogue.products_by_id(db, list(product_ids))
    hidden = await catalogue.hidden_among(db, list(product_ids))
    for each in product_ids:
        if each in hidden or each not in found or found[each].status is not ProductStatus.ACTIVE:
            raise NotForSale


async def _require_cover(db: Db, file_id: FileId | None, actor: Person) -> None:
    if file_id:
        await media.own_image(db, file_id=file_id, person_id=actor.id)


def once(product_ids: Sequence[ProductId]) -> list[ProductId]:
    """Name each product once, where it stands first."""
    return list(dict.fromkeys(product_ids))
