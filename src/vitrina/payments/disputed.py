"""Disputes: nouns, and the facts that others react to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vitrina.kit.events import Event
from vitrina.kit.places import Currency
from vitrina.payments.model import PaymentPurpose, PurchaseId


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    """The provider took the money; the bank has not decided."""
    WON = "won"
    """It came back."""
    LOST = "lost"
    """It is gone."""


class DisputeResult(Struct, frozen=True, kw_only=True):
    """A provider's answer about a dispute. reference: its name of the charge.  fee_minor: what it costs."""

    id: str
    reference: str
    amount_minor: int
    fee_minor: int
    currency: Currency
    reason: str | None
    state: DisputeState


class Dispute(Struct, frozen=True, kw_only=True):
    """A dispute as operators see it."""

    provider: str
    id: str
    amount_minor: int
    fee_minor: int
    currency: Currency
    reason: str | None
    state: DisputeState
    opened_at: datetime
    closed_at: datetime | None
    order_ids: list[UUID]


class Disputes(Struct, frozen=True, kw_only=True):
    """Disputes, those that are open first."""

    items: list[Dispute]


class DisputedPart(Struct, frozen=True, kw_only=True):
    """How much of a dispute is about an order."""

    order_id: UUID
    amount_minor: int


class DisputeHinted(Event, frozen=True, kw_only=True):
    """A provider says that something became of a dispute: it is to be asked now."""

    provider: str
    dispute_id: str


class DisputeMoved(Event, frozen=True, kw_only=True):
    """A dispute was opened, won or lost. parts: they add up to what is disputed."""

    provider: str
    dispute_id: str
    purchase_id: PurchaseId
    purpose: PaymentPurpose
    state: DisputeState
    currency: Currency
    parts: list[DisputedPart]
    at: datetime
