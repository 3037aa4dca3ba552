"""SQL that holds the statements of providers against our books."""

from vitrina.kit.db import Db, many
from vitrina.ledger.model import Breach

BREACHES_MAX = 100


async def differences(db: Db) -> list[Breach]:
    """List where a provider's statement and we differ, over the days that were read to their end."""
    return await many(
        db,
        Breach,
        """
        select 'the statement of a provider and ours say the same' as rule,
               format('%%s %%s', provider, subject) as subject,
               format('%%s %%s: ours %%s, theirs %%s %%s', replace(what, '_', ' '), kind,
                      coalesce(our_amount_minor::text, 'none'), coalesce(amount_minor::text, 'none'),
                      currency) as detail
          from payments.differences
         order by at
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def held(db: Db) -> list[Breach]:
    """List providers whose accounts in our books are not what their statement and our own rows come to.

    What has settled is on the statement alone; the rest is all that we know of, less fees and what settled.
    """
    return await many(
        db,
        Breach,
        """
        with said as (
            select provider, currency, 'psp_pending' as kind, amount_minor
              from payments.ours
             where provider in (select provider from payments.readings)
             union all
            select provider, currency, 'psp_pending', amount_minor
              from payments.settlements
             where approved_at is not null
             union all
            select provider, currency, 'psp_pending',
                   -case kind when 'fee' then fee_minor - amount_minor else fee_minor end
              from payments.movements
             where booked_at is not null
               and kind <> 'payout'
               and not (kind = 'dispute' and amount_minor < 0)
             union all
            select provider, currency, 'psp_pending', fee_minor - amount_minor
              from payments.movements
             where settled_at is not null
               and kind <> 'payout'
             union all
            select provider, currency, 'psp_available', amount_minor - fee_minor
              from payments.movements
             where settled_at is not null
        ), told as (
            select provider, currency, kind, sum(amount_minor) as amount_minor
              from said
             group by provider, currency, kind
        ), booked as (
            select a.owner as provider, a.currency, a.kind, sum(e.amount_minor) as amount_minor
              from ledger.accounts a
              join ledger.entries e on e.account_id = a.id
             where a.kind in ('psp_pending', 'psp_available')
               and a.owner in (select provider from payments.readings)
             group by a.owner, a.currency, a.kind
        )
        select 'what a provider holds stands in the books' as rule,
               format('%%s of %%s, %%s', kind, provider, currency) as subject,
               format('%%s, booked %%s', coalesce(t.amount_minor, 0), coalesce(b.amount_minor, 0)) as detail
          from told t
          full join booked b using (provider, currency, kind)
         where coalesce(t.amount_minor, 0) <> coalesce(b.amount_minor, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )
