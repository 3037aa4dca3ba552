-- Buyers and shops talk, and agree on carts: one conversation of each buyer and shop.
create schema messaging;

create table messaging.conversations (
    id uuid primary key,
    shop_id uuid not null,
    -- Null for who writes over a bridge and has no account here.
    buyer_id uuid,
    channel text not null default 'here' check (channel in ('here', 'whatsapp')),
    -- Who writes over a bridge, as the bridge names her.
    contact_id text check (length(contact_id) <= 64),
    contact_name text not null default '' check (length(contact_name) <= 120),
    -- The place of the newest message: who writes takes the next one here, so that there is no gap.
    last_seq int not null default 0 check (last_seq >= 0),
    last_at timestamptz,
    buyer_read_seq int not null default 0,
    shop_read_seq int not null default 0,
    buyer_unread_count int not null default 0 check (buyer_unread_count >= 0),
    shop_unread_count int not null default 0 check (shop_unread_count >= 0),
    started_at timestamptz not null,
    constraint conversations_buyer_key unique (shop_id, buyer_id),
    constraint conversations_contact_key unique (shop_id, channel, contact_id),
    check ((channel = 'here') = (contact_id is null)),
    check (buyer_id is not null or contact_id is not null)
) with (fillfactor = 80);
create index conversations_of_buyer_idx on messaging.conversations (buyer_id, last_at desc, id desc)
    where last_at is not null;
create index conversations_of_shop_idx on messaging.conversations (shop_id, last_at desc, id desc)
    where last_at is not null;

-- What is agreed on. A change of the lines is a new version; who pays names the version that she saw.
create table messaging.carts (
    id uuid primary key,
    conversation_id uuid not null references messaging.conversations (id) on delete cascade,
    status text not null check (status in ('sent', 'confirmed', 'edited', 'declined', 'paid', 'expired')),
    version int not null check (version >= 1),
    currency char(3) not null,
    note text not null default '' check (length(note) <= 500),
    -- The purchase that was made of it last, and until when that one holds stock.
    purchase_id uuid,
    paying_until timestamptz,
    order_id uuid,
    expires_at timestamptz not null,
    made_at timestamptz not null
) with (fillfactor = 80);
create index carts_open_idx on messaging.carts (conversation_id) where status in ('sent', 'confirmed', 'edited');
create index carts_conversation_idx on messaging.carts (conversation_id);
create index carts_due_idx on messaging.carts (expires_at) where status in ('sent', 'confirmed', 'edited');
create unique index carts_order_idx on messaging.carts (order_id) where order_id is not null;

create table messaging.cart_lines (
    cart_id uuid not null references messaging.carts (id) on delete cascade,
    position smallint not null,
    variant_id uuid not null,
    product_id uuid not null,
    -- 0: the shop took it out, and the buyer still sees what she had asked for.
    quantity int not null check (quantity between 0 and 99),
    price_minor bigint not null check (price_minor >= 0),
    asked_quantity int not null check (asked_quantity between 1 and 99),
    asked_price_minor bigint not null check (asked_price_minor >= 0),
    touch_id uuid,
    primary key (cart_id, variant_id)
);

create table messaging.messages (
    id uuid primary key,
    conversation_id uuid not null references messaging.conversations (id) on delete cascade,
    seq int not null check (seq >= 1),
    side text not null check (side in ('buyer', 'shop')),
    -- Null for what nobody typed, and for who writes over a bridge.
    author_id uuid,
    kind text not null check (kind in ('text', 'photo', 'product', 'cart', 'order')),
    text text not null default '' check (length(text) <= 2000),
    file_id uuid,
    product_id uuid,
    cart_id uuid references messaging.carts (id) on delete cascade,
    order_id uuid,
    happening text check (happening in ('sent', 'confirmed', 'edited', 'declined', 'expired', 'paid', 'shipped',
                                        'delivered', 'cancelled')),
    at timestamptz not null,
    constraint messages_place_key unique (conversation_id, seq),
    check (kind <> 'photo' or file_id is not null or author_id is null),
    check (kind <> 'product' or product_id is not null),
    check ((kind = 'cart') <= (cart_id is not null and happening is not null)),
    check ((kind = 'order') <= (order_id is not null and happening is not null))
);
create index messages_author_idx on messaging.messages (author_id, at desc) where author_id is not null;
create index messages_cart_idx on messaging.messages (cart_id) where cart_id is not null;
