"""SQL that holds the modules against the books: each lists what cannot be, at most BREACHES_MAX of it.

A check reads several modules' tables, which observers may. None of it may be true at any moment, for a row
and its journal are written together.
"""

from vitrina.kit.db import Db, many
from vitrina.ledger.model import Breach

BREACHES_MAX = 100


async def bookings(db: Db) -> list[Breach]:
    """List payments, refunds and paid orders whose journal is missing or of another amount."""
    return await many(
        db,
        Breach,
        """
        with expected as (
            select 'a captured payment is booked' as rule,
                   format('payment %%s', p.id) as subject,
                   format('%%s:charge:%%s:captured',
                          p.provider,
                          case
                              when p.provider = any(%(our_own)s) then p.id::text
                              else p.reference
                          end) as key,
                   p.amount_minor,
                   p.currency
              from payments.payments p
             where p.status = 'captured'
            union all
            select 'a refund carried out is booked',
                   format('refund %%s', r.id),
                   format('%%s:refund:%%s:done', p.provider, r.id),
                   r.amount_minor,
                   r.currency
              from payments.refunds r
              join payments.payments p on p.id = r.payment_id
             where r.status = 'done'
            union all
            select 'a paid order is booked',
                   format('order %%s', o.code),
                   format('order:%%s:paid', o.id),
                   o.total_minor + o.promo_minor,
                   o.currency
              from orders.orders o
             where o.paid_at is not null
            union all
            select 'a refund given is booked once',
                   format('order %%s', o.code),
                   format('order:%%s:refund:%%s', o.id, r.id),
                   r.amount_minor,
                   o.currency
              from orders.refunds r
              join orders.orders o on o.id = r.order_id
             where not exists (select 1 from orders.disputes d where d.refund_id = r.id)
            union all
            select 'a lost dispute is booked once',
                   format('order %%s', o.code),
                   format('%%s:dispute:%%s:%%s:lost', d.provider, d.dispute_id, o.id),
                   d.amount_minor + coalesce((d.division ->> 'promo_minor')::bigint, 0),
                   o.currency
              from orders.disputes d
              join orders.orders o on o.id = d.order_id
             where d.state = 'lost'
        )
        select x.rule,
               x.subject,
               format('%%s, booked %%s %%s', x.amount_minor, coalesce(b.amount_minor, 0), x.currency)
                   as detail
          from expected x
          left join lateral (
                   select sum(e.amount_minor) as amount_minor
                     from ledger.journals j
                     join ledger.entries e on e.journal_id = j.id
                    where j.key = x.key
                      and e.currency = x.currency
                      and e.amount_minor > 0
               ) b on true
         where b.amount_minor is distinct from x.amount_minor
         limit %(limit)s
        """,
        our_own=["sandbox", "transfer", "cash"],
        limit=BREACHES_MAX,
    )


