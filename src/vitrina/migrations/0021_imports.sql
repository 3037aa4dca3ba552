-- Where a shop's products come from, each import of them, and what it found, changed and could not fetch.
create schema imports;

create table imports.sources (
    id uuid primary key,
    shop_id uuid not null,
    name text not null check (length(name) between 1 and 80),
    -- Empty: files are uploaded.
    url text check (length(url) <= 2000),
    mode text not null check (mode in ('full', 'delta')),
    schedule text not null check (schedule in ('off', 'hourly', 'daily')),
    category text not null check (length(category) between 1 and 40),
    assumed_quantity integer not null check (assumed_quantity between 0 and 1000),
    mapping jsonb not null default '{}',
    -- What the last applied run was called by the server that it came from.
    etag text check (length(etag) <= 200),
    modified text check (length(modified) <= 200),
    next_pull_at timestamptz,
    created_at timestamptz not null,
    check (schedule = 'off' or url is not null),
    check ((schedule = 'off') = (next_pull_at is null))
);
create index sources_shop_id_idx on imports.sources (shop_id, id);
create index sources_next_pull_at_idx on imports.sources (next_pull_at) where next_pull_at is not null;

create table imports.runs (
    id uuid primary key,
    source_id uuid not null references imports.sources on delete cascade,
    shop_id uuid not null,
    person_id uuid not null,
    upload_id uuid,
    status text not null check (status in ('waiting', 'reading', 'mapping', 'ready', 'applying', 'done',
                                           'unchanged', 'cancelled', 'failed', 'undoing', 'undone')),
    -- Pulled by its schedule: applied without a person, unless too much would vanish.
    is_automatic boolean not null,
    -- Who works on it: a worker that was thought dead finds another number and stops.
    attempt_count integer not null default 0,
    -- How often the step that runs may still begin anew.
    tries_left integer not null default 3,
    lease_until timestamptz,
    format text,
    encoding text,
    delimiter text,
    columns jsonb not null default '[]',
    failure text check (length(failure) <= 60),
    etag text check (length(etag) <= 200),
    modified text check (length(modified) <= 200),
    row_count integer not null default 0,
    new_count integer not null default 0,
    changed_count integer not null default 0,
    unchanged_count integer not null default 0,
    wrong_count integer not null default 0,
    vanishing_count integer not null default 0,
    problem_count integer not null default 0,
    unnumbered_count integer not null default 0,
    -- Products that the source had before.
    known_count integer not null default 0,
    size_bytes bigint not null default 0,
    read_bytes bigint not null default 0,
    -- Applied or put back so far, and the last key of it.
    done_count integer not null default 0,
    done_until text not null default '',
    created_at timestamptz not null,
    queued_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
create index runs_source_id_idx on imports.runs (source_id, created_at desc, id desc);
-- One thing at a time happens to a source.
create unique index runs_busy_key on imports.runs (source_id)
    where status in ('waiting', 'reading', 'applying', 'undoing');
create index runs_working_idx on imports.runs (queued_at)
    where status in ('waiting', 'reading', 'applying', 'undoing');
create index runs_open_idx on imports.runs (created_at) where status in ('mapping', 'ready');

-- Products as a run read them. A product whose rows stand apart in the file has several until they are joined.
create table imports.items (
    run_id uuid not null references imports.runs on delete cascade,
    external_id text not null check (length(external_id) <= 200),
    line integer not null,
    digest bytea,
    -- JSON of the product; empty for one that the file does not name any more.
    body text,
    is_complete boolean not null,
    verdict text not null check (verdict in ('new', 'changed', 'unchanged', 'wrong', 'vanishing')),
    primary key (run_id, external_id, line)
);

create table imports.problems (
    run_id uuid not null references imports.runs on delete cascade,
    position integer not null,
    line integer not null,
    external_id text not null,
    field text not null,
    code text not null,
    sample text not null check (length(sample) <= 80),
    is_error boolean not null,
    primary key (run_id, position)
);

-- Which product of ours a product of a source is. digest: what was imported last; empty: import it again.
create table imports.products (
    shop_id uuid not null,
    external_id text not null check (length(external_id) <= 200),
    product_id uuid not null unique,
    source_id uuid not null,
    digest bytea,
    -- Its source named it no more, and it was archived.
    is_gone boolean not null default false,
    primary key (shop_id, external_id)
);
create index products_source_id_idx on imports.products (source_id, external_id) where not is_gone;

-- What products were before the last run of their source, for undoing it.
create table imports.changes (
    run_id uuid not null references imports.runs on delete cascade,
    external_id text not null,
    product_id uuid not null,
    -- JSON; empty for a product that the run made.
    before text,
    digest_before bytea,
    was_gone boolean not null,
    -- JSON: by how much the count of each variant changed.
    counted text not null default '{}',
    primary key (run_id, external_id)
);

-- Pictures by their address: each is fetched once for a shop, whatever products want it.
create table imports.pictures (
    id uuid primary key,
    shop_id uuid not null,
    owner_id uuid not null,
    url text not null check (length(url) <= 2000),
    url_digest bytea not null,
    host text not null,
    file_id uuid,
    failure text check (length(failure) <= 60),
    attempt_count integer not null default 0,
    -- When to try next; empty: it is here, or will never be.
    due_at timestamptz,
    constraint pictures_url_key unique (shop_id, url_digest)
);
create index pictures_due_at_idx on imports.pictures (due_at) where due_at is not null;
create index pictures_failed_idx on imports.pictures (shop_id, id) where failure is not null;

create table imports.product_pictures (
    product_id uuid not null,
    position smallint not null,
    picture_id uuid not null references imports.pictures on delete cascade,
    primary key (product_id, position)
);
create index product_pictures_picture_id_idx on imports.product_pictures (picture_id);
