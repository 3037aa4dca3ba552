"""Tables that people open in a spreadsheet: CSV as of RFC 4180."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from vitrina.kit.days import local_time
from vitrina.kit.places import Country, Currency

Cell = str | int | Decimal | None
Row = Sequence[Cell]
# A spreadsheet takes a text that begins so for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# By which spreadsheets know UTF-8.
MARK = "\ufeff"
PHONE = re.compile(r"\+[0-9]{5,20}")


def as_csv(rows: Iterable[Row], *, is_for_banks: bool = False) -> str:
    """Write a table. A text that a spreadsheet would run as a formula begins with an apostrophe.

    is_for_banks: a telephone number, which may be a Pix key, is none. Banks read it as it is.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([_harmless(cell, is_for_banks=is_for_banks) for cell in row])
    return file.getvalue()


def _harmless(cell: Cell, *, is_for_banks: bool) -> Cell:
    if not isinstance(cell, str) or not cell.startswith(FORMULAS):
        return cell
    return cell if is_for_banks and PHONE.fullmatch(cell) else f"'{cell}"


def as_moment(at: datetime | None, country: Country) -> str:
    """Write a moment by the clocks of a country; nothing for none."""
    return local_time(at, country).strftime("%Y-%m-%d %H:%M") if at else ""


def as_decimal(amount_minor: int, currency: Currency) -> Decimal:
    """Write a sum in units of its currency."""
    return Decimal(amount_minor).scaleb(-currency.exponent)
