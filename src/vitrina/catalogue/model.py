"""Products, options, variants, prices."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from vitrina.identity.model import AgeLimit
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.kit.taxes import TaxClass
from vitrina.media.model import FileId, FileView
from vitrina.shops.model import ShopId

ProductId = NewType("ProductId", UUID)
VariantId = NewType("VariantId", UUID)
CollectionId = NewType("CollectionId", UUID)
FlashId = NewType("FlashId", UUID)

TITLE_LENGTH_MAX = 120
DESCRIPTION_LENGTH_MAX = 5_000
IMAGES_MAX = 10
OPTIONS_MAX = 3
OPTION_VALUES_MAX = 50
VARIANTS_MAX = 100
PRODUCTS_AT_ONCE_MAX = 100
PRICE_MINOR_MAX = 10**9
COLLECTION_NAME_LENGTH_MAX = 60
COLLECTIONS_MAX = 50
COLLECTED_MAX = 200

Title = Annotated[str, Meta(min_length=1, max_length=TITLE_LENGTH_MAX)]
Description = Annotated[str, Meta(max_length=DESCRIPTION_LENGTH_MAX)]
OptionName = Annotated[str, Meta(min_length=1, max_length=40)]
OptionValue = Annotated[str, Meta(min_length=1, max_length=60)]
Sku = Annotated[str, Meta(max_length=64)]
WeightGrams = Annotated[int, Meta(ge=1, le=10**6, description="With its packing, in grams")]
PriceMinor = Annotated[int, Meta(ge=1, le=PRICE_MINOR_MAX)]


class Category(StrEnum):
    """The shelf on which a product stands; its name in each language is `category.<slug>`."""

    CLOTHING = "clothing"
    """What people wear."""
    SHOES = "shoes"
    """From sandals to boots."""
    BAGS = "bags"
    """To carry things in."""
    ACCESSORIES = "accessories"
    """Jewellery, hats, glasses, phone cases."""
    MAKEUP = "makeup"
    """Colour for faces and nails."""
    SKINCARE = "skincare"
    """Care for skin and body."""
    HAIR = "hair"
    """Care and style for hair."""
    HOME = "home"
    """To live in: textiles, light, decoration, plants."""
    KITCHEN = "kitchen"
    """To cook and to serve with."""
    PANTRY = "pantry"
    """To eat and drink."""
    ELECTRONICS = "electronics"
    """Things with a plug or a battery."""
    STATIONERY = "stationery"
    """Paper, pens, books."""
    GAMES = "games"
    """Games and toys."""
    SPORTS = "sports"
    """To move and to be outdoors."""
    BABY = "baby"
    """For the smallest."""
    PETS = "pets"
    """For animals at home."""


class ProductStatus(StrEnum):
    """Who may see a product."""

    DRAFT = "draft"
    """Only its shop."""
    ACTIVE = "active"
    """Everybody; it is for sale."""
    ARCHIVED = "archived"
    """Whoever has a link; it is not for sale."""


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice that the buyer makes, with its possible answers."""

    name: OptionName
    values: Annotated[list[OptionValue], Meta(min_length=1, max_length=OPTION_VALUES_MAX)]


class Flash(Struct, frozen=True, kw_only=True):
    """The price of a variant for a time that has begun and is not over. before_minor: None for its own."""

    price_minor: int
    before_minor: int | None
    starts_at: datetime
    ends_at: datetime


class Variant(Struct, frozen=True, kw_only=True):
    """One answer to every option, with its price.

    values: in the order of the product's options.  price_version: counts from 1; every version is kept.
    weight_g: with its packing; None when nobody told.  price_minor: its own; flash: what holds instead now.
    """

    id: VariantId
    sku: str
    values: list[str]
    price_minor: int
    compare_at_minor: int | None
    price_version: int
    weight_g: int | None = None
    flash: Flash | None = None

    @property
    def asked_minor(self) -> int:
        """What it costs now."""
        return self.flash.price_minor if self.flash else self.price_minor

    @property
    def asked_before_minor(self) -> int | None:
        """What it may be compared with now."""
        return (self.flash and self.flash.before_minor) or self.compare_at_minor


