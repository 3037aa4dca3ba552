-- Shops: who runs them, where they sell from, how they ship and take back.
create schema shops;

create table shops.shops (
    id uuid primary key,
    owner_id uuid not null,
    -- A copy for reading; identity.handles decides whose it is, and both are written together.
    handle text not null constraint shops_handle_key unique,
    name text not null check (length(name) between 1 and 60),
    description text not null default '' check (length(description) <= 1000),
    country text not null check (country in ('MX', 'BR', 'CO', 'CL', 'AR', 'PE', 'US')),
    currency char(3) not null check (currency in ('MXN', 'BRL', 'COP', 'CLP', 'ARS', 'PEN', 'USD')),
    shipping_minor bigint not null check (shipping_minor between 0 and 1000000000000),
    return_days smallint not null check (return_days between 0 and 90),
    transit_max_days smallint not null check (transit_max_days between 1 and 60),
    avatar_file_id uuid,
    opened_at timestamptz not null
);
create index shops_owner_id_idx on shops.shops (owner_id, id);
