"""Does everybody say the same about the money: purchases, payments, orders, the books?"""

from vitrina.checkout import store
from vitrina.checkout.model import PurchaseStatus
from vitrina.kit.db import Db, Pool
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Breach
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.payments.model import PaymentStatus, PurchaseId
from vitrina.promotions import service as promotions

PAGE_SIZE = 1_000
MONEY_CAME = {PurchaseStatus.PAID, PurchaseStatus.REFUNDED}


async def audit_money(pool: Pool) -> list[Breach]:
    """Run `check_money` on one moment of a working instance: sales go on meanwhile."""
    async with pool.transaction() as db:
        await store.hold_still(db)
        return await check_money(db)


async def check_money(db: Db) -> list[Breach]:
    """Compare purchases with payments and orders, and all of them with the books. Empty: they agree.

    While others write, db must be a transaction of one moment, as `audit_money` opens it.
    """
    return [
        *await ledger.check(db),
        *await payments.check(db),
        *await orders.check(db),
        *await promotions.check(db),
        *await check_purchases(db),
    ]


async def check_purchases(db: Db) -> list[Breach]:
    """Compare purchases with their orders and payments. Empty: they agree."""
    breaches: list[Breach] = []
    after: PurchaseId | None = None
    while page := await store.audit_page(db, after=after, limit=PAGE_SIZE):
        after = page[-1].id
        ids = [purchase.id for purchase in page]
        attempts = await payments.latest_payments(db, ids)
        placed = await orders.placed_of(db, ids)
        for purchase in page:
            total = f"{purchase.total_minor} {purchase.currency}"
            orders_minor = sum(order.total_minor for order in placed[purchase.id])
            if orders_minor != purchase.total_minor:
                detail = f"purchase {total}, orders {orders_minor}"
                breaches.append(
                    Breach(rule="a purchase is its orders", subject=str(purchase.id), detail=detail)
                )
            payment = attempts.get(purchase.id)
            has_money = payment is not None and payment.status is PaymentStatus.CAPTURED
            is_whole = payment is not None and payment.amount_minor == purchase.total_minor
            if has_money != (purchase.status in MONEY_CAME) or not is_whole:
                detail = f"{purchase.status} {total}, payment {payment and payment.status}"
                rule = "a paid purchase is one captured payment"
                breaches.append(Breach(rule=rule, subject=str(purchase.id), detail=detail))
    return breaches
