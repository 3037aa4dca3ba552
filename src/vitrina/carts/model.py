"""Carts and their lines."""

from datetime import datetime
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.storefront.model import ProductCard

CartId = NewType("CartId", UUID)

LINES_MAX = 50
QUANTITY_MAX = 99


class Line(Struct, frozen=True, kw_only=True):
    """A line as it is kept. touch_id: opaque here; what brought the line, for attribution."""

    variant_id: VariantId
    product_id: ProductId
    quantity: int
    touch_id: UUID | None
    price_when_added_minor: int
    currency: Currency
    added_at: datetime


class CartLineAdded(Event, frozen=True, kw_only=True):
    """Somebody put a variant into a cart, or came back to it by a touch where there was none."""

    cart_id: CartId
    variant_id: VariantId
    product_id: ProductId
    touch_id: UUID | None
    at: datetime


class SetLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of a variant. touch_id: only the first that a line is given counts."""

    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    touch_id: UUID | None = None


class CartLine(Struct, frozen=True, kw_only=True):
    """A line as it is shown, with what changed since it was added.

    available: how many could be bought now.  is_available: whether this line could.
    """

    variant_id: VariantId
    product: ProductCard
    variant_values: list[str]
    quantity: int
    price_when_added: Money
    price: Money
    available: int
    touch_id: UUID | None
    is_available: bool


class Cart(Struct, frozen=True, kw_only=True):
    """A cart as it is shown, the line added last first. line_count: of what can be shown."""

    id: CartId
    lines: list[CartLine]
    line_count: int
