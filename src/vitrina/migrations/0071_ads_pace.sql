-- The clips that stood before the last ad of a viewer: each of them makes room for one ad. One row a person,
-- written over by the next ad and forgotten with what she met.
create table ads.pace (
    viewer_id uuid primary key,
    clip_ids uuid[] not null,
    served_at timestamptz not null
);
create index pace_age_idx on ads.pace (served_at);

-- Campaigns are ended by the clock, so that an auction never walks through those of the past.
create index campaigns_over_idx on ads.campaigns (ends_at) where status <> 'ended';
