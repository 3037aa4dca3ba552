-- One card buys no more of a drop than one buyer may, whoever carries it: cards are digests for one drop alone.
alter table drops.claims add column instrument_key bytea;
create index claims_instrument_idx on drops.claims (drop_id, instrument_key) where instrument_key is not null;

-- A row for each card that paid in a drop: who counts what it paid holds it, so that two payments are one after the other.
create table drops.instruments (
    drop_id uuid not null references drops.drops,
    instrument_key bytea not null check (length(instrument_key) = 32),
    primary key (drop_id, instrument_key)
);
