"""Databases for tests: copies of one migrated template, and one a worker that is brought back to it.

A copy costs the server most of a second of work; taking away the rows that a test wrote, some milliseconds.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from msgspec import Struct
from psycopg import sql
from psycopg.conninfo import make_conninfo

# Deleted rows stay in their files until somebody vacuums: a database is used so often, and up to this size.
USES_MAX = 60
GROWTH_BYTES_MAX = 4 * 1024 * 1024
GOODBYE_MS = 10_000
Table = tuple[str, str]
OURS = "nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_(toast|temp)'"
TABLES = f"""
    select nspname, relname, pg_relation_size(c.oid)
      from pg_class c
      join pg_namespace n on n.oid = relnamespace
     where relkind = 'r'
       and {OURS}
     order by c.oid
    """
SEQUENCES = "select seqrelid::regclass::text, seqstart, pg_sequence_last_value(seqrelid) from pg_sequence"
# What changes of the schema, rights, settings and statistics alter, and rows do not; xmin: who wrote it.
SHAPE = f"""
    select (select (count(*), max(xmin::text::bigint))::text from pg_attribute),
           (select (count(*), max(xmin::text::bigint))::text from pg_attrdef),
           (select (count(*), max(xmin::text::bigint))::text from pg_constraint),
           (select (count(*), max(xmin::text::bigint))::text from pg_index),
           (select (count(*), max(xmin::text::bigint))::text from pg_namespace),
           (select (count(*), max(xmin::text::bigint))::text from pg_proc),
           (select (count(*), max(xmin::text::bigint))::text from pg_trigger),
           (select (count(*), max(xmin::text::bigint))::text from pg_type),
           (select (count(*), max(xmin::text::bigint))::text from pg_db_role_setting),
           (select count(*) from pg_statistic),
           (select count(*) from pg_largeobject_metadata),
           (select md5(string_agg((c.oid, relname, relowner, relacl, reloptions, reltuples)::text, ''
                                  order by c.oid))
              from pg_class c
              join pg_namespace n on n.oid = relnamespace
             where {OURS})
    """


def with_database(server_url: str, name: str) -> str:
    """Point a connection URL at another database of the same server."""
    return make_conninfo(server_url, dbname=name)


@contextmanager
def copy_of(server_url: str, template: str) -> Generator[str]:
    """URL of a fresh copy of the template, dropped afterwards."""
    name = _copy(server_url, template)
    try:
        yield with_database(server_url, name)
    finally:
        _drop(server_url, name)


def _copy(server_url: str, template: str) -> str:
    name = f"test_{uuid4().hex}"
    statement = sql.SQL("create database {} template {} strategy file_copy")
    with psycopg.connect(server_url, autocommit=True) as db:
        db.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return name


def _drop(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as db:
        db.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


class Kept(Struct, kw_only=True):
    """A copy with what it held when it was made."""

    name: str
    db: Any
    shape: Any
    sequences: Any
    seeds: dict[Table, bytes]
    size_bytes: int
    uses: int = 0


class Reused:
    """Lends a database that is as the template: the same again, while taking back what was written is enough.

    It is thrown away after a test that changed more than rows (tables, rights, settings, statistics) or wrote
    very many. Nobody is connected to it but who borrowed it, and nobody is any more when it is lent again.
    """

    def __init__(self, server_url: str, template: str) -> None:
        """Make nothing yet."""
        self._server_url = server_url
        self._template = template
        self._kept: Kept | None = None

    @contextmanager
    def lend(self) -> Generator[str]:
        """URL of a database of one's own."""
        kept = self._kept = self._kept or self._made()
        try:
            yield with_database(self._server_url, kept.name)
        finally:
            kept.uses += 1
            if kept.uses >= USES_MAX or not _restored(kept):
                self.close()

    def close(self) -> None:
        """Throw the database away."""
        if self._kept:
            self._kept.db.close()
            _drop(self._server_url, self._kept.name)
        self._kept = None

    def _made(self) -> Kept:
        name = _copy(self._server_url, self._template)
        db = psycopg.connect(with_database(self._server_url, name), autocommit=True)
        # Neither triggers nor foreign keys have a say in taking rows back.
        db.execute("set session_replication_role = replica")
        tables = _tables(db)
        return Kept(
            name=name,
            db=db,
            shape=db.execute(SHAPE).fetchone(),
            sequences=db.execute(SEQUENCES).fetchall(),
            seeds={table: _rows(db, table) for table, size_bytes in tables.items() if size_bytes},
            size_bytes=sum(tables.values()),
        )


def _restored(kept: Kept) -> bool:
    """Bring a database back to what it was made as. False: it must go."""
    db = kept.db
    db.execute(
        """
        select pg_terminate_backend(pid, %s)
          from pg_stat_activity
         where datname = current_database()
           and backend_type = 'client backend'
           and pid <> pg_backend_pid()
        """,
        (GOODBYE_MS,),
    )
    tables = _tables(db)
    has_grown = sum(tables.values()) > kept.size_bytes + GROWTH_BYTES_MAX
    if has_grown or db.execute(SHAPE).fetchone() != kept.shape:
        return False
    written = [table for table, size_bytes in tables.items() if size_bytes and table not in kept.seeds]
    changed = [table for table, rows in kept.seeds.items() if _rows(db, table) != rows]
    with db.transaction():
        emptied = [sql.SQL("delete from {}").format(sql.Identifier(*table)) for table in [*written, *changed]]
        if emptied:  # Sent as one: each of some thirty would wait for its answer.
            db.execute(sql.SQL("; ").join(emptied))
        for table in changed:
            with db.cursor().copy(sql.SQL("copy {} from stdin").format(sql.Identifier(*table))) as into:
                into.write(kept.seeds[table])
        _rewind(db, kept.sequences)
    return True


def _tables(db: Any) -> dict[Table, int]:
    """Size of each table in bytes."""
    return {(schema, name): size_bytes for schema, name, size_bytes in db.execute(TABLES).fetchall()}


def _rows(db: Any, table: Table) -> bytes:
    with db.cursor().copy(sql.SQL("copy {} to stdout").format(sql.Identifier(*table))) as out:
        return b"".join(out)


def _rewind(db: Any, sequences: Any) -> None:
    for name, start, last in set(sequences) - set(db.execute(SEQUENCES).fetchall()):
        db.execute("select setval(%s, %s, %s)", (name, last or start, last is not None))
