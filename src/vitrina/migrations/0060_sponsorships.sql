-- Sponsorships: a shop pays a creator a flat fee for one clip; the fee waits in the ledger from the first moment on.
create schema sponsorships;

create table sponsorships.campaigns (
    id uuid primary key,
    shop_id uuid not null,
    title text not null check (length(title) between 1 and 80),
    brief text not null check (length(brief) between 1 and 2000),
    product_ids uuid[] not null check (cardinality(product_ids) <= 10),
    currency char(3) not null,
    -- What one clip costs the shop, and what the platform keeps of it: both stay as they were offered.
    fee_minor bigint not null check (fee_minor > 0),
    fee_bps int not null check (fee_bps between 0 and 5000),
    review_days int not null check (review_days between 1 and 30),
    places_max int not null check (places_max between 1 and 100),
    -- Creators who work for it or were paid, and places whose fee went back to the shop.
    places_taken int not null default 0 check (places_taken >= 0),
    places_returned int not null default 0 check (places_returned >= 0),
    submit_by timestamptz not null,
    state text not null default 'open' check (state in ('open', 'closed', 'cancelled')),
    created_by uuid not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    check (fee_minor * places_max <= 1000000000000),
    check ((state = 'open') = (ended_at is null)),
    -- Each place is free while the campaign is open, and taken or paid back afterwards: no fee is left over.
    constraint campaigns_places_check check (
        case state when 'open' then places_taken <= places_max and places_returned = 0
                   else places_taken + places_returned = places_max end
    )
);
create index campaigns_open_idx on sponsorships.campaigns (created_at desc, id desc)
 where state = 'open' and places_taken < places_max;
create index campaigns_due_idx on sponsorships.campaigns (submit_by) where state = 'open';
create index campaigns_shop_idx on sponsorships.campaigns (shop_id, created_at desc, id desc);

create table sponsorships.sponsorships (
    id uuid primary key,
    campaign_id uuid not null references sponsorships.campaigns,
    creator_id uuid not null,
    is_invited boolean not null,
    state text not null check (state in (
        'applied', 'invited', 'accepted', 'submitted', 'changes',
        'released', 'declined', 'withdrawn', 'expired', 'cancelled'
    )),
    -- What the creator says when she applies, and what the brand wants changed.
    words text not null check (length(words) <= 500),
    wanted text not null default '' check (length(wanted) <= 1000),
    video_id uuid,
    changes_count smallint not null default 0 check (changes_count between 0 and 2),
    -- When time moves it on; null once nothing can happen any more.
    due_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint sponsorships_creator_key unique (campaign_id, creator_id),
    check (video_id is not null or state not in ('submitted', 'changes', 'released')),
    check ((due_at is not null) = (state in ('applied', 'invited', 'accepted', 'submitted', 'changes')))
);
create index sponsorships_campaign_idx on sponsorships.sponsorships (campaign_id, created_at desc, id desc);
create index sponsorships_creator_idx on sponsorships.sponsorships (creator_id, created_at desc, id desc);
create index sponsorships_due_idx on sponsorships.sponsorships (due_at) where due_at is not null;
-- One clip is paid for once, and says so from the moment it is shown to the brand, for ever.
create unique index sponsorships_video_key on sponsorships.sponsorships (video_id)
 where state in ('submitted', 'changes', 'released');

insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('sponsor_escrow', 'C', true, 0),
       ('sponsorship_income', 'C', false, null);
