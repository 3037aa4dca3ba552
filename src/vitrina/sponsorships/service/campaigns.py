"""Campaigns: opened with their fees in escrow, listed, ended."""

from datetime import datetime

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.text import clean_line, clean_text
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.ledger.model import Account
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import Shop, ShopId
from vitrina.social import service as social
from vitrina.sponsorships import rules
from vitrina.sponsorships.errors import (
    MovedOn,
    NotEnoughForCampaign,
    SponsorCampaignNotFound,
    SponsorIdTaken,
)
from vitrina.sponsorships.model import (
    CHANGES_MAX,
    CampaignState,
    NewSponsorCampaign,
    SponsorCampaign,
    SponsorCampaignId,
    SponsorCampaignView,
    SponsorTerms,
)
from vitrina.sponsorships.service.moves import end_parts
from vitrina.sponsorships.service.views import show_campaigns
from vitrina.sponsorships.store import campaigns as store

Before = tuple[datetime, SponsorCampaignId] | None


async def terms_of(db: Db, settings: Settings, *, shop_id: ShopId, actor: Person) -> SponsorTerms:
    """Tell a shop what it has for campaigns. Raises ShopNotFound, NotYourShop."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    account = Account(kind="seller_available", owner=str(shop.id), currency=shop.currency)
    available_minor = (await ledger.balances(db, [account]))[account]
    return SponsorTerms(
        available=Money(max(available_minor, 0), shop.currency),
        fee_bps=settings.sponsorship_fee_bps,
        review_days=settings.sponsorship_review_days,
        changes_max=CHANGES_MAX,
    )


async def open_campaign(
    db: Db, settings: Settings, *, shop_id: ShopId, actor: Person, new: NewSponsorCampaign, now: datetime
) -> SponsorCampaign:
    """Open a campaign and put the fees of all its places in escrow. The same id twice is one campaign.

    Raises ShopNotFound, NotYourShop, BirthDateMissing, TooYoung, Malformed, ProductNotFound,
    SponsorIdTaken, NotEnoughForCampaign.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    identity.require_adult(actor, now)
    if await shops.closed_among(db, [shop.id]):
        raise ShopNotFound
    campaign = _checked(new, shop, actor=actor, settings=settings, now=now)
    await _check_products(db, campaign)
    if not await store.add(db, campaign):
        [known] = await store.by_ids(db, [campaign.id])
        if known.shop_id != shop.id:
            raise SponsorIdTaken
        return known
    try:
        await ledger.post(db, [rules.funded(campaign)])
    except BalanceTooLow as e:
        raise NotEnoughForCampaign from e
    return campaign


def _checked(
    new: NewSponsorCampaign, shop: Shop, *, actor: Person, settings: Settings, now: datetime
) -> SponsorCampaign:
    title, brief = clean_line(new.title), clean_text(new.brief)
    wrong: dict[str, str] = {}
    if not title:
        wrong["title"] = "must not be empty"
    if not brief:
        wrong["brief"] = "must not be empty"
    if new.fee.currency is not shop.currency:
        wrong["fee"] = f"must be in {shop.currency.value}"
    elif not 0 < new.fee.amount_minor <= AMOUNT_MAX // new.places_max:
        wrong["fee"] = "must be more than nothing, and not absurd"
    if not now + rules.SUBMIT_SOONEST <= new.submit_by <= now + rules.SUBMIT_LATEST:
        wrong["submit_by"] = "must lie between one day and 180 days from now"
    if wrong:
        raise Malformed(wrong)
    return SponsorCampaign(
        id=new.id,
        shop_id=shop.id,
        title=title,
        brief=brief,
        product_ids=list(dict.fromkeys(new.product_ids)),
        currency=shop.currency,
        fee_minor=new.fee.amount_minor,
        fee_bps=settings.sponsorship_fee_bps,
        review_days=settings.sponsorship_review_days,
        places_max=new.places_max,
        places_taken=0,
        places_returned=0,
        submit_by=new.submit_by,
        state=CampaignState.OPEN,
        created_by=actor.id,
        created_at=now,
        ended_at=None,
        is_hidden=False,
    )


async def _check_products(db: Db, campaign: SponsorCampaign) -> None:
    found = await catalogue.products_by_id(db, campaign.product_ids)
    if any(each not in found or found[each].shop_id != campaign.shop_id for each in campaign.product_ids):
        raise ProductNotFound


async def own_campaign(
    db: Db, *, campaign_id: SponsorCampaignId, actor: Person, is_moved: bool = False
) -> SponsorCampaign:
    """Load a campaign for who runs its shop. is_moved: keep it to oneself until the transaction ends.

    Raises SponsorCampaignNotFound.
    """
    found = (
        await store.lock(db, campaign_id)
        if is_moved
        else next(iter(await store.by_ids(db, [campaign_id])), None)
    )
    if found is None:
        raise SponsorCampaignNotFound
    try:
        await shops.require_member(db, shop_id=found.shop_id, person=actor)
    except (NotYourShop, ShopNotFound) as e:
        raise SponsorCampaignNotFound from e
    return found


async def list_of_shop(
    db: Db, *, shop_id: ShopId, actor: Person, before: Before, limit: int
) -> Page[SponsorCampaignView]:
    """List a shop's campaigns for who runs it, the newest first. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await store.of_shop(db, shop_id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    shown = await show_campaigns(db, page.items, reader=actor)
    return Page(items=[shown[each.id] for each in page.items], next_cursor=page.next_cursor)


async def list_open(
    db: Db, *, reader: Person, before: Before, limit: int, now: datetime
) -> Page[SponsorCampaignView]:
    """List campaigns that a creator may apply to, the newest first.

    Her own shops', closed shops' and those of people she does not meet are left out: a page may be short. So
    are those that were taken down.
    """
    found = await store.open_ones(db, now=now, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    brands = await shops.shops_by_id(db, list({each.shop_id for each in page.items}))
    closed = await shops.closed_among(db, list(brands))
    owner_ids = list({each.owner_id for each in brands.values()})
    unseen = {owner for _, owner in await social.unseen_among(db, [(reader.id, each) for each in owner_ids])}
    unseen |= await identity.hidden_among(db, owner_ids)
    meant = [
        each
        for each in page.items
        if each.shop_id not in closed
        and (owner_id := brands[each.shop_id].owner_id) != reader.id
        and owner_id not in unseen
    ]
    shown = await show_campaigns(db, meant, reader=reader)
    return Page(items=[shown[each.id] for each in meant], next_cursor=page.next_cursor)


async def cancel(db: Db, *, campaign_id: SponsorCampaignId, actor: Person, now: datetime) -> SponsorCampaign:
    """End a campaign before its deadline: free places are paid back, what was submitted is still looked at.

    Raises SponsorCampaignNotFound, and MovedOn when it has ended.
    """
    campaign = await own_campaign(db, campaign_id=campaign_id, actor=actor, is_moved=True)
    await end_parts(db, campaign, now=now)
    await end_campaign(db, campaign_id=campaign_id, state=CampaignState.CANCELLED, now=now)
    [ended] = await store.by_ids(db, [campaign_id])
    return ended


async def end_campaign(
    db: Db, *, campaign_id: SponsorCampaignId, state: CampaignState, now: datetime
) -> None:
    """End an open campaign and pay back what is free. Raises MovedOn when it has ended."""
    if not await store.end(db, campaign_id, state=state, now=now):
        raise MovedOn
    [ended] = await store.by_ids(db, [campaign_id])
    if ended.places_returned:
        step = rules.source(ended)
        await ledger.post(db, [rules.returned(ended, step=step, places=ended.places_returned, now=now)])
