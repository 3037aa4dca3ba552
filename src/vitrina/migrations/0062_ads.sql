-- Advertising: campaigns of shops, their prepaid balance, and each impression and tap that was charged once.
create schema ads;

insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('ad_balance', 'C', true, 0),
       ('ad_income', 'C', false, null);

-- What a shop has paid in and spent. Prices are thousandths of a minor unit ("milli"): the price of one
-- impression is exactly the price of a thousand in minor units. Whole minor units go to the books in batches.
create table ads.accounts (
    shop_id uuid primary key,
    currency char(3) not null,
    deposited_minor bigint not null default 0 check (deposited_minor >= 0),
    spent_milli bigint not null default 0 check (spent_milli >= 0),
    posted_minor bigint not null default 0 check (posted_minor >= 0),
    constraint accounts_balance_check check (spent_milli <= deposited_minor * 1000),
    constraint accounts_posted_check check (posted_minor * 1000 <= spent_milli)
);
create index accounts_unposted_idx on ads.accounts (shop_id) where spent_milli - posted_minor * 1000 >= 1000;

-- Money that went in (positive) or back (negative), once per id.
create table ads.moves (
    id uuid primary key,
    shop_id uuid not null references ads.accounts,
    amount_minor bigint not null check (amount_minor <> 0),
    moved_at timestamptz not null
);

create table ads.campaigns (
    id uuid primary key,
    shop_id uuid not null references ads.accounts,
    -- Who runs the shop and made the campaign: it is never shown to this person.
    advertiser_id uuid not null,
    video_id uuid not null,
    name text not null check (length(name) between 1 and 60),
    currency char(3) not null,
    pricing text not null check (pricing in ('impression', 'tap')),
    -- For a thousand impressions, or for one tap.
    bid_minor bigint not null check (bid_minor > 0),
    -- What a thousand impressions are worth to it: by a stated estimate ten of them bring a tap.
    worth_minor bigint not null generated always as (case pricing when 'tap' then bid_minor * 10 else bid_minor end) stored,
    budget_minor bigint not null check (budget_minor > 0),
    daily_cap_minor bigint not null check (daily_cap_minor > 0),
    countries text[] not null check (cardinality(countries) between 1 and 10),
    languages text[] not null check (cardinality(languages) <= 10),
    age_bands text[] not null check (cardinality(age_bands) <= 10),
    categories text[] not null check (cardinality(categories) <= 20),
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    status text not null check (status in ('running', 'paused', 'ended')),
    spent_milli bigint not null default 0,
    -- The day, in UTC, that day_milli was spent on.
    spent_on date not null,
    day_milli bigint not null default 0,
    made_at timestamptz not null,
    constraint campaigns_bid_check check (bid_minor <= budget_minor and daily_cap_minor <= budget_minor),
    constraint campaigns_budget_check check (spent_milli between 0 and budget_minor * 1000),
    constraint campaigns_cap_check check (day_milli between 0 and daily_cap_minor * 1000)
);
create index campaigns_shop_idx on ads.campaigns (shop_id, id);
create index campaigns_auction_idx on ads.campaigns (currency, worth_minor desc, id) where status = 'running';

-- What became of a campaign by day; money is in the campaign and the account.
create table ads.days (
    campaign_id uuid not null references ads.campaigns,
    day date not null,
    served_count bigint not null default 0,
    viewable_count bigint not null default 0,
    tap_count bigint not null default 0,
    filtered_count bigint not null default 0,
    primary key (campaign_id, day)
);

-- How often a person met a campaign on a day, for the frequency cap; forgotten after two days.
create table ads.seen (
    viewer_id uuid not null,
    campaign_id uuid not null references ads.campaigns,
    day date not null,
    seen_count integer not null,
    primary key (viewer_id, campaign_id, day)
);
create index seen_day_idx on ads.seen (day);

create table ads.hides (
    viewer_id uuid not null,
    campaign_id uuid not null references ads.campaigns,
    primary key (viewer_id, campaign_id)
);

-- Each impression and tap that counted, once; forgotten after 90 days, its money is in the sums for ever.
create table ads.charges (
    impression_id uuid not null,
    kind text not null check (kind in ('impression', 'tap')),
    campaign_id uuid not null references ads.campaigns,
    viewer_id uuid not null,
    price_milli bigint not null check (price_milli >= 0),
    charged_at timestamptz not null,
    primary key (impression_id, kind)
);
create index charges_viewer_idx on ads.charges (viewer_id, charged_at);
create index charges_age_idx on ads.charges (charged_at);

-- Clips whose creators let the shops that they show promote them.
create table ads.consents (
    video_id uuid primary key,
    creator_id uuid not null,
    allowed_at timestamptz not null
);
create index consents_creator_idx on ads.consents (creator_id);
