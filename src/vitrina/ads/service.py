"""Verbs of advertising."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from vitrina.ads import rules
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
    SHOWN_MIN,
    AdCampaign,
    AdCampaignId,
    AdCampaignView,
    AdDesk,
    AdMoveId,
    AdTopUp,
    Advertised,
    CampaignStatus,
    ClipPromotion,
    ImpressionId,
    NewAdCampaign,
    Offer,
    Pricing,
    Slot,
    Won,
)
from vitrina.ads.store import campaigns as store
from vitrina.ads.store import consents, events, hiding
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId

OPEN_MAX = 10
LISTED_MAX = 100
POSTED_AT_ONCE = 200
POSTINGS_MAX = 50
SEEN_KEPT = timedelta(days=2)
CHARGES_KEPT = timedelta(days=90)
MINUTE = timedelta(minutes=1)


class _NoRoom(Exception):
    """A price does not fit into a budget, a day or a balance: what was written for it is taken back."""


async def desk(db: Db, *, shop_id: ShopId, actor: Person, settings: Settings, now: datetime) -> AdDesk:
    """Show a shop's balance, campaigns with reports, and clips. Raises ShopNotFound, NotYourShop."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    purse = await store.find_purse(db, shop_id)
    left_minor = rules.left_minor(purse.deposited_minor, purse.spent_milli) if purse else 0
    available = rules.available(shop)
    found = await store.campaigns(db, shop_id=shop_id, campaign_id=None, limit=LISTED_MAX)
    return AdDesk(
        as_of=now,
        balance=Money(left_minor, shop.currency),
        available=Money((await ledger.balances(db, [available]))[available], shop.currency),
        floor=Money(rules.FLOOR_MINOR, shop.currency),
        taps_per_thousand=rules.TAPS_PER_THOUSAND,
        frequency_per_day=settings.ad_frequency_per_day,
        campaigns=[_view(each) for each in found],
        clips=await store.promotable(db, shop_id=shop_id, owner_id=shop.owner_id, video_id=None),
    )


