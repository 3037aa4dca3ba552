"""Coupons, their uses, and what they take off a cart."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.catalogue.model import CollectionId, ProductId
from vitrina.kit.money import BPS, Money
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId

CouponId = NewType("CouponId", UUID)

CODES_MAX = 5
COUPONS_MAX = 500
USES_EXPORTED_MAX = 10_000
AT_ONCE_MAX = 100

Code = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=20,
        pattern="^[A-Za-z0-9][A-Za-z0-9_-]*$",
        description="Letters, digits, - and _",
    ),
]
Codes = Annotated[
    list[Annotated[str, Meta(max_length=40)]],
    Meta(max_length=CODES_MAX, description="As the buyer typed them"),
]
Minor = Annotated[int, Meta(ge=1, le=10**9)]
UsesMax = Annotated[int, Meta(ge=1, le=10**6)]


class CouponKind(StrEnum):
    """What a coupon gives."""

    PERCENT = "percent"
    """A share of the goods."""
    AMOUNT = "amount"
    """A sum off the goods, once per purchase."""
    FREE_SHIPPING = "free_shipping"
    """The shipping of a shop."""


class Funder(StrEnum):
    """Who pays for a coupon."""

    SHOP = "shop"
    """The shop sells for less: commissions, fee and tax are computed from what is left."""
    PLATFORM = "platform"
    """This instance pays the difference: shop and creators get what they would have got."""


class CouponState(StrEnum):
    """Whether a coupon can be used now."""

    ACTIVE = "active"
    """It can."""
    SCHEDULED = "scheduled"
    """It begins later."""
    PAUSED = "paused"
    """Who made it stopped it for now."""
    USED_UP = "used_up"
    """As often as it may be."""
    ENDED = "ended"
    """Its time is over."""


class CouponProblem(StrEnum):
    """Why a code takes nothing off a cart."""

    UNKNOWN = "unknown"
    """No shop of this cart has such a code."""
    NOT_YET = "not_yet"
    """It begins later."""
    ENDED = "ended"
    """Its time is over."""
    PAUSED = "paused"
    """It is stopped for now."""
    USED_UP = "used_up"
    """Others used it as often as it may be."""
    USED_BY_YOU = "used_by_you"
    """This buyer used it as often as one may."""
    OTHER_PRODUCTS = "other_products"
    """It is for other products."""
    MIN_SPEND = "min_spend"
    """The products it is for do not come to its minimum."""
    REDUCED = "reduced"
    """What it is for is reduced already: by a drop, or for a time."""
    OTHER_COUPON = "other_coupon"
    """Another coupon of the same shop, or of the platform, is used already."""
    NO_EFFECT = "no_effect"
    """There is nothing to take off: the shipping is free as it is."""


class Coupon(Struct, frozen=True, kw_only=True):
    """A coupon as it is kept. shop_id: None for one of the platform that is good in every shop.

    works_on_flash: also on prices that are lower for a time.
    """

    id: CouponId
    funder: Funder
    shop_id: ShopId | None
    code: str
    kind: CouponKind
    rate_bps: int | None
    amount_minor: int | None
    discount_max_minor: int | None
    currency: Currency
    min_spend_minor: int
    product_ids: list[ProductId]
    collection_ids: list[CollectionId]
    uses_max: int | None
    uses_per_buyer_max: int | None
    starts_at: datetime
    ends_at: datetime | None
    is_paused: bool
    use_count: int
    created_at: datetime
    works_on_flash: bool = False


class NewCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coupon to be made; what it gives never changes afterwards. id: the client's.

    rate_bps: for percent, 1,000 is 10 %.  amount, discount_max, min_spend: in minor units of the currency.
    product_ids, collection_ids: what it is good for; both empty: everything.  works_on_flash: also what costs
    less for a time; on the price of a drop no coupon works.
    """

    id: CouponId
    code: Code
    kind: CouponKind
    rate_bps: Annotated[int, Meta(ge=1, le=BPS)] | None = None
    amount: Minor | None = None
    discount_max: Minor | None = None
    min_spend: Annotated[int, Meta(ge=0, le=10**12)] = 0
    product_ids: Annotated[list[ProductId], Meta(max_length=200)] = []
    collection_ids: Annotated[list[CollectionId], Meta(max_length=20)] = []
    uses_max: UsesMax | None = None
    uses_per_buyer_max: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    works_on_flash: bool = False


