-- Tax that was withheld of sales which went back later is given back, and the report of the month is netted.
alter table payouts.sales
    -- What had gone back of the order when its tax was last reckoned.
    add column refunded_minor bigint not null default 0 check (refunded_minor >= 0),
    -- Something went back since, perhaps.
    add column is_refunded boolean not null default false;
update payouts.sales s
   set refunded_minor = r.amount_minor
  from (select s.journal_id, sum(r.amount_minor)::bigint as amount_minor
          from payouts.sales s
          join payouts.payouts p on p.id = s.payout_id
          join payments.refunds r
            on r.order_id = s.order_id
           and r.asked_at <= p.created_at
         group by s.journal_id) r
 where r.journal_id = s.journal_id;
create index sales_order_idx on payouts.sales (order_id);
create index sales_refunded_idx on payouts.sales (journal_id) where is_refunded;

create table payouts.tax_returns (
    -- The payout that withheld it.
    payout_id uuid not null references payouts.payouts,
    tax text not null check (length(tax) between 1 and 20),
    order_id uuid not null,
    -- What had gone back of the order in all.
    refunded_minor bigint not null check (refunded_minor > 0),
    base_minor bigint not null check (base_minor > 0),
    rate_bps int not null check (rate_bps between 1 and 10000),
    amount_minor bigint not null check (amount_minor >= 0),
    at timestamptz not null,
    primary key (payout_id, tax, order_id, refunded_minor)
);
create index tax_returns_at_idx on payouts.tax_returns (at);
