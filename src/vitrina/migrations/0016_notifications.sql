-- What people are told: mails that wait or were sent, and the notices of their inbox.
create schema notifications;

-- A mail is kept as its facts and written when it is sent or shown: no code and no signed link rests here.
create table notifications.mails (
    id uuid primary key,
    recipient text not null check (length(recipient) between 3 and 254),
    language text not null check (language in ('es', 'pt', 'en')),
    facts jsonb not null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'expired')),
    attempt_count smallint not null default 0,
    last_error text check (length(last_error) <= 500),
    written_at timestamptz not null,
    -- Real time, as mail servers know it; written_at is the time of the fact.
    next_attempt_at timestamptz not null default now(),
    expires_at timestamptz,
    ended_at timestamptz
);
create index mails_next_attempt_at_idx on notifications.mails (next_attempt_at) where state = 'waiting';
create index mails_written_at_idx on notifications.mails (written_at);

create table notifications.notices (
    id uuid primary key,
    person_id uuid not null,
    facts jsonb not null,
    at timestamptz not null
);
create index notices_person_id_id_idx on notifications.notices (person_id, id desc);
create index notices_at_idx on notifications.notices (at);

create table notifications.readers (
    person_id uuid primary key,
    -- The newest notice that the person has read; what is older is read too.
    read_until uuid not null
);
