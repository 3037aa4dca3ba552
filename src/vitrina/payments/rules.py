"""What each way to pay can do, and what a payment and a refund write into the books. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments.disputed import DisputeResult
from vitrina.payments.kept import KeptCard
from vitrina.payments.model import (
    ChargeRequest,
    Choice,
    Method,
    MethodKind,
    MethodOffer,
    NewPayment,
    Payment,
    PaymentStatus,
    PurchaseId,
    Refund,
)

NOBODY = "nobody"
"""The provider of an attempt whose buyer has not chosen."""
CASH = "cash"
"""The provider of what is paid at the door."""
TRANSFER = "transfer"
"""The provider of what is sent to the account of whoever runs this instance."""
# Providers whose word for a charge is ours as well, so that the attempt's id is its name.
OUR_OWN = {"sandbox", CASH, TRANSFER}
CLOSED = "closed"
"""The provider of such an attempt, when it must not be chosen any more."""
# Nobody is asked about these: a person says when the money came.
UNASKED = (NOBODY, CLOSED, CASH, TRANSFER)
EVERYWHERE = frozenset(Currency)
INSTALMENT_MINOR_MIN = 100_00


class Way(Struct, frozen=True, kw_only=True):
    """One way to pay. provider: who takes the money.  currencies: which it takes.

    pay_within: how long its buyer has, and her things are held.  needs_leave: they are held only where their
    shops let them be, and else not at all.  instalments: parts that its cards may be paid in.
    """

    provider: str
    kind: MethodKind
    pay_within: timedelta
    currencies: frozenset[Currency] = EVERYWHERE
    instalments: tuple[int, ...] = (1,)
    needs_leave: bool = False
    is_test: bool = False


# The one place that says for how long anything is held; docs/howto/payments.md shows it.
CARD_TIME = timedelta(minutes=15)
PARTS = (1, 3, 6, 9, 12)
WAYS: Mapping[Method, Way] = {
    Method.SANDBOX: Way(
        provider="sandbox", kind=MethodKind.CARD, pay_within=CARD_TIME, instalments=PARTS, is_test=True
    ),
    Method.SANDBOX_VOUCHER: Way(
        provider="sandbox",
        kind=MethodKind.VOUCHER,
        pay_within=timedelta(days=2),
        needs_leave=True,
        is_test=True,
    ),
    Method.TRANSFER: Way(provider=TRANSFER, kind=MethodKind.TRANSFER, pay_within=timedelta(days=3)),
    Method.CASH_ON_DELIVERY: Way(provider=CASH, kind=MethodKind.CASH, pay_within=timedelta(hours=24)),
    # A page of Stripe stays open for half an hour at least; it is closed when the hold ends.
    Method.STRIPE_CARD: Way(provider="stripe", kind=MethodKind.CARD, pay_within=CARD_TIME, instalments=PARTS),
    # docs.stripe.com/payments/oxxo: pesos alone, 10 to 10,000 of them.
    Method.STRIPE_OXXO: Way(
        provider="stripe",
        kind=MethodKind.VOUCHER,
        pay_within=timedelta(days=2),
        needs_leave=True,
        currencies=frozenset({Currency.MXN}),
    ),
    Method.STRIPE_TRANSFER: Way(
        provider="stripe",
        kind=MethodKind.TRANSFER,
        pay_within=timedelta(days=3),
        currencies=frozenset({Currency.MXN, Currency.USD}),
    ),
}
AMOUNT_MINOR_BOUNDS: Mapping[Method, tuple[int, int]] = {Method.STRIPE_OXXO: (10_00, 10_000_00)}


def offer(method: Method, *, currency: Currency, amount_minor: int) -> MethodOffer | None:
    """Describe a way to pay a sum; None where it does not take that sum, or that currency.

    Instalments are shown where each part is a hundred of the currency at least, in Mexico and Brazil.
    """
    way = WAYS[method]
    least, most = AMOUNT_MINOR_BOUNDS.get(method, (1, amount_minor))
    if currency not in way.currencies or not least <= amount_minor <= most:
        return None
    has_parts = currency in {Currency.MXN, Currency.BRL}
    parts = [each for each in way.instalments if has_parts and amount_minor >= each * INSTALMENT_MINOR_MIN]
    return MethodOffer(
        method=method,
        kind=way.kind,
        pay_within_s=int(way.pay_within.total_seconds()),
        instalments=parts if len(parts) > 1 else [1],
        is_test=way.is_test,
    )


def method_of(card_provider: str) -> Method:
    """Say by which method the cards of a provider pay."""
    return next(
        method
        for method, way in WAYS.items()
        if way.provider == card_provider and way.kind is MethodKind.CARD
    )


def is_expired(card: KeptCard, now: datetime) -> bool:
    """Tell whether the month that is printed on a card is over."""
    return (card.expires_year, card.expires_month) < (now.year, now.month)


def provider(method: Method | None) -> str:
    """Name who takes the money of a way to pay."""
    return WAYS[method].provider if method else NOBODY


def choice(method: Method, *, instalments: int, now: datetime) -> Choice:
    """Say until when somebody may pay who chooses now."""
    return Choice(method=method, instalments=instalments, pay_by=now + WAYS[method].pay_within)


def request(payment: Payment, *, at: datetime) -> ChargeRequest:
    """Put an attempt as its provider is asked about it."""
    return ChargeRequest(
        payment_id=payment.id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        at=at,
        method=payment.method,
        reference=payment.reference,
        instalments=payment.instalments,
        pay_by=payment.pay_by,
        is_kept=payment.keep_for is not None,
    )


def source(purchase_id: PurchaseId) -> str:
    """Name a purchase as the source of journals."""
    return f"purchase:{purchase_id}"


def payable(refund: Refund) -> Account:
    """Name the account on which a refund is owed."""
    return Account(kind="refund_payable", owner=str(refund.id), currency=refund.currency)


def opened(new: NewPayment) -> Payment:
    """Tell what the first attempt of a purchase is."""
    return Payment(
        id=new.id,
        purchase_id=new.purchase_id,
        attempt=1,
        provider=provider(new.method),
        amount_minor=new.amount_minor,
        currency=new.currency,
        order_ids=[order_id for order_id, _ in new.parts],
        order_amounts=[amount_minor for _, amount_minor in new.parts],
        status=PaymentStatus.OPEN,
        reference=None,
        decline_reason=None,
        challenge_hint=None,
        method=new.method,
    )


def charge_name(payment: Payment) -> str:
    """Name a charge: as its provider does, where that is somebody outside."""
    if payment.provider in OUR_OWN:
        return str(payment.id)
    assert payment.reference, "a charge of somebody outside has a name there"
    return payment.reference


def held(payment_provider: str, currency: Currency) -> Account:
    """Name the account of money that a provider has for us. Cash is with whoever brings the parcel."""
    kind = {CASH: "cod_receivable", TRANSFER: "bank"}.get(payment_provider, "psp_pending")
    return Account(kind=kind, owner=payment_provider, currency=currency)


# Where what a purchase brought stands, and what of it its provider kept.
HELD_KINDS = ("psp_pending", "psp_available", "psp_fee", "cod_receivable", "bank")


def captured(payment: Payment, *, now: datetime) -> Journal:
    """Book a captured sum: the provider has it for us, and we owe it to its orders."""
    lines = [Line(account=held(payment.provider, payment.currency), amount_minor=payment.amount_minor)]
    for order_id, amount_minor in payment.parts:
        liability = Account(kind="order_liability", owner=str(order_id), currency=payment.currency)
        lines.append(Line(account=liability, amount_minor=-amount_minor))
    return Journal(
        key=f"{payment.provider}:charge:{charge_name(payment)}:captured",
        kind="payment_captured",
        source=source(payment.purchase_id),
        lines=lines,
        effective_at=now,
    )


def suspense(dispute: DisputeResult) -> Account:
    """Name the account of money that a bank asked back and of which nobody has decided."""
    return Account(kind="dispute_suspense", owner=dispute.id, currency=dispute.currency)


def disputed(dispute: DisputeResult, payment: Payment, *, now: datetime) -> Journal:
    """Book an opened dispute: the provider took the sum, and its fee, which stays lost."""
    psp = held(payment.provider, dispute.currency)
    fee = Account(kind="dispute_fee", owner="", currency=dispute.currency)
    lines = [
        Line(account=suspense(dispute), amount_minor=dispute.amount_minor),
        Line(account=psp, amount_minor=-dispute.amount_minor - dispute.fee_minor),
    ]
    if dispute.fee_minor:
        lines.append(Line(account=fee, amount_minor=dispute.fee_minor))
    return Journal(
        key=f"{payment.provider}:dispute:{dispute.id}:opened",
        kind="dispute_opened",
        source=f"dispute:{dispute.id}",
        lines=lines,
        effective_at=now,
    )


def dispute_won(dispute: DisputeResult, payment: Payment, *, now: datetime) -> Journal:
    """Book a dispute that was won: the sum is back."""
    return Journal(
        key=f"{payment.provider}:dispute:{dispute.id}:won",
        kind="dispute_won",
        source=f"dispute:{dispute.id}",
        lines=[
            Line(account=held(payment.provider, dispute.currency), amount_minor=dispute.amount_minor),
            Line(account=suspense(dispute), amount_minor=-dispute.amount_minor),
        ],
        effective_at=now,
    )


def refunded(refund: Refund, *, now: datetime) -> Journal:
    """Book a refund that the provider has carried out."""
    by_hand = Account(kind="bank", owner=refund.provider, currency=refund.currency)
    psp = by_hand if refund.provider == CASH else held(refund.provider, refund.currency)
    return Journal(
        key=f"{refund.provider}:refund:{refund.id}:done",
        kind="refund_done",
        source=f"order:{refund.order_id}",
        lines=[
            Line(account=payable(refund), amount_minor=refund.amount_minor),
            Line(account=psp, amount_minor=-refund.amount_minor),
        ],
        effective_at=now,
    )
