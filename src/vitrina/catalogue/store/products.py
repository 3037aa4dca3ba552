"""SQL of products."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import (
    Category,
    Changes,
    NewProduct,
    Option,
    Product,
    ProductId,
    ProductStatus,
    ProductText,
    Variant,
)
from vitrina.identity.model import AgeLimit
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Currency
from vitrina.kit.taxes import TaxClass
from vitrina.media.model import FileId
from vitrina.shops.model import ShopId


class _ProductRow(Struct, frozen=True, kw_only=True):
    """A product whose variants are JSON text, because ids inside of it are text too."""

    id: ProductId
    shop_id: ShopId
    title: str
    description: str
    category: Category
    currency: Currency
    status: ProductStatus
    options: list[Option]
    image_file_ids: list[FileId]
    variants: str
    age_limit: AgeLimit
    tax_class: TaxClass
    rating_count: int
    stars_sum: int
    published_at: datetime | None
    created_at: datetime

    def product(self) -> Product:
        columns: dict[str, Any] = msgspec.structs.asdict(self)
        columns["variants"] = msgspec.json.decode(self.variants, type=list[Variant])
        return Product(**columns)


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


async def add_product(
    db: Db, product: NewProduct, *, shop_id: ShopId, currency: Currency, now: datetime
) -> bool:
    """Insert a product without its variants. False: the id is known already."""
    count = await run(
        db,
        """
        insert into catalogue.products (
               id,
               shop_id,
               title,
               description,
               category,
               currency,
               status,
               options,
               image_file_ids,
               age_limit,
               tax_class,
               published_at,
               created_at,
               updated_at)
        values (%(id)s,
               %(shop_id)s,
               %(title)s,
               %(description)s,
               %(category)s,
               %(currency)s,
               %(status)s,
               %(options)s::jsonb,
               %(images)s::uuid[],
               %(age_limit)s,
               %(tax_class)s,
               case when %(status)s = 'active' then %(now)s::timestamptz end,
               %(now)s,
               %(now)s)
        on conflict (id) do nothing
        """,
        **_columns(product),
        shop_id=shop_id,
        currency=currency,
        now=now,
    )
    return count == 1


async def change_product(db: Db, product: NewProduct, *, now: datetime) -> None:
    """Write what a product is now; its first publication is kept."""
    await run(
        db,
        """
        update catalogue.products
           set title = %(title)s,
               description = %(description)s,
               category = %(category)s,
               status = %(status)s,
               options = %(options)s::jsonb,
               image_file_ids = %(images)s::uuid[],
               age_limit = %(age_limit)s,
               tax_class = %(tax_class)s,
               published_at = case when %(status)s = 'active'
                                   then coalesce(published_at, %(now)s)
                                   else published_at
                               end,
               updated_at = %(now)s,
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = case when (status, category) is distinct from (%(status)s, %(category)s)
                                then pg_current_xact_id()::text::bigint
                                else listed_tx
                            end
         where id = %(id)s
        """,
        **_columns(product),
        now=now,
    )


async def save_products(
    db: Db, products: Sequence[NewProduct], *, shop_id: ShopId, currency: Currency, now: datetime
) -> int:
    """Write what many products of a shop are now, new and known ones. One statement.

    Returns how many were saved: a product of another shop is left alone and not counted.
    """
    rows = [_columns(product) for product in products]
    return await value(
        db,
        """
          with wanted as (
                   select w.*
                     from jsonb_to_recordset(%(rows)s::jsonb) as w (
                          id uuid,
                          title text,
                          description text,
                          category text,
                          status text,
                          options text,
                          images uuid[],
                          age_limit smallint,
                          tax_class text)
               ),
               saved as (
                   insert into catalogue.products as p (
                          id,
                          shop_id,
                          title,
                          description,
                          category,
                          currency,
                          status,
                          options,
                          image_file_ids,
                          age_limit,
                          tax_class,
                          published_at,
                          created_at,
                          updated_at)
                   select w.id,
                          %(shop_id)s,
                          w.title,
                          w.description,
                          w.category,
                          %(currency)s,
                          w.status,
                          w.options::jsonb,
                          w.images,
                          w.age_limit,
                          w.tax_class,
                          case when w.status = 'active' then %(now)s::timestamptz end,
                          %(now)s,
                          %(now)s
                     from wanted w
                    order by w.id
                   on conflict (id) do update
                      set title = excluded.title,
                          description = excluded.description,
                          category = excluded.category,
                          status = excluded.status,
                          options = excluded.options,
                          image_file_ids = excluded.image_file_ids,
                          age_limit = excluded.age_limit,
                          tax_class = excluded.tax_class,
                          published_at = coalesce(p.published_at, excluded.published_at),
                          updated_at = excluded.updated_at,
                          changed_tx = pg_current_xact_id()::text::bigint,
                          listed_tx = case when (p.status, p.category)
                                                is distinct from (excluded.status, excluded.category)
                                           then pg_current_xact_id()::text::bigint
                                           else p.listed_tx
                                       end
                    where p.shop_id = excluded.shop_id
                   returning p.id
               )
        select count(*) from saved
        """,
        rows=msgspec.json.encode(rows).decode(),
        shop_id=shop_id,
        currency=currency,
        now=now,
    )


async def save_images(db: Db, images: Mapping[ProductId, Sequence[FileId]], *, now: datetime) -> None:
    """Give products these pictures. One statement."""
    rows = [{"id": product_id, "images": file_ids} for product_id, file_ids in images.items()]
    await run(
        db,
        """
        update catalogue.products p
           set image_file_ids = w.images,
               updated_at = %(now)s,
               changed_tx = pg_current_xact_id()::text::bigint
          from jsonb_to_recordset(%(rows)s::jsonb) as w (id uuid, images uuid[])
         where p.id = w.id
           and p.image_file_ids is distinct from w.images
        """,
        rows=msgspec.json.encode(rows).decode(),
        now=now,
    )


def _columns(product: NewProduct) -> dict[str, object]:
    return {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "category": product.category,
        "status": product.status,
        "options": msgspec.json.encode(product.options).decode(),
        "images": list(product.images),
        "age_limit": product.age_limit,
        "tax_class": product.tax_class,
    }


async def lock_products(db: Db, ids: Sequence[UUID]) -> list[ProductId]:
    """Keep other edits of many products away until this transaction ends; answers those that there are."""
    rows = await many(
        db,
        _Id,
        """
        select p.id
          from catalogue.products p
         where p.id = any(%(ids)s::uuid[])
         order by p.id
           for update
        """,
        ids=list(ids),
    )
    return [ProductId(row.id) for row in rows]


async def lock_product(db: Db, product_id: ProductId) -> ShopId | None:
    """Keep other edits of a product away until this transaction ends; None: there is none."""
    return await value(
        db, "select shop_id from catalogue.products where id = %(id)s for update", id=product_id
    )


async def set_status(db: Db, ids: Sequence[ProductId], status: ProductStatus, *, now: datetime) -> None:
    """Put products on sale, or take them off; those that have the status are left alone. One statement."""
    await run(
        db,
        """
        update catalogue.products
           set status = %(status)s,
               published_at = case when %(status)s = 'active'
                                   then coalesce(published_at, %(now)s)
                                   else published_at
                              end,
               updated_at = %(now)s,
               changed_tx = pg_current_xact_id()::text::bigint,
               listed_tx = pg_current_xact_id()::text::bigint
         where id = any(%(ids)s::uuid[])
           and status <> %(status)s
        """,
        ids=list(ids),
        status=status,
        now=now,
    )


async def products(db: Db, ids: Sequence[UUID]) -> list[Product]:
    """Read products with their present variants."""
    rows = await many(
        db,
        _ProductRow,
        """
        select p.id,
               p.shop_id,
               p.title,
               p.description,
               p.category,
               p.currency,
               p.status,
               p.options,
               p.image_file_ids,
               v.variants,
               p.age_limit,
               p.tax_class,
               p.rating_count,
               p.stars_sum,
               p.published_at,
               p.created_at
          from (select kit.now() as at offset 0) clock
         cross join catalogue.products p
          join lateral (
                   select coalesce(jsonb_agg(
                              jsonb_build_object(
                                  'id', v.id,
                                  'sku', v.sku,
                                  'values', v.option_values,
                                  'price_minor', v.price_minor,
                                  'compare_at_minor', v.compare_at_minor,
                                  'price_version', v.price_version,
                                  'weight_g', v.weight_g,
                                  'flash', case when f.price_minor < v.price_minor
                                                then jsonb_build_object('price_minor', f.price_minor,
                                                                        'before_minor', f.before_minor,
                                                                        'starts_at', f.starts_at,
                                                                        'ends_at', f.ends_at) end)
                              order by v.position), '[]')::text as variants
                     from catalogue.variants v
                     left join catalogue.flash_prices f
                            on f.variant_id = v.id
                           and f.starts_at <= clock.at
                           and f.ends_at > clock.at
                    where v.product_id = p.id
                      and v.removed_at is null
               ) v on true
         where p.id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )
    return [row.product() for row in rows]


