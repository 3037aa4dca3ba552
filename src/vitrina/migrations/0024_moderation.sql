-- Reports, and decisions about what people show and say. What is taken down stays in its table with a mark,
-- and looks like a draft to every public read, so that none can forget to ask.
create schema moderation;

create table moderation.reports (
    id uuid primary key,
    reporter_id uuid not null,
    kind text not null check (kind in ('clip', 'comment', 'person', 'shop', 'product')),
    thing_id uuid not null,
    reason text not null check (length(reason) <= 30),
    note text not null check (length(note) <= 500),
    reported_at timestamptz not null,
    closed_at timestamptz
);
create unique index reports_open_key on moderation.reports (reporter_id, kind, thing_id) where closed_at is null;
create index reports_thing_idx on moderation.reports (kind, thing_id, reported_at desc, id desc);
create index reports_reporter_idx on moderation.reports (reporter_id, reported_at desc);

-- What was reported about one thing, for the queue: the oldest that waits comes first.
create table moderation.cases (
    kind text not null,
    thing_id uuid not null,
    open_count int not null default 0 check (open_count >= 0),
    waiting_since timestamptz not null,
    decided_at timestamptz,
    primary key (kind, thing_id)
);
create index cases_open_idx on moderation.cases (waiting_since, thing_id) where open_count > 0;
create index cases_decided_idx on moderation.cases (decided_at desc, thing_id desc) where decided_at is not null;

create table moderation.decisions (
    id uuid primary key,
    kind text not null check (kind in ('clip', 'comment', 'person', 'shop', 'product')),
    thing_id uuid not null,
    subject_id uuid not null,
    operator_id uuid not null,
    action text not null check (action in ('take_down', 'restore', 'warn', 'dismiss')),
    reason text not null check (length(reason) <= 30),
    words text not null check (length(words) <= 500),
    title text not null check (length(title) <= 200),
    decided_at timestamptz not null
);
create index decisions_thing_idx on moderation.decisions (kind, thing_id, decided_at desc, id desc);
create index decisions_subject_idx on moderation.decisions (subject_id, decided_at desc, id desc);

create function moderation.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a decision stays as it was made';
end
$$;
create trigger decisions_stay before update or delete on moderation.decisions
    for each row execute function moderation.refuse_change();
create trigger decisions_stay_whole before truncate on moderation.decisions
    for each statement execute function moderation.refuse_change();

-- The mark `hidden_for` names what was taken down and takes this with it: itself, its shop, or its creator.
alter table videos.videos add column hidden_for uuid;
-- When it was published, to show it again where it stood.
alter table videos.videos add column published_before timestamptz;
alter table videos.videos add constraint videos_hidden_check
    check (hidden_for is null or published_at is null) not valid;
create index videos_hidden_idx on videos.videos (hidden_for) where hidden_for is not null;

create table identity.suspensions (
    person_id uuid primary key references identity.persons (id) on delete cascade,
    suspended_at timestamptz not null
);

create table shops.closures (
    shop_id uuid primary key references shops.shops,
    closed_at timestamptz not null
);
-- The door of shops in SQL, for the trigger of products below.
create function shops.is_closed(shop uuid) returns boolean language sql stable
return exists (select 1 from shops.closures c where c.shop_id = shop);

alter table catalogue.products add column hidden_for uuid;
alter table catalogue.products add column hidden_status text
    check (hidden_status in ('draft', 'active', 'archived'));
alter table catalogue.products add constraint products_hidden_check
    check (hidden_for is null or (status = 'draft' and hidden_status is not null)) not valid;
create index products_hidden_idx on catalogue.products (hidden_for) where hidden_for is not null;

-- Whoever writes a product, by hand or from a file: what is hidden stays so, and what its owner makes of it
-- meanwhile is kept for when it comes back.
create function catalogue.keep_hidden() returns trigger language plpgsql as $$
begin
    if new.hidden_for is null and new.status <> 'draft' and shops.is_closed(new.shop_id) then
        new.hidden_for := new.shop_id;
    end if;
    if new.hidden_for is not null and new.status <> 'draft' then
        new.hidden_status := new.status;
        new.status := 'draft';
    end if;
    return new;
end
$$;
create trigger products_keep_hidden before insert or update on catalogue.products
    for each row execute function catalogue.keep_hidden();
