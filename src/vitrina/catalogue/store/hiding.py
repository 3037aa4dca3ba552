"""SQL of taking products down, and of bringing them back."""

from collections.abc import Sequence
from uuid import UUID

from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, run, value
from vitrina.shops.model import ShopId


async def hide_product(db: Db, product_id: ProductId) -> int:
    """Take a product down, also one that is down with its shop; 0 when it is down for itself."""
    return await run(
        db,
        """
        update catalogue.products
           set hidden_for = id,
               hidden_status = coalesce(hidden_status, status),
               status = 'draft',
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = pg_current_xact_id()::text::bigint
         where id = %(product_id)s
           and hidden_for is distinct from id
        """,
        product_id=product_id,
    )


async def hide_products_of(db: Db, shop_id: ShopId) -> int:
    """Take every product of a shop down that is not."""
    return await run(
        db,
        """
        update catalogue.products
           set hidden_for = shop_id,
               hidden_status = status,
               status = 'draft',
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = pg_current_xact_id()::text::bigint
         where shop_id = %(shop_id)s
           and hidden_for is null
        """,
        shop_id=shop_id,
    )


async def restore_products(db: Db, hidden_for: UUID) -> int:
    """Show products again that one decision took down, as their owner left them."""
    return await run(
        db,
        """
        update catalogue.products
           set hidden_for = null,
               status = hidden_status,
               hidden_status = null,
               published_at = case when hidden_status = 'active' then coalesce(published_at, updated_at)
                                   else published_at
                               end,
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = pg_current_xact_id()::text::bigint
         where hidden_for = %(hidden_for)s
        """,
        hidden_for=hidden_for,
    )


async def hidden_among(db: Db, ids: Sequence[ProductId]) -> list[ProductId]:
    """Tell which of some products are down."""
    return await value(
        db,
        """
        select coalesce(array_agg(id), '{}')
          from catalogue.products
         where id = any(%(ids)s)
           and hidden_for is not null
        """,
        ids=list(ids),
    )
