"""Showing payouts to those who may see them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.kit.tables import MARK, as_csv
from vitrina.payouts.model import (
    Destination,
    DestinationId,
    Payee,
    Payout,
    PayoutId,
    PayoutView,
    Withholding,
    WithholdingView,
)
from vitrina.payouts.rules import journals, numbers
from vitrina.payouts.service.payees import payees_of_both
from vitrina.payouts.store import destinations, tax_returns
from vitrina.payouts.store import payouts as store

REPORT_PIECE = 500
REPORT_READ = 64 * 1024
REPORT_IN_MEMORY = 4 * 1024 * 1024
REPORT_COLUMNS = (
    "date",
    "payout",
    "payee_kind",
    "payee",
    "tax_id",
    "tax",
    "currency",
    "base_minor",
    "rate_bps",
    "withheld_minor",
    "state",
)


def source_of(payout_id: PayoutId) -> str:
    """Name a payout as the source of its journals."""
    return journals.source(payout_id)


async def list_payouts(db: Db, *, payee: Payee, before: store.Before, limit: int) -> Page[PayoutView]:
    """List a payee's payouts, the newest first."""
    found = await store.of_payee(db, payee.kind, payee.id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await views(db, page.items), next_cursor=page.next_cursor)


async def views(db: Db, payouts: Sequence[Payout]) -> list[PayoutView]:
    """Put payouts together with what was withheld, and where they go. Two statements."""
    taxes: dict[PayoutId, list[Withholding]] = defaultdict(list)
    for each in await store.withholdings(db, [payout.id for payout in payouts]):
        taxes[each.payout_id].append(each)
    found = await destinations.by_id(db, [payout.destination_id for payout in payouts])
    goes_to: Mapping[DestinationId, Destination] = {each.id: each for each in found}
    return [_view(payout, taxes[payout.id], goes_to.get(payout.destination_id)) for payout in payouts]


def _view(payout: Payout, taxes: Sequence[Withholding], goes_to: Destination | None) -> PayoutView:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor, payout.currency)

    return PayoutView(
        id=payout.id,
        code=payout.code,
        state=payout.state,
        amount=money(payout.amount_minor),
        withheld=[
            WithholdingView(
                tax=tax.tax,
                base=money(tax.base_minor),
                rate_bps=tax.rate_bps,
                amount=money(tax.amount_minor),
            )
            for tax in taxes
        ],
        pays=money(payout.amount_minor - payout.withheld_minor),
        destination=numbers.ending(goes_to.number) if goes_to else "",
        provider=payout.provider,
        came_back=money(payout.came_back_minor),
        payday=payout.payday,
        note=payout.note,
        created_at=payout.created_at,
        moved_at=payout.moved_at,
    )


async def withholdings_csv(pool: Pool, *, month: date) -> AsyncIterator[str]:
    """Write what was withheld in a month (UTC) as a table, amounts in minor units, for the tax office.

    What came back is not in it: the next payout withholds it again. All of one moment, and whole before its
    first piece: a slow reader keeps no transaction open. Memory stays the same for any number of rows.
    """
    with SpooledTemporaryFile(REPORT_IN_MEMORY, "w+", encoding="utf-8", newline="") as table:
        async with pool.transaction() as db:
            await _write_report(db, table, month_of(month))
        table.seek(0)
        while piece := table.read(REPORT_READ):
            yield piece


async def _write_report(db: Db, table: IO[str], during: tuple[datetime, datetime]) -> None:
    table.write(MARK + as_csv([REPORT_COLUMNS]))
    rows: list[tax_returns.Reported] = []
    async for row in tax_returns.withheld_between(db, *during):
        rows.append(row)
        if len(rows) == REPORT_PIECE:
            table.write(await _reported(db, rows))
            rows = []
    table.write(await _reported(db, rows))


async def _reported(db: Db, rows: Sequence[tax_returns.Reported]) -> str:
    names = await payees_of_both(db, [(each.payee_kind, each.payee_id) for each in rows])
    return as_csv(
        [
            (
                each.created_at.date().isoformat(),
                each.code,
                each.payee_kind.value,
                known.name if (known := names.get(each.payee_id)) else "",
                each.tax_id,
                each.tax,
                each.currency.value,
                each.base_minor,
                each.rate_bps,
                each.amount_minor,
                each.state.value,
            )
            for each in rows
        ]
    )


def month_of(month: date) -> tuple[datetime, datetime]:
    """Tell when a month begins and when the next one does, in UTC. month: any day of it."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = (
        datetime(month.year + 1, 1, 1, tzinfo=UTC)
        if month.month == 12
        else datetime(month.year, month.month + 1, 1, tzinfo=UTC)
    )
    return start, end
