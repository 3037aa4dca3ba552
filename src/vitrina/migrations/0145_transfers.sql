-- Transfers: what a provider carries to the accounts that payees have with it, found again on its statement.

-- The account of a payee with a provider. Its owner is a shop or a creator, here an opaque word.
create table payments.accounts (
    id uuid primary key,
    provider text not null check (length(provider) between 1 and 40),
    owner text not null check (length(owner) between 1 and 80),
    -- Who opened it.
    person_id uuid not null,
    country char(2) not null,
    -- The provider's own name of it; none until it answered.
    reference text check (length(reference) between 1 and 100),
    state text not null default 'missing' check (state in ('missing', 'ready', 'closed')),
    opened_at timestamptz not null,
    checked_at timestamptz,
    constraint accounts_owner_key unique (provider, owner),
    constraint accounts_reference_key unique (provider, reference),
    check (state = 'missing' or reference is not null)
);
create index accounts_person_idx on payments.accounts (person_id);

create table payments.transfers (
    id uuid primary key,
    provider text not null check (length(provider) between 1 and 40),
    account text not null check (length(account) between 1 and 100),
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    -- Whose money it is, as journals name it.
    source text not null check (length(source) between 1 and 200),
    status text not null default 'queued' check (status in ('queued', 'done', 'refused')),
    -- How often the provider said that it had not enough of ours yet: a part of the key of the next try.
    turn int not null default 0 check (turn >= 0),
    reference text check (length(reference) between 1 and 100),
    -- Why it was refused, or waits.
    reason text not null default '' check (length(reason) <= 200),
    reversed_minor bigint not null default 0,
    asked_at timestamptz not null,
    tried_at timestamptz,
    done_at timestamptz,
    constraint transfers_reference_key unique (provider, reference),
    constraint transfers_reversed_once check (reversed_minor between 0 and amount_minor),
    check ((status = 'done') = (reference is not null) and (status = 'done') = (done_at is not null)),
    check (reversed_minor = 0 or status = 'done')
);
create index transfers_queued_idx on payments.transfers (coalesce(tried_at, asked_at)) where status = 'queued';

-- What of transfers was taken back, each time once. reference: the transfer's own, a space, and the step's.
create table payments.reversals (
    provider text not null,
    reference text not null check (length(reference) between 1 and 200),
    transfer_id uuid not null references payments.transfers,
    amount_minor bigint not null check (amount_minor > 0),
    at timestamptz not null,
    primary key (provider, reference)
);
create index reversals_transfer_idx on payments.reversals (transfer_id);

alter table payments.movements drop constraint movements_kind_check;
alter table payments.movements add constraint movements_kind_check
    check (kind in ('charge', 'refund', 'dispute', 'transfer', 'payout', 'fee', 'other')) not valid;
alter table payments.movements validate constraint movements_kind_check;
drop index payments.movements_fit_key;
create unique index movements_fit_key on payments.movements (provider, kind, reference, (amount_minor > 0))
    where booked_at is not null and not is_agreed and kind in ('charge', 'refund', 'dispute', 'transfer');

create or replace view payments.ours as
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
 where d.state = 'won'
 union all
select t.provider, 'transfer', t.reference, false, -t.amount_minor, t.currency, t.done_at, t.source
  from payments.transfers t
 where t.status = 'done'
 union all
select r.provider, 'transfer', r.reference, true, r.amount_minor, t.currency, r.at, t.source
  from payments.reversals r
  join payments.transfers t on t.id = r.transfer_id;

-- The sandbox carries transfers, too.
create table payments.sandbox_transfers (
    key uuid primary key,
    account text not null check (length(account) between 1 and 100),
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    at timestamptz not null
);

create or replace view payments.sandbox_movements as
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
  from payments.sandbox_payouts p
 union all
select 'sbx_txn_t' || replace(t.key::text, '-', ''),
       'transfer',
       'sbx_tr_' || replace(t.key::text, '-', ''),
       -t.amount_minor,
       0,
       t.currency,
       t.at,
       t.at
  from payments.sandbox_transfers t;

-- A payout that a provider carries is in no file, and what of it was taken back again is the payee's.
alter table payouts.payouts add column provider text check (length(provider) between 1 and 40);
alter table payouts.payouts add column came_back_minor bigint not null default 0;
alter table payouts.payouts drop constraint payouts_in_a_file;
alter table payouts.payouts add constraint payouts_in_a_file
    check ((file_id is not null) = (provider is null and state in ('sent', 'paid', 'failed')));
alter table payouts.payouts add constraint payouts_came_back
    check (came_back_minor = 0
           or (provider is not null
               and came_back_minor between 1 and amount_minor - withheld_minor
               and state = case when came_back_minor = amount_minor - withheld_minor then 'failed' else 'paid' end));
create index payouts_carried_idx on payouts.payouts (created_at, id) where state = 'ready' and provider is not null;

create or replace function payouts.check_move() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE'
       or (new.id, new.code, new.payee_kind, new.payee_id, new.currency, new.amount_minor, new.withheld_minor,
           new.destination_id, new.approvals_needed, new.created_at, new.provider)
          is distinct from
          (old.id, old.code, old.payee_kind, old.payee_id, old.currency, old.amount_minor, old.withheld_minor,
           old.destination_id, old.approvals_needed, old.created_at, old.provider)
       or new.approval_count < old.approval_count
       or new.came_back_minor < old.came_back_minor
       or (new.state <> old.state
           and (old.state, new.state) not in (('waiting', 'ready'), ('waiting', 'refused'), ('ready', 'refused'),
                                              ('ready', 'sent'), ('sent', 'paid'), ('sent', 'failed'))
           and not ((old.state, new.state) = ('paid', 'failed') and new.came_back_minor > old.came_back_minor))
    then
        raise exception 'a payout does not move from % like that', old.state using errcode = 'PY001';
    end if;
    return new;
end $$;

-- A provider's account that somebody wrote by hand before was carried by nobody.
update payouts.destinations set replaced_at = now() where kind = 'provider' and replaced_at is null;
alter table payouts.moves drop constraint moves_step_check;
alter table payouts.moves add constraint moves_step_check
    check (step in ('created', 'approved', 'ready', 'sent', 'paid', 'failed', 'refused', 'came_back'));
