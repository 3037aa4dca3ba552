"""SQL of locations. What takes locks is a function in its migration."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import VariantId
from vitrina.identity.model import PersonId
from vitrina.inventory.locations.model import (
    Leaving,
    LevelAt,
    LocationId,
    LocationMovement,
    LocationRow,
    NewMove,
)
from vitrina.inventory.model import Count
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import Record, records
from vitrina.shops.model import ShopId


class TooLittle(Struct, frozen=True, kw_only=True):
    """Of what there is too little at a location. variant_id: None when it is closed."""

    variant_id: VariantId | None
    wanted: int
    available: int


async def line_up(db: Db, shop_id: ShopId) -> None:
    """Let changes of a shop's locations pass one after another, so that their limit holds."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 136))", id=str(shop_id))


async def locations(db: Db, shop_id: ShopId, *, limit: int) -> list[LocationRow]:
    """List the locations of a shop, in the order in which goods leave."""
    return await many(
        db,
        LocationRow,
        """
        select l.id, l.shop_id, l.name, l.address, l.is_active, l.priority
          from inventory.locations l
         where l.shop_id = %(shop_id)s
         order by l.priority, l.id
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def save(db: Db, row: LocationRow) -> bool:
    """Write a location in place of what has its id, open as it was; false when it is another shop's."""
    return (
        await run(
            db,
            """
            insert into inventory.locations as l (id, shop_id, name, address, is_active, priority)
            values (%(id)s, %(shop_id)s, %(name)s, %(address)s::jsonb, %(is_active)s, %(priority)s)
            on conflict (id) do update
                   set name = excluded.name,
                       address = excluded.address,
                       priority = excluded.priority
                 where l.shop_id = excluded.shop_id
            """,
            id=row.id,
            shop_id=row.shop_id,
            name=row.name,
            address=msgspec.json.encode(row.address).decode() if row.address else None,
            is_active=row.is_active,
            priority=row.priority,
        )
        == 1
    )


async def open_location(db: Db, location_id: LocationId, *, is_open: bool, person_id: PersonId) -> bool:
    """Open a location, or close it; false when it was so already."""
    return await value(
        db,
        "select inventory.open_location(%(id)s, %(is_open)s, %(person_id)s)",
        id=location_id,
        is_open=is_open,
        person_id=person_id,
    )


async def count_own(db: Db, counts: Sequence[Count], *, person_id: PersonId) -> None:
    """Write what was counted at the shop's own location, beside what lies elsewhere."""
    await run(
        db,
        "select inventory.count_own(%(variants)b::uuid[], %(quantities)b::integer[], %(person_id)s)",
        variants=[each.variant_id for each in counts],
        quantities=[each.quantity for each in counts],
        person_id=person_id,
    )


async def count_at(db: Db, location_id: LocationId, counts: Sequence[Count], *, person_id: PersonId) -> None:
    """Write what was counted at a location beside the shop's own."""
    await run(
        db,
        """
        select inventory.count_at(
                   %(id)s, %(variants)b::uuid[], %(quantities)b::integer[], %(person_id)s)
        """,
        id=location_id,
        variants=[each.variant_id for each in counts],
        quantities=[each.quantity for each in counts],
        person_id=person_id,
    )


async def levels_elsewhere(db: Db, variant_ids: Sequence[VariantId]) -> list[LevelAt]:
    """Read what lies at locations beside the shop's own, open or not; nothing is left out."""
    return await many(
        db,
        LevelAt,
        """
        select p.variant_id, p.location_id, p.quantity
          from inventory.location_stock p
         where p.variant_id = any(%(ids)s::uuid[])
           and p.quantity > 0
        """,
        ids=list(variant_ids),
    )


async def counted_elsewhere(db: Db, counts: Sequence[Count]) -> list[TooLittle]:
    """Read of which variants more lies at open locations beside the shop's own than was counted of all."""
    return await many(
        db,
        TooLittle,
        """
        select c.variant_id, e.quantity as wanted, c.quantity as available
          from unnest(%(variants)b::uuid[], %(quantities)b::integer[]) as c (variant_id, quantity)
         cross join inventory.elsewhere(c.variant_id) as e (quantity)
         where e.quantity > c.quantity
        """,
        variants=[each.variant_id for each in counts],
        quantities=[each.quantity for each in counts],
    )


async def move(db: Db, shop_id: ShopId, new: NewMove, *, person_id: PersonId) -> list[TooLittle]:
    """Carry units between locations, all or none; answers what is too little of."""
    return await many(
        db,
        TooLittle,
        """
        select variant_id, wanted, available
          from inventory.move(
                   %(id)s,
                   %(shop_id)s,
                   %(from_id)s,
                   %(to_id)s,
                   %(variants)b::uuid[],
                   %(quantities)b::integer[],
                   %(person_id)s)
        """,
        id=new.id,
        shop_id=shop_id,
        from_id=new.from_id,
        to_id=new.to_id,
        variants=[each.variant_id for each in new.lines],
        quantities=[each.quantity for each in new.lines],
        person_id=person_id,
    )


async def line_up_sending(db: Db, shop_id: ShopId, purchase_ids: Sequence[UUID]) -> None:
    """Hold the rows of what purchases bought, in the order in which everybody does."""
    await run(
        db,
        "select inventory.line_up(%(shop_id)s, %(purchase_ids)b::uuid[])",
        shop_id=shop_id,
        purchase_ids=list(purchase_ids),
    )


async def leave(db: Db, leaving: Leaving, *, person_id: PersonId | None) -> list[TooLittle]:
    """Take what is about to leave off its locations; answers what is too little of at a named one."""
    return await many(
        db,
        TooLittle,
        """
        select variant_id, wanted, available
          from inventory.leave(
                   %(shop_id)s,
                   %(location_id)s,
                   %(purchase_id)s,
                   %(variants)b::uuid[],
                   %(quantities)b::integer[],
                   %(person_id)s)
        """,
        shop_id=leaving.shop_id,
        location_id=leaving.location_id,
        purchase_id=leaving.purchase_id,
        variants=[variant_id for variant_id, _ in leaving.units],
        quantities=[quantity for _, quantity in leaving.units],
        person_id=person_id,
    )


async def movements(
    db: Db, location_ids: Sequence[LocationId], *, before: int | None, limit: int
) -> list[LocationMovement]:
    """Read what changed at locations, the newest first."""
    return await many(
        db,
        LocationMovement,
        """
        select m.id, m.at, m.location_id, m.variant_id, m.change, m.cause
          from inventory.location_movements m
         where m.location_id = any(%(ids)s::uuid[])
           and (%(before)s::bigint is null or m.id < %(before)s)
         order by m.id desc
         limit %(limit)s
        """,
        ids=list(location_ids),
        before=before,
        limit=limit,
    )


async def export(db: Db, shop_ids: Sequence[ShopId]) -> AsyncIterator[Record]:
    """Read the locations of shops."""
    async for record in records(
        db,
        "locations",
        """
        select l.id, l.shop_id, l.name, l.address, l.is_active
          from inventory.locations l
         where l.shop_id = any(%(shop_ids)s)
         order by l.shop_id, l.priority
        """,
        shop_ids=list(shop_ids),
    ):
        yield record


async def forget_places(db: Db, shop_ids: Sequence[ShopId]) -> None:
    """Take names and addresses off the locations of shops."""
    await run(
        db,
        "update inventory.locations set name = '', address = null where shop_id = any(%(shop_ids)s)",
        shop_ids=list(shop_ids),
    )
