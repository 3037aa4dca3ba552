-- Clips that a person does not want to see again: her feed passes them over.
create table videos.disinterests (
    person_id uuid not null,
    video_id uuid not null references videos.videos on delete cascade,
    at timestamptz not null,
    primary key (person_id, video_id)
);
create index disinterests_newest_idx on videos.disinterests (person_id, at desc, video_id desc);
create index disinterests_video_idx on videos.disinterests (video_id);
