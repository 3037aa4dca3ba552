-- People, the names that people and shops share, and the ways in: sessions, tokens, one-time codes.
create schema identity;

create table identity.persons (
    id uuid primary key,
    email text not null check (length(email) between 3 and 254 and email = lower(email)),
    name text not null check (length(name) between 1 and 60),
    bio text not null default '' check (length(bio) <= 300),
    birth_date date,
    language text not null check (language in ('es', 'pt', 'en')),
    country text check (country in ('MX', 'BR', 'CO', 'CL', 'AR', 'PE', 'US')),
    avatar_file_id uuid,
    capabilities text[] not null default '{}' check (capabilities <@ array['earn', 'sell', 'operate']),
    password_hash text,
    is_demo boolean not null default false,
    created_at timestamptz not null,
    constraint persons_email_key unique (email)
);
create index persons_is_demo_idx on identity.persons (id) where is_demo;

-- One table for people and shops, so that /@handle means one of them.
create table identity.handles (
    handle text constraint handles_pkey primary key check (handle ~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9]$'),
    kind text not null check (kind in ('person', 'shop')),
    owner_id uuid not null,
    constraint handles_owner_id_key unique (owner_id)
);

create table identity.sessions (
    digest bytea primary key check (length(digest) = 32),
    person_id uuid not null references identity.persons (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_person_id_idx on identity.sessions (person_id);
create index sessions_expires_at_idx on identity.sessions (expires_at);

create table identity.tokens (
    id uuid primary key,
    digest bytea not null constraint tokens_digest_key unique check (length(digest) = 32),
    person_id uuid not null references identity.persons (id) on delete cascade,
    name text not null check (length(name) between 1 and 60),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz
);
create index tokens_person_id_idx on identity.tokens (person_id);
create index tokens_expires_at_idx on identity.tokens (expires_at);

-- The six digits are not here: they follow from the id and the instance's secret key (decision 0016).
create table identity.sign_in_codes (
    id uuid primary key,
    email text not null,
    language text not null check (language in ('es', 'pt', 'en')),
    attempts_left smallint not null check (attempts_left >= 0),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index sign_in_codes_email_created_at_idx on identity.sign_in_codes (email, created_at desc);
create index sign_in_codes_expires_at_idx on identity.sign_in_codes (expires_at);

-- What counts against the limits of signing in; kept for a day.
create table identity.attempts (
    kind text not null check (kind in ('code', 'password')),
    email text not null,
    address text not null,
    at timestamptz not null
);
create index attempts_email_idx on identity.attempts (email, kind, at);
create index attempts_address_idx on identity.attempts (address, kind, at);
create index attempts_at_idx on identity.attempts (at);
