"""What is asked, and what is found."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import Category, ProductId
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard
from vitrina.videos.model import VideoId

QUERY_LENGTH_MAX = 120


class Sort(StrEnum):
    """In which order products come."""

    RELEVANCE = "relevance"
    """What answers the words best; without words, what is popular."""
    POPULAR = "popular"
    """What people buy lately."""
    NEWEST = "newest"
    """The newest first."""
    PRICE_UP = "price"
    """The cheapest first; needs a currency."""
    PRICE_DOWN = "price-down"
    """The dearest first; needs a currency."""
    RATING = "rating"
    """The best rated first; few reviews count for less, and what nobody rated comes last."""
    DISCOUNT = "discount"
    """The biggest discount first, measured by what the product really cost in the 30 days before."""


class Match(StrEnum):
    """How what was found answers what was asked."""

    EXACT = "exact"
    """Every word."""
    CORRECTED = "corrected"
    """Every word, after a typing error was corrected."""
    RELAXED = "relaxed"
    """Not every word: nothing has them all."""


class Wording(Struct, frozen=True, kw_only=True):
    """The words that were asked for, and those that were looked for."""

    asked: str
    used: str
    match: Match


class Filters(Struct, frozen=True, kw_only=True):
    """What products must be. sizes, colours: any of them.  prices: in minor units of `currency`.

    rating_min: so many stars on average and more, as people read the average.
    is_minor: nothing that is for adults alone.
    """

    category: Category | None = None
    shop_id: ShopId | None = None
    currency: Currency | None = None
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    sizes: Sequence[str] = ()
    colours: Sequence[str] = ()
    rating_min: int | None = None
    in_stock: bool = False
    free_shipping: bool = False
    discounted: bool = False
    is_minor: bool = False


class FoundProducts(Struct, frozen=True, kw_only=True):
    """A page of products. wording: None when no words were asked for."""

    items: list[ProductCard]
    next_cursor: str | None
    wording: Wording | None


class FacetValue(Struct, frozen=True, kw_only=True):
    """A value to filter by, and how many of the most popular thousand that match have it."""

    value: str
    label: str
    count: int


class Facets(Struct, frozen=True, kw_only=True):
    """By what can be filtered, the most frequent first, at most 20 of each."""

    categories: list[FacetValue]
    currencies: list[FacetValue]
    sizes: list[FacetValue]
    colours: list[FacetValue]
    shops: list[FacetValue]


class ProfileKind(StrEnum):
    """Whom a handle names."""

    PERSON = "person"
    """Somebody."""
    SHOP = "shop"
    """A shop."""


class FoundProfile(Struct, frozen=True, kw_only=True):
    """A person or a shop in a list."""

    id: UUID
    kind: ProfileKind
    handle: str
    name: str
    avatar_url: str | None


class FoundClip(Struct, frozen=True, kw_only=True):
    """A clip in a list. preview_url: three silent seconds, once they are made."""

    id: VideoId
    caption: str
    poster_url: str
    preview_url: str | None
    duration_ms: int
    like_count: int
    creator: FoundProfile
    published_at: datetime


class FoundClips(Struct, frozen=True, kw_only=True):
    """A page of clips. wording: None when a hashtag was asked for."""

    items: list[FoundClip]
    next_cursor: str | None
    wording: Wording | None


class FoundHashtag(Struct, frozen=True, kw_only=True):
    """A hashtag with how many clips have it."""

    hashtag: str
    shown: str
    clip_count: int


class NamedProduct(Struct, frozen=True, kw_only=True):
    """A product by its name alone."""

    id: ProductId
    title: str


class Suggestions(Struct, frozen=True, kw_only=True):
    """What somebody who still types may mean."""

    queries: list[str]
    products: list[NamedProduct]
    profiles: list[FoundProfile]
    hashtags: list[FoundHashtag]
