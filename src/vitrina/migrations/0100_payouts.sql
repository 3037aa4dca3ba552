-- Payouts: where shops and creators want their money, what is on its way there, who agreed, and what tax was withheld.
create schema payouts;

-- Where the money of a payee in one currency goes. A change is a new row; the old one stays for what it was used for.
create table payouts.destinations (
    id uuid primary key,
    payee_kind text not null check (payee_kind in ('shop', 'creator')),
    payee_id uuid not null,
    -- Who set it.
    person_id uuid not null,
    currency char(3) not null,
    kind text not null check (kind in ('bank', 'clabe', 'pix', 'provider')),
    holder text not null check (length(holder) between 1 and 100),
    -- In its normal form, with its check digits proven.
    number text not null check (length(number) between 1 and 100),
    -- Name of the bank, or of the provider.
    institution text not null check (length(institution) <= 60),
    -- Tax number of the payee, where its country withholds; empty when it has told none.
    tax_id text not null check (length(tax_id) <= 20),
    set_at timestamptz not null,
    -- Nothing goes there before: whoever got into an account is found out first.
    usable_at timestamptz not null,
    replaced_at timestamptz,
    check (usable_at >= set_at)
);
create unique index destinations_in_force_key on payouts.destinations (payee_kind, payee_id, currency)
    where replaced_at is null;
create index destinations_person_idx on payouts.destinations (person_id);
create index destinations_payee_idx on payouts.destinations (payee_kind, payee_id, set_at);

-- A file for the bank: payouts of one currency that leave together.
create table payouts.files (
    id uuid primary key,
    code text not null constraint files_code_key unique,
    currency char(3) not null,
    made_by uuid not null,
    made_at timestamptz not null
);
create index files_made_idx on payouts.files (made_at desc, id desc);

create table payouts.payouts (
    id uuid primary key,
    code text not null constraint payouts_code_key unique,
    payee_kind text not null check (payee_kind in ('shop', 'creator')),
    payee_id uuid not null,
    currency char(3) not null,
    -- What left the payee's account, and what of it is tax: the rest is paid.
    amount_minor bigint not null check (amount_minor > 0),
    withheld_minor bigint not null check (withheld_minor >= 0),
    destination_id uuid not null references payouts.destinations,
    -- Day of the schedule that made it; none for one that was asked for.
    payday date,
    approvals_needed smallint not null check (approvals_needed in (0, 2)),
    approval_count smallint not null default 0 check (approval_count between 0 and 2),
    state text not null check (state in ('waiting', 'ready', 'sent', 'paid', 'failed', 'refused')),
    file_id uuid references payouts.files,
    -- What the bank said: its reference, or why it came back; of a refused one, why.
    note text not null default '' check (length(note) <= 200),
    created_at timestamptz not null,
    moved_at timestamptz not null,
    constraint payouts_something_left check (withheld_minor < amount_minor),
    -- Above the threshold nothing leaves before two operators agreed, whatever the code does.
    constraint payouts_four_eyes check (state in ('waiting', 'refused') or approval_count >= approvals_needed),
    constraint payouts_in_a_file check ((file_id is not null) = (state in ('sent', 'paid', 'failed')))
);
create unique index payouts_payday_key on payouts.payouts (payee_kind, payee_id, currency, payday)
    where payday is not null;
create index payouts_payee_idx on payouts.payouts (payee_kind, payee_id, created_at desc, id desc);
create index payouts_state_idx on payouts.payouts (state, created_at desc, id desc);
create index payouts_created_idx on payouts.payouts (created_at desc, id desc);
create index payouts_ready_idx on payouts.payouts (currency, created_at, id) where state = 'ready';
create index payouts_file_idx on payouts.payouts (file_id) where file_id is not null;
create index payouts_destination_idx on payouts.payouts (destination_id);

