"""What may move a return, and when time does."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from vitrina.catalogue.model import VariantForSale
from vitrina.kit.money import tax_inside
from vitrina.orders import service as orders
from vitrina.orders import withdrawal
from vitrina.orders.model import Order, OrderLine, OrderLineId, OrderStatus
from vitrina.orders.withdrawal import LAWS, ReturnPayer
from vitrina.returns.errors import ExchangeDiffers, MoreThanWasBought, NotReturnable, ReturnTooLate
from vitrina.returns.model import (
    ReturnAct,
    ReturnId,
    ReturnLine,
    ReturnReason,
    ReturnSide,
    ReturnState,
)

ANSWER_TIME = timedelta(days=5)
SEND_TIME = timedelta(days=30)
# A parcel takes its time, and so does looking at it.
INSPECT_TIME = timedelta(days=14)
RETURNS_MAX = 10

REQUESTED, ACCEPTED, SENT = ReturnState.REQUESTED, ReturnState.ACCEPTED, ReturnState.SENT
REFUNDED, REFUSED, EXCHANGED = ReturnState.REFUNDED, ReturnState.REFUSED, ReturnState.EXCHANGED
BUYER, SHOP, TIME = ReturnSide.BUYER, ReturnSide.SHOP, ReturnSide.TIME
OPEN = (REQUESTED, ACCEPTED, SENT)

MOVES: Mapping[tuple[ReturnAct, ReturnSide], Mapping[ReturnState, ReturnState]] = {
    (ReturnAct.ACCEPT, SHOP): {REQUESTED: ACCEPTED},
    (ReturnAct.REFUSE, SHOP): {REQUESTED: REFUSED, SENT: REFUSED},
    (ReturnAct.SEND, BUYER): {ACCEPTED: SENT},
    # A shop may say: keep it, here is your money; or take it over the counter.
    (ReturnAct.REFUND, SHOP): dict.fromkeys(OPEN, REFUNDED),
    (ReturnAct.REFUND, TIME): {REQUESTED: REFUNDED, SENT: REFUNDED},
    # Not before it is held, which is with the shop's yes.
    (ReturnAct.EXCHANGE, SHOP): {ACCEPTED: EXCHANGED, SENT: EXCHANGED},
    (ReturnAct.WITHDRAW, BUYER): {REQUESTED: ReturnState.WITHDRAWN, ACCEPTED: ReturnState.WITHDRAWN},
    (ReturnAct.WITHDRAW, TIME): dict.fromkeys(OPEN, ReturnState.WITHDRAWN),
    (ReturnAct.LAPSE, TIME): {ACCEPTED: ReturnState.LAPSED},
}
SENT_ORDERS = {OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
# Where the goods are at fault, nobody sends them back at her own cost.
SHOPS_FAULT = {ReturnReason.DAMAGED, ReturnReason.WRONG_ITEM, ReturnReason.NOT_AS_DESCRIBED}


def sources(act: ReturnAct, side: ReturnSide, target: ReturnState) -> list[ReturnState]:
    """List the states from which one side's act leads to `target`."""
    return [state for state, then in MOVES[act, side].items() if then is target]


def acts_of(state: ReturnState, side: ReturnSide, *, is_exchange: bool) -> list[ReturnAct]:
    """List what one side can do now. is_exchange: the buyer wants another choice instead of money."""
    acts = [act for (act, by), moves in MOVES.items() if by is side and state in moves]
    return [act for act in acts if act is not ReturnAct.EXCHANGE or is_exchange]


def check_exchange(line: OrderLine, wanted: VariantForSale | None, *, untaxed_bps: int = 0) -> None:
    """Refuse an exchange for another product, or at another price. Raises ExchangeDiffers.

    The same variant is another piece of it, or what she had before an earlier exchange. Prices are compared
    as they are on the label: a coupon changed what was paid, not what it is worth.
    untaxed_bps: the tax inside the label that was taken out of it for a buyer who pays none.
    """
    if (
        wanted is None
        or not wanted.is_active
        or wanted.product_id != line.product_id
        or wanted.price_minor - tax_inside(wanted.price_minor, untaxed_bps) != line.unit_price_minor
    ):
        raise ExchangeDiffers


def due_after(state: ReturnState, *, now: datetime) -> datetime | None:
    """Tell when time decides about a return that has just come into a state; None where nothing waits."""
    waits = {REQUESTED: ANSWER_TIME, ACCEPTED: SEND_TIME, SENT: INSPECT_TIME}
    return now + waits[state] if state in waits else None


def check_returnable(order: Order, *, now: datetime) -> None:
    """Refuse what was not sent, or came too long ago. What nobody saw arrive is never too late.

    Raises NotReturnable, ReturnTooLate.
    """
    if order.status not in SENT_ORDERS or not orders.may_refund(order):
        raise NotReturnable
    if order.delivered_at and now >= orders.return_until(order, order.delivered_at):
        raise ReturnTooLate


def is_withdrawal(order: Order, *, now: datetime) -> bool:
    """Tell whether a buyer who gives back now does so by the law of where she lives."""
    country = order.address.country
    if LAWS[country].days == 0:
        return False
    ends_at = withdrawal.ends_at(country, order.delivered_at) if order.delivered_at else None
    return ends_at is None or now < ends_at


def payer(order: Order, reason: ReturnReason, *, by_law: bool) -> ReturnPayer:
    """Say who bears the parcel that goes back."""
    if reason in SHOPS_FAULT:
        return ReturnPayer.SHOP
    return LAWS[order.address.country].payer if by_law else ReturnPayer.BUYER


def lines_of_return(
    return_id: ReturnId, wanted: Mapping[OrderLineId, int], lines: Sequence[OrderLine]
) -> list[ReturnLine]:
    """Write down what comes back; more of a line than its buyer has is refused. Raises MoreThanWasBought."""
    left = {line.id: line.kept_quantity for line in lines}
    if any(quantity > left.get(line_id, 0) for line_id, quantity in wanted.items()):
        raise MoreThanWasBought
    return [
        ReturnLine(
            return_id=return_id,
            line_id=line.id,
            quantity=wanted[line.id],
            refunded_before=line.refunded_quantity - line.dropped_quantity,
            accepted_quantity=None,
        )
        for line in lines
        if line.id in wanted
    ]


def still_out(returned: Sequence[ReturnLine], lines: Sequence[OrderLine]) -> dict[OrderLineId, int]:
    """Tell how much of a return can still be refunded: less where the shop gave back by itself."""
    refunded = {line.id: line.refunded_quantity - line.dropped_quantity for line in lines}
    left = {
        each.line_id: each.quantity - (refunded[each.line_id] - each.refunded_before) for each in returned
    }
    return {line_id: quantity for line_id, quantity in left.items() if quantity > 0}


def shipping_back(
    order: Order, lines: Sequence[OrderLine], given_back: Mapping[OrderLineId, int], *, by_law: bool
) -> int:
    """Say how much of the shipping goes back when a law wants it: all that is left, with the last goods."""
    if not by_law or not LAWS[order.address.country].refunds_shipping:
        return 0
    is_all = all(line.refunded_quantity + given_back.get(line.id, 0) == line.quantity for line in lines)
    return order.shipping_minor - order.refunded_shipping_minor if is_all else 0
