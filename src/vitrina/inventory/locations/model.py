"""Locations, what lies there, and moves."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.addresses.model import Address
from vitrina.catalogue.model import VariantId
from vitrina.inventory.model import COUNTS_MAX, QUANTITY_MAX, Count
from vitrina.shops.model import ShopId

# The shop's own location has the id of the shop.
LocationId = NewType("LocationId", UUID)
MoveId = NewType("MoveId", UUID)

LOCATIONS_MAX = 30
LINES_MAX = 99
NAME_LENGTH_MAX = 60


class LocationCause(StrEnum):
    """Why something changed at a location."""

    COUNT = "count"
    """Somebody of the shop counted there."""
    MOVE = "move"
    """It was carried from one location to another."""
    SHIPMENT = "shipment"
    """It left for a buyer."""
    RECALL = "recall"
    """It was said to leave for a buyer, and never did."""


class NewLocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A location as its shop writes it. priority: goods leave from the smallest first."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH_MAX)]
    address: Address | None = None
    is_active: bool = True
    priority: Annotated[int, Meta(ge=0, le=99)] = 50


class LocationRow(Struct, frozen=True, kw_only=True):
    """A location as it is kept."""

    id: LocationId
    shop_id: ShopId
    name: str
    address: Address | None
    is_active: bool
    priority: int


class Location(Struct, frozen=True, kw_only=True):
    """A location of a shop. is_own: the shop's own, where files and other systems count; it never closes."""

    id: LocationId
    name: str
    address: Address | None
    is_active: bool
    is_own: bool
    priority: int


class PlaceLevel(Struct, frozen=True, kw_only=True):
    """How much of a variant lies at a location. Less than nothing: more left than anybody counted."""

    location_id: LocationId
    quantity: int


class LocatedLevel(Struct, frozen=True, kw_only=True):
    """How much of a variant lies where. quantity: of all open locations together, the physical stock."""

    variant_id: VariantId
    title: str
    variant_values: list[str]
    sku: str
    quantity: int
    places: list[PlaceLevel]


class LevelAt(Struct, frozen=True, kw_only=True):
    """How much of a variant lies at one location."""

    variant_id: VariantId
    location_id: LocationId
    quantity: int


class SetLocationStock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was counted at a location."""

    levels: Annotated[list[Count], Meta(min_length=1, max_length=COUNTS_MAX)]


class Units(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many units of a variant."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]


class NewMove(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units carried between two locations. id: the client's; the same one again is the same move."""

    id: MoveId
    from_id: LocationId
    to_id: LocationId
    lines: Annotated[list[Units], Meta(min_length=1, max_length=LINES_MAX)]


class WantedUnits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall leave."""

    lines: Annotated[list[Units], Meta(min_length=1, max_length=LINES_MAX)]


class Suggestion(Struct, frozen=True, kw_only=True):
    """From where something may leave. suggested_id: the first by priority that has all; null where none has.

    enough_ids: all that have all, by priority.
    """

    suggested_id: LocationId | None
    enough_ids: list[LocationId]


class LocationMovement(Struct, frozen=True, kw_only=True):
    """One change at a location."""

    id: int
    at: datetime
    location_id: LocationId
    variant_id: VariantId
    change: int
    cause: LocationCause


class LocationMovementLine(Struct, frozen=True, kw_only=True):
    """One change at a location, with what changed."""

    id: int
    at: datetime
    location_id: LocationId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    sku: str
    change: int
    cause: LocationCause


class Leaving(Struct, frozen=True, kw_only=True):
    """Units of a purchase that are about to leave. location_id: from there, else from where is enough.

    shop_id: whose they are; needed with a location.
    """

    purchase_id: UUID
    units: Sequence[tuple[VariantId, int]]
    shop_id: ShopId | None = None
    location_id: LocationId | None = None
