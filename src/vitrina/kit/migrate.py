"""Forward-only migrations under an advisory lock.

Each file of `vitrina/migrations` runs once, in order of its number, in its own transaction; the queue's own
schema comes from the installed procrastinate package. A file that was applied may never change.
"""

import hashlib
from importlib.metadata import version
from importlib.resources import files

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import AsyncConnection, sql

from vitrina.kit.db import APP_ROLE

ADVISORY_LOCK = 0x5669_7472_696E_61  # "Vitrina"
LOCK_TIMEOUT = "5s"
QUEUE = "queue"


class MigrationWrong(Exception):
    """The database cannot be migrated; the message says why."""


async def migrate(database_url: str) -> list[str]:
    """Bring a database to this version. Returns the names of what was applied now."""
    async with await AsyncConnection.connect(database_url, autocommit=True) as db:
        await db.execute("select pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        await db.execute("select set_config('lock_timeout', %s, false)", (LOCK_TIMEOUT,))
        await db.execute(
            """
            create table if not exists public.vitrina_migrations (
                name text primary key, checksum text not null, applied_at timestamptz not null default now())
            """
        )
        rows = await (await db.execute("select name, checksum from public.vitrina_migrations")).fetchall()
        done = {str(name): str(checksum) for name, checksum in rows}
        applied = [name for name, text in scripts() if await _apply(db, name, text, done)]
        if applied:
            await _grant(db)
        await _bring_log_into_step(db)
        return applied


def scripts() -> list[tuple[str, str]]:
    """List the migrations in order, as (name, SQL); the queue's schema comes first."""
    folder = files("vitrina.migrations")
    ours = sorted((f.name, f.read_text()) for f in folder.iterdir() if f.name.endswith(".sql"))
    return [(f"{QUEUE}-{version('procrastinate')}", SchemaManager.get_schema()), *ours]


async def _apply(db: AsyncConnection, name: str, text: str, done: dict[str, str]) -> bool:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if name in done:
        if done[name] != checksum:
            raise MigrationWrong(f"{name} was changed after it was applied; add a new migration instead")
        return False
    if name.startswith(QUEUE) and any(other.startswith(QUEUE) for other in done):
        raise MigrationWrong(f"the queue's schema must be upgraded to {name}; see docs/howto/upgrade.md")
    try:
        async with db.transaction():
            await db.execute(text.encode())
            await db.execute("insert into public.vitrina_migrations values (%s, %s)", (name, checksum))
    except psycopg.Error as e:
        raise MigrationWrong(f"{name}: {e}") from e
    return True


async def _bring_log_into_step(db: AsyncConnection) -> None:
    """Shift the event log and its cursors into the past when a dump was restored into a younger server.

    The log is ordered by transaction numbers, and a new server begins to count anew: without the shift, new
    facts would sort before old ones and subscribers would pass over them.
    """
    await db.execute(
        """
        with ahead as (
             select coalesce(max(tx), 0) as tx
               from kit.events
             having max(tx) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint),
        events as (update kit.events e set tx = e.tx - ahead.tx from ahead)
        update kit.cursors c set tx = c.tx - ahead.tx from ahead
        """
    )


async def _grant(db: AsyncConnection) -> None:
    """Let the application role work on every schema; the ledger grants its own rights."""
    role = await (await db.execute("select 1 from pg_roles where rolname = %s", (APP_ROLE,))).fetchone()
    if not role:
        return
    schemas = await (
        await db.execute(
            """
            select nspname
              from pg_namespace
             where nspname !~ '^pg_'
               and nspname not in ('information_schema', 'ledger')
            """
        )
    ).fetchall()
    for (schema,) in schemas:
        for text in (
            "grant usage on schema {} to vitrina_app",
            "grant select, insert, update, delete on all tables in schema {} to vitrina_app",
            "grant usage, select on all sequences in schema {} to vitrina_app",
            "grant execute on all functions in schema {} to vitrina_app",
        ):
            await db.execute(sql.SQL(text).format(sql.Identifier(schema)))
    await db.execute("revoke insert, update, delete on public.vitrina_migrations from vitrina_app")
