-- Clips with their tags and likes.
create schema videos;

create table videos.videos (
    id uuid primary key,
    creator_id uuid not null,
    status text not null check (status in ('processing', 'ready', 'failed')),
    failure text check (length(failure) <= 60),
    caption text not null check (length(caption) <= 2200),
    language text not null check (language in ('es', 'pt', 'en')),
    upload_id uuid unique,
    file_id uuid unique,
    duration_ms int check (duration_ms > 0),
    progress_percent smallint not null default 0 check (progress_percent between 0 and 100),
    -- Who encodes it holds the lease; a worker that died lets it run out and another begins again.
    attempt_count smallint not null default 0,
    lease_until timestamptz,
    queued_at timestamptz,
    published_at timestamptz,
    created_at timestamptz not null,
    check ((status = 'failed') = (failure is not null)),
    check (status <> 'ready' or (file_id is not null and duration_ms is not null)),
    check (published_at is null or status = 'ready')
);
create index videos_creator_idx on videos.videos (creator_id, id desc);
create index videos_published_idx on videos.videos (published_at desc, id desc) where published_at is not null;
create index videos_creator_published_idx
    on videos.videos (creator_id, published_at desc, id desc) where published_at is not null;
create index videos_processing_idx on videos.videos (queued_at) where status = 'processing';

create table videos.tags (
    video_id uuid not null references videos.videos on delete cascade,
    position smallint not null check (position between 0 and 29),
    product_id uuid not null,
    from_ms int not null check (from_ms >= 0),
    to_ms int not null check (to_ms >= from_ms),
    primary key (video_id, position)
);
create index tags_product_idx on videos.tags (product_id);

create table videos.likes (
    video_id uuid not null references videos.videos on delete cascade,
    person_id uuid not null,
    at timestamptz not null,
    primary key (video_id, person_id)
);
create index likes_person_idx on videos.likes (person_id, at desc);

-- Apart from the clip: a clip that many people like is not rewritten for each of them.
create table videos.like_counts (
    video_id uuid primary key references videos.videos on delete cascade,
    like_count int not null default 0 check (like_count >= 0)
) with (fillfactor = 50);
