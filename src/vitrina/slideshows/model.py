"""Nouns of slideshows."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

SlideshowRunId = NewType("SlideshowRunId", UUID)

SLIDESHOWS_MAX = 10


class SlideshowState(StrEnum):
    """How far the clip of one product is."""

    WAITING = "waiting"
    """The ones before it are not done."""
    MAKING = "making"
    """Its film is being drawn from the product's pictures."""
    PREPARING = "preparing"
    """The film is there and becomes a clip like any other."""
    READY = "ready"
    """A draft that plays."""
    PUBLISHED = "published"
    """Everybody sees it."""
    FAILED = "failed"
    """There will be none; `failure` says why."""
    CANCELLED = "cancelled"
    """The run was stopped before its turn, or the clip was deleted."""


class SlideshowFailure(StrEnum):
    """Why there is no clip of a product."""

    NO_PICTURE = "no_picture"
    """The product has no picture."""
    NOT_ON_SALE = "not_on_sale"
    """The product is not for sale any more."""
    NOT_MADE = "not_made"
    """The film could not be made."""
    NO_ROOM = "no_room"
    """The person's storage is full."""


SlideshowProducts = Annotated[list[ProductId], Meta(min_length=1, max_length=SLIDESHOWS_MAX)]


class NewSlideshowRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Clips to be made of the pictures of products. is_publishing: show each as soon as it plays."""

    id: SlideshowRunId
    product_ids: SlideshowProducts
    is_publishing: bool = False


class SlideshowProduct(Struct, frozen=True, kw_only=True):
    """A product that a clip can be made of."""

    id: ProductId
    title: str
    image_url: str | None


class SlideshowRun(Struct, frozen=True, kw_only=True):
    """A run as it is kept."""

    id: SlideshowRunId
    shop_id: ShopId
    person_id: PersonId
    is_publishing: bool
    is_cancelled: bool
    created_at: datetime


class Slideshow(Struct, frozen=True, kw_only=True):
    """One clip of a run as it is kept. state: None once its film was handed over, and the clip tells."""

    run_id: SlideshowRunId
    product_id: ProductId
    video_id: VideoId
    state: SlideshowState | None
    failure: SlideshowFailure | None


class SlideshowView(Struct, frozen=True, kw_only=True):
    """One clip of a run as its shop sees it. video_id: once there is a clip.

    progress_percent: of preparing it.
    """

    product_id: ProductId
    title: str
    image_url: str | None
    state: SlideshowState
    failure: SlideshowFailure | None
    video_id: VideoId | None
    progress_percent: int


class SlideshowRunView(Struct, frozen=True, kw_only=True):
    """A run as its shop sees it. is_over: nothing more happens by itself."""

    id: SlideshowRunId
    shop_id: ShopId
    is_publishing: bool
    is_cancelled: bool
    is_over: bool
    clips: list[SlideshowView]
    created_at: datetime
