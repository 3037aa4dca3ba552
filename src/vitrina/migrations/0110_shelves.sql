-- Shelves: units of a variant that are set aside, under an id of their own, so that every verb of stock works on
-- them as on a variant; and counts that tell who counted.
alter table inventory.stock
    add column of_variant_id uuid references inventory.stock,
    -- A cleared shelf keeps nothing: what comes back to it goes on to its variant.
    add column is_cleared boolean not null default false,
    add constraint stock_only_shelves_are_cleared check (of_variant_id is not null or not is_cleared),
    add constraint stock_no_shelf_of_itself check (of_variant_id <> variant_id);
create index stock_of_variant_id_idx on inventory.stock (of_variant_id) where of_variant_id is not null;
create index stock_cleared_idx on inventory.stock (variant_id) where is_cleared and available > 0;

alter table inventory.movements
    drop constraint movements_cause_check,
    drop constraint movements_check,
    add constraint movements_cause_check
        check (cause in ('count', 'import', 'partner', 'hold', 'late_payment', 'release', 'expiry',
                         'cancellation', 'set_aside', 'cleared')),
    add constraint movements_whose
        check ((cause in ('count', 'import', 'partner', 'set_aside', 'cleared')) = (purchase_id is null));
create index movements_at_idx on inventory.movements (variant_id, at desc, id desc);

-- What of a variant is promised, its shelves with it: units held, sold and not sent, and set aside.
create function inventory.promised(variant uuid)
    returns table (held integer, sold_unshipped integer, set_aside integer)
    language sql stable as $$
    select coalesce(sum(h.quantity) filter (where h.state = 'active'), 0)::integer,
           coalesce(sum(h.quantity) filter (where h.state = 'sold'), 0)::integer,
           coalesce((select sum(s.available)
                       from inventory.stock s
                      where s.of_variant_id = variant), 0)::integer
      from (select variant as id
             union all
            select s.variant_id
              from inventory.stock s
             where s.of_variant_id = variant) place
      join inventory.holds h on h.variant_id = place.id and h.state in ('active', 'sold')
$$;

-- Take units of a variant off the counter and set them aside. Answers how many there were to take, when too few.
-- The same shelf again changes nothing.
create function inventory.set_aside(shelf uuid, variant uuid, units integer) returns integer
    language plpgsql as $$
declare
    free integer;
begin
    perform 1 from inventory.stock s where s.variant_id = variant for update;
    if exists (select 1 from inventory.stock s where s.variant_id = shelf) then
        return null;
    end if;
    update inventory.stock s
       set available = s.available - units
     where s.variant_id = variant
       and s.of_variant_id is null
       and s.available >= units;
    if not found then
        select s.available into free from inventory.stock s where s.variant_id = variant;
        return coalesce(free, 0);
    end if;
    insert into inventory.stock (variant_id, available, of_variant_id) values (shelf, units, variant);
    insert into inventory.movements (variant_id, change, cause, at)
    values (variant, -units, 'set_aside', kit.now()),
           (shelf, units, 'set_aside', kit.now());
    return null;
end $$;

-- Give what lies on cleared shelves back to their variants, after what these are short; at most limit_count
-- shelves. Answers the variants that have units again.
create function inventory.empty_cleared(limit_count integer) returns setof uuid
    language plpgsql as $$
declare
    shelves uuid[];
begin
    select array_agg(d.variant_id)
      into shelves
      from (select s.variant_id
              from inventory.stock s
             where s.is_cleared
               and s.available > 0
             limit limit_count) d;
    if shelves is null then
        return;
    end if;
    perform 1
       from inventory.stock s
      where s.variant_id = any(shelves)
         or s.variant_id in (select o.of_variant_id from inventory.stock o where o.variant_id = any(shelves))
      order by s.variant_id
        for update;

    -- Read only now, for the reason given in `hold`.
    return query
      with lying as (
               select s.variant_id, s.of_variant_id, s.available
                 from inventory.stock s
                where s.variant_id = any(shelves)
                  and s.is_cleared
                  and s.available > 0
           ),
           emptied as (
               update inventory.stock s
                  set available = 0
                 from lying l
                where s.variant_id = l.variant_id
           ),
           filled as (
               update inventory.stock s
                  set available = s.available + greatest(0, l.units - s.short_by),
                      short_by = greatest(0, s.short_by - l.units)
                 from (select of_variant_id, sum(available)::integer as units
                         from lying
                        group by of_variant_id) l
                where s.variant_id = l.of_variant_id
           )
    insert into inventory.movements as m (variant_id, change, cause, at)
    select e.variant_id, e.change, 'cleared', k.now
      from (select l.variant_id, -l.available as change from lying l
             union all
            select l.of_variant_id, l.available from lying l) e,
           (select kit.now() as now) k
    returning m.variant_id;
end $$;

-- Callers of the old function name three arguments, and may go on so.
drop function inventory.count(uuid[], integer[], uuid);

-- Somebody counted: quantity is what lies there, on shelves too, with what is held and what is sold and not yet
-- sent. Answers by how much each variant that changed has changed.
create function inventory.count(variants uuid[], quantities integer[], person uuid, cause text default 'count')
    returns table (variant_id uuid, change integer)
    language plpgsql as $$
#variable_conflict use_column
begin
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    -- Read only now, for the reason given in `hold`.
    return query
      with counted as (
               select s.variant_id,
                      c.quantity - (p.held + p.sold_unshipped + p.set_aside) as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, quantities) as c (variant_id, quantity)
                 join inventory.stock s on s.variant_id = c.variant_id
                 cross join inventory.promised(s.variant_id) p
           ),
           changed as (
               update inventory.stock s
                  set available = greatest(0, c.free),
                      short_by = greatest(0, -c.free)
                 from counted c
                where s.variant_id = c.variant_id
                  and c.free <> c.free_before
           )
    insert into inventory.movements as m (variant_id, change, cause, person_id, at)
    select c.variant_id, c.free - c.free_before, count.cause, person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before
    returning m.variant_id, m.change;
end $$;

-- As before, with what lies on shelves counted among what is promised.
create or replace function inventory.recount(variants uuid[], changes integer[], person uuid) returns void
    language plpgsql as $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with counted as (
               select s.variant_id,
                      greatest(s.available - s.short_by + c.change,
                               -(p.held + p.sold_unshipped + p.set_aside)) as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, changes) as c (variant_id, change)
                 join inventory.stock s on s.variant_id = c.variant_id
                 cross join inventory.promised(s.variant_id) p
           ),
           changed as (
               update inventory.stock s
                  set available = greatest(0, c.free),
                      short_by = greatest(0, -c.free)
                 from counted c
                where s.variant_id = c.variant_id
                  and c.free <> c.free_before
           )
    insert into inventory.movements (variant_id, change, cause, person_id, at)
    select c.variant_id, c.free - c.free_before, 'import', person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before;
end $$;
