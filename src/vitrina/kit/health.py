"""What the database tells about its own state: for `vitrina doctor`."""

from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import APP_ROLE, Db, one, value


class ServerState(Struct, frozen=True, kw_only=True):
    """Which server it is, and as whom we work there.

    can_work_as_app: whether our role may become `vitrina_app`, which cannot change the ledger's rows.
    """

    version: str
    name: str
    role: str
    can_work_as_app: bool
    is_migrated: bool
    size_bytes: int
    now: datetime


class QueueState(Struct, frozen=True, kw_only=True):
    """How far the jobs are. waiting: those whose time has come."""

    waiting_count: int
    running_count: int
    failed_count: int
    oldest_wait_s: int
    worker_count: int


async def server_state(db: Db) -> ServerState:
    """Ask which server it is. Works on an empty database too."""
    found = await one(
        db,
        ServerState,
        """
        select current_setting('server_version') as version,
               current_database() as name,
               session_user::text as role,
               exists (select 1
                         from pg_roles
                        where rolname = %(app_role)s
                          and pg_has_role(session_user, oid, 'member')) as can_work_as_app,
               to_regclass('public.vitrina_migrations') is not null as is_migrated,
               pg_database_size(current_database()) as size_bytes,
               clock_timestamp() as now
        """,
        app_role=APP_ROLE,
    )
    assert found
    return found


async def applied_migrations(db: Db) -> list[str]:
    """List the names of what was applied to this database."""
    names = await value(db, "select array_agg(name order by name) from public.vitrina_migrations")
    return list(names or ())


async def queue_state(db: Db) -> QueueState:
    """Count the jobs, and the workers heard of in the last minute."""
    found = await one(
        db,
        QueueState,
        """
        with waiting as (
            select coalesce(j.scheduled_at, d.at) as due_at
              from public.procrastinate_jobs j
              left join lateral (select max(e.at) as at
                                   from public.procrastinate_events e
                                  where e.job_id = j.id) d on true
             where j.status = 'todo'
               and (j.scheduled_at is null or j.scheduled_at <= now())
        )
        select (select count(*) from waiting) as waiting_count,
               (select count(*) from public.procrastinate_jobs where status = 'doing') as running_count,
               (select count(*) from public.procrastinate_jobs where status = 'failed') as failed_count,
               (select coalesce(extract(epoch from now() - min(due_at)), 0)::int
                  from waiting) as oldest_wait_s,
               (select count(*)
                  from public.procrastinate_workers
                 where last_heartbeat > now() - interval '1 minute') as worker_count
        """,
    )
    assert found
    return found


async def clock_offset_s(db: Db) -> int:
    """Tell how far this instance's clock was moved; only a demo's may be."""
    return await value(db, "select offset_s from kit.clock") or 0


async def house_time(db: Db) -> datetime:
    """Tell what time it is by the clock of the house."""
    return await value(db, "select kit.now()")
