-- Whether a coupon also works on a price that is lower for a time. On the price of a drop none ever does.
alter table promotions.coupons add column works_on_flash boolean not null default false;
