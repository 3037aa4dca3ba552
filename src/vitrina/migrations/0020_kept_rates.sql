-- A rate that is cut is kept for whoever shows the product at that moment, until a day or until she stops.
create table affiliates.grants (
    creator_id uuid not null,
    product_id uuid not null,
    plan_kind text not null check (plan_kind in ('shop', 'product')),
    plan_version int not null check (plan_version > 0),
    rate_bps int not null check (rate_bps between 100 and 8000),
    granted_at timestamptz not null,
    locked_until timestamptz not null check (locked_until > granted_at),
    -- When the creator stopped showing the product: the grant is worth nothing after that.
    lost_at timestamptz,
    primary key (creator_id, product_id, granted_at)
);

-- Until when the rate of a touch or commission was kept, where it was not the rate of the day.
alter table affiliates.touches add column locked_until timestamptz;
alter table affiliates.commissions add column locked_until timestamptz;
