"""Slots for advertising between clips."""

from datetime import datetime

from vitrina.ads import service as ads
from vitrina.feed.model import AdSlot, Chosen, FeedAd, Reader, Why
from vitrina.feed.service.compose import compose
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.shops import service as shops
from vitrina.storefront.model import ShopName
from vitrina.videos.model import VideoId


async def fill_slot(
    db: Db, *, reader: Reader, clip_ids: list[VideoId], settings: Settings, now: datetime
) -> AdSlot:
    """Fill the slot after these clips with the ad that wins it, or with nothing.

    A constant number of statements. The feed itself is not touched: its pages cost and say the same.
    """
    assert reader.viewer
    won = await ads.choose(db, viewer=reader.viewer, clip_ids=clip_ids, settings=settings, now=now)
    if won is None:
        return AdSlot(ad=None)
    clips = await compose(db, [Chosen(video_id=won.video_id, why=Why.ADVERTISING)], reader=reader)
    if not clips:
        return AdSlot(ad=None)
    shop = await shops.get_shop(db, won.shop_id)
    advertiser = ShopName(id=shop.id, handle=shop.handle, name=shop.name)
    return AdSlot(
        ad=FeedAd(
            clip=clips[0],
            campaign_id=won.campaign_id,
            token=won.token,
            advertiser=advertiser,
            why=won.why,
        )
    )
