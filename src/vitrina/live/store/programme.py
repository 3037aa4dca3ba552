"""SQL of what is on, what comes, and what was: rooms as everybody finds them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run, value
from vitrina.live.model import RoomId
from vitrina.shops.model import ShopId


class Whose(Struct, frozen=True, kw_only=True):
    """Whose shows: of a host, of a shop, or of the whole instance; and who reads.

    is_for_all: none with an age limit.
    """

    host_id: PersonId | None = None
    shop_id: ShopId | None = None
    reader_id: PersonId | None = None
    is_for_all: bool = False


async def live_now(db: Db, *, whose: Whose, limit: int) -> list[RoomId]:
    """List the rooms that are live, the last begun first."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(f.id order by f.started_at desc, f.id desc), '{}')
          from (select id, started_at
                  from live.rooms
                 where state = 'live'
                   and hidden_for is null
                   and not (%(for_all)s and age_limit > 0)
                   and (%(host_id)s::uuid is null or host_id = %(host_id)s)
                   and (%(shop_id)s::uuid is null or shop_id = %(shop_id)s)
                   and not social.is_unseen(%(reader_id)s, host_id)
                 order by started_at desc, id desc
                 limit %(limit)s) f
        """,
        host_id=whose.host_id,
        shop_id=whose.shop_id,
        reader_id=whose.reader_id,
        for_all=whose.is_for_all,
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def coming(
    db: Db,
    *,
    whose: Whose,
    after: tuple[datetime, RoomId],
    limit: int,
) -> list[RoomId]:
    """List announced rooms with a time, the next first, from after a key."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(f.id order by f.scheduled_at, f.id), '{}')
          from (select id, scheduled_at
                  from live.rooms
                 where state = 'scheduled'
                   and hidden_for is null
                   and scheduled_at is not null
                   and (scheduled_at, id) > (%(after_at)s, %(after_id)s)
                   and (%(host_id)s::uuid is null or host_id = %(host_id)s)
                   and (%(shop_id)s::uuid is null or shop_id = %(shop_id)s)
                   and not social.is_unseen(%(reader_id)s, host_id)
                 order by scheduled_at, id
                 limit %(limit)s) f
        """,
        host_id=whose.host_id,
        shop_id=whose.shop_id,
        reader_id=whose.reader_id,
        after_at=after[0],
        after_id=after[1],
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def replays(
    db: Db,
    *,
    whose: Whose,
    before: tuple[datetime, RoomId] | None,
    limit: int,
) -> list[RoomId]:
    """List rooms that are over and can be seen again, the last first."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(f.id order by f.ended_at desc, f.id desc), '{}')
          from (select id, ended_at
                  from live.rooms
                 where state = 'ended'
                   and recording_path is not null
                   and hidden_for is null
                   and not (%(for_all)s and age_limit > 0)
                   and (%(before_at)s::timestamptz is null
                        or (ended_at, id) < (%(before_at)s, %(before_id)s::uuid))
                   and (%(host_id)s::uuid is null or host_id = %(host_id)s)
                   and (%(shop_id)s::uuid is null or shop_id = %(shop_id)s)
                   and not social.is_unseen(%(reader_id)s, host_id)
                 order by ended_at desc, id desc
                 limit %(limit)s) f
        """,
        host_id=whose.host_id,
        shop_id=whose.shop_id,
        reader_id=whose.reader_id,
        for_all=whose.is_for_all,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def rooms_of(db: Db, host_id: PersonId, *, before: RoomId | None, limit: int) -> list[RoomId]:
    """List the rooms of a host in whatever state, the last made first."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(f.id order by f.id desc), '{}')
          from (select id
                  from live.rooms
                 where host_id = %(host_id)s
                   and (%(before)s::uuid is null or id < %(before)s)
                 order by id desc
                 limit %(limit)s) f
        """,
        host_id=host_id,
        before=before,
        limit=limit,
    )
    return [RoomId(each) for each in found]


async def remind(db: Db, room_id: RoomId, person_id: PersonId, *, now: datetime) -> None:
    """Note that a person wants to hear when a room begins; twice is once."""
    await run(
        db,
        """
        insert into live.reminders (room_id, person_id, at)
        values (%(room_id)s, %(person_id)s, %(now)s)
            on conflict do nothing
        returning 1
        """,
        room_id=room_id,
        person_id=person_id,
        now=now,
    )


async def forget_reminder(db: Db, room_id: RoomId, person_id: PersonId) -> None:
    """Note that she does not want to hear any more."""
    await run(
        db,
        """
        delete from live.reminders
         where room_id = %(room_id)s
           and person_id = %(person_id)s
        returning 1
        """,
        room_id=room_id,
        person_id=person_id,
    )


async def is_reminded(db: Db, room_id: RoomId, person_id: PersonId) -> bool:
    """Tell whether a person wants to hear of a room."""
    return bool(
        await value(
            db,
            """
            select 1
              from live.reminders
             where room_id = %(room_id)s
               and person_id = %(person_id)s
            """,
            room_id=room_id,
            person_id=person_id,
        )
    )


async def take_reminders(db: Db, room_id: RoomId, *, limit: int) -> list[PersonId]:
    """Take away some of the reminders of a room, and tell whose they were."""
    found: list[UUID] = await value(
        db,
        """
        with taken as (
            delete from live.reminders
             where ctid in (select ctid
                              from live.reminders
                             where room_id = %(room_id)s
                             limit %(limit)s)
            returning person_id
        )
        select coalesce(array_agg(person_id), '{}') from taken
        """,
        room_id=room_id,
        limit=limit,
    )
    return [PersonId(each) for each in found]