def _view(campaign: AdCampaign) -> AdCampaignView:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor, campaign.currency)

    return AdCampaignView(
        id=campaign.id,
        video_id=campaign.video_id,
        name=campaign.name,
        pricing=campaign.pricing,
        bid=money(campaign.bid_minor),
        budget=money(campaign.budget_minor),
        daily_cap=money(campaign.daily_cap_minor),
        spent=money(campaign.spent_milli // rules.MILLI),
        countries=campaign.countries,
        languages=campaign.languages,
        age_bands=campaign.age_bands,
        categories=campaign.categories,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        status=campaign.status,
        is_hidden=campaign.is_hidden,
        served_count=campaign.served_count,
        viewable_count=campaign.viewable_count,
        tap_count=campaign.tap_count,
        filtered_count=campaign.filtered_count,
    )


async def make(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewAdCampaign, now: datetime
) -> AdCampaignView:
    """Make a campaign; the same id twice is one. It is served as soon as there is money.

    Raises ShopNotFound, NotYourShop, BirthDateMissing, TooYoung, Malformed, ClipNotPromotable,
    TooManyAdCampaigns, AdCampaignTaken.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    identity.require_adult(actor, now)
    await store.open_purse(db, shop)
    known = await store.campaigns(db, shop_id=None, campaign_id=new.id, limit=1)
    if known:
        if known[0].shop_id != shop_id:
            raise AdCampaignTaken
        return _view(known[0])
    new = replace(new, name=clean_line(new.name))
    countries = rules.check_campaign(new, shop, now)
    if await store.count_open(db, shop_id, now) >= OPEN_MAX:
        raise TooManyAdCampaigns(count_max=OPEN_MAX)
    if not await store.promotable(db, shop_id=shop_id, owner_id=shop.owner_id, video_id=new.video_id):
        raise ClipNotPromotable
    try:
        await store.add_campaign(db, new, shop=shop, advertiser_id=actor.id, countries=countries, now=now)
    except UniqueViolation as e:
        raise AdCampaignTaken from e
    return _view(await _own(db, new.id, actor))


async def _own(db: Db, campaign_id: AdCampaignId, actor: Person) -> AdCampaign:
    found = await store.campaigns(db, shop_id=None, campaign_id=campaign_id, limit=1)
    if not found or not (await shops.get_shop(db, found[0].shop_id)).is_run_by(actor.id):
        raise AdCampaignNotFound
    return found[0]


async def change(
    db: Db, *, campaign_id: AdCampaignId, actor: Person, status: CampaignStatus, now: datetime
) -> AdCampaignView:
    """Pause a campaign, let it go on, or end it for good. Raises AdCampaignNotFound, AdCampaignOver."""
    await _own(db, campaign_id, actor)
    if not await store.set_status(db, campaign_id, status, now) and status is not CampaignStatus.ENDED:
        raise AdCampaignOver
    return _view(await _own(db, campaign_id, actor))


async def top_up(db: Db, *, shop_id: ShopId, actor: Person, top_up: AdTopUp, now: datetime) -> None:
    """Pay into a shop's advertising from its available balance; the same id twice is once.

    Raises ShopNotFound, NotYourShop, BirthDateMissing, TooYoung, BalanceTooLow, AdMoveTaken.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    identity.require_adult(actor, now)
    await store.open_purse(db, shop)
    if known := await store.find_move(db, top_up.id):
        if (known.shop_id, known.amount_minor) != (shop_id, top_up.amount_minor):
            raise AdMoveTaken
        return
    await _move(db, shop, top_up.id, top_up.amount_minor, now=now)


async def refund(db: Db, *, shop_id: ShopId, actor: Person, move_id: AdMoveId, now: datetime) -> None:
    """Give back what is left of a shop's advertising, in whole minor units; the same id twice is once.

    What is less than a minor unit stays and is spent first. Raises ShopNotFound, NotYourShop, AdMoveTaken.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    purse = await store.open_purse(db, shop)
    if known := await store.find_move(db, move_id):
        if known.shop_id != shop_id or known.amount_minor > 0:
            raise AdMoveTaken
        return
    left_minor = rules.left_minor(purse.deposited_minor, purse.spent_milli)
    if left_minor:
        await _move(db, shop, move_id, -left_minor, now=now)


async def _move(db: Db, shop: Shop, move_id: AdMoveId, amount_minor: int, *, now: datetime) -> None:
    try:
        await store.move(db, move_id=move_id, shop_id=shop.id, amount_minor=amount_minor, now=now)
    except UniqueViolation as e:
        raise AdMoveTaken from e
    await ledger.post(db, [rules.moved(shop, move_id, amount_minor, now=now)])


async def choose(
    db: Db, *, viewer: Person, clip_ids: list[VideoId], settings: Settings, now: datetime
) -> Won | None:
    """Choose the ad for a slot after these clips, and count it as served; None when nothing fits.

    clip_ids: what stood before it since the last ad; none of the last five is offered. Clips that made room
    for her last ad make none for this one: nine others are needed. Two statements at most. Who told no
    country meets no ads. Raises Malformed for fewer than nine different clips.
    """
    clip_ids = list(dict.fromkeys(clip_ids))
    if len(clip_ids) < SHOWN_MIN:
        raise Malformed({"clip_ids": f"must be {SHOWN_MIN} different clips"})
    if viewer.country is None:
        return None
    slot = Slot(
        viewer_id=viewer.id,
        country=viewer.country,
        language=viewer.language,
        age_band=rules.age_band(identity.age_years(viewer.birth_date, now) if viewer.birth_date else 0),
        clip_ids=clip_ids,
        day=now.date(),
        now=now,
        frequency_max=settings.ad_frequency_per_day,
    )
    outcome = rules.auction(await store.bids(db, slot, viewer.country.currency))
    if outcome is None:
        return None
    bid, price_milli = outcome
    if not await events.note_served(db, slot, bid.campaign_id):
        return None
    offer = Offer(
        impression_id=ImpressionId(new_id()),
        campaign_id=bid.campaign_id,
        viewer_id=viewer.id,
        pricing=bid.pricing,
        price_milli=price_milli,
        expires_at=int((now + rules.OFFER_LIFE).timestamp()),
    )
    token = rules.seal_offer(offer, settings.secret_key)
    return Won(
        campaign_id=bid.campaign_id,
        video_id=bid.video_id,
        shop_id=bid.shop_id,
        why=rules.why(bid),
        token=token,
    )


def _open(token: str, viewer: Person, settings: Settings) -> Offer:
    offer = rules.open_offer(token, settings.secret_key)
    if offer is None or offer.viewer_id != viewer.id:
        raise AdTokenWrong
    return offer


async def count(
    pool: Pool, *, viewer: Person, token: str, kind: Pricing, settings: Settings, now: datetime
) -> bool:
    """Count an impression or a tap, and charge it when the campaign pays for that; tell whether it counted.

    Filtered, counted and not charged: what came too late, was told before, is a tap without impression, comes
    faster than a person, or from who looks after the instance; what no budget, day or balance has room for;
    and what was seen after its campaign was paused or over. Raises AdTokenWrong for a token that is not ours
    or another viewer's.
    """
    offer = _open(token, viewer, settings)
    async with pool.transaction() as db:
        try:
            async with db.transaction():
                await _charge(db, offer, kind, viewer=viewer, now=now)
        except _NoRoom:
            await events.note_event(db, offer.campaign_id, now.date(), "filtered")
            return False
        await events.note_event(db, offer.campaign_id, now.date(), kind.value)
    return True


async def _charge(db: Db, offer: Offer, kind: Pricing, *, viewer: Person, now: datetime) -> None:
    if now.timestamp() >= offer.expires_at or viewer.can(Capability.OPERATE):
        raise _NoRoom
    await events.hold_viewer(db, viewer.id)
    if await events.recent_count(db, viewer.id, now - MINUTE) >= rules.EVENTS_PER_MINUTE_MAX:
        raise _NoRoom
    price_milli = offer.price_milli if kind is offer.pricing else 0
    if not await events.add_charge(db, offer, kind, price_milli=price_milli, now=now):
        raise _NoRoom
    if not price_milli:
        return
    if not await events.charge_account(db, offer.campaign_id, price_milli):
        raise _NoRoom
    if not await events.charge_campaign(db, offer.campaign_id, price_milli, now):
        raise _NoRoom


async def hide(db: Db, *, viewer: Person, token: str, settings: Settings) -> None:
    """Never show the campaign of an ad to its viewer again. Raises AdTokenWrong."""
    await events.hide(db, viewer.id, _open(token, viewer, settings).campaign_id)


async def advertised(db: Db, ids: Sequence[AdCampaignId]) -> list[Advertised]:
    """Tell of campaigns what they show and who answers for them, taken down or not. One statement."""
    return await hiding.advertised(db, ids) if ids else []


async def take_down(db: Db, campaign_id: AdCampaignId, *, now: datetime) -> None:
    """Let a campaign win no slot any more, whatever its shop does. Twice is once."""
    await hiding.set_hidden(db, campaign_id, now)


async def restore(db: Db, campaign_id: AdCampaignId) -> None:
    """Let a campaign bid again, if it runs."""
    await hiding.set_hidden(db, campaign_id, None)


async def post_spent(pool: Pool, *, now: datetime) -> int:
    """Bring what was spent to the books, in whole minor units; the rest waits. Returns how many shops.

    What is posted is always the whole part of all that was spent, so no fraction is lost or posted twice.
    """
    posted_count = 0
    for _ in range(POSTINGS_MAX):
        async with pool.transaction() as db:
            taken = await store.take_unposted(db, POSTED_AT_ONCE)
            await ledger.post(db, [_spent(purse, now) for purse in taken])
            await store.note_posted(
                db, [(purse.shop_id, purse.spent_milli // rules.MILLI) for purse in taken]
            )
        posted_count += len(taken)
        if len(taken) < POSTED_AT_ONCE:
            break
    return posted_count


def _spent(purse: store.Purse, now: datetime) -> Journal:
    upto_minor = purse.spent_milli // rules.MILLI
    amount_minor = upto_minor - purse.posted_minor
    balance = Account(kind="ad_balance", owner=str(purse.shop_id), currency=purse.currency)
    income = Account(kind="ad_income", owner="", currency=purse.currency)
    return Journal(
        key=f"ads:spent:{purse.shop_id}:{upto_minor}",
        kind="ads_spent",
        source=f"ads:{purse.shop_id}",
        lines=[
            Line(account=balance, amount_minor=amount_minor),
            Line(account=income, amount_minor=-amount_minor),
        ],
        effective_at=now,
    )


async def end_over(db: Db, now: datetime) -> None:
    """End the campaigns whose last moment has come."""
    await store.end_over(db, now)


async def forget_old(db: Db, now: datetime) -> None:
    """Forget who met which ad after two days, and single events after 90; the sums stay."""
    await events.forget_seen(db, (now - SEEN_KEPT).date())
    await events.forget_charges(db, now - CHARGES_KEPT)


async def allow(
    db: Db, *, video_id: VideoId, actor: Person, is_allowed: bool, now: datetime
) -> ClipPromotion:
    """Let shops promote a clip that shows their products, or no longer. Raises VideoNotFound."""
    await videos.get_own(db, video_id=video_id, actor=actor)
    if is_allowed:
        await consents.allow_promotion(db, video_id=video_id, creator_id=actor.id, now=now)
    else:
        await consents.end_promotion(db, video_id)
    return ClipPromotion(is_allowed=is_allowed)


async def promotion(db: Db, *, video_id: VideoId, actor: Person) -> ClipPromotion:
    """Tell whether shops may promote a clip of the actor's. Raises VideoNotFound."""
    await videos.get_own(db, video_id=video_id, actor=actor)
    return ClipPromotion(is_allowed=await consents.is_allowed(db, video_id))
