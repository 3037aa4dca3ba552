-- Disputes share their loss as refunds do: what of an order, and of its commissions, is set aside until one is decided.
create table orders.disputes (
    provider text not null check (length(provider) between 1 and 40),
    dispute_id text not null check (length(dispute_id) between 1 and 200),
    order_id uuid not null references orders.orders,
    -- What the bank asks of it.
    amount_minor bigint not null check (amount_minor > 0),
    -- How that is divided among its lines, shop and platform, as a refund would be; none where nothing was left of it.
    division jsonb check (pg_column_size(division) <= 65536),
    state text not null check (state in ('open', 'won', 'lost')),
    opened_at timestamptz not null,
    closed_at timestamptz,
    -- What the order counts as refunded since it was lost.
    refund_id uuid unique references orders.refunds,
    primary key (provider, dispute_id, order_id),
    check ((state = 'open') = (closed_at is null))
);
create index disputes_order_id_idx on orders.disputes (order_id);

create table affiliates.reserves (
    -- The dispute.
    key text not null check (length(key) <= 255),
    commission_id uuid not null references affiliates.commissions,
    amount_minor bigint not null check (amount_minor > 0),
    state text not null check (state in ('open', 'won', 'lost')),
    at timestamptz not null,
    primary key (key, commission_id)
);
create index reserves_commission_idx on affiliates.reserves (commission_id) where state = 'open';
