"""Do the books say of every order what the order says of itself?"""

from collections.abc import Mapping

from vitrina.kit.db import Db
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Breach
from vitrina.orders import refund_rules, rules, store
from vitrina.orders.model import OrderAudit, OrderId, OrderStatus

PAGE_SIZE = 1_000
PENDING = ["seller_pending", "fee_pending", "creator_pending"]
LOST = "fee_refunds"
OWNED = ["seller_available", "seller_reserve", "creator_available", "creator_reserve", "fee_income"]


async def check(db: Db) -> list[Breach]:
    """Compare every order with the books.

    What a paid order brought less its refunds is with its shop, its creators and the platform, to the cent; a
    cancelled one left nothing with them; a matured one left nothing pending with shop and platform; none is
    owed anything.
    """
    breaches: list[Breach] = []
    after: OrderId | None = None
    while page := await store.audit_page(db, after=after, limit=PAGE_SIZE):
        after = page[-1].id
        sources = [rules.source(order.id) for order in page]
        sums = await ledger.sums_by_source(db, sources, [*PENDING, *OWNED, LOST])
        owed = await ledger.balances(db, [_liability(order.id, order.currency) for order in page])
        for order in page:
            owed_minor = owed[_liability(order.id, order.currency)]
            breaches.extend(_breaches(order, sums, owed_minor))
    return breaches


def _liability(order_id: OrderId, currency: Currency) -> Account:
    return Account(kind="order_liability", owner=str(order_id), currency=currency)


def _breaches(order: OrderAudit, sums: Mapping[tuple[str, str], int], owed_minor: int) -> list[Breach]:
    source = rules.source(order.id)
    is_kept = order.paid_at is not None and order.status is not OrderStatus.CANCELLED
    brought_minor = order.worth_minor - order.refunded_worth_minor if is_kept else 0
    # What a dispute took of a fee stands beside the fee, which matures all the same.
    found_minor = sum(sums.get((source, kind), 0) for kind in (*PENDING, *OWNED))
    found_minor -= sums.get((source, LOST), 0)
    found: list[Breach] = []
    if found_minor != brought_minor:
        detail = f"brought {brought_minor}, shared out {found_minor} {order.currency}"
        found.append(Breach(rule="an order is shared out to the cent", subject=order.code, detail=detail))
    promo_minor = refund_rules.refunded_promo(order, order.refunded_worth_minor)
    if not order.given_back_minor == order.refunded_minor == order.refunded_worth_minor - promo_minor:
        counted = f"counted {order.refunded_minor}, of lines and shipping {order.refunded_worth_minor}"
        detail = f"refunds {order.given_back_minor}, {counted} {order.currency}"
        found.append(Breach(rule="refunds add up to what is counted", subject=order.code, detail=detail))
    if order.matured_at is not None:
        for kind in ("seller_pending", "fee_pending"):
            if left := sums.get((source, kind), 0):
                detail = f"{kind} {left} {order.currency}"
                rule = "a matured order leaves nothing pending"
                found.append(Breach(rule=rule, subject=order.code, detail=detail))
    if owed_minor:
        detail = f"owed {owed_minor} {order.currency}"
        found.append(Breach(rule="no order is owed anything", subject=order.code, detail=detail))
    return found
