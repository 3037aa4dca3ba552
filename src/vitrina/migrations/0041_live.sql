-- Live rooms: shows with their line-up, what was pinned when, and a numbered log of all that a viewer sees.
create schema live;

create table live.rooms (
    id uuid primary key,
    host_id uuid not null,
    -- Whose products the host offers as her own; she may pin any other product too, and earns from it.
    shop_id uuid,
    title text not null check (length(title) between 1 and 80),
    cover_file_id uuid,
    state text not null default 'scheduled' check (state in ('scheduled', 'live', 'ended', 'cancelled')),
    scheduled_at timestamptz,
    -- SHA-256 of what an encoder shows to send pictures. The key itself is told once and not kept.
    stream_key_hash bytea not null unique,
    started_at timestamptz,
    ended_at timestamptz,
    -- Whether pictures arrive at this moment, and since when they do not.
    is_on_air boolean not null default false,
    off_air_at timestamptz,
    -- Where the recording lies, when its first picture was taken (Unix, real time), and how long it is.
    recording_path text,
    recording_index_path text,
    recording_start_ms bigint,
    recording_ms int check (recording_ms > 0),
    heart_count bigint not null default 0,
    viewer_peak int not null default 0,
    -- Why nobody but the host sees it.
    hidden_for uuid,
    created_at timestamptz not null,
    check ((state in ('live', 'ended')) = (started_at is not null)),
    check ((state = 'ended') = (ended_at is not null)),
    check ((recording_path is null) = (recording_index_path is null)),
    check ((recording_path is null) = (recording_start_ms is null)),
    check ((recording_path is null) = (recording_ms is null))
);
-- A person is on one stage at a time.
create unique index rooms_on_stage_key on live.rooms (host_id) where state = 'live';
create index rooms_live_idx on live.rooms (started_at desc, id desc) where state = 'live';
create index rooms_scheduled_idx on live.rooms (scheduled_at, id) where state = 'scheduled';
create index rooms_replays_idx on live.rooms (ended_at desc, id desc)
 where state = 'ended' and recording_path is not null;
create index rooms_host_idx on live.rooms (host_id, id desc);
create index rooms_shop_idx on live.rooms (shop_id, id desc) where shop_id is not null;

-- Apart from the rooms: it changes with every word that is said.
create table live.counters (
    room_id uuid primary key references live.rooms on delete cascade,
    last_seq bigint not null default 0,
    last_number int not null default 0
) with (fillfactor = 50);

create table live.items (
    room_id uuid not null references live.rooms on delete cascade,
    product_id uuid not null,
    -- As it is said and shown, "item 23": never given to another product of the room.
    number int not null check (number between 1 and 999),
    position int not null,
    primary key (room_id, product_id),
    unique (room_id, number)
);

create table live.pins (
    id uuid primary key,
    room_id uuid not null references live.rooms on delete cascade,
    product_id uuid not null,
    number int not null,
    slot smallint not null check (slot between 0 and 2),
    price_minor bigint not null,
    currency char(3) not null,
    -- How many pieces viewers were told: what changed before anybody looked again is news, too.
    available int not null,
    -- When the picture was taken that it belongs to: Unix, real time.
    from_ms bigint not null,
    to_ms bigint check (to_ms >= from_ms)
);
-- Three at once, and a product once, whoever presses at the same moment.
create unique index pins_slot_key on live.pins (room_id, slot) where to_ms is null;
create unique index pins_product_key on live.pins (room_id, product_id) where to_ms is null;
create index pins_room_idx on live.pins (room_id, from_ms);

create table live.log (
    room_id uuid not null references live.rooms on delete cascade,
    seq bigint not null,
    kind text not null,
    -- The moment of the broadcast that it belongs to: Unix, real time. null: at once.
    media_ms bigint,
    -- What viewers get, as JSON text that is never read again.
    body jsonb not null,
    -- Of what a person said.
    message_id uuid,
    person_id uuid,
    at timestamptz not null,
    primary key (room_id, seq)
);
create unique index log_message_key on live.log (message_id) where message_id is not null;
create index log_person_idx on live.log (person_id, at desc) where person_id is not null;

create table live.silences (
    host_id uuid not null,
    person_id uuid not null,
    -- null: for ever.
    until timestamptz,
    at timestamptz not null,
    primary key (host_id, person_id)
);
create index silences_person_idx on live.silences (person_id);

create table live.filters (
    host_id uuid primary key,
    words text[] not null check (cardinality(words) <= 200)
);

create table live.reminders (
    room_id uuid not null references live.rooms on delete cascade,
    person_id uuid not null,
    at timestamptz not null,
    primary key (room_id, person_id)
);
create index reminders_person_idx on live.reminders (person_id);

-- Which room a tap came from, so that a sale is shown where it was made.
create table live.taps (
    touch_id uuid primary key,
    room_id uuid not null references live.rooms on delete cascade,
    is_replay boolean not null,
    at timestamptz not null
);
create index taps_at_idx on live.taps (at);

create table live.sales (
    line_id uuid primary key,
    room_id uuid not null references live.rooms on delete cascade,
    order_code text not null,
    product_id uuid not null,
    title text not null,
    quantity int not null check (quantity > 0),
    paid_minor bigint not null,
    -- What the host's own shop keeps after tax and fee. null: a product of another shop.
    shop_keeps_minor bigint,
    currency char(3) not null,
    is_replay boolean not null,
    at timestamptz not null
);
create index sales_room_idx on live.sales (room_id, at desc, line_id desc);

-- What the host earns from a line as a creator; it may be known before or after the sale is shown.
create table live.earnings (
    line_id uuid primary key,
    amount_minor bigint not null check (amount_minor > 0)
);
