"""SQL of lists of products, and of what cards show of them."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import Category, Listed, ProductId, ProductStatus, ProductSummary
from vitrina.kit.db import Db, many
from vitrina.shops.model import ShopId


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


async def summaries(db: Db, ids: Sequence[UUID]) -> list[ProductSummary]:
    """Read what cards show of products."""
    return await many(
        db,
        ProductSummary,
        """
        select p.id,
               p.shop_id,
               p.title,
               p.currency,
               p.status,
               p.image_file_ids[1] as image_file_id,
               v.price_minor,
               v.compare_at_minor,
               v.price_max_minor,
               v.variant_ids,
               p.rating_count,
               p.stars_sum,
               p.published_at,
               p.age_limit,
               v.flash_ends_at
          from catalogue.products p
          join (
                   select v.product_id,
                          min(v.price_minor) as price_minor,
                          max(v.price_minor) as price_max_minor,
                          (array_agg(v.compare_at_minor order by v.price_minor, v.position))[1]
                              as compare_at_minor,
                          (array_agg(v.flash_ends_at order by v.price_minor, v.position))[1]
                              as flash_ends_at,
                          array_agg(v.id) as variant_ids
                     from (select o.product_id,
                                  o.id,
                                  o.position,
                                  least(o.price_minor, f.price_minor) as price_minor,
                                  case when f.price_minor < o.price_minor
                                       then coalesce(f.before_minor, o.compare_at_minor)
                                       else o.compare_at_minor
                                   end as compare_at_minor,
                                  case when f.price_minor < o.price_minor then f.ends_at end as flash_ends_at
                             from (select kit.now() as at offset 0) clock
                            cross join catalogue.variants o
                             left join catalogue.flash_prices f
                                    on f.variant_id = o.id
                                   and f.starts_at <= clock.at
                                   and f.ends_at > clock.at
                            where o.product_id = any(%(ids)s::uuid[])
                              and o.removed_at is null) v
                    group by v.product_id
               ) v on v.product_id = p.id
         where p.id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )


async def active_products(
    db: Db, *, shop_id: ShopId | None, category: Category | None, before: Listed | None, limit: int
) -> list[Listed]:
    """List products on sale, the newest first."""
    return await many(
        db,
        Listed,
        """
        select p.id, p.published_at
          from catalogue.products p
         where p.status = 'active'
           and (%(shop_id)s::uuid is null or p.shop_id = %(shop_id)s)
           and (%(category)s::text is null or p.category = %(category)s)
           and (%(before_id)s::uuid is null
                or (p.published_at, p.id) < (%(before_at)s::timestamptz, %(before_id)s))
         order by p.published_at desc, p.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        category=category,
        before_at=before and before.published_at,
        before_id=before and before.id,
        limit=limit,
    )


async def shop_product_ids(
    db: Db,
    *,
    shop_id: ShopId,
    status: ProductStatus | None,
    before: ProductId | None,
    limit: int,
    words: Sequence[str] = (),
) -> list[ProductId]:
    """List a shop's products, the newest first. words: each is in the title or begins a SKU."""
    rows = await many(
        db,
        _Id,
        """
        select p.id
          from catalogue.products p
         where p.shop_id = %(shop_id)s
           and (%(status)s::text is null or p.status = %(status)s)
           and (%(before)s::uuid is null or p.id < %(before)s)
           and not exists (
               select 1
                 from unnest(%(words)s::text[]) w (word)
                where strpos(regexp_replace(normalize(lower(p.title), nfkd), '[\u0300-\u036f]', '', 'g'),
                             regexp_replace(normalize(lower(w.word), nfkd), '[\u0300-\u036f]', '', 'g')) = 0
                  and not exists (select 1
                                    from catalogue.variants v
                                   where v.product_id = p.id
                                     and starts_with(lower(v.sku), lower(w.word))))
         order by p.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        status=status,
        words=list(words),
        before=before,
        limit=limit,
    )
    return [ProductId(row.id) for row in rows]


async def pictured_product_ids(
    db: Db, *, shop_id: ShopId, before: ProductId | None, limit: int
) -> list[ProductId]:
    """List a shop's products that are on sale and have pictures, the newest first."""
    rows = await many(
        db,
        _Id,
        """
        select p.id
          from catalogue.products p
         where p.shop_id = %(shop_id)s
           and p.status = 'active'
           and p.image_file_ids <> '{}'
           and (%(before)s::uuid is null or p.id < %(before)s)
         order by p.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        before=before,
        limit=limit,
    )
    return [ProductId(row.id) for row in rows]
