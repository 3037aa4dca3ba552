"""Drops, claims, tickets."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId

DropId = NewType("DropId", UUID)
ClaimId = NewType("ClaimId", UUID)
HolderId = NewType("HolderId", UUID)

UNITS_MAX = 100_000
PER_BUYER_MAX = 10
TICKET_LENGTH_MAX = 120


class DropPlace(StrEnum):
    """Where a drop is shown."""

    PRODUCT = "product"
    """Wherever its product is."""
    VIDEO = "video"
    """Beside its product in one clip."""
    ROOM = "room"
    """Beside its product in one show."""
    LINK = "link"
    """To who has its link."""


class DropPhase(StrEnum):
    """Where a drop stands."""

    PLANNED = "planned"
    """It opens later; the units lie ready."""
    OPEN = "open"
    """Units can be claimed."""
    SOLD_OUT = "sold_out"
    """Every unit has its buyer, or is held while others wait for it."""
    ENDED = "ended"
    """Its time is over, and what was left went back."""
    CANCELLED = "cancelled"
    """The shop called it off."""


class ClaimState(StrEnum):
    """Where a claim stands."""

    WAITING = "waiting"
    """In the line."""
    HELD = "held"
    """The units are hers until the time is over."""
    BOUGHT = "bought"
    """She paid."""
    OVER = "over"
    """She gave it up, or did not pay in time."""
    MISSED = "missed"
    """She waited, and no unit came back."""


class Drop(Struct, frozen=True, kw_only=True):
    """A drop as it is kept."""

    id: DropId
    shop_id: ShopId
    product_id: ProductId
    variant_id: VariantId
    place: DropPlace
    place_id: UUID | None
    price_minor: int
    currency: Currency
    unit_count: int
    buyer_max: int
    needs_account: bool
    opens_at: datetime
    closes_at: datetime
    created_at: datetime
    ended_at: datetime | None
    is_cancelled: bool

    @property
    def price(self) -> Money:
        """What one unit costs."""
        return Money(self.price_minor, self.currency)


class NewDrop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A drop to be planned. id: yours, so that asking twice is one drop.

    place_id: of the clip or the show. needs_account: guests cannot claim. closes_at: seven days after it
    opens, when it is not said.
    """

    id: DropId
    variant_id: VariantId
    place: DropPlace = DropPlace.PRODUCT
    place_id: UUID | None = None
    price: Money
    unit_count: Annotated[int, Meta(ge=1, le=UNITS_MAX)]
    buyer_max: Annotated[int, Meta(ge=1, le=PER_BUYER_MAX)] = 1
    needs_account: bool = False
    opens_at: datetime
    closes_at: datetime | None = None


class Claim(Struct, frozen=True, kw_only=True):
    """A claim as it is kept. until: to when its units are held."""

    id: ClaimId
    drop_id: DropId
    holder_id: HolderId
    person_id: PersonId | None
    quantity: int
    state: ClaimState
    turn: int
    until: datetime | None
    asked_at: datetime


class ClaimWanted(Struct, frozen=True, kw_only=True):
    """Somebody wants units of a drop, now."""

    id: ClaimId
    drop_id: DropId
    holder_id: HolderId
    person_id: PersonId | None
    quantity: int
    now: datetime


class Tally(Struct, frozen=True, kw_only=True):
    """Units of a drop that are held, bought and waited for, and how many claims wait for them."""

    drop_id: DropId
    held: int
    bought: int
    waiting: int
    claims_waiting: int


class Claimed(Struct, frozen=True, kw_only=True):
    """A claim with its drop, as a checkout needs it."""

    claim: Claim
    drop: Drop


class Parcel(Struct, frozen=True, kw_only=True):
    """Where claimed units go. address: its lines as they were typed.  until: to when they shall be held."""

    claim_id: ClaimId
    drop: Drop
    address: Sequence[str]
    until: datetime


class NewClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units to be claimed. id: yours, so that asking twice is one claim; the purchase has it too."""

    id: ClaimId
    ticket: Annotated[str, Meta(min_length=1, max_length=TICKET_LENGTH_MAX)]
    quantity: Annotated[int, Meta(ge=1, le=PER_BUYER_MAX)] = 1


class DropTicket(Struct, frozen=True, kw_only=True):
    """What lets one browser or program claim in one drop. Ask for it before the drop opens."""

    ticket: str
    valid_until: datetime


class ClaimView(Struct, frozen=True, kw_only=True):
    """A claim for its holder. ahead: how many claims of the line come before it.

    Check out under the same id, with the drop's price, while it is held.
    """

    id: ClaimId
    drop_id: DropId
    state: ClaimState
    quantity: int
    until: datetime | None
    ahead: int | None


class DropView(Struct, frozen=True, kw_only=True):
    """A drop for everybody. now: by the clock that opens it.  left: units that nobody holds.

    waiting: how many claims stand in the line.
    """

    id: DropId
    shop_id: ShopId
    product_id: ProductId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    place: DropPlace
    price: Money
    regular_price: Money
    unit_count: int
    buyer_max: int
    needs_account: bool
    left: int
    waiting: int
    phase: DropPhase
    opens_at: datetime
    closes_at: datetime
    now: datetime


class SeenDrop(Struct, frozen=True, kw_only=True):
    """A drop with the reader's own claim, if there is one that counts."""

    drop: DropView
    claim: ClaimView | None


class Drops(Struct, frozen=True, kw_only=True):
    """The drops of a product in one place, the next first."""

    drops: list[SeenDrop]


class OwnDrop(Struct, frozen=True, kw_only=True):
    """A drop for its shop. place_id: of the clip or the show. held, bought: units."""

    drop: DropView
    place_id: UUID | None
    held: int
    bought: int


class ClaimServed(Event, frozen=True, kw_only=True):
    """A unit came back, and it is the turn of somebody who waited. until: to when it is hers."""

    claim_id: ClaimId
    drop_id: DropId
    person_id: PersonId
    product_id: ProductId
    quantity: int
    until: datetime
    at: datetime
