-- Payments with one live attempt a purchase, refunds, and the sandbox provider's own book.
create schema payments;

create table payments.payments (
    id uuid primary key,
    purchase_id uuid not null,
    attempt smallint not null check (attempt between 1 and 20),
    provider text not null check (length(provider) between 1 and 40),
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    -- Which orders the sum is for, and how much each.
    order_ids uuid[] not null,
    order_amounts bigint[] not null,
    status text not null default 'open'
        check (status in ('open', 'challenge', 'pending', 'captured', 'declined', 'abandoned')),
    reference text check (length(reference) <= 200),
    decline_reason text check (length(decline_reason) <= 60),
    challenge_hint text check (length(challenge_hint) <= 200),
    opened_at timestamptz not null,
    captured_at timestamptz,
    poll_at timestamptz,
    constraint payments_attempt_key unique (purchase_id, attempt),
    check (cardinality(order_ids) > 0 and cardinality(order_ids) = cardinality(order_amounts)),
    check ((status = 'captured') = (captured_at is not null)),
    check ((status = 'declined') = (decline_reason is not null))
);
-- Whatever happens in two tabs, a purchase has one attempt that can take money.
create unique index payments_live_key on payments.payments (purchase_id)
    where status in ('open', 'challenge', 'pending', 'captured');
create index payments_poll_at_idx on payments.payments (poll_at) where status = 'pending';

create table payments.refunds (
    id uuid primary key,
    payment_id uuid not null references payments.payments,
    order_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    status text not null default 'queued' check (status in ('queued', 'done', 'refused')),
    reference text check (length(reference) <= 200),
    asked_at timestamptz not null,
    done_at timestamptz,
    constraint refunds_order_id_key unique (order_id),
    check ((status = 'done') = (done_at is not null))
);
create index refunds_payment_id_idx on payments.refunds (payment_id);
create index refunds_queued_idx on payments.refunds (asked_at) where status = 'queued';

-- What the sandbox provider remembers, as a provider outside would. Only providers/sandbox.py reads or writes it.
create table payments.sandbox_charges (
    key uuid primary key,
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    card text not null check (card in ('success', 'decline', 'challenge', 'time_out')),
    outcome text not null check (outcome in ('captured', 'declined', 'challenge', 'pending')),
    at timestamptz not null
);

create table payments.sandbox_refunds (
    key uuid primary key,
    charge_key uuid not null references payments.sandbox_charges,
    amount_minor bigint not null check (amount_minor > 0),
    at timestamptz not null
);
create index sandbox_refunds_charge_key_idx on payments.sandbox_refunds (charge_key);
