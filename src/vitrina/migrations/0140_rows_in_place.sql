-- Rows that every purchase changes are changed in place: an index that names what changes, be it in its condition,
-- has all indexes of the row written again.
drop index inventory.stock_cleared_idx;
create index stock_cleared_idx on inventory.stock (variant_id) where is_cleared;

drop index orders.orders_unremitted_idx;
create index orders_unremitted_idx on orders.orders (id) where is_cash and remitted_at is null;
alter table orders.orders set (fillfactor = 80);
