"""What a shop gives back of an order that goes on."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.db import CheckViolation, Db
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.money import Money
from vitrina.kit.text import clean_text
from vitrina.ledger import service as ledger
from vitrina.orders import refund_rules, rules, store
from vitrina.orders.errors import MoreThanIsLeft, NotRefundable, OrderNotFound, RefundIdTaken
from vitrina.orders.model import Access, Order, OrderId
from vitrina.orders.refund_model import (
    Division,
    NewRefund,
    OrderRefund,
    OrderRefunded,
    RefundLineView,
    RefundParts,
    RefundView,
)
from vitrina.orders.service.disputes import require_undisputed
from vitrina.orders.service.parcels import drop
from vitrina.orders.service.read import get_for, get_for_shop
from vitrina.payments import model as paying
from vitrina.payments import service as payments

REFUNDS_SHOWN_MAX = 200


async def refund(db: Db, *, order_id: OrderId, actor: Person, wanted: NewRefund, now: datetime) -> None:
    """Give a part of a paid order back, as its shop says; the same id again changes nothing.

    Raises OrderNotFound, NotForYou, Malformed, and what `give_back` raises.
    """
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    await give_back(db, order_id=order.id, wanted=wanted, now=now)


async def give_back(
    db: Db, *, order_id: OrderId, wanted: NewRefund, now: datetime, are_sent: bool = False
) -> Division | None:
    """Give a part of a paid order back, for who may decide it; None: the same id was given back before.

    Of each line first what was not sent: that is on the shelf again, and nobody sends it any more. What was
    sent is on the shelf when wanted says so. are_sent: all of it was. Raises OrderNotFound, NotRefundable,
    OrderIsDisputed, MoreThanIsLeft, NothingToRefund, RefundsNothingSent, RefundIdTaken, Malformed.
    """
    reason = clean_text(wanted.reason)
    if not reason:
        raise Malformed({"reason": "must not be empty"})
    order = await store.lock(db, order_id)
    if order is None:
        raise OrderNotFound
    if earlier := await store.find_refund(db, wanted.id):
        if earlier.order_id != order_id:
            raise RefundIdTaken
        return None
    if not rules.may_refund(order):
        raise NotRefundable
    await require_undisputed(db, order)
    lines = await store.lines_of(db, [order_id])
    division = refund_rules.divide(order, lines, wanted)
    dropped = {} if are_sent else refund_rules.not_sent(lines, division)
    back = refund_rules.sent_back(division, dropped)
    is_restocked = wanted.is_restocked or (bool(dropped) and not back)
    kept = replace(wanted, reason=reason, is_restocked=is_restocked)
    try:
        await store.add_refund(db, order_id, kept, division, now=now)
    except CheckViolation as e:
        raise MoreThanIsLeft from e
    await inventory.come_back(db, order.purchase_id, back, is_restocked=wanted.is_restocked)
    await payments.request_refunds(db, [_queued(order, wanted, division)], now=now)
    await emit(db, _refunded(order, kept, division, now))
    if dropped:
        await drop(db, order, dropped, now=now)
    await ledger.post(db, [refund_rules.refunded(order, wanted.id, division, now=now)])
    return division


async def foresee_refund(
    db: Db, *, order_id: OrderId, actor: Person, wanted: RefundParts
) -> tuple[Order, Division]:
    """Tell how a refund would be divided, to who runs the shop. Raises what `refund` raises of the parts."""
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if not rules.may_refund(order):
        raise NotRefundable
    await require_undisputed(db, order)
    return order, refund_rules.divide(order, await store.lines_of(db, [order_id]), wanted)


async def refunds_of(db: Db, *, order_id: OrderId, access: Access) -> list[RefundView]:
    """List what was given back of an order, to whoever may see it. Raises OrderNotFound."""
    order, _ = await get_for(db, order_id=order_id, access=access)
    refunds = await store.refunds_of(db, [order_id], limit=REFUNDS_SHOWN_MAX)
    return await _views(db, order, refunds)


async def _views(db: Db, order: Order, refunds: Sequence[OrderRefund]) -> list[RefundView]:
    lines = await store.refund_lines_of(db, [each.id for each in refunds]) if refunds else []
    return [
        RefundView(
            id=each.id,
            amount=Money(each.amount_minor, order.currency),
            shipping=Money(each.shipping_minor, order.currency),
            lines=[
                RefundLineView(
                    line_id=line.line_id,
                    quantity=line.quantity,
                    amount=Money(line.amount_minor, order.currency),
                )
                for line in lines
                if line.refund_id == each.id
            ],
            reason=each.reason,
            at=each.at,
        )
        for each in refunds
    ]


def _queued(order: Order, wanted: NewRefund, division: Division) -> paying.NewRefund:
    return paying.NewRefund(
        id=wanted.id,
        purchase_id=order.purchase_id,
        order_id=order.id,
        amount_minor=division.amount_minor,
    )


def _refunded(order: Order, wanted: NewRefund, division: Division, now: datetime) -> OrderRefunded:
    return OrderRefunded(
        order_id=order.id,
        order_code=order.code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        currency=order.currency,
        refund_id=wanted.id,
        amount_minor=division.amount_minor,
        shipping_minor=division.shipping_minor,
        has_matured=order.matured_at is not None,
        reason=wanted.reason,
        lines=division.lines,
        refunded_at=now,
    )
