"""From a paid order to a creator's own money, and back when the order is cancelled."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from tests.affiliates.sales import (
    NOON,
    account,
    balance,
    cancelled,
    delivered,
    paid_order,
    recalled,
    seller_pending,
    shipped,
    touch_of,
    world_of,
)
from tests.people import ANA, BRUNO, CARLA, EVA, load
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.errors import CommissionNotFound
from vitrina.affiliates.jobs import follow_sales
from vitrina.affiliates.model import (
    CommissionId,
    CommissionState,
    CommissionView,
    HoldReason,
    Outcome,
    PlanKind,
    Rule,
    SetPlan,
)
from vitrina.affiliates.service.plans import terms_of
from vitrina.affiliates.store import touches as touch_store
from vitrina.carts.model import CartId, CartLineAdded
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Page
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger
from vitrina.shops.errors import NotYourShop

EARNED_MINOR = 6_453  # 499.00 with 16 % inside: base 430.17; 15 % of it
DEFAULT_PLAN_BPS = 300


async def earnings_page(db: Db) -> Page[CommissionView]:
    return await affiliates.commissions_of(db, await load(db, CARLA), before=None, limit=10)


async def test_a_sale_moves_the_commission_from_the_shop_to_the_creator(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))
    shop_before = await balance(db, seller_pending(order))

    await follow_sales(db, [order], NOON)

    [commission] = (await earnings_page(db)).items
    assert commission.amount.amount_minor == EARNED_MINOR
    assert (commission.state, commission.hold_reason) == (
        CommissionState.PENDING,
        HoldReason.WAITING_DELIVERY,
    )
    assert commission.decision.rule is Rule.LAST_TOUCH
    assert await balance(db, account("creator_pending", str(CARLA.id))) == EARNED_MINOR
    assert shop_before - await balance(db, seller_pending(order)) == EARNED_MINOR


async def test_the_default_plan_is_paid_from_the_platforms_fee(db: Db) -> None:
    world = await world_of(db)
    touch = await touch_of(db, world, plan=(PlanKind.DEFAULT, DEFAULT_PLAN_BPS))
    order = await paid_order(db, world, touch=touch)
    shop_before = await balance(db, seller_pending(order))
    fee_before = await balance(db, account("fee_pending", ""))

    await follow_sales(db, [order], NOON)

    earned = await balance(db, account("creator_pending", str(CARLA.id)))
    assert earned == 1_291
    assert await balance(db, seller_pending(order)) == shop_before
    assert fee_before - await balance(db, account("fee_pending", "")) == earned


async def test_shipping_dates_a_commission_and_delivery_dates_it_anew(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))
    latest, real = NOON + timedelta(days=25), NOON + timedelta(days=18)

    await follow_sales(db, [order, shipped(order, at=NOON, return_until=latest)], NOON)
    [waiting] = (await earnings_page(db)).items
    await follow_sales(db, [delivered(order, at=NOON, return_until=real)], NOON)
    [dated] = (await earnings_page(db)).items

    assert (waiting.hold_until, waiting.hold_reason) == (latest, HoldReason.TRANSIT_MAX)
    assert (dated.hold_until, dated.hold_reason) == (real, HoldReason.RETURN_WINDOW)
    earnings = await affiliates.earnings_of(db, await load(db, CARLA))
    assert earnings.next_available_at == real


async def test_what_never_left_dates_no_commission(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))
    sent = shipped(order, at=NOON, return_until=NOON + timedelta(days=25))

    await follow_sales(db, [order, sent], NOON)
    await follow_sales(db, [recalled(order, at=NOON)], NOON)

    [waiting] = (await earnings_page(db)).items
    assert (waiting.hold_until, waiting.hold_reason) == (None, HoldReason.WAITING_DELIVERY)


async def test_a_commission_becomes_the_creators_own_by_itself_and_once(pool: Pool) -> None:
    due = NOON + timedelta(days=15)
    async with pool.transaction() as db:
        world = await world_of(db)
        for _ in range(7):
            order = await paid_order(db, world, touch=await touch_of(db, world))
            await follow_sales(db, [order, delivered(order, at=NOON, return_until=due)], NOON)

    early = await affiliates.release_due(pool, now=due - timedelta(seconds=1))
    released = await asyncio.gather(*[affiliates.release_due(pool, now=due) for _ in range(4)])

    assert (early, sum(released)) == (0, 7)
    async with pool.transaction() as db:
        assert await balance(db, account("creator_pending", str(CARLA.id))) == 0
        assert await balance(db, account("creator_available", str(CARLA.id))) == 7 * EARNED_MINOR
        assert await ledger.check(db) == []


async def test_a_cancelled_order_takes_the_commission_back_to_the_last_cent(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))
    shop_before = await balance(db, seller_pending(order))

    await follow_sales(db, [order, cancelled(order, at=NOON)], NOON)
    await follow_sales(db, [cancelled(order, at=NOON)], NOON)

    [commission] = (await earnings_page(db)).items
    assert (commission.state, commission.amount.amount_minor) == (CommissionState.VOID, 0)
    assert [each.amount.amount_minor for each in commission.adjustments] == [-EARNED_MINOR]
    assert commission.original_amount.amount_minor == EARNED_MINOR
    assert await balance(db, account("creator_pending", str(CARLA.id))) == 0
    assert await balance(db, seller_pending(order)) == shop_before


async def test_a_reversal_after_release_leaves_a_debt_that_later_sales_settle(pool: Pool) -> None:
    async with pool.transaction() as db:
        world = await world_of(db)
        order = await paid_order(db, world, touch=await touch_of(db, world))
        await follow_sales(db, [order, delivered(order, at=NOON, return_until=NOON)], NOON)
    await affiliates.release_due(pool, now=NOON)

    async with pool.transaction() as db:
        await follow_sales(db, [cancelled(order, at=NOON)], NOON)

        assert await balance(db, account("creator_available", str(CARLA.id))) == 0
        assert await ledger.check(db) == []


async def test_a_touch_frozen_in_the_cart_wins_over_a_later_creator(db: Db) -> None:
    world = await world_of(db)
    visitor_id, cart_id = new_id(), CartId(new_id())
    first = await touch_of(db, world, visitor_id=visitor_id, at=NOON - timedelta(days=12))
    added = CartLineAdded(
        cart_id=cart_id,
        variant_id=world.product.variants[0].id,
        product_id=world.product.id,
        touch_id=first.id,
        at=NOON - timedelta(days=12),
    )
    eva = await load(db, EVA)
    later = await touch_of(db, world, creator_id=eva.id, visitor_id=visitor_id, at=NOON - timedelta(hours=2))
    order = await paid_order(db, world, touch=later, cart_id=cart_id)

    await follow_sales(db, [added, order], NOON)

    [commission] = (await earnings_page(db)).items
    assert commission.decision.rule is Rule.FROZEN_TOUCH
    assert {each.creator_handle: each.outcome for each in commission.decision.touches} == {
        "carla.test": Outcome.WON,
        "eva.test": Outcome.AFTER_CART,
    }


async def test_what_was_bought_is_no_longer_frozen_and_the_next_time_counts_anew(db: Db) -> None:
    world = await world_of(db)
    visitor_id, cart_id = new_id(), CartId(new_id())
    eva = await load(db, EVA)
    for creator_id, days in ((eva.id, 9), (CARLA.id, 2)):
        at = NOON - timedelta(days=days)
        touch = await touch_of(db, world, creator_id=creator_id, visitor_id=visitor_id, at=at)
        added = CartLineAdded(
            cart_id=cart_id,
            variant_id=world.product.variants[0].id,
            product_id=world.product.id,
            touch_id=touch.id,
            at=at,
        )
        await follow_sales(
            db, [added, await paid_order(db, world, touch=touch, cart_id=cart_id, paid_at=at)], at
        )

    [commission] = (await earnings_page(db)).items
    assert commission.decision.rule is Rule.FROZEN_TOUCH


async def test_a_touch_that_does_not_exist_earns_nothing_and_breaks_nothing(db: Db) -> None:
    world = await world_of(db)
    ghost = msgspec.structs.replace(await touch_of(db, world), id=new_id())
    added = CartLineAdded(
        cart_id=CartId(new_id()),
        variant_id=world.product.variants[0].id,
        product_id=world.product.id,
        touch_id=ghost.id,
        at=NOON,
    )

    await follow_sales(db, [added, await paid_order(db, world, touch=ghost)], NOON)

    assert (await earnings_page(db)).items == []


async def test_a_signed_in_buyer_is_recognised_without_the_line_carrying_a_touch(db: Db) -> None:
    world = await world_of(db)
    touch = await touch_of(db, world)
    by_person = msgspec.structs.replace(touch, id=new_id(), person_id=ANA.id)

    await touch_store.add_touch(db, by_person)

    await follow_sales(db, [await paid_order(db, world)], NOON)

    [commission] = (await earnings_page(db)).items
    assert commission.decision.winner_touch_id == by_person.id


async def test_commissions_are_nobody_elses_business(db: Db) -> None:
    world = await world_of(db)
    await follow_sales(db, [await paid_order(db, world, touch=await touch_of(db, world))], NOON)
    [commission] = (await earnings_page(db)).items

    with pytest.raises(CommissionNotFound):
        await affiliates.get_commission(db, await load(db, EVA), commission_id=commission.id)
    with pytest.raises(CommissionNotFound):
        await affiliates.get_commission(db, await load(db, CARLA), commission_id=CommissionId(new_id()))


async def test_only_its_owner_sets_a_shops_plan_and_every_change_is_a_new_version(db: Db) -> None:
    world = await world_of(db)
    bruno, eva = await load(db, BRUNO), await load(db, EVA)

    for rate_bps in (1_500, 2_000, 2_000, None):
        terms = SetPlan(rate_bps=rate_bps)
        plan = await affiliates.set_plan(db, shop_id=world.shop.id, terms=terms, actor=bruno, now=NOON)

    assert (plan.version, plan.rate_bps) == (3, None)
    with pytest.raises(NotYourShop):
        await affiliates.set_plan(
            db, shop_id=world.shop.id, terms=SetPlan(rate_bps=8_000), actor=eva, now=NOON
        )


async def test_an_override_beats_the_plan_and_the_default_fills_the_gap(db: Db) -> None:
    world = await world_of(db)
    bruno = await load(db, BRUNO)
    product = (world.product.id, world.shop.id)

    async def kind_now(default_plan_bps: int) -> tuple[PlanKind, int] | None:
        terms = (await terms_of(db, [product], default_plan_bps=default_plan_bps)).get(product[0])
        return (terms.kind, terms.rate_bps) if terms else None

    assert await kind_now(0) is None
    assert await kind_now(300) == (PlanKind.DEFAULT, 300)
    await affiliates.set_plan(db, shop_id=product[1], terms=SetPlan(rate_bps=1_000), actor=bruno, now=NOON)
    assert await kind_now(300) == (PlanKind.SHOP, 1_000)
    await affiliates.set_override(db, product_id=product[0], rate_bps=2_500, actor=bruno, now=NOON)
    assert await kind_now(300) == (PlanKind.PRODUCT, 2_500)
    await affiliates.withdraw_override(db, product_id=product[0], actor=bruno, now=NOON)
    assert await kind_now(300) == (PlanKind.SHOP, 1_000)
    opted_out = SetPlan(rate_bps=None, is_default_plan_opted_out=True)
    await affiliates.set_plan(db, shop_id=product[1], terms=opted_out, actor=bruno, now=NOON)
    assert await kind_now(300) is None
