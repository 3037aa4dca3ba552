"""Campaigns of brands, and creators' parts in them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard
from vitrina.videos.model import VideoId

SponsorCampaignId = NewType("SponsorCampaignId", UUID)
SponsorshipId = NewType("SponsorshipId", UUID)

CHANGES_MAX = 2
PLACES_MAX = 100
PRODUCTS_MAX = 10

Words = Annotated[str, Meta(max_length=500)]


class CampaignState(StrEnum):
    """Whether a campaign takes creators."""

    OPEN = "open"
    """Creators apply and are invited."""
    CLOSED = "closed"
    """Its deadline has passed; what was submitted in time is still looked at."""
    CANCELLED = "cancelled"
    """Its brand ended it before the deadline."""


class SponsorshipState(StrEnum):
    """Where one creator's part in a campaign is."""

    APPLIED = "applied"
    """The creator asked to take part."""
    INVITED = "invited"
    """The brand asked her to."""
    ACCEPTED = "accepted"
    """Both agreed; the fee is kept for her."""
    SUBMITTED = "submitted"
    """The brand looks at her clip."""
    CHANGES = "changes"
    """The brand wants something changed."""
    RELEASED = "released"
    """The fee is hers."""
    DECLINED = "declined"
    """One of them said no."""
    WITHDRAWN = "withdrawn"
    """Who had asked or agreed went back on it."""
    EXPIRED = "expired"
    """Its time ran out."""
    CANCELLED = "cancelled"
    """The brand ended the campaign."""


class SponsorshipAct(StrEnum):
    """What moves a sponsorship."""

    ACCEPT = "accept"
    """Agree."""
    DECLINE = "decline"
    """Say no to who asked."""
    WITHDRAW = "withdraw"
    """Go back on it."""
    SUBMIT = "submit"
    """Show a clip to the brand."""
    APPROVE = "approve"
    """Let the creator have the fee."""
    ASK_CHANGES = "ask_changes"
    """Want something changed."""
    EXPIRE = "expire"
    """Let its time run out."""
    CANCEL = "cancel"
    """End it with its campaign."""


class SponsorSide(StrEnum):
    """Who acts."""

    BRAND = "brand"
    """Who runs the shop."""
    CREATOR = "creator"
    """Whose part it is."""
    TIME = "time"
    """Nobody did anything in time."""


class SponsorCampaign(Struct, frozen=True, kw_only=True):
    """A campaign as it is kept. fee_minor: of one clip; fee_bps: what the platform keeps of it.

    is_hidden: it was taken down, and only its brand reads it.
    """

    id: SponsorCampaignId
    shop_id: ShopId
    title: str
    brief: str
    product_ids: list[ProductId]
    currency: Currency
    fee_minor: int
    fee_bps: int
    review_days: int
    places_max: int
    places_taken: int
    places_returned: int
    submit_by: datetime
    state: CampaignState
    created_by: PersonId
    created_at: datetime
    ended_at: datetime | None
    is_hidden: bool


class Sponsorship(Struct, frozen=True, kw_only=True):
    """One creator's part in a campaign. wanted: what the brand wants changed. due_at: when time moves it."""

    id: SponsorshipId
    campaign_id: SponsorCampaignId
    creator_id: PersonId
    is_invited: bool
    state: SponsorshipState
    words: str
    wanted: str
    video_id: VideoId | None
    changes_count: int
    due_at: datetime | None
    created_at: datetime
    changed_at: datetime


class NewSponsorCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign to be opened and paid for. fee: for one clip, in the shop's currency."""

    id: SponsorCampaignId
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    brief: Annotated[str, Meta(min_length=1, max_length=2_000)]
    product_ids: Annotated[list[ProductId], Meta(max_length=PRODUCTS_MAX)] = []
    fee: Money
    places_max: Annotated[int, Meta(ge=1, le=PLACES_MAX)]
    submit_by: Annotated[datetime, Meta(tz=True)]


class NewApplication(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A creator asks to take part."""

    id: SponsorshipId
    words: Words = ""


class NewInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A brand asks a creator to take part."""

    id: SponsorshipId
    handle: Annotated[str, Meta(min_length=1, max_length=31)]


class NewSubmission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clip that a creator shows to the brand."""

    video_id: VideoId


class NewChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a brand wants changed."""

    words: Annotated[str, Meta(min_length=1, max_length=1_000)]


class SponsorTerms(Struct, frozen=True, kw_only=True):
    """What a shop has for campaigns, and the rules of this instance."""

    available: Money
    fee_bps: int
    review_days: int
    changes_max: int


class SponsorBrand(Struct, frozen=True, kw_only=True):
    """The shop behind a campaign."""

    id: ShopId
    handle: str
    name: str
    avatar_url: str | None


class SponsoredCreator(Struct, frozen=True, kw_only=True):
    """Who takes part. name and handle are empty when the account is gone."""

    id: PersonId
    handle: str
    name: str


class SponsorCampaignView(Struct, frozen=True, kw_only=True):
    """A campaign as brand and creators see it.

    you_get: what a creator has of the fee.  escrow: what waits for creators, for the brand alone.
    mine: the reader's own part.  is_full: it is open, and all its places are taken at this moment.
    is_hidden: it was taken down; title and brief are empty for everybody but its brand.
    """

    id: SponsorCampaignId
    brand: SponsorBrand
    title: str
    brief: str
    products: list[ProductCard]
    fee: Money
    you_get: Money
    places_max: int
    places_taken: int
    review_days: int
    submit_by: datetime
    state: CampaignState
    is_full: bool
    is_hidden: bool
    created_at: datetime
    escrow: Money | None
    mine: SponsorshipId | None


class SponsorshipView(Struct, frozen=True, kw_only=True):
    """A sponsorship as both sides see it, with its arithmetic.

    acts: what the reader can do now.  due_at: when it moves by itself.  journal: the key of the journal that
    paid it, and available_at since when the money is hers.
    """

    id: SponsorshipId
    campaign: SponsorCampaignView
    creator: SponsoredCreator
    is_invited: bool
    state: SponsorshipState
    words: str
    wanted: str
    video_id: VideoId | None
    changes_left: int
    due_at: datetime | None
    fee: Money
    platform_fee: Money
    you_get: Money
    journal: str | None
    available_at: datetime | None
    acts: list[SponsorshipAct]
    created_at: datetime
    changed_at: datetime


class SponsorshipMoved(Event, frozen=True, kw_only=True):
    """A sponsorship was asked for, or moved on."""

    sponsorship_id: SponsorshipId
    campaign_id: SponsorCampaignId
    campaign_title: str
    shop_id: ShopId
    creator_id: PersonId
    state: SponsorshipState
    by: SponsorSide
    amount_minor: int
    currency: Currency
    at: datetime
