-- Tips: fixed sums that a viewer gives a creator from a clip or a show, and how much of a day is used up.
create schema tips;

insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('tip_pending', 'C', true, 0),
       ('tip_income', 'C', false, null);

create table tips.tips (
    id uuid primary key,
    giver_id uuid not null,
    creator_id uuid not null,
    video_id uuid,
    room_id uuid,
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    -- What the platform keeps, as it was when the tip was promised.
    fee_minor bigint not null check (fee_minor >= 0 and fee_minor < amount_minor),
    is_anonymous boolean not null,
    state text not null check (state in ('open', 'failed', 'paid', 'available', 'refunded')),
    created_at timestamptz not null,
    paid_at timestamptz,
    -- When it is hers for good, unless it went back before.
    matures_at timestamptz,
    constraint tips_not_to_oneself check (giver_id <> creator_id),
    constraint tips_one_place check (num_nonnulls(video_id, room_id) = 1),
    check ((paid_at is not null) = (state in ('paid', 'available', 'refunded'))),
    check ((matures_at is not null) = (paid_at is not null))
);
create index tips_giver_idx on tips.tips (giver_id, created_at desc, id desc);
create index tips_creator_idx on tips.tips (creator_id, created_at desc, id desc) where paid_at is not null;
create index tips_paid_idx on tips.tips (created_at desc, id desc) where paid_at is not null;
create index tips_open_idx on tips.tips (created_at) where state = 'open';
create index tips_maturing_idx on tips.tips (matures_at) where state = 'paid';

-- How much a person has promised and been promised on a day (UTC). cap_minor: what was allowed when last moved.
create table tips.days (
    side text not null check (side in ('given', 'received')),
    person_id uuid not null,
    currency char(3) not null,
    day date not null,
    amount_minor bigint not null check (amount_minor >= 0),
    cap_minor bigint not null,
    primary key (side, person_id, currency, day),
    constraint days_cap check (amount_minor <= cap_minor)
);
create index days_age_idx on tips.days (day);
