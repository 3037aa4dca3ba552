"""A campaign of a demo shop, paid from its orders, for a clip that its creator lets it promote."""

from datetime import datetime, timedelta

from vitrina.ads import service as ads
from vitrina.ads.model import AdCampaignId, AdMoveId, AdTopUp, NewAdCampaign, Pricing
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Country
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

CLIP = "sin-cafetera"
SHOP = "molino.nube"
PAID_IN_MINOR = 150_00
RUNS = timedelta(days=300)


async def seed_ads(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let the shop pay in and run a campaign. What was done is not done again."""
    video_id, shop_id = VideoId(demo_id("clip", CLIP)), ShopId(demo_id("shop", SHOP))
    async with pool.transaction() as db:
        creator = await identity.person_by_id(db, PersonId(demo_id("person", "carla")))
        owner = await identity.person_by_id(db, PersonId(demo_id("person", "bruno")))
        await ads.allow(db, video_id=video_id, actor=creator, is_allowed=True, now=now)
        new = NewAdCampaign(
            id=AdCampaignId(demo_id("campaign", CLIP)),
            name="Café sin cafetera",
            video_id=video_id,
            pricing=Pricing.IMPRESSION,
            bid_minor=90_00,
            budget_minor=PAID_IN_MINOR,
            daily_cap_minor=50_00,
            countries=[Country.MX],
            starts_at=now,
            ends_at=now + RUNS,
        )
        await ads.make(db, shop_id=shop_id, actor=owner, new=new, now=now)
        desk = await ads.desk(db, shop_id=shop_id, actor=owner, settings=settings, now=now)
        # The rest stays for whoever tries it.
        amount_minor = min(PAID_IN_MINOR, desk.available.amount_minor // 2)
        if amount_minor and not desk.balance.amount_minor:
            top_up = AdTopUp(id=AdMoveId(demo_id("ad-top-up", CLIP)), amount_minor=amount_minor)
            await ads.top_up(db, shop_id=shop_id, actor=owner, top_up=top_up, now=now)
