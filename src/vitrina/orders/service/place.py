"""From a priced cart to a paid order: the hot verbs, one statement a step whatever the number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id, short_code
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Journal
from vitrina.orders import rules, store
from vitrina.orders.model import (
    NewOrder,
    OrderHead,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderPaid,
    PaidLine,
    Placed,
)
from vitrina.orders.unpaid import OrderAwaited
from vitrina.payments.model import MethodKind, PurchaseId

CODE_PREFIX = "VT"


async def place(db: Db, orders: Sequence[NewOrder], *, now: datetime) -> list[Placed]:
    """Write orders that wait for their payment; answers them with their codes, in the same order.

    Two statements whatever the number, and one more where tax was taken off. Raises UniqueViolation for a
    known id, and once in a thousand million orders for a code: try again.
    """
    if not orders:
        return []
    lines = [
        store.PricedLine(
            id=OrderLineId(new_id()),
            order_id=order.id,
            position=position,
            line=line,
            fee_minor=rules.fee(line, order.fee_bps),
        )
        for order in orders
        for position, line in enumerate(order.lines, start=1)
    ]
    fees: dict[OrderId, int] = {}
    for line in lines:
        fees[line.order_id] = fees.get(line.order_id, 0) + line.fee_minor
    coded = [
        store.CodedOrder(
            order=order,
            code=short_code(CODE_PREFIX),
            goods_minor=order.goods_minor,
            fee_minor=fees[order.id],
            return_days=order.shop_return_days,
        )
        for order in orders
    ]
    await store.add_orders(db, coded, now=now)
    await store.add_lines(db, lines)
    if exempt := [(order.id, order.exempt_document) for order in orders if order.exempt_document]:
        await store.add_exempt(db, exempt)
    return [_placed(each.order, each.code) for each in coded]


def _placed(order: NewOrder, code: str) -> Placed:
    return Placed(
        id=order.id,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        code=code,
        currency=order.currency,
        total_minor=order.total_minor,
    )


async def mark_paid(
    db: Db, ways: Mapping[PurchaseId, MethodKind], *, captured: Sequence[Journal], now: datetime
) -> list[OrderPaid]:
    """Move the placed orders of paid purchases on, book what they earned, and tell everybody.

    ways: what the buyer of each did to pay it.  captured: the journals of the payments that were just
    settled; they are posted together with what the orders accrue. Answers the facts; an order that was paid
    before is left out. Four statements whatever the number.
    """
    heads = await store.mark_paid(db, ways, now=now) if ways else []
    lines: dict[OrderId, list[PaidLine]] = {head.id: [] for head in heads}
    for line in await store.lines_of(db, list(lines)) if heads else []:
        lines[line.order_id].append(paid_line(line))
    facts = [paid_fact(head, lines[head.id], now) for head in heads]
    await emit(db, *facts)
    # Last, because a shop's balance is the row that others wait for.
    await ledger.post(db, [*captured, *[rules.accrued(head, now=now) for head in heads]])
    return facts


async def tell_awaited(db: Db, awaited: Mapping[PurchaseId, tuple[MethodKind, datetime]]) -> None:
    """Tell that the first order of each purchase waits for what its buyer does elsewhere, and until when."""
    told: set[PurchaseId] = set()
    facts: list[OrderAwaited] = []
    for head in await store.heads_of_placed(db, list(awaited)) if awaited else []:
        if head.purchase_id in told:
            continue
        told.add(head.purchase_id)
        way, until = awaited[head.purchase_id]
        facts.append(
            OrderAwaited(
                order_id=head.id,
                order_code=head.code,
                purchase_id=head.purchase_id,
                shop_id=head.shop_id,
                buyer_id=head.buyer_id,
                buyer_email=head.buyer_email,
                language=head.language,
                currency=head.currency,
                total_minor=head.total_minor,
                way=way,
                until=until,
            )
        )
    await emit(db, *facts)


def paid_fact(head: OrderHead, lines: list[PaidLine], now: datetime) -> OrderPaid:
    """Tell that an order was paid."""
    return OrderPaid(
        order_id=head.id,
        order_code=head.code,
        purchase_id=head.purchase_id,
        shop_id=head.shop_id,
        buyer_id=head.buyer_id,
        buyer_email=head.buyer_email,
        language=head.language,
        currency=head.currency,
        total_minor=head.total_minor,
        paid_at=now,
        lines=lines,
        promo_minor=head.promo_minor,
    )


def paid_line(line: OrderLine) -> PaidLine:
    """Tell the arithmetic of a line, as facts carry it."""
    return PaidLine(
        line_id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        discount_minor=line.discount_minor,
        tax_rate_bps=line.tax_rate_bps,
        tax_minor=line.tax_minor,
        base_minor=line.base_minor,
        fee_minor=line.fee_minor,
        touch_id=line.touch_id,
        cart_id=line.cart_id,
    )


async def placed_of(db: Db, purchase_ids: Sequence[PurchaseId]) -> dict[PurchaseId, list[Placed]]:
    """Read the orders of purchases, the first placed first. One statement."""
    found: dict[PurchaseId, list[Placed]] = {purchase_id: [] for purchase_id in purchase_ids}
    for order in await store.placed_of(db, purchase_ids) if purchase_ids else []:
        found[order.purchase_id].append(order)
    return found
