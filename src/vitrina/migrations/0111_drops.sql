-- Drops: so many units of a variant at a price from a moment on, who claimed them, and who waits.
create schema drops;

create table drops.drops (
    -- Also the id of its shelf in `inventory`.
    id uuid primary key,
    shop_id uuid not null,
    product_id uuid not null,
    variant_id uuid not null,
    place text not null check (place in ('product', 'video', 'room', 'link')),
    place_id uuid,
    price_minor bigint not null check (price_minor > 0),
    currency char(3) not null,
    unit_count integer not null check (unit_count between 1 and 100000),
    buyer_max integer not null check (buyer_max between 1 and 10),
    -- Guests cannot claim: a browser is easier to have again than an account.
    needs_account boolean not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    is_cancelled boolean not null default false,
    check (closes_at > opens_at),
    check ((place in ('video', 'room')) = (place_id is not null)),
    check (ended_at is not null or not is_cancelled)
);
create index drops_shop_idx on drops.drops (shop_id, opens_at desc, id desc);
create index drops_product_idx on drops.drops (product_id, opens_at) where ended_at is null;
create index drops_closing_idx on drops.drops (closes_at) where ended_at is null;

create table drops.claims (
    -- Also the id of the purchase that it becomes.
    id uuid primary key,
    drop_id uuid not null references drops.drops,
    -- Who claims: a person, or a guest's browser.
    holder_id uuid not null,
    person_id uuid,
    quantity integer not null check (quantity between 1 and 10),
    state text not null check (state in ('waiting', 'held', 'bought', 'over', 'missed')),
    -- The order of arrival: it is given under the lock of the drop.
    turn bigint generated always as identity,
    until timestamptz,
    asked_at timestamptz not null,
    -- Where the parcel goes, as a digest of this drop alone; known from the checkout on.
    address_key bytea,
    check (state <> 'held' or until is not null),
    check (person_id is null or person_id = holder_id)
) with (fillfactor = 80);
create unique index claims_one_at_a_time on drops.claims (drop_id, holder_id) where state in ('waiting', 'held');
create index claims_bought_idx on drops.claims (drop_id, holder_id) where state = 'bought';
create index claims_line_idx on drops.claims (drop_id, turn) where state = 'waiting';
create index claims_held_idx on drops.claims (drop_id) where state = 'held';
create index claims_until_idx on drops.claims (until) where state = 'held';
create index claims_address_idx on drops.claims (drop_id, address_key) where address_key is not null;
create index claims_person_idx on drops.claims (person_id, turn) where person_id is not null;
