"""Feeds, what is wrong with products for them, and links that carry a cart."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.carts.model import QUANTITY_MAX
from vitrina.catalogue.model import Image, Product, ProductId, VariantId
from vitrina.kit.money import Money
from vitrina.shops.model import Shop, ShopId
from vitrina.storefront.model import ProductCard

LINKED_MAX = 20


class Target(StrEnum):
    """Who fetches a feed."""

    META = "meta"
    """Facebook, Instagram and WhatsApp."""
    GOOGLE = "google"
    """Google Merchant Center."""
    TIKTOK = "tiktok"
    """TikTok catalogues."""


class Shape(StrEnum):
    """How a feed is written."""

    CSV = "csv"
    """One table, UTF-8, with commas."""
    XML = "xml"
    """RSS 2.0 with the g: namespace."""


class Flaw(StrEnum):
    """A rule of a target that a product breaks."""

    TITLE_EMPTY = "title_empty"
    """Nothing is left of the title without emoji and markup."""
    PICTURE_MISSING = "picture_missing"
    """It has no picture."""
    PICTURE_SMALL = "picture_small"
    """Its first picture is smaller than the target takes."""
    CHOICE_UNWRITABLE = "choice_unwritable"
    """A choice is nothing but emoji or markup, so that its variants could not be told apart."""
    ADDRESS_LONG = "address_long"
    """An address is longer than the target takes."""
    APPAREL_UNTOLD = "apparel_untold"
    """The target asks for gender and age group of clothing in this country; we do not know them."""

    @property
    def is_left_out(self) -> bool:
        """Whether the product stays out of the feed."""
        return self is not Flaw.APPAREL_UNTOLD


class Offered(Struct, frozen=True, kw_only=True):
    """A product as feeds see it. images: with whole addresses.  available: a variant not in it has none."""

    product: Product
    images: list[Image]
    available: dict[VariantId, int]


class Site(Struct, frozen=True, kw_only=True):
    """A shop, and where it can be reached."""

    shop: Shop
    base_url: str


class Judged(Struct, frozen=True, kw_only=True):
    """A product written for a target: its rows, or what keeps it out. rows: field -> text, or texts."""

    rows: list[dict[str, str | list[str]]]
    flaws: list[Flaw]


class Feed(Struct, frozen=True, kw_only=True):
    """A feed that may be fetched, as it is kept."""

    shop_id: ShopId
    target: Target
    made_at: datetime
    fetched_at: datetime | None
    row_count: int | None
    left_out_count: int | None


class FeedView(Struct, frozen=True, kw_only=True):
    """A feed as its shop sees it. made_at: null while it has no address.

    fetched_at: when it was asked for last, also when nothing was new.  row_count, left_out_count: of the last
    time that it was read whole: variants in it, products left out of it.
    """

    target: Target
    made_at: datetime | None
    fetched_at: datetime | None
    row_count: int | None
    left_out_count: int | None


class FeedAddress(Struct, frozen=True, kw_only=True):
    """The addresses of a feed, with their secret: they are in this answer and nowhere else."""

    target: Target
    csv_url: str
    xml_url: str


class Feeds(Struct, frozen=True, kw_only=True):
    """The feeds of a shop, one a target."""

    items: list[FeedView]


class ProductFlaw(Struct, frozen=True, kw_only=True):
    """What is wrong with a product for a target. is_left_out: it is not in the feed."""

    product_id: ProductId
    title: str
    image_url: str | None
    flaw: Flaw
    text: str
    is_left_out: bool


class LinkedLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many of a variant."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)] = 1


LinkLines = Annotated[list[LinkedLine], Meta(min_length=1, max_length=LINKED_MAX)]


class NewCartLink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines to be carried by an address. video_id: the clip that they are shared from; its creator earns."""

    lines: LinkLines
    video_id: UUID | None = None


class CartLink(Struct, frozen=True, kw_only=True):
    """An address that carries lines, as it is kept."""

    code: str
    lines: list[LinkedLine]
    video_id: UUID | None
    made_at: datetime


class CartLinkView(Struct, frozen=True, kw_only=True):
    """An address that carries lines.

    url: to share.  checkout_url: the same as Meta writes it.  qr_url: a drawing of url.
    """

    code: str
    url: str
    checkout_url: str
    qr_url: str
    lines: list[LinkedLine]
    made_at: datetime


class LineFate(StrEnum):
    """What becomes of a line that an address carries."""

    WHOLE = "whole"
    """It can be bought as it was asked for."""
    LOWERED = "lowered"
    """Fewer are left than were asked for."""
    SOLD_OUT = "sold_out"
    """None is left."""
    NOT_SOLD = "not_sold"
    """Its shop does not sell it any more."""


class IncomingLine(Struct, frozen=True, kw_only=True):
    """A line that an address carries, as it is now.

    wanted: how many were asked for.  quantity: how many can be bought.
    """

    variant_id: VariantId
    product: ProductCard
    variant_values: list[str]
    wanted: int
    quantity: int
    price: Money
    fate: LineFate


class IncomingCart(Struct, frozen=True, kw_only=True):
    """What an address means now. Nothing has changed by asking.

    unknown: what was named and cannot be found.  is_cut: it named more than LINKED_MAX things.
    coupon: the code that came along, which checkout tries.  video_id: the clip whose creator earns.
    """

    lines: list[IncomingLine]
    unknown: list[str]
    is_cut: bool
    coupon: str | None
    video_id: UUID | None
