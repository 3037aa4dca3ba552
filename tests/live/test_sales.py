"""Sales from rooms: told without a name, kept for the host, and hers as a creator."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from tests.affiliates.sales import NOON, PRICE_MINOR, paid_order, world_of
from tests.builders import product_of, room_of
from tests.people import ANA, BRUNO, CARLA, load
from vitrina.affiliates import rules as affiliate_rules
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.errors import NotTagged
from vitrina.affiliates.model import NewTouch, SetPlan, Surface, Touch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.affiliates.store import touches as touch_store
from vitrina.catalogue.model import ProductId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.live import service
from vitrina.live.model import Kind, Recorded, RoomId

RECORDED = Recorded(
    path="live/a.mp4", index_path="live/a.jsonl", start_ms=1_780_000_000_000, length_ms=60_000
)


async def tap(db: Db, room_id: RoomId, product_id: ProductId, *, at: datetime = NOON) -> Touch:
    """Somebody taps a product in a room."""
    new = NewTouch(id=TouchId(new_id()), room_id=room_id, product_id=product_id)
    visitor = Visitor(id=new_id(), person_id=None)
    for _ in range(2):
        await affiliates.touch(db, tap=new, visitor=visitor, default_plan_bps=0, now=at)
    return (await touch_store.touches(db, [new.id]))[0]


async def told(db: Db, room_id: RoomId) -> list[dict[str, object]]:
    """What the room heard of sales."""
    lines = await service.lines_after(db, room_id, after=0, limit=99)
    return [msgspec.json.decode(each.body) for each in lines if each.kind is Kind.SOLD]


async def test_a_sale_from_the_hosts_own_shop_is_told_without_a_name(db: Db, settings: Settings) -> None:
    world = await world_of(db)
    room_id = await room_of(db, BRUNO, shop=world.shop, products=[world.product.id], is_live=True)
    order = await paid_order(db, world, touch=await tap(db, room_id, world.product.id))

    for _ in range(2):
        await service.show_sales(db, [order], now=NOON)

    (sold,) = await told(db, room_id)
    assert sold == {
        "product_id": str(world.product.id),
        "number": 1,
        "title": world.product.title,
        "quantity": 1,
    }
    desk = await service.show_desk(db, settings, room_id=room_id, actor=await load(db, BRUNO), now=NOON)
    line = order.lines[0]
    keeps = [each.you_keep.amount_minor for each in desk.sales if each.you_keep]
    assert keeps == [line.base_minor - line.fee_minor]
    assert [each.amount_minor for each in desk.sold] == [PRICE_MINOR]
    assert desk.sold_count == 1


@pytest.mark.parametrize("is_earned_first", [False, True])
async def test_a_creator_keeps_her_commission_whichever_is_known_first(
    db: Db, settings: Settings, is_earned_first: bool
) -> None:
    world = await world_of(db)
    bruno, carla = await load(db, BRUNO), await load(db, CARLA)
    plan = SetPlan(rate_bps=1_500)
    await affiliates.set_plan(db, shop_id=world.shop.id, terms=plan, actor=bruno, now=NOON)
    room_id = await room_of(db, CARLA, products=[world.product.id], is_live=True)
    order = await paid_order(db, world, touch=await tap(db, room_id, world.product.id))

    if is_earned_first:
        await affiliates.attribute_orders(db, [order])
    await service.show_sales(db, [order], now=NOON)
    if not is_earned_first:
        await affiliates.attribute_orders(db, [order])

    desk = await service.show_desk(db, settings, room_id=room_id, actor=carla, now=NOON)
    earned = (await affiliates.commissions_of(db, carla, before=None, limit=9)).items
    assert [each.you_keep for each in desk.sales] == [earned[0].amount]
    assert [(each.surface, each.room_id, each.video_id) for each in earned] == [(Surface.LIVE, room_id, None)]
    assert earned[0].decision.window_days == 1


async def test_a_tap_in_a_live_show_earns_until_a_day_after_its_end(db: Db) -> None:
    world = await world_of(db)
    bruno, carla = await load(db, BRUNO), await load(db, CARLA)
    await affiliates.set_plan(db, shop_id=world.shop.id, terms=SetPlan(rate_bps=1_500), actor=bruno, now=NOON)
    room_id = await room_of(db, CARLA, products=[world.product.id], is_live=True)
    touches = [await tap(db, room_id, world.product.id) for _ in range(2)]
    ended_at = NOON + timedelta(hours=2)
    await service.close(db, room_id, now=ended_at)

    for touch, after in zip(touches, (timedelta(hours=23), timedelta(hours=25)), strict=True):
        order = await paid_order(db, world, touch=touch, buyer_id=None, paid_at=ended_at + after)
        await affiliates.attribute_orders(db, [order])

    earned = (await affiliates.commissions_of(db, carla, before=None, limit=9)).items
    assert [each.created_at for each in earned] == [ended_at + timedelta(hours=23)]


async def test_a_tap_in_a_replay_earns_for_seven_days_and_nobody_is_told(db: Db, settings: Settings) -> None:
    world = await world_of(db)
    room_id = await room_of(db, BRUNO, shop=world.shop, products=[world.product.id], is_live=True)
    await service.close(db, room_id, now=NOON, recorded=RECORDED)
    touch = await tap(db, room_id, world.product.id, at=NOON + timedelta(days=1))

    await service.show_sales(db, [await paid_order(db, world, touch=touch)], now=NOON)

    assert touch.surface is Surface.REPLAY
    assert touch.expires_at == touch.at + affiliate_rules.REPLAY_WINDOW
    assert await told(db, room_id) == []
    desk = await service.show_desk(db, settings, room_id=room_id, actor=await load(db, BRUNO), now=NOON)
    assert [each.is_replay for each in desk.sales] == [True]


async def test_a_product_that_the_room_does_not_show_is_no_tap(db: Db) -> None:
    world = await world_of(db)
    room_id = await room_of(db, BRUNO, shop=world.shop, is_live=True)

    with pytest.raises(NotTagged):
        await tap(db, room_id, (await product_of(db, world.shop)).id)


@pytest.mark.parametrize("place", [{}, {"video_id": UUID(int=1), "room_id": UUID(int=2)}])
async def test_a_tap_is_in_one_place(db: Db, place: dict[str, UUID]) -> None:
    world = await world_of(db)
    new = msgspec.convert(
        {"id": new_id(), "product_id": world.product.id, **place}, NewTouch, builtin_types=(UUID,)
    )

    with pytest.raises(Malformed):
        await affiliates.touch(
            db, tap=new, visitor=Visitor(id=new_id(), person_id=ANA.id), default_plan_bps=0, now=NOON
        )
