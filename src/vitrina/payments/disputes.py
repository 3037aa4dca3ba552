"""What becomes of money that a bank asks back: asked of the provider, booked once, and told."""

import logging
from datetime import datetime

from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.events import emit
from vitrina.kit.money import allocate
from vitrina.ledger import service as ledger
from vitrina.payments import rules, store
from vitrina.payments.disputed import Dispute, DisputedPart, DisputeMoved, DisputeResult, DisputeState
from vitrina.payments.model import PurchaseId
from vitrina.payments.providers import registry

LISTED_MAX = 200

log = logging.getLogger(__name__)


async def follow(pool: Pool, *, provider: str, dispute_id: str, now: datetime) -> None:
    """Ask a provider how a dispute stands, with no transaction open, and book what moved, once.

    A bank that only asks has taken nothing: nothing is booked until it does.

    Raises ProviderError when it may work later.
    """
    told = await registry.provider_of(pool, provider).fetch_dispute(dispute_id)
    if told is None:
        return
    async with pool.transaction() as db:
        payment = await store.captured_as(db, provider, told.reference)
        if payment is None:
            log.warning("a dispute fits no payment", extra={"provider": provider, "dispute_id": dispute_id})
            return
        await _book(db, told, payment, now=now)


async def follow_open(pool: Pool, *, now: datetime) -> int:
    """Ask about every dispute that is not decided, for news that were missed. Returns how many were asked."""
    async with pool.transaction() as db:
        waiting = await store.open_disputes(db, limit=LISTED_MAX)
    for each in waiting:
        try:
            await follow(pool, provider=each.provider, dispute_id=each.id, now=now)
        except ProviderError as error:
            log.warning("no answer about a dispute", extra={"dispute_id": each.id, "reason": str(error)})
    return len(waiting)


async def _book(db: Db, told: DisputeResult, payment: store.Charged, *, now: datetime) -> None:
    put = await store.put_dispute(db, told, payment, now=now)
    if put is None:
        return
    if put.is_new:
        await ledger.post(db, [rules.disputed(told, payment, now=now)])
        await emit(db, await _moved(db, told, payment, DisputeState.OPEN, now=now))
    if told.state is DisputeState.OPEN:
        return
    if told.state is DisputeState.WON:
        await ledger.post(db, [rules.dispute_won(told, payment, now=now)])
    await emit(db, await _moved(db, told, payment, told.state, now=now))


async def _moved(
    db: Db, told: DisputeResult, payment: store.Charged, state: DisputeState, *, now: datetime
) -> DisputeMoved:
    """Tell of a dispute; it is about what its orders have left, unless it is about more than that."""
    given_back = {each.order_id: each.amount_minor for each in await store.refunds_of(db, payment.order_ids)}
    left = [amount_minor - given_back.get(order_id, 0) for order_id, amount_minor in payment.parts]
    weights = left if sum(left) >= told.amount_minor else payment.order_amounts
    shares = allocate(told.amount_minor, weights)
    return DisputeMoved(
        provider=payment.provider,
        dispute_id=told.id,
        purchase_id=payment.purchase_id,
        purpose=payment.purpose,
        state=state,
        currency=told.currency,
        parts=[
            DisputedPart(order_id=order_id, amount_minor=amount_minor)
            for order_id, amount_minor in zip(payment.order_ids, shares, strict=True)
            if amount_minor
        ],
        at=now,
    )


async def is_open(db: Db, purchase_id: PurchaseId) -> bool:
    """Tell whether a bank has taken something of a purchase and has not decided yet."""
    return await store.has_open_dispute(db, purchase_id)


async def listed(db: Db) -> list[Dispute]:
    """List disputes for operators, those that are open first, at most 200."""
    return await store.disputes(db, limit=LISTED_MAX)
