"""HTTP of sponsorships: campaigns of brands, creators' parts in them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import QueryParameter

from vitrina.catalogue.errors import ProductNotFound
from vitrina.identity.errors import BirthDateMissing, Suspended, TooYoung
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.sponsorships import service
from vitrina.sponsorships.errors import (
    AlreadyTakesPart,
    CampaignClosed,
    CampaignTakenDown,
    ClipNotShown,
    ClipTaken,
    CreatorNotFound,
    EarningOff,
    MovedOn,
    NoMoreChanges,
    NoPlaceLeft,
    NotEnoughForCampaign,
    OwnCampaign,
    SponsorCampaignNotFound,
    SponsorIdTaken,
    SponsorshipNotFound,
)
from vitrina.sponsorships.model import (
    NewApplication,
    NewChanges,
    NewInvitation,
    NewSponsorCampaign,
    NewSubmission,
    SponsorCampaign,
    SponsorCampaignId,
    SponsorCampaignView,
    Sponsorship,
    SponsorshipAct,
    SponsorshipId,
    SponsorshipState,
    SponsorshipView,
    SponsorTerms,
)
from vitrina.videos.errors import VideoNotFound

TAGS = ["sponsorships"]
Only = Annotated[
    SponsorshipState | None, QueryParameter(name="state", description="Only those in this state")
]
CampaignKey = tuple[datetime, SponsorCampaignId]
PartKey = tuple[datetime, SponsorshipId]


@get(
    "/shops/{shop:uuid}/sponsor-terms",
    operation_id="getSponsorTerms",
    tags=TAGS,
    responses=fails(ShopNotFound, NotYourShop),
)
async def get_terms(shop: UUID, person: Person, pool: Pool, settings: Settings) -> SponsorTerms:
    """Tell a shop what it has for campaigns, and what the platform keeps of a fee."""
    async with pool.transaction() as db:
        return await service.terms_of(db, settings, shop_id=ShopId(shop), actor=person)


@post(
    "/shops/{shop:uuid}/sponsor-campaigns",
    operation_id="openSponsorCampaign",
    tags=TAGS,
    responses=fails(
        ShopNotFound,
        NotYourShop,
        BirthDateMissing,
        TooYoung,
        Malformed,
        ProductNotFound,
        SponsorIdTaken,
        NotEnoughForCampaign,
    ),
)
async def open_campaign(
    shop: UUID, data: NewSponsorCampaign, person: Person, pool: Pool, settings: Settings
) -> SponsorCampaignView:
    """Open a campaign. The fees of all its places leave the shop's available balance for escrow at once."""
    async with pool.transaction() as db:
        opened = await service.open_campaign(
            db, settings, shop_id=ShopId(shop), actor=person, new=data, now=clock.now()
        )
        return await _campaign(db, opened, person)


