-- Differences between statements of providers and what we know: each is settled by two operators, in the books.
insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('statement_difference', 'D', false, null);

-- A movement that stands although nothing of ours fits it, because two operators said so.
alter table payments.movements add column is_agreed boolean not null default false;
drop index payments.movements_fit_key;
create unique index movements_fit_key on payments.movements (provider, kind, reference, (amount_minor > 0))
    where booked_at is not null and not is_agreed and kind in ('charge', 'refund', 'dispute');

create table payments.settlements (
    id uuid primary key,
    provider text not null check (length(provider) between 1 and 40),
    -- The difference by its name: a movement, or what the statement lacks.
    subject text not null check (length(subject) between 1 and 300),
    movement_id text,
    -- What the statement lacks: our own charge, refund or step of a dispute.
    kind text not null,
    reference text not null,
    is_in boolean not null,
    -- By how much the books change what the provider holds for us.
    amount_minor bigint not null check (amount_minor <> 0),
    currency char(3) not null,
    reason text not null check (length(reason) between 1 and 200),
    proposed_by uuid not null,
    proposed_at timestamptz not null,
    approved_by uuid,
    approved_at timestamptz,
    constraint settlements_four_eyes check (approved_by <> proposed_by),
    check ((approved_by is null) = (approved_at is null))
);
create unique index settlements_subject_key on payments.settlements (provider, subject);
create index settlements_lacking_idx on payments.settlements (provider, kind, reference) where movement_id is null;
create index settlements_proposed_by_idx on payments.settlements (proposed_by);
create index settlements_approved_by_idx on payments.settlements (approved_by) where approved_by is not null;

-- What we know that a provider's statement must have, as it has it. amount_minor: with the fee of a dispute, which is
-- booked with it.
create view payments.ours as
select p.provider,
       'charge' as kind,
       p.reference,
       true as is_in,
       p.amount_minor,
       p.currency,
       p.captured_at as at,
       'purchase:' || p.purchase_id as source
  from payments.payments p
 where p.status = 'captured'
   and p.reference is not null
 union all
select p.provider, 'refund', r.reference, false, -r.amount_minor, r.currency, r.done_at, 'order:' || r.order_id
  from payments.refunds r
  join payments.payments p on p.id = r.payment_id
 where r.status = 'done'
   and r.reference is not null
 union all
select d.provider, 'dispute', d.id, false, -d.amount_minor - d.fee_minor, d.currency, d.opened_at, 'dispute:' || d.id
  from payments.disputes d
 union all
select d.provider, 'dispute', d.id, true, d.amount_minor, d.currency, d.closed_at, 'dispute:' || d.id
  from payments.disputes d
 where d.state = 'won';

-- Movements that are not booked, each with what of ours it is about, where that is not taken by another one or was
-- given up by two operators; of two about the same thing the first has it.
create view payments.unbooked as
select m.provider,
       m.id,
       m.kind,
       m.reference,
       m.amount_minor > 0 as is_in,
       m.amount_minor - case when m.kind = 'dispute' and m.amount_minor < 0 then m.fee_minor else 0 end
           as amount_minor,
       m.currency,
       m.at,
       o.amount_minor as our_amount_minor,
       o.currency as our_currency,
       o.source as our_source
  from payments.movements m
  left join lateral (
       select o.amount_minor, o.currency, o.source
         from payments.ours o
        where o.provider = m.provider
          and o.kind = m.kind
          and o.reference = m.reference
          and o.is_in = (m.amount_minor > 0)
          and not exists (select 1
                            from payments.movements b
                           where b.provider = m.provider
                             and b.kind = m.kind
                             and b.reference = m.reference
                             and (b.amount_minor > 0) = (m.amount_minor > 0)
                             and (b.booked_at is not null
                                  or (b.at, b.id) < (m.at, m.id)))
          and not exists (select 1
                            from payments.settlements s
                           where s.provider = m.provider
                             and s.kind = m.kind
                             and s.reference = m.reference
                             and s.is_in = (m.amount_minor > 0)
                             and s.movement_id is null
                             and s.approved_at is not null)
        limit 1) o on true
 where m.booked_at is null;
create index movements_reference_idx on payments.movements (provider, kind, reference);

create or replace view payments.fitting as
select u.provider,
       u.id,
       coalesce(u.our_source, u.provider || ':txn:' || u.id) as source
  from payments.unbooked u
 where (u.our_amount_minor = u.amount_minor and u.our_currency = u.currency)
    or (u.kind in ('payout', 'fee') and exists (select 1 from ledger.currencies c where c.code = u.currency));

-- Where a statement and we differ, over the days that were read to their end.
create view payments.differences as
with closed as (
    select provider, date_trunc('day', read_until at time zone 'UTC') at time zone 'UTC' as before
      from payments.readings
)
select u.provider,
       'movement:' || u.id as subject,
       u.id as movement_id,
       u.kind,
       u.reference,
       u.is_in,
       case when u.our_source is null then 'missing_here' else 'differs' end as what,
       u.our_amount_minor,
       u.amount_minor,
       u.currency,
       coalesce(u.our_currency, u.currency) = u.currency
           and exists (select 1 from ledger.currencies c where c.code = u.currency) as is_ours,
       u.at,
       u.our_source as source
  from payments.unbooked u
  join closed c using (provider)
 where u.at < c.before
   and not exists (select 1 from payments.fitting f where f.provider = u.provider and f.id = u.id)
 union all
select o.provider,
       'ours:' || o.kind || case when o.is_in then ':in:' else ':out:' end || o.reference,
       null,
       o.kind,
       o.reference,
       o.is_in,
       'missing_there',
       o.amount_minor,
       null,
       o.currency,
       true,
       o.at,
       o.source
  from payments.ours o
  join closed c using (provider)
 where o.at < c.before
   and not exists (select 1
                     from payments.movements m
                    where m.provider = o.provider
                      and m.kind = o.kind
                      and m.reference = o.reference
                      and (m.amount_minor > 0) = o.is_in)
   and not exists (select 1
                     from payments.settlements s
                    where s.provider = o.provider
                      and s.kind = o.kind
                      and s.reference = o.reference
                      and s.is_in = o.is_in
                      and s.movement_id is null
                      and s.approved_at is not null);
