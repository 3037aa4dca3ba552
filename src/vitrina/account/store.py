"""SQL of account."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.account.model import Erasure, Export, ExportId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.kit.places import Language


class PersonRow(Struct, frozen=True, kw_only=True):
    """Somebody."""

    person_id: PersonId


async def add_export(
    db: Db, export_id: ExportId, *, person_id: PersonId, language: Language, now: datetime
) -> int:
    """Write an export down; 0 when one is under way."""
    return await run(
        db,
        """
        insert into account.exports (id, person_id, language, asked_at)
        values (%(id)s, %(person_id)s, %(language)s, %(now)s)
        on conflict do nothing
        """,
        id=export_id,
        person_id=person_id,
        language=language,
        now=now,
    )


async def newest_export(db: Db, person_id: PersonId) -> Export | None:
    """Read the export that a person asked for last."""
    return await one(
        db,
        Export,
        """
        select id, person_id, state, language, asked_at, ready_at, expires_at, size_bytes
          from account.exports
         where person_id = %(person_id)s
         order by asked_at desc, id desc
         limit 1
        """,
        person_id=person_id,
    )


async def asked_since(db: Db, person_id: PersonId, since: datetime) -> list[datetime]:
    """List when a person asked for exports that did not fail, the oldest first."""
    return await value(
        db,
        """
        select coalesce(array_agg(asked_at order by asked_at), '{}')
          from account.exports
         where person_id = %(person_id)s
           and asked_at > %(since)s
           and state <> 'failed'
        """,
        person_id=person_id,
        since=since,
    )


async def claim_export(
    db: Db, export_id: ExportId, *, now: datetime, lease_until: datetime, attempts_max: int
) -> tuple[Export, int] | None:
    """Take an export to work on it, with the number of the attempt; None when somebody else has it."""
    claimed = await value(
        db,
        """
        update account.exports
           set attempt_count = attempt_count + 1,
               lease_until = %(lease_until)s
         where id = %(id)s
           and state = 'waiting'
           and attempt_count < %(attempts_max)s
           and (lease_until is null or lease_until < %(now)s)
        returning attempt_count
        """,
        id=export_id,
        now=now,
        lease_until=lease_until,
        attempts_max=attempts_max,
    )
    if claimed is None:
        return None
    found = await one(
        db,
        Export,
        """
        select id, person_id, state, language, asked_at, ready_at, expires_at, size_bytes
          from account.exports
         where id = %(id)s
        """,
        id=export_id,
    )
    assert found, "it was just claimed"
    return found, int(claimed)


async def give_back(db: Db, export_id: ExportId, attempt: int) -> int:
    """Let another attempt begin."""
    return await run(
        db,
        """
        update account.exports
           set lease_until = null
         where id = %(id)s
           and attempt_count = %(attempt)s
           and state = 'waiting'
        """,
        id=export_id,
        attempt=attempt,
    )


async def set_ready(
    db: Db, export_id: ExportId, *, attempt: int, size_bytes: int, now: datetime, expires_at: datetime
) -> int:
    """Let an export be downloaded; 0 when another attempt took it over, or the person is gone."""
    return await run(
        db,
        """
        update account.exports
           set state = 'ready',
               lease_until = null,
               ready_at = %(now)s,
               expires_at = %(expires_at)s,
               size_bytes = %(size_bytes)s
         where id = %(id)s
           and attempt_count = %(attempt)s
           and state = 'waiting'
        """,
        id=export_id,
        attempt=attempt,
        size_bytes=size_bytes,
        now=now,
        expires_at=expires_at,
    )


async def stalled_exports(db: Db, *, now: datetime, asked_before: datetime, limit: int) -> list[ExportId]:
    """List exports that wait with nobody at work on them."""
    return await value(
        db,
        """
        select coalesce(array_agg(id), '{}')
          from (select id
                  from account.exports
                 where state = 'waiting'
                   and asked_at < %(asked_before)s
                   and (lease_until is null or lease_until < %(now)s)
                 order by asked_at
                 limit %(limit)s) stalled
        """,
        now=now,
        asked_before=asked_before,
        limit=limit,
    )


async def fail_exports(db: Db, *, now: datetime, attempts_max: int) -> int:
    """Give exports up that were tried too often."""
    return await run(
        db,
        """
        update account.exports
           set state = 'failed'
         where state = 'waiting'
           and attempt_count >= %(attempts_max)s
           and (lease_until is null or lease_until < %(now)s)
        """,
        now=now,
        attempts_max=attempts_max,
    )


async def over_exports(db: Db, *, now: datetime, limit: int) -> list[ExportId]:
    """List exports whose time is over."""
    return await value(
        db,
        """
        select coalesce(array_agg(id), '{}')
          from (select id
                  from account.exports
                 where state = 'ready'
                   and expires_at <= %(now)s
                 order by expires_at
                 limit %(limit)s) over_now
        """,
        now=now,
        limit=limit,
    )


async def expire_exports(db: Db, ids: Sequence[ExportId]) -> int:
    """Note that the files of exports are gone."""
    return await run(
        db,
        "update account.exports set state = 'expired' where id = any(%(ids)s) and state = 'ready'",
        ids=list(ids),
    )


async def exports_of(db: Db, person_id: UUID) -> list[ExportId]:
    """List every export of a person; a few a week."""
    return await value(
        db,
        "select coalesce(array_agg(id), '{}') from account.exports where person_id = %(person_id)s",
        person_id=person_id,
    )


async def delete_exports(db: Db, ids: Sequence[ExportId]) -> int:
    """Delete exports."""
    return await run(db, "delete from account.exports where id = any(%(ids)s)", ids=list(ids))


async def export_exports(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read when a person asked for her data."""
    async for record in records(
        db,
        "exports",
        """
        select id, asked_at, ready_at, expires_at
          from account.exports
         where person_id = %(person_id)s
         order by asked_at
        """,
        person_id=person_id,
    ):
        yield record


