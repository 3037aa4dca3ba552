"""The audit finds what cannot be, even after somebody took the triggers away."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from tests.ledger.books import CREATOR, FEE, PSP, SELLER, journal, move
from vitrina.kit.db import Db, Pool
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account

ORDER = Account(kind="order_liability", owner="o-1", currency=Currency.MXN)


@pytest.fixture
async def intruder(database_url: str, pool: Pool) -> AsyncIterator[Db]:
    """A superuser who has switched every trigger off, beside sealed books."""
    async with pool.transaction() as db:
        await ledger.post(
            db,
            [
                journal("sale", (PSP, 100), (SELLER, -90), (FEE, -10)),
                move("commission", 5, SELLER, CREATOR),
            ],
        )
    await ledger.seal(pool)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute("set session_replication_role = replica")
        yield connection


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        (
            "update ledger.entries set amount_minor = amount_minor - 1 where line = 2 and journal_id = 1",
            {"journal is zero per currency", "balance is the sum of its entries", "the seals hold"},
        ),
        ("update ledger.balances set amount_minor = amount_minor - 1", {"balance is the sum of its entries"}),
        ("delete from ledger.balances", {"balance is the sum of its entries"}),
        ("update ledger.journals set line_count = 7", {"journal has its lines", "the seals hold"}),
        ("update ledger.journals set effective_at = effective_at - interval '1 day'", {"the seals hold"}),
        ("delete from ledger.journals where key = 'commission'", {"the seals hold"}),
        ("update ledger.accounts set owner = 'me' where kind = 'creator_pending'", {"the seals hold"}),
    ],
)
async def test_it_finds_what_was_tampered_with(intruder: Db, statement: str, rules: set[str]):
    assert await ledger.check(intruder) == []

    await intruder.execute(statement.encode())

    assert {breach.rule for breach in await ledger.check(intruder)} == rules


async def test_it_names_a_balance_below_its_floor(intruder: Db):
    await intruder.execute("update ledger.entries set amount_minor = -amount_minor")
    await intruder.execute("update ledger.balances set amount_minor = -amount_minor")

    found = await ledger.check(intruder)

    assert ("no balance below its floor", "seller_available:shop-a MXN") in {
        (breach.rule, breach.subject) for breach in found
    }


async def test_a_sum_lost_to_rounding_is_a_breach(db: Db):
    rounding = Account(kind="rounding", owner="", currency=Currency.MXN)
    await ledger.post(db, [journal("sale", (PSP, 100), (SELLER, -99), (rounding, -1))])

    [breach] = await ledger.check(db)

    assert (breach.rule, breach.detail) == ("rounding stays zero", "-1")


async def test_an_order_settled_in_part_is_a_breach(db: Db):
    await ledger.post(db, [move("captured", 100, PSP, ORDER)])
    assert await ledger.check(db) == []

    await ledger.post(db, [move("accrued", 99, ORDER, SELLER)])

    [breach] = await ledger.check(db)
    assert breach.rule == "a settled order owes nothing"
