"""SQL that looks for what cannot be in the books, and that seals them."""

from vitrina.kit.db import Db, many, run, value
from vitrina.ledger.model import Breach, Seal

BREACHES_MAX = 100


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
        with low as materialized (
            select a.id, a.kind, a.owner, a.currency, b.amount_minor
              from ledger.balances b
              join ledger.accounts a on a.id = b.account_id
             where a.floor_minor is not null
               and case a.side when 'D' then b.amount_minor else -b.amount_minor end < a.floor_minor
        )
        select 'no balance below its floor' as rule,
               format('%%s:%%s %%s', kind, owner, currency) as subject,
               format('balance %%s', amount_minor) as detail
          from low
         -- A subquery that cannot become a join over the whole books: hardly any account is below its floor.
         where (select count(*)
                  from (select 1
                          from ledger.entries e
                          join ledger.journals j on j.id = e.journal_id
                         where e.account_id = low.id
                           and j.is_forced
                         limit 1) forced) = 0
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
        with open as materialized (
            select a.id, a.kind, a.owner, a.currency, b.amount_minor
              from ledger.balances b
              join ledger.accounts a on a.id = b.account_id
             where a.kind = 'order_liability'
               and b.amount_minor <> 0
        )
        select 'a settled order owes nothing' as rule,
               format('%%s:%%s %%s', kind, owner, currency) as subject,
               format('balance %%s', amount_minor) as detail
          from open
         where exists (select 1 from ledger.entries e where e.account_id = open.id and e.amount_minor > 0)
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
               format('journals %%s to %%s', after_id + 1, upto_id) as subject,
               'the journals are not those that were sealed' as detail
          from ledger.broken_seals()
         order by number
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def seals(db: Db, *, limit: int) -> list[Seal]:
    """Read the last links of the chain."""
    return await many(
        db,
        Seal,
        """
        select number, upto_journal_id, encode(hash, 'hex') as hash, sealed_at
          from ledger.seals
         order by number desc
         limit %(limit)s
        """,
        limit=limit,
    )


async def journal_count(db: Db) -> int:
    """Count journals by the last of their ids."""
    return await value(db, "select coalesce(max(id), 0) from ledger.journals")
