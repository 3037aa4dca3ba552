-- Coupons, who used them for what, and what of an order the platform pays in her place.
create schema promotions;

create table promotions.coupons (
    id uuid primary key,
    -- Who pays for it. A coupon of the platform may be good in one shop or in all of its currency.
    funder text not null check (funder in ('shop', 'platform')),
    shop_id uuid,
    code text not null check (code ~ '^[A-Z0-9][A-Z0-9_-]{2,19}$'),
    kind text not null check (kind in ('percent', 'amount', 'free_shipping')),
    rate_bps int check (rate_bps between 1 and 10000),
    amount_minor bigint check (amount_minor between 1 and 1000000000),
    discount_max_minor bigint check (discount_max_minor between 1 and 1000000000),
    currency char(3) not null,
    min_spend_minor bigint not null check (min_spend_minor between 0 and 1000000000000),
    -- What it is good for; both empty: everything.
    product_ids uuid[] not null check (cardinality(product_ids) <= 200),
    collection_ids uuid[] not null check (cardinality(collection_ids) <= 20),
    uses_max int check (uses_max between 1 and 1000000),
    uses_per_buyer_max int check (uses_per_buyer_max between 1 and 1000),
    starts_at timestamptz not null,
    ends_at timestamptz,
    is_paused boolean not null default false,
    use_count int not null default 0 check (use_count >= 0),
    created_at timestamptz not null,
    constraint coupons_uses_left check (use_count <= uses_max),
    check (funder = 'platform' or shop_id is not null),
    check ((kind = 'percent') = (rate_bps is not null)),
    check ((kind = 'amount') = (amount_minor is not null)),
    check (discount_max_minor is null or kind = 'percent'),
    check (ends_at is null or ends_at > starts_at)
);
create unique index coupons_shop_code_key on promotions.coupons (shop_id, code) where funder = 'shop';
create unique index coupons_platform_code_key on promotions.coupons (code) where funder = 'platform';
create index coupons_code_idx on promotions.coupons (code);
create index coupons_shop_id_idx on promotions.coupons (shop_id, id desc) where funder = 'shop';
create index coupons_platform_idx on promotions.coupons (id desc) where funder = 'platform';

-- buyer_key: the id of a person, or a digest of a guest's e-mail. A use that was given back is kept, so that
-- money that comes late can take it again.
create table promotions.uses (
    purchase_id uuid not null,
    coupon_id uuid not null references promotions.coupons,
    buyer_key uuid not null,
    discount_minor bigint not null check (discount_minor > 0),
    used_at timestamptz not null,
    given_back_at timestamptz,
    primary key (purchase_id, coupon_id)
);
create index uses_coupon_id_idx on promotions.uses (coupon_id, used_at desc);
create index uses_buyer_key_idx on promotions.uses (buyer_key, coupon_id) where given_back_at is null;
create index uses_given_back_idx on promotions.uses (purchase_id) where given_back_at is not null;

-- Which of these coupons a buyer may not use now; the caller has locked them, so that the answer stays true.
create function promotions.unusable(wanted uuid[], buyer uuid, at timestamptz) returns setof uuid
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select c.id
      from promotions.coupons c
     where c.id = any (wanted)
       and (c.is_paused
            or at < c.starts_at
            or at >= c.ends_at
            or c.use_count >= c.uses_max
            or c.uses_per_buyer_max <= (select count(*)
                                          from promotions.uses u
                                         where u.coupon_id = c.id
                                           and u.buyer_key = buyer
                                           and u.given_back_at is null))
$$;

-- Use coupons for purchases, each purchase wholly or not at all, in the order given. Answers what was refused.
-- Coupons are locked in the order of their ids: of two buyers who race for the last use, one gets it.
create function promotions.redeem(
    purchases uuid[],
    coupons uuid[],
    buyers uuid[],
    discounts bigint[],
    at timestamptz
) returns table (purchase_id uuid, coupon_id uuid) language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    asked record;
    refused uuid[];
