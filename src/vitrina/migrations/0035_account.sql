-- What a person may ask about her own data: to take it along, and to be forgotten.

create schema account;

create table account.exports (
    id uuid primary key,
    person_id uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'ready', 'failed', 'expired')),
    language text not null check (language in ('es', 'pt', 'en')),
    asked_at timestamptz not null,
    -- Who works on it: a worker that was thought dead finds another number and stops.
    attempt_count smallint not null default 0,
    lease_until timestamptz,
    ready_at timestamptz,
    expires_at timestamptz,
    size_bytes bigint check (size_bytes > 0),
    check ((state in ('ready', 'expired')) = (expires_at is not null)),
    check (state <> 'ready' or size_bytes is not null)
);
-- One at a time.
create unique index exports_waiting_key on account.exports (person_id) where state = 'waiting';
create index exports_person_id_idx on account.exports (person_id, asked_at desc);
create index exports_lease_idx on account.exports (asked_at) where state = 'waiting';
create index exports_expires_at_idx on account.exports (expires_at) where state = 'ready';

create table account.erasures (
    person_id uuid primary key,
    -- Needed until mails, tries and orders of it are found; empty once all is done.
    email text check (length(email) <= 254),
    begun_at timestamptz not null,
    -- Modules that have nothing left of her.
    done text[] not null default '{}',
    tried_at timestamptz not null,
    finished_at timestamptz,
    check ((finished_at is null) = (email is not null))
);
create index erasures_unfinished_idx on account.erasures (tried_at) where finished_at is null;

-- A person who asked to be forgotten, until that is done: hidden, signed out, and back by signing in.
create table identity.departures (
    person_id uuid primary key references identity.persons (id) on delete cascade,
    asked_at timestamptz not null,
    due_at timestamptz not null check (due_at > asked_at),
    -- From here on there is no way back.
    erasing_since timestamptz
);
create index departures_due_at_idx on identity.departures (due_at) where erasing_since is null;

-- Handles of people who left, digested: nobody may take their place for a year.
create table identity.retired_handles (
    digest bytea primary key check (length(digest) = 32),
    until timestamptz not null
);
create index retired_handles_until_idx on identity.retired_handles (until);

-- The door of identity in SQL: a list that leaves hidden people out must do so where it counts its rows.
create function identity.is_hidden(person uuid) returns boolean language sql stable
return exists (select 1 from identity.suspensions s where s.person_id = person)
    or exists (select 1 from identity.departures d where d.person_id = person);

-- A shop is closed by a decision of its own, and as long as its owner is hidden.
create or replace function shops.is_closed(shop uuid) returns boolean language sql stable
return exists (select 1 from shops.closures c where c.shop_id = shop)
    or exists (select 1 from shops.shops s where s.id = shop and identity.is_hidden(s.owner_id));

-- Where a person's mails are looked for when she takes them along or is forgotten.
create index mails_recipient_idx on notifications.mails (recipient);
