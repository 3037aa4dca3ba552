-- Clips get more rungs after they are published: which master playlist is current, and what is still to be made.
alter table media.files
    -- Below its key. A longer ladder is a new playlist beside the old one, which goes on playing.
    add column playlist text not null default 'index.m3u8' check (length(playlist) between 1 and 100),
    -- The same clip in AV1, once it is made: players that cannot play it never hear of it.
    add column av1_playlist text check (length(av1_playlist) between 1 and 100),
    -- What the encoder found in the file that a clip was made of, and which part it took. Older clips: null.
    add column source jsonb;

-- What is still to be made of a clip that plays already, from the file that was uploaded. No row: all is made.
create table videos.ladders (
    video_id uuid primary key references videos.videos on delete cascade,
    file_id uuid not null,
    step text not null check (step in ('rungs', 'av1')),
    -- As in videos.videos: who works on it holds the lease.
    attempt_count smallint not null default 0,
    lease_until timestamptz,
    queued_at timestamptz not null
);
create index ladders_step_idx on videos.ladders (step, queued_at);

-- Files that are kept although their clip plays.
create index videos_sources_idx on videos.videos (created_at) where status = 'ready' and upload_id is not null;
