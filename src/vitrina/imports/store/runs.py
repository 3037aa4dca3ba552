"""SQL of runs: how they stand, who works on them, and how they end."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.imports.model import Column, Counts, Format, Run, RunId, RunStatus, Source, SourceId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import UploadId
from vitrina.shops.model import ShopId


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


async def failed_before(db: Db, run: Run) -> bool:
    """Tell whether the last pull of the same schedule before this one failed as well."""
    return await value(
        db,
        """
        select coalesce((select r.status = 'failed'
                           from imports.runs r
                          where r.source_id = %(source_id)s
                            and r.is_automatic
                            and r.id <> %(id)s
                            and r.created_at <= %(created_at)s
                          order by r.created_at desc, r.id desc
                          limit 1), false)
        """,
        source_id=run.source_id,
        id=run.id,
        created_at=run.created_at,
    )
