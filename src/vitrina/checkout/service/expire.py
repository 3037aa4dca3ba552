"""What happens to purchases by the clock: unanswered payments, times that are over, money that came late."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.checkout import store
from vitrina.checkout.service.pay import settle_many
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.payments.model import ChargeOutcome, ChargeResult, Payment, PaymentStatus, PurchaseId

PAGE_SIZE = 200
PAGES_MAX = 100  # 20,000 purchases a run; the next one takes the rest
GIVE_UP_AFTER = timedelta(hours=24)
UNFINISHED = {PaymentStatus.OPEN, PaymentStatus.CHALLENGE}


async def poll_due(pool: Pool, *, now: datetime) -> int:
    """Ask providers about payments that they left open, and settle what they say. Returns how many moved."""
    async with pool.transaction() as db:
        waiting = await payments.due_for_poll(db, now=now)
    results = await _ask(pool, waiting)
    async with pool.transaction() as db:
        moved = await settle_many(db, results, now=now)
        for payment in waiting:
            if payment.id not in moved:
                await payments.poll_later(db, payment, now=now)
    return len(moved)


async def expire_due(pool: Pool, *, now: datetime) -> int:
    """Close purchases whose time to pay is over. Returns how many.

    Their providers are asked first: a crash may have kept us from hearing that one was paid. The stock goes
    back by the inventory's own clock; until the orders are given up, late money still buys what is left.
    """
    expired_count = 0
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.unpaid_due(db, now=now, limit=PAGE_SIZE)
            attempts = await payments.latest_payments(db, due)
        unfinished = [each for each in attempts.values() if each.status in UNFINISHED]
        await _expire(pool, due, await _ask(pool, unfinished), now=now)
        expired_count += len(due)
        if len(due) < PAGE_SIZE:
            break
    return expired_count


async def _expire(
    pool: Pool, due: Sequence[PurchaseId], results: Sequence[ChargeResult], *, now: datetime
) -> None:
    final = [result for result in results if result.outcome is not ChargeOutcome.CHALLENGE]
    async with pool.transaction() as db:
        await settle_many(db, final, now=now)
        await payments.abandon(db, due)
        await store.expire(db, due)


async def give_up_due(pool: Pool, *, now: datetime) -> int:
    """End the orders of purchases that expired a day ago. Returns how many purchases.

    Money that comes even later goes back.
    """
    given_up_count = 0
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.take_given_up(db, before=now - GIVE_UP_AFTER, now=now, limit=PAGE_SIZE)
            await payments.abandon(db, due)
            await inventory.release(db, due)
            await orders.expire(db, due, now=now)
        given_up_count += len(due)
        if len(due) < PAGE_SIZE:
            break
    return given_up_count


async def _ask(pool: Pool, waiting: Sequence[Payment]) -> list[ChargeResult]:
    asked = [await payments.ask_again(pool, payment) for payment in waiting]
    return [result for result in asked if result is not None]
