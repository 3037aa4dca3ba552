-- Wish lists: products that a person keeps in mind, with the price of that moment.
create schema wishes;

create table wishes.wishes (
    person_id uuid not null,
    product_id uuid not null,
    price_minor bigint not null check (price_minor between 1 and 1000000000),
    wished_at timestamptz not null,
    primary key (person_id, product_id)
);
create index wishes_newest_idx on wishes.wishes (person_id, wished_at desc, product_id desc);
