"""Prices of products for a time: nouns."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vitrina.catalogue.model import VARIANTS_MAX, FlashId, PriceMinor, ProductId, VariantId
from vitrina.kit.money import Money
from vitrina.kit.places import Currency


class FlashState(StrEnum):
    """Where a flash price is in its time."""

    SCHEDULED = "scheduled"
    """It begins later."""
    RUNNING = "running"
    """It holds now."""
    OVER = "over"
    """Its time has passed, or its shop ended it."""


class NewFlashPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a variant costs for a time: what buyers pay, tax inside."""

    variant_id: VariantId
    price: PriceMinor


class NewFlash(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prices of a product for a time. id: the client's.  starts_at: null for at once."""

    id: FlashId
    product_id: ProductId
    prices: Annotated[list[NewFlashPrice], Meta(min_length=1, max_length=VARIANTS_MAX)]
    starts_at: datetime | None = None
    ends_at: datetime


class FlashRow(Struct, frozen=True, kw_only=True):
    """The price of one variant for a time, as it is kept."""

    id: FlashId
    product_id: ProductId
    variant_id: VariantId
    title: str
    values: list[str]
    currency: Currency
    price_minor: int
    own_minor: int
    before_minor: int | None
    starts_at: datetime
    ends_at: datetime


class FlashStretch(Struct, frozen=True, kw_only=True):
    """A time that began in which a variant cost less. is_running: it has not ended."""

    variant_id: VariantId
    price_minor: int
    starts_at: datetime
    ends_at: datetime
    is_running: bool


class FlashPriceView(Struct, frozen=True, kw_only=True):
    """What a variant costs for a time. own: what it costs else.  before: what buyers see crossed out."""

    variant_id: VariantId
    values: list[str]
    price: Money
    own: Money
    before: Money | None


class FlashView(Struct, frozen=True, kw_only=True):
    """Prices of a product for a time, as its shop sees them."""

    id: FlashId
    product_id: ProductId
    title: str
    state: FlashState
    starts_at: datetime
    ends_at: datetime
    prices: list[FlashPriceView]


class FlashList(Struct, frozen=True, kw_only=True):
    """The flash prices of a shop, the last to begin first."""

    items: list[FlashView]
