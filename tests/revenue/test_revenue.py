"""What the platform earned: sums that the ledger keeps, with every line behind them, for operators alone."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.ledger.books import FEE, PSP, SELLER, journal
from tests.people import ANA, DAVI, sign_in
from vitrina.kit.db import Pool, run
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line, RevenueLine
from vitrina.revenue import service

Client = AsyncTestClient[Litestar]
MARCH = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)
APRIL = MARCH + timedelta(seconds=1)
INCOME = Account(kind="fee_income", owner="", currency=Currency.MXN)
SPONSORED = Account(kind="sponsorship_income", owner="", currency=Currency.MXN)


def earned(key: str, amount_minor: int, *, at: datetime = MARCH, to: Account = INCOME) -> Journal:
    """A journal that earns."""
    lines = [Line(account=PSP, amount_minor=amount_minor), Line(account=to, amount_minor=-amount_minor)]
    return Journal(key=key, kind="test", source=f"source:{key}", lines=lines, effective_at=at)


async def post(pool: Pool, *journals: Journal) -> None:
    """Post journals, and let the books be sealed and summed."""
    async with pool.transaction() as db:
        await ledger.post(db, journals)
    await ledger.seal(pool)
    await ledger.sum_revenue(pool)


async def figures(pool: Pool, year: int = 2026) -> dict[tuple[str, int], int]:
    """Kind and month -> sum."""
    async with pool.transaction() as db:
        shown = await service.look(db, year=year)
    return {(each.kind, each.month.month): each.amount.amount_minor for each in shown.figures}


async def test_a_month_is_the_sum_of_what_was_earned_in_it_by_kind(pool: Pool):
    await post(pool, earned("a", 500), earned("b", 70, at=APRIL), earned("c", 9, to=SPONSORED))
    await post(pool, earned("d", 30), earned("e", -200, at=APRIL))

    assert await figures(pool) == {
        ("fee_income", 3): 530,
        ("fee_income", 4): -130,
        ("sponsorship_income", 3): 9,
    }
    assert await figures(pool, 2025) == {}
    async with pool.transaction() as db:
        assert await ledger.check(db) == []


async def test_what_is_owed_or_pending_is_no_revenue(pool: Pool):
    await post(pool, journal("sale", (PSP, 100), (SELLER, -90), (FEE, -10)))

    assert ("seller_pending", 3) not in await figures(pool)
    assert set(await figures(pool)) <= {(FEE.kind, month) for month in range(1, 13)}


async def test_summing_again_adds_nothing(pool: Pool):
    await post(pool, earned("a", 500))

    assert await ledger.sum_revenue(pool) == 0
    await post(pool)
    assert await figures(pool) == {("fee_income", 3): 500}


async def test_what_commits_after_a_later_journal_is_neither_missed_nor_counted_twice(pool: Pool):
    await post(pool, earned("a", 500))

    async with pool.transaction() as slow:
        await ledger.post(slow, [earned("begun first", 100)])
        await post(pool, earned("over first", 7))
        assert await figures(pool) == {("fee_income", 3): 500}, "something may still appear before it"

    await post(pool)
    assert await figures(pool) == {("fee_income", 3): 607}
    async with pool.transaction() as db:
        assert await ledger.check(db) == []


async def test_a_new_kind_of_income_shows_up_by_itself(pool: Pool, database_url: str):
    async with await psycopg.AsyncConnection.connect(database_url) as owner:
        await owner.execute(
            "insert into ledger.chart (kind, side, is_guarded) values ('rental_income', 'C', false)"
        )
        await owner.commit()

    await post(pool, earned("a", 42, to=Account(kind="rental_income", owner="", currency=Currency.MXN)))

    assert await figures(pool) == {("rental_income", 3): 42}


async def test_the_lines_behind_a_figure_are_paged_and_add_up(pool: Pool):
    await post(pool, *[earned(f"k{n}", n, at=MARCH if n % 2 else APRIL) for n in range(1, 8)])

    seen: list[RevenueLine] = []
    before: tuple[int, int] | None = None
    async with pool.transaction() as db:
        while True:
            page = await ledger.revenue_lines(
                db, ("fee_income", Currency.MXN), month=date(2026, 3, 1), before=before, limit=2
            )
            if not page:
                break
            seen += page
            before = (page[-1].journal_id, page[-1].line)

    assert [each.key for each in seen] == ["k7", "k5", "k3", "k1"]
    assert sum(each.amount_minor for each in seen) == (await figures(pool))["fee_income", 3]


async def test_a_sum_that_somebody_changed_is_found(pool: Pool, database_url: str):
    await post(pool, earned("a", 500))
    async with await psycopg.AsyncConnection.connect(database_url) as owner:
        await owner.execute("update ledger.revenue_months set amount_minor = 501")
        await owner.commit()

    async with pool.transaction() as db:
        [breach] = await ledger.check(db)
    assert breach.rule == "revenue of a month is the sum of its lines"


async def test_the_application_cannot_write_a_sum(pool: Pool):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with pool.transaction() as db:
            await run(db, "update ledger.revenue_progress set upto_journal_id = 0")


async def test_operators_read_it_through_the_api_and_nobody_else(client: Client, pool: Pool):
    await post(pool, earned("a", 500), earned("b", 25, to=SPONSORED))
    davi, ana = await sign_in(pool, DAVI), await sign_in(pool, ANA)

    year = await client.get("/api/v1/revenue?year=2026", headers=davi)
    lines = await client.get(
        "/api/v1/revenue/lines?kind=fee_income&currency=MXN&month=2026-03-15", headers=davi
    )
    table = await client.get("/api/v1/revenue.csv?year=2026", headers=davi)

    assert year.status_code == 200, year.text
    assert year.json()["totals"][0] == {"kind": "fee_income", "amount": {"amount": 500, "currency": "MXN"}}
    assert (year.json()["years"], bool(year.json()["summed_at"])) == ([2026], True)
    assert [each["journal"] for each in lines.json()["items"]] == ["a"]
    assert table.headers["content-type"].startswith("text/csv")
    assert table.content.decode("utf-8-sig").splitlines() == [
        "month,kind,currency,amount_minor,lines",
        "2026-03,fee_income,MXN,500,1",
        "2026-03,sponsorship_income,MXN,25,1",
    ]
    for path in ("revenue", "revenue.csv", "revenue/lines?kind=fee_income&currency=MXN&month=2026-03-01"):
        assert (await client.get(f"/api/v1/{path}", headers=ana)).status_code == 403
        assert (await client.get(f"/api/v1/{path}")).status_code == 401
