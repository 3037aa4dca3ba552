"""SQL of rooms: made, changed, begun, ended, listed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.identity.model import AgeLimit, PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.live.broadcast.ports import Stretch
from vitrina.live.model import NewRoom, Recorded, Room, RoomId
from vitrina.media.model import FileId


async def add_room(
    db: Db, new: NewRoom, *, host_id: PersonId, title: str, key_hash: bytes, now: datetime
) -> int:
    """Insert a room with its counter; 0 when the id is known."""
    return await run(
        db,
        """
        with added as (
            insert into live.rooms
                   (id, host_id, shop_id, title, cover_file_id, scheduled_at, stream_key_hash, age_limit,
                    created_at)
            values (%(id)s, %(host_id)s, %(shop_id)s, %(title)s, %(cover)s, %(scheduled_at)s, %(key_hash)s,
                    %(age_limit)s, %(now)s)
                on conflict (id) do nothing
            returning id
        )
        insert into live.counters (room_id)
        select id from added
        """,
        id=new.id,
        host_id=host_id,
        shop_id=new.shop_id,
        title=title,
        cover=new.cover_file_id,
        scheduled_at=new.scheduled_at,
        key_hash=key_hash,
        age_limit=new.age_limit,
        now=now,
    )


async def count_ahead(db: Db, host_id: PersonId) -> int:
    """Count the rooms of a host that are not over."""
    return await value(
        db,
        """
        select count(*)
          from live.rooms
         where host_id = %(host_id)s
           and state in ('scheduled', 'live')
        """,
        host_id=host_id,
    )


async def rooms(db: Db, ids: Sequence[RoomId]) -> list[Room]:
    """Read rooms by id, in whatever state."""
    return await many(
        db,
        Room,
        """
        select id,
               host_id,
               shop_id,
               title,
               cover_file_id,
               state,
               scheduled_at,
               started_at,
               ended_at,
               is_on_air,
               recording_path,
               recording_index_path,
               recording_start_ms,
               recording_ms,
               heart_count,
               viewer_peak,
               hidden_for is not null as is_hidden,
               created_at,
               age_limit
          from live.rooms
         where id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(ids),
    )


async def change_room(
    db: Db,
    room_id: RoomId,
    *,
    title: str,
    cover_file_id: FileId | None,
    scheduled_at: datetime | None,
    age_limit: AgeLimit,
) -> None:
    """Write what a room announces."""
    await run(
        db,
        """
        update live.rooms
           set title = %(title)s,
               cover_file_id = %(cover)s,
               scheduled_at = %(scheduled_at)s,
               age_limit = %(age_limit)s
         where id = %(room_id)s
        """,
        room_id=room_id,
        title=title,
        cover=cover_file_id,
        scheduled_at=scheduled_at,
        age_limit=age_limit,
    )


async def set_key(db: Db, room_id: RoomId, key_hash: bytes) -> int:
    """Let a room be fed by another key only; 0 once it is over."""
    return await run(
        db,
        """
        update live.rooms
           set stream_key_hash = %(key_hash)s
         where id = %(room_id)s
           and state in ('scheduled', 'live')
        """,
        room_id=room_id,
        key_hash=key_hash,
    )


class Fed(Struct, frozen=True, kw_only=True):
    """The room that a key feeds. is_elsewhere: its host is live in another one."""

    id: RoomId
    is_over: bool
    is_elsewhere: bool


async def room_of_key(db: Db, key_hash: bytes) -> Fed | None:
    """Find the room that a key feeds; None for a wrong key, and when the room is hidden."""
    return await one(
        db,
        Fed,
        """
        select r.id,
               r.state not in ('scheduled', 'live') as is_over,
               exists (
                   select 1
                     from live.rooms o
                    where o.host_id = r.host_id
                      and o.state = 'live'
                      and o.id <> r.id) as is_elsewhere
          from live.rooms r
         where r.stream_key_hash = %(key_hash)s
           and r.hidden_for is null
        """,
        key_hash=key_hash,
    )


class Begun(Struct, frozen=True, kw_only=True):
    """A room that pictures arrive in. is_new: it was not live before."""

    id: RoomId
    host_id: PersonId
    title: str
    is_new: bool


async def begin(db: Db, room_id: RoomId, *, now: datetime) -> Begun | None:
    """Let a room be live and on air; None when it is over.

    Raises UniqueViolation while its host is live in another one.
    """
    return await one(
        db,
        Begun,
        """
        update live.rooms r
           set state = 'live',
               started_at = coalesce(r.started_at, %(now)s),
               is_on_air = true,
               off_air_at = null
          from (select id, state from live.rooms where id = %(room_id)s for update) before
         where r.id = before.id
           and before.state in ('scheduled', 'live')
        returning r.id, r.host_id, r.title, before.state = 'scheduled' as is_new
        """,
        room_id=room_id,
        now=now,
    )


async def go_off_air(db: Db, room_id: RoomId, *, now: datetime) -> int:
    """Note that no pictures arrive; 0 when none did."""
    return await run(
        db,
        """
        update live.rooms
           set is_on_air = false,
               off_air_at = %(now)s
         where id = %(room_id)s
           and is_on_air
        """,
        room_id=room_id,
        now=now,
    )


