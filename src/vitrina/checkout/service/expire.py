"""What happens to purchases by the clock: unanswered payments, times that are over, money that came late."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.checkout import store
from vitrina.checkout.service.pay import settle_all
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.payments.model import PaymentStatus, PurchaseId
from vitrina.promotions import service as promotions

PAGE_SIZE = 200
PAGES_MAX = 100  # 20,000 purchases a run; the next one takes the rest
GIVE_UP_AFTER = timedelta(hours=24)
UNFINISHED = {PaymentStatus.OPEN, PaymentStatus.CHALLENGE, PaymentStatus.WAITING}


async def poll_due(pool: Pool, *, now: datetime) -> int:
    """Ask providers about payments that they left open, and settle what they say. Returns how many moved."""
    async with pool.transaction() as db:
        waiting = await payments.take_due_for_poll(db, now=now)
    results = [await payments.ask_again(pool, payment, now=now) for payment in waiting]
    return await settle_all(pool, results, now=now)


async def expire_due(pool: Pool, *, now: datetime) -> int:
    """Close purchases whose time to pay is over. Returns how many.

    Their providers close the attempts first: one may have been paid unheard, and none may be paid later.
    Where a provider does not say, the purchase is pending until it does. The stock goes back by the
    inventory's own clock; until the orders are given up, late money still buys what is left.
    """
    expired_count = 0
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.unpaid_due(db, now=now, limit=PAGE_SIZE)
        await _close(pool, due, now=now)
        async with pool.transaction() as db:
            expired = await store.expire_declined(db, due)
            await promotions.give_back(db, expired, now=now)
        expired_count += len(due)
        if len(due) < PAGE_SIZE:
            break
    return expired_count


async def give_up_due(pool: Pool, *, now: datetime) -> int:
    """End the orders of purchases that expired a day ago. Returns how many purchases.

    Money that comes even later goes back.
    """
    given_up_count = 0
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.expired_before(db, before=now - GIVE_UP_AFTER, limit=PAGE_SIZE)
        await _close(pool, due, now=now)
        async with pool.transaction() as db:
            # Stock, purchase, order: in the order in which a settlement locks them.
            await inventory.release(db, due)
            given_up = await store.give_up(db, due, now=now)
            await orders.expire(db, given_up, now=now)
        # By itself: where coupons and stock are both wanted, coupons come first.
        async with pool.transaction() as db:
            await promotions.give_back(db, given_up, now=now)
        given_up_count += len(given_up)
        if len(due) < PAGE_SIZE:
            break
    return given_up_count


async def _close(pool: Pool, due: Sequence[PurchaseId], *, now: datetime) -> None:
    """Have providers close the unfinished attempts of purchases, and settle what they say."""
    async with pool.transaction() as db:
        attempts = await payments.latest_payments(db, due)
    unfinished = [each for each in attempts.values() if each.status in UNFINISHED]
    results = [await payments.abandon(pool, payment, now=now) for payment in unfinished]
    await settle_all(pool, results, now=now)
