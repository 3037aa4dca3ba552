"""What others may ask of the books."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from vitrina.kit.db import DatabaseError, Db, Pool
from vitrina.kit.places import Currency
from vitrina.ledger.errors import BalanceTooLow, PostingWrong
from vitrina.ledger.model import (
    Account,
    AccountLine,
    AccountMonth,
    Breach,
    Entry,
    Journal,
    JournalView,
    RevenueLine,
    RevenueSum,
    Seal,
    Standing,
)
from vitrina.ledger.store import accounts, audit, revenue
from vitrina.ledger.store import journals as store

OUR_SQLSTATES = "LG"
TOO_LOW = "LG005"
LOCK_NOT_AVAILABLE = "55P03"
SEAL_JOURNALS_MAX = 5_000
ENTRIES_MAX = 2_000  # A purchase has at most 50 lines, each with three movements of two lines.
SEALS_MAX = 50  # a run seals at most 250,000 journals; the next one takes the rest


async def post(db: Db, journals: Sequence[Journal]) -> list[int]:
    """Write journals, one statement whatever their number; answer their ids in the same order.

    A key that was posted before with the same lines answers the id it had. Raises BalanceTooLow when a
    journal that is not forced would take a guarded account below its floor, and PostingWrong (a bug) for a
    journal out of balance, an unknown kind of account, or a key that was used for other lines. After
    either, the caller's transaction can only roll back.
    """
    if not journals:
        return []
    try:
        return await store.post(db, journals)
    except DatabaseError as e:
        if e.sqlstate == TOO_LOW:
            raise BalanceTooLow from e
        if e.sqlstate and e.sqlstate.startswith(OUR_SQLSTATES):
            raise PostingWrong(e.sqlstate, str(e).partition("\n")[0]) from e
        raise


async def balances(db: Db, accounts: Sequence[Account]) -> dict[Account, int]:
    """Tell what stands on accounts, on their normal side: what is owed to a creator is positive.

    An account that was never used stands at 0.
    """
    found = {
        (row.kind, row.owner, row.currency): row.amount_minor for row in await store.balances(db, accounts)
    }
    return {
        account: found.get((account.kind, account.owner, account.currency.value), 0) for account in accounts
    }


async def sums_by_source(db: Db, sources: Sequence[str], kinds: Sequence[str]) -> dict[tuple[str, str], int]:
    """Tell what all journals of each source left on accounts of each kind, on the normal side.

    The answer is keyed by (source, kind) and leaves out pairs without entries.
    """
    return {
        (row.source, row.kind): row.amount_minor for row in await store.sums_by_source(db, sources, kinds)
    }


async def entries_of(db: Db, sources: Sequence[str]) -> list[Entry]:
    """Read every line that the journals of sources wrote, in the order of posting. At most ENTRIES_MAX.

    What moved later under another source, as a payout does, is not among them.
    """
    return await store.entries_of(db, sources, limit=ENTRIES_MAX)


async def standing(
    db: Db, kind: str, *, least: Mapping[Currency, int], after: int, limit: int
) -> list[Standing]:
    """List guarded accounts of a kind with at least so much on them, by currency, after an account's id."""
    return await accounts.standing(db, kind, least=least, after=after, limit=limit)


async def overdrawn(db: Db, kinds: Sequence[str], *, after: int, limit: int) -> list[Standing]:
    """List guarded accounts of some kinds that stand below zero, after an account's id."""
    return await accounts.overdrawn(db, kinds, after=after, limit=limit)


async def months_of(db: Db, account: Account, *, limit: int) -> list[AccountMonth]:
    """Add up an account by month of when the money moved, in UTC, the newest first."""
    return await accounts.months_of(db, account, limit=limit)


async def sum_before(db: Db, account: Account, *, at: datetime) -> int:
    """Tell what stood on an account before a moment, on its normal side, by when the money moved."""
    return await accounts.sum_before(db, account, at=at)


async def lines_between(
    db: Db, account: Account, *, start: datetime, end: datetime, limit: int
) -> list[AccountLine]:
    """List the lines of an account from start to before end, by when the money moved, the oldest first."""
    return await accounts.lines_between(db, account, start=start, end=end, limit=limit)


async def lines_posted_since(
    db: Db, account: Account, kind: str, *, since: datetime | None, limit: int
) -> list[AccountLine]:
    """List the lines of an account that journals of a kind wrote since a moment, the oldest first."""
    return await accounts.lines_posted_since(db, account, kind, since=since, limit=limit)


