-- Collections: products of a shop that it groups under a name, in an order of its own.
create table catalogue.collections (
    id uuid primary key,
    shop_id uuid not null,
    name text not null check (length(name) between 1 and 60),
    -- Null: the first picture of its first product on sale.
    cover_file_id uuid,
    is_hidden boolean not null default false,
    created_at timestamptz not null,
    -- Deleted by its shop, which may bring it back; a day later it goes for good.
    deleted_at timestamptz,
    -- The transaction of its last change: caches ask what changed since they looked.
    changed_tx bigint not null default pg_current_xact_id()::text::bigint
);
create index collections_shop_id_idx on catalogue.collections (shop_id, created_at desc, id desc);
create index collections_newest_idx on catalogue.collections (created_at desc, id desc)
    where deleted_at is null and not is_hidden;
create index collections_changed_tx_idx on catalogue.collections (changed_tx);

create table catalogue.collected (
    collection_id uuid not null references catalogue.collections on delete cascade,
    product_id uuid not null references catalogue.products,
    position smallint not null check (position between 0 and 199),
    primary key (collection_id, product_id)
);
create index collected_position_idx on catalogue.collected (collection_id, position);
create index collected_product_id_idx on catalogue.collected (product_id);
