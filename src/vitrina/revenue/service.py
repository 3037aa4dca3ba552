"""Verbs of revenue: look at a year, look behind a figure, write it as a table."""

from collections import defaultdict
from datetime import date

from vitrina.kit import tables
from vitrina.kit.db import Db
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.kit.tables import Row
from vitrina.ledger import service as ledger
from vitrina.revenue.model import RevenueEntry, RevenueFigure, RevenueTotal, RevenueYear

COLUMNS = ("month", "kind", "currency", "amount_minor", "lines")


async def look(db: Db, *, year: int) -> RevenueYear:
    """Read what the platform earned in a year."""
    found = await ledger.revenue_of(db, year)
    totals: dict[tuple[Currency, str], int] = defaultdict(int)
    for each in found:
        totals[each.currency, each.kind] += each.amount_minor
    return RevenueYear(
        year=year,
        years=await ledger.revenue_years(db),
        figures=[
            RevenueFigure(
                kind=each.kind,
                month=each.month,
                amount=Money(each.amount_minor, each.currency),
                line_count=each.line_count,
            )
            for each in found
        ],
        totals=[
            RevenueTotal(kind=kind, amount=Money(amount_minor, currency))
            for (currency, kind), amount_minor in sorted(totals.items())
        ],
        summed_at=await ledger.revenue_summed_at(db),
    )


async def lines_of(
    db: Db, figure: tuple[str, Currency], *, month: date, before: tuple[int, int] | None, limit: int
) -> Page[RevenueEntry]:
    """List the lines of journals behind a figure, the newest first. figure: kind and currency."""
    month = month.replace(day=1)
    found = await ledger.revenue_lines(db, figure, month=month, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.journal_id, each.line))
    return Page(
        items=[
            RevenueEntry(
                journal=each.key,
                kind=each.kind,
                source=each.source,
                amount=Money(each.amount_minor, figure[1]),
                at=each.effective_at,
            )
            for each in page.items
        ],
        next_cursor=page.next_cursor,
    )


def as_csv(shown: RevenueYear) -> str:
    """Write the figures of a year as a table, amounts in minor units."""
    rows: list[Row] = [
        (
            f"{each.month:%Y-%m}",
            each.kind,
            each.amount.currency.value,
            each.amount.amount_minor,
            each.line_count,
        )
        for each in shown.figures
    ]
    return tables.as_csv([COLUMNS, *rows])
