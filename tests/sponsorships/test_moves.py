"""From application or invitation to the fee: the table of moves, the dates, and who may do what."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from itertools import product

import pytest
from msgspec.structs import replace

from tests.builders import clip_of
from tests.people import ANA, BRUNO, CARLA, DAVI, load
from tests.sponsorships.world import (
    DAY,
    DORA,
    FEE_MINOR,
    FLOR,
    NOON,
    PLATFORM_MINOR,
    RICH_MINOR,
    World,
    accepted,
    apply,
    money,
    new_campaign,
    open_campaign,
    released,
    state_of,
    submit,
    submitted,
    world_of,
)
from vitrina.identity import service as identity
from vitrina.identity.errors import Suspended, TooYoung
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, run
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.social import service as social
from vitrina.sponsorships import rules, service
from vitrina.sponsorships.errors import (
    AlreadyTakesPart,
    CampaignClosed,
    ClipNotShown,
    ClipTaken,
    CreatorNotFound,
    EarningOff,
    MovedOn,
    NoMoreChanges,
    NoPlaceLeft,
    OwnCampaign,
    SponsorCampaignNotFound,
    SponsorIdTaken,
    SponsorshipNotFound,
)
from vitrina.sponsorships.model import (
    NewApplication,
    NewInvitation,
    SponsorCampaignId,
    Sponsorship,
    SponsorshipAct,
    SponsorshipId,
    SponsorshipState,
    SponsorSide,
)
from vitrina.sponsorships.service.moves import let_time_move
from vitrina.videos import service as videos
from vitrina.videos.errors import VideoNotFound

S, A, W = SponsorshipState, SponsorshipAct, SponsorSide
FINAL = {S.RELEASED, S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED}
# State, act, side -> what becomes of it. Everything that is not here is refused.
TABLE = {
    (S.APPLIED, A.ACCEPT, W.BRAND): S.ACCEPTED,
    (S.APPLIED, A.DECLINE, W.BRAND): S.DECLINED,
    (S.APPLIED, A.WITHDRAW, W.CREATOR): S.WITHDRAWN,
    (S.APPLIED, A.CANCEL, W.BRAND): S.CANCELLED,
    (S.APPLIED, A.EXPIRE, W.TIME): S.EXPIRED,
    (S.INVITED, A.ACCEPT, W.CREATOR): S.ACCEPTED,
    (S.INVITED, A.DECLINE, W.CREATOR): S.DECLINED,
    (S.INVITED, A.WITHDRAW, W.BRAND): S.WITHDRAWN,
    (S.INVITED, A.CANCEL, W.BRAND): S.CANCELLED,
    (S.INVITED, A.EXPIRE, W.TIME): S.EXPIRED,
    (S.ACCEPTED, A.SUBMIT, W.CREATOR): S.SUBMITTED,
    (S.ACCEPTED, A.WITHDRAW, W.CREATOR): S.WITHDRAWN,
    (S.ACCEPTED, A.CANCEL, W.BRAND): S.CANCELLED,
    (S.ACCEPTED, A.EXPIRE, W.TIME): S.EXPIRED,
    (S.SUBMITTED, A.APPROVE, W.BRAND): S.RELEASED,
    (S.SUBMITTED, A.APPROVE, W.TIME): S.RELEASED,
    (S.SUBMITTED, A.ASK_CHANGES, W.BRAND): S.CHANGES,
    (S.SUBMITTED, A.WITHDRAW, W.CREATOR): S.WITHDRAWN,
    (S.SUBMITTED, A.EXPIRE, W.TIME): S.EXPIRED,
    (S.CHANGES, A.SUBMIT, W.CREATOR): S.SUBMITTED,
    (S.CHANGES, A.APPROVE, W.BRAND): S.RELEASED,
    (S.CHANGES, A.WITHDRAW, W.CREATOR): S.WITHDRAWN,
    (S.CHANGES, A.EXPIRE, W.TIME): S.EXPIRED,
}


@pytest.mark.parametrize(("state", "act", "side"), list(product(S, A, W)))
def test_a_sponsorship_moves_along_the_table_and_nowhere_else(
    state: SponsorshipState, act: SponsorshipAct, side: SponsorSide
):
    assert rules.MOVES.get((act, side), {}).get(state) is TABLE.get((state, act, side))


def test_what_is_over_moves_no_more_and_the_rest_always_ends():
    assert {state for state, _, _ in TABLE} == set(S) - FINAL
    assert all((state, A.EXPIRE, W.TIME) in TABLE for state in set(S) - FINAL)


async def test_an_approved_clip_pays_its_creator_and_the_platform(db: Db):
    world = await world_of(db)
    paid = await released(db, world)

    found = await money(db, world)

    assert found == {
        "shop": RICH_MINOR - 2 * FEE_MINOR,
        "escrow": FEE_MINOR,
        "creator": FEE_MINOR - PLATFORM_MINOR,
        "platform": PLATFORM_MINOR,
    }
    [receipt] = await service.show(db, [paid], reader=await load(db, CARLA))
    assert receipt.you_get + receipt.platform_fee == receipt.fee == Money(FEE_MINOR, Currency.MXN)
    assert (receipt.available_at, receipt.journal) == (NOON, f"sponsorship:{paid.id}:released")
    assert await ledger.check(db) == []


async def test_the_terms_stay_as_they_were_offered(db: Db):
    """The operator's setting counts when a campaign is opened, not when it is paid."""
    world = await world_of(db)

    assert Settings().sponsorship_fee_bps != world.campaign.fee_bps
    await released(db, world)
    assert (await money(db, world))["platform"] == PLATFORM_MINOR