class Product(Struct, frozen=True, kw_only=True):
    """A product with the variants that it has now, in the shop's order. Prices include tax."""

    id: ProductId
    shop_id: ShopId
    title: str
    description: str
    category: Category
    currency: Currency
    status: ProductStatus
    options: list[Option]
    image_file_ids: list[FileId]
    variants: list[Variant]
    age_limit: AgeLimit = 0
    tax_class: TaxClass = TaxClass.GENERAL
    rating_count: int
    stars_sum: int
    published_at: datetime | None
    created_at: datetime


class ProductText(Struct, frozen=True, kw_only=True):
    """What a product says about itself, and whose it is."""

    id: ProductId
    shop_id: ShopId
    title: str
    description: str
    options: list[Option]


class ProductRating(Struct, frozen=True, kw_only=True):
    """How often a product was rated, and with how many stars in all."""

    product_id: ProductId
    rating_count: int
    stars_sum: int


def average_tenths(stars_sum: int, count: int) -> int:
    """Average stars as people read them, times ten, half up: 43 is 4.3. count: at least 1."""
    return (20 * stars_sum + count) // (2 * count)


class ProductSummary(Struct, frozen=True, kw_only=True):
    """What a card shows of a product. The prices are those of its cheapest variant, now.

    flash_ends_at: until when that costs so little.
    """

    id: ProductId
    shop_id: ShopId
    title: str
    currency: Currency
    status: ProductStatus
    image_file_id: FileId | None
    price_minor: int
    compare_at_minor: int | None
    price_max_minor: int
    variant_ids: list[VariantId]
    rating_count: int
    stars_sum: int
    published_at: datetime | None
    age_limit: AgeLimit = 0
    flash_ends_at: datetime | None = None


class Listed(Struct, frozen=True, kw_only=True):
    """Where a product stands in the public list."""

    id: ProductId
    published_at: datetime


class Changes(Struct, frozen=True, kw_only=True):
    """What changed since a mark. mark: where to ask from next.  is_list_changed: something came or went.

    at: the clock then: flash prices that begin or end later are told to who asks with it.
    """

    mark: int
    at: datetime
    product_ids: list[ProductId]
    is_list_changed: bool


class VariantForSale(Struct, frozen=True, kw_only=True):
    """A variant as a cart, a quote and an order line need it.

    is_active: may be sold now; False when the product is not active or the variant was taken off it.
    price_minor: what it costs now; flash_ends_at: until when, where that is a flash price.
    """

    variant_id: VariantId
    product_id: ProductId
    shop_id: ShopId
    title: str
    values: list[str]
    sku: str
    image_file_id: FileId | None
    price_minor: int
    compare_at_minor: int | None
    price_version: int
    currency: Currency
    is_active: bool
    age_limit: AgeLimit = 0
    tax_class: TaxClass = TaxClass.GENERAL
    weight_g: int | None = None
    flash_ends_at: datetime | None = None


class SkuNamed(Struct, frozen=True, kw_only=True):
    """A variant that alone has a SKU."""

    sku: str
    variant_id: VariantId


class PricedName(Struct, frozen=True, kw_only=True):
    """A variant of a shop under the name that was asked for, with what it costs now."""

    name: str
    variant_id: VariantId
    price_minor: int


class Stretch(Struct, frozen=True, kw_only=True):
    """A time in which everybody could see a variant at a price. until: None for now."""

    variant_id: VariantId
    price_minor: int
    compare_at_minor: int | None
    starts_at: datetime
    until: datetime | None


class NewPrice(Struct, frozen=True, kw_only=True):
    """What a variant shall cost."""

    variant_id: VariantId
    price_minor: int


class NewVariant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant as its shop writes it. id: the client's; a known one keeps its stock and history.

    price_minor, compare_at_minor: without tax for a shop whose prices do not include it.
    """

    id: VariantId
    sku: Sku = ""
    values: Annotated[list[OptionValue], Meta(max_length=OPTIONS_MAX)]
    price_minor: PriceMinor = field(name="price")
    compare_at_minor: PriceMinor | None = field(name="compare_at", default=None)
    weight_g: WeightGrams | None = None


Images = Annotated[list[FileId], Meta(max_length=IMAGES_MAX)]
Options = Annotated[list[Option], Meta(max_length=OPTIONS_MAX)]
NewVariants = Annotated[list[NewVariant], Meta(min_length=1, max_length=VARIANTS_MAX)]


class NewProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as its shop writes it. No option: exactly one variant. age_limit: 18 is for adults alone."""

    id: ProductId
    title: Title
    description: Description = ""
    category: Category
    images: Images = []
    options: Options = []
    variants: NewVariants
    status: ProductStatus = ProductStatus.DRAFT
    age_limit: AgeLimit = 0
    tax_class: TaxClass = TaxClass.GENERAL


class ProductChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a product. A list that is given replaces the whole list."""

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    images: Images | UnsetType = UNSET
    options: Options | UnsetType = UNSET
    variants: NewVariants | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET
    age_limit: AgeLimit | UnsetType = UNSET
    tax_class: TaxClass | UnsetType = UNSET


class StatusOfMany(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Products of one shop, and the status that they are to have."""

    product_ids: Annotated[list[ProductId], Meta(min_length=1, max_length=PRODUCTS_AT_ONCE_MAX)]
    status: ProductStatus


class Image(Struct, frozen=True, kw_only=True):
    """A picture of a product. alt: what to say to those who cannot see it."""

    file_id: FileId
    url: str
    width: int
    height: int
    alt: str


class VariantOwn(Struct, frozen=True, kw_only=True):
    """A variant as its shop sees it. shown_price: what buyers see and pay, tax inside."""

    id: VariantId
    sku: str
    values: list[str]
    price: Money
    compare_at: Money | None
    shown_price: Money
    weight_g: int | None


class ProductOwn(Struct, frozen=True, kw_only=True):
    """A product as its shop sees it. price_includes_tax: the prices of its variants, as it writes them."""

    id: ProductId
    shop_id: ShopId
    title: str
    description: str
    category: Category
    status: ProductStatus
    images: list[Image]
    options: list[Option]
    variants: list[VariantOwn]
    price_includes_tax: bool
    tax_class: TaxClass
    tax_rate_bps: int
    age_limit: AgeLimit
    created_at: datetime


CollectionName = Annotated[str, Meta(min_length=1, max_length=COLLECTION_NAME_LENGTH_MAX)]
CollectedIds = Annotated[list[ProductId], Meta(max_length=COLLECTED_MAX)]


class NewCollection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A collection as its shop writes it. cover: null shows the first picture of its first product."""

    id: CollectionId
    name: CollectionName
    cover: FileId | None = None
    is_hidden: bool = False
    product_ids: CollectedIds = []


class CollectionChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a collection. Products that are given replace the whole list and its order."""

    name: CollectionName | UnsetType = UNSET
    cover: FileId | UnsetType | None = UNSET
    is_hidden: bool | UnsetType = UNSET
    product_ids: CollectedIds | UnsetType = UNSET


class Collection(Struct, frozen=True, kw_only=True):
    """Products of a shop under one name, in the shop's order, in any status."""

    id: CollectionId
    shop_id: ShopId
    name: str
    cover_file_id: FileId | None
    is_hidden: bool
    is_deleted: bool
    product_ids: list[ProductId]


class CollectedProduct(Struct, frozen=True, kw_only=True):
    """A product in a collection as its shop sees it. price: the lowest."""

    id: ProductId
    title: str
    status: ProductStatus
    image_url: str | None
    price: Money


class CollectionOwn(Struct, frozen=True, kw_only=True):
    """A collection as its shop sees it. cover: the picture that was chosen, if one was."""

    id: CollectionId
    shop_id: ShopId
    name: str
    cover: FileView | None
    is_hidden: bool
    products: list[CollectedProduct]


class CollectionRow(Struct, frozen=True, kw_only=True):
    """A collection in the list of its shop. product_count: in any status."""

    id: CollectionId
    name: str
    cover_file_id: FileId | None
    is_hidden: bool
    product_count: int


class CollectionSummary(Struct, frozen=True, kw_only=True):
    """A collection in the list of its shop. product_count: in any status."""

    id: CollectionId
    name: str
    image_url: str | None
    is_hidden: bool
    product_count: int


class ShownCollection(Struct, frozen=True, kw_only=True):
    """A collection that everybody sees. product_count: of what is on sale."""

    id: CollectionId
    shop_id: ShopId
    name: str
    cover_file_id: FileId | None
    product_count: int


class Collected(Struct, frozen=True, kw_only=True):
    """Where a product stands in a collection."""

    id: ProductId
    position: int
