"""Payments, refunds, and what a provider answers."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Currency
from vitrina.ledger.model import Journal
from vitrina.payments.kept import Instrument, KeptCardId

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
    WAITING = "waiting"
    """The buyer pays elsewhere, as she was told: on a page, at a till, by transfer, at her door."""
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
    OTHER_METHOD = "other_method"
    """The buyer chose another way to pay; this one was closed."""
    PROVIDER_DOWN = "provider_down"
    """The provider did not answer when it should have begun. Nothing was taken; others may work."""


class PaymentPurpose(StrEnum):
    """Who asked for the money, and settles what its provider says."""

    PURCHASE = "purchase"
    """Orders; `checkout` settles."""
    TIP = "tip"
    """A gift to a creator; `tips` settles. Its parts name the tip where orders stand otherwise."""


class Method(StrEnum):
    """How a buyer pays. What each can do is a table in rules.py."""

    SANDBOX = "sandbox"
    """A test card; takes no money. Demo and development mode only, as every sandbox."""
    SANDBOX_VOUCHER = "sandbox_voucher"
    """A test voucher that somebody pays at a till on the page of it."""
    TRANSFER = "transfer"
    """A transfer to the account of whoever runs this instance, who says when it came."""
    CASH_ON_DELIVERY = "cash_on_delivery"
    """Cash at the door."""
    STRIPE_CARD = "stripe_card"
    """A card, on the page of Stripe."""
    STRIPE_OXXO = "stripe_oxxo"
    """Cash at an OXXO shop, with a voucher of Stripe."""
    STRIPE_TRANSFER = "stripe_transfer"
    """A bank transfer to an account that Stripe makes for it."""


class MethodKind(StrEnum):
    """What a buyer does."""

    CARD = "card"
    """She pays at once, here or on the page of the provider."""
    VOUCHER = "voucher"
    """She takes a number to a till, or scans it."""
    TRANSFER = "transfer"
    """She sends the sum from her bank."""
    CASH = "cash"
    """She pays whoever brings the parcel."""


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


class Instructions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a buyer is told to do. url: a page of the provider.  reference: what she shows at the till, or
    writes into the transfer.  account: where it goes, in lines.
    """

    url: str | None = None
    reference: str | None = None
    account: str | None = None


class Payment(Struct, frozen=True, kw_only=True):
    """One attempt to pay a purchase.

    kept_card_id: the kept card that pays it.  keep_for: who keeps the card that pays it.
    """

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
    method: Method | None = None
    instalments: int = 1
    pay_by: datetime | None = None
    instructions: Instructions | None = None
    kept_card_id: KeptCardId | None = None
    keep_for: PersonId | None = None

    @property
    def parts(self) -> list[tuple[UUID, int]]:
        """How much of it each order gets; the parts add up."""
        return list(zip(self.order_ids, self.order_amounts, strict=True))


class NewPayment(Struct, frozen=True, kw_only=True):
    """A first attempt to be opened. parts: (order id, amount), adding up to amount_minor.

    method: None where the buyer has not chosen yet.
    """

    id: PaymentId
    purchase_id: PurchaseId
    amount_minor: int
    currency: Currency
    parts: list[tuple[UUID, int]]
    method: Method | None = Method.SANDBOX
    purpose: PaymentPurpose = PaymentPurpose.PURCHASE


class Choice(Struct, frozen=True, kw_only=True):
    """How a buyer means to pay. pay_by: until when she may, which is as long as her things are held.

    kept_card_id: with which of her kept cards.  keep_for: who keeps the card.
    """

    method: Method
    instalments: int = 1
    pay_by: datetime
    kept_card_id: KeptCardId | None = None
    keep_for: PersonId | None = None


class ChargeRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked about: one attempt, whose terms never change.

    payment_id: also the idempotency key; a repeat answers what the first one met.  reference: the provider's
    own name of it, once that is known.  card: what the sandbox plays.  challenge_code: the buyer's answer to
    a challenge.  return_path: where a page of the provider sends her afterwards.  token: of the kept card
    that pays.  is_kept: its buyer keeps the card that pays.
    """

    payment_id: PaymentId
    amount_minor: int
    currency: Currency
    at: datetime
    method: Method | None = Method.SANDBOX
    reference: str | None = None
    instalments: int = 1
    pay_by: datetime | None = None
    card: Card | None = None
    challenge_code: str | None = None
    return_path: str = ""
    token: str | None = None
    is_kept: bool = False


class ChargeOutcome(StrEnum):
    """What a provider says about a charge."""

    CAPTURED = "captured"
    """Taken."""
    DECLINED = "declined"
    """Refused for good."""
    CHALLENGE = "challenge"
    """Waits for the buyer's code."""
    WAITING = "waiting"
    """Waits for what the buyer does elsewhere; the instructions say what."""
    ABANDONED = "abandoned"
    """Closed at our wish before anything was taken; nothing will be."""
    PENDING = "pending"
    """Not known yet: ask again."""


