-- Several refunds of one order, of lines, shipping or a sum; the database refuses more than was paid.

-- What of a payment is going back. A trigger, so that old code that refunds an order is counted as well.
alter table payments.payments add column refunded_minor bigint not null default 0
    constraint payments_refunded_check check (refunded_minor between 0 and amount_minor);
update payments.payments p
   set refunded_minor = r.amount_minor
  from (select payment_id, sum(amount_minor)::bigint as amount_minor
          from payments.refunds
         group by payment_id) r
 where p.id = r.payment_id;
create function payments.count_refund() returns trigger language plpgsql set search_path = pg_temp as $$
begin
    update payments.payments set refunded_minor = refunded_minor + new.amount_minor where id = new.payment_id;
    return null;
end $$;
create trigger refunds_are_counted after insert on payments.refunds
    for each row execute function payments.count_refund();
alter table payments.refunds drop constraint refunds_order_id_key;
create index refunds_order_id_idx on payments.refunds (order_id);

alter table orders.orders
    add column refunded_minor bigint not null default 0,
    add column refunded_shipping_minor bigint not null default 0,
    add constraint orders_refunded_check check (refunded_minor between 0 and total_minor),
    add constraint orders_refunded_shipping_check check (refunded_shipping_minor between 0 and shipping_minor);
alter table orders.lines
    add column refunded_quantity int not null default 0,
    add column refunded_minor bigint not null default 0,
    add constraint lines_refunded_quantity_check check (refunded_quantity between 0 and quantity),
    add constraint lines_refunded_check check (refunded_minor between 0 and paid_minor);

create table orders.refunds (
    id uuid primary key,
    order_id uuid not null references orders.orders,
    amount_minor bigint not null check (amount_minor > 0),
    -- Of the order's shipping; of that and of the lines the platform may have paid a part.
    shipping_minor bigint not null check (shipping_minor >= 0),
    -- What of the platform's fee went back to the shop.
    fee_minor bigint not null check (fee_minor >= 0),
    reason text not null check (length(reason) <= 300),
    is_restocked boolean not null,
    at timestamptz not null
);
create index refunds_order_id_idx on orders.refunds (order_id, at);

create table orders.refund_lines (
    refund_id uuid not null references orders.refunds,
    line_id uuid not null references orders.lines,
    quantity int not null check (quantity >= 0),
    amount_minor bigint not null check (amount_minor >= 0),
    primary key (refund_id, line_id),
    check (quantity > 0 or amount_minor > 0)
);
create index refund_lines_line_id_idx on orders.refund_lines (line_id);

-- Units of a purchase come back from its buyer, or are not sent to her: once each, for a hold counts what is
-- still out. Answers the variants that have units again.
create function inventory.take_back(purchase uuid, variants uuid[], quantities integer[]) returns setof uuid
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
           changed as (
               update inventory.holds h
                  set quantity = case when h.quantity > w.quantity then h.quantity - w.quantity
                                      else h.quantity end,
                      state = case when h.quantity > w.quantity then h.state else 'released' end
                 from wanted w
                where h.purchase_id = purchase
                  and h.variant_id = w.variant_id
                  and h.state in ('sold', 'shipped')
                  and h.quantity >= w.quantity
               returning h.purchase_id, h.variant_id, w.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is not null then
        perform inventory.put_back(given.purchases, given.variants, given.quantities, 'cancellation');
    end if;
    return query select distinct unnest(given.variants);
end $$;
