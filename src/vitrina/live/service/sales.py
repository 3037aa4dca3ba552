"""What is bought or given in rooms: told to all without a name, and to the host with what she keeps."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.live.model import Kind, RoomId, RoomState, SoldLine
from vitrina.live.service.rooms import get_seen, rooms_by_id
from vitrina.live.store import log
from vitrina.live.store import pins as pin_store
from vitrina.live.store import sales as store
from vitrina.orders.model import OrderPaid

# Longer than a cart keeps the touch of a line.
TAPS_KEPT = timedelta(days=60)
FORGET_BATCH = 5_000


class Sold(Struct, frozen=True, kw_only=True):
    """What viewers hear of a sale. number: of the item."""

    product_id: ProductId
    number: int | None
    title: str
    quantity: int


class Tipped(Struct, frozen=True, kw_only=True):
    """What viewers hear of a tip."""

    amount: Money


class Tapped(Struct, frozen=True, kw_only=True):
    """Whose show somebody tapped a product in."""

    is_replay: bool
    host_id: PersonId


class LineUp(Struct, frozen=True, kw_only=True):
    """What a show sells, and who shows it."""

    host_id: PersonId
    product_ids: list[ProductId]


async def line_up_of(db: Db, *, room_id: RoomId, reader_id: PersonId | None) -> LineUp:
    """Tell what a show sells, what is pinned included. Raises RoomNotFound."""
    room = await get_seen(db, room_id, reader_id)
    items = await pin_store.items(db, [room_id], limit=1_000)
    return LineUp(host_id=room.host_id, product_ids=[each.product_id for each in items])


async def note_tap(
    db: Db, *, room_id: RoomId, product_id: ProductId, touch_id: UUID, now: datetime
) -> Tapped | None:
    """Note that somebody tapped a product in a room; None when the room does not show it.

    Raises RoomNotFound.
    """
    room = await get_seen(db, room_id, None)
    items = await pin_store.items(db, [room_id], limit=1_000)
    if product_id not in {each.product_id for each in items}:
        return None
    is_replay = room.state is RoomState.ENDED
    await store.add_tap(db, touch_id, room_id, is_replay=is_replay, now=now)
    return Tapped(is_replay=is_replay, host_id=room.host_id)


async def ends_of(db: Db, room_ids: Sequence[RoomId]) -> dict[RoomId, datetime | None]:
    """Tell when shows ended; None for one that has not."""
    return {each.id: each.ended_at for each in (await rooms_by_id(db, room_ids)).values()}


async def show_sales(db: Db, facts: Sequence[OrderPaid], *, now: datetime) -> None:
    """Tell rooms what was bought from them. A buyer is never named."""
    lines = [(fact, line) for fact in facts for line in fact.lines if line.touch_id]
    if not lines:
        return
    touch_ids = [line.touch_id for _, line in lines if line.touch_id]
    taps = {each.touch_id: each for each in await store.taps(db, touch_ids)}
    rooms = await rooms_by_id(db, list({each.room_id for each in taps.values()}))
    found = [
        (taps[line.touch_id], fact, line) for fact, line in lines if line.touch_id and line.touch_id in taps
    ]
    # In the order of the rooms, as everybody who writes into several logs at once.
    for tap, fact, line in sorted(found, key=lambda each: each[0].room_id):
        room = rooms[tap.room_id]
        keeps = line.base_minor - line.fee_minor if room.shop_id == fact.shop_id else None
        sale = SoldLine(
            line_id=line.line_id,
            room_id=tap.room_id,
            order_code=fact.order_code,
            product_id=line.product_id,
            title=line.title,
            quantity=line.quantity,
            paid_minor=line.paid_minor,
            shop_keeps_minor=keeps,
            currency=fact.currency,
            is_replay=tap.is_replay,
            at=fact.paid_at,
        )
        if await store.add_sale(db, sale) and room.state is RoomState.LIVE:
            await _tell(db, sale, now=now)


async def _tell(db: Db, sale: SoldLine, *, now: datetime) -> None:
    items = await pin_store.items(db, [sale.room_id], limit=1_000)
    numbers: Mapping[ProductId, int] = {each.product_id: each.number for each in items}
    told = Sold(
        product_id=sale.product_id,
        number=numbers.get(sale.product_id),
        title=sale.title,
        quantity=sale.quantity,
    )
    await log.write(db, sale.room_id, log.Entry(kind=Kind.SOLD, body=told), now=now)


async def show_tip(db: Db, *, room_id: RoomId, amount: Money, now: datetime) -> None:
    """Tell a show that goes on that its host got a tip. Who gave it is never named."""
    room = (await rooms_by_id(db, [room_id])).get(room_id)
    if room and room.state is RoomState.LIVE:
        await log.write(db, room_id, log.Entry(kind=Kind.TIP, body=Tipped(amount=amount)), now=now)


async def note_earnings(db: Db, amounts: Mapping[UUID, int]) -> None:
    """Note what hosts earn from lines as creators, in minor units; once for each line."""
    if amounts:
        await store.add_earnings(db, list(amounts), list(amounts.values()))


async def sold_in(db: Db, shown: Sequence[tuple[RoomId, ProductId]]) -> list[store.RoomSales]:
    """Add up what shows sold of products, each named once with its show; replays included. One statement."""
    return await store.room_sales(db, shown) if shown else []


async def forget_taps(db: Db, *, now: datetime) -> int:
    """Forget from where people tapped long ago. Returns how many."""
    return await store.forget_taps(db, before=now - TAPS_KEPT, limit=FORGET_BATCH)
