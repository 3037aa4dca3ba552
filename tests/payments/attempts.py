"""A payment to be made."""

from datetime import UTC, datetime
from uuid import uuid4

from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.payments import service as payments
from vitrina.payments.model import ChargeResult, NewPayment, Payment, PaymentId, PurchaseId, Settled

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


async def opened(pool: Pool, amount_minor: int = 1000, *, orders: int = 1) -> Payment:
    """Open a payment for so many orders that share it equally."""
    purchase_id = PurchaseId(new_id())
    part = amount_minor // orders
    parts = [(uuid4(), part) for _ in range(orders - 1)]
    parts.append((uuid4(), amount_minor - part * (orders - 1)))
    new = NewPayment(
        id=PaymentId(new_id()),
        purchase_id=purchase_id,
        amount_minor=amount_minor,
        currency=Currency.MXN,
        parts=parts,
    )
    async with pool.transaction() as db:
        await payments.open_payments(db, [new], now=NOW)
        return (await payments.latest_payments(db, [purchase_id]))[purchase_id]


async def again(pool: Pool, payment: Payment) -> Payment:
    """Read the last attempt of a payment's purchase."""
    async with pool.transaction() as db:
        return (await payments.latest_payments(db, [payment.purchase_id]))[payment.purchase_id]


async def settle(db: Db, *results: ChargeResult) -> list[Settled]:
    """Settle and book, as checkout does."""
    moved = await payments.settle(db, results, now=NOW)
    await ledger.post(db, [each.journal for each in moved if each.journal])
    return moved
