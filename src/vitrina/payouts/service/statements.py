"""Statements: a month of an account, line by line, adding up to the balance; as a table and as a document."""

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.kit.tables import as_csv
from vitrina.ledger import service as ledger
from vitrina.ledger.model import AccountLine
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.payouts.errors import StatementTooLong
from vitrina.payouts.model import Payee, PayoutId, Statement, StatementLine, StatementMonth
from vitrina.payouts.rules import journals
from vitrina.payouts.service.read import month_of
from vitrina.payouts.store import payouts as store

MONTHS_MAX = 120
LINES_MAX = 20_000
DOCUMENT_LINES_MAX = 2_000
IDS_AT_ONCE = 1_000
COLUMNS = ("at", "kind", "reference", "journal", "currency", "amount_minor", "balance_minor")


async def months(db: Db, *, payee: Payee, currency: Currency) -> list[StatementMonth]:
    """List the months in which anything moved on a payee's account, the newest first, at most ten years."""
    account = journals.available(payee.kind, payee.id, currency)
    return [
        StatementMonth(
            month=each.month,
            opening=Money(each.closing_minor - each.amount_minor, currency),
            came=Money(each.amount_minor, currency),
            closing=Money(each.closing_minor, currency),
            line_count=each.line_count,
        )
        for each in await ledger.months_of(db, account, limit=MONTHS_MAX)
    ]


async def statement(
    db: Db, *, payee: Payee, currency: Currency, month: date, lines_max: int = LINES_MAX
) -> Statement:
    """Write a month of a payee's account (UTC), each line with the balance after it.

    month: any day of it. Raises StatementTooLong above lines_max lines.
    """
    account = journals.available(payee.kind, payee.id, currency)
    start, end = month_of(month)
    found = await ledger.lines_between(db, account, start=start, end=end, limit=lines_max + 1)
    if len(found) > lines_max:
        raise StatementTooLong
    opening_minor = await ledger.sum_before(db, account, at=start)
    codes = await _codes(db, [line.source for line in found])
    balance_minor, lines = opening_minor, list[StatementLine]()
    for line in found:
        balance_minor += line.amount_minor
        lines.append(_line(line, codes.get(line.source, ""), balance_minor))
    return Statement(
        payee=payee,
        currency=currency,
        month=start.date(),
        opening_minor=opening_minor,
        closing_minor=balance_minor,
        lines=lines,
    )


def _line(line: AccountLine, reference: str, balance_minor: int) -> StatementLine:
    return StatementLine(
        at=line.effective_at,
        kind=line.kind,
        reference=reference,
        journal=line.key,
        amount_minor=line.amount_minor,
        balance_minor=balance_minor,
    )


async def _codes(db: Db, sources: Sequence[str]) -> dict[str, str]:
    """Name orders and payouts by the codes that people know; others have none."""
    codes: dict[str, str] = {}
    ids: dict[str, list[UUID]] = {"order": [], "payout": []}
    for source in set(sources):
        kind, _, rest = source.partition(":")
        if kind in ids:
            ids[kind].append(UUID(rest))
    for some in _some(ids["order"]):
        found = await orders.orders_by_id(db, [OrderId(each) for each in some])
        codes |= {f"order:{order.id}": order.code for order in found.values()}
    for some in _some(ids["payout"]):
        payouts = await store.by_id(db, [PayoutId(each) for each in some])
        codes |= {journals.source(payout.id): payout.code for payout in payouts}
    return codes


def _some(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[place : place + IDS_AT_ONCE] for place in range(0, len(ids), IDS_AT_ONCE)]


def statement_csv(shown: Statement) -> str:
    """Write a statement as a table: opening balance, lines, closing balance; amounts in minor units."""
    currency = shown.currency.value
    opening = (shown.month.isoformat(), "opening", "", "", currency, 0, shown.opening_minor)
    closing = (shown.month.isoformat(), "closing", "", "", currency, 0, shown.closing_minor)
    rows = [
        (
            line.at.isoformat(),
            line.kind,
            line.reference,
            line.journal,
            currency,
            line.amount_minor,
            line.balance_minor,
        )
        for line in shown.lines
    ]
    return as_csv([COLUMNS, opening, *rows, closing], is_for_banks=True)


async def statement_document(shown: Statement, language: Language) -> bytes:
    """Write a statement as a PDF, without holding up other requests."""
    return await asyncio.to_thread(_document, shown, language)


def _document(shown: Statement, language: Language) -> bytes:
    from vitrina.payouts.documents import statement_pdf

    return statement_pdf(shown, language)
