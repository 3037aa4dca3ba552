-- Imports undo what they counted: a count tells its changes, and units can be taken from and given to the shelf.
-- Callers of the old function select it for its effect, and may go on so.
drop function inventory.count(uuid[], integer[], uuid);

-- Somebody counted: quantity is what lies on the shelf, with what is held and what is sold and not yet sent.
-- Answers by how much each variant that changed has changed.
create function inventory.count(variants uuid[], quantities integer[], person uuid)
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
                      c.quantity - coalesce(r.quantity, 0)::integer as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, quantities) as c (variant_id, quantity)
                 join inventory.stock s on s.variant_id = c.variant_id
                 left join lateral (
                          select sum(h.quantity) as quantity
                            from inventory.holds h
                           where h.variant_id = s.variant_id
                             and h.state in ('active', 'sold')) r on true
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
    select c.variant_id, c.free - c.free_before, 'count', person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before
    returning m.variant_id, m.change;
end $$;

-- Somebody counted wrong by so many units: put them right, whatever was held, sold or sent since. A shelf never
-- holds less than nothing, so that no more is taken than lies there.
create function inventory.recount(variants uuid[], changes integer[], person uuid) returns void
    language plpgsql as $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with counted as (
               select s.variant_id,
                      greatest(s.available - s.short_by + c.change, -coalesce(r.quantity, 0)::integer) as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, changes) as c (variant_id, change)
                 join inventory.stock s on s.variant_id = c.variant_id
                 left join lateral (
                          select sum(h.quantity) as quantity
                            from inventory.holds h
                           where h.variant_id = s.variant_id
                             and h.state in ('active', 'sold')) r on true
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
    select c.variant_id, c.free - c.free_before, 'count', person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before;
end $$;
