"""What a shop offers creators is reported, taken down: nobody begins, and what was agreed is still paid."""

import asyncio

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.live.waiting import somebody_waits
from tests.moderation.test_appeals import answer, appeal
from tests.moderation.test_moderation import decide, report
from tests.people import BRUNO, CARLA, load, sign_in
from tests.sponsorships.world import (
    DORA,
    FEE_MINOR,
    FLOR,
    NOON,
    PLATFORM_MINOR,
    World,
    accepted,
    apply,
    committed_world,
    money,
    submit,
    world_of,
)
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.moderation import service
from vitrina.moderation.errors import CannotReportYourself, ThingNotFound
from vitrina.moderation.model import Action, AppealOutcome, CaseState, ThingKind
from vitrina.shops import service as shops
from vitrina.sponsorships import service as sponsorships
from vitrina.sponsorships.errors import CampaignTakenDown, SponsorCampaignNotFound
from vitrina.sponsorships.model import (
    NewInvitation,
    SponsorCampaignView,
    SponsorshipAct,
    SponsorshipId,
    SponsorshipState,
)

Client = AsyncTestClient[Litestar]
BRIEF = ThingKind.BRIEF


async def seen_by(db: Db, world: World, who: NewPerson) -> SponsorCampaignView:
    """The campaign as somebody sees it who has a part in it, or runs its shop."""
    [found] = (await sponsorships.campaigns_by_id(db, [world.campaign.id])).values()
    return (await sponsorships.show_campaigns(db, [found], reader=await load(db, who)))[found.id]


async def open_to(db: Db, who: NewPerson) -> list[object]:
    """Which campaigns are offered to a creator."""
    page = await sponsorships.list_open(db, reader=await load(db, who), before=None, limit=20, now=NOON)
    return [each.id for each in page.items]


async def invite(db: Db, world: World, who: NewPerson) -> None:
    bruno = await load(db, BRUNO)
    campaign = await sponsorships.own_campaign(db, campaign_id=world.campaign.id, actor=bruno, is_moved=True)
    new = NewInvitation(id=SponsorshipId(new_id()), handle=who.handle or "")
    await sponsorships.invite(db, campaign=campaign, new=new, now=NOON)


async def test_nobody_begins_in_a_campaign_that_is_taken_down(db: Db) -> None:
    world = await world_of(db)
    asked = await apply(db, world, DORA)
    await report(db, BRIEF, world.campaign.id, by=CARLA)
    [case] = (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=5)).items

    await decide(db, BRIEF, world.campaign.id, Action.TAKE_DOWN)

    assert case.thing
    assert case.thing.text == f"{world.campaign.title}\n{world.campaign.brief}"
    assert case.thing.subject_id == BRUNO.id
    assert await open_to(db, CARLA) == []
    with pytest.raises(SponsorCampaignNotFound):
        await apply(db, world, CARLA)
    with pytest.raises(CampaignTakenDown):
        await invite(db, world, FLOR)
    with pytest.raises(CampaignTakenDown):
        await sponsorships.accept(db, sponsorship_id=asked.id, actor=await load(db, BRUNO), now=NOON)


async def test_its_words_are_its_brands_alone_and_come_back_on_appeal(db: Db) -> None:
    world = await world_of(db)
    await accepted(db, world)
    decision = await decide(db, BRIEF, world.campaign.id, Action.TAKE_DOWN)

    creators, brands = await seen_by(db, world, CARLA), await seen_by(db, world, BRUNO)
    waiting = await appeal(db, decision.id, by=BRUNO)
    await answer(db, waiting.id, AppealOutcome.REVERSED)
    back = await seen_by(db, world, CARLA)

    assert (creators.title, creators.brief, creators.is_hidden) == ("", "", True)
    assert (brands.brief, brands.is_hidden) == (world.campaign.brief, True)
    assert (back.title, back.brief, back.is_hidden) == (world.campaign.title, world.campaign.brief, False)
    assert await open_to(db, DORA) == [world.campaign.id]


async def test_who_had_agreed_delivers_and_is_paid(db: Db) -> None:
    world = await world_of(db, places=2)
    agreed = await accepted(db, world)
    before = await money(db, world)

    await decide(db, BRIEF, world.campaign.id, Action.TAKE_DOWN)
    await submit(db, agreed, world.video_id)
    bruno = await load(db, BRUNO)
    paid = await sponsorships.approve(db, sponsorship_id=agreed.id, actor=bruno, now=NOON)
    await sponsorships.cancel(db, campaign_id=world.campaign.id, actor=bruno, now=NOON)

    after = await money(db, world)
    assert paid.state is SponsorshipState.RELEASED
    assert after["creator"] - before["creator"] == FEE_MINOR - PLATFORM_MINOR
    assert (after["escrow"], after["shop"] - before["shop"]) == (0, FEE_MINOR)


async def test_whoever_reads_a_campaign_reports_it_but_its_brand(db: Db) -> None:
    world = await world_of(db)

    with pytest.raises(CannotReportYourself):
        await report(db, BRIEF, world.campaign.id, by=BRUNO)
    await report(db, BRIEF, world.campaign.id, by=CARLA)
    await shops.close_shop(db, world.shop.id, now=NOON)
    for thing_id in (world.campaign.id, new_id()):
        with pytest.raises(ThingNotFound):
            await report(db, BRIEF, thing_id, by=DORA)


async def test_who_applies_while_it_is_taken_down_does_not_get_in(pool: Pool) -> None:
    world = await committed_world(pool)

    async def ask() -> None:
        async with pool.transaction() as db:
            await apply(db, world, CARLA)

    async with pool.transaction() as db:
        await decide(db, BRIEF, world.campaign.id, Action.TAKE_DOWN)
        asking = asyncio.create_task(ask())
        await somebody_waits(pool)

    with pytest.raises(SponsorCampaignNotFound):
        await asking


async def test_a_campaign_says_when_all_its_places_are_taken(db: Db) -> None:
    world = await world_of(db, places=1)
    was = await seen_by(db, world, BRUNO)
    agreed = await accepted(db, world)
    full = await seen_by(db, world, BRUNO)
    await sponsorships.step(
        db,
        sponsorship_id=agreed.id,
        actor=await load(db, CARLA),
        act=SponsorshipAct.WITHDRAW,
        now=NOON,
    )
    free = await seen_by(db, world, BRUNO)
    await accepted(db, world, DORA)
    await sponsorships.cancel(db, campaign_id=world.campaign.id, actor=await load(db, BRUNO), now=NOON)

    assert (was.is_full, full.is_full, free.is_full) == (False, True, False)
    assert not (await seen_by(db, world, BRUNO)).is_full, "what is over is over, full or not"


async def test_a_creator_reports_it_through_the_api(client: Client, pool: Pool) -> None:
    world = await committed_world(pool)
    body = {"id": str(new_id()), "kind": "brief", "thing_id": str(world.campaign.id), "reason": "scam"}

    made = await client.post("/api/v1/reports", json=body, headers=await sign_in(pool, CARLA))
    async with pool.transaction() as db:
        await decide(db, BRIEF, world.campaign.id, Action.TAKE_DOWN)
    shown = await client.get(
        f"/api/v1/sponsor-campaigns/{world.campaign.id}", headers=await sign_in(pool, BRUNO)
    )

    assert made.status_code == 201, made.text
    assert (shown.json()["is_hidden"], shown.json()["brief"]) == (True, world.campaign.brief)
