-- Which rate a product carries, whether its shop writes prices without tax, and which buyers pay none.
alter table catalogue.products
    add column tax_class text not null default 'general' check (tax_class in ('general', 'reduced', 'zero'));

alter table shops.shops
    add column prices_include_tax boolean not null default true,
    -- A shop without exempt buyers costs a checkout no look for them.
    add column has_exempt_buyers boolean not null default false;

-- Buyers whom a shop sells to without tax: a person by her account, or whoever signs in with an e-mail.
create table checkout.exempt_buyers (
    id uuid primary key,
    shop_id uuid not null,
    person_id uuid,
    email text check (length(email) <= 254),
    document text not null check (length(document) between 1 and 60),
    ends_on date not null,
    created_at timestamptz not null,
    check ((person_id is null) <> (email is null))
);
create unique index exempt_buyers_person_key on checkout.exempt_buyers (shop_id, person_id) where email is null;
create unique index exempt_buyers_email_key on checkout.exempt_buyers (shop_id, email) where person_id is null;

-- Orders that were sold without tax, by which document.
create table orders.exempt_orders (
    order_id uuid primary key references orders.orders,
    -- Empty once its buyer was forgotten.
    document text not null check (length(document) <= 60)
);
