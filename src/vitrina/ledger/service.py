"""What others may ask of the books."""

from collections.abc import Sequence
from datetime import date, datetime

from vitrina.kit.db import DatabaseError, Db, Pool
from vitrina.kit.places import Currency
from vitrina.ledger import store
from vitrina.ledger.errors import BalanceTooLow, PostingWrong
from vitrina.ledger.model import Account, Breach, Entry, Journal, RevenueLine, RevenueSum

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


async def check(db: Db) -> list[Breach]:
    """Look for anything in the books that cannot be. Empty: they balance. At most 100 of each kind."""
    return [
        *await store.out_of_balance(db),
        *await store.wrong_line_counts(db),
        *await store.wrong_balances(db),
        *await store.below_floor(db),
        *await store.rounding_left(db),
        *await store.open_liabilities(db),
        *await store.broken_seals(db),
        *await store.wrong_revenue(db),
    ]


async def seal(pool: Pool) -> int:
    """Chain what was posted since the last seal, so that a changed row can be proved.

    Returns how many journals. When postings are too busy to make room within half a second, the next run
    does it.
    """
    try:
        async with pool.transaction() as db:
            settled_upto = await store.settled_upto(db)
    except DatabaseError as e:
        if e.sqlstate == LOCK_NOT_AVAILABLE:
            return 0
        raise
    sealed_count = 0
    for _ in range(SEALS_MAX):
        async with pool.transaction() as db:
            sealed = await store.seal(db, settled_upto=settled_upto, journals_max=SEAL_JOURNALS_MAX)
        sealed_count += sealed
        if sealed < SEAL_JOURNALS_MAX:
            break
    return sealed_count


async def sum_revenue(pool: Pool) -> int:
    """Add what was sealed to the revenue of its months, in bounded batches. Returns how many journals.

    Revenue is what stands on an unguarded credit account whose kind ends in `_income`.
    """
    async with pool.transaction() as db:
        sealed_upto = await store.sealed_upto(db)
    passed_count = 0
    for _ in range(SEALS_MAX):
        async with pool.transaction() as db:
            passed = await store.sum_revenue(db, settled_upto=sealed_upto, journals_max=SEAL_JOURNALS_MAX)
        passed_count += passed
        if passed < SEAL_JOURNALS_MAX:
            break
    return passed_count


async def revenue_of(db: Db, year: int) -> list[RevenueSum]:
    """Read what the platform earned in a year, by month, kind and currency, the newest month first.

    It costs what the year has of kinds, currencies and months, however many journals there are.
    """
    return await store.revenue_sums(db, from_month=date(year, 1, 1), to_month=date(year, 12, 1))


async def revenue_summed_at(db: Db) -> datetime | None:
    """Tell until when revenue is in the sums; None before the first time."""
    return await store.revenue_summed_at(db)


async def revenue_years(db: Db) -> list[int]:
    """List the years in which anything was earned, the newest first."""
    return await store.revenue_years(db)


async def revenue_lines(
    db: Db, account: tuple[str, Currency], *, month: date, before: tuple[int, int] | None, limit: int
) -> list[RevenueLine]:
    """List the lines of journals behind one figure, the newest first. account: kind and currency."""
    return await store.revenue_lines(db, account, month=month, before=before, limit=limit)
