"""What a payment and a refund write into the books."""

from datetime import datetime

from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments.model import NewPayment, Payment, PaymentStatus, PurchaseId, Refund


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
        provider=new.provider,
        amount_minor=new.amount_minor,
        currency=new.currency,
        order_ids=[order_id for order_id, _ in new.parts],
        order_amounts=[amount_minor for _, amount_minor in new.parts],
        status=PaymentStatus.OPEN,
        reference=None,
        decline_reason=None,
        challenge_hint=None,
    )


def captured(payment: Payment, *, now: datetime) -> Journal:
    """Book a captured sum: the provider has it for us, and we owe it to its orders."""
    psp = Account(kind="psp_pending", owner=payment.provider, currency=payment.currency)
    lines = [Line(account=psp, amount_minor=payment.amount_minor)]
    for order_id, amount_minor in payment.parts:
        liability = Account(kind="order_liability", owner=str(order_id), currency=payment.currency)
        lines.append(Line(account=liability, amount_minor=-amount_minor))
    return Journal(
        key=f"{payment.provider}:charge:{payment.id}:captured",
        kind="payment_captured",
        source=source(payment.purchase_id),
        lines=lines,
        effective_at=now,
    )


def refunded(refund: Refund, *, now: datetime) -> Journal:
    """Book a refund that the provider has carried out."""
    psp = Account(kind="psp_pending", owner=refund.provider, currency=refund.currency)
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
