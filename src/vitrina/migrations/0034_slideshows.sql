-- Clips made of a shop's photos: runs of slideshows, one per product, made one after the other.
create schema slideshows;

create table slideshows.runs (
    id uuid primary key,
    shop_id uuid not null,
    person_id uuid not null,
    language text not null check (language in ('es', 'pt', 'en')),
    -- Publish each clip once it plays; otherwise it is a draft.
    is_publishing boolean not null,
    cancelled_at timestamptz,
    created_at timestamptz not null
);
create index runs_shop_id_idx on slideshows.runs (shop_id, created_at desc, id desc);

create table slideshows.slideshows (
    run_id uuid not null references slideshows.runs on delete cascade,
    position smallint not null check (position between 0 and 9),
    product_id uuid not null,
    -- Of the clip that is made of it; there is none before the state is 'made'.
    video_id uuid not null unique,
    state text not null default 'waiting' check (state in ('waiting', 'making', 'made', 'failed', 'cancelled')),
    failure text check (failure in ('no_picture', 'not_on_sale', 'not_made', 'no_room')),
    attempt_count smallint not null default 0,
    lease_until timestamptz,
    primary key (run_id, position),
    unique (run_id, product_id),
    check ((state = 'failed') = (failure is not null))
);
create index slideshows_making_idx on slideshows.slideshows (lease_until) where state = 'making';
