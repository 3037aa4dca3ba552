-- Stock: one counter per variant, holds that take from it, and the cause of every change.
--
-- Order of locks everywhere: rows of `holds` by (purchase_id, variant_id), then of `stock` by variant_id.
create schema inventory;

create table inventory.stock (
    variant_id uuid primary key,
    available integer not null default 0 check (available >= 0),
    -- Units that are held or sold but were not there when somebody counted; paid before anything is free.
    short_by integer not null default 0 check (short_by >= 0),
    check (available = 0 or short_by = 0)
) with (fillfactor = 70);

create table inventory.holds (
    purchase_id uuid not null,
    variant_id uuid not null references inventory.stock,
    quantity integer not null check (quantity > 0),
    state text not null check (state in ('active', 'sold', 'shipped', 'released', 'expired')),
    until timestamptz not null,
    primary key (purchase_id, variant_id)
) with (fillfactor = 80);
create index holds_until_idx on inventory.holds (until) where state = 'active';
create index holds_variant_id_idx on inventory.holds (variant_id) where state in ('active', 'sold');

create table inventory.movements (
    id bigint generated always as identity,
    variant_id uuid not null,
    -- Of available - short_by, so that the sum of a variant's changes is what it has free, or lacks.
    change integer not null check (change <> 0),
    cause text not null
        check (cause in ('count', 'hold', 'late_payment', 'release', 'expiry', 'cancellation')),
    purchase_id uuid,
    person_id uuid,
    at timestamptz not null,
    -- Caches ask which variants moved since they looked.
    tx bigint not null default pg_current_xact_id()::text::bigint,
    primary key (variant_id, id),
    check ((cause = 'count') = (purchase_id is null))
);
create index movements_tx_idx on inventory.movements (tx);

-- Which purchases, in order of turn, can have all their lines from what is free; the caller holds the locks.
-- A purchase that lacks one line takes nothing, so that it cannot make a later one look sold out.
create function inventory.grant_in_turn(purchases uuid[], variants uuid[], quantities integer[])
    returns table (purchase_id uuid, variant_id uuid, wanted integer, available integer, is_granted boolean)
    language plpgsql as $$
declare
    stocked uuid[];
    free integer[];
    purchase record;
    is_short boolean;
begin
    select array_agg(s.variant_id order by s.variant_id), array_agg(s.available order by s.variant_id)
      into stocked, free
      from inventory.stock s
     where s.variant_id = any(variants);
    for purchase in
          with line as (
                   select l.purchase_id,
                          l.variant_id,
                          sum(l.quantity)::integer as quantity,
                          min(l.turn) as turn
                     from unnest(purchases, variants, quantities)
                          with ordinality as l (purchase_id, variant_id, quantity, turn)
                    group by l.purchase_id, l.variant_id
               )
        select l.purchase_id as id,
               array_agg(l.variant_id order by l.turn) as variants,
               array_agg(l.quantity order by l.turn) as quantities,
               array_agg(s.place::integer order by l.turn) as places
          from line l
          left join unnest(stocked) with ordinality as s (variant_id, place) on s.variant_id = l.variant_id
         group by l.purchase_id
         order by min(l.turn)
    loop
        is_short := false;
        for i in 1 .. cardinality(purchase.places) loop
            if coalesce(free[purchase.places[i]], 0) < purchase.quantities[i] then
                is_short := true;
            end if;
        end loop;
        for i in 1 .. cardinality(purchase.places) loop
            purchase_id := purchase.id;
            variant_id := purchase.variants[i];
            wanted := purchase.quantities[i];
            available := coalesce(free[purchase.places[i]], 0);
            is_granted := not is_short;
            if is_granted then
                free[purchase.places[i]] := available - wanted;
            end if;
            return next;
        end loop;
    end loop;
end $$;

-- Take stock for purchases in order of arrival, each wholly or not at all. Answers what refused ones lack.
-- A purchase that holds or has bought something is known: it keeps that, and nothing is taken again.
create function inventory.hold(
    purchases uuid[], variants uuid[], quantities integer[], untils timestamptz[]
) returns table (purchase_id uuid, variant_id uuid, wanted integer, available integer)
    language plpgsql as $$
#variable_conflict use_column
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
               select a.variant_id, -a.wanted, 'hold', a.purchase_id, c.now
                 from answer a, (select kit.now() as now) c
                where a.is_granted
           )
    select a.purchase_id, a.variant_id, a.wanted, a.available
      from answer a
     where not a.is_granted
       and a.wanted > a.available;
end $$;

-- Turn what purchases hold into sold; answers the purchases that are sold. What expired is taken once more,
-- in the order given, each purchase wholly or not at all; what was released stays released.
create function inventory.sell(purchases uuid[]) returns setof uuid
    language plpgsql as $$
