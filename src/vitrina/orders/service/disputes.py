"""What a dispute means for the shops whose orders it is about."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.money import allocate
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Journal
from vitrina.orders import rules, store
from vitrina.orders.model import Order, OrderId
from vitrina.payments.disputed import DisputedPart, DisputeMoved
from vitrina.payments.model import PaymentPurpose


async def follow_disputes(db: Db, facts: Sequence[DisputeMoved], *, now: datetime) -> None:
    """Set a shop's share of a disputed sum aside, give it back when that is won, let it go when it is lost.

    The shop bears what creators earned of it. Before and after the order matured; its other sales pay where
    it has nothing left.
    """
    facts = [fact for fact in facts if fact.purpose is PaymentPurpose.PURCHASE]
    ids = [OrderId(part.order_id) for fact in facts for part in fact.parts]
    found = {order.id: order for order in await store.by_id(db, ids)} if ids else {}
    journals: list[Journal] = []
    for fact in facts:
        for part in fact.parts:
            order = found[OrderId(part.order_id)]
            shop_minor = _shop_share(order, part)
            fee_minor = part.amount_minor - shop_minor
            journals.append(rules.dispute(order, fact, shop_minor=shop_minor, fee_minor=fee_minor, now=now))
    await ledger.post(db, journals)


def _shop_share(order: Order, part: DisputedPart) -> int:
    return allocate(part.amount_minor, [order.worth_minor - order.fee_minor, order.fee_minor])[0]
