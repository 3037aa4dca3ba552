-- Cash on delivery: an order that its buyer confirmed is prepared and sent unpaid, and is paid or refused at the door.
alter table orders.orders
    add column is_cash boolean not null default false,
    -- When the buyer did not take the parcel: a few of those, and she pays before it is sent.
    add column refused_at timestamptz,
    -- When the money of the door arrived. Before that, nothing of it is anybody's own.
    add column remitted_at timestamptz,
    drop constraint orders_status_check,
    add constraint orders_status_check
        check (status in ('placed', 'confirmed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled'));

do $$
declare
    old text;
begin
    select c.conname
      into strict old
      from pg_constraint c
     where c.conrelid = 'orders.orders'::regclass
       and c.contype = 'c'
       and pg_get_constraintdef(c.oid) like '%paid_at IS NOT NULL%'
       and pg_get_constraintdef(c.oid) like '%packed%';
    execute format('alter table orders.orders drop constraint %I', old);
end $$;
alter table orders.orders
    add constraint orders_paid_check
        check (status not in ('paid', 'packed', 'shipped', 'delivered')
               or paid_at is not null
               or (is_cash and status in ('packed', 'shipped'))),
    add constraint orders_cash_check
        check (is_cash or (status <> 'confirmed' and refused_at is null and remitted_at is null)),
    -- Nothing matures that nobody paid.
    add constraint orders_matures_paid_check check (matures_at is null or paid_at is not null);

alter table orders.timeline
    drop constraint timeline_status_check,
    add constraint timeline_status_check
        check (status in ('confirmed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled'));

create index orders_cash_buyer_idx on orders.orders (buyer_email) where is_cash;
create index orders_unremitted_idx on orders.orders (paid_at)
    where is_cash and paid_at is not null and remitted_at is null;

-- Shops that send parcels unpaid: it is theirs to say.
create table payments.cash_shops (
    shop_id uuid primary key,
    at timestamptz not null
);
