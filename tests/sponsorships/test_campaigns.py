"""Campaigns: their fees wait in escrow from the first moment, and whatever nobody gets goes back."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.builders import product_of, shop_of
from tests.people import BRUNO, CARLA, DAVI, load
from tests.sponsorships.world import (
    DAY,
    DORA,
    FEE_MINOR,
    NOON,
    RICH_MINOR,
    SETTINGS,
    accepted,
    apply,
    available,
    give_money,
    money,
    new_campaign,
    open_campaign,
    state_of,
    submitted,
    world_of,
)
from vitrina.catalogue.errors import ProductNotFound
from vitrina.identity.errors import BirthDateMissing, TooYoung
from vitrina.identity.model import NewPerson, Person
from vitrina.kit.db import CheckViolation, Db, run
from vitrina.kit.errors import Malformed
from vitrina.kit.money import Money
from vitrina.kit.personal import Subject
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.sponsorships import service
from vitrina.sponsorships.errors import (
    MovedOn,
    NotEnoughForCampaign,
    SponsorCampaignNotFound,
    SponsorIdTaken,
)
from vitrina.sponsorships.model import CampaignState, SponsorshipState
from vitrina.sponsorships.personal import export


async def test_opening_a_campaign_moves_the_fees_of_all_places_into_escrow(db: Db):
    world = await world_of(db, places=3)

    found = await money(db, world)

    assert (found["shop"], found["escrow"]) == (RICH_MINOR - 3 * FEE_MINOR, 3 * FEE_MINOR)
    assert await ledger.check(db) == []


async def test_the_same_campaign_twice_is_one_and_paid_once(db: Db):
    world = await world_of(db)
    again = new_campaign(id=world.campaign.id)

    assert (await open_campaign(db, world.shop, again)).id == world.campaign.id
    assert (await money(db, world))["escrow"] == 2 * FEE_MINOR


async def test_the_id_of_another_shops_campaign_is_taken(db: Db):
    world = await world_of(db)
    other = await shop_of(db, DAVI)
    davi = await load(db, DAVI)
    new = new_campaign(id=world.campaign.id, fee=Money(1_00, Currency.BRL))

    with pytest.raises(SponsorIdTaken):
        await service.open_campaign(db, SETTINGS, shop_id=other.id, actor=davi, new=new, now=NOON)


async def test_a_shop_without_the_money_opens_nothing(db: Db):
    shop = await shop_of(db)
    await give_money(db, shop, 2 * FEE_MINOR - 1)

    with pytest.raises(NotEnoughForCampaign):
        await open_campaign(db, shop, new_campaign(2))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fee": Money(0, Currency.MXN)}, "fee"),
        ({"fee": Money(-5, Currency.MXN)}, "fee"),
        ({"fee": Money(10**12, Currency.MXN)}, "fee"),
        ({"fee": Money(100, Currency.USD)}, "fee"),
        ({"submit_by": NOON}, "submit_by"),
        ({"submit_by": NOON + 181 * DAY}, "submit_by"),
        ({"title": " \u200b "}, "title"),
        ({"brief": "\n"}, "brief"),
    ],
)
async def test_what_makes_no_sense_is_named(db: Db, changes: dict[str, Any], field: str):
    shop = await shop_of(db)

    with pytest.raises(Malformed) as refused:
        await open_campaign(db, shop, new_campaign(**changes))

    assert list(refused.value.reasons) == [field]


async def test_it_shows_products_of_its_own_shop_alone(db: Db):
    world = await world_of(db)
    own = await product_of(db, world.shop)
    foreign = await product_of(db, await shop_of(db, DAVI))

    opened = await open_campaign(db, world.shop, new_campaign(1, product_ids=[own.id, own.id]))

    assert opened.product_ids == [own.id]
    with pytest.raises(ProductNotFound):
        await open_campaign(db, world.shop, new_campaign(1, product_ids=[foreign.id]))


async def test_only_an_adult_who_runs_the_shop_opens_a_campaign(db: Db):
    shop = await shop_of(db)
    bruno, carla = await load(db, BRUNO), await load(db, CARLA)

    async def ask(actor: Person) -> None:
        await service.open_campaign(db, SETTINGS, shop_id=shop.id, actor=actor, new=new_campaign(), now=NOON)

    with pytest.raises(NotYourShop):
        await ask(carla)
    with pytest.raises(TooYoung):
        await ask(replace(bruno, birth_date=date(2008, 11, 21)))
    with pytest.raises(BirthDateMissing):
        await ask(replace(bruno, birth_date=None))
    await shops.close_shop(db, shop.id, now=NOON)
    with pytest.raises(ShopNotFound):
        await ask(bruno)


async def test_cancelling_pays_back_what_is_free_and_keeps_what_was_submitted(db: Db):
    world = await world_of(db, places=3)
    shown = await submitted(db, world)
    agreed = await accepted(db, world, DORA)
    bruno = await load(db, BRUNO)

    ended = await service.cancel(db, campaign_id=world.campaign.id, actor=bruno, now=NOON)

    found = await money(db, world)
    assert (ended.state, ended.places_taken) == (CampaignState.CANCELLED, 1)
    assert (found["shop"], found["escrow"]) == (RICH_MINOR - FEE_MINOR, FEE_MINOR)
    assert await state_of(db, shown) is SponsorshipState.SUBMITTED
    assert await state_of(db, agreed) is SponsorshipState.CANCELLED
    with pytest.raises(MovedOn):
        await service.cancel(db, campaign_id=world.campaign.id, actor=bruno, now=NOON)


async def test_a_campaign_is_its_brands_alone(db: Db):
    world = await world_of(db)
    carla = await load(db, CARLA)

    with pytest.raises(SponsorCampaignNotFound):
        await service.cancel(db, campaign_id=world.campaign.id, actor=carla, now=NOON)


async def test_creators_see_what_is_open_and_not_their_own(db: Db):
    world = await world_of(db)

    async def seen_by(who: Person) -> list[object]:
        page = await service.list_open(db, reader=who, before=None, limit=20, now=NOON)
        return [each.id for each in page.items]

    carla, bruno = await load(db, CARLA), await load(db, BRUNO)
    assert world.campaign.id in await seen_by(carla)
    assert world.campaign.id not in await seen_by(bruno)
    await shops.close_shop(db, world.shop.id, now=NOON)
    assert world.campaign.id not in await seen_by(carla)


async def test_a_brand_sees_its_purse_and_its_escrow_and_nobody_else_does(db: Db):
    world = await world_of(db)
    bruno, carla = await load(db, BRUNO), await load(db, CARLA)
    await apply(db, world)

    terms = await service.terms_of(db, SETTINGS, shop_id=world.shop.id, actor=bruno)
    own = (await service.show_campaigns(db, [world.campaign], reader=bruno))[world.campaign.id]
    other = (await service.show_campaigns(db, [world.campaign], reader=carla))[world.campaign.id]

    assert (
        terms.available.amount_minor
        == (await ledger.balances(db, [available(world.shop)]))[available(world.shop)]
    )
    assert own.escrow == Money(2 * FEE_MINOR, Currency.MXN)
    assert (other.escrow, own.mine, other.mine is None) == (None, None, False)


async def test_campaigns_and_parts_are_in_what_their_people_take_along(db: Db):
    world = await world_of(db)
    await apply(db, world)

    async def taken(who: NewPerson) -> list[tuple[str, object]]:
        subject = Subject(person_id=who.id, email=who.email)
        found = [each async for each in export(db, subject)]
        return [(each.collection, each.fields["title"]) for each in found]

    assert await taken(BRUNO) == [("sponsor_campaigns", world.campaign.title)]
    assert await taken(CARLA) == [("sponsorships", world.campaign.title)]


async def test_the_database_refuses_a_campaign_that_keeps_a_fee_for_nobody(db: Db):
    world = await world_of(db)

    with pytest.raises(CheckViolation, match="campaigns_places_check"):
        await run(
            db,
            "update sponsorships.campaigns set state = 'closed', ended_at = now() where id = %(id)s",
            id=world.campaign.id,
        )
