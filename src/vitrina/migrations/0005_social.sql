-- Who follows whom. A followee is a person or a shop, known by the owner of a handle.
create schema social;

create table social.follows (
    follower_id uuid not null,
    followee_id uuid not null check (followee_id <> follower_id),
    followed_at timestamptz not null,
    primary key (follower_id, followee_id)
);
create index follows_followee_id_idx on social.follows (followee_id, followed_at desc);
create index follows_newest_idx on social.follows (follower_id, followed_at desc);

-- Counting a million followers for each view of a profile is too slow; these sums change with each follow.
create table social.counts (
    owner_id uuid primary key,
    follower_count bigint not null default 0 check (follower_count >= 0),
    following_count bigint not null default 0 check (following_count >= 0)
);
