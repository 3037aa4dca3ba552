-- What was sent in an exchange, in the place of what: so that this comes back to the shelf, and no unit of another choice.
create table inventory.exchanges (
    id uuid primary key,
    variant_id uuid not null,
    -- The purchase that the exchanged units were bought with, and as what.
    purchase_id uuid not null,
    of_variant_id uuid not null,
    -- How many of them are still with the buyer.
    out_quantity integer not null check (out_quantity >= 0),
    at timestamptz not null
);
create index exchanges_purchase_idx on inventory.exchanges (purchase_id, of_variant_id);

-- What was exchanged before, the last one first while the buyer has units of the line.
insert into inventory.exchanges (id, variant_id, purchase_id, of_variant_id, out_quantity, at)
select e.id, e.variant_id, e.purchase_id, e.of_variant_id,
       greatest(0, least(e.quantity, e.kept - (e.until_then - e.quantity))),
       e.at
  from (select r.id,
               r.wanted_variant_id as variant_id,
               o.purchase_id,
               ol.variant_id as of_variant_id,
               rl.accepted_quantity as quantity,
               ol.sent_quantity + ol.dropped_quantity - ol.refunded_quantity as kept,
               sum(rl.accepted_quantity) over (partition by rl.line_id order by r.moved_at desc, r.id desc)
                   as until_then,
               r.moved_at as at
          from returns.returns r
          join returns.lines rl on rl.return_id = r.id
          join orders.lines ol on ol.id = rl.line_id
          join orders.orders o on o.id = r.order_id
         where r.state = 'exchanged'
           and rl.accepted_quantity > 0) e;

-- Note that a buyer has units of a purchase no more, on the shelf again where they can be sold. What was sent in
-- their place comes back first, the last one of all: whatever it replaced has come back before. Answers the
-- variants that have units again.
create function inventory.come_back(purchase uuid, variants uuid[], quantities integer[], is_restocked boolean)
    returns setof uuid
    language plpgsql as $$
declare
    given record;
    sent record;
    left_quantity integer;
    units integer;
begin
    for given in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        left_quantity := given.quantity;
        for sent in
            select e.id, e.variant_id, e.out_quantity
              from inventory.exchanges e
             where e.purchase_id = purchase
               and e.of_variant_id = given.variant_id
               and e.out_quantity > 0
             order by e.at desc, e.id desc
               for update
        loop
            exit when left_quantity = 0;
            units := least(left_quantity, sent.out_quantity);
            update inventory.exchanges e
               set out_quantity = e.out_quantity - units
             where e.id = sent.id;
            if is_restocked then
                return query
                    select inventory.take_back(sent.id, array[sent.variant_id], array[units], true);
            end if;
            left_quantity := left_quantity - units;
        end loop;
        if is_restocked and left_quantity > 0 then
            -- A unit may have been sold from a shelf, under an id of its own.
            return query
                select b.id
                  from (select array_agg(h.variant_id) as variants, array_agg(left_quantity) as quantities
                          from inventory.stock s
                          join inventory.holds h
                            on h.purchase_id = purchase
                           and h.variant_id = s.variant_id
                           and h.state in ('sold', 'shipped')
                         where given.variant_id in (s.variant_id, s.of_variant_id)) lying,
                       inventory.take_back(purchase, lying.variants, lying.quantities, true) as b (id);
        end if;
    end loop;
end $$;
