"""SQL of the log of rooms: one number after the other, each line told to who listens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.live.model import ChatMessage, ChatNearby, Kind, Line, MessageId, RoomId

CHANNEL = "vitrina_live"


class Entry(Struct, frozen=True, kw_only=True):
    """A line to be written. message_id, person_id: of what somebody said."""

    kind: Kind
    body: Struct
    media_ms: int | None = None
    message_id: MessageId | None = None
    person_id: PersonId | None = None


async def write(db: Db, room_id: RoomId, entry: Entry, *, now: datetime) -> int:
    """Write a line and tell who listens, once this commits. Returns its number.

    Until then nobody else writes into this room's log: lines are told in their order. What is told is the
    number alone, so no notification is too long.
    """
    return await value(
        db,
        """
        with numbered as (
            update live.counters
               set last_seq = last_seq + 1
             where room_id = %(room_id)s
            returning last_seq
        ), written as (
            insert into live.log (room_id, seq, kind, media_ms, body, message_id, person_id, at)
            select %(room_id)s, n.last_seq, %(kind)s, %(media_ms)s, %(body)s::jsonb, %(message_id)s,
                   %(person_id)s, %(now)s
              from numbered n
            returning seq
        )
        select w.seq
          from written w,
               lateral (select pg_notify(%(channel)s, %(room)s || ' ' || w.seq)) told
        """,
        room_id=room_id,
        room=room_id.hex,
        channel=CHANNEL,
        kind=entry.kind,
        media_ms=entry.media_ms,
        body=msgspec.json.encode(entry.body).decode(),
        message_id=entry.message_id,
        person_id=entry.person_id,
        now=now,
    )


async def line_up(db: Db, room_id: RoomId) -> None:
    """Wait for whoever writes into this room's log, and keep others waiting."""
    await run(db, "select 1 from live.counters where room_id = %(room_id)s for update", room_id=room_id)


async def last_seq(db: Db, room_id: RoomId) -> int:
    """Tell the number of the last line of a room; 0 for an empty log."""
    found = await value(db, "select last_seq from live.counters where room_id = %(room_id)s", room_id=room_id)
    return found or 0


class Raw(Struct, frozen=True, kw_only=True):
    """A line as the database gives it. body: JSON text."""

    seq: int
    kind: Kind
    media_ms: int | None
    body: str


def _line(row: Raw) -> Line:
    return Line(seq=row.seq, kind=row.kind, at=row.media_ms, body=msgspec.Raw(row.body.encode()))


async def lines(db: Db, room_id: RoomId, *, after: int, limit: int) -> list[Line]:
    """Read the lines of a room after a number, in their order."""
    rows = await many(
        db,
        Raw,
        """
        select seq, kind, media_ms,
               case when hidden_at is null then body::text else '{}' end as body
          from live.log
         where room_id = %(room_id)s
           and seq > %(after)s
         order by seq
         limit %(limit)s
        """,
        room_id=room_id,
        after=after,
        limit=limit,
    )
    return [_line(each) for each in rows]


async def last_lines(db: Db, room_id: RoomId, *, limit: int) -> list[Line]:
    """Read the last lines of a room, in their order."""
    rows = await many(
        db,
        Raw,
        """
        select seq, kind, media_ms,
               case when hidden_at is null then body::text else '{}' end as body
          from live.log
         where room_id = %(room_id)s
         order by seq desc
         limit %(limit)s
        """,
        room_id=room_id,
        limit=limit,
    )
    return [_line(each) for each in reversed(rows)]


async def last_chat(db: Db, room_id: RoomId, *, reader_id: PersonId | None, limit: int) -> list[Line]:
    """Read what was said last in a room by people whom the reader sees, in its order."""
    rows = await many(
        db,
        Raw,
        """
        select seq, kind, media_ms, body::text as body
          from live.log
         where room_id = %(room_id)s
           and message_id is not null
           and body <> '{}'::jsonb
           and hidden_at is null
           and not social.is_unseen(%(reader_id)s, person_id)
         order by seq desc
         limit %(limit)s
        """,
        room_id=room_id,
        reader_id=reader_id,
        limit=limit,
    )
    return [_line(each) for each in reversed(rows)]


class Said(Struct, frozen=True, kw_only=True):
    """Where a message stands, and whose it is."""

    room_id: RoomId
    person_id: PersonId | None
    is_taken_away: bool


async def find_message(db: Db, message_id: MessageId) -> Said | None:
    """Find a message by its id."""
    found = await many(
        db,
        Said,
        """
        select room_id, person_id, body = '{}'::jsonb as is_taken_away
          from live.log
         where message_id = %(message_id)s
        """,
        message_id=message_id,
    )
    return found[0] if found else None


async def take_away(db: Db, message_id: MessageId) -> int:
    """Forget the words of a message; 0 when they are gone already."""
    return await run(
        db,
        """
        update live.log
           set body = '{}'::jsonb
         where message_id = %(message_id)s
           and body <> '{}'::jsonb
        """,
        message_id=message_id,
    )


async def set_hidden(db: Db, message_id: MessageId, now: datetime) -> int:
    """Let no viewer get a message; 0 when none does already, or its words are forgotten."""
    return await run(
        db,
        """
        update live.log
           set hidden_at = %(now)s
         where message_id = %(message_id)s
           and hidden_at is null
           and body <> '{}'::jsonb
        """,
        message_id=message_id,
        now=now,
    )


