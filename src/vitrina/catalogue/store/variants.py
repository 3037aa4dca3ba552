"""SQL of variants and their prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import (
    NewPrice,
    NewProduct,
    PricedName,
    ProductId,
    SkuNamed,
    Stretch,
    VariantForSale,
    VariantId,
)
from vitrina.kit.db import Db, many, value
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


class _Position(Struct, frozen=True, kw_only=True):
    product_id: ProductId
    position: int
    id: VariantId
    sku: str
    option_values: list[str]
    price_minor: int
    compare_at_minor: int | None
    weight_g: int | None


async def save_variants(db: Db, products: Sequence[NewProduct], *, currency: Currency, now: datetime) -> int:
    """Make products have these variants, in this order; others are taken off them.

    A changed price is a new version, kept in `catalogue.prices`. Returns how many were saved: an id of
    another product's variant is left alone and not counted.
    """
    positions = [
        _Position(
            product_id=product.id,
            position=i,
            id=variant.id,
            sku=variant.sku,
            option_values=variant.values,
            price_minor=variant.price_minor,
            compare_at_minor=variant.compare_at_minor,
            weight_g=variant.weight_g,
        )
        for product in products
        for i, variant in enumerate(product.variants)
    ]
    return await value(
        db,
        """
          with wanted as (
                   select w.*
                     from jsonb_to_recordset(%(positions)s::jsonb) as w (
                          product_id uuid,
                          position smallint,
                          id uuid,
                          sku text,
                          option_values text[],
                          price_minor bigint,
                          compare_at_minor bigint,
                          weight_g integer)
               ),
               removed as (
                   update catalogue.variants v
                      set removed_at = %(now)s
                    where v.product_id = any(%(product_ids)s::uuid[])
                      and v.removed_at is null
                      and not exists (select 1 from wanted w where w.id = v.id)
               ),
               saved as (
                   insert into catalogue.variants as v (
                          id, product_id, position, sku, option_values, price_minor, compare_at_minor,
                          weight_g)
                   select w.id, w.product_id, w.position, w.sku, w.option_values, w.price_minor,
                          w.compare_at_minor, w.weight_g
                     from wanted w
                    order by w.id
                   on conflict (id) do update
                      set position = excluded.position,
                          sku = excluded.sku,
                          option_values = excluded.option_values,
                          price_minor = excluded.price_minor,
                          compare_at_minor = excluded.compare_at_minor,
                          weight_g = excluded.weight_g,
                          removed_at = null,
                          price_version = v.price_version
                              + ((v.price_minor, v.compare_at_minor) is distinct from
                                 (excluded.price_minor, excluded.compare_at_minor))::int
                    where v.product_id = excluded.product_id
                   returning v.id, v.price_version, v.price_minor, v.compare_at_minor
               ),
               priced as (
                   insert into catalogue.prices (
                          variant_id, version, price_minor, compare_at_minor, currency, valid_from)
                   select s.id, s.price_version, s.price_minor, s.compare_at_minor, %(currency)s, %(now)s
                     from saved s
                   on conflict do nothing
               )
        select count(*) from saved
        """,
        positions=msgspec.json.encode(positions).decode(),
        product_ids=[product.id for product in products],
        currency=currency,
        now=now,
    )


async def shop_version(db: Db, shop_id: ShopId) -> str:
    """Digest which products of a shop are on sale, each with the transaction of its last change.

    All of them and not the latest one: a transaction may commit after a later one.
    """
    return await value(
        db,
        """
        select count(*)::text
               || '.' || coalesce(bit_xor(hashtextextended(p.id::text || p.changed_tx::text, 0)), 0)::text
          from catalogue.products p
         where p.shop_id = %(shop_id)s
           and p.status = 'active'
        """,
        shop_id=shop_id,
    )


async def variants_by_sku(db: Db, skus: Sequence[str], *, shop_id: ShopId | None) -> list[SkuNamed]:
    """Find the variants that alone have a SKU, among what is on sale."""
    return await many(
        db,
        SkuNamed,
        """
        select v.sku, (array_agg(v.id))[1] as variant_id
          from catalogue.variants v
          join catalogue.products p on p.id = v.product_id
         where v.sku = any(%(skus)s::text[])
           and v.sku <> ''
           and v.removed_at is null
           and p.status = 'active'
           and (%(shop_id)s::uuid is null or p.shop_id = %(shop_id)s)
         group by v.sku
        having count(*) = 1
        """,
        skus=list(skus),
        shop_id=shop_id,
    )


async def shop_variants_by_sku(db: Db, skus: Sequence[str], *, shop_id: ShopId) -> list[PricedName]:
    """Find the present variants of a shop with these SKUs, on sale or not; several may share one."""
    return await many(
        db,
        PricedName,
        """
        select v.sku as name, v.id as variant_id, v.price_minor
          from catalogue.variants v
          join catalogue.products p on p.id = v.product_id
         where v.sku = any(%(skus)b::text[])
           and v.sku <> ''
           and v.removed_at is null
           and p.shop_id = %(shop_id)s
           and p.status <> 'archived'
        """,
        skus=list(skus),
        shop_id=shop_id,
    )


async def variants_of_products(db: Db, product_ids: Sequence[UUID], *, shop_id: ShopId) -> list[PricedName]:
    """Find the present variants of a shop's products, under the ids of the products."""
    return await many(
        db,
        PricedName,
        """
        select p.id::text as name, v.id as variant_id, v.price_minor
          from catalogue.products p
          join catalogue.variants v on v.product_id = p.id
         where p.id = any(%(product_ids)b::uuid[])
           and v.removed_at is null
           and p.shop_id = %(shop_id)s
           and p.status <> 'archived'
        """,
        product_ids=list(product_ids),
        shop_id=shop_id,
    )