async def test_silence_approves_after_the_days_for_looking(db: Db):
    world = await world_of(db)
    shown = await submitted(db, world)

    await let_time_move(db, sponsorship_id=shown.id, now=NOON + 7 * DAY - DAY / 2)
    assert await state_of(db, shown) is S.SUBMITTED
    for _ in range(2):
        await let_time_move(db, sponsorship_id=shown.id, now=NOON + 7 * DAY)

    assert await state_of(db, shown) is S.RELEASED
    assert (await money(db, world))["creator"] == FEE_MINOR - PLATFORM_MINOR


async def _unpublish(db: Db, world: World) -> None:
    await videos.unpublish(db, video_id=world.video_id, actor=await load(db, CARLA), now=NOON)


async def _take_down(db: Db, world: World) -> None:
    await videos.hide(db, world.video_id)


async def _delete(db: Db, world: World) -> None:
    await videos.delete(db, video_id=world.video_id, actor=await load(db, CARLA), now=NOON)


async def _suspend(db: Db, world: World) -> None:
    del world
    await identity.suspend(db, CARLA.id, now=NOON)


@pytest.mark.parametrize("vanish", [_unpublish, _take_down, _delete, _suspend])
async def test_a_clip_that_nobody_sees_is_not_paid(db: Db, vanish: Callable[[Db, World], Awaitable[None]]):
    world = await world_of(db)
    shown = await submitted(db, world)
    await vanish(db, world)

    with pytest.raises(ClipNotShown):
        await service.approve(db, sponsorship_id=shown.id, actor=await load(db, BRUNO), now=NOON)
    await let_time_move(db, sponsorship_id=shown.id, now=NOON + 7 * DAY)

    assert await state_of(db, shown) is S.EXPIRED
    assert (await money(db, world))["creator"] == 0


async def test_changes_are_asked_for_twice_at_most(db: Db):
    world = await world_of(db)
    shown = await submitted(db, world)
    bruno = await load(db, BRUNO)

    async def ask(words: str = "Más luz, por favor.") -> Sponsorship:
        return await service.ask_changes(
            db, sponsorship_id=shown.id, actor=bruno, words=words, now=NOON + 9 * DAY
        )

    with pytest.raises(Malformed):
        await ask(" \n ")
    asked = await ask()
    assert (asked.wanted, asked.due_at) == ("Más luz, por favor.", NOON + 16 * DAY)
    await submit(db, shown, world.video_id, now=NOON + 15 * DAY)
    await ask()
    await submit(db, shown, world.video_id, now=NOON + 15 * DAY)
    with pytest.raises(NoMoreChanges):
        await ask()


async def test_nothing_is_submitted_after_the_deadline(db: Db):
    world = await world_of(db)
    agreed = await accepted(db, world)

    with pytest.raises(MovedOn):
        await submit(db, agreed, world.video_id, now=NOON + 10 * DAY)
    await let_time_move(db, sponsorship_id=agreed.id, now=NOON + 10 * DAY)

    assert await state_of(db, agreed) is S.EXPIRED


