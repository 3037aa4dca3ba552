-- What shops offer: products, their variants, and every price that a variant ever had.
create schema catalogue;

create table catalogue.products (
    id uuid primary key,
    shop_id uuid not null,
    title text not null check (length(title) between 1 and 120),
    description text not null check (length(description) <= 5000),
    category text not null check (length(category) between 1 and 40),
    currency char(3) not null,
    status text not null check (status in ('draft', 'active', 'archived')),
    options jsonb not null check (jsonb_array_length(options) <= 3),
    image_file_ids uuid[] not null check (cardinality(image_file_ids) <= 10),
    -- When it was first shown; lists go by it, so that an old product does not jump when it is edited.
    published_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- The transactions of its last change, and of the last that put it on or off a list: caches ask what
    -- changed since they looked. Times would not do: a transaction may commit after a later one.
    changed_tx bigint not null default pg_current_xact_id()::text::bigint,
    listed_tx bigint not null default pg_current_xact_id()::text::bigint,
    check (status <> 'active' or published_at is not null)
);
create index products_shop_id_idx on catalogue.products (shop_id, id desc);
create index products_published_idx on catalogue.products (published_at desc, id desc)
    where status = 'active';
create index products_category_idx on catalogue.products (category, published_at desc, id desc)
    where status = 'active';

create index products_changed_tx_idx on catalogue.products (changed_tx);

create table catalogue.variants (
    id uuid primary key,
    product_id uuid not null references catalogue.products,
    position smallint not null,
    sku text not null check (length(sku) <= 64),
    option_values text[] not null check (cardinality(option_values) <= 3),
    price_minor bigint not null check (price_minor between 1 and 1000000000),
    compare_at_minor bigint check (compare_at_minor > price_minor and compare_at_minor <= 1000000000),
    price_version integer not null default 1 check (price_version > 0),
    -- Taken off its product; carts and orders may still name it.
    removed_at timestamptz,
    -- Deferred, because an edit may swap the values of two variants.
    constraint variants_values_key exclude using btree (product_id with =, option_values with =)
        where (removed_at is null) deferrable initially deferred
);
create index variants_product_id_idx on catalogue.variants (product_id, position);

create table catalogue.prices (
    variant_id uuid not null references catalogue.variants,
    version integer not null,
    price_minor bigint not null,
    compare_at_minor bigint,
    currency char(3) not null,
    valid_from timestamptz not null,
    primary key (variant_id, version)
);