begin
    perform 1 from promotions.coupons c where c.id = any (coupons) order by c.id for update;
    for asked in
        select w.purchase_id as id, w.buyer_key, array_agg(w.coupon_id) as coupon_ids,
               array_agg(w.discount_minor) as discounts
          from unnest(purchases, coupons, buyers, discounts) with ordinality
               as w (purchase_id, coupon_id, buyer_key, discount_minor, position)
         group by w.purchase_id, w.buyer_key
         order by min(w.position)
    loop
        refused := array(select promotions.unusable(asked.coupon_ids, asked.buyer_key, at));
        if cardinality(refused) > 0 then
            return query select asked.id, r.id from unnest(refused) as r (id);
            continue;
        end if;
        insert into promotions.uses as u (purchase_id, coupon_id, buyer_key, discount_minor, used_at)
        select asked.id, d.coupon_id, asked.buyer_key, d.discount_minor, at
          from unnest(asked.coupon_ids, asked.discounts) as d (coupon_id, discount_minor)
            on conflict (purchase_id, coupon_id) do update
           set buyer_key = excluded.buyer_key,
               discount_minor = excluded.discount_minor,
               used_at = excluded.used_at,
               given_back_at = null;
        update promotions.coupons c set use_count = c.use_count + 1 where c.id = any (asked.coupon_ids);
    end loop;
end $$;

-- Give back, once, the uses of purchases.
create function promotions.give_back(purchases uuid[], at timestamptz) returns void language plpgsql
    set search_path = pg_catalog, pg_temp as $$
begin
    perform 1
       from promotions.coupons c
      where c.id in (select u.coupon_id
                       from promotions.uses u
                      where u.purchase_id = any (purchases)
                        and u.given_back_at is null)
      order by c.id
        for update;
    with returned as (
        update promotions.uses u
           set given_back_at = at
         where u.purchase_id = any (purchases)
           and u.given_back_at is null
        returning u.coupon_id
    ), counted as (
        select r.coupon_id, count(*)::int as use_count from returned r group by r.coupon_id
    )
    update promotions.coupons c
       set use_count = c.use_count - n.use_count
      from counted n
     where c.id = n.coupon_id;
end $$;

-- Take again what was given back, for purchases whose money came late: the promise of a price holds as long as
-- a use is left, whether or not the coupon has ended meanwhile. Answers the purchases that cannot have it.
create function promotions.retake(purchases uuid[]) returns setof uuid language plpgsql
    set search_path = pg_catalog, pg_temp as $$
declare
    asked record;
begin
    if not exists (select 1
                     from promotions.uses u
                    where u.purchase_id = any (purchases)
                      and u.given_back_at is not null) then
        return;
    end if;
    perform 1
       from promotions.coupons c
      where c.id in (select u.coupon_id from promotions.uses u where u.purchase_id = any (purchases))
      order by c.id
        for update;
    for asked in
        select u.purchase_id as id, array_agg(u.coupon_id) as coupon_ids
          from promotions.uses u
         where u.purchase_id = any (purchases)
           and u.given_back_at is not null
         group by u.purchase_id
         order by u.purchase_id
    loop
        if exists (select 1
                     from promotions.coupons c
                    where c.id = any (asked.coupon_ids)
                      and c.use_count >= c.uses_max) then
            return next asked.id;
            continue;
        end if;
        update promotions.uses u
           set given_back_at = null
         where u.purchase_id = asked.id
           and u.coupon_id = any (asked.coupon_ids);
        update promotions.coupons c set use_count = c.use_count + 1 where c.id = any (asked.coupon_ids);
    end loop;
end $$;

-- promo_minor: what the platform pays of an order: its buyer pays the total, and its shop is owed both.
alter table orders.orders
    add column promo_minor bigint not null default 0 check (promo_minor >= 0),
    add column coupon_codes text[] not null default '{}' check (cardinality(coupon_codes) <= 5);
do $$
declare
    old text;
begin
    select c.conname
      into old
      from pg_constraint c
     where c.conrelid = 'orders.orders'::regclass
       and c.contype = 'c'
       and pg_get_constraintdef(c.oid) like '%total_minor = (goods_minor + shipping_minor)%';
    execute format('alter table orders.orders drop constraint %I', old);
end $$;
alter table orders.orders
    add constraint orders_total_check
        check (total_minor = goods_minor + shipping_minor - promo_minor and total_minor > 0);
