"""SQL of the ledger."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from vitrina.kit.db import Db, many, run, value
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Breach, Entry, Journal, RevenueLine, RevenueSum

BREACHES_MAX = 100


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


async def settled_upto(db: Db) -> int:
    """Find the last journal below which nothing can appear; waits at most half a second for its turn."""
    await run(db, "set local lock_timeout = '500ms'")
    return await value(db, "select ledger.settled_upto()")


async def seal(db: Db, *, settled_upto: int, journals_max: int) -> int:
    """Add one seal."""
    return await value(
        db,
        "select ledger.seal(%(settled_upto)s::bigint, %(journals_max)s::int)",
        settled_upto=settled_upto,
        journals_max=journals_max,
    )


async def sealed_upto(db: Db) -> int:
    """Find the last journal that was sealed."""
    return await value(db, "select coalesce(max(upto_journal_id), 0) from ledger.seals")


async def sum_revenue(db: Db, *, settled_upto: int, journals_max: int) -> int:
    """Add the next journals to the sums of their months."""
    return await value(
        db,
        "select ledger.sum_revenue(%(settled_upto)s::bigint, %(journals_max)s::int)",
        settled_upto=settled_upto,
        journals_max=journals_max,
    )


async def revenue_sums(db: Db, *, from_month: date, to_month: date) -> list[RevenueSum]:
    """Read the sums of some months, the newest month first."""
    return await many(
        db,
        RevenueSum,
        """
        select a.kind,
               a.currency,
               m.month,
               sum(m.amount_minor)::bigint as amount_minor,
               sum(m.line_count)::bigint as line_count
          from ledger.revenue_months m
          join ledger.accounts a on a.id = m.account_id
         where m.month between %(from_month)s and %(to_month)s
         group by a.kind, a.currency, m.month
         order by m.month desc, a.currency, a.kind
        """,
        from_month=from_month,
        to_month=to_month,
    )


async def revenue_summed_at(db: Db) -> datetime | None:
    """Tell when journals were last added to the sums."""
    return await value(db, "select summed_at from ledger.revenue_progress")


async def revenue_years(db: Db) -> list[int]:
    """List the years with revenue, the newest first."""
    return await value(
        db,
        """
        select coalesce(array_agg(y.year order by y.year desc), '{}')
          from (select distinct extract(year from month)::int as year from ledger.revenue_months) y
        """,
    )


async def revenue_lines(
    db: Db, account: tuple[str, Currency], *, month: date, before: tuple[int, int] | None, limit: int
) -> list[RevenueLine]:
    """List the lines behind a sum, the newest journal first; it looks between the month's own journals."""
    return await many(
        db,
        RevenueLine,
        """
        select j.id as journal_id,
               e.line,
               j.key,
               j.kind,
               j.source,
               -e.amount_minor as amount_minor,
               j.effective_at
          from ledger.accounts a
          join ledger.revenue_months m on m.account_id = a.id and m.month = %(month)s
          join ledger.entries e
            on e.account_id = a.id
           and e.journal_id between m.first_journal_id and m.last_journal_id
          join ledger.journals j on j.id = e.journal_id
         where a.kind = %(kind)s
           and a.currency = %(currency)s
           and date_trunc('month', j.effective_at at time zone 'UTC')::date = %(month)s
           and (%(before_id)s::bigint is null
                or (e.journal_id, e.line) < (%(before_id)s::bigint, %(before_line)s::int))
         order by e.journal_id desc, e.line desc
         limit %(limit)s
        """,
        kind=account[0],
        currency=account[1].value,
        month=month,
        before_id=before[0] if before else None,
        before_line=before[1] if before else None,
        limit=limit,
    )


