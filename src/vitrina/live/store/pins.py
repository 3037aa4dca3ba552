"""SQL of line-ups and pins."""

from collections.abc import Sequence

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, run
from vitrina.kit.places import Currency
from vitrina.live.model import ITEMS_MAX, NUMBER_MAX, Item, Pin, PinId, RoomId


async def items(db: Db, room_ids: Sequence[RoomId], *, limit: int) -> list[Item]:
    """Read the line-up of rooms, each in its order."""
    return await many(
        db,
        Item,
        """
        select product_id, number
          from live.items
         where room_id = any(%(room_ids)s::uuid[])
         order by room_id, position, number
         limit %(limit)s
        """,
        room_ids=list(room_ids),
        limit=limit,
    )


class ItemCount(Struct, frozen=True, kw_only=True):
    """How long the line-up of a room is."""

    room_id: RoomId
    count: int


async def item_counts(db: Db, room_ids: Sequence[RoomId]) -> dict[RoomId, int]:
    """Count the items of rooms; one without any is left out."""
    found = await many(
        db,
        ItemCount,
        """
        select room_id, count(*) as count
          from live.items
         where room_id = any(%(room_ids)s::uuid[])
         group by room_id
        """,
        room_ids=list(room_ids),
    )
    return {each.room_id: each.count for each in found}


async def set_items(db: Db, room_id: RoomId, product_ids: Sequence[ProductId]) -> None:
    """Make these products the line-up of a room, in this order; who had a number keeps it.

    What is pinned, or was, stays: its number was said. The caller holds the room's log.
    """
    await run(
        db,
        """
        delete from live.items i
         where i.room_id = %(room_id)s
           and not i.product_id = any(%(product_ids)s::uuid[])
           and not exists (
                   select 1 from live.pins p where p.room_id = i.room_id and p.product_id = i.product_id)
        """,
        room_id=room_id,
        product_ids=list(product_ids),
    )
    await run(
        db,
        """
        with wanted as (
            select w.product_id, w.position
              from unnest(%(product_ids)s::uuid[]) with ordinality as w (product_id, position)
        ), fresh as (
            select w.product_id, row_number() over (order by w.position) as place
              from wanted w
             where not exists (
                       select 1
                         from live.items i
                        where i.room_id = %(room_id)s
                          and i.product_id = w.product_id)
        ), counted as (
            update live.counters c
               set last_number = c.last_number + (select count(*) from fresh)
             where c.room_id = %(room_id)s
            returning c.last_number - (select count(*) from fresh) as before
        )
        insert into live.items (room_id, product_id, number, position)
        select %(room_id)s, w.product_id, coalesce(c.before + f.place, 999), w.position
          from wanted w
         cross join counted c
          left join fresh f on f.product_id = w.product_id
            on conflict (room_id, product_id) do update
           set position = excluded.position
        """,
        room_id=room_id,
        product_ids=list(product_ids),
    )


async def add_item(db: Db, room_id: RoomId, product_id: ProductId) -> int | None:
    """Put a product at the end of a line-up, and tell its number; the one it has when it is there.

    None when the line-up is full, or all numbers of the room are given.
    """
    found = await many(
        db,
        Item,
        """
        with known as (
            select product_id, number
              from live.items
             where room_id = %(room_id)s
               and product_id = %(product_id)s
        ), counted as (
            update live.counters
               set last_number = last_number + 1
             where room_id = %(room_id)s
               and not exists (select 1 from known)
               and last_number < %(number_max)s
               and (select count(*) from live.items where room_id = %(room_id)s) < %(count_max)s
            returning last_number
        ), added as (
            insert into live.items (room_id, product_id, number, position)
            select %(room_id)s, %(product_id)s, last_number, 1000000 + last_number
              from counted
            returning product_id, number
        )
        select product_id, number from known
        union all
        select product_id, number from added
        """,
        room_id=room_id,
        product_id=product_id,
        number_max=NUMBER_MAX,
        count_max=ITEMS_MAX,
    )
    return found[0].number if found else None


class NewPinRow(Struct, frozen=True, kw_only=True):
    """A pin to be written."""

    id: PinId
    room_id: RoomId
    product_id: ProductId
    number: int
    price_minor: int
    currency: Currency
    available: int
    from_ms: int


async def add_pin(db: Db, new: NewPinRow) -> int:
    """Put a product on the screen, into a place that is free; 0 when none is."""
    return await run(
        db,
        """
        insert into live.pins
               (id, room_id, product_id, number, slot, price_minor, currency, available, from_ms)
        select %(id)s, %(room_id)s, %(product_id)s, %(number)s, s.slot, %(price_minor)s, %(currency)s,
               %(available)s, %(from_ms)s
          from generate_series(0, 2) as s (slot)
         where not exists (
                   select 1
                     from live.pins p
                    where p.room_id = %(room_id)s
                      and p.slot = s.slot
                      and p.to_ms is null)
         order by s.slot
         limit 1
        """,
        id=new.id,
        room_id=new.room_id,
        product_id=new.product_id,
        number=new.number,
        price_minor=new.price_minor,
        currency=new.currency,
        available=new.available,
        from_ms=new.from_ms,
    )


async def take_down(
    db: Db, room_id: RoomId, *, at_ms: int, pin_id: PinId | None = None, but: ProductId | None = None
) -> list[Pin]:
    """Take pins of a room off the screen and tell which: one, or all; but: all except of a product."""
    return await many(
        db,
        Pin,
        """
        update live.pins
           set to_ms = greatest(from_ms, %(at_ms)s)
         where room_id = %(room_id)s
           and to_ms is null
           and (%(pin_id)s::uuid is null or id = %(pin_id)s)
           and (%(but)s::uuid is null or product_id <> %(but)s)
        returning id, room_id, product_id, number, price_minor, currency, available, from_ms, to_ms
        """,
        room_id=room_id,
        at_ms=at_ms,
        pin_id=pin_id,
        but=but,
    )


async def pins_by_id(db: Db, ids: Sequence[PinId]) -> list[Pin]:
    """Read pins by id."""
    return await many(
        db,
        Pin,
        """
        select id, room_id, product_id, number, price_minor, currency, available, from_ms, to_ms
          from live.pins
         where id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(ids),
    )


async def pinned(db: Db, room_ids: Sequence[RoomId]) -> list[Pin]:
    """Read what is on the screens of rooms, the longest there first. At most three a room."""
    return await many(
        db,
        Pin,
        """
        select id, room_id, product_id, number, price_minor, currency, available, from_ms, to_ms
          from live.pins
         where room_id = any(%(room_ids)s::uuid[])
           and to_ms is null
         order by room_id, from_ms, id
        """,
        room_ids=list(room_ids),
    )


async def pins_of(db: Db, room_id: RoomId, *, limit: int) -> list[Pin]:
    """Read all that was pinned in a room, in its order."""
    return await many(
        db,
        Pin,
        """
        select id, room_id, product_id, number, price_minor, currency, available, from_ms, to_ms
          from live.pins
         where room_id = %(room_id)s
         order by from_ms, id
         limit %(limit)s
        """,
        room_id=room_id,
        limit=limit,
    )


async def all_pinned(db: Db) -> list[Pin]:
    """Read what is on the screens of the live rooms, in the order of the rooms."""
    return await many(
        db,
        Pin,
        """
        select p.id, p.room_id, p.product_id, p.number, p.price_minor, p.currency, p.available,
               p.from_ms, p.to_ms
          from live.rooms r
          join live.pins p on p.room_id = r.id
         where r.state = 'live'
           and p.to_ms is null
         order by p.room_id, p.from_ms
         limit 3000
        """,
    )
