-- Ways to pay: a payment remembers the one its buyer chose, what she was told to do, and until when.
alter table payments.payments
    add column method text check (length(method) between 1 and 40),
    add column instalments smallint not null default 1 check (instalments between 1 and 24),
    add column pay_by timestamptz,
    add column instructions jsonb check (pg_column_size(instructions) <= 8192),
    drop constraint payments_status_check,
    add constraint payments_status_check
        check (status in ('open', 'challenge', 'waiting', 'pending', 'captured', 'declined', 'abandoned')),
    add check (status <> 'waiting' or instructions is not null);

-- What a buyer pays elsewhere is a live attempt, and is asked about as silence is.
drop index payments.payments_live_key;
create unique index payments_live_key on payments.payments (purchase_id)
    where status in ('open', 'challenge', 'waiting', 'pending', 'captured');
drop index payments.payments_poll_at_idx;
create index payments_poll_at_idx on payments.payments (poll_at) where poll_at is not null;

-- One charge of a provider pays one purchase: its id is the key of the journal.
create unique index payments_charge_key on payments.payments (provider, reference) where status = 'captured';
create index payments_reference_idx on payments.payments (reference) where reference is not null;

alter table checkout.purchases
    drop constraint purchases_status_check,
    add constraint purchases_status_check check (status in (
        'awaiting_payment', 'challenge', 'declined', 'waiting', 'confirmed', 'pending', 'paid', 'expired',
        'refunded'));
drop index checkout.purchases_unpaid_idx;
create index purchases_unpaid_idx on checkout.purchases (hold_until)
    where status in ('awaiting_payment', 'challenge', 'declined', 'waiting');

-- What the sandbox plays besides cards: a voucher that is paid at a till, in instalments or not.
alter table payments.sandbox_charges
    drop constraint sandbox_charges_card_check,
    add constraint sandbox_charges_card_check
        check (card in ('success', 'decline', 'challenge', 'time_out', 'voucher')),
    drop constraint sandbox_charges_outcome_check,
    add constraint sandbox_charges_outcome_check
        check (outcome in ('captured', 'declined', 'challenge', 'waiting', 'pending', 'abandoned')),
    -- Until when a till takes the voucher, which is longer than its buyer is told.
    add column payable_until timestamptz;

-- What people say of money that no provider reports: transfers seen on the account, money sent back by hand.
create table payments.receipts (
    key uuid primary key,
    word text not null check (word in ('received', 'closed', 'returned')),
    person_id uuid,
    at timestamptz not null,
    check (person_id is not null or word = 'closed')
);

-- News of providers, each once. It is only a hint: what counts is what the provider answers when it is asked.
create table payments.hints (
    provider text not null check (length(provider) between 1 and 40),
    event_id text not null check (length(event_id) between 1 and 200),
    kind text not null check (length(kind) <= 100),
    object_id text not null check (length(object_id) <= 200),
    payment_id uuid,
    state text not null default 'received' check (state in ('received', 'done', 'parked')),
    received_at timestamptz not null,
    done_at timestamptz,
    primary key (provider, event_id),
    check ((state = 'received') = (done_at is null))
);
create index hints_parked_idx on payments.hints (received_at) where state <> 'done';