async def wrong_revenue(db: Db) -> list[Breach]:
    """List months whose revenue is not the sum of its lines."""
    return await many(
        db,
        Breach,
        """
        select 'revenue of a month is the sum of its lines' as rule,
               format('%%s %%s %%s', a.kind, a.currency, coalesce(m.month, e.month)) as subject,
               format('kept %%s, lines %%s', m.amount_minor, e.amount_minor) as detail
          from ledger.revenue_months m
          full join (select l.account_id,
                            date_trunc('month', j.effective_at at time zone 'UTC')::date as month,
                            -sum(l.amount_minor) as amount_minor
                       from ledger.accounts r
                       join ledger.revenue_kinds() k on k.kind = r.kind
                       join ledger.entries l on l.account_id = r.id
                       join ledger.journals j on j.id = l.journal_id
                      where j.id <= (select upto_journal_id from ledger.revenue_progress)
                      group by 1, 2) e
            on e.account_id = m.account_id
           and e.month = m.month
          join ledger.accounts a on a.id = coalesce(m.account_id, e.account_id)
         where m.amount_minor is distinct from e.amount_minor
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def out_of_balance(db: Db) -> list[Breach]:
    """List journals that are not zero in a currency."""
    return await many(
        db,
        Breach,
        """
        select 'journal is zero per currency' as rule,
               j.key as subject,
               format('%%s %%s left over', e.amount_minor, e.currency) as detail
          from (select journal_id, currency, sum(amount_minor) as amount_minor
                  from ledger.entries
                 group by journal_id, currency
                having sum(amount_minor) <> 0
                 limit %(limit)s) e
          join ledger.journals j on j.id = e.journal_id
        """,
        limit=BREACHES_MAX,
    )


async def wrong_line_counts(db: Db) -> list[Breach]:
    """List journals with more or fewer lines than they say."""
    return await many(
        db,
        Breach,
        """
        select 'journal has its lines' as rule,
               j.key as subject,
               format('%%s lines of %%s', coalesce(e.line_count, 0), j.line_count) as detail
          from ledger.journals j
          left join (select journal_id, count(*) as line_count from ledger.entries group by journal_id) e
            on e.journal_id = j.id
         where coalesce(e.line_count, 0) <> j.line_count
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def wrong_balances(db: Db) -> list[Breach]:
    """List guarded accounts whose running balance is not the sum of their entries."""
    return await many(
        db,
        Breach,
        """
        select 'balance is the sum of its entries' as rule,
               format('%%s:%%s %%s', a.kind, a.owner, a.currency) as subject,
               format('balance %%s, entries %%s', b.amount_minor, coalesce(e.amount_minor, 0)) as detail
          from ledger.accounts a
          left join ledger.balances b on b.account_id = a.id
          left join (select account_id, sum(amount_minor) as amount_minor
                       from ledger.entries
                      group by account_id) e
            on e.account_id = a.id
         where a.is_guarded
           and b.amount_minor is distinct from coalesce(e.amount_minor, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def below_floor(db: Db) -> list[Breach]:
    """List guarded accounts below their floor that no forced journal has touched."""
    return await many(
        db,
        Breach,
        """
        select 'no balance below its floor' as rule,
               format('%%s:%%s %%s', a.kind, a.owner, a.currency) as subject,
               format('balance %%s', b.amount_minor) as detail
          from ledger.balances b
          join ledger.accounts a on a.id = b.account_id
         where a.floor_minor is not null
           and case a.side when 'D' then b.amount_minor else -b.amount_minor end < a.floor_minor
           and not exists (select 1
                             from ledger.entries e
                             join ledger.journals j on j.id = e.journal_id
                            where e.account_id = a.id
                              and j.is_forced)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def rounding_left(db: Db) -> list[Breach]:
    """List currencies in which something was ever lost to rounding."""
    return await many(
        db,
        Breach,
        """
        select 'rounding stays zero' as rule,
               format('rounding %%s', a.currency) as subject,
               format('%%s', sum(e.amount_minor)) as detail
          from ledger.accounts a
          join ledger.entries e on e.account_id = a.id
         where a.kind = 'rounding'
         group by a.currency
        having sum(e.amount_minor) <> 0
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def open_liabilities(db: Db) -> list[Breach]:
    """List orders whose liability was settled in part: it goes up once and down once, to zero."""
    return await many(
        db,
        Breach,
        """
        select 'a settled order owes nothing' as rule,
               format('%%s:%%s %%s', a.kind, a.owner, a.currency) as subject,
               format('balance %%s', b.amount_minor) as detail
          from ledger.balances b
          join ledger.accounts a on a.id = b.account_id
         where a.kind = 'order_liability'
           and b.amount_minor <> 0
           and exists (select 1 from ledger.entries e where e.account_id = a.id and e.amount_minor > 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def broken_seals(db: Db) -> list[Breach]:
    """List seals whose hash is not that of the journals below them."""
    return await many(
        db,
        Breach,
        """
        select 'the seals hold' as rule,
               format('journals %%s to %%s', s.after_id + 1, s.upto_journal_id) as subject,
               'the journals are not those that were sealed' as detail
          from (select number,
                       upto_journal_id,
                       hash,
                       lag(hash, 1, ''::bytea) over chain as previous,
                       lag(upto_journal_id, 1, 0::bigint) over chain as after_id
                  from ledger.seals
                window chain as (order by number)) s
         where s.hash <> ledger.digest(s.previous, s.after_id, s.upto_journal_id)
         order by s.number
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )
