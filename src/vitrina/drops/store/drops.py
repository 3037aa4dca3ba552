"""Drops: planned, shown, ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.drops.model import Drop, DropId, DropPlace
from vitrina.kit.db import Db, many, run
from vitrina.shops.model import ShopId


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


async def add(db: Db, drop: Drop) -> bool:
    """Write a drop; False when the id is taken."""
    return bool(
        await run(
            db,
            """
            insert into drops.drops (
                       id, shop_id, product_id, variant_id, place, place_id, price_minor, currency,
                       unit_count, buyer_max, needs_account, opens_at, closes_at, created_at)
            values (%(id)s, %(shop_id)s, %(product_id)s, %(variant_id)s, %(place)s, %(place_id)s,
                    %(price_minor)s, %(currency)s, %(unit_count)s, %(buyer_max)s, %(needs_account)s,
                    %(opens_at)s, %(closes_at)s, %(created_at)s)
            on conflict (id) do nothing
            """,
            id=drop.id,
            shop_id=drop.shop_id,
            product_id=drop.product_id,
            variant_id=drop.variant_id,
            place=drop.place.value,
            place_id=drop.place_id,
            price_minor=drop.price_minor,
            currency=drop.currency.value,
            unit_count=drop.unit_count,
            buyer_max=drop.buyer_max,
            needs_account=drop.needs_account,
            opens_at=drop.opens_at,
            closes_at=drop.closes_at,
            created_at=drop.created_at,
        )
    )


async def drops(db: Db, ids: Sequence[DropId]) -> dict[DropId, Drop]:
    """Read drops."""
    rows = await many(
        db,
        Drop,
        """
        select id, shop_id, product_id, variant_id, place, place_id, price_minor, currency, unit_count,
               buyer_max, needs_account, opens_at, closes_at, created_at, ended_at, is_cancelled
          from drops.drops
         where id = any(%(ids)b::uuid[])
        """,
        ids=list(ids),
    )
    return {row.id: row for row in rows}


async def lock(db: Db, ids: Sequence[DropId]) -> dict[DropId, Drop]:
    """Read drops and keep others from making claims in them until this transaction ends."""
    rows = await many(
        db,
        Drop,
        """
        select id, shop_id, product_id, variant_id, place, place_id, price_minor, currency, unit_count,
               buyer_max, needs_account, opens_at, closes_at, created_at, ended_at, is_cancelled
          from drops.drops
         where id = any(%(ids)b::uuid[])
         order by id
           for update
        """,
        ids=list(ids),
    )
    return {row.id: row for row in rows}


async def shown(
    db: Db,
    product_id: ProductId,
    *,
    places: Mapping[DropPlace, UUID | None],
    now: datetime,
    limit: int,
) -> list[Drop]:
    """List a product's drops that are not over, in these places, the next first."""
    return await many(
        db,
        Drop,
        """
        select d.id, d.shop_id, d.product_id, d.variant_id, d.place, d.place_id, d.price_minor, d.currency,
               d.unit_count, d.buyer_max, d.needs_account, d.opens_at, d.closes_at, d.created_at, d.ended_at,
               d.is_cancelled
          from drops.drops d
          join unnest(%(places)s::text[], %(place_ids)s::uuid[]) as p (place, place_id)
                 on p.place = d.place
                and p.place_id is not distinct from d.place_id
         where d.product_id = %(product_id)s
           and d.ended_at is null
           and d.closes_at > %(now)s
         order by d.opens_at, d.id
         limit %(limit)s
        """,
        product_id=product_id,
        places=[place.value for place in places],
        place_ids=list(places.values()),
        now=now,
        limit=limit,
    )


async def of_shop(
    db: Db, shop_id: ShopId, *, before: tuple[datetime, DropId] | None, limit: int
) -> list[Drop]:
    """List a shop's drops, the last to open first."""
    return await many(
        db,
        Drop,
        """
        select id, shop_id, product_id, variant_id, place, place_id, price_minor, currency, unit_count,
               buyer_max, needs_account, opens_at, closes_at, created_at, ended_at, is_cancelled
          from drops.drops
         where shop_id = %(shop_id)s
           and (%(before_at)s::timestamptz is null or (opens_at, id) < (%(before_at)s, %(before_id)s::uuid))
         order by opens_at desc, id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        before_at=before and before[0],
        before_id=before and before[1],
        limit=limit,
    )


async def running_count(db: Db, shop_id: ShopId) -> int:
    """Count the drops of a shop that have not ended."""
    found = await many(
        db,
        _Id,
        "select id from drops.drops where shop_id = %(shop_id)s and ended_at is null limit 1000",
        shop_id=shop_id,
    )
    return len(found)


async def end(db: Db, ids: Sequence[DropId], *, is_cancelled: bool, now: datetime) -> list[DropId]:
    """End drops that have not ended; answers those."""
    rows = await many(
        db,
        _Id,
        """
        update drops.drops
           set ended_at = %(now)s,
               is_cancelled = %(is_cancelled)s
         where id = any(%(ids)s::uuid[])
           and ended_at is null
        returning id
        """,
        ids=list(ids),
        is_cancelled=is_cancelled,
        now=now,
    )
    return [DropId(row.id) for row in rows]


async def closing(db: Db, *, now: datetime, limit: int) -> list[DropId]:
    """List drops whose time is over."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from drops.drops
         where ended_at is null
           and closes_at <= %(now)s
         order by closes_at
         limit %(limit)s
        """,
        now=now,
        limit=limit,
    )
    return [DropId(row.id) for row in rows]
