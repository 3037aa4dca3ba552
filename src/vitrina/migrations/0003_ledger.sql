-- The double-entry ledger: append-only, zero-sum per journal and currency, one writer, checked by the database itself.
create schema ledger;

create table ledger.currencies (
    code char(3) primary key,
    exponent smallint not null check (exponent between 0 and 4)
);
insert into ledger.currencies (code, exponent)
values ('MXN', 2), ('BRL', 2), ('COP', 2), ('CLP', 0), ('ARS', 2), ('PEN', 2), ('USD', 2);

-- Which kinds of account exist. side: where the balance normally stands. A guarded kind keeps a running balance;
-- platform and provider accounts keep none, because every sale would queue for that one row.
create table ledger.chart (
    kind text primary key check (kind ~ '^[a-z_]{3,40}$'),
    side char(1) not null check (side in ('D', 'C')),
    is_guarded boolean not null,
    floor_minor bigint check (floor_minor is null or is_guarded)
);
insert into ledger.chart (kind, side, is_guarded, floor_minor)
values ('psp_pending', 'D', false, null),
       ('psp_available', 'D', false, null),
       ('bank', 'D', false, null),
       ('cod_receivable', 'D', false, null),
       ('aff_receivable', 'D', false, null),
       ('dispute_suspense', 'D', false, null),
       ('fx_position', 'D', false, null),
       ('order_liability', 'C', true, 0),
       ('seller_pending', 'C', true, 0),
       ('seller_available', 'C', true, 0),
       ('seller_reserve', 'C', true, 0),
       ('creator_pending', 'C', true, 0),
       ('creator_available', 'C', true, 0),
       ('creator_reserve', 'C', true, 0),
       ('voucher_liability', 'C', true, 0),
       ('refund_payable', 'C', true, 0),
       ('payout_transit', 'C', true, 0),
       ('tax_payable', 'C', false, null),
       ('fee_pending', 'C', false, null),
       ('fee_income', 'C', false, null),
       ('gift_fee', 'C', false, null),
       ('aff_income', 'C', false, null),
       ('shipping_income', 'C', false, null),
       ('fee_refunds', 'D', false, null),
       ('psp_fee', 'D', false, null),
       ('promo_expense', 'D', false, null),
       ('cod_fee', 'D', false, null),
       ('chargeback_loss', 'D', false, null),
       ('dispute_fee', 'D', false, null),
       ('fx_gain_loss', 'D', false, null),
       ('rounding', 'D', false, null);

create table ledger.accounts (
    id bigint generated always as identity primary key,
    kind text not null references ledger.chart,
    owner text not null check (length(owner) <= 200),
    currency char(3) not null references ledger.currencies,
    side char(1) not null check (side in ('D', 'C')),
    is_guarded boolean not null,
    floor_minor bigint,
    opened_at timestamptz not null default clock_timestamp(),
    constraint accounts_name_key unique (kind, owner, currency),
    constraint accounts_id_currency_key unique (id, currency)
);

create table ledger.journals (
    id bigint generated always as identity primary key,
    key text not null check (length(key) between 1 and 255),
    kind text not null check (length(kind) between 1 and 60),
    -- Whose money moves, such as order:<id>; sums by source answer "what is left of this order".
    source text not null check (length(source) between 1 and 200),
    line_count smallint not null check (line_count between 2 and 500),
    is_forced boolean not null,
    reverses_id bigint references ledger.journals,
    effective_at timestamptz not null,
    posted_at timestamptz not null default clock_timestamp(),
    constraint journals_key_key unique (key)
);
create index journals_source_idx on ledger.journals (source);
create index journals_reverses_id_idx on ledger.journals (reverses_id) where reverses_id is not null;

create table ledger.entries (
    journal_id bigint not null references ledger.journals,
    line smallint not null check (line > 0),
    account_id bigint not null,
    currency char(3) not null,
    -- + debit, - credit; minor units.
    amount_minor bigint not null check (amount_minor <> 0 and abs(amount_minor) < 1000000000000000),
    primary key (journal_id, line),
    -- An entry cannot carry another currency than its account.
    constraint entries_account_fkey foreign key (account_id, currency) references ledger.accounts (id, currency)
);
create index entries_account_idx on ledger.entries (account_id, journal_id) include (amount_minor);

create table ledger.balances (
    account_id bigint primary key references ledger.accounts,
    amount_minor bigint not null default 0,
    version bigint not null default 0
) with (fillfactor = 50);

create table ledger.seals (
    number bigint primary key check (number > 0),
    upto_journal_id bigint not null unique,
    hash bytea not null check (length(hash) = 32),
    sealed_at timestamptz not null default clock_timestamp()
);

