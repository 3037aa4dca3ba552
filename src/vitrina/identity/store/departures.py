"""SQL of leaving: who asked to be forgotten, and what is left of her here."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import Departure, PersonId
from vitrina.kit.db import Db, one, run, value
from vitrina.kit.personal import Record, records


async def add(db: Db, person_id: PersonId, *, now: datetime, due_at: datetime) -> int:
    """Note that a person leaves, once."""
    return await run(
        db,
        """
        insert into identity.departures (person_id, asked_at, due_at)
        values (%(person_id)s, %(now)s, %(due_at)s)
        on conflict do nothing
        """,
        person_id=person_id,
        now=now,
        due_at=due_at,
    )


async def find(db: Db, person_id: PersonId) -> Departure | None:
    """Read a person's departure."""
    return await one(
        db,
        Departure,
        "select person_id, asked_at, due_at from identity.departures where person_id = %(person_id)s",
        person_id=person_id,
    )


async def cancel(db: Db, person_id: PersonId) -> int:
    """Let a person stay, unless she is being forgotten already."""
    return await run(
        db,
        """
        delete from identity.departures
         where person_id = %(person_id)s
           and erasing_since is null
        """,
        person_id=person_id,
    )


async def due(db: Db, now: datetime, limit: int) -> list[PersonId]:
    """List who is to be forgotten now, the longest waiting first."""
    return await value(
        db,
        """
        select coalesce(array_agg(person_id), '{}')
          from (select person_id
                  from identity.departures
                 where due_at <= %(now)s
                   and erasing_since is null
                 order by due_at
                 limit %(limit)s) waiting
        """,
        now=now,
        limit=limit,
    )


async def postpone(db: Db, person_id: PersonId, due_at: datetime) -> int:
    """Look again later."""
    return await run(
        db,
        """
        update identity.departures
           set due_at = %(due_at)s
         where person_id = %(person_id)s
           and erasing_since is null
        """,
        person_id=person_id,
        due_at=due_at,
    )


async def begin(db: Db, person_id: PersonId, now: datetime) -> str | None:
    """Let there be no way back, and give the e-mail free. Returns it; None when she came back first."""
    return await value(
        db,
        """
        with begun as (
            update identity.departures
               set erasing_since = %(now)s
             where person_id = %(person_id)s
               and erasing_since is null
               and due_at <= %(now)s
            returning person_id
        ), before as (
            select p.id, p.email
              from identity.persons p
              join begun b on b.person_id = p.id
               for update of p
        ), freed as (
            update identity.persons p
               set email = p.id::text || '@deleted.invalid',
                   password_hash = null
              from before
             where p.id = before.id
        )
        select email from before
        """,
        person_id=person_id,
        now=now,
    )


async def erase_access(db: Db, person_id: UUID, email: str) -> None:
    """Delete ways in, and what was tried with the e-mail address."""
    await run(
        db,
        """
        with codes as (delete from identity.sign_in_codes where email = %(email)s),
             tries as (delete from identity.attempts where email = %(email)s),
             sessions as (delete from identity.sessions where person_id = %(person_id)s)
        delete from identity.tokens where person_id = %(person_id)s
        """,
        person_id=person_id,
        email=email,
    )


async def erase_person(db: Db, person_id: UUID, *, retired_until: datetime) -> int:
    """Delete a person and the handle, which is kept from others as a digest. 0 when she is gone."""
    return await run(
        db,
        """
        with freed as (
            delete from identity.handles where owner_id = %(person_id)s returning handle
        ), retired as (
            insert into identity.retired_handles (digest, until)
            select sha256(convert_to(handle, 'UTF8')), %(until)s from freed
            on conflict (digest) do update set until = excluded.until
        )
        delete from identity.persons where id = %(person_id)s
        """,
        person_id=person_id,
        until=retired_until,
    )


async def retired_among(db: Db, handles: Sequence[str]) -> list[str]:
    """Tell which of some handles nobody may take yet; a job forgets those whose time is over."""
    return await value(
        db,
        """
        select coalesce(array_agg(h.handle), '{}')
          from unnest(%(handles)s::text[]) as h (handle)
          join identity.retired_handles r on r.digest = sha256(convert_to(h.handle, 'UTF8'))
        """,
        handles=list(handles),
    )


async def forget_retired(db: Db, now: datetime) -> int:
    """Let handles be taken again whose time is over."""
    return await run(db, "delete from identity.retired_handles where until <= %(now)s", now=now)


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's account, sessions and tokens."""
    async for record in records(
        db,
        "profile",
        """
        select p.id, h.handle, p.email, p.name, p.bio, p.birth_date, p.language, p.country,
               p.avatar_file_id, p.capabilities, p.password_hash is not null as has_password, p.created_at,
               s.suspended_at, d.asked_at as deletion_asked_at
          from identity.persons p
          left join identity.handles h on h.owner_id = p.id
          left join identity.suspensions s on s.person_id = p.id
          left join identity.departures d on d.person_id = p.id
         where p.id = %(person_id)s
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "sessions",
        """
        select created_at, expires_at
          from identity.sessions
         where person_id = %(person_id)s
         order by created_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "tokens",
        """
        select id, name, created_at, expires_at, last_used_at
          from identity.tokens
         where person_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    ):
        yield record


async def export_tries(db: Db, email: str) -> AsyncIterator[Record]:
    """Read from where somebody tried to sign in with an e-mail address lately."""
    async for record in records(
        db,
        "sign_in_attempts",
        "select kind, email, address, at from identity.attempts where email = %(email)s order by at",
        email=email,
    ):
        yield record


async def is_only_operator(db: Db, person_id: UUID) -> bool:
    """Tell whether an instance would be left alone."""
    return await value(
        db,
        """
        select exists (select 1 from identity.persons
                        where id = %(person_id)s and capabilities @> array['operate'])
           and not exists (select 1 from identity.persons
                            where id <> %(person_id)s
                              and capabilities @> array['operate']
                              and not identity.is_hidden(id))
        """,
        person_id=person_id,
    )
