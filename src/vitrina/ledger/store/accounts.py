"""SQL of single accounts: what stands on them, and line by line why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.kit.db import Db, many, value
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, AccountLine, AccountMonth, Standing


async def standing(
    db: Db, kind: str, *, least: Mapping[Currency, int], after: int, limit: int
) -> list[Standing]:
    """List accounts of a kind with at least so much, by currency."""
    return await many(
        db,
        Standing,
        """
        select a.id as account_id,
               a.kind,
               a.owner,
               a.currency,
               (case a.side when 'D' then b.amount_minor else -b.amount_minor end)::bigint as amount_minor
          from ledger.accounts a
          join ledger.balances b on b.account_id = a.id
          join unnest(%(currencies)s::text[], %(amounts)s::bigint[]) as l (currency, amount_minor)
            on l.currency = a.currency
         where a.kind = %(kind)s
           and a.id > %(after)s
           and case a.side when 'D' then b.amount_minor else -b.amount_minor end >= l.amount_minor
         order by a.id
         limit %(limit)s
        """,
        kind=kind,
        currencies=[currency.value for currency in least],
        amounts=list(least.values()),
        after=after,
        limit=limit,
    )


async def overdrawn(db: Db, kinds: Sequence[str], *, after: int, limit: int) -> list[Standing]:
    """List accounts of some kinds below zero."""
    return await many(
        db,
        Standing,
        """
        select a.id as account_id,
               a.kind,
               a.owner,
               a.currency,
               (case a.side when 'D' then b.amount_minor else -b.amount_minor end)::bigint as amount_minor
          from ledger.accounts a
          join ledger.balances b on b.account_id = a.id
         where a.kind = any(%(kinds)s::text[])
           and a.id > %(after)s
           and case a.side when 'D' then b.amount_minor else -b.amount_minor end < 0
         order by a.id
         limit %(limit)s
        """,
        kinds=list(kinds),
        after=after,
        limit=limit,
    )


async def months_of(db: Db, account: Account, *, limit: int) -> list[AccountMonth]:
    """Add up an account by month."""
    return await many(
        db,
        AccountMonth,
        """
        select m.month,
               m.amount_minor,
               (sum(m.amount_minor) over (order by m.month))::bigint as closing_minor,
               m.line_count
          from (select date_trunc('month', j.effective_at at time zone 'UTC')::date as month,
                       sum(case a.side when 'D' then e.amount_minor else -e.amount_minor end)::bigint
                           as amount_minor,
                       count(*) as line_count
                  from ledger.accounts a
                  join ledger.entries e on e.account_id = a.id
                  join ledger.journals j on j.id = e.journal_id
                 where a.kind = %(kind)s
                   and a.owner = %(owner)s
                   and a.currency = %(currency)s
                 group by 1) m
         order by m.month desc
         limit %(limit)s
        """,
        kind=account.kind,
        owner=account.owner,
        currency=account.currency.value,
        limit=limit,
    )


async def sum_before(db: Db, account: Account, *, at: datetime) -> int:
    """Add up what moved on an account before a moment."""
    return await value(
        db,
        """
        select coalesce(sum(case a.side when 'D' then e.amount_minor else -e.amount_minor end), 0)::bigint
          from ledger.accounts a
          join ledger.entries e on e.account_id = a.id
          join ledger.journals j on j.id = e.journal_id
         where a.kind = %(kind)s
           and a.owner = %(owner)s
           and a.currency = %(currency)s
           and j.effective_at < %(at)s
        """,
        kind=account.kind,
        owner=account.owner,
        currency=account.currency.value,
        at=at,
    )


async def lines_between(
    db: Db, account: Account, *, start: datetime, end: datetime, limit: int
) -> list[AccountLine]:
    """List the lines of an account that moved in a time."""
    return await many(
        db,
        AccountLine,
        """
        select e.journal_id,
               e.line,
               j.key,
               j.kind,
               j.source,
               case a.side when 'D' then e.amount_minor else -e.amount_minor end as amount_minor,
               j.effective_at,
               j.posted_at
          from ledger.accounts a
          join ledger.entries e on e.account_id = a.id
          join ledger.journals j on j.id = e.journal_id
         where a.kind = %(kind)s
           and a.owner = %(owner)s
           and a.currency = %(currency)s
           and j.effective_at >= %(start)s
           and j.effective_at < %(end)s
         order by j.effective_at, e.journal_id, e.line
         limit %(limit)s
        """,
        kind=account.kind,
        owner=account.owner,
        currency=account.currency.value,
        start=start,
        end=end,
        limit=limit,
    )


async def lines_posted_since(
    db: Db, account: Account, kind: str, *, since: datetime | None, limit: int
) -> list[AccountLine]:
    """List the lines of an account that journals of a kind wrote."""
    return await many(
        db,
        AccountLine,
        """
        select e.journal_id,
               e.line,
               j.key,
               j.kind,
               j.source,
               case a.side when 'D' then e.amount_minor else -e.amount_minor end as amount_minor,
               j.effective_at,
               j.posted_at
          from ledger.accounts a
          join ledger.entries e on e.account_id = a.id
          join ledger.journals j on j.id = e.journal_id
         where a.kind = %(account_kind)s
           and a.owner = %(owner)s
           and a.currency = %(currency)s
           and j.kind = %(kind)s
           and (%(since)s::timestamptz is null or j.posted_at >= %(since)s)
         order by e.journal_id, e.line
         limit %(limit)s
        """,
        account_kind=account.kind,
        owner=account.owner,
        currency=account.currency.value,
        kind=kind,
        since=since,
        limit=limit,
    )


async def lines_of(
    db: Db, account: Account, *, before: tuple[int, int] | None, limit: int
) -> list[AccountLine]:
    """List the lines of an account, the newest first."""
    return await many(
        db,
        AccountLine,
        """
        select e.journal_id,
               e.line,
               j.key,
               j.kind,
               j.source,
               case a.side when 'D' then e.amount_minor else -e.amount_minor end as amount_minor,
               j.effective_at,
               j.posted_at
          from ledger.accounts a
          join ledger.entries e on e.account_id = a.id
          join ledger.journals j on j.id = e.journal_id
         where a.kind = %(kind)s
           and a.owner = %(owner)s
           and a.currency = %(currency)s
           and (%(before_id)s::bigint is null
                or (e.journal_id, e.line) < (%(before_id)s::bigint, %(before_line)s::int))
         order by e.journal_id desc, e.line desc
         limit %(limit)s
        """,
        kind=account.kind,
        owner=account.owner,
        currency=account.currency.value,
        before_id=before[0] if before else None,
        before_line=before[1] if before else None,
        limit=limit,
    )
