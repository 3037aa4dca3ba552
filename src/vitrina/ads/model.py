"""Campaigns, their balance, and what a viewer is offered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import Category
from vitrina.identity.model import PersonId
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

AdCampaignId = NewType("AdCampaignId", UUID)
AdMoveId = NewType("AdMoveId", UUID)
ImpressionId = NewType("ImpressionId", UUID)

SHOWN_MIN = 9
SHOWN_MAX = 30
NAME_MAX = 60
AmountMinor = Annotated[int, Meta(gt=0, le=AMOUNT_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_MAX)]
Token = Annotated[str, Meta(max_length=600, description="As it came with the ad")]


class Pricing(StrEnum):
    """What a campaign pays for."""

    IMPRESSION = "impression"
    """For each time that it was on the screen; the bid is for a thousand."""
    TAP = "tap"
    """For each tap on its product; the bid is for one."""


class CampaignStatus(StrEnum):
    """Whether a campaign takes part in auctions."""

    RUNNING = "running"
    """Between its start and its end, while there is money."""
    PAUSED = "paused"
    """Not until it goes on."""
    ENDED = "ended"
    """Never again."""


class AgeBand(StrEnum):
    """How old a viewer is, in years."""

    FROM_18 = "18-24"
    """Adults below 25."""
    FROM_25 = "25-34"
    """From 25 on."""
    FROM_35 = "35-44"
    """From 35 on."""
    FROM_45 = "45+"
    """From 45 on."""


class WhyAd(StrEnum):
    """What of a campaign's targeting the viewer met."""

    COUNTRY = "country"
    """The country of her profile."""
    LANGUAGE = "language"
    """The language that she set."""
    AGE = "age"
    """The birth date that she told."""
    CATEGORY = "category"
    """What the clips just before were about."""


class NewAdCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign to be made. Sums: minor units of the shop's currency. Empty targeting: everybody.

    countries: those with the shop's currency; empty: the shop's.  bid_minor: for 1,000 impressions, or a tap.
    """

    id: AdCampaignId
    name: Name
    video_id: VideoId
    pricing: Pricing
    bid_minor: AmountMinor
    budget_minor: AmountMinor
    daily_cap_minor: AmountMinor
    starts_at: Moment
    ends_at: Moment
    countries: Annotated[list[Country], Meta(max_length=10)] = []
    languages: Annotated[list[Language], Meta(max_length=10)] = []
    age_bands: Annotated[list[AgeBand], Meta(max_length=10)] = []
    categories: Annotated[list[Category], Meta(max_length=20)] = []


class ChangeAdCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pause, go on, or end."""

    status: CampaignStatus


class AdTopUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money from the shop's available balance to its advertising. The same id twice is one."""

    id: AdMoveId
    amount_minor: AmountMinor


class AdRefund(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is left of the advertising balance, back to the shop's available one."""

    id: AdMoveId


class Advertised(Struct, frozen=True, kw_only=True):
    """What a campaign shows, and who answers for it."""

    id: AdCampaignId
    advertiser_id: PersonId
    video_id: VideoId
    name: str
    is_hidden: bool


class AdCampaign(Struct, frozen=True, kw_only=True):
    """A campaign as the module keeps it, with what came of it."""

    id: AdCampaignId
    shop_id: ShopId
    advertiser_id: PersonId
    video_id: VideoId
    name: str
    currency: Currency
    pricing: Pricing
    bid_minor: int
    budget_minor: int
    daily_cap_minor: int
    countries: list[Country]
    languages: list[Language]
    age_bands: list[AgeBand]
    categories: list[Category]
    starts_at: datetime
    ends_at: datetime
    status: CampaignStatus
    is_hidden: bool
    spent_milli: int
    served_count: int
    viewable_count: int
    tap_count: int
    filtered_count: int


class AdCampaignView(Struct, frozen=True, kw_only=True):
    """A campaign with its report, for who runs the shop. spent: whole minor units, rounded down.

    is_hidden: an operator took it down, and it wins no slot whatever its status.
    """

    id: AdCampaignId
    video_id: VideoId
    name: str
    pricing: Pricing
    bid: Money
    budget: Money
    daily_cap: Money
    spent: Money
    countries: list[Country]
    languages: list[Language]
    age_bands: list[AgeBand]
    categories: list[Category]
    starts_at: datetime
    ends_at: datetime
    status: CampaignStatus
    is_hidden: bool
    served_count: int
    viewable_count: int
    tap_count: int
    filtered_count: int


class PromotableClip(Struct, frozen=True, kw_only=True):
    """A clip that a shop may promote."""

    id: VideoId
    caption: str
    is_own: bool


class AdDesk(Struct, frozen=True, kw_only=True):
    """Advertising of a shop. balance: paid in and not spent, rounded down; available: what it may pay in.

    floor: the least that a thousand impressions cost.  taps_per_thousand: the estimate by which a bid for a
    tap is compared with one for impressions.  as_of: the clock that campaigns run by; a phone's may be wrong.
    """

    as_of: datetime
    balance: Money
    available: Money
    floor: Money
    taps_per_thousand: int
    frequency_per_day: int
    campaigns: list[AdCampaignView]
    clips: list[PromotableClip]


class AdsAfter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clips between the last ad and the slot: nine different ones, so that one place in ten is an ad."""

    clip_ids: Annotated[list[VideoId], Meta(min_length=SHOWN_MIN, max_length=SHOWN_MAX)]


class AdToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token that came with an ad."""

    token: Token


class Counted(Struct, frozen=True, kw_only=True):
    """Whether an event counted; one that was told before, too late or too often does not."""

    is_counted: bool


class ClipPromotion(Struct, frozen=True, kw_only=True):
    """Whether shops may promote a clip."""

    is_allowed: bool


class Slot(Struct, frozen=True, kw_only=True):
    """Where and for whom an ad is chosen. age_band: None when she is not known to be 18."""

    viewer_id: PersonId
    country: Country
    language: Language
    age_band: AgeBand | None
    clip_ids: list[VideoId]
    day: date
    now: datetime
    frequency_max: int


class Bid(Struct, frozen=True, kw_only=True):
    """A campaign that may have the slot. worth_minor: of a thousand impressions."""

    campaign_id: AdCampaignId
    shop_id: ShopId
    video_id: VideoId
    pricing: Pricing
    worth_minor: int
    countries: list[Country]
    languages: list[Language]
    age_bands: list[AgeBand]
    categories: list[Category]


class Offer(Struct, frozen=True, kw_only=True):
    """What a token says. price_milli: for the event that the campaign pays for."""

    impression_id: ImpressionId
    campaign_id: AdCampaignId
    viewer_id: PersonId
    pricing: Pricing
    price_milli: int
    expires_at: int


class Won(Struct, frozen=True, kw_only=True):
    """The ad that has the slot."""

    campaign_id: AdCampaignId
    video_id: VideoId
    shop_id: ShopId
    why: list[WhyAd]
    token: str
