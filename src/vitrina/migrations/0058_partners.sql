-- A retailer as partner of a shop's account: its keys, where its orders go, and what it has told of its stock.
create schema partners;

-- A key acts for the shop within its scopes. The secret itself is kept nowhere.
create table partners.keys (
    id uuid primary key,
    shop_id uuid not null,
    name text not null check (length(name) between 1 and 60),
    digest bytea not null check (length(digest) = 32),
    hint text not null check (length(hint) <= 8),
    scopes text[] not null check (scopes <@ array['stock', 'orders'] and cardinality(scopes) > 0),
    made_by uuid not null,
    made_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint keys_digest_key unique (digest)
);
create index keys_shop_id_idx on partners.keys (shop_id, id) where revoked_at is null;

-- How a shop sells what its partner tells: what is held back of each count, and how far a price may jump.
create table partners.terms (
    shop_id uuid primary key,
    stock_buffer integer not null check (stock_buffer between 0 and 1000),
    price_jump_max_percent integer not null check (price_jump_max_percent between 1 and 1000)
);

-- Where the orders of a shop are told. Its secret is derived from a random salt and the instance's own key.
create table partners.endpoints (
    shop_id uuid primary key,
    url text not null check (length(url) <= 2000),
    salt uuid not null,
    old_salt uuid,
    old_until timestamptz,
    made_at timestamptz not null,
    -- Since when nothing was taken, and how many tries in a row were in vain.
    failing_since timestamptz,
    failure_count integer not null default 0 check (failure_count >= 0),
    disabled_at timestamptz,
    check ((old_salt is null) = (old_until is null))
);

-- What a partner is told of an order: the fact alone. The words about it are written when it is sent, so that
-- nobody's name and address rest here.
create table partners.deliveries (
    id uuid primary key,
    shop_id uuid not null,
    kind text not null check (kind in ('order.paid', 'order.shipped', 'order.delivered', 'order.cancelled')),
    order_id uuid not null,
    order_code text not null,
    happened_at timestamptz not null,
    status text not null check (status in ('waiting', 'delivered', 'dead')),
    attempt_count integer not null default 0 check (attempt_count >= 0),
    replay_count integer not null default 0 check (replay_count >= 0),
    -- When it is tried next; while one worker sends it, when another may.
    next_at timestamptz,
    failure text,
    tried_at timestamptz,
    ended_at timestamptz,
    constraint deliveries_fact_key unique (order_id, kind),
    check ((status = 'waiting') = (next_at is not null))
);
create index deliveries_next_at_idx on partners.deliveries (shop_id, next_at) where status = 'waiting';
create index deliveries_shop_id_idx on partners.deliveries (shop_id, id desc);
create index deliveries_dead_idx on partners.deliveries (shop_id, id desc) where status = 'dead';

-- What a partner said last of a variant, by its own clock: an older word changes nothing.
create table partners.stamps (
    variant_id uuid not null,
    kind text not null check (kind in ('stock', 'price')),
    shop_id uuid not null,
    at timestamptz not null,
    primary key (variant_id, kind)
) with (fillfactor = 80);
create index stamps_shop_id_idx on partners.stamps (shop_id);

-- Orders that a partner has taken into its own system.
create table partners.acknowledgements (
    order_id uuid primary key,
    shop_id uuid not null,
    reference text not null check (length(reference) <= 60),
    at timestamptz not null
);
create index acknowledgements_shop_id_idx on partners.acknowledgements (shop_id);