async def test_a_clip_is_ones_own_published_and_paid_for_once(db: Db):
    world = await world_of(db)
    carlas, doras = await accepted(db, world), await accepted(db, world, DORA)
    draft = await clip_of(db, CARLA, published_at=None)

    with pytest.raises(VideoNotFound):
        await submit(db, doras, world.video_id, who=DORA)
    with pytest.raises(ClipNotShown):
        await submit(db, carlas, draft)


async def test_one_clip_belongs_to_one_collaboration(db: Db):
    world = await world_of(db)
    await submitted(db, world)
    other = replace(world, campaign=await open_campaign(db, world.shop, new_campaign(1)))
    agreed = await accepted(db, other)

    with pytest.raises(ClipTaken):
        await submit(db, agreed, world.video_id)


@pytest.mark.parametrize("is_looked_at", [False, True])
async def test_a_clip_of_another_collaboration_is_no_answer_to_wanted_changes(db: Db, is_looked_at: bool):
    world = await world_of(db)
    await submitted(db, world)
    other = replace(
        world,
        campaign=await open_campaign(db, world.shop, new_campaign(1)),
        video_id=await clip_of(db, CARLA),
    )
    shown = await submitted(db, other)
    if not is_looked_at:
        bruno = await load(db, BRUNO)
        await service.ask_changes(db, sponsorship_id=shown.id, actor=bruno, words="Más luz.", now=NOON)

    with pytest.raises(ClipTaken):
        await submit(db, shown, world.video_id)


async def test_the_label_comes_with_the_submission_and_stays_after_the_fee(db: Db):
    world = await world_of(db)
    agreed = await accepted(db, world)

    assert await service.paid_among(db, [world.video_id]) == set()
    await submit(db, agreed, world.video_id)
    assert await service.paid_among(db, [world.video_id]) == {world.video_id}
    await service.approve(db, sponsorship_id=agreed.id, actor=await load(db, BRUNO), now=NOON)
    assert await service.paid_among(db, [world.video_id]) == {world.video_id}


async def test_who_withdraws_gives_up_the_fee_and_loses_the_label(db: Db):
    world = await world_of(db)
    shown = await submitted(db, world)
    carla = await load(db, CARLA)

    await service.step(db, sponsorship_id=shown.id, actor=carla, act=A.WITHDRAW, now=NOON)

    assert await service.paid_among(db, [world.video_id]) == set()
    assert (await money(db, world))["escrow"] == 2 * FEE_MINOR
    with pytest.raises(MovedOn):
        await service.approve(db, sponsorship_id=shown.id, actor=await load(db, BRUNO), now=NOON)


async def test_a_place_that_gets_free_is_for_somebody_else(db: Db):
    world = await world_of(db, places=1)
    agreed = await accepted(db, world)
    with pytest.raises(NoPlaceLeft):
        await apply(db, world, FLOR)
    carla, bruno = await load(db, CARLA), await load(db, BRUNO)

    await service.step(db, sponsorship_id=agreed.id, actor=carla, act=A.WITHDRAW, now=NOON)

    again = await apply(db, world, FLOR)
    taken = await service.accept(db, sponsorship_id=again.id, actor=bruno, now=NOON)
    assert taken.state is S.ACCEPTED


async def invite(db: Db, world: World, handle: str, *, id: SponsorshipId | None = None) -> Sponsorship:
    campaign = await service.own_campaign(
        db, campaign_id=world.campaign.id, actor=await load(db, BRUNO), is_moved=True
    )
    new = NewInvitation(id=id or SponsorshipId(new_id()), handle=handle)
    return await service.invite(db, campaign=campaign, new=new, now=NOON)


async def test_an_invited_creator_says_yes_herself(db: Db):
    world = await world_of(db)
    asked = await invite(db, world, "@carla.test")
    assert (await invite(db, world, "carla.test", id=asked.id)).id == asked.id

    with pytest.raises(MovedOn):
        await service.accept(db, sponsorship_id=asked.id, actor=await load(db, BRUNO), now=NOON)
    agreed = await service.accept(db, sponsorship_id=asked.id, actor=await load(db, CARLA), now=NOON)

    assert agreed.state is S.ACCEPTED


@pytest.mark.parametrize("handle", ["nobody.here", "ana.test", "!!"])
async def test_only_who_earns_here_is_invited(db: Db, handle: str):
    world = await world_of(db)
    await load(db, ANA)

    with pytest.raises(CreatorNotFound):
        await invite(db, world, handle)


