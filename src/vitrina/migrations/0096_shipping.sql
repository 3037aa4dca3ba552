-- Where a shop sends to, for how much and how fast; and what an order was promised.
create schema shipping;

create table shipping.rates (
    id uuid not null,
    shop_id uuid not null,
    position smallint not null check (position between 0 and 39),
    name text not null check (length(name) between 1 and 60),
    is_pickup boolean not null,
    country char(2) not null,
    -- Narrower than the country; both empty: all of it.
    states text[] not null check (cardinality(states) <= 60),
    postal_prefixes text[] not null check (cardinality(postal_prefixes) <= 100),
    price_minor bigint not null check (price_minor between 0 and 1000000000),
    -- Other prices from a sum of goods on; free from free_from_minor on.
    steps jsonb not null check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) <= 10),
    free_from_minor bigint check (free_from_minor between 1 and 1000000000000),
    handling_days smallint not null check (handling_days between 0 and 30),
    transit_min_days smallint not null check (transit_min_days between 0 and 60),
    transit_max_days smallint not null check (transit_max_days between transit_min_days and 60),
    primary key (shop_id, id),
    constraint rates_position_key unique (shop_id, position)
);

alter table orders.orders
    add column shipping_name text check (length(shipping_name) <= 60),
    add column promised_from date,
    add column promised_until date check (promised_until >= promised_from),
    add column buyer_note text check (length(buyer_note) <= 300);
