"""SQL of the inventory. What takes locks is a function in its migration, so that a batch is one statement."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import VariantId
from vitrina.identity.model import PersonId
from vitrina.inventory.model import Changes, Count, HoldRequest, Level, Recount
from vitrina.kit.db import Db, many, one, run, value


class Lacking(Struct, frozen=True, kw_only=True):
    """A line of a purchase that was refused."""

    purchase_id: UUID
    variant_id: VariantId
    wanted: int
    available: int


class Free(Struct, frozen=True, kw_only=True):
    """How much of a variant can be bought now."""

    variant_id: VariantId
    available: int


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


async def hold(db: Db, requests: Sequence[HoldRequest]) -> list[Lacking]:
    """Hold purchases in order, each wholly or not at all; answers what the refused ones lack."""
    lines = [
        (request, variant_id, quantity) for request in requests for variant_id, quantity in request.lines
    ]
    return await many(
        db,
        Lacking,
        """
        select purchase_id, variant_id, wanted, available
          from inventory.hold(
                   %(purchases)b::uuid[],
                   %(variants)b::uuid[],
                   %(quantities)b::integer[],
                   %(untils)b::timestamptz[])
        """,
        purchases=[request.purchase_id for request, _, _ in lines],
        variants=[variant_id for _, variant_id, _ in lines],
        quantities=[quantity for _, _, quantity in lines],
        untils=[request.until for request, _, _ in lines],
    )


async def sell(db: Db, purchase_ids: Sequence[UUID]) -> list[UUID]:
    """Turn holds into sold; answers the purchases that are sold."""
    rows = await many(
        db, _Id, "select id from inventory.sell(%(purchases)b::uuid[]) as id", purchases=list(purchase_ids)
    )
    return [row.id for row in rows]


async def release(db: Db, purchase_ids: Sequence[UUID]) -> list[VariantId]:
    """Give back what purchases hold, for good; answers the variants that have units again."""
    rows = await many(
        db,
        _Id,
        "select id from inventory.release(%(purchases)b::uuid[]) as id",
        purchases=list(purchase_ids),
    )
    return [VariantId(row.id) for row in rows]


async def give_back(db: Db, purchase_id: UUID, variant_ids: Sequence[VariantId]) -> list[VariantId]:
    """Give back what a purchase has bought and was not sent; answers the variants that have units again."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from inventory.give_back(
                   array[%(purchase_id)s::uuid], %(variants)b::uuid[], 'sold', 'cancellation') as id
        """,
        purchase_id=purchase_id,
        variants=list(variant_ids),
    )
    return [VariantId(row.id) for row in rows]


async def take_back(db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]]) -> list[VariantId]:
    """Put units of a purchase back on the shelf; answers the variants that have units again."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from inventory.take_back(%(purchase_id)s::uuid, %(variants)b::uuid[], %(quantities)b::integer[])
               as id
        """,
        purchase_id=purchase_id,
        variants=[variant_id for variant_id, _ in units],
        quantities=[quantity for _, quantity in units],
    )
    return [VariantId(row.id) for row in rows]


async def ship(db: Db, purchase_id: UUID, variant_ids: Sequence[VariantId]) -> int:
    """Note that sold units left the shelf. Returns how many lines changed."""
    return await run(
        db,
        """
        update inventory.holds
           set state = 'shipped'
         where purchase_id = %(purchase_id)s
           and variant_id = any(%(variants)b::uuid[])
           and state = 'sold'
        """,
        purchase_id=purchase_id,
        variants=list(variant_ids),
    )


async def expire(db: Db, *, limit: int) -> int:
    """Give back what was held too long. Returns how many lines."""
    return await value(db, "select inventory.expire(%(limit)s)", limit=limit)


async def count(db: Db, counts: Sequence[Count], *, person_id: PersonId) -> list[Recount]:
    """Write what somebody counted; answers by how much each variant that changed has changed."""
    return await many(
        db,
        Recount,
        """
        select variant_id, change
          from inventory.count(%(variants)b::uuid[], %(quantities)b::integer[], %(person_id)s)
        """,
        variants=[each.variant_id for each in counts],
        quantities=[each.quantity for each in counts],
        person_id=person_id,
    )


async def recount(db: Db, recounts: Sequence[Recount], *, person_id: PersonId) -> None:
    """Put counts right by so many units each."""
    await run(
        db,
        "select inventory.recount(%(variants)b::uuid[], %(changes)b::integer[], %(person_id)s)",
        variants=[each.variant_id for each in recounts],
        changes=[each.change for each in recounts],
        person_id=person_id,
    )


async def levels(db: Db, variant_ids: Sequence[VariantId]) -> list[Level]:
    """Read the levels of variants, in the order asked; one never counted has nothing."""
    return await many(
        db,
        Level,
        """
        select v.id as variant_id,
               coalesce(s.available, 0) as available,
               h.held,
               h.sold_unshipped,
               coalesce(s.available - s.short_by, 0) + h.held + h.sold_unshipped as quantity,
               coalesce(s.short_by, 0) > 0 as is_short
          from unnest(%(ids)s::uuid[]) with ordinality as v (id, position)
          left join inventory.stock s on s.variant_id = v.id
          join lateral (
                   select coalesce(sum(h.quantity) filter (where h.state = 'active'), 0)::integer as held,
                          coalesce(sum(h.quantity) filter (where h.state = 'sold'), 0)::integer
                              as sold_unshipped
                     from inventory.holds h
                    where h.variant_id = v.id
                      and h.state in ('active', 'sold')
               ) h on true
         order by v.position
        """,
        ids=list(variant_ids),
    )


async def available(db: Db, variant_ids: Sequence[UUID]) -> list[Free]:
    """Read what of these variants can be bought now; those with nothing are left out."""
    return await many(
        db,
        Free,
        """
        select variant_id, available
          from inventory.stock
         where variant_id = any(%(ids)s::uuid[])
           and available > 0
        """,
        ids=list(variant_ids),
    )


async def changes(db: Db, *, since: int, limit: int) -> Changes:
    """Read which variants moved since a mark; a running transaction is told once it has ended."""
    found = await one(
        db,
        Changes,
        """
          with moved as (
                   select m.variant_id
                     from inventory.movements m
                    where m.tx >= %(since)s
                      and m.tx < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                    limit %(limit)s
               )
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as mark,
               (select count(*) from moved) as movement_count,
               coalesce((select array_agg(distinct m.variant_id) from moved m), '{}') as variant_ids
        """,
        since=since,
        limit=limit,
    )
    assert found, "a select without from always answers a row"
    return found
