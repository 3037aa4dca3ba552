-- Disputes: a bank asks for its customer's money back. Each is booked when it is opened and when it is decided.
create table payments.disputes (
    provider text not null check (length(provider) between 1 and 40),
    id text not null check (length(id) between 1 and 200),
    payment_id uuid not null references payments.payments,
    amount_minor bigint not null check (amount_minor > 0),
    fee_minor bigint not null check (fee_minor >= 0),
    currency char(3) not null,
    reason text check (length(reason) <= 100),
    state text not null check (state in ('open', 'won', 'lost')),
    opened_at timestamptz not null,
    closed_at timestamptz,
    primary key (provider, id),
    check ((state = 'open') = (closed_at is null))
);
create index disputes_payment_id_idx on payments.disputes (payment_id);
