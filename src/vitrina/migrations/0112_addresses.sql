-- The addresses that a person keeps, so that she pays the next time with one tap.
create schema addresses;

create table addresses.saved (
    id uuid primary key,
    person_id uuid not null,
    label text not null check (length(label) <= 40),
    is_default boolean not null,
    address jsonb not null check (jsonb_typeof(address) = 'object' and length(address::text) <= 4000),
    changed_at timestamptz not null
);
create index saved_person_idx on addresses.saved (person_id, changed_at desc, id desc);
-- One default a person, whoever saves at once.
create unique index saved_default_key on addresses.saved (person_id) where is_default;