declare
    late uuid[];
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    select array_agg(l.purchase_id)
      into late
      from (select h.purchase_id
              from inventory.holds h
             where h.purchase_id = any(purchases)
             group by h.purchase_id
            having bool_or(h.state = 'expired')
               and bool_and(h.state in ('active', 'expired'))) l;
    if late is not null then
        perform inventory.hold_again(late, purchases);
    end if;

    update inventory.holds h
       set state = 'sold'
     where h.purchase_id = any(purchases)
       and h.state = 'active'
       and not exists (select 1
                         from inventory.holds other
                        where other.purchase_id = h.purchase_id
                          and other.state in ('expired', 'released'));
    return query
    select distinct h.purchase_id
      from inventory.holds h
     where h.purchase_id = any(purchases)
       and h.state in ('sold', 'shipped');
end $$;

-- Take expired lines once more where the stock allows; the caller has locked the holds.
create function inventory.hold_again(late uuid[], turns uuid[]) returns void
    language plpgsql as $$
begin
    perform 1
       from inventory.stock s
      where s.variant_id in (select h.variant_id
                               from inventory.holds h
                              where h.purchase_id = any(late)
                                and h.state = 'expired')
      order by s.variant_id
        for update;

      with answer as (
               select a.*
                 from (select array_agg(h.purchase_id order by o.turn, h.variant_id) as purchases,
                              array_agg(h.variant_id order by o.turn, h.variant_id) as variants,
                              array_agg(h.quantity order by o.turn, h.variant_id) as quantities
                         from inventory.holds h
                         join (select t.purchase_id, min(t.turn) as turn
                                 from unnest(turns) with ordinality as t (purchase_id, turn)
                                group by t.purchase_id) o on o.purchase_id = h.purchase_id
                        where h.purchase_id = any(late)
                          and h.state = 'expired') l,
                      inventory.grant_in_turn(l.purchases, l.variants, l.quantities) a
                where a.is_granted
           ),
           taken as (
               update inventory.stock s
                  set available = s.available - t.quantity
                 from (select a.variant_id, sum(a.wanted)::integer as quantity
                         from answer a
                        group by a.variant_id) t
                where s.variant_id = t.variant_id
           ),
           held as (
               update inventory.holds h
                  set state = 'active'
                 from answer a
                where h.purchase_id = a.purchase_id
                  and h.variant_id = a.variant_id
           )
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    select a.variant_id, -a.wanted, 'late_payment', a.purchase_id, c.now
      from answer a, (select kit.now() as now) c;
end $$;

-- Make units free again, after what is short; the caller has changed the holds that they come from.
create function inventory.put_back(purchases uuid[], variants uuid[], quantities integer[], cause text)
    returns void
    language plpgsql as $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    update inventory.stock s
       set available = s.available + greatest(0, b.quantity - s.short_by),
           short_by = greatest(0, s.short_by - b.quantity)
      from (select l.variant_id, sum(l.quantity)::integer as quantity
              from unnest(variants, quantities) as l (variant_id, quantity)
             group by l.variant_id) b
     where s.variant_id = b.variant_id;
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    select l.variant_id, l.quantity, put_back.cause, l.purchase_id, c.now
      from unnest(purchases, variants, quantities) as l (purchase_id, variant_id, quantity),
           (select kit.now() as now) c;
end $$;

-- Give back what purchases hold (from_state 'active') or have bought and not been sent ('sold').
-- variants null: all their lines. Answers the variants that have units again.
create function inventory.give_back(purchases uuid[], variants uuid[], from_state text, cause text)
    returns setof uuid
    language plpgsql as $$
declare
    given record;
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;

      with changed as (
               update inventory.holds h
                  set state = 'released'
                where h.purchase_id = any(purchases)
                  and (give_back.variants is null or h.variant_id = any(give_back.variants))
                  and h.state = from_state
               returning h.purchase_id, h.variant_id, h.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is not null then
        perform inventory.put_back(given.purchases, given.variants, given.quantities, cause);
    end if;
    return query select distinct unnest(given.variants);
end $$;

-- Give back what was held too long, at most limit_count lines, leaving alone what is being paid right now.
-- Answers how many lines.
create function inventory.expire(limit_count integer) returns integer
    language plpgsql as $$
declare
    given record;
begin
      with due as (
               select h.purchase_id, h.variant_id
                 from inventory.holds h
                where h.state = 'active'
                  and h.until <= kit.now()
                order by h.until
                limit limit_count
                  for update skip locked
           ),
           changed as (
               update inventory.holds h
                  set state = 'expired'
                 from due d
                where h.purchase_id = d.purchase_id
                  and h.variant_id = d.variant_id
               returning h.purchase_id, h.variant_id, h.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is null then
        return 0;
    end if;
    perform inventory.put_back(given.purchases, given.variants, given.quantities, 'expiry');
    return cardinality(given.purchases);
end $$;

-- Somebody counted: quantity is what lies on the shelf, with what is held and what is sold and not yet sent.
create function inventory.count(variants uuid[], quantities integer[], person uuid) returns void
    language plpgsql as $$
begin
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    -- Read only now, for the reason given in `hold`.
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
    insert into inventory.movements (variant_id, change, cause, person_id, at)
    select c.variant_id, c.free - c.free_before, 'count', person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before;
end $$;
