"""From delivered to the seller's own money, by itself."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit, oldest_unheard_tx
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow, PostingWrong
from vitrina.orders import rules, store
from vitrina.orders.model import OrderHead, OrderId, OrderMatured, OrderPaused, OrderResumed, Overdue

BATCH_SIZE = 200
BATCHES_MAX = 500  # 100,000 orders a run; the next one takes the rest
PENDING = ["seller_pending", "fee_pending"]
STUCK_RETRY_AFTER = timedelta(hours=1)
STUCK_MAX = 20
NOT_POSTED = (BalanceTooLow, PostingWrong)

log = logging.getLogger(__name__)


async def mature_due(pool: Pool, *, now: datetime) -> int:
    """Hand over what orders earned once the right to return them is over. Returns how many.

    Delivery is not needed: a parcel of which nobody says that it arrived counts as arrived after the shop's
    longest transit, so nobody starves. Several workers may run this at once. An order that the books refuse
    holds up no other: it is tried again in an hour, and `overdue` names it.
    """
    matured_count = 0
    for _ in range(BATCHES_MAX):
        try:
            async with pool.transaction() as db:
                due = await _take_due(db, now=now, limit=BATCH_SIZE)
                await _hand_over(db, due, now=now)
                batch_count = len(due)
        except NOT_POSTED:
            batch_count = await _mature_one_by_one(pool, now=now)
        matured_count += batch_count
        if batch_count < BATCH_SIZE:
            break
    return matured_count


async def _mature_one_by_one(pool: Pool, *, now: datetime) -> int:
    matured_count = 0
    for _ in range(BATCH_SIZE):
        async with pool.transaction() as db:
            due = await _take_due(db, now=now, limit=1)
            if not due:
                break
            try:
                async with db.transaction():
                    await _hand_over(db, due, now=now)
                matured_count += 1
            except NOT_POSTED as error:
                await store.put_off(db, due[0].id, until=now + STUCK_RETRY_AFTER, now=now)
                log.warning("order cannot mature", extra={"order_code": due[0].code, "reason": str(error)})
    return matured_count


async def overdue(db: Db) -> Overdue:
    """Tell which orders should have matured: a stuck subscriber, a shop's debt, or no worker keeps them."""
    return Overdue(
        waiting_count=await store.overdue_count(db, waited=STUCK_RETRY_AFTER),
        stuck_codes=await store.stuck_codes(db, limit=STUCK_MAX),
    )


async def pause(db: Db, order_id: OrderId, *, now: datetime) -> None:
    """Let an order's money wait while something about it is open; one that has matured does not come back.

    One reason at a time: who pauses resumes.
    """
    if await store.pause(db, order_id, now=now):
        await emit(db, OrderPaused(order_id=order_id, paused_at=now))


async def resume(db: Db, order_id: OrderId, *, now: datetime) -> None:
    """Let an order mature again when its time comes; again changes nothing."""
    found = await store.resume(db, order_id)
    if found:
        await emit(
            db,
            OrderResumed(
                order_id=order_id,
                return_until=found.matures_at,
                is_delivered=found.is_delivered,
                resumed_at=now,
            ),
        )


async def _take_due(db: Db, *, now: datetime, limit: int) -> list[OrderHead]:
    # A commission is taken out of the pending sums by a subscriber of OrderPaid: it must have heard.
    heard_below_tx = await oldest_unheard_tx(db)
    return await store.take_due(db, now=now, heard_below_tx=heard_below_tx, limit=limit)


async def _hand_over(db: Db, due: Sequence[OrderHead], *, now: datetime) -> None:
    if not due:
        return
    left = await ledger.sums_by_source(db, [rules.source(order.id) for order in due], PENDING)
    journals = [
        rules.matured(
            order,
            seller_minor=left.get((rules.source(order.id), "seller_pending"), 0),
            fee_minor=left.get((rules.source(order.id), "fee_pending"), 0),
            now=now,
        )
        for order in due
    ]
    await emit(db, *[_matured(order, now) for order in due])
    await ledger.post(db, [journal for journal in journals if journal])


def _matured(order: OrderHead, now: datetime) -> OrderMatured:
    return OrderMatured(order_id=order.id, order_code=order.code, shop_id=order.shop_id, at=now)
