-- Orders of one shop each, with their lines, their terms as they were when bought, and what happened to them.
create schema orders;

create table orders.orders (
    id uuid primary key,
    purchase_id uuid not null,
    shop_id uuid not null,
    code text not null check (length(code) between 3 and 20),
    buyer_id uuid,
    buyer_email text not null check (length(buyer_email) <= 254 and buyer_email = lower(buyer_email)),
    buyer_name text not null check (length(buyer_name) <= 120),
    buyer_phone text check (length(buyer_phone) <= 30),
    language text not null check (length(language) = 2),
    address jsonb not null,
    currency char(3) not null,
    goods_minor bigint not null check (goods_minor >= 0),
    shipping_minor bigint not null check (shipping_minor >= 0),
    tax_minor bigint not null check (tax_minor >= 0),
    fee_minor bigint not null check (fee_minor between 0 and goods_minor),
    total_minor bigint not null check (total_minor = goods_minor + shipping_minor and total_minor > 0),
    -- The terms of the day it was bought.
    return_days smallint not null check (return_days >= 0),
    transit_max_days smallint not null check (transit_max_days > 0),
    status text not null default 'placed'
        check (status in ('placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled')),
    carrier text check (length(carrier) <= 60),
    tracking_number text check (length(tracking_number) <= 60),
    tracking_url text check (length(tracking_url) <= 500),
    cancelled_by text check (cancelled_by in ('buyer', 'shop', 'system')),
    cancel_reason text check (length(cancel_reason) <= 300),
    placed_at timestamptz not null,
    paid_at timestamptz,
    -- The transaction of the OrderPaid event: an order matures after everybody has heard it.
    paid_tx bigint,
    shipped_at timestamptz,
    delivered_at timestamptz,
    cancelled_at timestamptz,
    matures_at timestamptz,
    matured_at timestamptz,
    constraint orders_code_key unique (code),
    check ((paid_at is null) = (paid_tx is null)),
    check (status not in ('paid', 'packed', 'shipped', 'delivered') or paid_at is not null),
    check (status not in ('shipped', 'delivered')
           or (shipped_at is not null and carrier is not null and tracking_number is not null)),
    check (status <> 'delivered' or delivered_at is not null),
    check ((status = 'cancelled') = (cancelled_at is not null)),
    check (matures_at is null or shipped_at is not null),
    check (matured_at is null or matures_at is not null)
);
create index orders_purchase_id_idx on orders.orders (purchase_id);
create index orders_shop_id_idx on orders.orders (shop_id, id desc);
create index orders_buyer_id_idx on orders.orders (buyer_id, id desc) where buyer_id is not null;
create index orders_guest_email_idx on orders.orders (buyer_email) where buyer_id is null;
create index orders_matures_at_idx on orders.orders (matures_at)
    where matured_at is null and matures_at is not null;

create table orders.lines (
    id uuid primary key,
    order_id uuid not null references orders.orders,
    position smallint not null check (position > 0),
    product_id uuid not null,
    variant_id uuid not null,
    title text not null check (length(title) <= 200),
    variant_values jsonb not null check (jsonb_typeof(variant_values) = 'array'),
    image_file_id uuid,
    quantity int not null check (quantity between 1 and 99),
    unit_price_minor bigint not null check (unit_price_minor > 0),
    discount_minor bigint not null check (discount_minor >= 0),
    paid_minor bigint not null check (paid_minor = unit_price_minor * quantity - discount_minor),
    tax_rate_bps int not null check (tax_rate_bps >= 0),
    tax_minor bigint not null check (tax_minor >= 0),
    base_minor bigint not null check (base_minor = paid_minor - tax_minor),
    fee_minor bigint not null check (fee_minor between 0 and base_minor),
    touch_id uuid,
    cart_id uuid,
    constraint lines_position_key unique (order_id, position)
);

create table orders.timeline (
    order_id uuid not null references orders.orders,
    status text not null check (status in ('paid', 'packed', 'shipped', 'delivered', 'cancelled')),
    at timestamptz not null,
    note text check (length(note) <= 300),
    -- A status is reached once.
    primary key (order_id, status)
);
