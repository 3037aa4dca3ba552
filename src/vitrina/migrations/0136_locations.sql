-- Where a shop's goods lie. The counter that buyers hold from stays one row a variant; only places beside the shop's
-- own are counted apart, and what lies at its own is the rest: so the places add up to the counter by construction,
-- and buying touches nothing of this.
create table inventory.locations (
    -- The shop's own place has the id of the shop.
    id uuid primary key,
    shop_id uuid not null,
    name text not null check (length(name) <= 60),
    address jsonb check (jsonb_typeof(address) = 'object' and length(address::text) <= 4000),
    is_active boolean not null default true,
    -- Goods leave from the smallest first.
    priority smallint not null check (priority between 0 and 99),
    check (is_active or id <> shop_id)
);
create index locations_shop_id_idx on inventory.locations (shop_id, priority, id);

create table inventory.location_stock (
    variant_id uuid not null,
    location_id uuid not null references inventory.locations,
    quantity integer not null check (quantity >= 0),
    primary key (variant_id, location_id)
);
create index location_stock_location_id_idx on inventory.location_stock (location_id, variant_id) where quantity > 0;

-- What changed at a place. The sum of a place beside the shop's own is what lies there.
create table inventory.location_movements (
    id bigint generated always as identity primary key,
    variant_id uuid not null,
    location_id uuid not null references inventory.locations,
    change integer not null check (change <> 0),
    cause text not null check (cause in ('count', 'move', 'shipment')),
    -- Both halves of a move name it.
    move_id uuid,
    purchase_id uuid,
    person_id uuid,
    at timestamptz not null,
    check ((cause = 'move') = (move_id is not null))
);
create index location_movements_newest_idx on inventory.location_movements (location_id, id desc);
create unique index location_movements_move_key on inventory.location_movements (move_id, location_id, variant_id)
    where move_id is not null;

alter table inventory.movements
    drop constraint movements_cause_check,
    drop constraint movements_whose,
    add constraint movements_cause_check
        check (cause in ('count', 'import', 'partner', 'hold', 'late_payment', 'release', 'expiry',
                         'cancellation', 'return', 'exchange', 'set_aside', 'cleared', 'location')),
    add constraint movements_whose
        check ((cause in ('count', 'import', 'partner', 'set_aside', 'cleared', 'location'))
               = (purchase_id is null));

-- How much of a variant lies at open places beside the shop's own.
create function inventory.elsewhere(variant uuid) returns integer language sql stable as $$
    select coalesce(sum(p.quantity), 0)::integer
      from inventory.location_stock p
      join inventory.locations l on l.id = p.location_id and l.is_active
     where p.variant_id = variant
$$;

-- How much of a variant lies at the shop's own place: the rest of what there is.
create function inventory.at_home(variant uuid) returns integer language sql stable as $$
    select coalesce(s.available - s.short_by, 0) + p.held + p.sold_unshipped + p.set_aside
           - inventory.elsewhere(variant)
      from inventory.promised(variant) p
      left join inventory.stock s on s.variant_id = variant
$$;

-- How much of a variant lies at a place of a shop.
create function inventory.lies_at(shop uuid, place uuid, variant uuid) returns integer language sql stable as $$
    select case when place = shop then inventory.at_home(variant)
                else coalesce((select p.quantity
                                 from inventory.location_stock p
                                where p.variant_id = variant
                                  and p.location_id = place), 0)
           end
$$;

-- As before; what files and other systems count lies at the shop's own place, beside what lies elsewhere.
create or replace function inventory.count(variants uuid[], quantities integer[], person uuid, cause text default 'count')
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
                      c.quantity - (p.held + p.sold_unshipped + p.set_aside)
                          + case when cause = 'count' then 0 else inventory.elsewhere(s.variant_id) end as free,
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

