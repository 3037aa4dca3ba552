-- What a buyer did to pay an order, so that its shop finds the orders of one way; at the door is_cash says it.
alter table orders.orders
    add column paid_with text check (paid_with in ('card', 'voucher', 'transfer', 'cash'));
update orders.orders o
   set paid_with = case p.method
                       when 'sandbox_voucher' then 'voucher'
                       when 'stripe_oxxo' then 'voucher'
                       when 'transfer' then 'transfer'
                       when 'stripe_transfer' then 'transfer'
                       else 'card'
                   end
  from payments.payments p
 where p.purchase_id = o.purchase_id
   and p.status = 'captured'
   and o.paid_at is not null
   and not o.is_cash;
update orders.orders set paid_with = 'cash' where is_cash;
