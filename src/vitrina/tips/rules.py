"""What can be given, how much of it in a day, and what it writes into the books."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from vitrina.kit.money import share
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments.model import RefundId
from vitrina.tips.model import Tip

PAY_WITHIN = timedelta(minutes=15)
HOLD = timedelta(days=14)  # As long as a buyer may give something back, and cards are disputed most.

SUMS_MINOR: Mapping[Currency, tuple[int, int, int]] = {
    Currency.MXN: (20_00, 50_00, 150_00),
    Currency.BRL: (4_90, 10_90, 39_90),
    Currency.COP: (4_000_00, 10_000_00, 40_000_00),
    Currency.CLP: (1_000, 2_500, 8_000),
    Currency.ARS: (1_000_00, 2_500_00, 8_000_00),
    Currency.PEN: (4_00, 10_00, 30_00),
    Currency.USD: (1_00, 3_00, 10_00),
}
# (given, received) by one person on one day. In BRL as Kwai has it; elsewhere about as much.
CAPS_MINOR: Mapping[Currency, tuple[int, int]] = {
    Currency.MXN: (1_800_00, 3_600_00),
    Currency.BRL: (500_00, 1_000_00),
    Currency.COP: (400_000_00, 800_000_00),
    Currency.CLP: (90_000, 180_000),
    Currency.ARS: (100_000_00, 200_000_00),
    Currency.PEN: (350_00, 700_00),
    Currency.USD: (100_00, 200_00),
}


def fee_minor(amount_minor: int, fee_bps: int) -> int:
    """Compute what the platform keeps of a tip, half up."""
    return share(amount_minor, fee_bps)


def source(tip: Tip) -> str:
    """Name a tip as the source of journals."""
    return f"tip:{tip.id}"


def paid(tip: Tip, *, now: datetime) -> Journal:
    """Book a paid tip: what was owed to it becomes the creator's, still pending, and the platform's."""
    return _journal(
        tip,
        "paid",
        [
            (_liability(tip), tip.amount_minor),
            (_pending(tip), tip.fee_minor - tip.amount_minor),
            (_income(tip), -tip.fee_minor),
        ],
        now=now,
    )


def matured(tip: Tip, *, now: datetime) -> Journal:
    """Book a tip that nobody can take back any more: the creator's part is her own."""
    keeps_minor = tip.amount_minor - tip.fee_minor
    return _journal(tip, "matured", [(_pending(tip), keeps_minor), (_available(tip), -keeps_minor)], now=now)


def refunded(tip: Tip, refund_id: RefundId, *, has_matured: bool, now: datetime) -> Journal:
    """Book a tip that goes back whole; creator and platform give back their parts.

    Forced where it was the creator's own already: she may have been paid, and then owes it.
    """
    taken_from = _available(tip) if has_matured else _pending(tip)
    return _journal(
        tip,
        "refunded",
        [
            (taken_from, tip.amount_minor - tip.fee_minor),
            (_income(tip), tip.fee_minor),
            (_payable(tip, refund_id), -tip.amount_minor),
        ],
        now=now,
        is_forced=has_matured,
    )


def not_honoured(tip: Tip, refund_id: RefundId, *, now: datetime) -> Journal:
    """Book money that came after its tip had ended: it was never the creator's and goes back."""
    return _journal(
        tip,
        "not_honoured",
        [(_liability(tip), tip.amount_minor), (_payable(tip, refund_id), -tip.amount_minor)],
        now=now,
    )


def _journal(
    tip: Tip, step: str, parts: list[tuple[Account, int]], *, now: datetime, is_forced: bool = False
) -> Journal:
    return Journal(
        key=f"tip:{tip.id}:{step}",
        kind=f"tip_{step}",
        source=source(tip),
        lines=[Line(account=account, amount_minor=amount) for account, amount in parts if amount],
        effective_at=now,
        is_forced=is_forced,
    )


def _liability(tip: Tip) -> Account:
    return Account(kind="order_liability", owner=str(tip.id), currency=tip.currency)


def _pending(tip: Tip) -> Account:
    return Account(kind="tip_pending", owner=str(tip.creator_id), currency=tip.currency)


def _available(tip: Tip) -> Account:
    return Account(kind="creator_available", owner=str(tip.creator_id), currency=tip.currency)


def _income(tip: Tip) -> Account:
    return Account(kind="tip_income", owner="", currency=tip.currency)


def _payable(tip: Tip, refund_id: RefundId) -> Account:
    return Account(kind="refund_payable", owner=str(refund_id), currency=tip.currency)
