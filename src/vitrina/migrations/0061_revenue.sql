-- What the platform earned per month, kept up in batches, so that no page adds up entries of all times.
-- Revenue is what stands on an unguarded credit account whose kind ends in _income: a new kind shows up by itself.
create function ledger.revenue_kinds() returns table (kind text) language sql stable
    set search_path = pg_catalog, pg_temp as $$
    select c.kind
      from ledger.chart c
     where c.side = 'C'
       and not c.is_guarded
       and c.kind like '%\_income'
$$;

-- month: the first day of it, by when the money moved, in UTC. The journals behind a sum lie between the two ids.
create table ledger.revenue_months (
    account_id bigint not null references ledger.accounts,
    month date not null check (extract(day from month) = 1),
    amount_minor bigint not null,
    line_count bigint not null check (line_count > 0),
    first_journal_id bigint not null,
    last_journal_id bigint not null check (last_journal_id >= first_journal_id),
    primary key (account_id, month)
);
create index revenue_months_month_idx on ledger.revenue_months (month desc);

-- How far the sums have come: everything up to this journal is in them, and nothing after it.
create table ledger.revenue_progress (
    is_only boolean primary key default true check (is_only),
    upto_journal_id bigint not null,
    summed_at timestamptz
);
insert into ledger.revenue_progress (upto_journal_id) values (0);

-- Add the next journals to the sums, journals_max at most. Answers how many journals it passed.
create function ledger.sum_revenue(settled_upto bigint, journals_max int) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    after_id bigint;
    upto bigint;
    passed int;
begin
    select p.upto_journal_id into after_id from ledger.revenue_progress p for update;
    select max(t.id), count(*)
      into upto, passed
      from (select j.id
              from ledger.journals j
             where j.id > after_id
               and j.id <= settled_upto
             order by j.id
             limit journals_max) t;
    insert into ledger.revenue_months
           (account_id, month, amount_minor, line_count, first_journal_id, last_journal_id)
    select e.account_id,
           date_trunc('month', j.effective_at at time zone 'UTC')::date,
           -sum(e.amount_minor),
           count(*),
           min(j.id),
           max(j.id)
      from ledger.accounts a
      join ledger.revenue_kinds() k on k.kind = a.kind
      join ledger.entries e on e.account_id = a.id and e.journal_id > after_id and e.journal_id <= upto
      join ledger.journals j on j.id = e.journal_id
     group by 1, 2
        on conflict (account_id, month) do update
       set amount_minor = revenue_months.amount_minor + excluded.amount_minor,
           line_count = revenue_months.line_count + excluded.line_count,
           first_journal_id = least(revenue_months.first_journal_id, excluded.first_journal_id),
           last_journal_id = greatest(revenue_months.last_journal_id, excluded.last_journal_id);
    update ledger.revenue_progress p
       set upto_journal_id = coalesce(upto, p.upto_journal_id),
           summed_at = clock_timestamp();
    return passed;
end $$;

revoke all on function ledger.sum_revenue, ledger.revenue_kinds from public;
do $$
begin
    if exists (select 1 from pg_roles where rolname = 'vitrina_app') then
        grant select on ledger.revenue_months, ledger.revenue_progress to vitrina_app;
        grant execute on function ledger.sum_revenue, ledger.revenue_kinds to vitrina_app;
    end if;
end $$;
