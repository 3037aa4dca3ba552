"""What brands and creators see of campaigns and sponsorships."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.media import service as media
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.sponsorships import rules
from vitrina.sponsorships.errors import SponsorshipNotFound
from vitrina.sponsorships.model import (
    CHANGES_MAX,
    CampaignState,
    SponsorBrand,
    SponsorCampaign,
    SponsorCampaignId,
    SponsorCampaignView,
    SponsoredCreator,
    Sponsorship,
    SponsorshipId,
    SponsorshipState,
    SponsorshipView,
    SponsorSide,
)
from vitrina.sponsorships.store import campaigns as campaign_store
from vitrina.sponsorships.store import parts as store
from vitrina.storefront import service as storefront

Before = tuple[datetime, SponsorshipId] | None


async def show_campaigns(
    db: Db, campaigns: Sequence[SponsorCampaign], *, reader: Person
) -> dict[SponsorCampaignId, SponsorCampaignView]:
    """Show campaigns; escrow alone to who runs their shop. A constant number of statements."""
    ids = [each.id for each in campaigns]
    brands = await shops.shops_by_id(db, list({each.shop_id for each in campaigns}))
    shown = await _brands(db, list(brands.values()))
    cards = await storefront.product_cards(db, {each for one in campaigns for each in one.product_ids})
    own = {each.campaign_id: each.id for each in await store.own_among(db, reader.id, ids)}
    released = {each.campaign_id: each.count for each in await store.released_counts(db, ids)}
    run = {each.id for each in campaigns if brands[each.shop_id].is_run_by(reader.id)}
    unread = {each.id for each in campaigns if each.is_hidden} - run
    return {
        each.id: SponsorCampaignView(
            id=each.id,
            brand=shown[each.shop_id],
            title="" if each.id in unread else each.title,
            brief="" if each.id in unread else each.brief,
            products=[cards[product_id] for product_id in each.product_ids if product_id in cards],
            fee=Money(each.fee_minor, each.currency),
            you_get=Money(rules.creator_minor(each), each.currency),
            places_max=each.places_max,
            places_taken=each.places_taken,
            review_days=each.review_days,
            submit_by=each.submit_by,
            state=each.state,
            is_full=each.state is CampaignState.OPEN and each.places_taken >= each.places_max,
            is_hidden=each.is_hidden,
            created_at=each.created_at,
            escrow=Money(rules.escrow_minor(each, released_count=released.get(each.id, 0)), each.currency)
            if each.id in run
            else None,
            mine=own.get(each.id),
        )
        for each in campaigns
    }


async def _brands(db: Db, brands: Sequence[Shop]) -> dict[ShopId, SponsorBrand]:
    pictures = await media.file_urls(db, {each.avatar_file_id for each in brands if each.avatar_file_id})
    return {
        each.id: SponsorBrand(
            id=each.id,
            handle=each.handle,
            name=each.name,
            avatar_url=picture.thumbnail_url
            if each.avatar_file_id and (picture := pictures.get(each.avatar_file_id))
            else None,
        )
        for each in brands
    }


async def show(db: Db, found: Sequence[Sponsorship], *, reader: Person) -> list[SponsorshipView]:
    """Show sponsorships, in their order, to one of their sides. A constant number of statements."""
    campaigns = {
        each.id: each for each in await campaign_store.by_ids(db, list({each.campaign_id for each in found}))
    }
    shown = await show_campaigns(db, list(campaigns.values()), reader=reader)
    creators = await identity.persons(db, list({each.creator_id for each in found}))
    return [
        _view(
            each,
            campaigns[each.campaign_id],
            shown=shown[each.campaign_id],
            creator=creators.get(each.creator_id),
            reader=reader,
        )
        for each in found
    ]


def _view(
    each: Sponsorship,
    campaign: SponsorCampaign,
    *,
    shown: SponsorCampaignView,
    creator: Person | None,
    reader: Person,
) -> SponsorshipView:
    side = SponsorSide.CREATOR if each.creator_id == reader.id else SponsorSide.BRAND
    is_released = each.state is SponsorshipState.RELEASED
    return SponsorshipView(
        id=each.id,
        campaign=shown,
        creator=SponsoredCreator(
            id=each.creator_id,
            handle=creator.handle if creator else "",
            name=creator.name if creator else "",
        ),
        is_invited=each.is_invited,
        state=each.state,
        words=each.words,
        wanted=each.wanted,
        video_id=each.video_id,
        changes_left=CHANGES_MAX - each.changes_count,
        due_at=each.due_at,
        fee=Money(campaign.fee_minor, campaign.currency),
        platform_fee=Money(rules.platform_minor(campaign), campaign.currency),
        you_get=Money(rules.creator_minor(campaign), campaign.currency),
        journal=rules.released_key(each.id) if is_released else None,
        available_at=each.changed_at if is_released else None,
        acts=rules.acts_of(each, side),
        created_at=each.created_at,
        changed_at=each.changed_at,
    )


async def list_of_campaign(
    db: Db, *, campaign: SponsorCampaign, reader: Person, before: Before, limit: int
) -> Page[SponsorshipView]:
    """List who takes part in a campaign, for who runs its shop, the newest first."""
    found = await store.of_campaign(db, campaign.id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await show(db, page.items, reader=reader), next_cursor=page.next_cursor)


async def list_own(
    db: Db, *, creator: Person, state: SponsorshipState | None, before: Before, limit: int
) -> Page[SponsorshipView]:
    """List a creator's sponsorships, the newest first; with a state only those in it."""
    found = await store.of_creator(db, creator.id, state=state, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await show(db, page.items, reader=creator), next_cursor=page.next_cursor)


async def find_for(db: Db, sponsorship_id: SponsorshipId) -> tuple[SponsorCampaign, Sponsorship]:
    """Load a sponsorship with its campaign. Raises SponsorshipNotFound."""
    found = await store.find(db, sponsorship_id)
    if found is None:
        raise SponsorshipNotFound
    [campaign] = await campaign_store.by_ids(db, [found.campaign_id])
    return campaign, found
