"""SQL of the inventory. What takes locks is a function in its migration, so that a batch is one statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import VariantId
from vitrina.identity.model import PersonId
from vitrina.inventory.model import (
    Changes,
    Count,
    Exchanged,
    HoldRequest,
    Level,
    Movement,
    Recount,
    ShelfId,
    StockCause,
)
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


async def keep_until(db: Db, purchase_ids: Sequence[UUID], until: datetime) -> int:
    """Move the end of active holds, in the order in which others lock them."""
    return await run(
        db,
        """
        with locked as (
            select purchase_id, variant_id
              from inventory.holds
             where purchase_id = any(%(purchase_ids)s::uuid[])
               and state = 'active'
             order by purchase_id, variant_id
               for update
        )
        update inventory.holds h
           set until = %(until)s
          from locked l
         where h.purchase_id = l.purchase_id
           and h.variant_id = l.variant_id
        """,
        purchase_ids=list(purchase_ids),
        until=until,
    )


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
                   array[%(purchase_id)s::uuid],
                   %(variants)b::uuid[] || array(select s.variant_id
                                                   from inventory.stock s
                                                  where s.of_variant_id = any(%(variants)b::uuid[])),
                   'sold',
                   'cancellation') as id
        """,
        purchase_id=purchase_id,
        variants=list(variant_ids),
    )
    return [VariantId(row.id) for row in rows]


async def take_back(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, are_sent: bool
) -> list[VariantId]:
    """Put units of a purchase back on the shelf; answers the variants that have units again."""
    rows = await many(
        db,
        _Id,
        """
        select back.id
          from (select array_agg(h.variant_id) as variants, array_agg(u.quantity) as quantities
                  from unnest(%(variants)b::uuid[], %(quantities)b::integer[]) as u (variant_id, quantity)
                  join inventory.stock s on u.variant_id in (s.variant_id, s.of_variant_id)
                  join inventory.holds h
                    on h.purchase_id = %(purchase_id)s::uuid
                   and h.variant_id = s.variant_id
                   and h.state in ('sold', 'shipped')) lying,
               inventory.take_back(
                   %(purchase_id)s::uuid, lying.variants, lying.quantities, %(are_sent)s) as back (id)
        """,
        purchase_id=purchase_id,
        variants=[variant_id for variant_id, _ in units],
        quantities=[quantity for _, quantity in units],
        are_sent=are_sent,
    )
    return [VariantId(row.id) for row in rows]


async def come_back(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, is_restocked: bool
) -> list[VariantId]:
    """Note that a buyer has units no more; answers the variants that have units again."""
    rows = await many(
        db,
        _Id,
        """
        select back.id
          from inventory.come_back(
                   %(purchase_id)s::uuid, %(variants)b::uuid[], %(quantities)b::integer[], %(is_restocked)s)
               as back (id)
        """,
        purchase_id=purchase_id,
        variants=[variant_id for variant_id, _ in units],
        quantities=[quantity for _, quantity in units],
        is_restocked=is_restocked,
    )
    return [VariantId(row.id) for row in rows]


async def note_exchange(db: Db, exchange: Exchanged, *, now: datetime) -> None:
    """Write what was sent in the place of what."""
    await run(
        db,
        """
        insert into inventory.exchanges (id, variant_id, purchase_id, of_variant_id, out_quantity, at)
        values (%(id)s, %(variant_id)s, %(purchase_id)s, %(of_variant_id)s, %(quantity)s, %(now)s)
            on conflict (id) do nothing
        """,
        id=exchange.id,
        variant_id=exchange.variant_id,
        purchase_id=exchange.purchase_id,
        of_variant_id=exchange.of_variant_id,
        quantity=exchange.quantity,
        now=now,
    )


async def exchange(db: Db, exchange_id: UUID, *, variant_id: VariantId, unit_count: int) -> int | None:
    """Take units for an exchange; answers how many there were when there were too few."""
    return await value(
        db,
        "select inventory.exchange(%(exchange_id)s, %(variant_id)s, %(unit_count)s)",
        exchange_id=exchange_id,
        variant_id=variant_id,
        unit_count=unit_count,
    )


async def send(db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]]) -> None:
    """Note that units of a purchase left the shelf."""
    await run(
        db,
        "select inventory.send(%(purchase_id)s, %(variants)b::uuid[], %(quantities)b::integer[])",
        purchase_id=purchase_id,
        variants=[variant_id for variant_id, _ in units],
        quantities=[quantity for _, quantity in units],
    )


async def unsend(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, left_at: datetime
) -> int:
    """Note that units of a purchase are here after all; answers how many there were to take back."""
    return await value(
        db,
        """
        select inventory.unsend(%(purchase_id)s, %(variants)b::uuid[], %(quantities)b::integer[], %(left_at)s)
        """,
        purchase_id=purchase_id,
        variants=[variant_id for variant_id, _ in units],
        quantities=[quantity for _, quantity in units],
        left_at=left_at,
    )


