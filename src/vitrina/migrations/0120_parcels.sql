-- Orders leave in parcels: which units, with whom, under which number; and stock of which a part was sent.
alter table orders.orders
    drop constraint orders_status_check,
    add constraint orders_status_check
        check (status in ('placed', 'confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'delivered',
                          'cancelled')),
    drop constraint orders_paid_check,
    add constraint orders_paid_check
        check (status not in ('paid', 'packed', 'partly_shipped', 'shipped', 'delivered')
               or paid_at is not null
               or (is_cash and status in ('packed', 'shipped')));
alter table orders.timeline
    drop constraint timeline_status_check,
    add constraint timeline_status_check
        check (status in ('confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'delivered', 'cancelled'));

alter table orders.lines
    add column sent_quantity int not null default 0,
    -- Units that went back to the shelf before they were sent: nobody sends them any more.
    add column dropped_quantity int not null default 0;

create table orders.parcels (
    id uuid primary key,
    order_id uuid not null references orders.orders,
    -- People count them: the first, the second.
    number smallint not null check (number > 0),
    carrier text not null check (length(carrier) <= 60),
    tracking_number text not null check (length(tracking_number) <= 60),
    tracking_url text check (length(tracking_url) <= 500),
    shipped_at timestamptz not null,
    delivered_at timestamptz,
    -- The same for parcels of several orders that travel in one box.
    box_id uuid,
    constraint parcels_number_key unique (order_id, number)
);
create index parcels_box_id_idx on orders.parcels (box_id) where box_id is not null;

create table orders.parcel_lines (
    parcel_id uuid not null references orders.parcels,
    line_id uuid not null references orders.lines,
    quantity int not null check (quantity between 1 and 99),
    primary key (parcel_id, line_id)
);
create index parcel_lines_line_id_idx on orders.parcel_lines (line_id);

-- What was refunded before its order was sent, was not sent.
update orders.lines l
   set dropped_quantity = r.quantity
  from (select p.line_id, sum(p.quantity)::int as quantity
          from orders.refund_lines p
          join orders.refunds r on r.id = p.refund_id
          join orders.orders o on o.id = r.order_id
         where o.shipped_at is null or r.at < o.shipped_at
         group by p.line_id) r
 where l.id = r.line_id
   and r.quantity > 0;
update orders.lines l
   set sent_quantity = l.quantity - l.dropped_quantity
  from orders.orders o
 where o.id = l.order_id
   and o.shipped_at is not null;
insert into orders.parcels (
       id, order_id, number, carrier, tracking_number, tracking_url, shipped_at, delivered_at)
select gen_random_uuid(), id, 1, carrier, tracking_number, tracking_url, shipped_at, delivered_at
  from orders.orders
 where shipped_at is not null;
insert into orders.parcel_lines (parcel_id, line_id, quantity)
select p.id, l.id, l.sent_quantity
  from orders.parcels p
  join orders.lines l on l.order_id = p.order_id
 where l.sent_quantity > 0;

alter table orders.lines
    add constraint lines_sent_check
        check (sent_quantity >= 0 and dropped_quantity >= 0 and sent_quantity + dropped_quantity <= quantity),
    add constraint lines_dropped_check check (dropped_quantity <= refunded_quantity);

-- A return counts what went back of what was sent.
update returns.lines r
   set refunded_before = greatest(0, r.refunded_before - l.dropped_quantity)
  from orders.lines l
 where l.id = r.line_id
   and l.dropped_quantity > 0;

-- Old code sends an order whole and knows nothing of parcels.
create function orders.keep_parcel() returns trigger language plpgsql set search_path = pg_temp as $$
declare
    parcel uuid := gen_random_uuid();
begin
    if exists (select 1 from orders.parcels p where p.order_id = new.id) then
        return null;
    end if;
    insert into orders.parcels (id, order_id, number, carrier, tracking_number, tracking_url, shipped_at)
    values (parcel, new.id, 1, new.carrier, new.tracking_number, new.tracking_url, new.shipped_at);
    with sent as (
        update orders.lines l
           set sent_quantity = l.quantity - l.dropped_quantity
         where l.order_id = new.id
        returning l.id, l.sent_quantity
    )
    insert into orders.parcel_lines (parcel_id, line_id, quantity)
    select parcel, s.id, s.sent_quantity from sent s where s.sent_quantity > 0;
    return null;
end $$;
create trigger orders_keep_parcel after update of status on orders.orders
    for each row when (new.status = 'shipped' and old.status in ('confirmed', 'paid', 'packed'))
    execute function orders.keep_parcel();

-- Of a line that leaves in parts, what has left; counted while something of it is still here.
alter table inventory.holds
    add column sent_quantity integer not null default 0,
    add constraint holds_sent_check check (sent_quantity >= 0 and sent_quantity <= quantity);

alter table inventory.movements
    drop constraint movements_cause_check,
    add constraint movements_cause_check
        check (cause in ('count', 'import', 'partner', 'hold', 'late_payment', 'release', 'expiry',
                         'cancellation', 'return', 'exchange', 'set_aside', 'cleared'));

create or replace function inventory.promised(variant uuid)
    returns table (held integer, sold_unshipped integer, set_aside integer)
    language sql stable as $$
    select coalesce(sum(h.quantity) filter (where h.state = 'active'), 0)::integer,
           coalesce(sum(h.quantity - h.sent_quantity) filter (where h.state = 'sold'), 0)::integer,
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

-- Units of a purchase left the shelf, or the shelf of a drop. More of a variant than is here is left out.
create function inventory.send(purchase uuid, variants uuid[], quantities integer[]) returns void
    language plpgsql as $$
declare
    wanted record;
    place record;
    rest integer;
    units integer;
begin
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    for wanted in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        rest := wanted.quantity;
        for place in
            select h.variant_id, h.quantity - h.sent_quantity as here
              from inventory.holds h
             where h.purchase_id = purchase
               and h.state = 'sold'
               and (h.variant_id = wanted.variant_id
                    or h.variant_id in (select s.variant_id
                                          from inventory.stock s
                                         where s.of_variant_id = wanted.variant_id))
             order by h.variant_id
        loop
            units := least(rest, place.here);
            update inventory.holds h
               set sent_quantity = case when units = place.here then 0 else h.sent_quantity + units end,
                   state = case when units = place.here then 'shipped' else 'sold' end
             where h.purchase_id = purchase
               and h.variant_id = place.variant_id
               and units > 0;
            rest := rest - units;
        end loop;
    end loop;
end $$;

-- As before; of what was sent in part, the part that is here.
create or replace function inventory.give_back(purchases uuid[], variants uuid[], from_state text, cause text)
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

      with here as (
               select h.purchase_id, h.variant_id, h.quantity - h.sent_quantity as quantity
                 from inventory.holds h
                where h.purchase_id = any(purchases)
                  and (give_back.variants is null or h.variant_id = any(give_back.variants))
                  and h.state = from_state
           ),
           changed as (
               update inventory.holds h
                  set state = case when h.sent_quantity > 0 then 'shipped' else 'released' end,
                      quantity = case when h.sent_quantity > 0 then h.sent_quantity else h.quantity end,
                      sent_quantity = 0
                 from here e
                where h.purchase_id = e.purchase_id
                  and h.variant_id = e.variant_id
               returning e.purchase_id, e.variant_id, e.quantity
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

-- Units of a purchase come back from its buyer (are_sent), or are not sent to her: once each, for a hold counts
-- what is still out. Answers the variants that have units again. Callers of the old function, who name three
-- arguments, mean either.
drop function inventory.take_back(uuid, uuid[], integer[]);
create function inventory.take_back(
    purchase uuid, variants uuid[], quantities integer[], are_sent boolean default null
) returns setof uuid
    language plpgsql as $$
declare
    given record;
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = purchase
      order by h.variant_id
        for update;

      with wanted as (
               select l.variant_id, sum(l.quantity)::integer as quantity
                 from unnest(variants, quantities) as l (variant_id, quantity)
                group by l.variant_id
           ),
           found as (
               select h.variant_id,
                      h.state,
                      w.quantity,
                      h.quantity - w.quantity as left_quantity,
                      case when h.state = 'shipped' then 0
                           when coalesce(are_sent, false) then h.sent_quantity - w.quantity
                           else h.sent_quantity
                      end as left_sent
                 from inventory.holds h
                 join wanted w on w.variant_id = h.variant_id
                where h.purchase_id = purchase
                  and case when h.state = 'shipped' then coalesce(are_sent, true) and h.quantity >= w.quantity
                           when h.state <> 'sold' then false
                           when coalesce(are_sent, false) then h.sent_quantity >= w.quantity
                           else h.quantity - h.sent_quantity >= w.quantity
                      end
           ),
           changed as (
               update inventory.holds h
                  set quantity = case when f.left_quantity = 0 then h.quantity else f.left_quantity end,
                      sent_quantity = case when f.left_sent = f.left_quantity then 0 else f.left_sent end,
                      state = case when f.left_quantity = 0 then 'released'
                                   when f.left_sent = f.left_quantity then 'shipped'
                                   else h.state
                              end
                 from found f
                where h.purchase_id = purchase
                  and h.variant_id = f.variant_id
               returning h.purchase_id, h.variant_id, f.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is not null then
        perform inventory.put_back(given.purchases, given.variants, given.quantities,
                                   case when are_sent then 'return' else 'cancellation' end);
    end if;
    return query select distinct unnest(given.variants);
end $$;

-- What partners and conversations are told of a part of an order, of money and of goods that go back.
alter table partners.deliveries
    drop constraint deliveries_kind_check,
    drop constraint deliveries_fact_key,
    add constraint deliveries_kind_check
        check (kind in ('order.paid', 'order.shipped', 'order.delivered', 'order.cancelled', 'order.refunded',
                        'parcel.shipped', 'parcel.delivered', 'parcel.corrected', 'return.moved')),
    -- Which parcel, refund or step of a return of the order; the order itself where it is about that.
    add column about_id uuid;
create unique index deliveries_fact_key on partners.deliveries (order_id, kind)
    where about_id is null;
create unique index deliveries_about_key on partners.deliveries (about_id, kind, happened_at)
    where about_id is not null;

alter table messaging.messages
    drop constraint messages_happening_check,
    add constraint messages_happening_check
        check (happening in ('sent', 'confirmed', 'edited', 'declined', 'expired', 'paid', 'partly_shipped',
                             'shipped', 'parcel_delivered', 'tracking_corrected', 'delivered', 'cancelled',
                             'refunded', 'return_requested', 'return_accepted', 'return_sent', 'return_refused',
                             'return_withdrawn', 'return_lapsed', 'return_exchanged'));