-- Append-only. Every trigger function sets its own search_path: a deferred one runs with the session's at commit.
create function ledger.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the ledger is append-only: % on %', tg_op, tg_table_name using errcode = 'LG001';
end $$;

create trigger accounts_append_only before update or delete on ledger.accounts
    for each row execute function ledger.refuse_change();
create trigger accounts_no_truncate before truncate on ledger.accounts
    execute function ledger.refuse_change();
create trigger journals_append_only before update or delete on ledger.journals
    for each row execute function ledger.refuse_change();
create trigger journals_no_truncate before truncate on ledger.journals
    execute function ledger.refuse_change();
create trigger entries_append_only before update or delete on ledger.entries
    for each row execute function ledger.refuse_change();
create trigger entries_no_truncate before truncate on ledger.entries
    execute function ledger.refuse_change();
create trigger balances_no_delete before delete on ledger.balances
    for each row execute function ledger.refuse_change();
create trigger balances_no_truncate before truncate on ledger.balances
    execute function ledger.refuse_change();
create trigger seals_append_only before update or delete on ledger.seals
    for each row execute function ledger.refuse_change();
create trigger seals_no_truncate before truncate on ledger.seals
    execute function ledger.refuse_change();

-- Zero-sum per journal and currency, and as many lines as the journal says: all its entries are counted, not only
-- the new ones, or two balanced lines could be appended to an old journal.
create function ledger.check_entries() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
    wrong record;
begin
    select f.journal_id, f.currency, sum(f.amount_minor) as amount_minor
      into wrong
      from fresh f
     group by f.journal_id, f.currency
    having sum(f.amount_minor) <> 0
     limit 1;
    if found then
        raise exception 'journal % is out of balance by % %', wrong.journal_id, wrong.amount_minor, wrong.currency
            using errcode = 'LG002';
    end if;
    select j.id, j.line_count
      into wrong
      from (select distinct f.journal_id from fresh f) t
      join ledger.journals j on j.id = t.journal_id
     where j.line_count <> (select count(*) from ledger.entries e where e.journal_id = j.id)
     limit 1;
    if found then
        raise exception 'journal % must have % lines', wrong.id, wrong.line_count using errcode = 'LG003';
    end if;
    return null;
end $$;

create trigger entries_balanced after insert on ledger.entries referencing new table as fresh
    for each statement execute function ledger.check_entries();

create function ledger.check_journal() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
    if (select count(*) from ledger.entries e where e.journal_id = new.id) <> new.line_count then
        raise exception 'journal % has not its % lines', new.id, new.line_count using errcode = 'LG003';
    end if;
    return null;
end $$;

create constraint trigger journals_have_lines after insert on ledger.journals
    deferrable initially deferred for each row execute function ledger.check_journal();

