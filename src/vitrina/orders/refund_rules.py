"""Arithmetic of refunds: how a sum is divided, and what it writes into the books."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.catalogue.model import VariantId
from vitrina.kit.money import allocate, divide_half_up
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import rules
from vitrina.orders.errors import MoreThanIsLeft, NothingToRefund, RefundsNothingSent
from vitrina.orders.model import Order, OrderLine, OrderLineId, OrderSums
from vitrina.orders.refund_model import Division, RefundedLine, RefundParts
from vitrina.payments.model import RefundId


def refunded_base(line: OrderLine, refunded_minor: int) -> int:
    """Say how much of a line's base is inside what was refunded of it, tax included, in all."""
    if line.paid_minor == 0:
        return 0
    return refunded_minor - divide_half_up(line.tax_minor * refunded_minor, line.paid_minor)


def refunded_fee(line: OrderLine, refunded_minor: int) -> int:
    """Say how much of a line's fee goes back with what was refunded of it in all. Source: domain rule B1.6.

    Cumulative and half up: partial refunds add up, and a full one leaves no fee.
    """
    if line.base_minor == 0:
        return 0
    return divide_half_up(line.fee_minor * refunded_base(line, refunded_minor), line.base_minor)


def refunded_promo(order: OrderSums, refunded_worth_minor: int) -> int:
    """Say how much of what the platform paid of an order goes back to it with what was refunded in all.

    refunded_worth_minor: of the order's lines and shipping. Cumulative and half up, as with the fee.
    """
    if order.promo_minor == 0:
        return 0
    return divide_half_up(order.promo_minor * refunded_worth_minor, order.worth_minor)


def refunded_worth(order: Order, lines: Sequence[OrderLine]) -> int:
    """Add up what was refunded of lines and shipping, whoever had paid it."""
    return order.refunded_shipping_minor + sum(line.refunded_minor for line in lines)


def divide(order: Order, lines: Sequence[OrderLine], wanted: RefundParts) -> Division:
    """Divide a refund among what is left of an order's lines and shipping.

    A unit takes its share of what is left of its line, so that the last one clears it; a sum is spread by
    largest remainder over what is left then, so that no part is negative or exceeds its line (money.md 2.5).
    Raises MoreThanIsLeft, NothingToRefund, and RefundsNothingSent where nothing would be left to send.
    """
    quantities: dict[OrderLineId, int] = {}
    for each in wanted.lines:
        quantities[each.line_id] = quantities.get(each.line_id, 0) + each.quantity
    known = {line.id for line in lines}
    if wanted.shipping > order.shipping_minor - order.refunded_shipping_minor or set(quantities) - known:
        raise MoreThanIsLeft
    given = [_of_units(line, quantities.get(line.id, 0)) for line in lines]
    rest = [line.paid_minor - line.refunded_minor - part for line, part in zip(lines, given, strict=True)]
    if wanted.amount > sum(rest):
        raise MoreThanIsLeft
    if wanted.amount:
        given = [part + more for part, more in zip(given, allocate(wanted.amount, rest), strict=True)]
    worth_minor, before_minor = wanted.shipping + sum(given), refunded_worth(order, lines)
    promo_minor = refunded_promo(order, before_minor + worth_minor) - refunded_promo(order, before_minor)
    if worth_minor == promo_minor:
        raise NothingToRefund
    if order.status in rules.UNSHIPPED and quantities and not _is_left_to_send(lines, quantities):
        raise RefundsNothingSent
    return Division(
        amount_minor=worth_minor - promo_minor,
        promo_minor=promo_minor,
        shipping_minor=wanted.shipping,
        fee_minor=sum(_fee_of(line, part) for line, part in zip(lines, given, strict=True)),
        lines=[
            RefundedLine(
                line_id=line.id,
                product_id=line.product_id,
                variant_id=line.variant_id,
                title=line.title,
                quantity=quantities.get(line.id, 0),
                amount_minor=part,
                refunded_base_minor=refunded_base(line, line.refunded_minor + part),
            )
            for line, part in zip(lines, given, strict=True)
            if part or quantities.get(line.id)
        ],
    )


def _of_units(line: OrderLine, quantity: int) -> int:
    rest_quantity = line.quantity - line.refunded_quantity
    if quantity > rest_quantity:
        raise MoreThanIsLeft
    if quantity == 0:
        return 0
    return divide_half_up((line.paid_minor - line.refunded_minor) * quantity, rest_quantity)


def _fee_of(line: OrderLine, part_minor: int) -> int:
    return refunded_fee(line, line.refunded_minor + part_minor) - refunded_fee(line, line.refunded_minor)


def _is_left_to_send(lines: Sequence[OrderLine], quantities: dict[OrderLineId, int]) -> bool:
    return any(line.quantity > line.refunded_quantity + quantities.get(line.id, 0) for line in lines)


def not_sent(lines: Sequence[OrderLine], division: Division) -> dict[OrderLineId, int]:
    """Tell which of the units that are refunded were not sent: of each line these first."""
    left = {line.id: line.left_quantity for line in lines}
    units = {line.line_id: min(line.quantity, left[line.line_id]) for line in division.lines}
    return {line_id: quantity for line_id, quantity in units.items() if quantity}


def sent_back(division: Division, dropped: Mapping[OrderLineId, int]) -> list[tuple[VariantId, int]]:
    """Tell which of the units that are refunded had been sent."""
    units = [(line.variant_id, line.quantity - dropped.get(line.line_id, 0)) for line in division.lines]
    return [(variant_id, quantity) for variant_id, quantity in units if quantity]


def left_of(order: Order, lines: Sequence[OrderLine]) -> Order:
    """Tell the sums of an order less what was refunded, for whoever ends it."""
    fee_back_minor = sum(refunded_fee(line, line.refunded_minor) for line in lines)
    return replace(
        order,
        total_minor=order.total_minor - order.refunded_minor,
        promo_minor=order.promo_minor - refunded_promo(order, refunded_worth(order, lines)),
        fee_minor=order.fee_minor - fee_back_minor,
    )


def refunded(order: Order, refund_id: RefundId, division: Division, *, now: datetime) -> Journal:
    """Book a refund: the platform gives back its fee, the shop the rest; pending, or its own once matured.

    Forced: what commissions took comes back by their own reversal, and a shop that was paid owes it.
    """
    has_matured = order.matured_at is not None
    seller = "seller_available" if has_matured else "seller_pending"
    fee = "fee_income" if has_matured else "fee_pending"
    worth_minor = division.amount_minor + division.promo_minor
    parts = [
        (_account(seller, str(order.shop_id), order), worth_minor - division.fee_minor),
        (_account(fee, "", order), division.fee_minor),
        (_account("promo_expense", "", order), -division.promo_minor),
        (_account("refund_payable", str(refund_id), order), -division.amount_minor),
    ]
    return Journal(
        key=f"order:{order.id}:refund:{refund_id}",
        kind="order_refunded",
        source=rules.source(order.id),
        lines=[Line(account=account, amount_minor=amount) for account, amount in parts if amount],
        effective_at=now,
        is_forced=True,
    )


def _account(kind: str, owner: str, order: OrderSums) -> Account:
    return Account(kind=kind, owner=owner, currency=order.currency)
