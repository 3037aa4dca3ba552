"""Statements: every line of a month, adding up to the balance, for nobody else's eyes."""

import csv
import io
import re
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.payouts.desk import MONDAY, Desk
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Currency, Language
from vitrina.payouts import documents, service
from vitrina.payouts.errors import StatementTooLong
from vitrina.payouts.model import Payee, PayeeKind, Statement, StatementLine

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 30)


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def statement(desk: Desk, month: date, payee: Payee | None = None) -> Statement:
    async with desk.pool.transaction() as db:
        return await service.statement(db, payee=payee or desk.bruno, currency=Currency.MXN, month=month)


async def test_a_month_begins_where_the_last_one_ended(desk: Desk) -> None:
    await desk.earn(desk.bruno, 300_00, now=at(10, 31, 23))
    await desk.earn(desk.bruno, 200_00, now=at(11, 1))
    await desk.earn(desk.bruno, -50_00, now=at(11, 30, 23))
    await desk.earn(desk.bruno, 9_99, now=at(12, 1))
    await desk.earn(desk.carla, 777_77, now=at(11, 2))

    october, november = await statement(desk, OCTOBER), await statement(desk, NOVEMBER)

    assert (october.opening_minor, october.closing_minor) == (0, 300_00)
    assert (november.opening_minor, november.closing_minor) == (300_00, 450_00)
    assert [line.balance_minor for line in november.lines] == [500_00, 450_00]
    async with desk.pool.transaction() as db:
        months = await service.months(db, payee=desk.bruno, currency=Currency.MXN)
    assert [(each.month.month, each.opening.amount_minor, each.closing.amount_minor) for each in months] == [
        (12, 450_00, 459_99),
        (11, 300_00, 450_00),
        (10, 0, 300_00),
    ]
    assert months[0].closing.amount_minor == await desk.has(desk.bruno)


async def test_payouts_stand_in_it_by_their_code(desk: Desk) -> None:
    await desk.ready_to_be_paid(500_00)
    payout = await desk.ask(desk.bruno)

    found = await statement(desk, MONDAY.date())

    assert [(line.kind, line.reference, line.amount_minor) for line in found.lines] == [
        ("test", "", 500_00),
        ("payout_created", payout.code, -500_00),
    ]
    assert found.closing_minor == await desk.has(desk.bruno) == 0


async def test_the_table_adds_up(desk: Desk) -> None:
    await desk.ready_to_be_paid(500_00)
    await desk.ask(desk.bruno)

    rows = list(csv.DictReader(io.StringIO(service.statement_csv(await statement(desk, NOVEMBER)))))

    opening, *lines, closing = rows
    assert int(opening["balance_minor"]) + sum(int(row["amount_minor"]) for row in lines) == int(
        closing["balance_minor"]
    )
    assert [row["kind"] for row in rows] == ["opening", "test", "payout_created", "closing"]


async def test_too_many_lines_are_no_statement(desk: Desk) -> None:
    for _ in range(3):
        await desk.earn(desk.bruno, 1_00)
    async with desk.pool.transaction() as db:
        with pytest.raises(StatementTooLong):
            await service.statement(db, payee=desk.bruno, currency=Currency.MXN, month=NOVEMBER, lines_max=2)


def shown(*amounts_minor: int, opening_minor: int = 0, name: str = "Molino Ñandú") -> Statement:
    """A statement that was put together by hand."""
    balance_minor, lines = opening_minor, list[StatementLine]()
    for number, amount_minor in enumerate(amounts_minor):
        balance_minor += amount_minor
        lines.append(
            StatementLine(
                at=at(11, 1 + number % 28),
                kind="order_matured",
                reference=f"VT-{number}",
                journal=f"order:{number}:matured",
                amount_minor=amount_minor,
                balance_minor=balance_minor,
            )
        )
    payee = Payee(
        kind=PayeeKind.SHOP,
        id=new_id(),
        name=name,
        country=Country.MX,
        person_id=new_id(),  # type: ignore[arg-type]
        language=Language.ES,
        page="/sell/a-shop/payouts",
    )
    return Statement(
        payee=payee,
        currency=Currency.MXN,
        month=date(2026, 11, 1),
        opening_minor=opening_minor,
        closing_minor=balance_minor,
        lines=lines,
    )


def texts(raw: bytes) -> str:
    """What a PDF says, page by page."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.S)
    return "\n".join(zlib.decompress(each).decode("latin-1") for each in found)


@pytest.mark.parametrize(
    ("language", "title"),
    [(Language.ES, "Estado de cuenta"), (Language.PT, "Extrato"), (Language.EN, "Statement")],
)
def test_a_document_says_all_lines_in_the_readers_language(language: Language, title: str) -> None:
    raw = documents.statement_pdf(shown(100_00, -30_50, opening_minor=7_00), language)

    said = texts(raw)
    assert raw.startswith(b"%PDF-")
    for text in (title, "Molino Ñandú", "$100.00 MXN", "-$30.50 MXN", "$76.50 MXN", "VT-1"):
        assert text in said, text


def test_a_document_of_many_pages_has_its_head_on_each() -> None:
    raw = documents.statement_pdf(shown(*[1_00] * 400), Language.EN)

    said = texts(raw)
    assert said.count("Balance") >= 8
    assert "VT-399" in said


def test_letters_that_no_font_has_break_nothing() -> None:
    assert "Tienda ?" in texts(documents.statement_pdf(shown(1, name="Tienda 店"), Language.ES))


def test_the_same_statement_is_the_same_bytes() -> None:
    assert documents.statement_pdf(shown(1), Language.ES) == documents.statement_pdf(shown(1), Language.ES)


@tries(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moved=st.lists(
        st.tuples(st.integers(-1_000, 5_000).filter(bool), st.integers(1, 12), st.integers(1, 28)),
        min_size=1,
        max_size=12,
    )
)
async def test_whatever_moved_the_months_add_up_to_the_balance(
    desk: Desk, moved: list[tuple[int, int, int]]
) -> None:
    for amount_minor, month, day in moved:
        await desk.earn(desk.bruno, amount_minor, now=at(month, day))

    closing_minor = 0
    for month in range(1, 13):
        found = await statement(desk, date(2026, month, 1))
        assert found.opening_minor == closing_minor
        assert found.opening_minor + sum(line.amount_minor for line in found.lines) == found.closing_minor
        closing_minor = found.closing_minor

    assert closing_minor == await desk.has(desk.bruno)
