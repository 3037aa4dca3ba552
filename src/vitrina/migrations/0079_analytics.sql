-- Who watches, in figures: counts of clips by day, who watched for 28 days at most, and the sums made of both.
create schema analytics;

create table analytics.days (
    video_id uuid not null,
    -- Of UTC, like all days here.
    day date not null,
    view_count bigint not null default 0 check (view_count >= 0),
    completed_count bigint not null default 0 check (completed_count >= 0),
    watched_ms bigint not null default 0 check (watched_ms >= 0),
    primary key (video_id, day)
) with (fillfactor = 50);
create index days_day_idx on analytics.days (day);

-- The only rows here that name people: once a day and clip, and gone as soon as no sum needs them.
create table analytics.viewings (
    day date not null,
    video_id uuid not null,
    viewer_id uuid not null,
    primary key (day, video_id, viewer_id)
);
create index viewings_viewer_idx on analytics.viewings (viewer_id);
create index viewings_video_idx on analytics.viewings (video_id);

-- The last day that is in the sums.
create table analytics.summed (
    is_only boolean primary key default true check (is_only),
    through date not null
);

create table analytics.totals (
    kind text not null,
    subject_id uuid not null,
    window_days smallint not null,
    view_count bigint not null,
    completed_count bigint not null,
    watched_ms bigint not null,
    tap_count bigint not null,
    primary key (kind, subject_id, window_days)
);

create table analytics.sales (
    kind text not null,
    subject_id uuid not null,
    window_days smallint not null,
    currency char(3) not null,
    order_count bigint not null,
    sold_minor bigint not null,
    earned_minor bigint not null,
    primary key (kind, subject_id, window_days, currency)
);

-- How many people were of a group, exactly; what is shown of it, the rules decide.
create table analytics.audiences (
    kind text not null,
    subject_id uuid not null,
    window_days smallint not null,
    dimension text not null check (dimension in ('all', 'age', 'language', 'country')),
    name text not null,
    people_count bigint not null check (people_count > 0),
    primary key (kind, subject_id, window_days, dimension, name)
);

-- What figures are about, and the clips that count for it. shop_id: of whose products taps and sales count,
-- because a shop learns nothing of what others sell in the same clip; null for all.
create function analytics.subjects() returns table (kind text, subject_id uuid, video_id uuid, shop_id uuid)
language sql stable
begin atomic
    select 'video' as kind, v.id as subject_id, v.id as video_id, null::uuid as shop_id from videos.videos v
    union all
    select 'creator', v.creator_id, v.id, null::uuid from videos.videos v
    union all
    select distinct 'shop', p.shop_id, t.video_id, p.shop_id
      from videos.tags t
      join catalogue.products p on p.id = t.product_id and p.status <> 'draft'
    union all
    select distinct 'sponsorship', s.campaign_id, s.video_id, c.shop_id
      from sponsorships.sponsorships s
      join sponsorships.campaigns c on c.id = s.campaign_id
     where s.state in ('submitted', 'changes', 'released');
end;

-- Sums read four weeks of these, which stand in the order of their time.
create index touches_at_idx on affiliates.touches using brin (at);
create index commissions_created_at_idx on affiliates.commissions using brin (created_at);
