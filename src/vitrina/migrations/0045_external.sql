-- Products sold elsewhere: what people show of them, clicks out, what merchants report back, and what came of it.
create schema external;

create table external.products (
    id uuid primary key,
    person_id uuid not null,
    -- What /r/{code} leads to; only what stands here is ever redirected to.
    code text not null unique check (length(code) between 6 and 20),
    url text not null check (url ~ '^https?://' and length(url) <= 2000),
    -- How one page is told from another; one of a kind per person.
    canonical_url text not null check (length(canonical_url) <= 2000),
    host text not null check (length(host) between 1 and 253),
    title text not null check (length(title) <= 200),
    merchant_name text not null check (length(merchant_name) <= 80),
    price_minor bigint check (price_minor between 0 and 1000000000000),
    currency char(3),
    price_seen_at timestamptz,
    -- Why the page told nothing, or null.
    failure text check (length(failure) <= 60),
    image_url text check (length(image_url) <= 2000),
    image_state text not null default 'none' check (image_state in ('none', 'waiting', 'here', 'failed')),
    image_file_id uuid,
    removed_at timestamptz,
    refreshed_at timestamptz not null,
    created_at timestamptz not null,
    check ((price_minor is null) = (currency is null)),
    check ((price_minor is null) = (price_seen_at is null)),
    check ((image_state = 'here') = (image_file_id is not null))
);
create unique index products_canonical_key on external.products (person_id, md5(canonical_url))
 where removed_at is null;
create index products_person_idx on external.products (person_id, created_at desc, id desc);

create table external.merchants (
    id uuid primary key,
    -- null: the operator's, for everybody's links. A person's own counts for her links alone.
    person_id uuid,
    host text not null check (length(host) between 1 and 253),
    name text not null check (length(name) between 1 and 80),
    sub_id_template text not null check (length(sub_id_template) <= 300),
    creator_share_bps int not null check (creator_share_bps between 0 and 10000),
    -- What the merchant pays of a sale, where it does not say the commission itself.
    commission_bps int check (commission_bps between 0 and 10000),
    parameters jsonb not null,
    statuses jsonb not null,
    is_signature_required boolean not null,
    -- The token and the key of the signature are derived of it: a new number makes new ones. Neither is stored.
    secret_number int not null default 1 check (secret_number > 0),
    created_at timestamptz not null,
    constraint merchants_host_key unique nulls not distinct (person_id, host)
);

create table external.clicks (
    id uuid primary key,
    product_id uuid not null,
    creator_id uuid not null,
    merchant_id uuid,
    video_id uuid,
    visitor_id uuid not null,
    person_id uuid,
    -- What the creator gets of the merchant's commission, promised at this moment; 0: she does not earn.
    share_bps int not null check (share_bps between 0 and 10000),
    at timestamptz not null
);
create index clicks_product_idx on external.clicks (product_id, at desc);
create index clicks_person_idx on external.clicks (person_id, at desc) where person_id is not null;

create table external.postbacks (
    id uuid primary key,
    merchant_id uuid not null references external.merchants,
    -- What came, without its secrets.
    parameters jsonb not null,
    -- Of the signed text: the same one again is no news. null without a signature.
    digest bytea,
    outcome text not null check (length(outcome) <= 60),
    received_at timestamptz not null
);
create unique index postbacks_digest_key on external.postbacks (merchant_id, digest) where digest is not null;
create index postbacks_merchant_idx on external.postbacks (merchant_id, received_at desc, id desc);
create index postbacks_received_idx on external.postbacks (received_at);

create table external.conversions (
    id uuid primary key,
    merchant_id uuid not null references external.merchants,
    transaction_ref text not null check (length(transaction_ref) between 1 and 200),
    event text not null check (length(event) <= 60),
    -- Without a click nobody earns of it: an orphan.
    click_id uuid references external.clicks,
    creator_id uuid,
    product_id uuid,
    product_title text not null,
    currency char(3) not null,
    sale_minor bigint check (sale_minor >= 0),
    commission_minor bigint not null check (commission_minor >= 0),
    share_bps int not null check (share_bps between 0 and 10000),
    state text not null check (state in ('reported', 'confirmed', 'rejected')),
    received_minor bigint not null default 0,
    -- Where the creator's part stands in the books; they follow from the columns above by one rule.
    reported_minor bigint not null default 0 check (reported_minor >= 0),
    pending_minor bigint not null default 0 check (pending_minor >= 0),
    available_minor bigint not null default 0 check (available_minor >= 0),
    receivable_minor bigint not null default 0,
    change_count int not null default 0,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint conversions_event_key unique (merchant_id, transaction_ref, event),
    check ((click_id is null) = (creator_id is null))
);
create index conversions_creator_idx on external.conversions (creator_id, created_at desc, id desc)
 where creator_id is not null;
create index conversions_merchant_idx on external.conversions (merchant_id, created_at desc, id desc);

create table external.changes (
    conversion_id uuid not null references external.conversions,
    number int not null check (number > 0),
    cause text not null check (cause in ('postback', 'matched', 'money_received')),
    state text not null check (state in ('reported', 'confirmed', 'rejected')),
    commission_minor bigint not null,
    -- By how much the creator's part, on all levels of trust together, went up or down.
    creator_change_minor bigint not null,
    postback_id uuid,
    receipt_id uuid,
    at timestamptz not null,
    primary key (conversion_id, number)
);

create table external.receipts (
    id uuid primary key,
    merchant_id uuid not null references external.merchants,
    operator_id uuid not null,
    currency char(3) not null,
    amount_minor bigint not null,
    note text not null check (length(note) <= 200),
    at timestamptz not null
);
create index receipts_merchant_idx on external.receipts (merchant_id, at desc, id desc);

create function external.refuse_change() returns trigger language plpgsql set search_path = pg_temp as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'EX001';
end $$;

create trigger clicks_append_only before update or delete on external.clicks
    for each row execute function external.refuse_change();
create trigger changes_append_only before update or delete on external.changes
    for each row execute function external.refuse_change();
create trigger receipts_append_only before update or delete on external.receipts
    for each row execute function external.refuse_change();

-- What merchants report without having confirmed it stands in the books on accounts of its own: nobody owes it yet.
insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('aff_reported', 'D', false, null),
       ('creator_reported', 'C', true, 0);

-- Tags of a clip that name a product sold elsewhere, beside those of shops here.
create table videos.external_tags (
    video_id uuid not null references videos.videos on delete cascade,
    position smallint not null check (position between 0 and 29),
    external_id uuid not null,
    from_ms int not null check (from_ms >= 0),
    to_ms int not null check (to_ms >= from_ms),
    primary key (video_id, position)
);
create index external_tags_external_idx on videos.external_tags (external_id);
