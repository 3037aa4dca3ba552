"""Pins: three at most whoever presses when, in the room's order, with their moment; and sold on the spot."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from tests.builders import product_of, room_of, shop_of
from tests.live.waiting import somebody_waits
from tests.people import ANA, BRUNO, CARLA, JOINED, load
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import NewPerson
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.live import service
from vitrina.live.errors import (
    LineUpFull,
    NoShop,
    NotForSale,
    NotLive,
    PinIdTaken,
    PinNotFound,
    PinsFull,
)
from vitrina.live.model import (
    ITEMS_MAX,
    NUMBER_MAX,
    ChangeRoom,
    Kind,
    NewPin,
    Pin,
    PinId,
    QuickItem,
    RoomId,
)
from vitrina.live.store import log
from vitrina.live.store import pins as store

NOW = JOINED + timedelta(days=3)
NOW_MS = 1_780_000_000_000


async def pin(
    db: Db, room_id: RoomId, product_id: ProductId, *, host: NewPerson = BRUNO, is_alone: bool = False
) -> Pin:
    """Put a product on the screen."""
    new = NewPin(id=PinId(new_id()), product_id=product_id, at_ms=NOW_MS - 500, is_alone=is_alone)
    actor = await load(db, host)
    return await service.pin(db, room_id=room_id, actor=actor, new=new, now=NOW, now_ms=NOW_MS)


async def test_five_who_press_at_once_pin_three(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        products = [await product_of(db, shop) for _ in range(5)]
        room_id = await room_of(db, shop=shop, products=[each.id for each in products], is_live=True)

    async def press(product_id: ProductId) -> bool:
        try:
            async with pool.transaction() as db:
                await pin(db, room_id, product_id)
        except PinsFull:
            return False
        return True

    pressed = await asyncio.gather(*[press(each.id) for each in products])

    assert sum(pressed) == 3
    async with pool.transaction() as db:
        assert len(await store.pinned(db, [room_id])) == 3
        lines = await service.lines_after(db, room_id, after=0, limit=99)
    assert [each.seq for each in lines] == list(range(1, len(lines) + 1))
    assert [each.at for each in lines if each.kind is Kind.PIN] == [NOW_MS - 500] * 3


async def test_a_product_is_pinned_once_and_the_same_pin_is_one(db: Db) -> None:
    shop = await shop_of(db)
    product, other = await product_of(db, shop), await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    first = await pin(db, room_id, product.id)

    assert (await pin(db, room_id, product.id)).id == first.id
    with pytest.raises(PinIdTaken):
        again = NewPin(id=first.id, product_id=other.id)
        await service.pin(db, room_id=room_id, actor=await load(db, BRUNO), new=again, now=NOW, now_ms=NOW_MS)


async def test_the_next_product_takes_the_others_down_at_its_moment(db: Db) -> None:
    shop = await shop_of(db)
    one, two = await product_of(db, shop), await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    first = await pin(db, room_id, one.id)

    second = await pin(db, room_id, two.id, is_alone=True)

    assert [each.id for each in await store.pinned(db, [room_id])] == [second.id]
    assert (await store.pins_by_id(db, [first.id]))[0].to_ms == NOW_MS - 500
    kinds = [each.kind for each in await service.lines_after(db, room_id, after=0, limit=9)]
    assert kinds == [Kind.STATE, Kind.PIN, Kind.UNPIN, Kind.PIN]


async def test_a_pin_comes_down_once(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id, other = await room_of(db, shop=shop, is_live=True), await room_of(db)
    bruno = await load(db, BRUNO)
    made = await pin(db, room_id, product.id)

    for _ in range(2):
        await service.unpin(
            db, room_id=room_id, actor=bruno, pin_id=made.id, at_ms=None, now=NOW, now_ms=NOW_MS
        )

    kinds = [each.kind for each in await service.lines_after(db, room_id, after=0, limit=9)]
    assert kinds == [Kind.STATE, Kind.PIN, Kind.UNPIN]
    with pytest.raises(PinNotFound):
        await service.unpin(
            db, room_id=other, actor=bruno, pin_id=made.id, at_ms=None, now=NOW, now_ms=NOW_MS
        )


async def test_nothing_is_pinned_before_the_show_or_that_is_not_for_sale(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    announced = await room_of(db, shop=shop)
    with pytest.raises(NotLive):
        await pin(db, announced, product.id)

    room_id = await room_of(db, CARLA, is_live=True)

    with pytest.raises(NotForSale):
        await pin(db, room_id, ProductId(new_id()), host=CARLA)


async def test_nothing_is_pinned_in_a_show_that_ends_meanwhile(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop)
        room_id = await room_of(db, shop=shop, is_live=True)

    async def press() -> None:
        async with pool.transaction() as db:
            await pin(db, room_id, product.id)

    async with pool.transaction() as db:
        await log.line_up(db, room_id)
        pressing = asyncio.create_task(press())
        await somebody_waits(pool)
        await service.close(db, room_id, now=NOW)

    with pytest.raises(NotLive):
        await pressing


async def test_a_line_up_has_so_many_items_at_most(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    await db.execute(
        """
        insert into live.items (room_id, product_id, number, position)
        select %s, gen_random_uuid(), n, n from generate_series(1, %s) as n
        """,
        (room_id, ITEMS_MAX),
    )

    with pytest.raises(LineUpFull):
        await pin(db, room_id, product.id)


async def test_a_line_up_that_changed_often_takes_another_item(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    await db.execute("update live.counters set last_number = %s where room_id = %s", (ITEMS_MAX, room_id))

    assert (await pin(db, room_id, product.id)).number == ITEMS_MAX + 1


async def test_a_room_whose_numbers_are_given_takes_nothing_new(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    await db.execute("update live.counters set last_number = %s where room_id = %s", (NUMBER_MAX, room_id))

    with pytest.raises(LineUpFull):
        await pin(db, room_id, product.id)
    with pytest.raises(LineUpFull):
        changes = ChangeRoom(product_ids=[product.id])
        await service.change(db, room_id=room_id, actor=await load(db, BRUNO), changes=changes, now=NOW)


async def test_what_is_held_up_is_for_sale_and_pinned_at_once(db: Db, settings: Settings) -> None:
    shop = await shop_of(db)
    room_id = await room_of(db, shop=shop, is_live=True)
    bruno = await load(db, BRUNO)
    item = QuickItem(
        id=ProductId(new_id()), title="Taza azul", price_minor=120_00, pieces=3, pin_id=PinId(new_id())
    )

    for _ in range(2):
        await service.sell_now(db, room_id=room_id, actor=bruno, item=item, now=NOW, now_ms=NOW_MS)

    view = await service.show_room(db, settings, room_id=room_id, viewer=await load(db, ANA), now=NOW)
    shown = [(each.product.title, each.product.price.amount_minor, each.available) for each in view.pins]
    assert shown == [("Taza azul", 120_00, 3)]


async def test_a_show_of_no_shop_sells_nothing_new(db: Db) -> None:
    room_id = await room_of(db, CARLA, is_live=True)
    item = QuickItem(id=ProductId(new_id()), title="Taza", price_minor=100, pieces=1, pin_id=PinId(new_id()))

    with pytest.raises(NoShop):
        await service.sell_now(
            db, room_id=room_id, actor=await load(db, CARLA), item=item, now=NOW, now_ms=NOW_MS
        )


async def test_a_change_of_stock_reaches_the_rooms_that_show_it_and_once(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop, quantity=2)
    room_id = await room_of(db, shop=shop, is_live=True)
    await pin(db, room_id, product.id)
    seen = await service.tell_changes(db, {}, now=NOW, now_ms=NOW_MS)
    bruno = await load(db, BRUNO)
    counts = [Count(variant_id=product.variants[0].id, quantity=0)]
    await inventory.count(db, shop_id=shop.id, actor=bruno, counts=counts)

    seen = await service.tell_changes(db, seen, now=NOW, now_ms=NOW_MS + 1)
    await service.tell_changes(db, seen, now=NOW, now_ms=NOW_MS + 2)

    told = [
        each for each in await service.lines_after(db, room_id, after=0, limit=9) if each.kind is Kind.PRODUCT
    ]
    assert [each.at for each in told] == [NOW_MS + 1]
    body = msgspec.json.decode(told[0].body)
    assert (body["product_id"], body["available"], body["is_sold_out"]) == (str(product.id), 0, True)


async def test_what_changed_before_anybody_looked_is_told_too(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop, quantity=2)
    room_id = await room_of(db, shop=shop, is_live=True)
    await pin(db, room_id, product.id)
    counts = [Count(variant_id=product.variants[0].id, quantity=1)]
    await inventory.count(db, shop_id=shop.id, actor=await load(db, BRUNO), counts=counts)

    await service.tell_changes(db, {}, now=NOW, now_ms=NOW_MS)

    lines = await service.lines_after(db, room_id, after=0, limit=9)
    assert [each.kind for each in lines] == [Kind.STATE, Kind.PIN, Kind.PRODUCT]


async def test_what_is_pinned_when_the_show_ends_comes_down_with_its_last_picture(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id = await room_of(db, shop=shop, is_live=True)
    made = await pin(db, room_id, product.id)

    await service.end(db, room_id=room_id, actor=await load(db, BRUNO), now=NOW + timedelta(hours=1))

    assert (await store.pins_by_id(db, [made.id]))[0].to_ms is not None
