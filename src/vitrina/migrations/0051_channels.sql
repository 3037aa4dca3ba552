-- Doors to a shop from elsewhere: feeds that other channels fetch, and links that carry a cart.
create schema channels;

-- One row a feed that may be fetched; a shop that renews its address makes the old one worthless.
create table channels.feeds (
    shop_id uuid not null,
    target text not null check (target in ('meta', 'google', 'tiktok')),
    token_digest bytea not null check (length(token_digest) = 32),
    made_at timestamptz not null,
    -- When it was asked for last, also when nothing was new.
    fetched_at timestamptz,
    -- Of the last time that it was read to its end.
    row_count integer check (row_count >= 0),
    left_out_count integer check (left_out_count >= 0),
    primary key (shop_id, target)
);