async def lines_of(
    db: Db, account: Account, *, before: tuple[int, int] | None, limit: int
) -> list[AccountLine]:
    """List the lines of an account, the newest journal first. before: a journal's id and a line of it."""
    return await accounts.lines_of(db, account, before=before, limit=limit)


async def find_journals(
    db: Db, *, keys: Sequence[str], sources: Sequence[str], limit: int
) -> list[JournalView]:
    """Find journals by key or by whose money moved, with their lines, the oldest first."""
    heads = await store.heads(db, keys=keys, sources=sources, limit=limit)
    lines = await store.lines_of_journals(db, [head.id for head in heads])
    return [
        JournalView(head=head, lines=[line for line in lines if line.journal_id == head.id]) for head in heads
    ]


async def seals(db: Db, *, limit: int) -> list[Seal]:
    """List the last seals, the newest first."""
    return await audit.seals(db, limit=limit)


async def journal_count(db: Db) -> int:
    """Tell the id of the last journal: a few more than there are, for ids of failed postings are lost."""
    return await audit.journal_count(db)


async def check(db: Db) -> list[Breach]:
    """Look for anything in the books that cannot be. Empty: they balance. At most 100 of each kind."""
    return [
        *await check_journals(db),
        *await check_balances(db),
        *await check_floors(db),
        *await check_liabilities(db),
        *await check_seals(db),
    ]


async def check_journals(db: Db) -> list[Breach]:
    """Look for journals that are not zero per currency, have not their lines, or rounded anything away."""
    return [
        *await audit.out_of_balance(db),
        *await audit.wrong_line_counts(db),
        *await audit.rounding_left(db),
    ]


async def check_balances(db: Db) -> list[Breach]:
    """Look for kept sums that are not those of their lines: running balances, and revenue of months."""
    return [*await audit.wrong_balances(db), *await audit.wrong_revenue(db)]


async def check_floors(db: Db) -> list[Breach]:
    """Look for balances below their floor that no forced journal took there."""
    return await audit.below_floor(db)


async def check_liabilities(db: Db) -> list[Breach]:
    """Look for orders that are settled and still owed anything."""
    return await audit.open_liabilities(db)


async def check_seals(db: Db) -> list[Breach]:
    """Look for sealed journals that are not what was sealed."""
    return await audit.broken_seals(db)


async def seal(pool: Pool) -> int:
    """Chain what was posted since the last seal, so that a changed row can be proved.

    Returns how many journals. When postings are too busy to make room within half a second, the next run
    does it.
    """
    try:
        async with pool.transaction() as db:
            settled_upto = await audit.settled_upto(db)
    except DatabaseError as e:
        if e.sqlstate == LOCK_NOT_AVAILABLE:
            return 0
        raise
    sealed_count = 0
    for _ in range(SEALS_MAX):
        async with pool.transaction() as db:
            sealed = await audit.seal(db, settled_upto=settled_upto, journals_max=SEAL_JOURNALS_MAX)
        sealed_count += sealed
        if sealed < SEAL_JOURNALS_MAX:
            break
    return sealed_count


async def sum_revenue(pool: Pool) -> int:
    """Add what was sealed to the revenue of its months, in bounded batches. Returns how many journals.

    Revenue is what stands on an unguarded credit account whose kind ends in `_income`.
    """
    async with pool.transaction() as db:
        sealed_upto = await audit.sealed_upto(db)
    passed_count = 0
    for _ in range(SEALS_MAX):
        async with pool.transaction() as db:
            passed = await revenue.sum_revenue(db, settled_upto=sealed_upto, journals_max=SEAL_JOURNALS_MAX)
        passed_count += passed
        if passed < SEAL_JOURNALS_MAX:
            break
    return passed_count


async def revenue_of(db: Db, year: int) -> list[RevenueSum]:
    """Read what the platform earned in a year, by month, kind and currency, the newest month first.

    It costs what the year has of kinds, currencies and months, however many journals there are.
    """
    return await revenue.revenue_sums(db, from_month=date(year, 1, 1), to_month=date(year, 12, 1))


async def revenue_summed_at(db: Db) -> datetime | None:
    """Tell until when revenue is in the sums; None before the first time."""
    return await revenue.revenue_summed_at(db)


async def revenue_years(db: Db) -> list[int]:
    """List the years in which anything was earned, the newest first."""
    return await revenue.revenue_years(db)


async def revenue_lines(
    db: Db, account: tuple[str, Currency], *, month: date, before: tuple[int, int] | None, limit: int
) -> list[RevenueLine]:
    """List the lines of journals behind one figure, the newest first. account: kind and currency."""
    return await revenue.revenue_lines(db, account, month=month, before=before, limit=limit)
