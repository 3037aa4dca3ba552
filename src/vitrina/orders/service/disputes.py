"""What a dispute means for the orders that it is about."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger
from vitrina.orders import dispute_rules, store
from vitrina.orders.errors import OrderIsDisputed
from vitrina.orders.model import Order, OrderId
from vitrina.orders.refund_model import Division, NewRefund, OrderDisputed
from vitrina.payments import disputes
from vitrina.payments.disputed import DisputedPart, DisputeMoved, DisputeState
from vitrina.payments.model import PaymentPurpose, RefundId


async def follow_disputes(db: Db, facts: Sequence[DisputeMoved], *, now: datetime) -> None:
    """Set aside what a bank asks of orders, give it back when that is won, let it go when it is lost.

    Shared as a refund is: the shop, its creators and the platform each bear their part, before and after the
    order matured; other sales pay where nothing is left. One by one: few facts come.
    """
    for fact in facts:
        if fact.purpose is PaymentPurpose.PURCHASE:
            for part in sorted(fact.parts, key=lambda part: part.order_id):
                await _follow(db, fact, part, now=now)


async def _follow(db: Db, fact: DisputeMoved, part: DisputedPart, *, now: datetime) -> None:
    order = await store.lock(db, OrderId(part.order_id))
    assert order, "orders are never deleted"
    if fact.state is DisputeState.OPEN:
        division = await _divide(db, order, part.amount_minor)
        is_first = await store.add_dispute(db, fact, part, division, now=now)
    else:
        closed = await store.close_dispute(db, fact, order.id, now=now)
        is_first, division = closed is not None, closed.division if closed else None
    if not is_first:
        return
    if fact.state is DisputeState.LOST and division:
        gone = NewRefund(
            id=RefundId(new_id()), reason=f"{fact.provider} {fact.dispute_id}", is_restocked=False
        )
        await store.add_refund(db, order.id, gone, division, now=now)
        await store.note_loss(db, fact, order.id, gone.id)
    else:
        await store.wait_to_be_heard(db, order.id)
    journal = dispute_rules.moved(order, fact, part.amount_minor, division, now=now)
    await ledger.post(db, [journal] if journal else [])
    if division:
        await emit(db, _disputed(order, fact, division, now))


async def _divide(db: Db, order: Order, amount_minor: int) -> Division | None:
    left, lines = order, await store.lines_of(db, [order.id])
    for other in await store.open_divisions(db, order.id):
        if other.division:
            left, lines = dispute_rules.without(left, lines, other.division)
    return dispute_rules.divide(left, lines, amount_minor)


def _disputed(order: Order, fact: DisputeMoved, division: Division, now: datetime) -> OrderDisputed:
    return OrderDisputed(
        order_id=order.id,
        provider=fact.provider,
        dispute_id=fact.dispute_id,
        state=fact.state,
        has_matured=order.matured_at is not None,
        lines=division.lines,
        at=now,
    )


async def require_undisputed(db: Db, order: Order) -> None:
    """Refuse to send money back of which a bank has not decided yet. Raises OrderIsDisputed.

    Else it might go back twice.
    """
    if await store.is_disputed(db, order.id) or await disputes.is_open(db, order.purchase_id):
        raise OrderIsDisputed
