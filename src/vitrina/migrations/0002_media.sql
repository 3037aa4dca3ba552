-- Uploads on their way, the stored folders of pictures and clips with their owner for the quota, and the trash.
create schema media;

create table media.uploads (
    id uuid primary key,
    owner_id uuid not null,
    length_bytes bigint not null check (length_bytes > 0),
    -- As the client sent it: HEAD gives it back unchanged.
    metadata text check (length(metadata) <= 4096),
    finished_at timestamptz,
    -- Claimed by a clip: does not expire any more, whoever claimed it releases it.
    is_claimed boolean not null default false check (not is_claimed or finished_at is not null),
    expires_at timestamptz not null,
    created_at timestamptz not null
);
create index uploads_owner_id_idx on media.uploads (owner_id);
create index uploads_expires_at_idx on media.uploads (expires_at) where not is_claimed;

create table media.files (
    id uuid primary key,
    owner_id uuid not null,
    kind text not null check (kind in ('image', 'clip')),
    key text not null unique check (length(key) between 1 and 200),
    width int not null check (width between 1 and 16384),
    height int not null check (height between 1 and 16384),
    size_bytes bigint not null check (size_bytes > 0),
    -- SHA-256 of the picture as it was sent: the same picture twice is one file.
    source_digest bytea check (length(source_digest) = 32),
    created_at timestamptz not null,
    constraint files_source_key unique (owner_id, source_digest)
);

-- Keys in storage, and uploads, whose bytes go when their time comes; a periodic job empties it. What is being
-- written stands here first: bytes that nobody took over after a crash go too.
create table media.trash (
    key text primary key check (length(key) between 1 and 200),
    is_upload boolean not null default false,
    due_at timestamptz not null
);
create index trash_due_at_idx on media.trash (due_at);
