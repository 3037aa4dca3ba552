"""The database that tests share one after the other is, each time, what a fresh copy would be."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from tests.databases import USES_MAX, Reused, copy_of

INSERT = "insert into kit.idempotency_keys (actor, key, request_hash)"
HOLDS = """
    select nspname, relname, relkind
      from pg_class c
      join pg_namespace n on n.oid = relnamespace
     where relkind in ('r', 'S')
       and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     order by 1, 2
    """


@pytest.fixture
def lender(server_url: str, template: str) -> Iterator[Reused]:
    opened = Reused(server_url, template)
    yield opened
    opened.close()


def content(url: str) -> dict[str, list[Any]]:
    """Everything that a database holds: rows and where its sequences are."""
    with psycopg.connect(url) as db:
        return {
            f"{schema}.{name}": db.execute(
                sql.SQL("select {} from {} order by 1").format(
                    sql.SQL("last_value::text || is_called")
                    if kind == "S"
                    else sql.SQL("{}::text").format(sql.Identifier(name)),
                    sql.Identifier(schema, name),
                )
            ).fetchall()
            for schema, name, kind in db.execute(HOLDS).fetchall()
        }


def write(url: str, *statements: str) -> None:
    with psycopg.connect(url) as db:
        for statement in statements:
            db.execute(statement.encode())


def name_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def test_rows_seeds_and_sequences_are_what_a_fresh_copy_holds(
    lender: Reused, server_url: str, template: str
) -> None:
    with copy_of(server_url, template) as fresh:
        expected = content(fresh)

    with lender.lend() as url:
        first = name_of(url)
        write(
            url,
            "insert into public.procrastinate_jobs (queue_name, task_name) values ('a', 'b')",
            f"{INSERT} values ('a', 'b', 'c')",
            "update kit.clock set offset_s = 12",
            "delete from ledger.currencies where code = 'PEN'",
        )
        assert content(url) != expected

    with lender.lend() as url:
        assert name_of(url) == first
        assert content(url) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "create table kit.other (id int)",
        "create schema other",
        "alter table kit.idempotency_keys add column other int",
        "alter table kit.idempotency_keys alter column request_hash drop not null",
        "alter table ledger.entries disable trigger all",
        "alter table kit.idempotency_keys rename to other",
        "create index on kit.idempotency_keys (created_at)",
        "create function kit.other() returns int language sql return 1",
        "revoke insert on kit.idempotency_keys from vitrina_app",
        "do $$ begin execute format('alter database %I set work_mem = 64', current_database()); end $$",
        "analyze kit.clock",
        f"{INSERT} select 'a', md5(n::text), 'c' from generate_series(1, 60000) n",
    ],
)
def test_what_is_more_than_rows_is_thrown_away(lender: Reused, statement: str) -> None:
    with lender.lend() as url:
        first = name_of(url)
        write(url, statement)

    with lender.lend() as url:
        assert name_of(url) != first


def test_nobody_of_the_last_test_is_connected_any_more(lender: Reused) -> None:
    with lender.lend() as url:
        left_open = psycopg.connect(url)
        left_open.execute(
            "insert into kit.idempotency_keys (actor, key, request_hash) values ('a', 'b', 'c')"
        )

    with lender.lend() as url, psycopg.connect(url) as db:
        assert db.execute("select count(*) from kit.idempotency_keys").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("commit")


def test_a_database_is_not_used_for_ever(lender: Reused) -> None:
    names: list[str] = []
    for _ in range(USES_MAX + 1):
        with lender.lend() as url:
            names.append(name_of(url))

    assert len(set(names[:-1])) == 1
    assert names[-1] not in names[:-1]
