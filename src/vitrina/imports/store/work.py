"""SQL of work on runs: who is at one, how it moves from step to step, and how it ends."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.imports.model import RunId, RunStatus, SourceId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import UploadId

KEPT_MAX = 50
TRIES_MAX = 3


class _Upload(Struct, frozen=True, kw_only=True):
    id: UUID
    upload_id: UploadId | None


class Claim(Struct, frozen=True, kw_only=True):
    """The right to work on a run for a while. attempt_count: every later step must name it."""

    attempt_count: int
    tries_left: int


class Working(Struct, frozen=True, kw_only=True):
    """A run that a worker should be at."""

    id: UUID
    status: RunStatus


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
