-- How much clips are watched and liked, and the orders in which the feed showed them.
create schema feed;

create table feed.popularity (
    video_id uuid primary key,
    -- log2(points, halved with every half-life) + time in half-lives: time changes no order, so an index serves it.
    hot double precision not null,
    view_count bigint not null default 0 check (view_count >= 0),
    completed_count bigint not null default 0 check (completed_count >= 0),
    watched_ms bigint not null default 0 check (watched_ms >= 0)
) with (fillfactor = 50);
create index popularity_hot_idx on feed.popularity (hot desc);

-- A reader who pages on reads the order of the first page again, whatever was published or liked meanwhile.
create table feed.rankings (
    at timestamptz primary key,
    video_ids uuid[] not null check (cardinality(video_ids) <= 500),
    whys text[] not null,
    check (cardinality(video_ids) = cardinality(whys))
);
