"""Orders that end before they are delivered, and the money that goes back."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.text import clean_text
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Journal
from vitrina.orders import refund_rules, rules, store
from vitrina.orders.errors import TooLateToCancel
from vitrina.orders.model import (
    CARD_LIMIT,
    Access,
    CancelledBy,
    Ending,
    OrderCancelled,
    OrderHead,
    OrderId,
    OrderStatus,
    PaidLine,
)
from vitrina.orders.service.disputes import require_undisputed
from vitrina.orders.service.place import paid_line
from vitrina.orders.service.read import get_for
from vitrina.payments import service as payments
from vitrina.payments.model import NewRefund, PurchaseId, RefundId
from vitrina.promotions import service as promotions

EXPIRED = "not paid in time"
NO_STOCK = "paid after the time was over, and sold out"


async def cancel(db: Db, *, order_id: OrderId, access: Access, reason: str, now: datetime) -> None:
    """End an order and send back what is left of what was paid; a second time changes nothing.

    The buyer may until it is shipped, the shop until it is delivered. What was not sent is in stock again. A
    coupon that nobody pays with, because the money was to come at the door, can be used again.
    Raises OrderNotFound, TooLateToCancel, OrderIsDisputed; Malformed for a shop without a reason.
    """
    seen, roles = await get_for(db, order_id=order_id, access=access)
    if seen.paid_at is None and seen.status is not OrderStatus.CANCELLED:
        # Coupons first, as everywhere; what is paid meanwhile is delivered, and too late to cancel.
        await promotions.give_back(db, [seen.purchase_id], now=now)
    # Locked: what goes back is what no refund has given back.
    order = await store.lock(db, order_id)
    assert order, "orders are never deleted"
    if order.status is OrderStatus.CANCELLED:
        return
    if order.paid_at is not None:
        await require_undisputed(db, order)
    by = CancelledBy.SHOP if rules.Role.SHOP in roles else CancelledBy.BUYER
    ending = Ending(by=by, reason=clean_text(reason), was_paid=order.paid_at is not None, at=now)
    if rules.Role.BUYER not in roles and not ending.reason:
        raise Malformed({"reason": "must not be empty"})
    if not ending.was_paid:
        await payments.close_unpaid(db, order.purchase_id, now=now)
    sources = [order.status] if order.status in rules.cancellable_from(by) else []
    if not await store.cancel(db, order_id, ending, sources=sources):
        raise TooLateToCancel
    await store.note(db, order_id, OrderStatus.CANCELLED, text=ending.reason or None, now=now)
    lines = await store.lines_of(db, [order_id])
    await inventory.give_back(db, order.purchase_id, [line.variant_id for line in lines])
    left = refund_rules.left_of(order, lines)
    await emit(db, cancelled_fact(left, [paid_line(line) for line in lines], ending))
    if not ending.was_paid or not left.total_minor:
        return
    refund = _refund(left)
    await payments.request_refunds(db, [refund], now=now)
    await ledger.post(db, [rules.cancelled(left, refund.id, now=now)])


async def expire(db: Db, purchase_ids: Sequence[PurchaseId], *, now: datetime) -> None:
    """End orders whose purchases were not paid in time. The caller gives their stock back."""
    heads = await store.end_placed(db, purchase_ids, reason=EXPIRED, now=now)
    await _tell(db, heads, Ending(by=CancelledBy.SYSTEM, reason=EXPIRED, was_paid=False, at=now))


async def return_late_payment(
    db: Db,
    purchase_ids: Sequence[PurchaseId],
    *,
    captured: Sequence[Journal],
    is_card_limit: bool = False,
    now: datetime,
) -> None:
    """End orders that were paid when their stock had gone, and send the money back.

    captured: the journals of the payments that were just settled; they are posted here. is_card_limit: they
    are not honoured because their card paid its share of a drop already.
    Orders that had ended already for want of payment count as well.
    """
    reason = CARD_LIMIT if is_card_limit else NO_STOCK
    await store.end_placed(db, purchase_ids, reason=reason, now=now)
    ended = await store.heads_of_ended(db, purchase_ids)
    refunds = [_refund(head) for head in ended]
    await payments.request_refunds(db, refunds, now=now)
    await _tell(db, ended, Ending(by=CancelledBy.SYSTEM, reason=reason, was_paid=True, at=now))
    await ledger.post(
        db,
        [
            *captured,
            *[
                rules.not_honoured(head, refund.id, now=now)
                for head, refund in zip(ended, refunds, strict=True)
            ],
        ],
    )


def _refund(order: OrderHead) -> NewRefund:
    return NewRefund(
        id=RefundId(new_id()),
        purchase_id=order.purchase_id,
        order_id=order.id,
        amount_minor=order.total_minor,
    )


async def _tell(db: Db, heads: Sequence[OrderHead], ending: Ending) -> None:
    lines: dict[OrderId, list[PaidLine]] = {head.id: [] for head in heads}
    for line in await store.lines_of(db, list(lines)) if heads else []:
        lines[line.order_id].append(paid_line(line))
    await emit(db, *[cancelled_fact(head, lines[head.id], ending) for head in heads])


def cancelled_fact(order: OrderHead, lines: list[PaidLine], ending: Ending) -> OrderCancelled:
    """Tell that an order ended."""
    return OrderCancelled(
        order_id=order.id,
        order_code=order.code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        currency=order.currency,
        total_minor=order.total_minor,
        cancelled_at=ending.at,
        cancelled_by=ending.by,
        reason=ending.reason,
        was_paid=ending.was_paid,
        lines=lines,
    )