async def expire(db: Db, *, limit: int) -> int:
    """Give back what was held too long. Returns how many lines."""
    return await value(db, "select inventory.expire(%(limit)s)", limit=limit)


async def count(
    db: Db, counts: Sequence[Count], *, person_id: PersonId, cause: StockCause = StockCause.COUNT
) -> list[Recount]:
    """Write what somebody counted; answers by how much each variant that changed has changed."""
    return await many(
        db,
        Recount,
        """
        select variant_id, change
          from inventory.count(%(variants)b::uuid[], %(quantities)b::integer[], %(person_id)s, %(cause)s)
        """,
        variants=[each.variant_id for each in counts],
        quantities=[each.quantity for each in counts],
        person_id=person_id,
        cause=cause.value,
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
               p.held,
               p.sold_unshipped,
               p.set_aside,
               coalesce(s.available - s.short_by, 0) + p.held + p.sold_unshipped + p.set_aside as quantity,
               coalesce(s.short_by, 0) > 0 as is_short
          from unnest(%(ids)s::uuid[]) with ordinality as v (id, position)
          left join inventory.stock s on s.variant_id = v.id
          cross join inventory.promised(v.id) p
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


async def set_aside(db: Db, *, shelf_id: ShelfId, variant_id: VariantId, unit_count: int) -> int | None:
    """Put units of a variant on a shelf; answers how many there were when there were too few."""
    return await value(
        db,
        "select inventory.set_aside(%(shelf_id)s, %(variant_id)s, %(unit_count)s)",
        shelf_id=shelf_id,
        variant_id=variant_id,
        unit_count=unit_count,
    )


async def clear(db: Db, shelf_ids: Sequence[ShelfId]) -> int:
    """Mark shelves as cleared. Returns how many were not."""
    return await run(
        db,
        """
        update inventory.stock
           set is_cleared = true
         where variant_id in (select s.variant_id
                                from inventory.stock s
                               where s.variant_id = any(%(ids)s::uuid[])
                                 and s.of_variant_id is not null
                                 and not s.is_cleared
                               order by s.variant_id
                                 for update)
        """,
        ids=list(shelf_ids),
    )


async def empty_cleared(db: Db, *, limit: int) -> list[VariantId]:
    """Give what lies on cleared shelves back to their variants; answers what moved."""
    rows = await many(db, _Id, "select id from inventory.empty_cleared(%(limit)s) as id", limit=limit)
    return [VariantId(row.id) for row in rows]


async def extend(db: Db, untils: Mapping[UUID, datetime]) -> list[UUID]:
    """Let what purchases hold stay held until then; answers those that hold something still."""
    rows = await many(
        db,
        _Id,
        """
          with own as (
                   select h.purchase_id, h.variant_id, u.until
                     from unnest(%(ids)b::uuid[], %(untils)b::timestamptz[]) as u (id, until)
                     join inventory.holds h on h.purchase_id = u.id
                    where h.state = 'active'
                    order by h.purchase_id, h.variant_id
                      for update of h
               ),
               extended as (
                   update inventory.holds h
                      set until = greatest(h.until, o.until)
                     from own o
                    where h.purchase_id = o.purchase_id
                      and h.variant_id = o.variant_id
                   returning h.purchase_id
               )
        select distinct purchase_id as id
          from extended
        """,
        ids=list(untils),
        untils=list(untils.values()),
    )
    return [row.id for row in rows]


async def movements(
    db: Db,
    variant_ids: Sequence[VariantId],
    *,
    cause: StockCause | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[Movement]:
    """Read what moved the stock of variants and of their shelves, the newest first."""
    return await many(
        db,
        Movement,
        """
          with place as (
                   select v.id, v.id as variant_id, null::uuid as shelf_id
                     from unnest(%(ids)s::uuid[]) as v (id)
                    union all
                   select s.variant_id, s.of_variant_id, s.variant_id
                     from inventory.stock s
                    where s.of_variant_id = any(%(ids)s::uuid[])
               )
        select m.id,
               p.variant_id,
               p.shelf_id,
               m.change,
               m.cause,
               m.purchase_id,
               h.state as hold_state,
               m.at
          from place p
          join inventory.movements m on m.variant_id = p.id
          left join inventory.holds h
                 on h.purchase_id = m.purchase_id
                and h.variant_id = m.variant_id
                and m.cause in ('hold', 'late_payment')
         where (%(cause)s::text is null or m.cause = %(cause)s)
           and (%(before_at)s::timestamptz is null or (m.at, m.id) < (%(before_at)s, %(before_id)s))
         order by m.at desc, m.id desc
         limit %(limit)s
        """,
        ids=list(variant_ids),
        cause=cause and cause.value,
        before_at=before and before[0],
        before_id=before and before[1],
        limit=limit,
    )
