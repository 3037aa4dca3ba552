-- Shows that a retailer hands out: creators are invited with products and rates, and earn what was agreed.
create table partners.events (
    id uuid primary key,
    shop_id uuid not null,
    title text not null check (length(title) between 1 and 80),
    starts_at timestamptz not null,
    made_at timestamptz not null
);
create index events_shop_id_idx on partners.events (shop_id, id desc);

create table partners.invitations (
    id uuid primary key,
    event_id uuid not null references partners.events on delete cascade,
    shop_id uuid not null,
    creator_id uuid not null,
    status text not null check (status in ('open', 'accepted', 'declined', 'withdrawn')),
    room_id uuid not null,
    answered_at timestamptz,
    constraint invitations_creator_key unique (event_id, creator_id),
    check ((status = 'open') = (answered_at is null))
);
create index invitations_creator_id_idx on partners.invitations (creator_id, id desc);

create table partners.invited_products (
    invitation_id uuid not null references partners.invitations on delete cascade,
    position smallint not null,
    product_id uuid not null,
    rate_bps integer not null check (rate_bps between 100 and 8000),
    primary key (invitation_id, product_id)
);

-- What a shop and a creator agreed for one show: taps in it promise this rate, whatever the shop's plan says.
create table affiliates.agreements (
    room_id uuid not null,
    product_id uuid not null,
    creator_id uuid not null,
    shop_id uuid not null,
    rate_bps integer not null check (rate_bps between 100 and 8000),
    agreed_at timestamptz not null,
    primary key (room_id, product_id)
);
create index agreements_creator_id_idx on affiliates.agreements (creator_id);
alter table affiliates.touches drop constraint touches_plan_kind_check;
alter table affiliates.touches add constraint touches_plan_kind_check
    check (plan_kind in ('shop', 'product', 'default', 'agreed')) not valid;
alter table affiliates.touches validate constraint touches_plan_kind_check;
alter table affiliates.commissions drop constraint commissions_plan_kind_check;
alter table affiliates.commissions add constraint commissions_plan_kind_check
    check (plan_kind in ('shop', 'product', 'default', 'agreed')) not valid;
alter table affiliates.commissions validate constraint commissions_plan_kind_check;
create index commissions_room_id_idx on affiliates.commissions (room_id) where room_id is not null;
