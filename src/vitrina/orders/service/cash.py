"""Orders that are paid at the door: confirmed by the buyer, sent unpaid, collected or refused, remitted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal
from vitrina.orders import rules, store
from vitrina.orders.errors import NoCashAwaited, OrderNotFound
from vitrina.orders.model import (
    CancelledBy,
    Ending,
    Order,
    OrderId,
    OrderPaid,
    PaidLine,
)
from vitrina.orders.service.cancel import cancelled_fact
from vitrina.orders.service.parcels import delivered_fact
from vitrina.orders.service.place import paid_fact, paid_line
from vitrina.orders.service.read import get_for_shop
from vitrina.orders.unpaid import CashRecord, OrderConfirmed, PaidInCash, Unremitted
from vitrina.payments.model import PurchaseId

REFUSED = "refused at the door"
REFUSALS_COUNT_FOR = timedelta(days=180)
UNREMITTED_MAX = 200


async def confirm(db: Db, purchase_id: PurchaseId, *, now: datetime) -> int:
    """Let the shop prepare the placed orders of a purchase that is paid at the door. Returns how many."""
    heads = await store.confirm_cash(db, purchase_id, now=now)
    lines: dict[OrderId, list[PaidLine]] = {head.id: [] for head in heads}
    for line in await store.lines_of(db, list(lines)) if heads else []:
        lines[line.order_id].append(paid_line(line))
    await emit(
        db,
        *[
            OrderConfirmed(
                order_id=head.id,
                order_code=head.code,
                purchase_id=head.purchase_id,
                shop_id=head.shop_id,
                buyer_id=head.buyer_id,
                buyer_email=head.buyer_email,
                language=head.language,
                currency=head.currency,
                total_minor=head.total_minor,
                confirmed_at=now,
                lines=lines[head.id],
                promo_minor=head.promo_minor,
            )
            for head in heads
        ],
    )
    return len(heads)


async def get_cash(db: Db, *, order_id: OrderId, actor: Person) -> Order:
    """Load an order that is paid at the door, for who runs its shop.

    Raises OrderNotFound, NotForYou, NoCashAwaited.
    """
    order = await get_for_shop(db, order_id=order_id, actor=actor)
    if not order.is_cash:
        raise NoCashAwaited
    return order


async def collect(
    db: Db, order: Order, *, captured: Journal, held: Account, is_kept: bool, now: datetime
) -> OrderPaid:
    """Note that an order was paid at the door and is delivered: from now it counts as any other.

    captured: the journal of its payment.  held: the account on which that put the cash.  is_kept: the shop
    has it, and owes what is others'. Raises NoCashAwaited.
    """
    until = rules.return_until(order, now)
    if not await store.collect_cash(db, order.id, matures_at=until, is_kept=is_kept, now=now):
        raise NoCashAwaited
    await store.deliver_parcels(db, order.id, now=now)
    lines = [paid_line(line) for line in await store.lines_of(db, [order.id])]
    fact = replace(paid_fact(order, lines, now), is_cash=True)
    await emit(db, fact, delivered_fact(order, until, now))
    kept = [rules.netted(order, held=held, now=now)] if is_kept else []
    await ledger.post(db, [captured, rules.accrued(order, now=now), *kept])
    return fact


async def refuse(db: Db, order: Order, *, now: datetime) -> None:
    """Note that the buyer did not take a parcel: nothing was paid, and she has one refusal more.

    What comes back is counted by the shop. Raises NoCashAwaited.
    """
    if not await store.refuse_cash(db, order.id, reason=REFUSED, now=now):
        raise NoCashAwaited
    lines = [paid_line(line) for line in await store.lines_of(db, [order.id])]
    ending = Ending(by=CancelledBy.BUYER, reason=REFUSED, was_paid=False, at=now)
    await emit(db, cancelled_fact(order, lines, ending))


async def remit(db: Db, *, order_id: OrderId, held: Account, fee_minor: int, now: datetime) -> None:
    """Note that a carrier brought the cash of an order, less its fee; a second time changes nothing.

    Raises OrderNotFound, NoCashAwaited.
    """
    order = await store.find(db, order_id)
    if order is None:
        raise OrderNotFound
    if order.remitted_at is not None:
        return
    if order.delivered_at is None or not 0 <= fee_minor < order.total_minor:
        raise NoCashAwaited
    until = max(now, rules.return_until(order, order.delivered_at))
    if not await store.remit_cash(db, order_id, matures_at=until, now=now):
        raise NoCashAwaited
    await ledger.post(db, [rules.remitted(order, held=held, fee_minor=fee_minor, now=now)])


async def cash_record(db: Db, email: str, *, now: datetime) -> CashRecord:
    """Tell what is known of somebody who wants to pay at the door."""
    return await store.cash_record(db, email, since=now - REFUSALS_COUNT_FOR)


async def unremitted(db: Db) -> list[Unremitted]:
    """List orders whose cash has not arrived yet, the longest paid first, at most 200."""
    return await store.unremitted_cash(db, limit=UNREMITTED_MAX)


async def paid_in_cash(db: Db, codes: Sequence[str]) -> list[PaidInCash]:
    """List which orders of these codes were paid at the door, and whether that cash has arrived."""
    return await store.paid_in_cash(db, codes) if codes else []
