"""Wishes."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from vitrina.catalogue.model import PriceMinor, ProductId
from vitrina.kit.money import Money
from vitrina.storefront.model import ProductCard

WISHES_MAX = 500
BROUGHT_MAX = 100

Moment = Annotated[datetime, Meta(tz=True)]


class WishRow(Struct, frozen=True, kw_only=True):
    """A wish as it is kept. price_minor: of the cheapest variant at that moment."""

    product_id: ProductId
    price_minor: int
    wished_at: datetime


class Wish(Struct, frozen=True, kw_only=True):
    """A wish with its product as it is now. price_then: the lowest price when it was made."""

    product: ProductCard
    price_then: Money
    wished_at: datetime


class WishState(Struct, frozen=True, kw_only=True):
    """Whether a product is on the reader's wish list."""

    is_wished: bool


class Wished(Struct, frozen=True, kw_only=True):
    """Every product on the wish list, the last first."""

    product_ids: list[ProductId]


class BroughtWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wish that a device kept for a guest, or that is taken back after its removal."""

    product_id: ProductId
    price_minor: PriceMinor = field(name="price_then")
    wished_at: Moment


class BroughtWishes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device kept."""

    wishes: Annotated[list[BroughtWish], Meta(max_length=BROUGHT_MAX)]
