-- Statements of providers: each movement on our account with them, so that fees and settlements are booked.
create table payments.movements (
    provider text not null check (length(provider) between 1 and 40),
    -- The provider's own name of the movement: the key of its journals.
    id text not null check (length(id) between 1 and 200),
    kind text not null check (kind in ('charge', 'refund', 'dispute', 'payout', 'fee', 'other')),
    -- The provider's name of what moved.
    reference text not null check (length(reference) <= 200),
    -- + came to our account, - left it; before the fee.
    amount_minor bigint not null check (abs(amount_minor) < 1000000000000000),
    fee_minor bigint not null check (abs(fee_minor) < 1000000000000000),
    currency char(3) not null,
    at timestamptz not null,
    -- From when on it may be paid out.
    settles_at timestamptz not null,
    -- When it fitted what we know, and its fee was booked.
    booked_at timestamptz,
    -- Whose money it was, as journals name it.
    source text check (length(source) <= 200),
    settled_at timestamptz,
    primary key (provider, id),
    check ((booked_at is null) = (source is null)),
    check (settled_at is null or booked_at is not null)
);
create index movements_unbooked_idx on payments.movements (at) where booked_at is null;
create index movements_unsettled_idx on payments.movements (settles_at)
    where booked_at is not null and settled_at is null;
create index movements_at_idx on payments.movements (provider, at);
-- One charge, refund or step of a dispute moves our account once.
create unique index movements_fit_key on payments.movements (provider, kind, reference, (amount_minor > 0))
    where booked_at is not null and kind in ('charge', 'refund', 'dispute');
create index refunds_reference_idx on payments.refunds (reference) where reference is not null;

-- Which movements of those that are not booked fit what we know to the cent, and whose money it is; of two about
-- the same thing only the first does. What a provider pays out or charges beside is its own word.
create view payments.fitting as
with fits as (
    select m.provider, m.id, p.purchase_id, null::uuid as order_id
      from payments.movements m
      join payments.payments p
        on p.provider = m.provider
       and p.reference = m.reference
       and p.status = 'captured'
       and p.amount_minor = m.amount_minor
       and p.currency = m.currency
     where m.booked_at is null
       and m.kind = 'charge'
     union all
    select m.provider, m.id, null, r.order_id
      from payments.movements m
      join payments.refunds r
        on r.reference = m.reference
       and r.status = 'done'
       and r.amount_minor = -m.amount_minor
       and r.currency = m.currency
      join payments.payments p
        on p.id = r.payment_id
       and p.provider = m.provider
     where m.booked_at is null
       and m.kind = 'refund'
     union all
    select m.provider, m.id, null, null
      from payments.movements m
      join payments.disputes d
        on d.provider = m.provider
       and d.id = m.reference
       and d.currency = m.currency
       and ((m.amount_minor = -d.amount_minor and m.fee_minor = d.fee_minor)
            or (m.amount_minor = d.amount_minor and d.state = 'won'))
     where m.booked_at is null
       and m.kind = 'dispute'
     union all
    select m.provider, m.id, null, null
      from payments.movements m
      join ledger.currencies c on c.code = m.currency
     where m.booked_at is null
       and m.kind in ('payout', 'fee')
), turns as (
    select m.provider,
           m.id,
           m.kind,
           m.reference,
           m.amount_minor > 0 as is_in,
           case m.kind
               when 'charge' then 'purchase:' || f.purchase_id
               when 'refund' then 'order:' || f.order_id
               when 'dispute' then 'dispute:' || m.reference
               else m.provider || ':txn:' || m.id
           end as source,
           row_number() over (partition by m.provider, m.kind, m.amount_minor > 0,
                                           case when m.kind in ('payout', 'fee') then m.id else m.reference end
                                  order by m.at, m.id) as turn
      from fits f
      join payments.movements m using (provider, id)
)
select t.provider, t.id, t.source
  from turns t
 where t.turn = 1
   and (t.kind in ('payout', 'fee')
        or not exists (select 1
                         from payments.movements b
                        where b.provider = t.provider
                          and b.kind = t.kind
                          and b.reference = t.reference
                          and (b.amount_minor > 0) = t.is_in
                          and b.booked_at is not null
                          and b.kind in ('charge', 'refund', 'dispute')));

-- How far each provider's statement was read.
create table payments.readings (
    provider text primary key check (length(provider) between 1 and 40),
    read_until timestamptz not null,
    -- The period that is being read, and its next page.
    reading_from timestamptz,
    reading_until timestamptz,
    page text check (length(page) <= 200),
    check ((page is null) = (reading_from is null) and (page is null) = (reading_until is null))
);

-- The sandbox's own statement: 3.6 % of each charge is its fee, which no refund brings back; a charge settles
-- after two days, and once a day it pays out what has settled.
alter table payments.sandbox_charges add column captured_at timestamptz;

create table payments.sandbox_payouts (
    currency char(3) not null,
    day date not null,
    amount_minor bigint not null check (amount_minor > 0),
    at timestamptz not null,
    primary key (currency, day)
);

create view payments.sandbox_movements as
select 'sbx_txn_c' || replace(c.key::text, '-', '') as id,
       'charge' as kind,
       'sbx_ch_' || replace(c.key::text, '-', '') as reference,
       c.amount_minor,
       (c.amount_minor * 360 + 5000) / 10000 as fee_minor,
       c.currency,
       coalesce(c.captured_at, c.at) as at,
       coalesce(c.captured_at, c.at) + interval '2 days' as settles_at
  from payments.sandbox_charges c
 where c.outcome = 'captured'
 union all
select 'sbx_txn_r' || replace(r.key::text, '-', ''),
       'refund',
       'sbx_re_' || replace(r.key::text, '-', ''),
       -r.amount_minor,
       0,
       c.currency,
       r.at,
       r.at
  from payments.sandbox_refunds r
  join payments.sandbox_charges c on c.key = r.charge_key
 union all
select 'sbx_txn_p' || p.currency || to_char(p.day, 'YYYYMMDD'),
       'payout',
       'sbx_po_' || p.currency || to_char(p.day, 'YYYYMMDD'),
       -p.amount_minor,
       0,
       p.currency,
       p.at,
       p.at
  from payments.sandbox_payouts p;