async def test_people_who_are_apart_make_no_deals(db: Db):
    world = await world_of(db)
    bruno, carla = await load(db, BRUNO), await load(db, CARLA)
    await social.block(db, person_id=carla.id, other_id=bruno.id, now=NOON)

    with pytest.raises(CreatorNotFound):
        await invite(db, world, "carla.test")
    with pytest.raises(SponsorCampaignNotFound):
        await apply(db, world)


async def test_nobody_pays_herself(db: Db):
    world = await world_of(db)
    carla = await load(db, CARLA)
    bruno = replace(await load(db, BRUNO), capabilities=carla.capabilities)
    asked = NewApplication(id=SponsorshipId(new_id()))

    with pytest.raises(OwnCampaign):
        await service.apply(db, campaign_id=world.campaign.id, creator=bruno, new=asked, now=NOON)
    with pytest.raises(OwnCampaign):
        await invite(db, world, "bruno.test")


async def test_who_may_not_earn_takes_no_part(db: Db):
    world = await world_of(db)
    ana, carla = await load(db, ANA), await load(db, CARLA)
    asked = NewApplication(id=SponsorshipId(new_id()))

    async def ask(person: Person, now: datetime = NOON) -> None:
        await service.apply(db, campaign_id=world.campaign.id, creator=person, new=asked, now=now)

    with pytest.raises(EarningOff):
        await ask(ana)
    with pytest.raises(TooYoung):
        await ask(replace(carla, birth_date=date(2010, 1, 1)))


async def test_who_is_suspended_begins_nothing_and_shows_nothing(db: Db):
    world = await world_of(db)
    asked, agreed = await apply(db, world), await accepted(db, world, DORA)
    doras = await clip_of(db, DORA)
    invited = await invite(db, world, "flor.test")
    for each in (CARLA, DORA, FLOR):
        await identity.suspend(db, each.id, now=NOON)
    other = replace(world, campaign=await open_campaign(db, world.shop, new_campaign(1)))

    with pytest.raises(CreatorNotFound):
        await service.accept(db, sponsorship_id=asked.id, actor=await load(db, BRUNO), now=NOON)
    with pytest.raises(Suspended):
        await service.accept(db, sponsorship_id=invited.id, actor=await load(db, FLOR), now=NOON)
    with pytest.raises(Suspended):
        await apply(db, other)
    with pytest.raises(ClipNotShown):
        await submit(db, agreed, doras, who=DORA)


async def test_who_does_not_earn_any_more_is_not_accepted(db: Db):
    world = await world_of(db)
    asked = await apply(db, world)
    await run(db, "update identity.persons set capabilities = '{}' where id = %(id)s", id=CARLA.id)

    with pytest.raises(CreatorNotFound):
        await service.accept(db, sponsorship_id=asked.id, actor=await load(db, BRUNO), now=NOON)


async def test_one_takes_part_once_and_in_time(db: Db):
    world = await world_of(db)
    asked = await apply(db, world)
    carla = await load(db, CARLA)

    async def ask(
        id: SponsorshipId, now: datetime = NOON, to: SponsorCampaignId = world.campaign.id
    ) -> Sponsorship:
        return await service.apply(db, campaign_id=to, creator=carla, new=NewApplication(id=id), now=now)

    assert await ask(asked.id) == asked
    with pytest.raises(AlreadyTakesPart):
        await ask(SponsorshipId(new_id()))
    with pytest.raises(CampaignClosed):
        await ask(SponsorshipId(new_id()), now=NOON + 10 * DAY)
    with pytest.raises(SponsorCampaignNotFound):
        await ask(SponsorshipId(new_id()), to=SponsorCampaignId(new_id()))
    with pytest.raises(SponsorIdTaken):
        await service.apply(
            db,
            campaign_id=world.campaign.id,
            creator=await load(db, DORA),
            new=NewApplication(id=asked.id),
            now=NOON,
        )


async def test_a_sponsorship_is_nobody_elses(db: Db):
    world = await world_of(db)
    shown = await submitted(db, world)
    davi, carla = await load(db, DAVI), await load(db, CARLA)

    with pytest.raises(SponsorshipNotFound):
        await service.approve(db, sponsorship_id=shown.id, actor=davi, now=NOON)
    with pytest.raises(SponsorshipNotFound):
        await service.approve(db, sponsorship_id=shown.id, actor=carla, now=NOON)
    with pytest.raises(SponsorshipNotFound):
        await service.find_for(db, SponsorshipId(new_id()))
