-- Commission plans, taps that can earn, decisions and commissions: immutable facts plus one state per commission.
create schema affiliates;

create table affiliates.plan_versions (
    id uuid primary key,
    shop_id uuid not null,
    product_id uuid,
    version int not null check (version > 0),
    -- null: the plan was withdrawn with this version.
    rate_bps int check (rate_bps between 100 and 8000),
    created_by uuid not null,
    created_at timestamptz not null,
    constraint plan_versions_version_key unique nulls not distinct (shop_id, product_id, version)
);
create index plan_versions_product_idx on affiliates.plan_versions (product_id, version desc);

create table affiliates.shop_policies (
    shop_id uuid primary key,
    is_default_plan_opted_out boolean not null default false
);

create table affiliates.touches (
    id uuid primary key,
    visitor_id uuid not null,
    person_id uuid,
    creator_id uuid not null,
    video_id uuid not null,
    product_id uuid not null,
    shop_id uuid not null,
    is_earning boolean not null,
    plan_kind text check (plan_kind in ('shop', 'product', 'default')),
    plan_version int,
    rate_bps int check (rate_bps between 1 and 8000),
    at timestamptz not null,
    expires_at timestamptz not null check (expires_at > at),
    check ((rate_bps is null) = (plan_kind is null))
);
create index touches_visitor_idx on affiliates.touches (visitor_id, product_id, at desc);
create index touches_person_idx on affiliates.touches (person_id, product_id, at desc) where person_id is not null;

create table affiliates.freezes (
    cart_id uuid not null,
    variant_id uuid not null,
    touch_id uuid not null references affiliates.touches,
    frozen_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > frozen_at),
    primary key (cart_id, variant_id)
);

create table affiliates.decisions (
    line_id uuid primary key,
    order_id uuid not null,
    rule text not null,
    winner_touch_id uuid references affiliates.touches,
    touches jsonb not null,
    window_days int not null,
    decided_at timestamptz not null
);

create table affiliates.commissions (
    id uuid primary key,
    line_id uuid not null unique references affiliates.decisions,
    order_id uuid not null,
    order_code text not null,
    shop_id uuid not null,
    creator_id uuid not null,
    video_id uuid not null,
    product_id uuid not null,
    product_title text not null,
    currency char(3) not null,
    price_paid_minor bigint not null check (price_paid_minor >= 0),
    discount_minor bigint not null check (discount_minor >= 0),
    tax_rate_bps int not null check (tax_rate_bps >= 0),
    tax_minor bigint not null check (tax_minor >= 0),
    base_minor bigint not null check (base_minor >= 0),
    plan_kind text not null check (plan_kind in ('shop', 'product', 'default')),
    plan_version int not null,
    rate_bps int not null check (rate_bps between 1 and 8000),
    amount_minor bigint not null check (amount_minor > 0),
    reversed_minor bigint not null default 0 check (reversed_minor between 0 and amount_minor),
    state text not null check (state in ('pending', 'available', 'void')),
    hold_until timestamptz,
    hold_reason text check (hold_reason in ('waiting_delivery', 'transit_max', 'return_window')),
    available_at timestamptz,
    created_at timestamptz not null,
    check (base_minor = price_paid_minor - tax_minor),
    check ((state = 'available') = (available_at is not null) or state = 'void')
);
create index commissions_order_idx on affiliates.commissions (order_id);
create index commissions_creator_idx on affiliates.commissions (creator_id, created_at desc, id desc);
create index commissions_due_idx on affiliates.commissions (hold_until) where state = 'pending';

create table affiliates.adjustments (
    key text primary key,
    commission_id uuid not null references affiliates.commissions,
    reason text not null check (reason in ('order_cancelled', 'refund', 'chargeback')),
    amount_minor bigint not null check (amount_minor < 0),
    at timestamptz not null
);
create index adjustments_commission_idx on affiliates.adjustments (commission_id);

create function affiliates.refuse_change() returns trigger language plpgsql set search_path = pg_temp as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'AF001';
end $$;

create trigger plan_versions_append_only before update or delete on affiliates.plan_versions
    for each row execute function affiliates.refuse_change();
create trigger touches_append_only before update or delete on affiliates.touches
    for each row execute function affiliates.refuse_change();
create trigger decisions_append_only before update or delete on affiliates.decisions
    for each row execute function affiliates.refuse_change();
create trigger adjustments_append_only before update or delete on affiliates.adjustments
    for each row execute function affiliates.refuse_change();
