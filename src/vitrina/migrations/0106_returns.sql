-- Returns: what a buyer gives back, from asking to the refund; meanwhile the order's money waits.
alter table orders.orders add column paused_at timestamptz;
alter table affiliates.commissions drop constraint commissions_hold_reason_check;
alter table affiliates.commissions add constraint commissions_hold_reason_check
    check (hold_reason in ('waiting_delivery', 'transit_max', 'return_window', 'return_open'));

create schema returns;

create table returns.returns (
    id uuid primary key,
    code text not null check (length(code) between 3 and 20),
    order_id uuid not null,
    order_code text not null check (length(order_code) between 3 and 20),
    shop_id uuid not null,
    -- Who bought; null for a guest.
    buyer_id uuid,
    buyer_email text not null check (length(buyer_email) <= 254),
    language text not null check (length(language) = 2),
    currency char(3) not null,
    state text not null
        check (state in ('requested', 'accepted', 'sent', 'refunded', 'refused', 'withdrawn', 'lapsed')),
    reason text not null
        check (reason in ('changed_mind', 'damaged', 'wrong_item', 'not_as_described', 'does_not_fit', 'other')),
    words text not null check (length(words) <= 1000),
    -- The buyer's right by law when it was asked for: the shop cannot refuse it as it likes.
    is_withdrawal boolean not null,
    payer text not null check (payer in ('shop', 'buyer')),
    instructions text check (length(instructions) <= 1000),
    label_url text check (length(label_url) <= 500),
    carrier text check (length(carrier) <= 60),
    tracking_number text check (length(tracking_number) <= 60),
    answer text check (length(answer) <= 1000),
    exclusion text check (exclusion in ('perishable', 'made_to_order', 'personal_use', 'digital')),
    refunded_minor bigint check (refunded_minor >= 0),
    photo_file_ids uuid[] not null check (cardinality(photo_file_ids) <= 5),
    opened_at timestamptz not null,
    moved_at timestamptz not null,
    -- When time decides; null where nothing waits.
    due_at timestamptz,
    constraint returns_code_key unique (code),
    check ((due_at is null) = (state in ('refunded', 'refused', 'withdrawn', 'lapsed'))),
    check (state <> 'sent' or (carrier is not null and tracking_number is not null)),
    check ((state = 'refunded') = (refunded_minor is not null))
);
-- One at a time: the money of an order waits for one answer.
create unique index returns_open_key on returns.returns (order_id)
    where state in ('requested', 'accepted', 'sent');
create index returns_order_idx on returns.returns (order_id, id);
create index returns_shop_idx on returns.returns (shop_id, id desc);
create index returns_buyer_idx on returns.returns (buyer_id) where buyer_id is not null;
create index returns_due_idx on returns.returns (due_at) where due_at is not null;

create table returns.lines (
    return_id uuid not null references returns.returns,
    line_id uuid not null,
    quantity int not null check (quantity between 1 and 99),
    -- What had gone back of the line when the return was asked for: what goes back later counts for it.
    refunded_before int not null check (refunded_before >= 0),
    accepted_quantity int check (accepted_quantity between 0 and quantity),
    primary key (return_id, line_id)
);

create table returns.moves (
    return_id uuid not null references returns.returns,
    state text not null,
    by text not null check (by in ('buyer', 'shop', 'time')),
    at timestamptz not null,
    -- A state is reached once.
    primary key (return_id, state)
);

-- The button without a login: who presses it gets a code at once, whatever she typed; a job looks afterwards.
create table returns.withdrawals (
    code text primary key check (length(code) between 3 and 20),
    order_code text not null check (length(order_code) <= 20),
    email text not null check (length(email) <= 254),
    asked_at timestamptz not null,
    outcome text check (outcome in ('cancelled', 'return', 'nothing')),
    check (outcome is null or asked_at is not null)
);
create index withdrawals_email_idx on returns.withdrawals (email, asked_at);
create index withdrawals_asked_idx on returns.withdrawals (asked_at);
