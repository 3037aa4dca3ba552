-- What is laid over a clip: captions in the languages of its viewers, and stickers; and when it is published by itself.

create table videos.captions (
    video_id uuid not null references videos.videos on delete cascade,
    language text not null check (language in ('es', 'pt', 'en')),
    -- In the order of their time: [{"from_ms": ..., "to_ms": ..., "text": ...}], each text plain.
    cues jsonb not null check (jsonb_array_length(cues) between 1 and 500),
    changed_at timestamptz not null,
    primary key (video_id, language)
);

create table videos.stickers (
    video_id uuid not null references videos.videos on delete cascade,
    position smallint not null check (position between 0 and 9),
    kind text not null check (kind in ('text', 'price')),
    text text not null check (length(text) <= 60),
    -- Whose price it shows. The price itself is never kept here.
    product_id uuid,
    style text not null check (style in ('plain', 'paper', 'night', 'rosa')),
    -- Where its middle is, as parts of the picture's width and height.
    x real not null check (x between 0 and 1),
    y real not null check (y between 0 and 1),
    from_ms int not null check (from_ms >= 0),
    to_ms int not null check (to_ms > from_ms),
    primary key (video_id, position),
    check ((kind = 'price') = (product_id is not null)),
    check ((kind = 'text') = (text <> ''))
);

alter table videos.videos add column scheduled_for timestamptz;
alter table videos.videos add constraint videos_scheduled_check
    check (scheduled_for is null or (published_at is null and status = 'ready')) not valid;
create index videos_scheduled_idx on videos.videos (scheduled_for) where scheduled_for is not null;

-- What is said in a clip is among the words it is found by.
alter table videos.videos add column captions_at timestamptz;
drop trigger mark_change on videos.videos;
create trigger mark_change before update of caption, language, published_at, captions_at on videos.videos
    for each row execute function search.mark_change();
