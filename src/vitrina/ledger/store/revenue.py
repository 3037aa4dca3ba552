"""SQL of what the platform earned."""

from datetime import date, datetime

from vitrina.kit.db import Db, many, value
from vitrina.kit.places import Currency
from vitrina.ledger.model import RevenueLine, RevenueSum


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
