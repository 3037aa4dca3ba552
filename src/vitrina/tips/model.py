"""Tips, and what is offered."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.live.model import RoomId
from vitrina.payments.model import Card, DeclineReason, Method, PaymentStatus
from vitrina.videos.model import VideoId

TipId = NewType("TipId", UUID)


class TipState(StrEnum):
    """Where a tip stands."""

    OPEN = "open"
    """Waits for its payment."""
    FAILED = "failed"
    """Was not paid in time; nothing was taken."""
    PAID = "paid"
    """Paid; the creator's part waits until no bank can take it back."""
    AVAILABLE = "available"
    """The creator's own."""
    REFUNDED = "refunded"
    """Went back whole."""


class Tip(Struct, frozen=True, kw_only=True):
    """A tip as it is kept. fee_minor: the platform's part."""

    id: TipId
    giver_id: PersonId
    creator_id: PersonId
    video_id: VideoId | None
    room_id: RoomId | None
    amount_minor: int
    currency: Currency
    fee_minor: int
    is_anonymous: bool
    state: TipState
    created_at: datetime
    paid_at: datetime | None
    matures_at: datetime | None


class TipSum(Struct, frozen=True, kw_only=True):
    """A sum that can be given, and what the creator keeps of it."""

    amount: Money
    keeps: Money


class TipOffer(Struct, frozen=True, kw_only=True):
    """What can be given from a clip or a show. hold_days: until it is the creator's own."""

    creator_id: PersonId
    creator_name: str
    sums: list[TipSum]
    fee_bps: int
    hold_days: int


class NewTip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tip to be given. id: yours, so that asking twice is one tip. Name the clip or the show, not both."""

    id: TipId
    video_id: VideoId | None = None
    room_id: RoomId | None = None
    amount: Money
    is_anonymous: bool = False


class NewTipPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the giver pays. challenge_code: the answer to the bank's question."""

    method: Method
    card: Card
    challenge_code: Annotated[str, Meta(max_length=20)] | None = None


class TipPayment(Struct, frozen=True, kw_only=True):
    """The last attempt to pay a tip. challenge_hint: what a test bank wants to hear."""

    status: PaymentStatus
    decline_reason: DeclineReason | None
    challenge_hint: str | None


class TipView(Struct, frozen=True, kw_only=True):
    """A tip for its giver or for the creator. giver_name: null when she wished not to be named.

    amount = keeps + fee. payment: for the giver, while it is not paid.
    """

    id: TipId
    creator_id: PersonId
    creator_name: str
    giver_name: str | None
    video_id: VideoId | None
    room_id: RoomId | None
    amount: Money
    fee: Money
    keeps: Money
    is_anonymous: bool
    state: TipState
    created_at: datetime
    paid_at: datetime | None
    matures_at: datetime | None
    payment: TipPayment | None = None


class TipReceived(Event, frozen=True, kw_only=True):
    """A tip was paid. keeps_minor: the creator's part of it. Who gave it is not told."""

    tip_id: TipId
    creator_id: PersonId
    amount_minor: int
    keeps_minor: int
    currency: Currency
    at: datetime