@get(
    "/shops/{shop:uuid}/sponsor-campaigns",
    operation_id="listShopSponsorCampaigns",
    tags=TAGS,
    responses=fails(ShopNotFound, NotYourShop, Malformed),
)
async def list_of_shop(
    shop: UUID, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[SponsorCampaignView]:
    """List a shop's campaigns for who runs it, the newest first."""
    before = decode_cursor(cursor, CampaignKey)
    async with pool.transaction() as db:
        return await service.list_of_shop(db, shop_id=ShopId(shop), actor=person, before=before, limit=limit)


@get("/sponsor-campaigns", operation_id="listOpenSponsorCampaigns", tags=TAGS, responses=fails(Malformed))
async def list_open(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[SponsorCampaignView]:
    """List campaigns that creators may apply to, the newest first. A page may be short: go by its cursor."""
    before = decode_cursor(cursor, CampaignKey)
    async with pool.transaction() as db:
        return await service.list_open(db, reader=person, before=before, limit=limit, now=clock.now())


@get(
    "/sponsor-campaigns/{campaign:uuid}",
    operation_id="getSponsorCampaign",
    tags=TAGS,
    responses=fails(SponsorCampaignNotFound),
)
async def get_campaign(campaign: UUID, person: Person, pool: Pool) -> SponsorCampaignView:
    """Show a campaign to who runs its shop, with what waits in escrow."""
    async with pool.transaction() as db:
        found = await service.own_campaign(db, campaign_id=SponsorCampaignId(campaign), actor=person)
        return await _campaign(db, found, person)


@post(
    "/sponsor-campaigns/{campaign:uuid}/cancellation",
    operation_id="cancelSponsorCampaign",
    tags=TAGS,
    responses=fails(SponsorCampaignNotFound, MovedOn),
)
async def cancel_campaign(campaign: UUID, person: Person, pool: Pool) -> SponsorCampaignView:
    """End a campaign early. Fees of free places come back; clips that were submitted are still looked at."""
    async with pool.transaction() as db:
        ended = await service.cancel(
            db, campaign_id=SponsorCampaignId(campaign), actor=person, now=clock.now()
        )
        return await _campaign(db, ended, person)


@get(
    "/sponsor-campaigns/{campaign:uuid}/sponsorships",
    operation_id="listCampaignSponsorships",
    tags=TAGS,
    responses=fails(SponsorCampaignNotFound, Malformed),
)
async def list_parts(
    campaign: UUID, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[SponsorshipView]:
    """List who applied, was invited and takes part, for who runs the shop, the newest first."""
    before = decode_cursor(cursor, PartKey)
    async with pool.transaction() as db:
        found = await service.own_campaign(db, campaign_id=SponsorCampaignId(campaign), actor=person)
        return await service.list_of_campaign(db, campaign=found, reader=person, before=before, limit=limit)


@post(
    "/sponsor-campaigns/{campaign:uuid}/invitations",
    operation_id="inviteToSponsorCampaign",
    tags=TAGS,
    responses=fails(
        SponsorCampaignNotFound,
        CreatorNotFound,
        CampaignClosed,
        CampaignTakenDown,
        NoPlaceLeft,
        OwnCampaign,
        AlreadyTakesPart,
        SponsorIdTaken,
    ),
)
async def invite(campaign: UUID, data: NewInvitation, person: Person, pool: Pool) -> SponsorshipView:
    """Ask a creator to take part, by her handle."""
    async with pool.transaction() as db:
        found = await service.own_campaign(
            db, campaign_id=SponsorCampaignId(campaign), actor=person, is_moved=True
        )
        invited = await service.invite(db, campaign=found, new=data, now=clock.now())
        return await _part(db, invited, person)


@post(
    "/sponsor-campaigns/{campaign:uuid}/applications",
    operation_id="applyToSponsorCampaign",
    tags=TAGS,
    responses=fails(
        SponsorCampaignNotFound,
        CampaignClosed,
        NoPlaceLeft,
        OwnCampaign,
        EarningOff,
        BirthDateMissing,
        TooYoung,
        Suspended,
        AlreadyTakesPart,
        SponsorIdTaken,
    ),
)
async def apply(campaign: UUID, data: NewApplication, person: Person, pool: Pool) -> SponsorshipView:
    """Ask to take part in a campaign. For people of 18 and older who turned earning on."""
    async with pool.transaction() as db:
        applied = await service.apply(
            db, campaign_id=SponsorCampaignId(campaign), creator=person, new=data, now=clock.now()
        )
        return await _part(db, applied, person)


@get("/me/sponsorships", operation_id="listMySponsorships", tags=TAGS, responses=fails(Malformed))
async def list_mine(
    person: Person,
    pool: Pool,
    only: Only = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[SponsorshipView]:
    """List your parts in campaigns, the newest first. In the state released they are receipts."""
    before = decode_cursor(cursor, PartKey)
    async with pool.transaction() as db:
        return await service.list_own(db, creator=person, state=only, before=before, limit=limit)


@get(
    "/sponsorships/{sponsorship:uuid}",
    operation_id="getSponsorship",
    tags=TAGS,
    responses=fails(SponsorshipNotFound),
)
async def get_part(sponsorship: UUID, person: Person, pool: Pool) -> SponsorshipView:
    """Show a sponsorship to its two sides: terms, arithmetic, dates, and what can be done now."""
    async with pool.transaction() as db:
        campaign, found = await service.find_for(db, SponsorshipId(sponsorship))
        await service.side_of(db, campaign, found, person)
        return await _part(db, found, person)


@post(
    "/sponsorships/{sponsorship:uuid}/acceptance",
    operation_id="acceptSponsorship",
    tags=TAGS,
    responses=fails(
        SponsorshipNotFound,
        MovedOn,
        NoPlaceLeft,
        CampaignClosed,
        CampaignTakenDown,
        CreatorNotFound,
        EarningOff,
        BirthDateMissing,
        TooYoung,
        Suspended,
    ),
)
async def accept(sponsorship: UUID, person: Person, pool: Pool) -> SponsorshipView:
    """Agree to an application (as the brand) or an invitation (as the creator); the fee is kept for her."""
    async with pool.transaction() as db:
        moved = await service.accept(
            db, sponsorship_id=SponsorshipId(sponsorship), actor=person, now=clock.now()
        )
        return await _part(db, moved, person)


@post(
    "/sponsorships/{sponsorship:uuid}/refusal",
    operation_id="declineSponsorship",
    tags=TAGS,
    responses=fails(SponsorshipNotFound, MovedOn),
)
async def decline(sponsorship: UUID, person: Person, pool: Pool) -> SponsorshipView:
    """Say no to an application (as the brand) or an invitation (as the creator)."""
    return await _step(pool, sponsorship, person, SponsorshipAct.DECLINE)


@post(
    "/sponsorships/{sponsorship:uuid}/withdrawal",
    operation_id="withdrawSponsorship",
    tags=TAGS,
    responses=fails(SponsorshipNotFound, MovedOn),
)
async def withdraw(sponsorship: UUID, person: Person, pool: Pool) -> SponsorshipView:
    """Go back on it before the clip is approved: a creator at any time, a brand on its invitation."""
    return await _step(pool, sponsorship, person, SponsorshipAct.WITHDRAW)


@post(
    "/sponsorships/{sponsorship:uuid}/submission",
    operation_id="submitSponsoredClip",
    tags=TAGS,
    responses=fails(SponsorshipNotFound, MovedOn, VideoNotFound, ClipNotShown, ClipTaken),
)
async def submit(sponsorship: UUID, data: NewSubmission, person: Person, pool: Pool) -> SponsorshipView:
    """Show one of your published clips to the brand. From now on the clip says that it is paid for."""
    async with pool.transaction() as db:
        moved = await service.submit(
            db,
            sponsorship_id=SponsorshipId(sponsorship),
            actor=person,
            video_id=data.video_id,
            now=clock.now(),
        )
        return await _part(db, moved, person)


@post(
    "/sponsorships/{sponsorship:uuid}/approval",
    operation_id="approveSponsoredClip",
    tags=TAGS,
    responses=fails(SponsorshipNotFound, MovedOn, ClipNotShown),
)
async def approve(sponsorship: UUID, person: Person, pool: Pool) -> SponsorshipView:
    """Let the creator have the fee, as the brand."""
    async with pool.transaction() as db:
        moved = await service.approve(
            db, sponsorship_id=SponsorshipId(sponsorship), actor=person, now=clock.now()
        )
        return await _part(db, moved, person)


@post(
    "/sponsorships/{sponsorship:uuid}/changes",
    operation_id="askForSponsoredChanges",
    tags=TAGS,
    responses=fails(SponsorshipNotFound, MovedOn, NoMoreChanges, Malformed),
)
async def ask_changes(sponsorship: UUID, data: NewChanges, person: Person, pool: Pool) -> SponsorshipView:
    """Tell the creator, as the brand, what should be changed; twice at most."""
    async with pool.transaction() as db:
        moved = await service.ask_changes(
            db,
            sponsorship_id=SponsorshipId(sponsorship),
            actor=person,
            words=data.words,
            now=clock.now(),
        )
        return await _part(db, moved, person)


async def _step(pool: Pool, sponsorship: UUID, person: Person, act: SponsorshipAct) -> SponsorshipView:
    async with pool.transaction() as db:
        moved = await service.step(
            db, sponsorship_id=SponsorshipId(sponsorship), actor=person, act=act, now=clock.now()
        )
        return await _part(db, moved, person)


async def _campaign(db: Db, campaign: SponsorCampaign, reader: Person) -> SponsorCampaignView:
    return (await service.show_campaigns(db, [campaign], reader=reader))[campaign.id]


async def _part(db: Db, sponsorship: Sponsorship, reader: Person) -> SponsorshipView:
    return (await service.show(db, [sponsorship], reader=reader))[0]


ROUTES = [
    get_terms,
    open_campaign,
    list_of_shop,
    list_open,
    get_campaign,
    cancel_campaign,
    list_parts,
    invite,
    apply,
    list_mine,
    get_part,
    accept,
    decline,
    withdraw,
    submit,
    approve,
    ask_changes,
]
