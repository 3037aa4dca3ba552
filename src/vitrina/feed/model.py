"""Clips as everybody sees them, and what was watched."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vitrina.ads.model import AdCampaignId, WhyAd
from vitrina.affiliates.model import Disclosure
from vitrina.external.model import ExternalCard
from vitrina.identity.model import Person, PersonId
from vitrina.kit.places import Language
from vitrina.storefront.model import ProductCard, ShopName
from vitrina.videos.model import CaptionTrackView, Sticker, VideoId

VIEWS_MAX = 50


class Tab(StrEnum):
    """Which clips a reader asks for."""

    FOR_YOU = "for-you"
    """What the ranker chose."""
    FOLLOWING = "following"
    """Clips of the people and shops that the reader follows, newest first; no ranker."""


class Why(StrEnum):
    """Why a clip is shown."""

    NEW = "new"
    """It was published lately."""
    POPULAR = "popular"
    """Many people watched it to the end or liked it lately."""
    FOLLOWING = "following"
    """The reader follows its creator."""
    SAVED = "saved"
    """The reader saved it."""
    ADVERTISING = "advertising"
    """A shop pays for its place."""


class Creator(Struct, frozen=True, kw_only=True):
    """Who made a clip."""

    id: PersonId
    handle: str
    name: str
    avatar_url: str | None
    is_following: bool
    is_self: bool


class ShownProduct(Struct, frozen=True, kw_only=True):
    """A product that is shown from one moment of a clip to another."""

    from_ms: int
    to_ms: int
    product: ProductCard


class ShownExternal(Struct, frozen=True, kw_only=True):
    """A product sold elsewhere that is shown from one moment of a clip to another."""

    from_ms: int
    to_ms: int
    product: ExternalCard


class Clip(Struct, frozen=True, kw_only=True):
    """A published clip with all that its screen shows.

    av1_url: the same in fewer bytes, for who decodes AV1.  preview_url: three silent seconds, for lists.
    """

    id: VideoId
    creator: Creator
    caption: str
    language: Language
    hls_url: str
    av1_url: str | None
    poster_url: str
    preview_url: str | None
    width: int
    height: int
    duration_ms: int
    like_count: int
    is_liked: bool
    comment_count: int
    save_count: int
    is_saved: bool
    products: list[ShownProduct]
    external_products: list[ShownExternal]
    stickers: list[Sticker]
    captions: list[CaptionTrackView]
    disclosures: list[Disclosure]
    published_at: datetime
    why: Why


class FeedAd(Struct, frozen=True, kw_only=True):
    """An ad for a slot. token: by which its screen tells what became of it; advertiser: who pays.

    campaign_id: by which it is reported.
    """

    clip: Clip
    campaign_id: AdCampaignId
    token: str
    advertiser: ShopName
    why: list[WhyAd]


class AdSlot(Struct, frozen=True, kw_only=True):
    """A slot of the feed; it stays empty when nobody pays for it."""

    ad: FeedAd | None


class View(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a clip was watched. completed: to its end at least once."""

    video_id: VideoId
    watched_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    completed: bool


class Views(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was watched since the last time."""

    views: Annotated[list[View], Meta(min_length=1, max_length=VIEWS_MAX)]


class Candidate(Struct, frozen=True, kw_only=True):
    """A clip that a ranker may choose. hot: as `rules.heat` reads it; None when nobody watched it."""

    video_id: VideoId
    creator_id: PersonId
    published_at: datetime
    hot: float | None
    view_count: int


class Chosen(Struct, frozen=True, kw_only=True):
    """A clip at its place in a list, with the reason."""

    video_id: VideoId
    why: Why


class ChosenPage(Struct, frozen=True, kw_only=True):
    """A part of a ranker's list. next_cursor: None at its end."""

    items: list[Chosen]
    next_cursor: str | None


class Reader(Struct, frozen=True, kw_only=True):
    """Who reads. default_plan_bps: the operator's default plan, which decides about disclosures.

    is_minor: the viewer is known to be younger than 18, and sees nothing for adults alone.
    """

    viewer: Person | None
    default_plan_bps: int
    is_minor: bool = False
