-- Cards that buyers keep: what their provider calls them, and what tells one from another. No number comes here.
create table payments.kept_cards (
    id uuid primary key,
    -- Null: whoever kept it is forgotten here, and its provider is being told.
    person_id uuid,
    provider text not null check (length(provider) between 1 and 40),
    token text not null check (length(token) between 1 and 200),
    brand text not null check (brand ~ '^[a-z_ ]{1,40}$'),
    last4 text not null check (last4 ~ '^[0-9]{4}$'),
    expires_month smallint not null check (expires_month between 1 and 12),
    expires_year smallint not null check (expires_year between 2000 and 2199),
    fingerprint text not null check (length(fingerprint) between 1 and 200),
    kept_at timestamptz not null,
    -- For a minute it can be had back; then its provider forgets it, and the row goes.
    removed_at timestamptz,
    constraint kept_cards_token_key unique (provider, token),
    check (person_id is not null or removed_at is not null)
);
create index kept_cards_person_idx on payments.kept_cards (person_id, kept_at desc);
create index kept_cards_removed_idx on payments.kept_cards (removed_at) where removed_at is not null;

-- Which kept card pays an attempt, and whose card becomes a kept one when it is paid.
alter table payments.payments
    add column kept_card_id uuid,
    add column keep_for uuid;
create index payments_kept_card_idx on payments.payments (kept_card_id) where kept_card_id is not null;
create index payments_keep_for_idx on payments.payments (keep_for) where keep_for is not null;

-- What the sandbox keeps of cards that it played. Only providers/sandbox.py reads or writes it.
create table payments.sandbox_cards (
    token text primary key check (length(token) between 1 and 200),
    card text not null check (card in ('success', 'decline', 'challenge', 'time_out')),
    is_forgotten boolean not null default false
);