async def pending_commissions(db: Db) -> list[Breach]:
    """List creators whose pending commissions are not what their pending account holds."""
    return await many(
        db,
        Breach,
        """
        with earned as (
            select creator_id::text as owner,
                   currency,
                   sum(amount_minor - reversed_minor) as amount_minor
              from affiliates.commissions
             where state = 'pending'
             group by creator_id, currency
            union all
            select c.creator_id::text, c.currency, -sum(r.amount_minor)
              from affiliates.reserves r
              join affiliates.commissions c on c.id = r.commission_id
             where r.state = 'open'
               and c.state = 'pending'
             group by c.creator_id, c.currency
            union all
            select creator_id::text, currency, sum(pending_minor)
              from external.conversions
             where pending_minor > 0
             group by creator_id, currency
        ), owed as (
            select owner, currency, sum(amount_minor) as amount_minor
              from earned
             group by owner, currency
        ), booked as (
            select a.owner,
                   a.currency,
                   -sum(e.amount_minor) as amount_minor
              from ledger.accounts a
              join ledger.entries e on e.account_id = a.id
             where a.kind = 'creator_pending'
             group by a.owner, a.currency
        )
        select 'pending commissions are the pending balance' as rule,
               format('creator %%s, %%s', owner, currency) as subject,
               format('%%s, booked %%s', coalesce(c.amount_minor, 0), coalesce(b.amount_minor, 0))
                   as detail
          from owed c
          full join booked b using (owner, currency)
         where coalesce(c.amount_minor, 0) <> coalesce(b.amount_minor, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def conversions(db: Db) -> list[Breach]:
    """List conversions of which the books say something else than their row, level by level."""
    return await many(
        db,
        Breach,
        """
        with said as (
            select c.id, level.kind, level.amount_minor
              from external.conversions c
             cross join lateral (
                   values ('aff_reported', c.reported_minor),
                          ('creator_reported', c.reported_minor),
                          ('creator_pending', c.pending_minor),
                          ('creator_available', c.available_minor),
                          ('aff_receivable', c.receivable_minor),
                          ('bank', c.received_minor),
                          ('aff_income', c.receivable_minor + c.received_minor
                                         - c.pending_minor - c.available_minor)
                   ) as level (kind, amount_minor)
             where level.amount_minor <> 0
        ), booked as (
            select split_part(j.source, ':', 2)::uuid as id,
                   a.kind,
                   sum(case a.side when 'D' then e.amount_minor else -e.amount_minor end) as amount_minor
              from ledger.journals j
              join ledger.entries e on e.journal_id = j.id
              join ledger.accounts a on a.id = e.account_id
             where j.source like 'conversion:%%'
             group by j.source, a.kind
            having sum(e.amount_minor) <> 0
        )
        select 'a conversion stands in the books as it says' as rule,
               format('conversion %%s, %%s', id, kind) as subject,
               format('%%s, booked %%s', coalesce(s.amount_minor, 0), coalesce(b.amount_minor, 0)) as detail
          from said s
          full join booked b using (id, kind)
         where coalesce(s.amount_minor, 0) <> coalesce(b.amount_minor, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def advertising(db: Db) -> list[Breach]:
    """List shops whose advertising the books tell otherwise, and those that pay for what no campaign spent.

    What is spent goes to the books each minute in whole minor units: posted_minor says up to where.
    """
    return await many(
        db,
        Breach,
        """
        with moved as (
            select shop_id, sum(amount_minor) as amount_minor from ads.moves group by shop_id
        ), spent as (
            select shop_id, sum(spent_milli) as amount_milli from ads.campaigns group by shop_id
        ), booked as (
            select a.owner, a.currency, -sum(e.amount_minor) as amount_minor
              from ledger.accounts a
              join ledger.entries e on e.account_id = a.id
             where a.kind = 'ad_balance'
             group by a.owner, a.currency
        ), income as (
            select split_part(j.source, ':', 2) as owner, e.currency, -sum(e.amount_minor) as amount_minor
              from ledger.accounts a
              join ledger.entries e on e.account_id = a.id
              join ledger.journals j on j.id = e.journal_id
             where a.kind = 'ad_income'
             group by 1, 2
        ), kept as (
            select p.shop_id::text as owner, p.currency, p.deposited_minor, p.posted_minor, p.spent_milli,
                   p.deposited_minor - p.posted_minor as left_minor,
                   coalesce(m.amount_minor, 0) as moved_minor,
                   coalesce(s.amount_milli, 0) as campaigns_milli
              from ads.accounts p
              left join moved m using (shop_id)
              left join spent s using (shop_id)
        ), compared as (
            select owner, currency, 'balance' as what, coalesce(k.left_minor, 0) as said,
                   coalesce(b.amount_minor, 0) as found
              from kept k
              full join booked b using (owner, currency)
            union all
            select owner, currency, 'income', coalesce(k.posted_minor, 0), coalesce(i.amount_minor, 0)
              from kept k
              full join income i using (owner, currency)
            union all
            select owner, currency, 'paid in', deposited_minor, moved_minor from kept
            union all
            select owner, currency, 'spent, in thousandths', spent_milli, campaigns_milli from kept
        )
        select 'advertising stands in the books as it says' as rule,
               format('shop %%s, %%s, %%s', owner, currency, what) as subject,
               format('%%s, found %%s', said, found) as detail
          from compared
         where said <> found
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def tips(db: Db) -> list[Breach]:
    """List tips of which the books say something else than their row: on hold, hers, the platform's."""
    return await many(
        db,
        Breach,
        """
        with said as (
            select t.id, level.kind, level.amount_minor
              from tips.tips t
             cross join lateral (
                   values ('tip_pending', case t.state when 'paid' then t.amount_minor - t.fee_minor end),
                          ('creator_available',
                           case t.state when 'available' then t.amount_minor - t.fee_minor end),
                          ('tip_income', case when t.state in ('paid', 'available') then t.fee_minor end)
                   ) as level (kind, amount_minor)
             where level.amount_minor > 0
        ), booked as (
            select split_part(j.source, ':', 2)::uuid as id, a.kind, -sum(e.amount_minor) as amount_minor
              from ledger.journals j
              join ledger.entries e on e.journal_id = j.id
              join ledger.accounts a on a.id = e.account_id
             where j.source like 'tip:%%'
               and a.kind in ('tip_pending', 'creator_available', 'tip_income')
             group by j.source, a.kind
            having sum(e.amount_minor) <> 0
        )
        select 'a tip stands in the books as it says' as rule,
               format('tip %%s, %%s', id, kind) as subject,
               format('%%s, booked %%s', coalesce(s.amount_minor, 0), coalesce(b.amount_minor, 0)) as detail
          from said s
          full join booked b using (id, kind)
         where coalesce(s.amount_minor, 0) <> coalesce(b.amount_minor, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def stock_counters(db: Db) -> list[Breach]:
    """List variants whose free stock is not the sum of its movements."""
    return await many(
        db,
        Breach,
        """
        select 'free stock is the sum of its movements' as rule,
               format('variant %%s', s.variant_id) as subject,
               format('free %%s, moved %%s', s.available - s.short_by, coalesce(m.total, 0)) as detail
          from inventory.stock s
          left join (select variant_id, sum(change) as total
                       from inventory.movements
                      group by variant_id) m using (variant_id)
         where s.available - s.short_by <> coalesce(m.total, 0)
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def holds(db: Db) -> list[Breach]:
    """List holds whose movements are not what became of them: taken once, given back once."""
    return await many(
        db,
        Breach,
        """
        select 'a hold takes once and gives back once' as rule,
               format('purchase %%s, variant %%s', h.purchase_id, h.variant_id) as subject,
               format('%%s of %%s, moved %%s', h.state, h.quantity, coalesce(m.change, 0)) as detail
          from inventory.holds h
          left join (select purchase_id, variant_id, sum(change) as change
                       from inventory.movements
                      where purchase_id is not null
                      group by purchase_id, variant_id) m using (purchase_id, variant_id)
         where h.state in ('active', 'sold', 'released', 'expired')
           and coalesce(m.change, 0)
               <> case when h.state in ('active', 'sold') then -h.quantity else 0 end
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def providers(db: Db) -> list[Breach]:
    """List charges and refunds of which the sandbox provider's own book says something else than ours."""
    return await many(
        db,
        Breach,
        """
        select 'our book and the provider''s say the same' as rule, subject, detail
          from (select format('payment %%s', p.id) as subject,
                       format('captured %%s %%s, provider %%s %%s', p.amount_minor, p.currency, c.outcome,
                              c.amount_minor) as detail
                  from payments.payments p
                  left join payments.sandbox_charges c on c.key = p.id
                 where p.provider = 'sandbox'
                   and p.status = 'captured'
                   and (c.outcome is distinct from 'captured' or c.amount_minor <> p.amount_minor
                        or c.currency <> p.currency)
                union all
                select format('charge %%s', c.key), format('provider %%s, not known here', c.amount_minor)
                  from payments.sandbox_charges c
                 where c.outcome = 'captured'
                   and not exists (select 1 from payments.payments p where p.id = c.key)
                union all
                select format('refund %%s', r.id),
                       format('done %%s, provider %%s', r.amount_minor, s.amount_minor)
                  from payments.refunds r
                  join payments.payments p on p.id = r.payment_id and p.provider = 'sandbox'
                  left join payments.sandbox_refunds s on s.key = r.id
                 where r.status = 'done'
                   and s.amount_minor is distinct from r.amount_minor
                union all
                select format('refund %%s', s.key), format('provider %%s, not known here', s.amount_minor)
                  from payments.sandbox_refunds s
                 where not exists (select 1 from payments.refunds r where r.id = s.key)) differing
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def acknowledged(db: Db) -> list[Breach]:
    """List purchases of which a part is gone: a buyer was told that they exist."""
    return await many(
        db,
        Breach,
        """
        select 'what was acknowledged is there' as rule,
               format('purchase %%s', p.id) as subject,
               concat_ws(', ',
                         case when o.order_count = 0 then 'no order' end,
                         case when o.order_count <> json_array_length(p.orders) then 'orders are missing' end,
                         case when o.empty_count > 0 then 'an order without lines' end,
                         case when not a.is_there then 'no payment' end) as detail
          from checkout.purchases p
         cross join lateral (
               select count(*) as order_count,
                      count(*) filter (where not exists (select 1
                                                           from orders.lines l
                                                          where l.order_id = o.id)) as empty_count
                 from orders.orders o
                where o.purchase_id = p.id) o
         cross join lateral (
               select exists (select 1 from payments.payments y where y.purchase_id = p.id) as is_there) a
         where o.order_count = 0
            or o.order_count <> json_array_length(p.orders)
            or o.empty_count > 0
            or not a.is_there
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def late_touches(db: Db) -> list[Breach]:
    """List commissions whose winning touch came after the order was paid."""
    return await many(
        db,
        Breach,
        """
        select 'a commission has a touch before its order' as rule,
               format('commission %%s, order %%s', c.id, c.order_code) as subject,
               format('touched %%s, paid %%s', t.at, o.paid_at) as detail
          from affiliates.commissions c
          join affiliates.decisions d on d.line_id = c.line_id
          join affiliates.touches t on t.id = d.winner_touch_id
          join orders.orders o on o.id = c.order_id
         where t.at > o.paid_at
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )


async def unheard_hints(db: Db) -> list[Breach]:
    """List news of providers that nobody has looked into for a quarter of an hour."""
    return await many(
        db,
        Breach,
        """
        select 'news of a provider is looked into' as rule,
               format('%%s %%s', provider, event_id) as subject,
               format('%%s, received %%s', kind, received_at) as detail
          from payments.hints
         where state = 'received'
           and received_at < kit.now() - interval '15 minutes'
         limit %(limit)s
        """,
        limit=BREACHES_MAX,
    )
