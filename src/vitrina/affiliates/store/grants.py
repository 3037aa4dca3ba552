"""SQL of rates that are kept for who showed a product when it was cut."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.affiliates.model import Grant
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run

KEPT_MAX = 1_000


async def add_grants(db: Db, grants: Sequence[Grant]) -> int:
    """Store grants; of two at the same moment the first counts."""
    return await run(
        db,
        """
        insert into affiliates.grants
               (creator_id, product_id, plan_kind, plan_version, rate_bps, granted_at, locked_until)
        select creator_id, product_id, plan_kind, plan_version, rate_bps, granted_at, locked_until
          from unnest(%(creator_ids)s::uuid[], %(product_ids)s::uuid[], %(kinds)s::text[],
                      %(versions)s::int[], %(rates)s::int[], %(granted)s::timestamptz[],
                      %(untils)s::timestamptz[])
               as g (creator_id, product_id, plan_kind, plan_version, rate_bps, granted_at, locked_until)
            on conflict do nothing
        """,
        creator_ids=[each.creator_id for each in grants],
        product_ids=[each.product_id for each in grants],
        kinds=[each.plan_kind.value for each in grants],
        versions=[each.plan_version for each in grants],
        rates=[each.rate_bps for each in grants],
        granted=[each.granted_at for each in grants],
        untils=[each.locked_until for each in grants],
    )


async def grants_of(
    db: Db, pairs: Sequence[tuple[PersonId, ProductId]], *, at: datetime | None
) -> list[Grant]:
    """Read the grants of (creator, product) pairs that are in force at a moment; None: at `kit.now()`."""
    return await many(
        db,
        Grant,
        """
        select g.creator_id,
               g.product_id,
               g.plan_kind,
               g.plan_version,
               g.rate_bps,
               g.granted_at,
               g.locked_until
          from unnest(%(creator_ids)s::uuid[], %(product_ids)s::uuid[]) as asked (creator_id, product_id)
          join affiliates.grants g
            on g.creator_id = asked.creator_id
           and g.product_id = asked.product_id
         where g.locked_until > coalesce(%(at)s::timestamptz, kit.now())
           and g.lost_at is null
         limit %(limit)s
        """,
        creator_ids=[creator_id for creator_id, _ in pairs],
        product_ids=[product_id for _, product_id in pairs],
        at=at,
        limit=KEPT_MAX,
    )


async def lose_grants(
    db: Db,
    creator_ids: Sequence[PersonId],
    *,
    shown: Sequence[tuple[PersonId, ProductId]],
    now: datetime,
) -> int:
    """End the grants of creators for whatever they show no more."""
    return await run(
        db,
        """
        update affiliates.grants g
           set lost_at = %(now)s
         where g.creator_id = any(%(creator_ids)s::uuid[])
           and g.locked_until > %(now)s
           and g.lost_at is null
           and not exists (select 1
                             from unnest(%(shown_creators)s::uuid[], %(shown_products)s::uuid[])
                                  as shown (creator_id, product_id)
                            where shown.creator_id = g.creator_id
                              and shown.product_id = g.product_id)
        """,
        creator_ids=list(creator_ids),
        shown_creators=[creator_id for creator_id, _ in shown],
        shown_products=[product_id for _, product_id in shown],
        now=now,
    )
