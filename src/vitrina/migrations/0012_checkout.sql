-- Purchases: one payment of one buyer, for orders of one shop or of several.
create schema checkout;

create table checkout.purchases (
    id uuid primary key,
    buyer_id uuid,
    -- What was asked for: the same id with the same content is the same purchase.
    request_hash bytea not null check (length(request_hash) = 32),
    currency char(3) not null,
    total_minor bigint not null check (total_minor > 0),
    status text not null default 'awaiting_payment'
        check (status in ('awaiting_payment', 'challenge', 'declined', 'pending', 'paid', 'expired', 'refunded')),
    -- Its orders as the buyer was shown them: ids, codes, shops, totals.
    orders json not null,
    hold_until timestamptz not null,
    placed_at timestamptz not null,
    paid_at timestamptz,
    -- When the orders of an unpaid purchase were ended.
    given_up_at timestamptz,
    check (status <> 'paid' or paid_at is not null),
    check (given_up_at is null or status in ('expired', 'refunded'))
) with (fillfactor = 85);
create index purchases_unpaid_idx on checkout.purchases (hold_until)
    where status in ('awaiting_payment', 'challenge', 'declined');
create index purchases_expired_idx on checkout.purchases (hold_until)
    where status = 'expired' and given_up_at is null;
