-- That a person asked or answered, for a day, also when she deleted it again: what her pace is counted by.
create table reviews.words (
    id bigint generated always as identity primary key,
    author_id uuid not null,
    at timestamptz not null
);
create index words_author_id_idx on reviews.words (author_id, at);
insert into reviews.words (author_id, at)
select author_id, asked_at from reviews.questions where asked_at > kit.now() - interval '1 day'
 union all
select author_id, answered_at from reviews.answers where answered_at > kit.now() - interval '1 day';
