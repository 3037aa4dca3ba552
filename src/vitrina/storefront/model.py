"""What everybody sees of shops' products."""

from datetime import datetime

from msgspec import Struct

from vitrina.catalogue.model import (
    Category,
    CollectionId,
    Image,
    Option,
    ProductId,
    ProductStatus,
    VariantId,
)
from vitrina.identity.model import AgeLimit
from vitrina.kit.money import Money
from vitrina.kit.places import Country
from vitrina.shops.model import ShopId


class ShopName(Struct, frozen=True, kw_only=True):
    """Whose product it is."""

    id: ShopId
    handle: str
    name: str


class Rating(Struct, frozen=True, kw_only=True):
    """What buyers think of a product. average_tenths: the average stars times ten, half up: 43 is 4.3."""

    average_tenths: int
    count: int


class ProductCard(Struct, frozen=True, kw_only=True):
    """A product in a list. price: the lowest; compare_at: of that variant; rating: null without a review.

    flash_ends_at: until when that price holds, where it is one for a time.
    """

    id: ProductId
    title: str
    image_url: str | None
    price: Money
    compare_at: Money | None
    has_price_range: bool
    is_sold_out: bool
    rating: Rating | None
    shop: ShopName
    age_limit: AgeLimit = 0
    flash_ends_at: datetime | None = None


class ShopTerms(Struct, frozen=True, kw_only=True):
    """Whose product it is, and on what terms it is sold."""

    id: ShopId
    handle: str
    name: str
    country: Country
    return_days: int
    shipping: Money
    avatar_url: str | None
    is_verified: bool


class VariantView(Struct, frozen=True, kw_only=True):
    """A variant that can be chosen. values: in the order of the product's options.

    low_before: the lowest price of the 30 days before the present one, beside a price to compare with.
    """

    id: VariantId
    sku: str
    values: list[str]
    price: Money
    compare_at: Money | None
    low_before: Money | None
    available: int
    flash_ends_at: datetime | None


class ProductView(Struct, frozen=True, kw_only=True):
    """A product with all that can be chosen of it. Prices include tax. rating: null without a review."""

    id: ProductId
    title: str
    description: str
    category: Category
    status: ProductStatus
    shop: ShopTerms
    images: list[Image]
    options: list[Option]
    variants: list[VariantView]
    price_includes_tax: bool
    age_limit: AgeLimit
    rating: Rating | None
    created_at: datetime


class CollectionCard(Struct, frozen=True, kw_only=True):
    """A collection in a list. product_count: of what is on sale."""

    id: CollectionId
    name: str
    image_url: str | None
    product_count: int
    shop: ShopName


class CategoryName(Struct, frozen=True, kw_only=True):
    """A shelf with its name in the reader's language."""

    slug: Category
    name: str


class ClockView(Struct, frozen=True, kw_only=True):
    """What time it is for this instance."""

    now: datetime
