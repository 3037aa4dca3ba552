"""A cut leaves the old rate for thirty days to who shows the product, and to nobody else."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec import Struct

from tests.affiliates.sales import NOON, World, paid_order, world_of
from tests.affiliates.test_touches import clip_of
from tests.people import BRUNO, CARLA, EVA, load
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.jobs import follow_sales
from vitrina.affiliates.model import Disclosure, NewTouch, SetPlan, Touch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.affiliates.store import touches as touch_store
from vitrina.identity.model import NewPerson
from vitrina.kit import events
from vitrina.kit.db import Db, Pool, run
from vitrina.kit.ids import new_id
from vitrina.videos import service as videos
from vitrina.videos.model import VideoChanges, VideoId
from vitrina.wiring import SUBSCRIBERS

DAY = timedelta(days=1)


class Stage(Struct, frozen=True, kw_only=True):
    """A shop that pays 15 %, and a clip of Carla's that shows its product."""

    world: World
    video_id: VideoId


async def open_stage(db: Db) -> Stage:
    world = await world_of(db)
    stage = Stage(world=world, video_id=await clip_of(db, world.product))
    await pay(db, stage, 1_500, at=NOON - DAY)
    return stage


async def pay(db: Db, stage: Stage, rate_bps: int | None, *, at: datetime = NOON) -> None:
    """Let Bruno set what his whole shop pays."""
    bruno = await load(db, BRUNO)
    terms = SetPlan(rate_bps=rate_bps)
    await affiliates.set_plan(db, shop_id=stage.world.shop.id, terms=terms, actor=bruno, now=at)


async def pay_for_product(db: Db, stage: Stage, rate_bps: int | None) -> None:
    """Let Bruno set what his product pays."""
    bruno = await load(db, BRUNO)
    await affiliates.set_override(
        db, product_id=stage.world.product.id, rate_bps=rate_bps, actor=bruno, now=NOON
    )


async def clip_by(db: Db, stage: Stage, creator: NewPerson) -> VideoId:
    """A clip of somebody else that shows the product."""
    video_id = await clip_of(db, stage.world.product)
    await load(db, creator)
    await run(
        db,
        "update videos.videos set creator_id = %(creator_id)s where id = %(video_id)s",
        creator_id=creator.id,
        video_id=video_id,
    )
    return video_id


async def tap(db: Db, stage: Stage, video_id: VideoId | None = None, *, days: int = 1) -> Touch:
    """Somebody taps the product in a clip so many days after the cut."""
    touch_id = TouchId(new_id())
    await affiliates.touch(
        db,
        tap=NewTouch(id=touch_id, video_id=video_id or stage.video_id, product_id=stage.world.product.id),
        visitor=Visitor(id=UUID(int=7), person_id=None),
        default_plan_bps=300,
        now=NOON + days * DAY,
    )
    [touch] = await touch_store.touches(db, [touch_id])
    return touch


@pytest.mark.parametrize("cut_to", [500, None])
async def test_who_shows_the_product_keeps_the_rate_for_thirty_days(db: Db, cut_to: int | None) -> None:
    stage = await open_stage(db)

    await pay(db, stage, cut_to)

    last, over = await tap(db, stage, days=29), await tap(db, stage, days=30)
    assert (last.rate_bps, last.plan_version, last.locked_until) == (1_500, 1, NOON + 30 * DAY)
    assert (over.rate_bps, over.locked_until) == (cut_to or 300, None)


async def test_who_comes_after_the_cut_gets_the_new_rate(db: Db) -> None:
    stage = await open_stage(db)
    await pay(db, stage, 500)

    touch = await tap(db, stage, await clip_by(db, stage, EVA))

    assert (touch.rate_bps, touch.locked_until) == (500, None)


async def test_a_new_clip_of_who_showed_it_before_keeps_the_rate_too(db: Db) -> None:
    stage = await open_stage(db)
    await pay(db, stage, 500)

    touch = await tap(db, stage, await clip_of(db, stage.world.product))

    assert touch.rate_bps == 1_500


async def test_a_raise_is_no_grant(db: Db) -> None:
    stage = await open_stage(db)
    await pay(db, stage, 2_000)
    await pay(db, stage, 2_500)

    touch = await tap(db, stage)

    assert (touch.rate_bps, touch.locked_until) == (2_500, None)


async def test_a_rate_of_one_product_is_kept_as_the_shops_is(db: Db) -> None:
    stage = await open_stage(db)
    await pay_for_product(db, stage, 2_500)
    await pay(db, stage, 500)  # Does not touch the product: it has a rate of its own.
    assert (await tap(db, stage)).locked_until is None

    await pay_for_product(db, stage, None)

    touch = await tap(db, stage)
    assert (touch.rate_bps, touch.plan_kind, touch.locked_until) == (2_500, "product", NOON + 30 * DAY)


async def test_an_override_below_the_shops_rate_is_a_cut(db: Db) -> None:
    stage = await open_stage(db)

    await pay_for_product(db, stage, 200)

    touch = await tap(db, stage)
    assert (touch.rate_bps, touch.plan_kind) == (1_500, "shop")


@pytest.mark.parametrize("act", ["untag", "unpublish", "delete"])
async def test_who_stops_showing_it_loses_the_rate_also_when_she_shows_it_again(pool: Pool, act: str) -> None:
    async with pool.transaction() as db:
        stage = await open_stage(db)
        await pay(db, stage, 500)
        carla = await load(db, CARLA)
        if act == "untag":
            await videos.edit(db, video_id=stage.video_id, actor=carla, changes=VideoChanges(tags=[]))
        elif act == "unpublish":
            await videos.unpublish(db, video_id=stage.video_id, actor=carla, now=NOON)
        else:
            await videos.delete(db, video_id=stage.video_id, actor=carla, now=NOON)
    await events.drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        touch = await tap(db, stage, await clip_of(db, stage.world.product))

    assert (touch.rate_bps, touch.locked_until) == (500, None)


async def test_who_still_shows_it_in_another_clip_loses_nothing(pool: Pool) -> None:
    async with pool.transaction() as db:
        stage = await open_stage(db)
        other = await clip_of(db, stage.world.product)
        await pay(db, stage, 500)
        await videos.unpublish(db, video_id=other, actor=await load(db, CARLA), now=NOON)
    await events.drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        assert (await tap(db, stage)).rate_bps == 1_500


async def test_the_arithmetic_says_that_the_rate_was_kept(db: Db) -> None:
    stage = await open_stage(db)
    await pay(db, stage, 500)
    touch = await tap(db, stage)
    order = await paid_order(db, stage.world, touch=touch, paid_at=NOON + 2 * DAY)

    await follow_sales(db, [order], NOON)

    page = await affiliates.commissions_of(db, await load(db, CARLA), before=None, limit=10)
    [commission] = page.items
    assert (commission.rate_bps, commission.plan.version) == (1_500, 1)
    assert commission.plan.locked_until == NOON + 30 * DAY


async def test_a_clip_that_earns_by_a_kept_rate_alone_says_so(db: Db) -> None:
    stage = await open_stage(db)
    await pay(db, stage, None)
    clip = (CARLA.id, [stage.world.product.id])

    [labels] = await affiliates.disclosures(db, [clip], with_outside=[False], default_plan_bps=0)

    assert labels == [Disclosure.COMMISSION]
