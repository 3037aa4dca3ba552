-- Prices for a time: which one holds is chosen by the clock, where prices are read.
create table catalogue.flash_prices (
    id uuid not null,
    variant_id uuid not null references catalogue.variants,
    product_id uuid not null references catalogue.products,
    price_minor bigint not null check (price_minor between 1 and 1000000000),
    -- What it is compared with, where that was really charged for long enough.
    before_minor bigint check (before_minor > price_minor),
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    created_at timestamptz not null,
    -- The last of its two ends that the index of the search was told.
    told_at timestamptz,
    primary key (id, variant_id),
    -- A variant has one price at a time. Its id stands here as a range of one number, so that the built-in
    -- operators of ranges are enough.
    constraint flash_prices_overlap exclude using gist (
        int8range(uuid_hash_extended(variant_id, 0), uuid_hash_extended(variant_id, 0), '[]') with &&,
        tstzrange(starts_at, ends_at) with &&)
);
create index flash_prices_variant_id_idx on catalogue.flash_prices (variant_id, ends_at);
create index flash_prices_product_id_idx on catalogue.flash_prices (product_id, starts_at desc);
create index flash_prices_starts_at_idx on catalogue.flash_prices (starts_at);
create index flash_prices_ends_at_idx on catalogue.flash_prices (ends_at);
