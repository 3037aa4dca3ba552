"""Migrations run once, in order, whoever starts at the same time, and never change afterwards."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from tests.conftest import with_database

from vitrina.kit import migrate as migrations
from vitrina.kit.db import Db, Pool, run
from vitrina.kit.events import Event, drain, emit, subscribers
from vitrina.kit.migrate import MigrationWrong, migrate, scripts


class Rung(Event, frozen=True, kw_only=True):
    """A bell rang."""

    number: int


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    name = f"empty_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as db:
        db.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield with_database(server_url, name)
        db.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


async def test_two_starters_at_once_apply_each_migration_once(empty_url: str) -> None:
    first, second = await asyncio.gather(migrate(empty_url), migrate(empty_url))

    assert sorted(first + second) == sorted(name for name, _ in scripts())
    assert await migrate(empty_url) == []


async def test_a_migration_that_was_changed_is_refused(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(empty_url)
    changed = [(name, text + "\n-- changed") for name, text in scripts()]
    monkeypatch.setattr(migrations, "scripts", lambda: changed)

    with pytest.raises(MigrationWrong, match="was changed"):
        await migrate(empty_url)


async def test_a_migration_that_fails_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [("0001_bad.sql", "create table public.half (id int); select 1 / 0")]
    monkeypatch.setattr(migrations, "scripts", lambda: bad)

    with pytest.raises(MigrationWrong, match="0001_bad"):
        await migrate(empty_url)

    async with await psycopg.AsyncConnection.connect(empty_url) as db:
        found = await (await db.execute("select to_regclass('public.half')")).fetchone()
    assert found == (None,)


def test_every_migration_begins_with_its_reason() -> None:
    for name, text in scripts()[1:]:
        assert text.startswith("-- "), name


async def test_after_a_restore_into_a_younger_server_no_fact_is_passed_over(empty_url: str) -> None:
    """The dump's log carries transaction numbers that the new server has not reached yet."""
    await migrate(empty_url)
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    table = subscribers({Rung: [listen]})
    async with Pool(empty_url) as pool:
        async with pool.transaction() as db:
            await emit(db, Rung(number=1), Rung(number=2))
        await drain(pool, table)
        async with pool.transaction() as db:
            await emit(db, Rung(number=3))
            await run(db, "update kit.events set tx = tx + 1000000000000")
            await run(db, "update kit.cursors set tx = tx + 1000000000000")

        await migrate(empty_url)
        async with pool.transaction() as db:
            await emit(db, Rung(number=4))
        await drain(pool, table)

    assert heard == [1, 2, 3, 4]
