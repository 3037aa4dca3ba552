"""SQL of journals and what stands on accounts."""

from collections.abc import Sequence

from msgspec import Struct

from vitrina.kit.db import Db, many, value
from vitrina.ledger.model import Account, Entry, Journal, JournalHead, JournalLine


async def post(db: Db, journals: Sequence[Journal]) -> list[int]:
    """Hand journals to the database's own writer."""
    lines = [
        (position, number, line)
        for position, journal in enumerate(journals, start=1)
        for number, line in enumerate(journal.lines, start=1)
    ]
    return await value(
        db,
        """
        select ledger.post(
                   %(keys)b::text[],
                   %(kinds)b::text[],
                   %(sources)b::text[],
                   %(line_counts)b::int[],
                   %(forced)b::boolean[],
                   %(reversed_keys)b::text[],
                   %(effective)b::timestamptz[],
                   %(line_journals)b::int[],
                   %(line_numbers)b::int[],
                   %(line_kinds)b::text[],
                   %(line_owners)b::text[],
                   %(line_currencies)b::text[],
                   %(line_amounts)b::bigint[])
        """,
        keys=[journal.key for journal in journals],
        kinds=[journal.kind for journal in journals],
        sources=[journal.source for journal in journals],
        line_counts=[len(journal.lines) for journal in journals],
        forced=[journal.is_forced for journal in journals],
        reversed_keys=[journal.reverses for journal in journals],
        effective=[journal.effective_at for journal in journals],
        line_journals=[position for position, _, _ in lines],
        line_numbers=[number for _, number, _ in lines],
        line_kinds=[line.account.kind for _, _, line in lines],
        line_owners=[line.account.owner for _, _, line in lines],
        line_currencies=[line.account.currency.value for _, _, line in lines],
        line_amounts=[line.amount_minor for _, _, line in lines],
    )


class AccountBalance(Struct, frozen=True, kw_only=True):
    """What stands on an account, on its normal side."""

    kind: str
    owner: str
    currency: str
    amount_minor: int


async def balances(db: Db, accounts: Sequence[Account]) -> list[AccountBalance]:
    """Read the running balance of guarded accounts, and add up the entries of the others."""
    return await many(
        db,
        AccountBalance,
        """
        select a.kind,
               a.owner,
               a.currency,
               (case a.side when 'D' then 1 else -1 end
                * coalesce(b.amount_minor,
                           (select sum(e.amount_minor) from ledger.entries e where e.account_id = a.id),
                           0))::bigint as amount_minor
          from unnest(%(kinds)s::text[], %(owners)s::text[], %(currencies)s::text[])
               as w (kind, owner, currency)
          join ledger.accounts a
            on a.kind = w.kind
           and a.owner = w.owner
           and a.currency = w.currency
          left join ledger.balances b on b.account_id = a.id
        """,
        kinds=[account.kind for account in accounts],
        owners=[account.owner for account in accounts],
        currencies=[account.currency.value for account in accounts],
    )


class SourceSum(Struct, frozen=True, kw_only=True):
    """What the journals of one source left on the accounts of one kind."""

    source: str
    kind: str
    amount_minor: int


async def sums_by_source(db: Db, sources: Sequence[str], kinds: Sequence[str]) -> list[SourceSum]:
    """Add up entries by source and kind of account, on the normal side."""
    return await many(
        db,
        SourceSum,
        """
        select j.source,
               a.kind,
               sum(case a.side when 'D' then e.amount_minor else -e.amount_minor end)::bigint as amount_minor
          from ledger.journals j
          join ledger.entries e on e.journal_id = j.id
          join ledger.accounts a on a.id = e.account_id
         where j.source = any(%(sources)s::text[])
           and a.kind = any(%(kinds)s::text[])
         group by j.source, a.kind
        """,
        sources=list(sources),
        kinds=list(kinds),
    )


async def entries_of(db: Db, sources: Sequence[str], *, limit: int) -> list[Entry]:
    """Read the lines of the journals of sources, journal by journal."""
    return await many(
        db,
        Entry,
        """
        select j.id as journal_id,
               j.key,
               j.kind,
               j.posted_at,
               a.kind as account,
               a.owner,
               e.currency,
               e.amount_minor
          from ledger.journals j
          join ledger.entries e on e.journal_id = j.id
          join ledger.accounts a on a.id = e.account_id
         where j.source = any(%(sources)s::text[])
         order by j.id, e.line
         limit %(limit)s
        """,
        sources=list(sources),
        limit=limit,
    )


async def heads(db: Db, *, keys: Sequence[str], sources: Sequence[str], limit: int) -> list[JournalHead]:
    """Read journals by key or source."""
    return await many(
        db,
        JournalHead,
        """
        select j.id,
               j.key,
               j.kind,
               j.source,
               j.is_forced,
               r.key as reverses,
               j.effective_at,
               j.posted_at
          from ledger.journals j
          left join ledger.journals r on r.id = j.reverses_id
         where j.key = any(%(keys)s::text[])
            or j.source = any(%(sources)s::text[])
         order by j.id
         limit %(limit)s
        """,
        keys=list(keys),
        sources=list(sources),
        limit=limit,
    )


async def lines_of_journals(db: Db, journal_ids: Sequence[int]) -> list[JournalLine]:
    """Read the lines of journals, each in its order."""
    return await many(
        db,
        JournalLine,
        """
        select e.journal_id, a.kind as account, a.owner, e.currency, e.amount_minor
          from ledger.entries e
          join ledger.accounts a on a.id = e.account_id
         where e.journal_id = any(%(journal_ids)s::bigint[])
         order by e.journal_id, e.line
        """,
        journal_ids=list(journal_ids),
    )
