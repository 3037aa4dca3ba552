-- The bridge to WhatsApp: what came from there, what went there, and the links that lead a creator's viewer there.
create table messaging.whatsapp_inbox (
    -- As WhatsApp names the message: it is delivered more than once.
    id text primary key check (length(id) between 1 and 200),
    phone_number_id text not null check (length(phone_number_id) <= 64),
    contact_id text not null check (length(contact_id) <= 64),
    contact_name text not null default '' check (length(contact_name) <= 120),
    body jsonb not null,
    received_at timestamptz not null,
    worked_at timestamptz
);
create index whatsapp_inbox_old_idx on messaging.whatsapp_inbox (received_at);

create table messaging.whatsapp_outbox (
    message_id uuid primary key references messaging.messages (id) on delete cascade,
    -- As WhatsApp names it.
    whatsapp_id text,
    -- Why it will never be sent.
    failure text,
    at timestamptz not null
);

-- A code in a wa.me link keeps the tap that led there.
create table messaging.whatsapp_codes (
    code text primary key check (code ~ '^[A-Z0-9]{8}$'),
    shop_id uuid not null,
    product_id uuid not null,
    touch_id uuid not null,
    made_at timestamptz not null
);
create index whatsapp_codes_old_idx on messaging.whatsapp_codes (made_at);

-- Which tap led somebody to a product in a conversation: the first one stays.
create table messaging.contact_touches (
    conversation_id uuid not null references messaging.conversations (id) on delete cascade,
    product_id uuid not null,
    touch_id uuid not null,
    at timestamptz not null,
    primary key (conversation_id, product_id)
);

-- An order of WhatsApp names what it wants by its SKU.
create index variants_sku_idx on catalogue.variants (sku) where sku <> '' and removed_at is null;
