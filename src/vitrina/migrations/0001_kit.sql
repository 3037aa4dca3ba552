-- The ground floor: clock, event log with cursors, idempotency keys.
create schema kit;

create table kit.clock (
    is_only boolean primary key default true check (is_only),
    offset_s bigint not null default 0 check (offset_s >= 0)
);
insert into kit.clock default values;

create function kit.now() returns timestamptz language sql stable
    as 'select now() + offset_s * interval ''1 second'' from kit.clock';

create table kit.events (
    id bigint generated always as identity primary key,
    -- Identity order is not commit order: readers go by (tx, id) and stop before the oldest running transaction.
    tx bigint not null default pg_current_xact_id()::text::bigint,
    name text not null,
    body jsonb not null,
    at timestamptz not null default kit.now()
);
create index events_tx_id_idx on kit.events (tx, id);

create table kit.cursors (
    subscriber text primary key,
    tx bigint not null default 0,
    id bigint not null default 0
);

create table kit.idempotency_keys (
    actor bytea not null,
    key text not null check (length(key) between 1 and 255),
    request_hash bytea not null,
    status smallint,
    content_type text,
    body bytea,
    created_at timestamptz not null default now(),
    primary key (actor, key)
);
create index idempotency_keys_created_at_idx on kit.idempotency_keys (created_at);

do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'vitrina_app') then
        create role vitrina_app nologin;
    end if;
    execute format('grant vitrina_app to %I', current_user);
exception when insufficient_privilege then
    raise notice 'no right to create the role vitrina_app: the application works as %', current_user;
end $$;
