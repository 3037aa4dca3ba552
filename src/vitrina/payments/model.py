"""Payments, refunds, and what a provider answers."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.kit.events import Event
from vitrina.kit.places import Currency
from vitrina.ledger.model import Journal

PurchaseId = NewType("PurchaseId", UUID)
"""One payment of one buyer, for orders of one shop or of several."""
PaymentId = NewType("PaymentId", UUID)
RefundId = NewType("RefundId", UUID)


class PaymentStatus(StrEnum):
    """Where one attempt to pay stands."""

    OPEN = "open"
    """Waits for the buyer."""
    CHALLENGE = "challenge"
    """The bank asks the buyer for a code."""
    PENDING = "pending"
    """The provider has not said yet."""
    CAPTURED = "captured"
    """The money is with the provider for us."""
    DECLINED = "declined"
    """The bank said no; the next attempt is another row."""
    ABANDONED = "abandoned"
    """Its provider closed it when the time to pay was over: nothing was taken, and nothing will be."""


class DeclineReason(StrEnum):
    """Why a bank said no, as far as a buyer is told."""

    CARD_DECLINED = "card_declined"
    """The bank gave no reason."""
    WRONG_CODE = "wrong_code"
    """The code of the challenge was wrong."""
    NOT_COMPLETED = "not_completed"
    """It never reached the provider, who will not take it any more."""


class PaymentPurpose(StrEnum):
    """Who asked for the money, and settles what its provider says."""

    PURCHASE = "purchase"
    """Orders; `checkout` settles."""
    TIP = "tip"
    """A gift to a creator; `tips` settles. Its parts name the tip where orders stand otherwise."""


class Method(StrEnum):
    """Through whom a buyer pays."""

    SANDBOX = "sandbox"
    """Plays a provider; takes no money. Demo and development mode only."""


class Card(StrEnum):
    """What the sandbox is asked to play."""

    SUCCESS = "success"
    """Paid at once."""
    DECLINE = "decline"
    """The bank says no."""
    CHALLENGE = "challenge"
    """The bank asks for a code, which is 123456."""
    TIME_OUT = "time_out"
    """No answer; asked later, an even sum was paid and an odd one was not."""


class Payment(Struct, frozen=True, kw_only=True):
    """One attempt to pay a purchase."""

    id: PaymentId
    purchase_id: PurchaseId
    attempt: int
    provider: str
    amount_minor: int
    currency: Currency
    order_ids: list[UUID]
    order_amounts: list[int]
    status: PaymentStatus
    reference: str | None
    decline_reason: DeclineReason | None
    challenge_hint: str | None

    @property
    def parts(self) -> list[tuple[UUID, int]]:
        """How much of it each order gets; the parts add up."""
        return list(zip(self.order_ids, self.order_amounts, strict=True))


class NewPayment(Struct, frozen=True, kw_only=True):
    """A first attempt to be opened. parts: (order id, amount), adding up to amount_minor."""

    id: PaymentId
    purchase_id: PurchaseId
    amount_minor: int
    currency: Currency
    parts: list[tuple[UUID, int]]
    provider: str = "sandbox"
    purpose: PaymentPurpose = PaymentPurpose.PURCHASE


class ChargeRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked to take.

    payment_id: also the idempotency key; a repeat answers what the first one met.  challenge_code: the
    buyer's answer to a challenge.
    """

    payment_id: PaymentId
    amount_minor: int
    currency: Currency
    card: Card
    challenge_code: str | None
    at: datetime


class AbandonRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked to take no more. payment_id: the idempotency key of its charge."""

    payment_id: PaymentId
    amount_minor: int
    currency: Currency
    at: datetime


class ChargeOutcome(StrEnum):
    """What a provider says about a charge."""

    CAPTURED = "captured"
    """Taken."""
    DECLINED = "declined"
    """Refused for good."""
    CHALLENGE = "challenge"
    """Waits for the buyer's code."""
    ABANDONED = "abandoned"
    """Closed at our wish before anything was taken; nothing will be."""
    PENDING = "pending"
    """Not known yet: ask again."""


class ChargeResult(Struct, frozen=True, kw_only=True):
    """A provider's answer about one charge."""

    payment_id: PaymentId
    outcome: ChargeOutcome
    reference: str | None = None
    decline_reason: DeclineReason | None = None
    challenge_hint: str | None = None


class Settled(Struct, frozen=True, kw_only=True):
    """A payment that a provider's answer has just moved.

    journal: what a captured one writes into the books, to be posted by who settles it, in the same
    transaction and together with what its orders write: one posting for all.
    """

    payment: Payment
    was: PaymentStatus
    journal: Journal | None


class RefundStatus(StrEnum):
    """Where money on its way back stands."""

    QUEUED = "queued"
    """The provider is to be asked, again and again until it answers."""
    DONE = "done"
    """The provider has given it back."""
    REFUSED = "refused"
    """The provider will not; somebody must look. `doctor --money` names it."""


class Unanswered(Struct, frozen=True, kw_only=True):
    """How much has waited too long for a provider, for `doctor`.

    pending_count: attempts that may have been paid.  queued_count, refused_count: money on its way back.
    """

    pending_count: int
    queued_count: int
    refused_count: int


class NewRefund(Struct, frozen=True, kw_only=True):
    """What a buyer is owed back for one order. The journal that owes it has credited refund_payable:{id}."""

    id: RefundId
    purchase_id: PurchaseId
    order_id: UUID
    amount_minor: int


class RefundQueued(Event, frozen=True, kw_only=True):
    """Money is to go back to a buyer."""

    refund_id: RefundId
    order_id: UUID


class Refund(Struct, frozen=True, kw_only=True):
    """Money on its way back."""

    id: RefundId
    payment_id: PaymentId
    provider: str
    order_id: UUID
    amount_minor: int
    currency: Currency
    status: RefundStatus


class RefundRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked to give back. refund_id: also the idempotency key."""

    refund_id: RefundId
    payment_id: PaymentId
    amount_minor: int
    currency: Currency
    at: datetime
