-- A place to talk: comments, saves and lists under clips; blocks and mutes between people.

create table social.blocks (
    blocker_id uuid not null,
    blocked_id uuid not null check (blocked_id <> blocker_id),
    blocked_at timestamptz not null,
    primary key (blocker_id, blocked_id)
);
create index blocks_newest_idx on social.blocks (blocker_id, blocked_at desc, blocked_id);
create index blocks_blocked_id_idx on social.blocks (blocked_id);

create table social.mutes (
    muter_id uuid not null,
    muted_id uuid not null check (muted_id <> muter_id),
    muted_at timestamptz not null,
    primary key (muter_id, muted_id)
);
create index mutes_newest_idx on social.mutes (muter_id, muted_at desc, muted_id);
create index mutes_muted_id_idx on social.mutes (muted_id);

-- The door of social in SQL: a list that leaves people out must do so where it counts its rows, or its pages
-- come short. Two look-ups by primary key; false where one of the two is nobody.
create function social.is_apart(one uuid, other uuid) returns boolean language sql stable
return exists (select 1 from social.blocks b where b.blocker_id = one and b.blocked_id = other)
    or exists (select 1 from social.blocks b where b.blocker_id = other and b.blocked_id = one);

create function social.is_unseen(reader uuid, author uuid) returns boolean language sql stable
return social.is_apart(reader, author)
    or exists (select 1 from social.mutes m where m.muter_id = reader and m.muted_id = author);

create index follows_followee_newest_idx on social.follows (followee_id, followed_at desc, follower_id);
create index follows_follower_newest_idx on social.follows (follower_id, followed_at desc, followee_id);

create table videos.comments (
    id uuid primary key,
    video_id uuid not null references videos.videos on delete cascade,
    -- The comment under which it stands; answers have no answers of their own.
    parent_id uuid references videos.comments on delete cascade,
    -- Whose clip it is, as a copy for asking whom it concerns: a clip never changes hands.
    creator_id uuid not null,
    author_id uuid not null,
    text text not null check (length(text) between 1 and 500),
    -- Whom it names, with the handles of the day: [{"handle": ..., "person_id": ...}].
    mentions jsonb not null default '[]' check (jsonb_array_length(mentions) <= 5),
    held_because text check (held_because in ('word', 'link', 'duplicate')),
    -- The comment whose deletion took this one away: itself, or the one that it answers.
    deleted_for uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    -- What was taken down and took this with it: itself, the comment that it answers, or its author.
    hidden_for uuid,
    is_shown boolean not null generated always as
        (held_because is null and deleted_for is null and hidden_for is null) stored,
    is_pinned boolean not null default false,
    like_count int not null default 0 check (like_count >= 0),
    reply_count int not null default 0 check (reply_count >= 0),
    created_at timestamptz not null,
    check ((deleted_for is null) = (deleted_at is null)),
    check (not is_pinned or parent_id is null)
) with (fillfactor = 80);
create index comments_top_idx on videos.comments
    (video_id, is_pinned desc, like_count desc, created_at desc, id desc) where parent_id is null and is_shown;
create index comments_newest_idx on videos.comments
    (video_id, is_pinned desc, created_at desc, id desc) where parent_id is null and is_shown;
create index comments_held_idx on videos.comments (creator_id, created_at desc, id desc)
    where held_because is not null and deleted_for is null and hidden_for is null;
create index comments_replies_idx on videos.comments (parent_id, created_at, id) where parent_id is not null;
create index comments_author_idx on videos.comments (author_id, created_at desc, id desc);
create index comments_deleted_idx on videos.comments (deleted_at) where deleted_at is not null;
create index comments_hidden_idx on videos.comments (hidden_for) where hidden_for is not null;
create unique index comments_pinned_key on videos.comments (video_id) where is_pinned;

create table videos.comment_likes (
    comment_id uuid not null references videos.comments on delete cascade,
    person_id uuid not null,
    at timestamptz not null,
    primary key (comment_id, person_id)
);
create index comment_likes_person_idx on videos.comment_likes (person_id, at desc);

