-- What buyers think of products: one review of each buyer and product, what shops answer, and the sums of it.
create schema reviews;

create table reviews.reviews (
    id uuid primary key,
    product_id uuid not null,
    -- Whose product it is, as a copy: a product never changes hands.
    shop_id uuid not null,
    author_id uuid not null,
    stars smallint not null check (stars between 1 and 5),
    text text not null check (length(text) <= 2000),
    answer text check (length(answer) between 1 and 1000),
    answered_at timestamptz,
    -- What was taken down and took this with it: itself, or its author.
    hidden_for uuid,
    written_at timestamptz not null,
    changed_at timestamptz not null,
    constraint reviews_once_key unique (product_id, author_id),
    check ((answer is null) = (answered_at is null))
) with (fillfactor = 80);
create index reviews_newest_idx on reviews.reviews (product_id, written_at desc, id desc)
    where hidden_for is null;
create index reviews_stars_idx on reviews.reviews (product_id, stars, written_at desc, id desc)
    where hidden_for is null;
create index reviews_shop_idx on reviews.reviews (shop_id, written_at desc, id desc) where hidden_for is null;
create index reviews_unanswered_idx on reviews.reviews (shop_id, written_at desc, id desc)
    where hidden_for is null and answer is null;
create index reviews_author_idx on reviews.reviews (author_id, written_at desc);
create index reviews_hidden_idx on reviews.reviews (hidden_for) where hidden_for is not null;

-- How often a product got one to five stars, of the reviews that are shown.
create table reviews.ratings (
    product_id uuid primary key,
    stars_1 int not null default 0 check (stars_1 >= 0),
    stars_2 int not null default 0 check (stars_2 >= 0),
    stars_3 int not null default 0 check (stars_3 >= 0),
    stars_4 int not null default 0 check (stars_4 >= 0),
    stars_5 int not null default 0 check (stars_5 >= 0),
    review_count int not null generated always as (stars_1 + stars_2 + stars_3 + stars_4 + stars_5) stored,
    stars_sum int not null generated always as
        (stars_1 + 2 * stars_2 + 3 * stars_3 + 4 * stars_4 + 5 * stars_5) stored
) with (fillfactor = 50);

-- The sums are those of what is shown, whichever statement writes, edits, deletes or hides: counted once a
-- statement from the rows that it changed, in the order of the products.
create function reviews.count_reviews() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform reviews.add_to_ratings(array_agg(n.product_id), array_agg(n.stars::int), array_agg(1))
           from new_rows n where n.hidden_for is null;
    elsif tg_op = 'DELETE' then
        perform reviews.add_to_ratings(array_agg(o.product_id), array_agg(o.stars::int), array_agg(-1))
           from old_rows o where o.hidden_for is null;
    else
        perform reviews.add_to_ratings(array_agg(c.product_id), array_agg(c.stars), array_agg(c.amount))
           from old_rows o
           join new_rows n using (id)
          cross join lateral (values (o.product_id, o.stars::int, -1, o.hidden_for is null),
                                     (n.product_id, n.stars::int, 1, n.hidden_for is null))
                as c (product_id, stars, amount, is_shown)
          where (o.stars, o.hidden_for is null) is distinct from (n.stars, n.hidden_for is null)
            and c.is_shown;
    end if;
    return null;
end
$$;

create function reviews.add_to_ratings(product_ids uuid[], stars int[], amounts int[]) returns void
language plpgsql as $$
begin
    if product_ids is null then
        return;
    end if;
    insert into reviews.ratings as r (product_id)
    select distinct u.product_id from unnest(product_ids) as u (product_id) order by u.product_id
    on conflict do nothing;
    perform 1 from reviews.ratings r where r.product_id = any(product_ids) order by r.product_id for update;
    with change as (
        select u.product_id,
               coalesce(sum(u.amount) filter (where u.stars = 1), 0) as stars_1,
               coalesce(sum(u.amount) filter (where u.stars = 2), 0) as stars_2,
               coalesce(sum(u.amount) filter (where u.stars = 3), 0) as stars_3,
               coalesce(sum(u.amount) filter (where u.stars = 4), 0) as stars_4,
               coalesce(sum(u.amount) filter (where u.stars = 5), 0) as stars_5
          from unnest(product_ids, stars, amounts) as u (product_id, stars, amount)
         group by u.product_id
    )
    update reviews.ratings r
       set stars_1 = r.stars_1 + c.stars_1,
           stars_2 = r.stars_2 + c.stars_2,
           stars_3 = r.stars_3 + c.stars_3,
           stars_4 = r.stars_4 + c.stars_4,
           stars_5 = r.stars_5 + c.stars_5
      from change c
     where r.product_id = c.product_id;
end
$$;

create trigger reviews_written after insert on reviews.reviews
    referencing new table as new_rows for each statement execute function reviews.count_reviews();
create trigger reviews_changed after update on reviews.reviews
    referencing old table as old_rows new table as new_rows
    for each statement execute function reviews.count_reviews();
create trigger reviews_gone after delete on reviews.reviews
    referencing old table as old_rows for each statement execute function reviews.count_reviews();

-- A copy that reviews tells: cards show it, and caches and the index follow it as every other change of a product.
alter table catalogue.products
    add column rating_count int not null default 0 check (rating_count >= 0),
    add column stars_sum int not null default 0,
    add constraint products_stars_check check (stars_sum between rating_count and 5 * rating_count) not valid;

-- rating_tenths: the average as people read it, times ten. rating_score: for the order. Both 0 without a review.
alter table search.products
    add column rating_tenths smallint not null default 0 check (rating_tenths between 0 and 50),
    add column rating_score double precision not null default 0;
-- What is filtered by: few may have it, and the popular ones without it are not looked at.
create index products_rated_4_idx on search.products (hot desc, id desc) where rating_tenths >= 40;
create index products_rated_3_idx on search.products (hot desc, id desc) where rating_tenths >= 30;
create index products_score_idx on search.products (rating_score desc, id desc);

alter table moderation.reports
    drop constraint reports_kind_check,
    add constraint reports_kind_check
        check (kind in ('clip', 'comment', 'person', 'shop', 'product', 'review')) not valid;
alter table moderation.decisions
    drop constraint decisions_kind_check,
    add constraint decisions_kind_check
        check (kind in ('clip', 'comment', 'person', 'shop', 'product', 'review')) not valid;
