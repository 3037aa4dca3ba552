-- An upload may begin before its length is known, and how many a person begins on one day is counted.
alter table media.uploads
    -- length_bytes is then the most that it may become, and counts as kept.
    add column is_length_deferred boolean not null default false;
alter table media.uploads
    add constraint uploads_finished_length check (finished_at is null or not is_length_deferred);

create table media.upload_days (
    owner_id uuid primary key,
    -- Of UTC; a row of a day that is over counts for nothing, and goes.
    day date not null,
    opened_count int not null check (opened_count > 0)
);
create index upload_days_day_idx on media.upload_days (day);
