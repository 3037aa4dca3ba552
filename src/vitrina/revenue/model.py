"""Figures and what is behind them."""

from datetime import date, datetime

from msgspec import Struct

from vitrina.kit.money import Money


class RevenueFigure(Struct, frozen=True, kw_only=True):
    """What one kind of revenue came to in one month. kind: of the ledger's account; month: its first day."""

    kind: str
    month: date
    amount: Money
    line_count: int


class RevenueTotal(Struct, frozen=True, kw_only=True):
    """What one kind of revenue came to in the whole year."""

    kind: str
    amount: Money


class RevenueYear(Struct, frozen=True, kw_only=True):
    """What the platform earned in a year, the newest month first. summed_at: what came later is not in it."""

    year: int
    years: list[int]
    figures: list[RevenueFigure]
    totals: list[RevenueTotal]
    summed_at: datetime | None


class RevenueEntry(Struct, frozen=True, kw_only=True):
    """A line of a journal behind a figure. journal: its key; source: whose money moved."""

    journal: str
    kind: str
    source: str
    amount: Money
    at: datetime
