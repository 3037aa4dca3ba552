"""SQL of what was agreed for shows, and what it brought."""

from collections.abc import Sequence

from vitrina.affiliates.model import Agreement, RoomCommission
from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.live.model import RoomId
from vitrina.shops.model import ShopId


async def add_agreements(db: Db, agreements: Sequence[Agreement]) -> int:
    """Keep what was agreed; what is agreed for a product in a show stays."""
    return await run(
        db,
        """
        insert into affiliates.agreements (room_id, product_id, creator_id, shop_id, rate_bps, agreed_at)
        select room_id, product_id, creator_id, shop_id, rate_bps, agreed_at
          from unnest(%(rooms)s::uuid[], %(products)s::uuid[], %(creators)s::uuid[], %(shops)s::uuid[],
                      %(rates)s::int[], %(agreed)s::timestamptz[])
               as a (room_id, product_id, creator_id, shop_id, rate_bps, agreed_at)
            on conflict do nothing
        """,
        rooms=[each.room_id for each in agreements],
        products=[each.product_id for each in agreements],
        creators=[each.creator_id for each in agreements],
        shops=[each.shop_id for each in agreements],
        rates=[each.rate_bps for each in agreements],
        agreed=[each.agreed_at for each in agreements],
    )


async def find_agreement(db: Db, room_id: RoomId, product_id: ProductId) -> Agreement | None:
    """Find what was agreed for a product in a show."""
    return await one(
        db,
        Agreement,
        """
        select room_id, product_id, creator_id, shop_id, rate_bps, agreed_at
          from affiliates.agreements
         where room_id = %(room_id)s
           and product_id = %(product_id)s
        """,
        room_id=room_id,
        product_id=product_id,
    )


async def has_agreement(db: Db, room_id: RoomId) -> bool:
    """Tell whether anything was agreed for a show."""
    return await value(
        db,
        "select exists (select 1 from affiliates.agreements where room_id = %(room_id)s)",
        room_id=room_id,
    )


async def room_commissions(db: Db, room_ids: Sequence[RoomId], *, shop_id: ShopId) -> list[RoomCommission]:
    """Add up what sales of a shop's products in shows earned, in each currency."""
    return await many(
        db,
        RoomCommission,
        """
        select room_id, currency, sum(amount_minor - reversed_minor)::bigint as amount_minor
          from affiliates.commissions
         where room_id = any(%(room_ids)s::uuid[])
           and shop_id = %(shop_id)s
         group by room_id, currency
        """,
        room_ids=list(room_ids),
        shop_id=shop_id,
    )
