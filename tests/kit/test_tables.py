"""Tables for spreadsheets."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from vitrina.kit.http import table
from vitrina.kit.places import Country, Currency
from vitrina.kit.tables import Cell, as_csv, as_decimal, as_moment


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-5", "'-5"),
        ("\t=1", "'\t=1"),
        ("+1+1", "'+1+1"),
        ("+551191234567 ", "'+551191234567 "),
        ("+5511912345678", "'+5511912345678"),
        ("VT-1", "VT-1"),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        ("", ""),
        (None, ""),
        (-5, "-5"),
        (Decimal("-2.50"), "-2.50"),
    ],
)
def test_a_text_is_never_a_formula_and_a_number_stays_one(cell: Cell, written: str) -> None:
    assert as_csv([("name", "cell"), ("a", cell)]) == f"name,cell\r\na,{written}\r\n"


@pytest.mark.parametrize(
    ("cell", "written"),
    [("+5511912345678", "+5511912345678"), ("+1+1", "'+1+1"), ("+551191234567 ", "'+551191234567 ")],
)
def test_a_telephone_goes_to_the_bank_as_it_is_and_a_sum_of_two_does_not(cell: str, written: str) -> None:
    assert as_csv([("number",), (cell,)], is_for_banks=True) == f"number\r\n{written}\r\n"


@pytest.mark.parametrize(
    ("amount_minor", "currency", "written"),
    [
        (123_456, Currency.MXN, "1234.56"),
        (5, Currency.MXN, "0.05"),
        (0, Currency.MXN, "0.00"),
        (-250, Currency.MXN, "-2.50"),
        (10**14, Currency.BRL, "1000000000000.00"),
        (19_990, Currency.CLP, "19990"),
        (10**14, Currency.CLP, "100000000000000"),
    ],
)
def test_sums_are_in_units_of_their_currency(amount_minor: int, currency: Currency, written: str) -> None:
    assert str(as_decimal(amount_minor, currency)) == written


def test_moments_are_by_the_clocks_of_a_country() -> None:
    at = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)

    assert as_moment(at, Country.MX) == "2025-12-31 20:30"
    assert as_moment(at, Country.BR) == "2025-12-31 23:30"
    assert as_moment(None, Country.MX) == ""


def test_a_table_is_a_file_that_spreadsheets_read_as_utf_8_and_no_cache_keeps() -> None:
    answer = table("título\r\n", "orders.csv")

    assert answer.content == "\ufefftítulo\r\n".encode()
    assert answer.media_type == "text/csv"
    assert answer.headers == {
        "cache-control": "private, no-store",
        "content-disposition": 'attachment; filename="orders.csv"',
    }
