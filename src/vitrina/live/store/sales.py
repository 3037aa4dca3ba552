"""SQL of what was bought from rooms."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, run
from vitrina.kit.places import Currency
from vitrina.live.model import RoomId, SoldLine


async def add_tap(db: Db, touch_id: UUID, room_id: RoomId, *, is_replay: bool, now: datetime) -> None:
    """Note which room a tap came from; the same tap twice is one."""
    await run(
        db,
        """
        insert into live.taps (touch_id, room_id, is_replay, at)
        values (%(touch_id)s, %(room_id)s, %(is_replay)s, %(now)s)
            on conflict (touch_id) do nothing
        """,
        touch_id=touch_id,
        room_id=room_id,
        is_replay=is_replay,
        now=now,
    )


class Tap(Struct, frozen=True, kw_only=True):
    """Where a tap came from."""

    touch_id: UUID
    room_id: RoomId
    is_replay: bool


async def taps(db: Db, touch_ids: Sequence[UUID]) -> list[Tap]:
    """Tell which of these taps came from rooms."""
    return await many(
        db,
        Tap,
        """
        select touch_id, room_id, is_replay
          from live.taps
         where touch_id = any(%(touch_ids)s::uuid[])
        """,
        touch_ids=list(touch_ids),
    )


async def forget_taps(db: Db, *, before: datetime, limit: int) -> int:
    """Forget from where people tapped long ago. Returns how many."""
    return await run(
        db,
        """
        delete from live.taps
         where ctid in (select ctid from live.taps where at < %(before)s limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )


async def add_sale(db: Db, sale: SoldLine) -> int:
    """Write down a sale; 0 when it is known."""
    return await run(
        db,
        """
        insert into live.sales
               (line_id, room_id, order_code, product_id, title, quantity, paid_minor, shop_keeps_minor,
                currency, is_replay, at)
        values (%(line_id)s, %(room_id)s, %(order_code)s, %(product_id)s, %(title)s, %(quantity)s,
                %(paid_minor)s, %(shop_keeps_minor)s, %(currency)s, %(is_replay)s, %(at)s)
            on conflict (line_id) do nothing
        """,
        line_id=sale.line_id,
        room_id=sale.room_id,
        order_code=sale.order_code,
        product_id=sale.product_id,
        title=sale.title,
        quantity=sale.quantity,
        paid_minor=sale.paid_minor,
        shop_keeps_minor=sale.shop_keeps_minor,
        currency=sale.currency,
        is_replay=sale.is_replay,
        at=sale.at,
    )


async def add_earnings(db: Db, line_ids: Sequence[UUID], amounts: Sequence[int]) -> None:
    """Note what a host earns from lines as a creator; once for each."""
    await run(
        db,
        """
        insert into live.earnings (line_id, amount_minor)
        select e.line_id, e.amount_minor
          from unnest(%(line_ids)s::uuid[], %(amounts)s::bigint[]) as e (line_id, amount_minor)
            on conflict (line_id) do nothing
        """,
        line_ids=list(line_ids),
        amounts=list(amounts),
    )


class SaleRow(Struct, frozen=True, kw_only=True):
    """A sale with what its host keeps of it, as far as it is known."""

    line_id: UUID
    order_code: str
    product_id: ProductId
    title: str
    quantity: int
    paid_minor: int
    keeps_minor: int | None
    currency: Currency
    is_replay: bool
    at: datetime


async def sales(db: Db, room_id: RoomId, *, limit: int) -> list[SaleRow]:
    """List the last sales of a room, the newest first."""
    return await many(
        db,
        SaleRow,
        """
        select s.line_id,
               s.order_code,
               s.product_id,
               s.title,
               s.quantity,
               s.paid_minor,
               coalesce(s.shop_keeps_minor, e.amount_minor) as keeps_minor,
               s.currency,
               s.is_replay,
               s.at
          from live.sales s
          left join live.earnings e on e.line_id = s.line_id
         where s.room_id = %(room_id)s
         order by s.at desc, s.line_id desc
         limit %(limit)s
        """,
        room_id=room_id,
        limit=limit,
    )


class Sum(Struct, frozen=True, kw_only=True):
    """What a room brought in one currency."""

    currency: Currency
    sold_count: int
    paid_minor: int
    keeps_minor: int


async def sums(db: Db, room_id: RoomId) -> list[Sum]:
    """Add up the sales of a room, per currency."""
    return await many(
        db,
        Sum,
        """
        select s.currency,
               sum(s.quantity)::bigint as sold_count,
               sum(s.paid_minor)::bigint as paid_minor,
               coalesce(sum(coalesce(s.shop_keeps_minor, e.amount_minor)), 0)::bigint as keeps_minor
          from live.sales s
          left join live.earnings e on e.line_id = s.line_id
         where s.room_id = %(room_id)s
         group by s.currency
         order by s.currency
        """,
        room_id=room_id,
    )


class RoomSales(Struct, frozen=True, kw_only=True):
    """What was sold of some products in a show, what was cancelled later included."""

    room_id: RoomId
    currency: Currency
    order_count: int
    unit_count: int
    paid_minor: int


async def room_sales(db: Db, shown: Sequence[tuple[RoomId, ProductId]]) -> list[RoomSales]:
    """Add up what was sold of each of these products in its show, in each currency."""
    return await many(
        db,
        RoomSales,
        """
        select s.room_id,
               s.currency,
               count(distinct s.order_code) as order_count,
               sum(s.quantity)::bigint as unit_count,
               sum(s.paid_minor)::bigint as paid_minor
          from unnest(%(room_ids)s::uuid[], %(product_ids)s::uuid[]) as w (room_id, product_id)
          join live.sales s on s.room_id = w.room_id and s.product_id = w.product_id
         group by s.room_id, s.currency
        """,
        room_ids=[room_id for room_id, _ in shown],
        product_ids=[product_id for _, product_id in shown],
    )
