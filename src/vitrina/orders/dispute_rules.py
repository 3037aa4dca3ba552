"""Arithmetic of disputes: how what a bank asks back is shared, and what it writes into the books.

As a refund is shared: line by line, commission and fee by what is gone of each line in all. Source: domain
rule B1.6, money.md 2.4.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.kit.money import allocate
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import refund_rules, rules
from vitrina.orders.model import Order, OrderLine, OrderStatus
from vitrina.orders.refund_model import Division, RefundParts
from vitrina.payments.disputed import DisputeMoved, DisputeState


def divide(order: Order, lines: Sequence[OrderLine], amount_minor: int) -> Division | None:
    """Divide what a bank asks back among what is left of an order. None: nothing is left of it.

    It may be less than was asked: what the buyer had back already is nobody's of the order any more.
    """
    if order.paid_at is None or order.status is OrderStatus.CANCELLED:
        return None
    goods_minor = sum(line.paid_minor - line.refunded_minor for line in lines)
    shipping_minor = order.shipping_minor - order.refunded_shipping_minor
    before_minor = refund_rules.refunded_worth(order, lines)
    promo_before = refund_rules.refunded_promo(order, before_minor)

    def paid_of(worth_minor: int) -> int:
        """Tell what of it the buyer had paid; the platform paid the rest by a coupon of its own."""
        return worth_minor - (refund_rules.refunded_promo(order, before_minor + worth_minor) - promo_before)

    left_minor = goods_minor + shipping_minor
    asked_minor = min(amount_minor, paid_of(left_minor))
    if asked_minor <= 0:
        return None
    worth_minor = bisect_left(range(left_minor + 1), asked_minor, key=paid_of)
    of_goods, of_shipping = allocate(worth_minor, [goods_minor, shipping_minor])
    return refund_rules.divide(order, lines, RefundParts(amount=of_goods, shipping=of_shipping))


def without(
    order: Order, lines: Sequence[OrderLine], division: Division
) -> tuple[Order, Sequence[OrderLine]]:
    """Tell an order as if a division of it were gone already: another dispute has that."""
    gone = {line.line_id: line.amount_minor for line in division.lines}
    left = [replace(line, refunded_minor=line.refunded_minor + gone.get(line.id, 0)) for line in lines]
    return replace(
        order,
        refunded_minor=order.refunded_minor + division.amount_minor,
        refunded_shipping_minor=order.refunded_shipping_minor + division.shipping_minor,
    ), left


def moved(
    order: Order, fact: DisputeMoved, amount_minor: int, division: Division | None, *, now: datetime
) -> Journal | None:
    """Book an order's part of a dispute. None where nothing moves.

    Opened, the shop's share is set aside; won, it is where it would be by now; lost, it is gone, with the fee
    of it and what the platform had added. What the order had not left is the platform's loss. Forced: a shop
    that has nothing left owes it; creators' parts follow by journals of their own.
    """
    fee_minor = division.fee_minor if division else 0
    worth_minor = division.amount_minor + division.promo_minor if division else 0
    shop_minor = worth_minor - fee_minor
    own = _seller("seller_available" if order.matured_at else "seller_pending", order)
    reserve = _seller("seller_reserve", order)
    suspense = Account(kind="dispute_suspense", owner=fact.dispute_id, currency=order.currency)
    lines = {
        DisputeState.OPEN: [(own, shop_minor), (reserve, -shop_minor)],
        DisputeState.WON: [(own, -shop_minor), (reserve, shop_minor)],
        DisputeState.LOST: [
            (reserve, shop_minor),
            (_platform("fee_refunds", order), fee_minor),
            (_platform("promo_expense", order), -(division.promo_minor if division else 0)),
            (_platform("chargeback_loss", order), amount_minor - (division.amount_minor if division else 0)),
            (suspense, -amount_minor),
        ],
    }[fact.state]
    posted = [Line(account=account, amount_minor=amount) for account, amount in lines if amount]
    if not posted:
        return None
    return Journal(
        key=f"{fact.provider}:dispute:{fact.dispute_id}:{order.id}:{fact.state}",
        kind=f"order_dispute_{fact.state}",
        source=rules.source(order.id),
        lines=posted,
        effective_at=now,
        is_forced=True,
    )


def _seller(kind: str, order: Order) -> Account:
    return Account(kind=kind, owner=str(order.shop_id), currency=order.currency)


def _platform(kind: str, order: Order) -> Account:
    return Account(kind=kind, owner="", currency=order.currency)
