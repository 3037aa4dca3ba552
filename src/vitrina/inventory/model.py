"""Stock levels and holds."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import VariantId

QUANTITY_MAX = 10**6
COUNTS_MAX = 200

# In every verb that holds, sells or gives back a shelf stands where a variant stands.
ShelfId = NewType("ShelfId", UUID)


class StockCause(StrEnum):
    """Why free stock changed."""

    COUNT = "count"
    """Somebody of the shop counted."""
    IMPORT = "import"
    """A file or another shop's page said so, or it was undone."""
    PARTNER = "partner"
    """The shop's own system said so."""
    HOLD = "hold"
    """A buyer holds it, to pay."""
    LATE_PAYMENT = "late_payment"
    """Its money came after its time, and it was there still."""
    RELEASE = "release"
    """A buyer gave it up."""
    EXPIRY = "expiry"
    """It was not paid in time."""
    CANCELLATION = "cancellation"
    """An order, or a part of one, will not be sent."""
    RETURN = "return"
    """A buyer sent it back."""
    EXCHANGE = "exchange"
    """A buyer gets it in the place of what she sent back."""
    SET_ASIDE = "set_aside"
    """Units went from the counter to the shelf of a drop."""
    CLEARED = "cleared"
    """Units came back from the shelf of a drop."""
    LOCATION = "location"
    """A location was opened or closed, with what lies there."""


class HoldState(StrEnum):
    """What became of held units."""

    ACTIVE = "active"
    """They wait for the buyer's money."""
    SOLD = "sold"
    """They are paid."""
    SHIPPED = "shipped"
    """They were sent."""
    RELEASED = "released"
    """They went back."""
    EXPIRED = "expired"
    """Their time was over."""


class HoldRequest(Struct, frozen=True, kw_only=True):
    """What one purchase wants to keep until it is paid.

    lines: (variant, quantity >= 1); a variant may come twice.
    """

    purchase_id: UUID
    lines: Sequence[tuple[VariantId, int]]
    until: datetime


class Shortage(Struct, frozen=True, kw_only=True):
    """A line that could not be held."""

    variant_id: VariantId
    wanted: int
    available: int


class Exchanged(Struct, frozen=True, kw_only=True):
    """What was sent in the place of units of a purchase. id: stands where a purchase stands.

    of_variant_id: what the units were bought as.
    """

    id: UUID
    variant_id: VariantId
    purchase_id: UUID
    of_variant_id: VariantId
    quantity: int


class Level(Struct, frozen=True, kw_only=True):
    """How much of a variant there is.

    quantity: physical, with what is held, what is sold and not sent, and what is set aside for drops.
    is_short: it owes more than it has.
    """

    variant_id: VariantId
    available: int
    held: int
    sold_unshipped: int
    set_aside: int
    quantity: int
    is_short: bool


class Count(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody counted on the shelf of one variant."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class Recount(Struct, frozen=True, kw_only=True):
    """By how many units a count changed, or shall be put right."""

    variant_id: VariantId
    change: int


class SetStock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New counts of some variants of a shop."""

    levels: Annotated[list[Count], Meta(min_length=1, max_length=COUNTS_MAX)]


class Levels(Struct, frozen=True, kw_only=True):
    """The levels after a count, in the order asked."""

    levels: list[Level]


class Changes(Struct, frozen=True, kw_only=True):
    """Which variants moved since a mark.

    mark: where to ask from next.  movement_count: how many rows tell it.
    """

    mark: int
    movement_count: int
    variant_ids: list[VariantId]


class Movement(Struct, frozen=True, kw_only=True):
    """One change of free stock. shelf_id: of the shelf that it was on. hold_state: of what was held by it."""

    id: int
    variant_id: VariantId
    shelf_id: ShelfId | None
    change: int
    cause: StockCause
    purchase_id: UUID | None
    hold_state: HoldState | None
    at: datetime


class MovementLine(Struct, frozen=True, kw_only=True):
    """One change of a shop's stock. drop_id: when it was of the units of a drop, not of the counter.

    hold_state: what became of the units that it held.
    """

    id: int
    at: datetime
    variant_id: VariantId
    title: str
    variant_values: list[str]
    sku: str
    drop_id: UUID | None
    change: int
    cause: StockCause
    hold_state: HoldState | None