-- The moves of a payout, and that nothing else of it ever changes.
create function payouts.check_move() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE'
       or (new.id, new.code, new.payee_kind, new.payee_id, new.currency, new.amount_minor, new.withheld_minor,
           new.destination_id, new.approvals_needed, new.created_at)
          is distinct from
          (old.id, old.code, old.payee_kind, old.payee_id, old.currency, old.amount_minor, old.withheld_minor,
           old.destination_id, old.approvals_needed, old.created_at)
       or new.approval_count < old.approval_count
       or (new.state <> old.state
           and (old.state, new.state) not in (('waiting', 'ready'), ('waiting', 'refused'), ('ready', 'refused'),
                                              ('ready', 'sent'), ('sent', 'paid'), ('sent', 'failed')))
    then
        raise exception 'a payout does not move from % like that', old.state using errcode = 'PY001';
    end if;
    return new;
end $$;
create trigger payouts_moves before update or delete on payouts.payouts
    for each row execute function payouts.check_move();

-- Who did what to a payout, written with it and never changed. actor_id: none when the schedule did it.
create table payouts.moves (
    id bigint generated always as identity primary key,
    payout_id uuid not null references payouts.payouts,
    step text not null
        check (step in ('created', 'approved', 'ready', 'sent', 'paid', 'failed', 'refused')),
    actor_id uuid,
    note text not null default '' check (length(note) <= 200),
    at timestamptz not null
);
create index moves_payout_idx on payouts.moves (payout_id, id);
create index moves_actor_idx on payouts.moves (actor_id) where actor_id is not null;
-- Four eyes are two people: nobody approves a payout twice.
create unique index moves_approved_key on payouts.moves (payout_id, actor_id) where step = 'approved';

create function payouts.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'what was done to payouts is never changed' using errcode = 'PY002';
end $$;
create trigger moves_append_only before update or delete on payouts.moves
    for each row execute function payouts.refuse_change();

-- Tax that a payout withheld, one row for each tax. rate_bps: of the base, as the law stood on that day.
create table payouts.withholdings (
    payout_id uuid not null references payouts.payouts,
    tax text not null check (length(tax) between 1 and 20),
    base_minor bigint not null check (base_minor > 0),
    rate_bps int not null check (rate_bps between 1 and 10000),
    amount_minor bigint not null check (amount_minor > 0 and amount_minor <= base_minor),
    primary key (payout_id, tax)
);

-- Sales whose tax is to be withheld: each by one payout, and again by the next one if that does not arrive.
create table payouts.sales (
    -- The journal of the ledger with which the sale became the payee's own.
    journal_id bigint primary key,
    payee_kind text not null check (payee_kind in ('shop', 'creator')),
    payee_id uuid not null,
    currency char(3) not null,
    order_id uuid not null,
    posted_at timestamptz not null,
    payout_id uuid references payouts.payouts
);
create index sales_open_idx on payouts.sales (payee_kind, payee_id, currency) where payout_id is null;
create index sales_latest_idx on payouts.sales (payee_kind, payee_id, currency, posted_at desc);
create index sales_payout_idx on payouts.sales (payout_id) where payout_id is not null;

-- Days of the schedule that are done.
create table payouts.paydays (
    day date primary key,
    done_at timestamptz not null
);

-- Debts that will not come: one operator proposes to write them off, another one agrees.
create table payouts.write_offs (
    id uuid primary key,
    payee_kind text not null check (payee_kind in ('shop', 'creator')),
    payee_id uuid not null,
    currency char(3) not null,
    amount_minor bigint not null check (amount_minor > 0),
    reason text not null check (length(reason) between 1 and 200),
    proposed_by uuid not null,
    proposed_at timestamptz not null,
    approved_by uuid,
    approved_at timestamptz,
    constraint write_offs_four_eyes check (approved_by <> proposed_by),
    check ((approved_by is null) = (approved_at is null))
);
create unique index write_offs_open_key on payouts.write_offs (payee_kind, payee_id, currency)
    where approved_at is null;
create index write_offs_proposed_idx on payouts.write_offs (proposed_at desc, id desc);

-- A payday goes through the accounts of a kind page by page.
create index accounts_kind_idx on ledger.accounts (kind, id);