async def add_erasure(db: Db, person_id: PersonId, *, email: str, now: datetime) -> int:
    """Write down that a person is being forgotten."""
    return await run(
        db,
        """
        insert into account.erasures (person_id, email, begun_at, tried_at)
        values (%(person_id)s, %(email)s, %(now)s, %(now)s)
        on conflict do nothing
        """,
        person_id=person_id,
        email=email,
        now=now,
    )


async def find_erasure(db: Db, person_id: PersonId) -> Erasure | None:
    """Read an erasure that is not finished."""
    return await one(
        db,
        Erasure,
        """
        select person_id, email, done
          from account.erasures
         where person_id = %(person_id)s
           and finished_at is null
        """,
        person_id=person_id,
    )


async def note_done(db: Db, person_id: PersonId, module: str) -> int:
    """Note that a module has nothing left of a person."""
    return await run(
        db,
        """
        update account.erasures
           set done = array_append(done, %(module)s)
         where person_id = %(person_id)s
           and not done @> array[%(module)s]
        """,
        person_id=person_id,
        module=module,
    )


async def finish_erasure(db: Db, person_id: PersonId, now: datetime) -> int:
    """Note that a person is forgotten, and forget her e-mail address."""
    return await run(
        db,
        """
        update account.erasures
           set finished_at = %(now)s,
               email = null
         where person_id = %(person_id)s
           and finished_at is null
        """,
        person_id=person_id,
        now=now,
    )


async def stuck_erasures(db: Db, *, begun_before: datetime, limit: int) -> list[PersonId]:
    """List who is not forgotten long after it began, the longest first."""
    return await value(
        db,
        """
        select coalesce(array_agg(person_id), '{}')
          from (select person_id
                  from account.erasures
                 where finished_at is null
                   and begun_at < %(begun_before)s
                 order by begun_at
                 limit %(limit)s) stuck
        """,
        begun_before=begun_before,
        limit=limit,
    )


async def take_unfinished(db: Db, *, now: datetime, tried_before: datetime, limit: int) -> list[PersonId]:
    """List who is not forgotten yet and was not tried lately, noting the new try."""
    rows = await many(
        db,
        PersonRow,
        """
        update account.erasures
           set tried_at = %(now)s
         where person_id in (select person_id
                               from account.erasures
                              where finished_at is null
                                and tried_at < %(tried_before)s
                              order by tried_at
                              limit %(limit)s
                                for update skip locked)
        returning person_id
        """,
        now=now,
        tried_before=tried_before,
        limit=limit,
    )
    return [row.person_id for row in rows]