async def texts(db: Db, ids: Sequence[UUID]) -> list[ProductText]:
    """Read what products say about themselves."""
    return await many(
        db,
        ProductText,
        """
        select p.id,
               p.shop_id,
               p.title,
               p.description,
               p.options
          from catalogue.products p
         where p.id = any(%(ids)b::uuid[])
        """,
        ids=list(ids),
    )


async def find_shop(db: Db, product_id: ProductId) -> ShopId | None:
    """Find whose product it is."""
    return await value(db, "select shop_id from catalogue.products where id = %(id)s", id=product_id)


async def changes(db: Db, *, since: int, since_at: datetime | None, limit: int) -> Changes:
    """Read which products changed since a mark; a running transaction is told once it has ended.

    since_at: also those of which a flash price has begun or ended since.
    """
    found = await one(
        db,
        Changes,
        """
          with changed as (
                   select p.id, p.listed_tx
                     from catalogue.products p
                    where p.changed_tx >= %(since)s
                      and p.changed_tx < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                    limit %(limit)s
               ),
               turned as (
                   select f.product_id
                     from catalogue.flash_prices f
                    where f.starts_at > %(since_at)s::timestamptz
                      and f.starts_at <= kit.now()
                    union
                   select f.product_id
                     from catalogue.flash_prices f
                    where f.ends_at > %(since_at)s::timestamptz
                      and f.ends_at <= kit.now()
                    limit %(limit)s
               )
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as mark,
               kit.now() as at,
               array(select c.id from changed c union all select t.product_id from turned t) as product_ids,
               exists (select 1 from changed c where c.listed_tx >= %(since)s)
                   or exists (select 1
                                from catalogue.collections g
                               where g.changed_tx >= %(since)s
                                 and g.changed_tx < pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
                   as is_list_changed
        """,
        since=since,
        since_at=since_at,
        limit=limit,
    )
    assert found, "a select without from always answers a row"
    return found
