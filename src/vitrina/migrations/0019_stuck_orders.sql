-- An order that is due and cannot mature is tried again later, alone, and is seen until it does.
alter table orders.orders add column stuck_since timestamptz;
create index orders_stuck_idx on orders.orders (stuck_since) where stuck_since is not null and matured_at is null;
