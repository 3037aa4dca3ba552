"""SQL of what a person's shops sell."""

from collections.abc import AsyncIterator

from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records
from vitrina.shops.model import ShopId

CLEARED_AT_ONCE = 500


async def export(db: Db, shop_id: ShopId) -> AsyncIterator[Record]:
    """Read the products of a shop."""
    async for record in records(
        db,
        "products",
        """
        select p.id, p.shop_id, p.title, p.description, p.category, p.currency, p.status, p.image_file_ids,
               p.published_at, p.created_at,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'id', v.id, 'sku', v.sku, 'values', v.option_values, 'price_minor', v.price_minor)
                       order by v.position), '[]')
                  from catalogue.variants v
                 where v.product_id = p.id
                   and v.removed_at is null) as variants
          from catalogue.products p
         where p.shop_id = %(shop_id)s
         order by p.id
        """,
        shop_id=shop_id,
    ):
        yield record
    async for record in records(
        db,
        "collections",
        """
        select c.id, c.shop_id, c.name, c.cover_file_id, c.is_hidden, c.created_at, c.deleted_at,
               (select coalesce(jsonb_agg(m.product_id order by m.position), '[]')
                  from catalogue.collected m
                 where m.collection_id = c.id) as product_ids
          from catalogue.collections c
         where c.shop_id = %(shop_id)s
         order by c.id
        """,
        shop_id=shop_id,
    ):
        yield record


async def clear_products(db: Db, shop_id: ShopId) -> int:
    """Hide products of a closed shop and take away their words and pictures, so many at once."""
    return await run(
        db,
        """
        update catalogue.products
           set description = '',
               image_file_ids = '{}',
               hidden_for = coalesce(hidden_for, shop_id),
               hidden_status = coalesce(hidden_status, status),
               status = 'draft',
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = pg_current_xact_id()::text::bigint
         where id in (select id
                        from catalogue.products
                       where shop_id = %(shop_id)s
                         and (description <> '' or image_file_ids <> '{}' or hidden_for is null)
                       limit %(limit)s)
        """,
        shop_id=shop_id,
        limit=CLEARED_AT_ONCE,
    )


async def erase_collections(db: Db, shop_id: ShopId) -> int:
    """Delete the collections of a shop, which may have a few dozen."""
    return await run(db, "delete from catalogue.collections where shop_id = %(shop_id)s", shop_id=shop_id)
