"""What nobody may do: as the application's role, and even as the owner of the tables."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from tests.ledger.books import PSP, SELLER, database_refuses, move
from vitrina.kit.db import Db, Pool
from vitrina.ledger import service as ledger

FORBIDDEN = "42501"

WRITES = [
    "insert into ledger.journals (key, kind, source, line_count, is_forced, effective_at)"
    " values ('z', 't', 's', 2, false, now())",
    "insert into ledger.entries values (1, 3, 1, 'MXN', 7)",
    "insert into ledger.accounts (kind, owner, currency, side, is_guarded)"
    " values ('bank', 'me', 'MXN', 'D', false)",
    "insert into ledger.seals (number, upto_journal_id, hash) values (1, 1, sha256(''))",
    "update ledger.balances set amount_minor = 0",
    "update ledger.entries set amount_minor = 1",
    "update ledger.chart set floor_minor = null",
    "delete from ledger.entries",
    "delete from ledger.journals",
    "truncate ledger.entries, ledger.journals cascade",
    "alter table ledger.entries disable trigger all",
    "alter table ledger.balances owner to vitrina_app",
    "drop trigger entries_balanced on ledger.entries",
    "drop table ledger.entries cascade",
    "create table ledger.other (id int)",
    "select * from ledger.move_balances('{t}', '{t}', '{1}', '{1}', '{-1000}')",
    "select ledger.open_accounts('{null}', '{bank}', '{me}', '{MXN}')",
    "create or replace function ledger.check_entries() returns trigger language plpgsql"
    " as 'begin return null; end'",
    "lock table ledger.journals in access exclusive mode",
]


@pytest.mark.parametrize("statement", WRITES)
async def test_the_application_writes_through_post_alone(db: Db, statement: str):
    await ledger.post(db, [move("k", 100, PSP, SELLER)])

    with database_refuses(FORBIDDEN):
        await db.execute(statement.encode())


async def test_a_shadowing_table_of_the_session_does_not_fool_the_checks(db: Db):
    await db.execute("create temporary table entries (journal_id bigint, line_count int)")
    await db.execute("create temporary table journals (id bigint, line_count int)")
    await db.execute("set local search_path = pg_temp, ledger, public")

    await ledger.post(db, [move("k", 100, PSP, SELLER)])
    await db.execute("set constraints all immediate")

    assert await ledger.check(db) == []


@pytest.fixture
async def owner(database_url: str, pool: Pool) -> AsyncIterator[Db]:
    """Connection of the tables' owner, with one journal in the books."""
    async with pool.transaction() as db:
        await ledger.post(db, [move("k", 100, PSP, SELLER)])
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.entries set amount_minor = 5",
        "update ledger.journals set kind = 'x'",
        "update ledger.accounts set floor_minor = null",
        "delete from ledger.journals",
        "delete from ledger.entries",
        "delete from ledger.balances",
        "truncate ledger.entries, ledger.journals cascade",
        "truncate ledger.balances cascade",
    ],
)
async def test_even_the_owner_changes_nothing(owner: Db, statement: str):
    with database_refuses("LG001"):
        await owner.execute(statement.encode())


async def test_even_the_owner_appends_no_lines_to_an_old_journal(owner: Db):
    with database_refuses("LG003"):
        await owner.execute(
            """
            insert into ledger.entries
            select journal_id, line + 2, account_id, currency, amount_minor from ledger.entries
            """
        )


async def test_even_the_owner_writes_no_journal_without_lines(owner: Db):
    with database_refuses("LG003"):
        await owner.execute(
            """
            insert into ledger.journals (key, kind, source, line_count, is_forced, effective_at)
            values ('x', 't', 's', 2, false, now())
            """
        )


async def test_even_the_owner_writes_no_entry_in_another_currency(owner: Db):
    with database_refuses("23503"):
        await owner.execute(
            """
            with j as (
                insert into ledger.journals (key, kind, source, line_count, is_forced, effective_at)
                values ('x', 't', 's', 2, false, now())
                returning id
            )
            insert into ledger.entries
            select j.id, e.line, e.account_id, 'USD', e.amount_minor from j, ledger.entries e
            """
        )


async def test_the_deferred_check_does_not_read_the_sessions_search_path(owner: Db):
    await owner.execute("create schema trap")
    await owner.execute("create table trap.entries as select * from ledger.entries limit 0")

    async with owner.transaction():
        await owner.execute("set local search_path = trap")
        await ledger.post(owner, [move("k2", 1, PSP, SELLER)])

    assert await ledger.check(owner) == []
