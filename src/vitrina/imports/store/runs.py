"""SQL of runs: how they stand, who works on them, and how they end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.imports.model import Column, Counts, Format, Run, RunId, RunStatus, Source, SourceId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import UploadId
from vitrina.shops.model import ShopId

KEPT_MAX = 50
TRIES_MAX = 3


class _RunRow(Struct, frozen=True, kw_only=True):
    id: RunId
    source_id: SourceId
    shop_id: ShopId
    person_id: PersonId
    upload_id: UploadId | None
    status: RunStatus
    is_automatic: bool
    attempt_count: int
    format: Format | None
    encoding: str | None
    delimiter: str | None
    columns: list[Column]
    failure: str | None
    row_count: int
    new_count: int
    changed_count: int
    unchanged_count: int
    wrong_count: int
    vanishing_count: int
    problem_count: int
    unnumbered_count: int
    done_count: int
    size_bytes: int
    read_bytes: int
    known_count: int
    created_at: datetime
    ended_at: datetime | None

    def run(self) -> Run:
        columns: dict[str, Any] = msgspec.structs.asdict(self)
        counts = Counts(**{name: columns.pop(name) for name in Counts.__struct_fields__})
        return Run(counts=counts, **columns)


class Claim(Struct, frozen=True, kw_only=True):
    """The right to work on a run for a while. attempt_count: every later step must name it."""

    attempt_count: int
    tries_left: int


class Working(Struct, frozen=True, kw_only=True):
    """A run that a worker should be at."""

    id: UUID
    status: RunStatus


class _Upload(Struct, frozen=True, kw_only=True):
    id: UUID
    upload_id: UploadId | None


async def add_run(
    db: Db,
    *,
    run_id: RunId,
    source: Source,
    person_id: PersonId,
    upload_id: UploadId | None,
    is_automatic: bool,
    now: datetime,
) -> int:
    """Begin a run. Returns 0 when its id is known. Raises UniqueViolation when the source is busy."""
    return await run(
        db,
        """
        insert into imports.runs (
               id, source_id, shop_id, person_id, upload_id, status, is_automatic, created_at)
        values (%(id)s, %(source_id)s, %(shop_id)s, %(person_id)s, %(upload_id)s, 'waiting',
               %(is_automatic)s, %(now)s)
        on conflict (id) do nothing
        """,
        id=run_id,
        source_id=source.id,
        shop_id=source.shop_id,
        person_id=person_id,
        upload_id=upload_id,
        is_automatic=is_automatic,
        now=now,
    )


async def find_run(db: Db, run_id: RunId) -> Run | None:
    """Find a run."""
    row = await one(
        db,
        _RunRow,
        """
        select id,
               source_id,
               shop_id,
               person_id,
               upload_id,
               status,
               is_automatic,
               attempt_count,
               format,
               encoding,
               delimiter,
               columns,
               failure,
               row_count,
               new_count,
               changed_count,
               unchanged_count,
               wrong_count,
               vanishing_count,
               problem_count,
               unnumbered_count,
               done_count,
               size_bytes,
               read_bytes,
               known_count,
               created_at,
               ended_at
          from imports.runs
         where id = %(id)s
        """,
        id=run_id,
    )
    return row.run() if row else None


async def source_runs(
    db: Db, source_id: SourceId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Run]:
    """List the runs of a source, the newest first."""
    rows = await many(
        db,
        _RunRow,
        """
        select id,
               source_id,
               shop_id,
               person_id,
               upload_id,
               status,
               is_automatic,
               attempt_count,
               format,
               encoding,
               delimiter,
               columns,
               failure,
               row_count,
               new_count,
               changed_count,
               unchanged_count,
               wrong_count,
               vanishing_count,
               problem_count,
               unnumbered_count,
               done_count,
               size_bytes,
               read_bytes,
               known_count,
               created_at,
               ended_at
          from imports.runs
         where source_id = %(source_id)s
           and (%(before_id)s::uuid is null
                or (created_at, id) < (%(before_at)s::timestamptz, %(before_id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        source_id=source_id,
        before_at=before and before[0],
        before_id=before and before[1],
        limit=limit,
    )
    return [row.run() for row in rows]


async def is_busy(db: Db, source_id: SourceId) -> bool:
    """Tell whether a worker has, or will have, to do with a source."""
    return await value(
        db,
        """
        select exists (select 1
                         from imports.runs
                        where source_id = %(source_id)s
                          and status in ('waiting', 'reading', 'applying', 'undoing'))
        """,
        source_id=source_id,
    )


async def close_previews(db: Db, source_id: SourceId, *, now: datetime) -> list[UploadId]:
    """End the previews of a source that nobody said yes to. Answers the uploads that they kept."""
    rows = await many(
        db,
        _Upload,
        """
        update imports.runs
           set status = 'cancelled',
               ended_at = %(now)s
         where source_id = %(source_id)s
           and status in ('ready', 'mapping')
        returning id, upload_id
        """,
        source_id=source_id,
        now=now,
    )
    return [row.upload_id for row in rows if row.upload_id]


async def close_old_previews(db: Db, *, before: datetime, now: datetime, limit: int) -> list[UploadId]:
    """End previews that have waited too long for a yes. Answers the uploads that they kept."""
    rows = await many(
        db,
        _Upload,
        """
        update imports.runs
           set status = 'cancelled',
               ended_at = %(now)s
         where id in (select r.id
                        from imports.runs r
                       where r.status in ('ready', 'mapping')
                         and r.created_at < %(before)s
                       order by r.created_at
                       limit %(limit)s
                         for update skip locked)
        returning id, upload_id
        """,
        before=before,
        now=now,
        limit=limit,
    )
    return [row.upload_id for row in rows if row.upload_id]


async def claim(db: Db, run_id: RunId, *, status: RunStatus, lease: timedelta) -> Claim | None:
    """Take a run to work on it; None when it is at another step or somebody else is at it."""
    return await one(
        db,
        Claim,
        """
        update imports.runs
           set status = case when status = 'waiting' then 'reading' else status end,
               lease_until = clock_timestamp() + %(lease)s,
               attempt_count = attempt_count + 1,
               tries_left = tries_left - 1
         where id = %(id)s
           and (status = %(status)s or (status = 'waiting' and %(status)s = 'reading'))
           and (lease_until is null or lease_until < clock_timestamp())
        returning attempt_count, tries_left
        """,
        id=run_id,
        status=status,
        lease=lease,
    )


async def keep(db: Db, run_id: RunId, *, status: RunStatus, attempt: int, lease: timedelta) -> bool:
    """Stay at a run for one more step and lock it; False: it was stopped, or somebody else is at it."""
    count = await run(
        db,
        """
        update imports.runs
           set lease_until = clock_timestamp() + %(lease)s
         where id = %(id)s
           and status = %(status)s
           and attempt_count = %(attempt)s
        """,
        id=run_id,
        status=status,
        attempt=attempt,
        lease=lease,
    )
    return count == 1


async def note_file(
    db: Db, run_id: RunId, *, size_bytes: int, etag: str | None, modified: str | None
) -> None:
    """Note what was fetched."""
    await run(
        db,
        """
        update imports.runs
           set size_bytes = %(size_bytes)s, etag = %(etag)s, modified = %(modified)s
         where id = %(id)s
        """,
        id=run_id,
        size_bytes=size_bytes,
        etag=etag,
        modified=modified,
    )


async def note_head(
    db: Db,
    run_id: RunId,
    *,
    format: Format,
    encoding: str,
    delimiter: str | None,
    columns: list[Column],
) -> None:
    """Note what a file is."""
    await run(
        db,
        """
        update imports.runs
           set format = %(format)s,
               encoding = %(encoding)s,
               delimiter = %(delimiter)s,
               columns = %(columns)s::jsonb
         where id = %(id)s
        """,
        id=run_id,
        format=format,
        encoding=encoding,
        delimiter=delimiter,
        columns=msgspec.json.encode(columns).decode(),
    )


async def note_read(
    db: Db, run_id: RunId, *, read_bytes: int, problem_count: int, unnumbered_count: int
) -> None:
    """Note how far a file is read."""
    await run(
        db,
        """
        update imports.runs
           set read_bytes = greatest(read_bytes, %(read_bytes)s),
               problem_count = %(problem_count)s,
               unnumbered_count = %(unnumbered_count)s
         where id = %(id)s
        """,
        id=run_id,
        read_bytes=read_bytes,
        problem_count=problem_count,
        unnumbered_count=unnumbered_count,
    )


async def note_counts(db: Db, run_id: RunId, counts: Counts, *, known_count: int) -> None:
    """Note what a run found."""
    await run(
        db,
        """
        update imports.runs
           set row_count = %(row_count)s,
               new_count = %(new_count)s,
               changed_count = %(changed_count)s,
               unchanged_count = %(unchanged_count)s,
               wrong_count = %(wrong_count)s,
               vanishing_count = %(vanishing_count)s,
               problem_count = %(problem_count)s,
               unnumbered_count = %(unnumbered_count)s,
               known_count = %(known_count)s
         where id = %(id)s
        """,
        id=run_id,
        known_count=known_count,
        **msgspec.structs.asdict(counts),
    )


async def note_done(db: Db, run_id: RunId, *, count: int, until: str, left_out_count: int = 0) -> None:
    """Note how far a run is applied or put back. left_out_count: products that could not be written."""
    await run(
        db,
        """
        update imports.runs
           set done_count = done_count + %(count)s,
               done_until = %(until)s,
               wrong_count = wrong_count + %(left_out_count)s
         where id = %(id)s
        """,
        id=run_id,
        count=count,
        until=until,
        left_out_count=left_out_count,
    )


async def done_until(db: Db, run_id: RunId) -> str:
    """Tell the last key that is done."""
    return await value(db, "select done_until from imports.runs where id = %(id)s", id=run_id)


async def move(
    db: Db,
    run_id: RunId,
    *,
    from_statuses: list[RunStatus],
    to: RunStatus,
    now: datetime | None = None,
    failure: str | None = None,
) -> int:
    """Bring a run to another step; 0: it is at none of those named. now: when that is its end."""
    return await run(
        db,
        """
        update imports.runs
           set status = %(to)s,
               failure = %(failure)s,
               lease_until = null,
               tries_left = %(tries)s,
               done_count = case when %(to)s = any(%(begins)s::text[]) then 0 else done_count end,
               done_until = case when %(to)s = any(%(begins)s::text[]) then '' else done_until end,
               queued_at = clock_timestamp(),
               ended_at = %(now)s
         where id = %(id)s
           and status = any(%(from_statuses)s::text[])
        """,
        id=run_id,
        from_statuses=[str(each) for each in from_statuses],
        to=to,
        tries=TRIES_MAX,
        begins=["waiting", "applying", "undoing"],
        now=now,
        failure=failure,
    )


async def give_back(db: Db, run_id: RunId, *, attempt: int) -> None:
    """Let somebody else try."""
    await run(
        db,
        """
        update imports.runs
           set lease_until = null, queued_at = clock_timestamp()
         where id = %(id)s
           and attempt_count = %(attempt)s
        """,
        id=run_id,
        attempt=attempt,
    )


async def take_stalled(db: Db, *, waiting: timedelta, limit: int) -> list[Working]:
    """Take the runs whose worker died, or that have waited for one too long."""
    return await many(
        db,
        Working,
        """
        update imports.runs
           set queued_at = clock_timestamp()
         where id in (select r.id
                        from imports.runs r
                       where r.status in ('waiting', 'reading', 'applying', 'undoing')
                         and (r.lease_until < clock_timestamp()
                              or (r.lease_until is null and r.queued_at < clock_timestamp() - %(waiting)s))
                       order by r.queued_at
                       limit %(limit)s
                         for update skip locked)
        returning id, status
        """,
        waiting=waiting,
        limit=limit,
    )


async def last_changing(db: Db, source_ids: list[SourceId]) -> set[UUID]:
    """Find, of each source, the last run that changed something and was not undone."""
    rows = await many(
        db,
        _Upload,
        """
        select distinct on (r.source_id) r.id, r.upload_id
          from imports.runs r
         where r.source_id = any(%(ids)s::uuid[])
           and exists (select 1 from imports.changes c where c.run_id = r.id)
         order by r.source_id, r.created_at desc, r.id desc
        """,
        ids=source_ids,
    )
    return {row.id for row in rows}


async def forget_old(db: Db, run_id: RunId, source_id: SourceId) -> None:
    """Forget what earlier runs of a source read, and all of those beyond the last KEPT_MAX."""
    await run(
        db,
        """
        with items as (
                 delete from imports.items i
                  using imports.runs r
                  where r.source_id = %(source_id)s
                    and r.id <> %(run_id)s
                    and i.run_id = r.id
             ),
             old as (
                 select r.id
                   from imports.runs r
                  where r.source_id = %(source_id)s
                  order by r.created_at desc, r.id desc
                 offset %(kept_max)s
             )
        delete from imports.runs r
         using old
         where r.id = old.id
           and not exists (select 1 from imports.changes c where c.run_id = r.id)
        """,
        run_id=run_id,
        source_id=source_id,
        kept_max=KEPT_MAX,
    )


async def known_runs(db: Db, run_ids: list[UUID]) -> set[UUID]:
    """Find which runs may still need their file."""
    rows = await many(
        db,
        _Upload,
        """
        select id, upload_id
          from imports.runs
         where id = any(%(ids)s::uuid[])
           and status in ('waiting', 'reading', 'mapping', 'ready')
        """,
        ids=run_ids,
    )
    return {row.id for row in rows}