-- As before; the shop's own place comes to hold no less than nothing.
create or replace function inventory.recount(variants uuid[], changes integer[], person uuid) returns void
    language plpgsql as $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with counted as (
               select s.variant_id,
                      greatest(s.available - s.short_by + c.change,
                               inventory.elsewhere(s.variant_id)
                                   - (p.held + p.sold_unshipped + p.set_aside)) as free,
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

-- Let so many units more, or fewer, be free; the caller holds the locks.
create function inventory.add_free(variants uuid[], changes integer[], cause text, person uuid) returns void
    language plpgsql as $$
begin
      with changed as (
               update inventory.stock s
                  set available = greatest(0, s.available - s.short_by + c.change),
                      short_by = greatest(0, -(s.available - s.short_by + c.change))
                 from unnest(variants, changes) as c (variant_id, change)
                where s.variant_id = c.variant_id
                  and c.change <> 0
               returning s.variant_id, c.change
           )
    insert into inventory.movements (variant_id, change, cause, person_id, at)
    select c.variant_id, c.change, add_free.cause, person, kit.now() from changed c;
end $$;

-- Somebody counted at the shop's own place. Variants are named once each.
create function inventory.count_own(variants uuid[], quantities integer[], person uuid) returns void
    language plpgsql as $$
declare
    totals integer[];
begin
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    select array_agg(c.quantity + inventory.elsewhere(c.variant_id) order by c.turn)
      into totals
      from unnest(variants, quantities) with ordinality as c (variant_id, quantity, turn);
    perform inventory.count(variants, totals, person);
end $$;

-- Somebody counted at a place beside the shop's own. Variants are named once each.
create function inventory.count_at(place uuid, variants uuid[], quantities integer[], person uuid) returns void
    language plpgsql as $$
declare
    counted record;
    is_open boolean;
begin
    select l.is_active into is_open from inventory.locations l where l.id = place for share;
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with wanted as (
               select c.variant_id, c.quantity, coalesce(p.quantity, 0) as before
                 from unnest(variants, quantities) as c (variant_id, quantity)
                 left join inventory.location_stock p
                        on p.variant_id = c.variant_id
                       and p.location_id = place
           ),
           written as (
               insert into inventory.location_stock as p (variant_id, location_id, quantity)
               select w.variant_id, place, w.quantity from wanted w where w.quantity <> w.before
               on conflict (variant_id, location_id) do update set quantity = excluded.quantity
           ),
           told as (
               insert into inventory.location_movements (variant_id, location_id, change, cause, person_id, at)
               select w.variant_id, place, w.quantity - w.before, 'count', person, kit.now()
                 from wanted w
                where w.quantity <> w.before
           )
    select array_agg(w.variant_id) as variants, array_agg(w.quantity - w.before) as changes
      into counted
      from wanted w;
    if is_open then
        perform inventory.add_free(counted.variants, counted.changes, 'count', person);
    end if;
end $$;

-- Open a place, or close it: what lies there is for sale, or is not. False when it was so already.
create function inventory.open_location(place uuid, is_open boolean, person uuid) returns boolean
    language plpgsql as $$
declare
    lying record;
begin
    -- The place before the variants, as everybody does who counts there: nothing comes or goes meanwhile.
    update inventory.locations l
       set is_active = is_open
     where l.id = place
       and l.is_active <> is_open;
    if not found then
        return false;
    end if;
    perform 1
       from inventory.stock s
      where s.variant_id in (select p.variant_id
                               from inventory.location_stock p
                              where p.location_id = place
                                and p.quantity > 0)
      order by s.variant_id
        for update;
    select array_agg(p.variant_id) as variants,
           array_agg(case when is_open then p.quantity else -p.quantity end) as changes
      into lying
      from inventory.location_stock p
     where p.location_id = place
       and p.quantity > 0;
    if lying.variants is not null then
        perform inventory.add_free(lying.variants, lying.changes, 'location', person);
    end if;
    return true;
end $$;

-- Carry units from one open place of a shop to another, all or none. Answers what is too little of, and a row without
-- a variant when a place is closed; the same move again changes nothing. Variants are named once each.
create function inventory.move(
    move uuid, shop uuid, from_place uuid, to_place uuid, variants uuid[], quantities integer[], person uuid
) returns table (variant_id uuid, wanted integer, available integer)
    language plpgsql as $$
#variable_conflict use_column
declare
    open_count integer;
begin
    if exists (select 1 from inventory.location_movements m where m.move_id = move) then
        return;
    end if;
    perform 1 from inventory.locations l where l.id in (from_place, to_place) and l.is_active order by l.id for share;
    get diagnostics open_count = row_count;
    if open_count < 2 then
        return query select null::uuid, 0, 0;
        return;
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    -- Once more: the same move may have waited for itself.
    if exists (select 1 from inventory.location_movements m where m.move_id = move) then
        return;
    end if;
    return query
    select c.variant_id, c.quantity, greatest(0, inventory.lies_at(shop, from_place, c.variant_id))
      from unnest(variants, quantities) as c (variant_id, quantity)
     where inventory.lies_at(shop, from_place, c.variant_id) < c.quantity;
    if found then
        return;
    end if;
    update inventory.location_stock p
       set quantity = p.quantity - c.quantity
      from unnest(variants, quantities) as c (variant_id, quantity)
     where p.variant_id = c.variant_id
       and p.location_id = from_place;
    insert into inventory.location_stock as p (variant_id, location_id, quantity)
    select c.variant_id, to_place, c.quantity
      from unnest(variants, quantities) as c (variant_id, quantity)
     where to_place <> shop
    on conflict (variant_id, location_id) do update set quantity = p.quantity + excluded.quantity;
    insert into inventory.location_movements (variant_id, location_id, change, cause, move_id, person_id, at)
    select c.variant_id, e.place, e.sign * c.quantity, 'move', move, person, kit.now()
      from unnest(variants, quantities) as c (variant_id, quantity)
     cross join (values (from_place, -1), (to_place, 1)) as e (place, sign);
end $$;

-- Whoever sends, or takes back, what several purchases bought holds all their rows first, in the order in which everybody does: holds,
-- then stock. A shop with no place beside its own needs none of it, for sending holds no stock there.
create function inventory.line_up(seller uuid, purchases uuid[]) returns void language plpgsql as $$
begin
    if not exists (select 1 from inventory.locations l where l.shop_id = seller and l.id <> seller) then
        return;
    end if;
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    perform 1
       from inventory.stock s
      where s.variant_id in (select coalesce(o.of_variant_id, o.variant_id)
                               from inventory.holds h
                               join inventory.stock o on o.variant_id = h.variant_id
                              where h.purchase_id = any(purchases)
                                and h.state in ('sold', 'shipped'))
      order by s.variant_id
        for update;
end $$;

-- Units of a purchase are about to leave: from a place that is named, all or none; else from the first open one by
-- priority that has all of them; else each variant from where there is enough, the first by priority, closed ones
-- last. What no place has leaves the shop's own, and more of a variant than is sold and here is left out. Answers what
-- is too little of at a named place, and a row without a variant when that is closed. seller: null for whose the
-- variants are.
create function inventory.leave(
    seller uuid, place uuid, purchase uuid, variants uuid[], quantities integer[], person uuid
) returns table (variant_id uuid, wanted integer, available integer)
    language plpgsql as $$
#variable_conflict use_column
declare
    shop uuid := seller;
    chosen uuid := place;
    leaving record;
    line record;
    source record;
    rest integer;
    units integer;
begin
    if shop is null then
        select l.shop_id
          into shop
          from inventory.location_stock p
          join inventory.locations l on l.id = p.location_id
         where p.variant_id = any(variants)
         limit 1;
    end if;
    if shop is null or not exists (select 1 from inventory.locations l where l.shop_id = shop and l.id <> shop) then
        return;
    end if;
    -- Holds, then the place, then stock, as everybody does.
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    if place is not null then
        perform 1 from inventory.locations l where l.id = place and l.shop_id = shop and l.is_active for share;
        if not found then
            return query select null::uuid, 0, 0;
            return;
        end if;
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    select array_agg(c.variant_id order by c.variant_id) as variants,
           array_agg(c.quantity order by c.variant_id) as quantities
      into leaving
      from (select u.variant_id, least(u.quantity, h.here) as quantity
              from (select w.variant_id, sum(w.quantity)::integer as quantity
                      from unnest(variants, quantities) as w (variant_id, quantity)
                     group by w.variant_id) u
             cross join lateral (
                      select coalesce(sum(h.quantity - h.sent_quantity), 0)::integer as here
                        from inventory.holds h
                       where h.purchase_id = purchase
                         and h.state = 'sold'
                         and (h.variant_id = u.variant_id
                              or h.variant_id in (select s.variant_id
                                                    from inventory.stock s
                                                   where s.of_variant_id = u.variant_id))) h) c
     where c.quantity > 0;
    if leaving.variants is null then
        return;
    end if;
    if place is not null then
        return query
        select c.variant_id, c.quantity, greatest(0, inventory.lies_at(shop, place, c.variant_id))
          from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
         where inventory.lies_at(shop, place, c.variant_id) < c.quantity;
        if found then
            return;
        end if;
    else
        select l.id
          into chosen
          from inventory.locations l
         where l.shop_id = shop
           and l.is_active
           and not exists (select 1
                             from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
                            where inventory.lies_at(shop, l.id, c.variant_id) < c.quantity)
         order by l.priority, l.id
         limit 1;
    end if;
    for line in
        select c.variant_id, c.quantity
          from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
         order by c.variant_id
    loop
        rest := line.quantity;
        for source in
            select l.id, l.is_active, h.quantity
              from inventory.locations l
             cross join lateral (select inventory.lies_at(shop, l.id, line.variant_id) as quantity) h
             where l.shop_id = shop
               and (chosen is null or l.id = chosen)
               and h.quantity > 0
             order by l.is_active desc, h.quantity >= line.quantity desc, l.priority, l.id
        loop
            units := least(rest, source.quantity);
            if units > 0 then
                update inventory.location_stock p
                   set quantity = p.quantity - units
                 where p.variant_id = line.variant_id
                   and p.location_id = source.id;
                insert into inventory.location_movements
                       (variant_id, location_id, change, cause, purchase_id, person_id, at)
                values (line.variant_id, source.id, -units, 'shipment', purchase, person, kit.now());
                rest := rest - units;
                -- What leaves a closed place was not counted among what may leave.
                if not source.is_active then
                    perform inventory.add_free(array[line.variant_id], array[units], 'location', person);
                end if;
            end if;
        end loop;
    end loop;
end $$;
