"""Stock levels and holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import VariantId

QUANTITY_MAX = 10**6
COUNTS_MAX = 200


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


class Level(Struct, frozen=True, kw_only=True):
    """How much of a variant there is.

    quantity: physical, with what is held and what is sold and not sent.  is_short: it owes more than it has.
    """

    variant_id: VariantId
    available: int
    held: int
    sold_unshipped: int
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