class ChargeResult(Struct, frozen=True, kw_only=True):
    """A provider's answer about one charge. instrument: the card that paid, where the provider tells."""

    payment_id: PaymentId
    outcome: ChargeOutcome
    reference: str | None = None
    decline_reason: DeclineReason | None = None
    challenge_hint: str | None = None
    instructions: Instructions | None = None
    instrument: Instrument | None = None


class Settled(Struct, frozen=True, kw_only=True):
    """A payment that a provider's answer has just moved.

    journal: what a captured one writes into the books, to be posted by who settles it, in the same
    transaction and together with what its orders write: one posting for all.  instrument: the card that paid.
    """

    payment: Payment
    was: PaymentStatus
    journal: Journal | None
    instrument: Instrument | None = None


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
    parked_count: news of providers that fit nothing here.
    """

    pending_count: int
    queued_count: int
    refused_count: int
    parked_count: int = 0


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
    """Money on its way back. turn: how often it was asked for again, after a refusal."""

    id: RefundId
    payment_id: PaymentId
    provider: str
    order_id: UUID
    amount_minor: int
    currency: Currency
    status: RefundStatus
    charge_reference: str | None = None
    turn: int = 0


class RefundRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked to give back. refund_id: also the idempotency key, with turn after a refusal.

    reference: the provider's own name of the charge.
    """

    refund_id: RefundId
    payment_id: PaymentId
    reference: str | None = None
    amount_minor: int
    currency: Currency
    at: datetime
    turn: int = 0


class MethodOffer(Struct, frozen=True, kw_only=True):
    """A way to pay that a buyer may choose.

    pay_within_s: how long she has.  is_held: her things are held until then; else who pays first has them,
    and money that comes too late goes back.  instalments: in how many parts she may pay; the bank says what
    each costs.  is_test: it takes no money.  can_keep: its card can be kept.
    """

    method: Method
    kind: MethodKind
    pay_within_s: int
    instalments: list[int]
    is_test: bool
    can_keep: bool = False
    is_held: bool = True


class Hint(Struct, frozen=True, kw_only=True):
    """What a provider says happened, as far as it is kept. payment_id: as the provider remembers it of us."""

    provider: str
    event_id: str
    kind: str
    object_id: str
    payment_id: UUID | None = None


class ParkedHint(Hint, frozen=True, kw_only=True):
    """News of a provider that fit nothing here, or were not heeded yet."""

    received_at: datetime


class PaymentHinted(Event, frozen=True, kw_only=True):
    """A provider says that something became of a payment: it is to be asked now."""

    payment_id: PaymentId
    purpose: PaymentPurpose


class AwaitedTransfer(Struct, frozen=True, kw_only=True):
    """A transfer that a buyer promised. reference: what she was told to write into it."""

    payment_id: PaymentId
    purchase_id: PurchaseId
    reference: str | None
    amount_minor: int
    currency: Currency
    opened_at: datetime
    pay_by: datetime | None


class KnownTransfer(Struct, frozen=True, kw_only=True):
    """A transfer by its reference. is_awaited: it has not come yet."""

    payment_id: PaymentId
    reference: str
    amount_minor: int
    currency: Currency
    is_awaited: bool


class AwaitedRefund(Struct, frozen=True, kw_only=True):
    """Money that a person is to send back, because no provider can, or has to see to.

    is_refused: its provider said no, for this reason, and may be asked again.
    """

    refund_id: RefundId
    order_id: UUID
    provider: str
    amount_minor: int
    currency: Currency
    asked_at: datetime
    is_refused: bool
    reason: str


class PaymentMethods(Struct, frozen=True, kw_only=True):
    """The ways to pay that a buyer may choose, in the order in which they are shown."""

    items: list[MethodOffer]


class ParkedHints(Struct, frozen=True, kw_only=True):
    """News that fit nothing here."""

    items: list[ParkedHint]


class KeptCardView(Struct, frozen=True, kw_only=True):
    """A card that you keep. method: how it pays. is_expired: it does not any more."""

    id: KeptCardId
    method: Method
    brand: str
    last4: str
    expires_month: int
    expires_year: int
    is_expired: bool


class KeptCards(Struct, frozen=True, kw_only=True):
    """The cards that you keep, the newest first."""

    items: list[KeptCardView]


class VoucherHolds(Struct, frozen=True, kw_only=True):
    """Whether a shop holds its things for who pays with a voucher, which takes days."""

    is_offered: bool


class CashAtDoor(Struct, frozen=True, kw_only=True):
    """Whether a shop sends parcels that are paid at the door."""

    is_offered: bool
