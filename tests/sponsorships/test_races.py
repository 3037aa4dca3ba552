"""Two connections at once: one of them was first, and the money knows which."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.people import BRUNO, CARLA, load
from tests.sponsorships.world import (
    DAY,
    DORA,
    FEE_MINOR,
    NOON,
    PLATFORM_MINOR,
    RICH_MINOR,
    accepted,
    apply,
    committed_world,
    money,
    state_of,
    submitted,
)
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal
from vitrina.ledger import service as ledger
from vitrina.sponsorships import service
from vitrina.sponsorships.errors import CampaignClosed, MovedOn, NoPlaceLeft
from vitrina.sponsorships.model import SponsorshipAct, SponsorshipState

Act = Callable[[Db], Awaitable[object]]


async def at_once(pool: Pool, *acts: Act) -> list[type[Refusal] | None]:
    """Let each act in a transaction of its own, all begun before any ends; tell how each was refused."""
    barrier = asyncio.Barrier(len(acts))

    async def one(act: Act) -> type[Refusal] | None:
        try:
            async with pool.transaction() as db:
                await barrier.wait()
                await act(db)
        except Refusal as e:
            return type(e)
        return None

    return await asyncio.gather(*[one(act) for act in acts])


async def test_of_two_creators_one_gets_the_last_place(pool: Pool):
    world = await committed_world(pool, places=1)
    async with pool.transaction() as db:
        asked = [await apply(db, world), await apply(db, world, DORA)]
        bruno = await load(db, BRUNO)

    def accept(which: int) -> Act:
        return lambda db: service.accept(db, sponsorship_id=asked[which].id, actor=bruno, now=NOON)

    outcomes = await at_once(pool, accept(0), accept(1))

    assert sorted(outcomes, key=str) == sorted([None, NoPlaceLeft], key=str)
    async with pool.transaction() as db:
        states = [await state_of(db, each) for each in asked]
        assert sorted(states) == [SponsorshipState.ACCEPTED, SponsorshipState.APPLIED]
        assert (await money(db, world))["escrow"] == FEE_MINOR


async def test_of_approving_and_withdrawing_one_happens(pool: Pool):
    world = await committed_world(pool, places=1)
    async with pool.transaction() as db:
        shown = await submitted(db, world)
        bruno, carla = await load(db, BRUNO), await load(db, CARLA)

    outcomes = await at_once(
        pool,
        lambda db: service.approve(db, sponsorship_id=shown.id, actor=bruno, now=NOON),
        lambda db: service.step(
            db, sponsorship_id=shown.id, actor=carla, act=SponsorshipAct.WITHDRAW, now=NOON
        ),
    )

    assert sorted(outcomes, key=str) == sorted([None, MovedOn], key=str)
    async with pool.transaction() as db:
        found = await money(db, world)
        if await state_of(db, shown) is SponsorshipState.RELEASED:
            assert (found["creator"], found["escrow"]) == (FEE_MINOR - PLATFORM_MINOR, 0)
        else:
            assert (found["creator"], found["escrow"]) == (0, FEE_MINOR)


async def test_a_fee_is_paid_once_however_many_approve_it(pool: Pool):
    world = await committed_world(pool, places=1)
    async with pool.transaction() as db:
        shown = await submitted(db, world)
        bruno = await load(db, BRUNO)

    def approve(db: Db) -> Awaitable[object]:
        return service.approve(db, sponsorship_id=shown.id, actor=bruno, now=NOON)

    async def silence() -> None:
        await service.move_due(pool, now=NOON + 8 * DAY)

    outcomes, *_ = await asyncio.gather(at_once(pool, approve, approve, approve), silence(), silence())

    assert outcomes.count(None) <= 1
    async with pool.transaction() as db:
        found = await money(db, world)
        assert (found["creator"], found["platform"]) == (FEE_MINOR - PLATFORM_MINOR, PLATFORM_MINOR)
        assert found["escrow"] == 0
        assert await ledger.check(db) == []


async def test_who_waits_for_an_answer_of_a_cancelled_campaign_is_told_soon(pool: Pool):
    """However many applied: cancelling moves those alone who have a place."""
    world = await committed_world(pool, places=2)
    async with pool.transaction() as db:
        agreed, waiting = await accepted(db, world), await apply(db, world, DORA)
        bruno = await load(db, BRUNO)
        await service.cancel(db, campaign_id=world.campaign.id, actor=bruno, now=NOON)
        assert await state_of(db, agreed) is SponsorshipState.CANCELLED
        assert await state_of(db, waiting) is SponsorshipState.APPLIED
        with pytest.raises(CampaignClosed):
            async with db.transaction():
                await service.accept(db, sponsorship_id=waiting.id, actor=bruno, now=NOON)

    await service.move_due(pool, now=NOON)

    async with pool.transaction() as db:
        assert await state_of(db, waiting) is SponsorshipState.CANCELLED
        assert (await money(db, world))["escrow"] == 0


async def test_time_ends_campaigns_and_pays_back_what_nobody_earned(pool: Pool):
    world = await committed_world(pool, places=2)
    async with pool.transaction() as db:
        await apply(db, world)

    for _ in range(2):
        await service.move_due(pool, now=world.campaign.submit_by + timedelta(seconds=1))

    async with pool.transaction() as db:
        found = await money(db, world)
        assert (found["shop"], found["escrow"]) == (RICH_MINOR, 0)
