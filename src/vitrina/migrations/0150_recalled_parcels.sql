-- A parcel that never left is taken back: its order, its stock and its place are as before it was said to leave.
create table orders.recalled_parcels (
    -- Sending it again is another parcel: a late repetition of the first word changes nothing.
    id uuid primary key,
    order_id uuid not null references orders.orders,
    number smallint not null check (number > 0),
    shipped_at timestamptz not null,
    recalled_at timestamptz not null
);
create index recalled_parcels_order_id_idx on orders.recalled_parcels (order_id);

alter table inventory.location_movements
    drop constraint location_movements_cause_check,
    add constraint location_movements_cause_check check (cause in ('count', 'move', 'shipment', 'recall'));

-- Units of a purchase that were said to have left are here after all, each at the place that it was taken from.
-- left_at: when, for a variant may have left in several parcels. Answers how many units there were to take back.
create function inventory.unsend(
    purchase uuid, variants uuid[], quantities integer[], left_at timestamptz
) returns integer language plpgsql as $$
declare
    wanted record;
    source record;
    rest integer;
    units integer;
    taken integer := 0;
begin
    -- Holds, then the places, then stock, as everybody does.
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    perform 1
       from inventory.locations l
      where l.id in (select m.location_id
                       from inventory.location_movements m
                      where m.purchase_id = purchase
                        and m.cause = 'shipment')
      order by l.id
        for share;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    for wanted in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        rest := wanted.quantity;
        for source in
            select h.variant_id, case when h.state = 'shipped' then h.quantity else h.sent_quantity end as gone
              from inventory.holds h
             where h.purchase_id = purchase
               and h.state in ('sold', 'shipped')
               and (h.variant_id = wanted.variant_id
                    or h.variant_id in (select s.variant_id
                                          from inventory.stock s
                                         where s.of_variant_id = wanted.variant_id))
             order by h.variant_id desc
        loop
            units := least(rest, source.gone);
            update inventory.holds h
               set sent_quantity = source.gone - units,
                   state = 'sold'
             where h.purchase_id = purchase
               and h.variant_id = source.variant_id
               and units > 0;
            rest := rest - units;
            taken := taken + units;
        end loop;
        rest := wanted.quantity - rest;
        for source in
            select m.location_id,
                   l.is_active,
                   l.shop_id = l.id as is_own,
                   -sum(m.change)::integer as gone
              from inventory.location_movements m
              join inventory.locations l on l.id = m.location_id
             where m.purchase_id = purchase
               and m.variant_id = wanted.variant_id
               and m.cause in ('shipment', 'recall')
             group by m.location_id, l.is_active, l.shop_id, l.id
            having sum(m.change) < 0
             order by min(abs(extract(epoch from m.at - left_at))) filter (where m.cause = 'shipment'), m.location_id
        loop
            units := least(rest, source.gone);
            continue when units = 0;
            update inventory.location_stock p
               set quantity = p.quantity + units
             where p.variant_id = wanted.variant_id
               and p.location_id = source.location_id;
            insert into inventory.location_movements
                   (variant_id, location_id, change, cause, purchase_id, at)
            values (wanted.variant_id, source.location_id, units, 'recall', purchase, kit.now());
            -- What lies at a closed place is not counted among what may leave.
            if not source.is_active and not source.is_own then
                perform inventory.add_free(array[wanted.variant_id], array[-units], 'location', null);
            end if;
            rest := rest - units;
        end loop;
    end loop;
    return taken;
end $$;

alter table partners.deliveries
    drop constraint deliveries_kind_check,
    add constraint deliveries_kind_check
        check (kind in ('order.paid', 'order.shipped', 'order.delivered', 'order.cancelled', 'order.refunded',
                        'parcel.shipped', 'parcel.delivered', 'parcel.corrected', 'parcel.recalled',
                        'return.moved'));
alter table messaging.messages
    drop constraint messages_happening_check,
    add constraint messages_happening_check
        check (happening in ('sent', 'confirmed', 'edited', 'declined', 'expired', 'paid', 'partly_shipped',
                             'shipped', 'parcel_delivered', 'tracking_corrected', 'parcel_recalled', 'delivered',
                             'cancelled', 'refunded', 'return_requested', 'return_accepted', 'return_sent',
                             'return_refused', 'return_withdrawn', 'return_lapsed', 'return_exchanged'));
