"""Whatever people do in whatever order: the books balance, escrow is right, and no cent is made or lost."""

from random import Random
from typing import Any

import pytest

from tests.builders import clip_of
from tests.people import BRUNO, CARLA, load
from tests.sponsorships.world import (
    DAY,
    DORA,
    FEE_MINOR,
    FLOR,
    NOON,
    RICH_MINOR,
    World,
    apply,
    money,
    world_of,
)
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.errors import Refusal
from vitrina.ledger import service as ledger
from vitrina.sponsorships import rules, service
from vitrina.sponsorships.model import CampaignState, SponsorshipAct, SponsorshipState
from vitrina.sponsorships.service.campaigns import end_campaign
from vitrina.sponsorships.service.moves import let_time_move

STEPS = 45
CREATORS = (CARLA, DORA, FLOR)


@pytest.mark.parametrize("seed", range(12))
async def test_the_money_of_a_campaign_adds_up_after_any_sequence_of_acts(db: Db, seed: int):
    random = Random(seed)
    world = await world_of(db, places=2)
    people = [await load(db, each) for each in CREATORS]
    bruno = await load(db, BRUNO)
    clips = {CARLA.id: world.video_id} | {each.id: await clip_of(db, each) for each in (DORA, FLOR)}
    now, done = NOON, 0

    async def act_once() -> None:
        page = await service.list_of_campaign(
            db, campaign=world.campaign, reader=bruno, before=None, limit=20
        )
        if not page.items or random.random() < 0.2:
            await apply(db, world, random.choice(CREATORS))
            return
        chosen = random.choice(page.items)
        creator = next(each for each in people if each.id == chosen.creator.id)
        actor: Person = random.choice([bruno, creator])
        which = random.choice(["accept", "decline", "withdraw", "submit", "approve", "ask", "time", "end"])
        about: dict[str, Any] = {"sponsorship_id": chosen.id, "now": now}
        if which == "accept":
            await service.accept(db, actor=actor, **about)
        elif which in {"decline", "withdraw"} and random.random() < 0.5:
            await service.step(db, actor=actor, act=SponsorshipAct(which), **about)
        elif which == "submit":
            await service.submit(db, actor=creator, video_id=clips[creator.id], **about)
        elif which == "approve":
            await service.approve(db, actor=bruno, **about)
        elif which == "ask":
            await service.ask_changes(db, actor=bruno, words="Otra vez", **about)
        elif which == "time":
            await let_time_move(db, **about)
        elif which == "end" and random.random() < 0.15:
            await service.cancel(db, campaign_id=world.campaign.id, actor=bruno, now=now)

    for _ in range(STEPS):
        now += DAY * random.choice([0, 0, 0, 0.5])
        try:
            async with db.transaction():
                await act_once()
                done += 1
        except Refusal:
            pass
        await _adds_up(db, world)

    async with db.transaction():
        late = world.campaign.submit_by + 60 * DAY
        campaign = await service.own_campaign(db, campaign_id=world.campaign.id, actor=bruno)
        if campaign.state is CampaignState.OPEN:
            await end_campaign(db, campaign_id=campaign.id, state=CampaignState.CLOSED, now=late)
        for _ in range(2):  # What time approves or ends is over after it.
            page = await service.list_of_campaign(db, campaign=campaign, reader=bruno, before=None, limit=20)
            for each in page.items:
                await let_time_move(db, sponsorship_id=each.id, now=late)
    found = await _adds_up(db, world)
    assert found["escrow"] == 0
    assert done > 5
    assert await ledger.check(db) == []


async def _adds_up(db: Db, world: World) -> dict[str, int]:
    """The sum of all is what it was, and escrow holds each fee that went nowhere yet."""
    found = await money(db, world)
    creators = sum([(await money(db, world, each))["creator"] for each in CREATORS])
    assert found["shop"] + found["escrow"] + creators + found["platform"] == RICH_MINOR
    bruno = await load(db, BRUNO)
    campaign = await service.own_campaign(db, campaign_id=world.campaign.id, actor=bruno)
    page = await service.list_of_campaign(db, campaign=campaign, reader=bruno, before=None, limit=20)
    released = [each for each in page.items if each.state is SponsorshipState.RELEASED]
    held = [each for each in page.items if each.state in rules.HOLDING]
    assert len(held) == campaign.places_taken <= campaign.places_max
    assert found["escrow"] == rules.escrow_minor(campaign, released_count=len(released))
    assert found["escrow"] >= FEE_MINOR * (len(held) - len(released))
    return found
