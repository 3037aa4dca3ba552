"""SQL of plans and the terms that apply."""

from collections.abc import Sequence

import msgspec

from vitrina.affiliates.model import (
    Override,
    PlanVersion,
    Terms,
)
from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import ShopId

OVERRIDES_MAX = 1_000


async def add_plan_version(db: Db, version: PlanVersion) -> int | None:
    """Append the next version of a shop's plan, or of one product's. Returns its number; None in a race."""
    return await value(
        db,
        """
        insert into affiliates.plan_versions
               (id, shop_id, product_id, version, rate_bps, created_by, created_at)
        select %(id)s,
               %(shop_id)s,
               %(product_id)s,
               coalesce(max(v.version), 0) + 1,
               %(rate_bps)s,
               %(created_by)s,
               %(created_at)s
          from affiliates.plan_versions v
         where v.shop_id = %(shop_id)s
           and v.product_id is not distinct from %(product_id)s::uuid
            on conflict do nothing
        returning version
        """,
        **msgspec.structs.asdict(version),
    )


async def find_plan(db: Db, shop_id: ShopId) -> PlanVersion | None:
    """Find the newest version of a shop's open plan."""
    return await one(
        db,
        PlanVersion,
        """
        select id, shop_id, product_id, version, rate_bps, created_by, created_at
          from affiliates.plan_versions
         where shop_id = %(shop_id)s
           and product_id is null
         order by version desc
         limit 1
        """,
        shop_id=shop_id,
    )


async def overrides(db: Db, shop_id: ShopId) -> list[Override]:
    """List the products of a shop that have a rate of their own."""
    return await many(
        db,
        Override,
        """
        select newest.product_id, newest.rate_bps
          from (select distinct on (product_id) product_id, rate_bps
                  from affiliates.plan_versions
                 where shop_id = %(shop_id)s
                   and product_id is not null
                 order by product_id, version desc) newest
         where newest.rate_bps is not null
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=OVERRIDES_MAX,
    )


async def is_opted_out(db: Db, shop_id: ShopId) -> bool:
    """Tell whether a shop keeps the operator's default plan away."""
    found = await value(
        db,
        "select is_default_plan_opted_out from affiliates.shop_policies where shop_id = %(shop_id)s",
        shop_id=shop_id,
    )
    return bool(found)


async def set_opted_out(db: Db, shop_id: ShopId, *, is_opted_out: bool) -> None:
    """Keep the operator's default plan away from a shop, or let it in."""
    await run(
        db,
        """
        insert into affiliates.shop_policies (shop_id, is_default_plan_opted_out)
        values (%(shop_id)s, %(is_opted_out)s)
            on conflict (shop_id) do update
           set is_default_plan_opted_out = excluded.is_default_plan_opted_out
        """,
        shop_id=shop_id,
        is_opted_out=is_opted_out,
    )


async def terms(
    db: Db, products: Sequence[tuple[ProductId, ShopId]], *, default_rate_bps: int
) -> list[Terms]:
    """Find the terms of products: product rate, else shop plan, else the default unless opted out."""
    return await many(
        db,
        Terms,
        """
        select asked.product_id,
               case when product.rate_bps is not null then 'product'
                    when shop.rate_bps is not null then 'shop'
                    else 'default' end as kind,
               case when product.rate_bps is not null then product.version
                    when shop.rate_bps is not null then shop.version
                    else 1 end as version,
               coalesce(product.rate_bps, shop.rate_bps, %(default_rate_bps)s::int) as rate_bps
          from unnest(%(product_ids)s::uuid[], %(shop_ids)s::uuid[]) as asked (product_id, shop_id)
          left join lateral (select v.rate_bps, v.version
                               from affiliates.plan_versions v
                              where v.shop_id = asked.shop_id
                                and v.product_id = asked.product_id
                              order by v.version desc
                              limit 1) product on true
          left join lateral (select v.rate_bps, v.version
                               from affiliates.plan_versions v
                              where v.shop_id = asked.shop_id
                                and v.product_id is null
                              order by v.version desc
                              limit 1) shop on true
          left join affiliates.shop_policies policy on policy.shop_id = asked.shop_id
         where coalesce(product.rate_bps, shop.rate_bps) is not null
            or (%(default_rate_bps)s::int > 0 and not coalesce(policy.is_default_plan_opted_out, false))
        """,
        product_ids=[product_id for product_id, _ in products],
        shop_ids=[shop_id for _, shop_id in products],
        default_rate_bps=default_rate_bps,
    )
