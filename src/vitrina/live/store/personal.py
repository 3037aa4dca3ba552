"""SQL of what live rooms know of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, value
from vitrina.kit.personal import Record, records
from vitrina.media.model import FileId

ERASE_BATCH = 50
SAID_BATCH = 2_000


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's shows, what she said, whom she silenced and what she wanted to be reminded of."""
    async for record in records(
        db,
        "live_shows",
        """
        select id, shop_id, title, cover_file_id, state, scheduled_at, started_at, ended_at, heart_count,
               viewer_peak, created_at
          from live.rooms
         where host_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "live_messages",
        """
        select room_id, body ->> 'text' as text, at
          from live.log
         where person_id = %(person_id)s
         order by at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "live_silences",
        "select person_id, until, at from live.silences where host_id = %(person_id)s order by at",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "live_chat_filter",
        "select words from live.filters where host_id = %(person_id)s",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "live_reminders",
        "select room_id, at from live.reminders where person_id = %(person_id)s order by at",
        person_id=person_id,
    ):
        yield record


class Gone(Struct, frozen=True, kw_only=True):
    """A room that was deleted."""

    cover_file_id: FileId | None
    recording_path: str | None
    recording_index_path: str | None


async def delete_rooms(db: Db, person_id: UUID) -> list[Gone]:
    """Delete some of a person's rooms with all that hangs on them."""
    return await many(
        db,
        Gone,
        """
        with gone as (
            delete from live.rooms
             where id in (select id from live.rooms where host_id = %(person_id)s order by id limit %(limit)s)
            returning id, cover_file_id, recording_path, recording_index_path
        ), unearned as (
            delete from live.earnings e
             using live.sales s, gone g
             where s.room_id = g.id
               and e.line_id = s.line_id
        )
        select cover_file_id, recording_path, recording_index_path from gone
        """,
        person_id=person_id,
        limit=ERASE_BATCH,
    )


async def delete_marks(db: Db, person_id: UUID) -> int:
    """Delete some of what a person left in the rooms of others. Returns how many rows."""
    return await value(
        db,
        """
        with said as (
            update live.log
               set body = '{}'::jsonb,
                   person_id = null
             where ctid in (select ctid from live.log where person_id = %(person_id)s limit %(limit)s)
            returning 1
        ), silences as (
            delete from live.silences
             where ctid in (select ctid
                              from live.silences
                             where host_id = %(person_id)s or person_id = %(person_id)s
                             limit %(limit)s)
            returning 1
        ), filters as (
            delete from live.filters where host_id = %(person_id)s returning 1
        ), reminders as (
            delete from live.reminders
             where ctid in (select ctid from live.reminders where person_id = %(person_id)s limit %(limit)s)
            returning 1
        )
        select (select count(*) from said) + (select count(*) from silences)
             + (select count(*) from filters) + (select count(*) from reminders)
        """,
        person_id=person_id,
        limit=SAID_BATCH,
    )
