"""A small world: Bruno's shop has money and a campaign, and creators have clips."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from tests.builders import clip_of, shop_of
from tests.people import BRUNO, CARLA, join, load
from vitrina.identity.model import Capability, NewPerson, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.shops.model import Shop
from vitrina.sponsorships import service
from vitrina.sponsorships.model import (
    NewApplication,
    NewSponsorCampaign,
    SponsorCampaign,
    SponsorCampaignId,
    Sponsorship,
    SponsorshipId,
    SponsorshipState,
)
from vitrina.videos.model import VideoId

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FEE_MINOR = 1_000_01
FEE_BPS = 1_000
PLATFORM_MINOR = 100_00  # 10 % of 1,000.01, half up
RICH_MINOR = 10_000_00
SETTINGS = Settings(secret_key="k" * 40, sponsorship_fee_bps=FEE_BPS, sponsorship_review_days=7)


def creator(number: int, name: str) -> NewPerson:
    """Another creator."""
    return NewPerson(
        id=PersonId(UUID(f"01900000-0000-7000-8000-{number:012}")),
        email=f"{name.lower()}@people.example",
        handle=f"{name.lower()}.test",
        name=name,
        birth_date=date(1996, 5, 5),
        language=Language.ES,
        country=Country.MX,
        capabilities=frozenset({Capability.EARN}),
    )


DORA = creator(21, "Dora")
FLOR = creator(22, "Flor")


class World(Struct, frozen=True, kw_only=True):
    """Bruno's shop, its campaign, and a clip of Carla's."""

    shop: Shop
    campaign: SponsorCampaign
    video_id: VideoId


def available(shop: Shop) -> Account:
    """The shop's own money."""
    return Account(kind="seller_available", owner=str(shop.id), currency=shop.currency)


async def give_money(db: Db, shop: Shop, amount_minor: int = RICH_MINOR) -> None:
    """Let a shop own money, as if what it sold had matured."""
    psp = Account(kind="psp_available", owner="sandbox", currency=shop.currency)
    lines = [
        Line(account=psp, amount_minor=amount_minor),
        Line(account=available(shop), amount_minor=-amount_minor),
    ]
    given = Journal(key=f"test:{new_id()}", kind="test", source="test", lines=lines, effective_at=NOON)
    await ledger.post(db, [given])


def new_campaign(places: int = 2, fee_minor: int = FEE_MINOR, **changes: Any) -> NewSponsorCampaign:
    """A campaign to be opened."""
    fields: dict[str, Any] = {
        "id": SponsorCampaignId(new_id()),
        "title": "Café de olla",
        "brief": "Muestra cómo lo preparas.",
        "fee": Money(fee_minor, Currency.MXN),
        "places_max": places,
        "submit_by": NOON + 10 * DAY,
    }
    return NewSponsorCampaign(**fields | changes)


async def open_campaign(db: Db, shop: Shop, new: NewSponsorCampaign | None = None) -> SponsorCampaign:
    """Bruno opens a campaign."""
    bruno = await load(db, BRUNO)
    return await service.open_campaign(
        db, SETTINGS, shop_id=shop.id, actor=bruno, new=new or new_campaign(), now=NOON
    )


async def world_of(db: Db, *, places: int = 2) -> World:
    """Open the shop, fill its purse, open the campaign."""
    await join(db, BRUNO, CARLA, DORA, FLOR)
    shop = await shop_of(db)
    await give_money(db, shop)
    campaign = await open_campaign(db, shop, new_campaign(places))
    return World(shop=shop, campaign=campaign, video_id=await clip_of(db, CARLA))


async def apply(db: Db, world: World, who: NewPerson = CARLA) -> Sponsorship:
    """A creator applies."""
    asked = NewApplication(id=SponsorshipId(new_id()), words="Tengo una olla de barro.")
    person = await load(db, who)
    return await service.apply(db, campaign_id=world.campaign.id, creator=person, new=asked, now=NOON)


async def accepted(db: Db, world: World, who: NewPerson = CARLA) -> Sponsorship:
    """Bruno accepted a creator."""
    asked = await apply(db, world, who)
    bruno = await load(db, BRUNO)
    return await service.accept(db, sponsorship_id=asked.id, actor=bruno, now=NOON)


async def submitted(db: Db, world: World) -> Sponsorship:
    """Carla showed her clip to Bruno."""
    agreed = await accepted(db, world)
    return await submit(db, agreed, world.video_id)


async def submit(
    db: Db, agreed: Sponsorship, video_id: VideoId, *, who: NewPerson = CARLA, now: datetime = NOON
) -> Sponsorship:
    """A creator shows her clip."""
    person = await load(db, who)
    return await service.submit(db, sponsorship_id=agreed.id, actor=person, video_id=video_id, now=now)


async def released(db: Db, world: World) -> Sponsorship:
    """Bruno approved it."""
    shown = await submitted(db, world)
    bruno = await load(db, BRUNO)
    return await service.approve(db, sponsorship_id=shown.id, actor=bruno, now=NOON)


async def state_of(db: Db, sponsorship: Sponsorship) -> SponsorshipState:
    """Where it is now."""
    return (await service.find_for(db, sponsorship.id))[1].state


async def money(db: Db, world: World, who: NewPerson = CARLA) -> dict[str, int]:
    """What stands where: with the shop, in escrow, with a creator, with the platform."""
    currency = world.campaign.currency
    accounts = {
        "shop": available(world.shop),
        "escrow": Account(kind="sponsor_escrow", owner=str(world.campaign.id), currency=currency),
        "creator": Account(kind="creator_available", owner=str(who.id), currency=currency),
        "platform": Account(kind="sponsorship_income", owner="", currency=currency),
    }
    found = await ledger.balances(db, list(accounts.values()))
    return {name: found[account] for name, account in accounts.items()}


async def committed_world(pool: Pool, *, places: int = 2) -> World:
    """The same, for two connections."""
    async with pool.transaction() as db:
        return await world_of(db, places=places)
