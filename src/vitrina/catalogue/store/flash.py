"""SQL of prices for a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue.flash_model import FlashRow, FlashStretch, NewFlashPrice
from vitrina.catalogue.model import FlashId, ProductId, VariantId
from vitrina.kit.db import Db, many, run, value
from vitrina.shops.model import ShopId


async def add_flash(
    db: Db,
    flash_id: FlashId,
    product_id: ProductId,
    prices: Sequence[NewFlashPrice],
    *,
    befores: Sequence[int | None],
    times: tuple[datetime, datetime],
    now: datetime,
) -> int:
    """Write prices of variants for a time. befores: what each is compared with."""
    return await run(
        db,
        """
        insert into catalogue.flash_prices (
               id, variant_id, product_id, price_minor, before_minor, starts_at, ends_at, created_at)
        select %(id)s, p.variant_id, %(product_id)s, p.price_minor, p.before_minor, %(starts_at)s,
               %(ends_at)s, %(now)s
          from unnest(%(variant_ids)b::uuid[], %(prices)b::bigint[], %(befores)b::bigint[])
               as p (variant_id, price_minor, before_minor)
         order by p.variant_id
        """,
        id=flash_id,
        product_id=product_id,
        variant_ids=[each.variant_id for each in prices],
        prices=[each.price for each in prices],
        befores=list(befores),
        starts_at=times[0],
        ends_at=times[1],
        now=now,
    )


async def flash_rows(db: Db, shop_id: ShopId, *, flash_id: FlashId | None, limit: int) -> list[FlashRow]:
    """Read the prices of a shop's flashes, the last to begin first; of one alone. limit: of rows."""
    return await many(
        db,
        FlashRow,
        """
        select f.id,
               f.product_id,
               f.variant_id,
               p.title,
               v.option_values as values,
               p.currency,
               f.price_minor,
               v.price_minor as own_minor,
               f.before_minor,
               f.starts_at,
               f.ends_at
          from catalogue.products p
          join catalogue.flash_prices f on f.product_id = p.id
          join catalogue.variants v on v.id = f.variant_id
         where p.shop_id = %(shop_id)s
           and (%(flash_id)s::uuid is null or f.id = %(flash_id)s)
         order by f.starts_at desc, f.id, v.position
         limit %(limit)s
        """,
        shop_id=shop_id,
        flash_id=flash_id,
        limit=limit,
    )


async def is_known(db: Db, flash_id: FlashId) -> bool:
    """Tell whether an id is taken."""
    return await value(
        db, "select exists (select 1 from catalogue.flash_prices where id = %(id)s)", id=flash_id
    )


async def count_to_come(db: Db, product_id: ProductId, *, now: datetime) -> int:
    """Count the flashes of a product that are not over."""
    return await value(
        db,
        """
        select count(distinct f.id)
          from catalogue.flash_prices f
         where f.product_id = %(product_id)s
           and f.ends_at > %(now)s
        """,
        product_id=product_id,
        now=now,
    )


async def forget_unbegun(db: Db, flash_id: FlashId, *, now: datetime) -> int:
    """Delete a flash that has not begun: nobody was ever asked for its prices."""
    return await run(
        db,
        "delete from catalogue.flash_prices where id = %(id)s and starts_at >= %(now)s",
        id=flash_id,
        now=now,
    )


async def lock_flash(db: Db, flash_id: FlashId) -> int:
    """Keep a flash from being changed by others meanwhile."""
    return await run(
        db,
        "select 1 from catalogue.flash_prices where id = %(id)s order by variant_id for update",
        id=flash_id,
    )


async def end_flash(db: Db, flash_id: FlashId, *, now: datetime) -> int:
    """End a flash that runs; its prices stay in the history."""
    return await run(
        db,
        """
        update catalogue.flash_prices
           set ends_at = %(now)s
         where id = %(id)s
           and starts_at < %(now)s
           and ends_at > %(now)s
        """,
        id=flash_id,
        now=now,
    )


async def touch_products(db: Db, ids: Sequence[UUID]) -> int:
    """Let who follows products look at them again."""
    return await run(
        db,
        """
        update catalogue.products
           set changed_tx = pg_current_xact_id()::text::bigint
         where id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )


async def take_turned(db: Db, *, now: datetime, limit: int) -> list[ProductId]:
    """Note the flashes that began or ended since they were told of; answers their products."""
    return await value(
        db,
        """
          with due as (
                   select f.id, f.variant_id
                     from catalogue.flash_prices f
                    where (f.told_at is null and f.starts_at <= %(now)s)
                       or (f.told_at < f.ends_at and f.ends_at <= %(now)s)
                    order by f.id, f.variant_id
                    limit %(limit)s
                      for update skip locked
               ),
               told as (
                   update catalogue.flash_prices f
                      set told_at = %(now)s
                     from due d
                    where f.id = d.id
                      and f.variant_id = d.variant_id
                   returning f.product_id
               )
        select coalesce(array_agg(distinct t.product_id), '{}') from told t
        """,
        now=now,
        limit=limit,
    )


async def flash_stretches(db: Db, variant_ids: Sequence[VariantId]) -> list[FlashStretch]:
    """Read when variants cost less for a time, of those times that began within a year."""
    return await many(
        db,
        FlashStretch,
        """
        select f.variant_id,
               f.price_minor,
               f.starts_at,
               f.ends_at,
               f.ends_at > kit.now() as is_running
          from catalogue.flash_prices f
         where f.variant_id = any(%(ids)s::uuid[])
           and f.starts_at <= kit.now()
           and f.starts_at > kit.now() - interval '1 year'
         order by f.variant_id, f.starts_at
        """,
        ids=list(variant_ids),
    )
