-- Cutting a clip and choosing its cover: which part of the source it shows, and what a worker is to make of it.

-- Of the file that plays now. start and end in ms of the source, the cover in ms of the clip.
alter table videos.videos add column start_ms int not null default 0 check (start_ms >= 0);
alter table videos.videos add column end_ms int check (end_ms >= 0);
alter table videos.videos add column cover_ms int check (cover_ms >= 0);

-- What the clip is to become; it plays as it is until then. One for each clip: another wish takes the place.
create table videos.remakes (
    video_id uuid primary key references videos.videos on delete cascade,
    id uuid not null unique,
    -- Else only the poster is made.
    is_cut boolean not null,
    start_ms int not null check (start_ms >= 0),
    end_ms int check (end_ms >= 0),
    cover_ms int check (cover_ms >= 0),
    progress_percent smallint not null default 0 check (progress_percent between 0 and 100),
    failure text check (length(failure) <= 60),
    attempt_count smallint not null default 0,
    lease_until timestamptz,
    queued_at timestamptz not null
);
create index remakes_queued_idx on videos.remakes (queued_at) where failure is null;

-- A poster of another moment has a name of its own: what is in storage never changes. Null: the first one.
alter table media.files add column poster_ms int check (poster_ms >= 0);