async def set_recording(db: Db, room_id: RoomId, kept: Recorded) -> int:
    """Keep where the recording of a room lies; 0 when there is a longer one, or no room."""
    return await run(
        db,
        """
        update live.rooms
           set recording_path = %(path)s,
               recording_index_path = %(index_path)s,
               recording_start_ms = %(start_ms)s,
               recording_ms = %(length_ms)s,
               recording_stretches = %(stretches)s::jsonb
         where id = %(room_id)s
           and coalesce(recording_ms, 0) <= %(length_ms)s
        """,
        room_id=room_id,
        path=kept.path,
        index_path=kept.index_path,
        start_ms=kept.start_ms,
        length_ms=kept.length_ms,
        stretches=msgspec.json.encode(kept.stretches).decode(),
    )


class Kept(Struct, frozen=True, kw_only=True):
    """What of a show its recording holds."""

    stretches: list[Stretch]


async def stretches(db: Db, room_id: RoomId) -> list[Stretch]:
    """Read what of a show its recording holds, in order; nothing where it never stopped."""
    kept = await one(
        db,
        Kept,
        """
        select coalesce(recording_stretches, '[]') as stretches
          from live.rooms
         where id = %(room_id)s
        """,
        room_id=room_id,
    )
    return kept.stretches if kept else []


class Alone(Struct, frozen=True, kw_only=True):
    """Which rooms are left alone: no pictures have arrived since then, or they began impossibly long ago."""

    off_before: datetime
    begun_before: datetime


async def end(db: Db, room_id: RoomId, *, now: datetime, alone: Alone | None = None) -> RoomId | None:
    """End a live room once; None when it was not live. alone: only if it is still left alone."""
    return await value(
        db,
        """
        update live.rooms
           set state = 'ended',
               ended_at = greatest(%(now)s, started_at),
               is_on_air = false
         where id = %(room_id)s
           and state = 'live'
           and (%(off_before)s::timestamptz is null
                or (not is_on_air and off_air_at < %(off_before)s)
                or started_at < %(begun_before)s)
        returning id
        """,
        room_id=room_id,
        now=now,
        off_before=alone.off_before if alone else None,
        begun_before=alone.begun_before if alone else None,
    )


async def cancel(db: Db, room_id: RoomId) -> int:
    """Take a scheduled room back; 0 when it was not scheduled."""
    return await run(
        db,
        """
        update live.rooms
           set state = 'cancelled'
         where id = %(room_id)s
           and state = 'scheduled'
        """,
        room_id=room_id,
    )


async def left_alone(db: Db, alone: Alone, *, limit: int) -> list[RoomId]:
    """List live rooms whose host went away, or that go on for too long."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(l.id), '{}')
          from (select id
                  from live.rooms
                 where state = 'live'
                   and ((not is_on_air and off_air_at < %(off_before)s) or started_at < %(begun_before)s)
                 order by started_at
                 limit %(limit)s) l
        """,
        off_before=alone.off_before,
        begun_before=alone.begun_before,
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def live_rooms(db: Db, *, limit: int) -> list[RoomId]:
    """List the rooms that are live, seen or not."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(l.id), '{}')
          from (select id
                  from live.rooms
                 where state = 'live'
                 order by started_at desc, id desc
                 limit %(limit)s) l
        """,
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def add_audience(db: Db, rooms: Sequence[RoomId], hearts: Sequence[int], peaks: Sequence[int]) -> None:
    """Add hearts to rooms, and keep the most viewers that each had at once. One statement."""
    await run(
        db,
        """
        update live.rooms r
           set heart_count = r.heart_count + a.hearts,
               viewer_peak = greatest(r.viewer_peak, a.peak)
          from unnest(%(rooms)s::uuid[], %(hearts)s::int[], %(peaks)s::int[]) as a (room_id, hearts, peak)
         where r.id = a.room_id
        """,
        rooms=list(rooms),
        hearts=list(hearts),
        peaks=list(peaks),
    )


async def live_of(db: Db, host_id: PersonId) -> list[RoomId]:
    """List the rooms that a host is live in: one at most."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(id), '{}')
          from live.rooms
         where host_id = %(host_id)s
           and state = 'live'
        """,
        host_id=host_id,
    )
    return [RoomId(each) for each in found]


async def hide(db: Db, room_id: RoomId) -> None:
    """Let nobody see a room, for its own sake, whatever else hides it."""
    await run(db, "update live.rooms set hidden_for = id where id = %(room_id)s", room_id=room_id)


async def hide_all_of(db: Db, host_id: PersonId) -> None:
    """Let nobody see the rooms of a person."""
    await run(
        db,
        """
        update live.rooms
           set hidden_for = %(host_id)s
         where host_id = %(host_id)s
           and hidden_for is null
        """,
        host_id=host_id,
    )


async def restore(db: Db, hidden_for: UUID) -> None:
    """Show again what was hidden for this."""
    await run(
        db,
        """
        update live.rooms
           set hidden_for = null
         where hidden_for = %(hidden_for)s
        """,
        hidden_for=hidden_for,
    )
