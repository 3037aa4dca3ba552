-- Carts of guests and persons alike: the id is the capability.
create schema carts;

create table carts.carts (
    id uuid primary key,
    touched_at timestamptz not null
);
create index carts_touched_at_idx on carts.carts (touched_at);

create table carts.lines (
    cart_id uuid not null references carts.carts on delete cascade,
    variant_id uuid not null,
    product_id uuid not null,
    quantity smallint not null check (quantity between 1 and 99),
    -- What brought the line; opaque here, frozen when the line is added.
    touch_id uuid,
    price_when_added_minor bigint not null check (price_when_added_minor > 0),
    currency char(3) not null,
    added_at timestamptz not null,
    primary key (cart_id, variant_id)
);
