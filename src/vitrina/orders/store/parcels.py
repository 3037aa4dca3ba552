"""SQL of parcels. Whoever sends something of an order has locked it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.orders.model import OrderId, OrderLineId
from vitrina.orders.parcels import Parcel, ParcelId, ParcelLine


async def add_parcel(db: Db, new: Parcel, quantities: Mapping[OrderLineId, int]) -> int:
    """Write a parcel with its lines, and count them as sent. One statement.

    Raises CheckViolation for more than is left of a line to send.
    """
    return await run(
        db,
        """
        with part as (
            select *
              from unnest(%(line_ids)s::uuid[], %(quantities)s::int[]) as p (line_id, quantity)
        ), sent as (
            update orders.lines l
               set sent_quantity = l.sent_quantity + p.quantity
              from part p
             where l.id = p.line_id
               and l.order_id = %(order_id)s
        ), added as (
            insert into orders.parcels (
                   id, order_id, number, carrier, tracking_number, tracking_url, shipped_at, box_id)
            values (%(id)s, %(order_id)s, %(number)s, %(carrier)s, %(tracking_number)s, %(tracking_url)s,
                    %(shipped_at)s, %(box_id)s)
        )
        insert into orders.parcel_lines (parcel_id, line_id, quantity)
        select %(id)s, line_id, quantity
          from part
        """,
        id=new.id,
        order_id=new.order_id,
        number=new.number,
        carrier=new.carrier,
        tracking_number=new.tracking_number,
        tracking_url=new.tracking_url,
        shipped_at=new.shipped_at,
        box_id=new.box_id,
        line_ids=list(quantities),
        quantities=list(quantities.values()),
    )


async def find_parcel(db: Db, parcel_id: ParcelId) -> Parcel | None:
    """Read a parcel."""
    return await one(
        db,
        Parcel,
        """
        select id,
               order_id,
               number,
               carrier,
               tracking_number,
               tracking_url,
               shipped_at,
               delivered_at,
               box_id
          from orders.parcels
         where id = %(parcel_id)s
        """,
        parcel_id=parcel_id,
    )


async def parcels_of(db: Db, order_ids: Sequence[OrderId]) -> list[Parcel]:
    """Read the parcels of orders, the first one first."""
    return await many(
        db,
        Parcel,
        """
        select id,
               order_id,
               number,
               carrier,
               tracking_number,
               tracking_url,
               shipped_at,
               delivered_at,
               box_id
          from orders.parcels
         where order_id = any(%(order_ids)s::uuid[])
         order by order_id, number
        """,
        order_ids=list(order_ids),
    )


async def parcel_lines_of(db: Db, order_ids: Sequence[OrderId]) -> list[ParcelLine]:
    """Read what is in the parcels of orders, in the order of their lines."""
    return await many(
        db,
        ParcelLine,
        """
        select p.parcel_id,
               p.line_id,
               p.quantity
          from orders.lines l
          join orders.parcel_lines p on p.line_id = l.id
         where l.order_id = any(%(order_ids)s::uuid[])
         order by l.order_id, l.position
        """,
        order_ids=list(order_ids),
    )


class Recalled(Struct, frozen=True, kw_only=True):
    """A parcel that was taken back."""

    id: ParcelId
    number: int


class Boxed(Struct, frozen=True, kw_only=True):
    """An order that travels in the same box as a parcel."""

    parcel_id: ParcelId
    code: str


async def boxed_with(db: Db, order_ids: Sequence[OrderId]) -> list[Boxed]:
    """Find which other orders travel in the boxes of the parcels of orders."""
    return await many(
        db,
        Boxed,
        """
        select p.id as parcel_id, o.code
          from orders.parcels p
          join orders.parcels b on b.box_id = p.box_id and b.order_id <> p.order_id
          join orders.orders o on o.id = b.order_id
         where p.order_id = any(%(order_ids)s::uuid[])
           and p.box_id is not null
         order by p.id, o.code
        """,
        order_ids=list(order_ids),
    )


async def lock_boxed(db: Db, order_id: OrderId) -> int:
    """Lock an order and those of which something travels in the same box, in the order of their ids."""
    return await run(
        db,
        """
        select 1
          from orders.orders
         where id = %(order_id)s
            or id in (select b.order_id
                        from orders.parcels p
                        join orders.parcels b on b.box_id = p.box_id
                       where p.order_id = %(order_id)s)
         order by id
           for update
        """,
        order_id=order_id,
    )


async def boxed_parcels(db: Db, parcel_ids: Sequence[ParcelId]) -> list[Parcel]:
    """Read the other parcels in the boxes of some parcels."""
    return await many(
        db,
        Parcel,
        """
        select b.id,
               b.order_id,
               b.number,
               b.carrier,
               b.tracking_number,
               b.tracking_url,
               b.shipped_at,
               b.delivered_at,
               b.box_id
          from orders.parcels p
          join orders.parcels b on b.box_id = p.box_id and b.id <> all(%(parcel_ids)s::uuid[])
         where p.id = any(%(parcel_ids)s::uuid[])
         order by b.order_id
        """,
        parcel_ids=list(parcel_ids),
    )


async def deliver_parcel(db: Db, parcel_id: ParcelId, *, now: datetime) -> int:
    """Note that a parcel arrived. 0: it did before."""
    return await run(
        db,
        """
        update orders.parcels
           set delivered_at = %(now)s
         where id = %(parcel_id)s
           and delivered_at is null
        """,
        parcel_id=parcel_id,
        now=now,
    )


async def deliver_parcels(db: Db, order_id: OrderId, *, now: datetime) -> int:
    """Note that all that was sent of an order arrived."""
    return await run(
        db,
        """
        update orders.parcels
           set delivered_at = %(now)s
         where order_id = %(order_id)s
           and delivered_at is null
        """,
        order_id=order_id,
        now=now,
    )


async def correct_parcel(db: Db, parcel: Parcel) -> int:
    """Write with whom, and under which number, a parcel travels. 0: it has arrived.

    The order and its timeline say so too where it is the parcel that they name.
    """
    return await run(
        db,
        """
        with corrected as (
            update orders.parcels
               set carrier = %(carrier)s,
                   tracking_number = %(tracking_number)s,
                   tracking_url = %(tracking_url)s
             where id = %(id)s
               and delivered_at is null
            returning order_id, number
        ), named as (
            update orders.orders o
               set carrier = %(carrier)s,
                   tracking_number = %(tracking_number)s,
                   tracking_url = %(tracking_url)s
              from corrected c
             where o.id = c.order_id
               and not exists (select 1
                                 from orders.parcels p
                                where p.order_id = c.order_id
                                  and p.number > c.number)
            returning o.id
        ), noted as (
            update orders.timeline t
               set note = %(carrier)s || ' ' || %(tracking_number)s
              from named n
             where t.order_id = n.id
               and t.status = 'shipped'
        )
        select 1 from corrected
        """,
        id=parcel.id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        tracking_url=parcel.tracking_url,
    )


async def recall(db: Db, parcel: Parcel, *, now: datetime) -> int:
    """Undo that a parcel left: its lines, its order and the timeline. 0: something became of them since.

    The order is what it is by the parcels that are left. One statement.
    """
    return await run(
        db,
        """
        with last as (
            select p.carrier, p.tracking_number, p.tracking_url, p.shipped_at
              from orders.parcels p
             where p.order_id = %(order_id)s
               and p.id <> %(id)s
             order by p.number desc
             limit 1
        ), moved as (
            update orders.orders o
               set status = case when exists (select 1 from last) then 'partly_shipped'
                                 when exists (select 1
                                                from orders.timeline t
                                               where t.order_id = o.id
                                                 and t.status = 'packed') then 'packed'
                                 when o.paid_at is null then 'confirmed'
                                 else 'paid'
                            end,
                   carrier = (select l.carrier from last l),
                   tracking_number = (select l.tracking_number from last l),
                   tracking_url = (select l.tracking_url from last l),
                   shipped_at = null,
                   matures_at = null
             where o.id = %(order_id)s
               and o.status in ('partly_shipped', 'shipped')
               and o.matured_at is null
               and o.paused_at is null
               and exists (select 1
                             from orders.parcels p
                            where p.id = %(id)s
                              and p.delivered_at is null)
            returning o.id
        ), unsent as (
            update orders.lines l
               set sent_quantity = l.sent_quantity - p.quantity
              from orders.parcel_lines p, moved m
             where p.parcel_id = %(id)s
               and l.id = p.line_id
               and l.order_id = m.id
        ), emptied as (
            delete from orders.parcel_lines p
             using moved
             where p.parcel_id = %(id)s
        ), gone as (
            delete from orders.parcels p
             using moved
             where p.id = %(id)s
        ), never as (
            delete from orders.timeline t
             using moved m
             where t.order_id = m.id
               and (t.status = 'shipped'
                    or (t.status = 'partly_shipped' and not exists (select 1 from last)))
        ), partly as (
            insert into orders.timeline (order_id, status, at)
            select m.id, 'partly_shipped', l.shipped_at
              from moved m, last l
                on conflict (order_id, status) do nothing
        )
        insert into orders.recalled_parcels (id, order_id, number, shipped_at, recalled_at)
        select %(id)s, m.id, %(number)s, %(shipped_at)s, %(now)s
          from moved m
        """,
        id=parcel.id,
        order_id=parcel.order_id,
        number=parcel.number,
        shipped_at=parcel.shipped_at,
        now=now,
    )


async def recalled(db: Db, order_id: OrderId) -> dict[ParcelId, int]:
    """Tell which parcels of an order were taken back, and their numbers."""
    found = await many(
        db,
        Recalled,
        "select id, number from orders.recalled_parcels where order_id = %(order_id)s",
        order_id=order_id,
    )
    return {each.id: each.number for each in found}


async def ship_partly(db: Db, order_id: OrderId, parcel: Parcel) -> int:
    """Move an order of which something left, and something is left, to partly shipped."""
    return await run(
        db,
        """
        with moved as (
            update orders.orders
               set status = 'partly_shipped',
                   carrier = %(carrier)s,
                   tracking_number = %(tracking_number)s,
                   tracking_url = %(tracking_url)s
             where id = %(order_id)s
               and status in ('confirmed', 'paid', 'packed', 'partly_shipped')
            returning id
        )
        insert into orders.timeline (order_id, status, at)
        select id, 'partly_shipped', %(shipped_at)s
          from moved
            on conflict (order_id, status) do nothing
        """,
        order_id=order_id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        tracking_url=parcel.tracking_url,
        shipped_at=parcel.shipped_at,
    )


async def drop(db: Db, quantities: Mapping[OrderLineId, int]) -> int:
    """Count units of lines that nobody sends any more. Raises CheckViolation for more than is left."""
    return await run(
        db,
        """
        update orders.lines l
           set dropped_quantity = l.dropped_quantity + d.quantity
          from unnest(%(line_ids)s::uuid[], %(quantities)s::int[]) as d (line_id, quantity)
         where l.id = d.line_id
        """,
        line_ids=list(quantities),
        quantities=list(quantities.values()),
    )