async def set_prices(db: Db, prices: Sequence[NewPrice], *, currency: Currency, now: datetime) -> int:
    """Give variants these prices, each a new version where it differs. Returns how many changed.

    A price to compare with that is not above the new one is dropped.
    """
    return await value(
        db,
        """
          with wanted as (
                   select w.variant_id, w.price_minor
                     from unnest(%(variant_ids)b::uuid[], %(prices)b::bigint[])
                          as w (variant_id, price_minor)
               ),
               priced as (
                   update catalogue.variants v
                      set price_minor = w.price_minor,
                          compare_at_minor = case when v.compare_at_minor > w.price_minor
                                                  then v.compare_at_minor end,
                          price_version = v.price_version + 1
                     from wanted w
                    where v.id = w.variant_id
                      and v.price_minor <> w.price_minor
                   returning v.id, v.product_id, v.price_version, v.price_minor, v.compare_at_minor
               ),
               kept as (
                   insert into catalogue.prices (
                          variant_id, version, price_minor, compare_at_minor, currency, valid_from)
                   select p.id, p.price_version, p.price_minor, p.compare_at_minor, %(currency)s, %(now)s
                     from priced p
               ),
               touched as (
                   update catalogue.products p
                      set updated_at = %(now)s,
                          changed_tx = pg_current_xact_id()::text::bigint
                    where p.id in (select product_id from priced)
               )
        select count(*) from priced
        """,
        variant_ids=[each.variant_id for each in prices],
        prices=[each.price_minor for each in prices],
        currency=currency,
        now=now,
    )


async def shop_variant_ids(
    db: Db, *, shop_id: ShopId, after: VariantId | None, limit: int
) -> list[VariantId]:
    """List the variants that a shop's products have now, by id."""
    rows = await many(
        db,
        _Id,
        """
        select v.id
          from catalogue.products p
          join catalogue.variants v on v.product_id = p.id
         where p.shop_id = %(shop_id)s
           and v.removed_at is null
           and (%(after)s::uuid is null or v.id > %(after)s)
         order by v.id
         limit %(limit)s
        """,
        shop_id=shop_id,
        after=after,
        limit=limit,
    )
    return [VariantId(row.id) for row in rows]


async def variants_for_sale(db: Db, variant_ids: Sequence[UUID]) -> list[VariantForSale]:
    """Read variants as they are sold now, the removed ones too."""
    return await many(
        db,
        VariantForSale,
        """
        select v.id as variant_id,
               v.product_id,
               p.shop_id,
               p.title,
               v.option_values as values,
               v.sku,
               p.image_file_ids[1] as image_file_id,
               least(v.price_minor, f.price_minor) as price_minor,
               case when f.price_minor < v.price_minor
                    then coalesce(f.before_minor, v.compare_at_minor)
                    else v.compare_at_minor
                end as compare_at_minor,
               case when f.price_minor < v.price_minor then f.ends_at end as flash_ends_at,
               v.price_version,
               p.currency,
               p.status = 'active' and v.removed_at is null as is_active,
               p.age_limit,
               p.tax_class,
               v.weight_g
          from (select kit.now() as at offset 0) clock
         cross join catalogue.variants v
          join catalogue.products p on p.id = v.product_id
          left join catalogue.flash_prices f
                 on f.variant_id = v.id
                and f.starts_at <= clock.at
                and f.ends_at > clock.at
         where v.id = any(%(ids)b::uuid[])
        """,
        ids=list(variant_ids),
    )


async def products_of(db: Db, variant_ids: Sequence[UUID]) -> list[ProductId]:
    """Find the products of variants."""
    rows = await many(
        db,
        _Id,
        "select distinct product_id as id from catalogue.variants where id = any(%(ids)s::uuid[])",
        ids=list(variant_ids),
    )
    return [ProductId(row.id) for row in rows]


async def stretches(db: Db, variant_ids: Sequence[UUID], *, versions_max: int) -> list[Stretch]:
    """Read when variants had which price since everybody could see them, the oldest first.

    Of each variant the last versions_max prices.
    """
    return await many(
        db,
        Stretch,
        """
        select c.variant_id,
               c.price_minor,
               c.compare_at_minor,
               greatest(c.valid_from, p.published_at) as starts_at,
               c.until
          from catalogue.variants v
          join catalogue.products p on p.id = v.product_id
          join lateral (
                   select e.variant_id,
                          e.version,
                          e.price_minor,
                          e.compare_at_minor,
                          e.valid_from,
                          lead(e.valid_from) over (order by e.version) as until
                     from catalogue.prices e
                    where e.variant_id = v.id
                      and e.version > v.price_version - %(versions_max)s
               ) c on true
         where v.id = any(%(ids)s::uuid[])
           and p.published_at is not null
           and (c.until is null or c.until > p.published_at)
         order by c.variant_id, c.version
        """,
        ids=list(variant_ids),
        versions_max=versions_max,
    )
