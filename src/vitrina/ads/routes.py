"""HTTP of advertising: a shop's campaigns and balance, and what viewers' screens tell."""

from litestar import get, patch, post, put

from vitrina.ads import service
from vitrina.ads.errors import (
    AdCampaignNotFound,
    AdCampaignOver,
    AdCampaignTaken,
    AdMoveTaken,
    AdTokenWrong,
    ClipNotPromotable,
    TooManyAdCampaigns,
)
from vitrina.ads.model import (
    AdCampaignId,
    AdCampaignView,
    AdDesk,
    AdRefund,
    AdToken,
    AdTopUp,
    ChangeAdCampaign,
    ClipPromotion,
    Counted,
    NewAdCampaign,
    Pricing,
)
from vitrina.identity.errors import BirthDateMissing, SignInNeeded, TooYoung
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.ledger.errors import BalanceTooLow
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import VideoId

TAGS = ["ads"]


@get(
    "/shops/{shop:uuid}/ads",
    operation_id="getAdDesk",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def get_ad_desk(shop: ShopId, person: Person, pool: Pool, settings: Settings) -> AdDesk:
    """Show a shop's advertising: balance, campaigns with their reports, and the clips it may promote."""
    async with pool.transaction() as db:
        return await service.desk(db, shop_id=shop, actor=person, settings=settings, now=clock.now())


@post(
    "/shops/{shop:uuid}/ads",
    operation_id="makeAdCampaign",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        BirthDateMissing,
        TooYoung,
        NotYourShop,
        ShopNotFound,
        ClipNotPromotable,
        TooManyAdCampaigns,
        AdCampaignTaken,
        Malformed,
    ),
)
async def make_ad_campaign(shop: ShopId, person: Person, data: NewAdCampaign, pool: Pool) -> AdCampaignView:
    """Make a campaign. It takes part in auctions while the shop's advertising balance lasts."""
    async with pool.transaction() as db:
        return await service.make(db, shop_id=shop, actor=person, new=data, now=clock.now())


@patch(
    "/ads/{campaign:uuid}",
    operation_id="changeAdCampaign",
    tags=TAGS,
    responses=fails(SignInNeeded, AdCampaignNotFound, AdCampaignOver, Malformed),
)
async def change_ad_campaign(
    campaign: AdCampaignId, person: Person, data: ChangeAdCampaign, pool: Pool
) -> AdCampaignView:
    """Pause a campaign, let it go on, or end it for good."""
    async with pool.transaction() as db:
        return await service.change(
            db, campaign_id=campaign, actor=person, status=data.status, now=clock.now()
        )


@post(
    "/shops/{shop:uuid}/ad-top-ups",
    operation_id="topUpAds",
    status_code=204,
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        BirthDateMissing,
        TooYoung,
        NotYourShop,
        ShopNotFound,
        BalanceTooLow,
        AdMoveTaken,
        Malformed,
    ),
)
async def top_up_ads(shop: ShopId, person: Person, data: AdTopUp, pool: Pool) -> None:
    """Pay into a shop's advertising from its available balance."""
    async with pool.transaction() as db:
        await service.top_up(db, shop_id=shop, actor=person, top_up=data, now=clock.now())


@post(
    "/shops/{shop:uuid}/ad-refunds",
    operation_id="refundAds",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, AdMoveTaken, Malformed),
)
async def refund_ads(shop: ShopId, person: Person, data: AdRefund, pool: Pool) -> None:
    """Give what is left of a shop's advertising back to its available balance."""
    async with pool.transaction() as db:
        await service.refund(db, shop_id=shop, actor=person, move_id=data.id, now=clock.now())


@post(
    "/ads/impressions",
    operation_id="addAdImpression",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, AdTokenWrong, Malformed),
)
async def add_impression(person: Person, data: AdToken, pool: Pool, settings: Settings) -> Counted:
    """Tell that at least half of an ad was on the screen for at least a second."""
    return await _count(pool, person, data, Pricing.IMPRESSION, settings)


@post(
    "/ads/taps",
    operation_id="addAdTap",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, AdTokenWrong, Malformed),
)
async def add_tap(person: Person, data: AdToken, pool: Pool, settings: Settings) -> Counted:
    """Tell that the product of an ad was tapped, after its impression."""
    return await _count(pool, person, data, Pricing.TAP, settings)


async def _count(pool: Pool, person: Person, data: AdToken, kind: Pricing, settings: Settings) -> Counted:
    is_counted = await service.count(
        pool, viewer=person, token=data.token, kind=kind, settings=settings, now=clock.now()
    )
    return Counted(is_counted=is_counted)


@post(
    "/ads/hides",
    operation_id="hideAd",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, AdTokenWrong, Malformed),
)
async def hide_ad(person: Person, data: AdToken, pool: Pool, settings: Settings) -> None:
    """Never see the campaign of this ad again."""
    async with pool.transaction() as db:
        await service.hide(db, viewer=person, token=data.token, settings=settings)


@get(
    "/videos/{video:uuid}/promotion",
    operation_id="getClipPromotion",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def get_promotion(video: VideoId, person: Person, pool: Pool) -> ClipPromotion:
    """Tell whether shops may promote a clip of yours."""
    async with pool.transaction() as db:
        return await service.promotion(db, video_id=video, actor=person)


@put(
    "/videos/{video:uuid}/promotion",
    operation_id="setClipPromotion",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound, Malformed),
)
async def set_promotion(video: VideoId, person: Person, data: ClipPromotion, pool: Pool) -> ClipPromotion:
    """Let the shops whose products a clip of yours shows promote it, or no longer."""
    async with pool.transaction() as db:
        return await service.allow(
            db, video_id=video, actor=person, is_allowed=data.is_allowed, now=clock.now()
        )


ROUTES = [
    get_ad_desk,
    make_ad_campaign,
    change_ad_campaign,
    top_up_ads,
    refund_ads,
    add_impression,
    add_tap,
    hide_ad,
    get_promotion,
    set_promotion,
]
