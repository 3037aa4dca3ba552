-- Asks for the time once, not once for each unit that is taken.

-- Take stock for purchases in order of arrival, each wholly or not at all. Answers what refused ones lack.
-- A purchase that holds or has bought something is known: it keeps that, and nothing is taken again.
create or replace function inventory.hold(
    purchases uuid[], variants uuid[], quantities integer[], untils timestamptz[]
) returns table (purchase_id uuid, variant_id uuid, wanted integer, available integer)
    language plpgsql as $$
#variable_conflict use_column
declare
    at_once constant timestamptz := kit.now();
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    if found then
        -- A purchase that comes back after its time wants what it says now, not what it said then.
        delete from inventory.holds h
         where h.purchase_id = any(purchases)
           and h.state in ('released', 'expired')
           and not exists (select 1
                             from inventory.holds other
                            where other.purchase_id = h.purchase_id
                              and other.state in ('active', 'sold', 'shipped'))
           and not exists (select 1
                             from unnest(purchases, variants) as l (purchase_id, variant_id)
                            where l.purchase_id = h.purchase_id
                              and l.variant_id = h.variant_id);
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    -- Read only now: a statement that began before the locks were ours would not see what others took.
    return query
      with known as (
               select h.purchase_id
                 from inventory.holds h
                where h.purchase_id = any(purchases)
                group by h.purchase_id
               having bool_or(h.state in ('sold', 'shipped'))
                   or bool_and(h.state = 'active')
           ),
           line as (
               select l.*
                 from unnest(purchases, variants, quantities, untils)
                      with ordinality as l (purchase_id, variant_id, quantity, until, turn)
                where not exists (select 1 from known k where k.purchase_id = l.purchase_id)
                  -- When a purchase expired in part, the rest of it is still held.
                  and not exists (select 1
                                    from inventory.holds h
                                   where h.purchase_id = l.purchase_id
                                     and h.variant_id = l.variant_id
                                     and h.state = 'active')
           ),
           answer as (
               select a.*
                 from (select array_agg(l.purchase_id order by l.turn) as purchases,
                              array_agg(l.variant_id order by l.turn) as variants,
                              array_agg(l.quantity order by l.turn) as quantities
                         from line l) l,
                      inventory.grant_in_turn(l.purchases, l.variants, l.quantities) a
                where l.purchases is not null
           ),
           taken as (
               update inventory.stock s
                  set available = s.available - t.quantity
                 from (select a.variant_id, sum(a.wanted)::integer as quantity
                         from answer a
                        where a.is_granted
                        group by a.variant_id) t
                where s.variant_id = t.variant_id
           ),
           held as (
               insert into inventory.holds as h (purchase_id, variant_id, quantity, state, until)
               select a.purchase_id, a.variant_id, a.wanted, 'active', min(l.until)
                 from answer a
                 join line l on l.purchase_id = a.purchase_id and l.variant_id = a.variant_id
                where a.is_granted
                group by a.purchase_id, a.variant_id, a.wanted
               on conflict (purchase_id, variant_id) do update
                  set quantity = excluded.quantity, state = 'active', until = excluded.until
           ),
           moved as (
               insert into inventory.movements (variant_id, change, cause, purchase_id, at)
               select a.variant_id, -a.wanted, 'hold', a.purchase_id, at_once
                 from answer a
                where a.is_granted
           )
    select a.purchase_id, a.variant_id, a.wanted, a.available
      from answer a
     where not a.is_granted
       and a.wanted > a.available;
end $$;