create table videos.saves (
    person_id uuid not null,
    video_id uuid not null references videos.videos on delete cascade,
    saved_at timestamptz not null,
    primary key (person_id, video_id)
);
create index saves_newest_idx on videos.saves (person_id, saved_at desc, video_id desc);
create index saves_video_idx on videos.saves (video_id);

create table videos.lists (
    id uuid primary key,
    person_id uuid not null,
    name text not null check (length(name) between 1 and 40),
    created_at timestamptz not null
);
create index lists_person_idx on videos.lists (person_id, created_at desc, id desc);

-- What is in a list is saved: taking the save away takes it out of every list.
create table videos.listed (
    list_id uuid not null references videos.lists on delete cascade,
    person_id uuid not null,
    video_id uuid not null,
    listed_at timestamptz not null,
    primary key (list_id, video_id),
    foreign key (person_id, video_id) references videos.saves on delete cascade
);
create index listed_newest_idx on videos.listed (list_id, listed_at desc, video_id desc);
create index listed_save_idx on videos.listed (person_id, video_id);

-- Apart from the clip, as its likes are.
create table videos.talk_counts (
    video_id uuid primary key references videos.videos on delete cascade,
    comment_count int not null default 0 check (comment_count >= 0),
    save_count int not null default 0 check (save_count >= 0)
) with (fillfactor = 50);

create table videos.comment_filters (
    person_id uuid primary key,
    -- Folded: lower case, without accents.
    words text[] not null check (cardinality(words) <= 100)
);

-- The counts are the sums of what is shown, whichever statement shows, holds, deletes or hides: counted once
-- a statement from the rows that it changed, in the order of their ids.
create function videos.count_comments() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform videos.add_to_counts(array_agg(n.video_id), array_agg(n.parent_id), array_agg(1))
           from new_rows n where n.is_shown;
    elsif tg_op = 'DELETE' then
        perform videos.add_to_counts(array_agg(o.video_id), array_agg(o.parent_id), array_agg(-1))
           from old_rows o where o.is_shown;
    else
        perform videos.add_to_counts(array_agg(n.video_id), array_agg(n.parent_id),
                                     array_agg(n.is_shown::int - o.is_shown::int))
           from new_rows n join old_rows o using (id) where n.is_shown <> o.is_shown;
    end if;
    return null;
end
$$;

create function videos.add_to_counts(video_ids uuid[], parent_ids uuid[], amounts int[]) returns void
language plpgsql as $$
begin
    if video_ids is null then
        return;
    end if;
    -- A clip that is being deleted has no counts any more.
    insert into videos.talk_counts (video_id, comment_count)
    select v.id, 0
      from videos.videos v
     where v.id = any(video_ids)
     order by v.id
    on conflict do nothing;
    with change as (
        select c.video_id, sum(a.amount) as amount
          from unnest(video_ids, amounts) as a (video_id, amount)
          join videos.talk_counts c using (video_id)
         group by c.video_id
         order by c.video_id
    )
    update videos.talk_counts c
       set comment_count = c.comment_count + change.amount
      from change
     where c.video_id = change.video_id;
    with change as (
        select a.parent_id, sum(a.amount) as amount
          from unnest(parent_ids, amounts) as a (parent_id, amount)
         where a.parent_id is not null
         group by a.parent_id
    )
    update videos.comments c
       set reply_count = c.reply_count + change.amount
      from change
     where c.id = change.parent_id;
end
$$;

create trigger comments_added after insert on videos.comments
    referencing new table as new_rows for each statement execute function videos.count_comments();
create trigger comments_changed after update on videos.comments
    referencing old table as old_rows new table as new_rows
    for each statement execute function videos.count_comments();
create trigger comments_gone after delete on videos.comments
    referencing old table as old_rows for each statement execute function videos.count_comments();

-- What happened between people on one day about one thing is one notice, which grows and comes up again.
alter table notifications.notices add column group_key text check (length(group_key) <= 80);
create unique index notices_group_key on notifications.notices (person_id, group_key)
    where group_key is not null;

create table notifications.silenced (
    person_id uuid primary key,
    kinds text[] not null check (kinds <@ array['likes', 'comments', 'mentions', 'follows'])
);
