"""Two campaigns of a demo shop: one is open, and one has paid its creator."""

from datetime import datetime, timedelta

from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.ledger import service as ledger
from vitrina.shops.model import ShopId
from vitrina.sponsorships import service
from vitrina.sponsorships.model import NewApplication, NewSponsorCampaign, SponsorCampaignId, SponsorshipId
from vitrina.videos.model import VideoId

SHOP, OWNER, CREATOR = "molino.nube", "bruno", "carla"
CLIP = "torre-de-conchas"
# Parts of what the shop owns that a fee is: two places of the open campaign, one of the paid one, and a rest.
PARTS = 4
ROUND_MINOR = 5_00
WEEKS = timedelta(days=21)


async def seed_sponsorships(pool: Pool, settings: Settings, now: datetime) -> None:
    """Open both, and let one clip be paid for. What the shop may take out has matured just before."""
    shop_id = ShopId(demo_id("shop", SHOP))
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", OWNER)))
        creator = await identity.person_by_id(db, PersonId(demo_id("person", CREATOR)))
        terms = await service.terms_of(db, settings, shop_id=shop_id, actor=owner)
        fee_minor = terms.available.amount_minor // PARTS // ROUND_MINOR * ROUND_MINOR
        fee = Money(fee_minor, terms.available.currency)
        for new in (
            NewSponsorCampaign(
                id=SponsorCampaignId(demo_id("campaign", "paid")),
                title="Pan dulce y café de olla",
                brief="Una merienda con café de olla. Muestra la taza de cerca y di de dónde viene el café.",
                fee=fee,
                places_max=1,
                submit_by=now + WEEKS,
            ),
            NewSponsorCampaign(
                id=SponsorCampaignId(demo_id("campaign", "open")),
                title="Tu mañana con cold brew",
                brief="Cuenta en 20 segundos cómo empieza tu día. Que se oiga el hielo.",
                fee=fee,
                places_max=2,
                submit_by=now + WEEKS,
            ),
        ):
            await service.open_campaign(db, settings, shop_id=shop_id, actor=owner, new=new, now=now)
        asked = await service.apply(
            db,
            campaign_id=SponsorCampaignId(demo_id("campaign", "paid")),
            creator=creator,
            new=NewApplication(
                id=SponsorshipId(demo_id("sponsorship", CLIP)), words="Tengo conchas recién horneadas."
            ),
            now=now,
        )
        await service.accept(db, sponsorship_id=asked.id, actor=owner, now=now)
        video_id = VideoId(demo_id("clip", CLIP))
        await service.submit(db, sponsorship_id=asked.id, actor=creator, video_id=video_id, now=now)
        await service.approve(db, sponsorship_id=asked.id, actor=owner, now=now)
    await ledger.seal(pool)
    await ledger.sum_revenue(pool)