async def unset_hidden(db: Db, message_id: MessageId) -> None:
    """Let viewers get a message again."""
    await run(
        db, "update live.log set hidden_at = null where message_id = %(message_id)s", message_id=message_id
    )


async def messages(db: Db, ids: Sequence[MessageId]) -> list[ChatMessage]:
    """Read what people said, hidden or not; what was taken away or forgotten is left out."""
    return await many(
        db,
        ChatMessage,
        """
        select message_id as id,
               room_id,
               seq,
               person_id as author_id,
               body ->> 'text' as text,
               at,
               hidden_at is not null as is_hidden
          from live.log
         where message_id = any(%(ids)s::uuid[])
           and person_id is not null
           and body <> '{}'::jsonb
         limit 1000
        """,
        ids=list(ids),
    )


async def around(db: Db, said: Sequence[ChatMessage], *, before_max: int, after_max: int) -> list[ChatNearby]:
    """Read what was said just before and after some messages, and themselves, each in the log's order."""
    return await many(
        db,
        ChatNearby,
        """
        select t.id as near_id, n.id, n.handle, n.text, n.at
          from unnest(%(ids)s::uuid[], %(rooms)s::uuid[], %(seqs)s::bigint[]) as t (id, room_id, seq)
         cross join lateral ((select l.message_id as id, l.body #>> '{author,handle}' as handle,
                                     l.body ->> 'text' as text, l.at, l.seq
                                from live.log l
                               where l.room_id = t.room_id
                                 and l.seq <= t.seq
                                 and l.message_id is not null
                                 and l.body <> '{}'::jsonb
                               order by l.seq desc
                               limit %(before_max)s + 1)
                              union all
                             (select l.message_id as id, l.body #>> '{author,handle}' as handle,
                                     l.body ->> 'text' as text, l.at, l.seq
                                from live.log l
                               where l.room_id = t.room_id
                                 and l.seq > t.seq
                                 and l.message_id is not null
                                 and l.body <> '{}'::jsonb
                               order by l.seq
                               limit %(after_max)s)) n
         order by t.id, n.seq
        """,
        ids=[each.id for each in said],
        rooms=[each.room_id for each in said],
        seqs=[each.seq for each in said],
        before_max=before_max,
        after_max=after_max,
    )


class Pace(Struct, frozen=True, kw_only=True):
    """How much a person said lately."""

    lately: int
    is_repeated: bool


async def pace_of(db: Db, person_id: PersonId, text: str, *, since: datetime, again_since: datetime) -> Pace:
    """Tell how much a person said since a moment, and whether these very words were among the last."""
    found = await many(
        db,
        Pace,
        """
        select count(*) filter (where at > %(since)s) as lately,
               coalesce(bool_or(body ->> 'text' = %(text)s), false) as is_repeated
          from (select at, body
                  from live.log
                 where person_id = %(person_id)s
                   and at > %(again_since)s
                 order by at desc
                 limit 100) said
        """,
        person_id=person_id,
        text=text,
        since=since,
        again_since=again_since,
    )
    return found[0]


async def silence(
    db: Db, *, host_id: PersonId, person_id: PersonId, until: datetime | None, now: datetime
) -> None:
    """Keep a person from talking in the rooms of a host until then, or for ever."""
    await run(
        db,
        """
        insert into live.silences (host_id, person_id, until, at)
        values (%(host_id)s, %(person_id)s, %(until)s, %(now)s)
            on conflict (host_id, person_id) do update
           set until = excluded.until,
               at = excluded.at
        """,
        host_id=host_id,
        person_id=person_id,
        until=until,
        now=now,
    )


async def end_silence(db: Db, *, host_id: PersonId, person_id: PersonId) -> None:
    """Let a person talk again."""
    await run(
        db,
        "delete from live.silences where host_id = %(host_id)s and person_id = %(person_id)s",
        host_id=host_id,
        person_id=person_id,
    )


async def is_silenced(db: Db, *, host_id: PersonId, person_id: PersonId, now: datetime) -> bool:
    """Tell whether a person may not talk in the rooms of a host."""
    return bool(
        await value(
            db,
            """
            select 1
              from live.silences
             where host_id = %(host_id)s
               and person_id = %(person_id)s
               and (until is null or until > %(now)s)
            """,
            host_id=host_id,
            person_id=person_id,
            now=now,
        )
    )


async def silenced(db: Db, host_id: PersonId, *, now: datetime, limit: int) -> list[PersonId]:
    """List whom a host keeps from talking, the last first."""
    found: Sequence[UUID] = await value(
        db,
        """
        select coalesce(array_agg(s.person_id order by s.at desc), '{}')
          from (select person_id, at
                  from live.silences
                 where host_id = %(host_id)s
                   and (until is null or until > %(now)s)
                 order by at desc
                 limit %(limit)s) s
        """,
        host_id=host_id,
        now=now,
        limit=limit,
    )
    return [PersonId(each) for each in found]


async def filter_words(db: Db, host_id: PersonId) -> list[str]:
    """Read the words that nobody can say in a host's rooms."""
    found: list[str] | None = await value(
        db, "select words from live.filters where host_id = %(host_id)s", host_id=host_id
    )
    return found or []


async def set_filter_words(db: Db, host_id: PersonId, words: Sequence[str]) -> None:
    """Keep the words that nobody can say in a host's rooms."""
    await run(
        db,
        """
        insert into live.filters (host_id, words)
        values (%(host_id)s, %(words)s)
            on conflict (host_id) do update
           set words = excluded.words
        """,
        host_id=host_id,
        words=list(words),
    )