-- Open the accounts that these lines lack, in the order of their names: two openers never deadlock.
create function ledger.open_accounts(
    line_accounts bigint[],
    line_kinds text[],
    line_owners text[],
    line_currencies text[]
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    unknown text;
begin
    select l.kind
      into unknown
      from unnest(line_accounts, line_kinds) as l (account_id, kind)
     where l.account_id is null
       and not exists (select 1 from ledger.chart c where c.kind = l.kind)
     limit 1;
    if found then
        raise exception 'the chart of accounts has no %', unknown using errcode = 'LG006';
    end if;

    with wanted as (
        select distinct l.kind, l.owner, l.currency
          from unnest(line_accounts, line_kinds, line_owners, line_currencies)
               as l (account_id, kind, owner, currency)
         where l.account_id is null
    ), opened as (
        insert into ledger.accounts (kind, owner, currency, side, is_guarded, floor_minor)
        select w.kind, w.owner, w.currency, c.side, c.is_guarded, c.floor_minor
          from wanted w
          join ledger.chart c on c.kind = w.kind
         order by w.kind, w.owner, w.currency
            on conflict (kind, owner, currency) do nothing
        returning id, is_guarded
    )
    insert into ledger.balances (account_id)
    select o.id
      from opened o
     where o.is_guarded;
end $$;

-- Find the account of each line, in the lines' order.
create function ledger.find_accounts(kinds text[], owners text[], currencies text[]) returns bigint[]
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select array_agg(a.id order by l.position)
      from unnest(kinds, owners, currencies) with ordinality as l (kind, owner, currency, position)
      left join ledger.accounts a
        on a.kind = l.kind
       and a.owner = l.owner
       and a.currency = l.currency
$$;

-- The only writer. Journals come as parallel arrays; each line names its journal by position (1, 2, ...) in them.
-- A key that exists already: its lines are compared one by one, and its id is the answer. Guarded balances are
-- locked in the order of their ids; a line that is not forced may not take one below its floor.
create function ledger.post(
    keys text[],
    kinds text[],
    sources text[],
    line_counts int[],
    forced boolean[],
    reversed_keys text[],
    effective timestamptz[],
    line_journals int[],
    line_numbers int[],
    line_kinds text[],
    line_owners text[],
    line_currencies text[],
    line_amounts bigint[]
) returns bigint[] language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    -- One plan whatever the tables' size was when it was made: always by index.
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    line_accounts bigint[];
    new_ids jsonb;
    journal_ids bigint[];
    is_new boolean[];
    unknown text;
    low record;
begin
    line_accounts := ledger.find_accounts(line_kinds, line_owners, line_currencies);
    if array_position(line_accounts, null) is not null then
        perform ledger.open_accounts(line_accounts, line_kinds, line_owners, line_currencies);
        line_accounts := ledger.find_accounts(line_kinds, line_owners, line_currencies);
    end if;

    select k.key
      into unknown
      from unnest(reversed_keys) as k (key)
     where k.key is not null
       and not exists (select 1 from ledger.journals j where j.key = k.key)
     limit 1;
    if found then
        raise exception 'there is no journal % to reverse', unknown using errcode = 'LG007';
    end if;

    with inserted as (
        insert into ledger.journals (key, kind, source, line_count, is_forced, reverses_id, effective_at)
        select g.key,
               g.kind,
               g.source,
               g.line_count,
               g.is_forced,
               (select j.id from ledger.journals j where j.key = g.reversed_key),
               g.effective_at
          from unnest(keys, kinds, sources, line_counts, forced, reversed_keys, effective) with ordinality
               as g (key, kind, source, line_count, is_forced, reversed_key, effective_at, position)
         order by g.key, g.position
            on conflict (key) do nothing
        returning id, key
    )
    select coalesce(jsonb_object_agg(i.key, i.id), '{}')
      into new_ids
      from inserted i;

    -- The same key twice in one call: the first is posted, the others are compared with it.
    select array_agg((new_ids ->> k.key)::bigint order by k.position),
           array_agg(new_ids ? k.key and k.turn = 1 order by k.position)
      into journal_ids, is_new
      from (select u.key, u.position, row_number() over (partition by u.key order by u.position) as turn
              from unnest(keys) with ordinality as u (key, position)) k;

    insert into ledger.entries (journal_id, line, account_id, currency, amount_minor)
    select journal_ids[l.journal], l.number, l.account_id, l.currency, l.amount_minor
      from unnest(line_journals, line_numbers, line_accounts, line_currencies, line_amounts)
           as l (journal, number, account_id, currency, amount_minor)
     where is_new[l.journal];

    if false = any (is_new) then
        journal_ids := ledger.find_same(
            keys, is_new, line_journals, line_numbers, line_accounts, line_amounts
        );
    end if;

    select a.kind, a.owner, a.currency
      into low
      from ledger.move_balances(is_new, forced, line_journals, line_accounts, line_amounts) as m (account_id)
      join ledger.accounts a on a.id = m.account_id
     limit 1;
    if found then
        raise exception 'too little on %:% (%)', low.kind, low.owner, low.currency using errcode = 'LG005';
    end if;
    return journal_ids;
end $$;

-- The ids of journals by key; a key that was there before must have exactly these lines.
create function ledger.find_same(
    keys text[],
    is_new boolean[],
    line_journals int[],
    line_numbers int[],
    line_accounts bigint[],
    line_amounts bigint[]
) returns bigint[] language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    journal_ids bigint[];
    differing text;
begin
    select array_agg(j.id order by k.position)
      into journal_ids
      from unnest(keys) with ordinality as k (key, position)
      join ledger.journals j on j.key = k.key;

    with asked as (
        select k.position, k.key, journal_ids[k.position] as journal_id
          from unnest(keys, is_new) with ordinality as k (key, was_new, position)
         where not k.was_new
    ), given as (
        select l.journal, l.number, l.account_id, l.amount_minor
          from unnest(line_journals, line_numbers, line_accounts, line_amounts)
               as l (journal, number, account_id, amount_minor)
    )
    select a.key
      into differing
      from asked a
     where exists (select g.number, g.account_id, g.amount_minor
                     from given g
                    where g.journal = a.position
                   except
                   select e.line, e.account_id, e.amount_minor
                     from ledger.entries e
                    where e.journal_id = a.journal_id)
        or exists (select e.line, e.account_id, e.amount_minor
                     from ledger.entries e
                    where e.journal_id = a.journal_id
                   except
                   select g.number, g.account_id, g.amount_minor
                     from given g
                    where g.journal = a.position)
     limit 1;
    if found then
        raise exception 'the key % was used for other lines', differing using errcode = 'LG004';
    end if;
    return journal_ids;
end $$;

-- Add new journals' lines to the guarded balances. Answers the accounts that may not go where they went.
create function ledger.move_balances(
    is_new boolean[],
    forced boolean[],
    line_journals int[],
    line_accounts bigint[],
    line_amounts bigint[]
) returns setof bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform 1
       from ledger.balances b
      where b.account_id = any (line_accounts)
      order by b.account_id
        for update;

    return query
    with moves as (
        select l.account_id,
               sum(l.amount_minor) as amount_minor,
               coalesce(sum(l.amount_minor) filter (where not forced[l.journal]), 0) as unforced_minor
          from unnest(line_journals, line_accounts, line_amounts) as l (journal, account_id, amount_minor)
         where is_new[l.journal]
         group by l.account_id
        having sum(l.amount_minor) <> 0
    ), moved as (
        update ledger.balances b
           set amount_minor = b.amount_minor + m.amount_minor,
               version = b.version + 1
          from moves m
         where b.account_id = m.account_id
        returning b.account_id, b.amount_minor, m.unforced_minor
    )
    select a.id
      from moved m
      join ledger.accounts a on a.id = m.account_id
     cross join lateral (select case a.side when 'D' then 1 else -1 end as sign) s
     where a.floor_minor is not null
       and s.sign * m.amount_minor < a.floor_minor
       and s.sign * m.unforced_minor < 0;
end $$;

-- The largest journal id below which nothing can appear any more. Identity order is not commit order, so it waits
-- until no posting is in flight; the caller sets a short lock_timeout and ends its transaction at once.
create function ledger.settled_upto() returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    lock table ledger.journals in share mode;
    return coalesce((select max(j.id) from ledger.journals j), 0);
end $$;

-- The digest of a range of journals: their own columns and their lines, with accounts by name.
create function ledger.digest(previous bytea, after_id bigint, upto_id bigint) returns bytea
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select sha256(previous || convert_to(coalesce(string_agg(t.body, e'\n' order by t.id), ''), 'UTF8'))
      from (select j.id,
                   jsonb_build_array(
                       j.id, j.key, j.kind, j.source, j.line_count, j.is_forced, j.reverses_id,
                       (extract(epoch from j.effective_at) * 1000000)::bigint,
                       (extract(epoch from j.posted_at) * 1000000)::bigint,
                       jsonb_agg(jsonb_build_array(e.line, a.kind, a.owner, e.currency, e.amount_minor)
                                 order by e.line)
                   )::text as body
              from ledger.journals j
              left join ledger.entries e on e.journal_id = j.id
              left join ledger.accounts a on a.id = e.account_id
             where j.id > after_id
               and j.id <= upto_id
             group by j.id) t
$$;

-- Add one link to the chain of seals: up to journals_max journals after the last one. Answers how many were sealed.
create function ledger.seal(settled_upto bigint, journals_max int) returns int language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    last_number bigint := 0;
    last_upto bigint := 0;
    last_hash bytea := '';
    upto bigint;
    sealed int;
begin
    perform pg_advisory_xact_lock(hashtext('ledger.seal'));
    select s.number, s.upto_journal_id, s.hash
      into last_number, last_upto, last_hash
      from ledger.seals s
     order by s.number desc
     limit 1;
    select max(t.id), count(*)
      into upto, sealed
      from (select j.id
              from ledger.journals j
             where j.id > coalesce(last_upto, 0)
               and j.id <= settled_upto
             order by j.id
             limit journals_max) t;
    if sealed > 0 then
        insert into ledger.seals (number, upto_journal_id, hash)
        values (coalesce(last_number, 0) + 1,
                upto,
                ledger.digest(coalesce(last_hash, ''), coalesce(last_upto, 0), upto));
    end if;
    return sealed;
end $$;

-- The application reads everything and writes through post and seal only. Where the role does not exist the
-- application owns the tables, and `doctor` says so.
revoke all on all functions in schema ledger from public;
do $$
begin
    if exists (select 1 from pg_roles where rolname = 'vitrina_app') then
        grant usage on schema ledger to vitrina_app;
        grant select on all tables in schema ledger to vitrina_app;
        grant execute on function ledger.post, ledger.settled_upto, ledger.seal, ledger.digest to vitrina_app;
    end if;
end $$;
