-- A shop shows who runs it to an operator, who gives it a badge or says why not.
create schema verification;

create table verification.applications (
    id uuid primary key,
    shop_id uuid not null,
    person_id uuid not null,
    -- How the shop was called: the badge is for this name.
    shop_name text not null,
    status text not null check (status in ('pending', 'verified', 'refused', 'withdrawn', 'lapsed')),
    sent_at timestamptz not null,
    decided_at timestamptz,
    words text not null default '' check (length(words) <= 500),
    check ((status = 'pending') = (decided_at is null))
);
-- Of two who send at once one is told; and who has a badge does not ask for it.
create unique index applications_running_key on verification.applications (shop_id)
    where status in ('pending', 'verified');
create index applications_shop_idx on verification.applications (shop_id, sent_at desc, id desc);
create index applications_pending_idx on verification.applications (sent_at, id) where status = 'pending';
create index applications_decided_idx on verification.applications (decided_at desc, id desc)
    where decided_at is not null;
create index applications_person_idx on verification.applications (person_id);

-- Who decided what, for ever: an application may be decided twice, when its badge is withdrawn.
create table verification.decisions (
    id bigint generated always as identity primary key,
    application_id uuid not null references verification.applications (id),
    operator_id uuid not null,
    outcome text not null check (outcome in ('verified', 'refused', 'withdrawn')),
    decided_at timestamptz not null
);
create index decisions_application_idx on verification.decisions (application_id);

-- The bytes lie here and nowhere else, so that they go with their row.
create table verification.documents (
    id uuid primary key,
    shop_id uuid not null,
    person_id uuid not null,
    application_id uuid references verification.applications (id),
    kind text not null check (kind in ('identity', 'tax_registration', 'proof_of_address')),
    media_type text not null check (media_type in ('application/pdf', 'image/webp')),
    content bytea not null check (length(content) between 1 and 5242880),
    added_at timestamptz not null
);
create index documents_shop_idx on verification.documents (shop_id);
create index documents_application_idx on verification.documents (application_id);
create index documents_person_idx on verification.documents (person_id);
create index documents_unsent_idx on verification.documents (added_at) where application_id is null;

-- A badge is for a name: a shop that calls itself something else does not take it along.
create table shops.verified (
    shop_id uuid primary key references shops.shops (id),
    name text not null,
    verified_at timestamptz not null
);
create function shops.is_verified(shop uuid, called text) returns boolean language sql stable
    as 'select exists (select from shops.verified v where v.shop_id = shop and v.name = called)';