class NewPlatformCoupon(NewCoupon, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coupon that the platform pays for. shop_id: good in this shop alone."""

    currency: Currency
    shop_id: ShopId | None = None


class CouponChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may change of a coupon: whether, until when and how often, never what it gives."""

    is_paused: bool | UnsetType = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    uses_max: UsesMax | UnsetType | None = UNSET


class PauseOfMany(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Coupons of one shop, or of the platform, and whether they are to be stopped for now."""

    coupon_ids: Annotated[list[CouponId], Meta(min_length=1, max_length=AT_ONCE_MAX)]
    is_paused: bool


class CouponView(Struct, frozen=True, kw_only=True):
    """A coupon as who made it sees it."""

    id: CouponId
    funder: Funder
    shop_id: ShopId | None
    code: str
    kind: CouponKind
    rate_bps: int | None
    amount: Money | None
    discount_max: Money | None
    min_spend: Money
    product_ids: list[ProductId]
    collection_ids: list[CollectionId]
    uses_max: int | None
    uses_per_buyer_max: int | None
    use_count: int
    starts_at: datetime
    ends_at: datetime | None
    works_on_flash: bool
    state: CouponState


class Use(Struct, frozen=True, kw_only=True):
    """One use of a coupon. given_back_at: when its purchase was not paid in time."""

    purchase_id: UUID
    discount_minor: int
    used_at: datetime
    given_back_at: datetime | None


class NewUse(Struct, frozen=True, kw_only=True):
    """A coupon to be used for a purchase. buyer_key: whom the limit per buyer counts."""

    purchase_id: UUID
    coupon_id: CouponId
    buyer_key: UUID
    discount_minor: int


class Candidate(Struct, frozen=True, kw_only=True):
    """A coupon that a typed code may stand for, with what is needed to decide.

    product_ids: what it is good for, its collections resolved; None: everything.
    used_by: how often buyers who are asking have used it.
    """

    coupon: Coupon
    product_ids: frozenset[ProductId] | None
    used_by: Mapping[UUID, int]


class CodesTyped(Struct, frozen=True, kw_only=True):
    """What a buyer typed, and who she is. buyer_key: None for a guest who has not said."""

    codes: Sequence[str]
    buyer_key: UUID | None
    now: datetime
    candidates: Sequence[Candidate] = ()


class Reduced(StrEnum):
    """By what the price of a line is lower already."""

    DROP = "drop"
    """It was claimed in a drop."""
    FLASH = "flash"
    """It costs less for a time."""


class Goods(Struct, frozen=True, kw_only=True):
    """A line of a cart, before coupons."""

    product_id: ProductId
    sum_minor: int
    reduced: Reduced | None = None


class ShopPart(Struct, frozen=True, kw_only=True):
    """One shop's part of a cart, before coupons."""

    shop_id: ShopId
    currency: Currency
    goods: list[Goods]
    shipping_minor: int


class Cut(Struct, frozen=True, kw_only=True):
    """What coupons take off one shop's part.

    lines_minor: off each line, at the shop's cost.  shipping_minor: off the shipping, at the shop's cost.
    promo_minor: off what the buyer pays, at the platform's cost.  codes: which did.
    """

    lines_minor: list[int]
    shipping_minor: int = 0
    promo_minor: int = 0
    codes: list[str]


class CouponUsed(Struct, frozen=True, kw_only=True):
    """A coupon that takes something off a cart."""

    coupon_id: CouponId
    code: str
    discount_minor: int


class CouponRefused(Struct, frozen=True, kw_only=True):
    """A code that takes nothing off, and why. missing_minor: how much more, for MIN_SPEND."""

    code: str
    problem: CouponProblem
    missing_minor: int | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """What the codes that a buyer typed do to a cart. cuts: one per part, in their order."""

    cuts: list[Cut]
    used: list[CouponUsed]
    refused: list[CouponRefused]
