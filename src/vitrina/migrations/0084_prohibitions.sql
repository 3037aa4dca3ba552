-- What a country prohibits is held by its words; operators permit the products that are something else.
create schema prohibitions;

create table prohibitions.permit_requests (
    id uuid primary key,
    product_id uuid not null,
    shop_id uuid not null,
    -- The words that were looked at. A permit is for them alone.
    digest bytea not null check (length(digest) = 32),
    title text not null check (length(title) <= 120),
    goods text[] not null check (cardinality(goods) between 1 and 50),
    countries text[] not null check (cardinality(countries) between 1 and 50),
    words text not null check (length(words) <= 500),
    asked_by uuid not null,
    asked_at timestamptz not null,
    state text not null default 'asked' check (state in ('asked', 'replaced', 'permitted', 'upheld')),
    permitted text[] not null default '{}',
    answer text not null default '' check (length(answer) <= 500),
    ruled_by uuid,
    ruled_at timestamptz,
    -- Counts from 1; who decides names the one that she looked at.
    version integer not null default 1,
    constraint permit_requests_digest_key unique (product_id, digest),
    check ((state in ('permitted', 'upheld')) = (ruled_at is not null)),
    check ((state = 'permitted') = (cardinality(permitted) > 0)),
    check (permitted <@ countries)
);
create unique index permit_requests_asked_key on prohibitions.permit_requests (product_id) where state = 'asked';
create index permit_requests_waiting_idx on prohibitions.permit_requests (asked_at, id) where state = 'asked';
create index permit_requests_ruled_idx on prohibitions.permit_requests (ruled_at desc, id desc)
    where ruled_at is not null;
create index permit_requests_person_idx on prohibitions.permit_requests (asked_by, asked_at);
