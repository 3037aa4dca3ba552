"""SQL of what was agreed for shows, and what it brought."""

from collections.abc import Sequence

from vitrina.affiliates.model import Agreement, RoomCommission
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.live.model import RoomId


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


async def agreements_of(
    db: Db, room_id: RoomId, *, creator_id: PersonId, product_ids: Sequence[ProductId]
) -> list[Agreement]:
    """Read what a creator agreed to for some products in a show."""
    return await many(
        db,
        Agreement,
        """
        select room_id, product_id, creator_id, shop_id, rate_bps, agreed_at
          from affiliates.agreements
         where room_id = %(room_id)s
           and creator_id = %(creator_id)s
           and product_id = any(%(product_ids)s)
        """,
        room_id=room_id,
        creator_id=creator_id,
        product_ids=list(product_ids),
    )


async def has_agreement(db: Db, room_id: RoomId) -> bool:
    """Tell whether anything was agreed for a show."""
    return await value(
        db,
        "select exists (select 1 from affiliates.agreements where room_id = %(room_id)s)",
        room_id=room_id,
    )


async def room_commissions(db: Db, shown: Sequence[tuple[RoomId, ProductId]]) -> list[RoomCommission]:
    """Add up what sales of each of these products in its show earned, in each currency."""
    return await many(
        db,
        RoomCommission,
        """
        select c.room_id, c.currency, sum(c.amount_minor - c.reversed_minor)::bigint as amount_minor
          from unnest(%(room_ids)s::uuid[], %(product_ids)s::uuid[]) as w (room_id, product_id)
          join affiliates.commissions c on c.room_id = w.room_id and c.product_id = w.product_id
         group by c.room_id, c.currency
        """,
        room_ids=[room_id for room_id, _ in shown],
        product_ids=[product_id for _, product_id in shown],
    )
