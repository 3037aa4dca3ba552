-- The books, looked over every hour: what each promise came to.
create schema books;

create table books.audits (
    id uuid primary key,
    began_at timestamptz not null,
    took_ms int not null check (took_ms >= 0),
    journal_count bigint not null check (journal_count >= 0),
    -- What was found for each promise: {"code", "breaches": [{"rule", "subject", "detail"}]}.
    findings jsonb not null,
    breach_count int not null check (breach_count >= 0)
);
create index audits_began_idx on books.audits (began_at desc, id desc);
