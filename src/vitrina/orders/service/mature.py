"""From delivered to the seller's own money, by itself."""

from datetime import datetime

from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit, oldest_unheard_tx
from vitrina.ledger import service as ledger
from vitrina.orders import rules, store
from vitrina.orders.model import OrderHead, OrderMatured

BATCH_SIZE = 200
BATCHES_MAX = 500  # 100,000 orders a run; the next one takes the rest
PENDING = ["seller_pending", "fee_pending"]


async def mature_due(pool: Pool, *, now: datetime) -> int:
    """Hand over what orders earned once the right to return them is over. Returns how many.

    Delivery is not needed: a parcel of which nobody says that it arrived counts as arrived after the shop's
    longest transit, so nobody starves. Several workers may run this at once.
    """
    matured_count = 0
    for _ in range(BATCHES_MAX):
        async with pool.transaction() as db:
            batch_count = await _mature_batch(db, now=now)
        matured_count += batch_count
        if batch_count < BATCH_SIZE:
            break
    return matured_count


async def _mature_batch(db: Db, *, now: datetime) -> int:
    # A commission is taken out of the pending sums by a subscriber of OrderPaid: it must have heard.
    heard_below_tx = await oldest_unheard_tx(db)
    due = await store.take_due(db, now=now, heard_below_tx=heard_below_tx, limit=BATCH_SIZE)
    if not due:
        return 0
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
    return len(due)


def _matured(order: OrderHead, now: datetime) -> OrderMatured:
    return OrderMatured(order_id=order.id, order_code=order.code, shop_id=order.shop_id, at=now)
