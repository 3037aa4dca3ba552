"""Commissions of disputed orders: set aside, given back, or taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.affiliates import rules
from vitrina.affiliates.model import Adjustment, Commission, Reserve
from vitrina.affiliates.store import commissions as store
from vitrina.affiliates.store import reserves as reserve_store
from vitrina.kit.db import Db
from vitrina.ledger import service as ledger
from vitrina.orders.refund_model import OrderDisputed
from vitrina.payments.disputed import DisputeState


async def follow_disputed(db: Db, facts: Sequence[OrderDisputed], now: datetime) -> None:
    """Set a creator's part of what is disputed aside, and let it follow the order's when that is decided.

    In the order of the log, one at a time. Lost, it is taken back as by a refund. Source: domain rule B1.6.
    """
    for fact in facts:
        found = {each.id: each for each in await store.commissions_of_orders(db, [fact.order_id])}
        if fact.state is DisputeState.OPEN:
            await _set_aside(db, fact, list(found.values()), now)
            continue
        closed = await reserve_store.close(db, _key(fact), list(found), fact.state)
        if fact.state is DisputeState.LOST:
            await store.add_adjustments(db, [_adjustment(each, now) for each in closed])
        await _post(db, fact, [(found[each.commission_id], each.amount_minor) for each in closed], now)


async def _set_aside(db: Db, fact: OrderDisputed, found: Sequence[Commission], now: datetime) -> None:
    base_minor: dict[UUID, int] = {line.line_id: line.refunded_base_minor for line in fact.lines}
    aside = await reserve_store.set_aside(db, [each.id for each in found])
    reserves: list[Reserve] = []
    for each in found:
        if each.line_id not in base_minor:
            continue
        gone_minor = rules.reversal(each, refunded_base_minor=base_minor[each.line_id])
        amount_minor = gone_minor - aside.get(each.id, 0)
        if amount_minor > 0:
            reserves.append(Reserve(key=_key(fact), commission_id=each.id, amount_minor=amount_minor))
    new = set(await reserve_store.add(db, reserves, now=now))
    known = {each.id: each for each in found}
    moved = [(known[each.commission_id], each.amount_minor) for each in reserves if each.commission_id in new]
    await _post(db, fact, moved, now)


async def _post(db: Db, fact: OrderDisputed, moved: Sequence[tuple[Commission, int]], now: datetime) -> None:
    key = f"{_key(fact)}:{fact.state}"
    await ledger.post(
        db,
        [
            rules.disputed(
                commission,
                fact.state,
                key=f"commission:{commission.id}:{key}",
                amount_minor=amount_minor,
                has_matured=fact.has_matured,
                now=now,
            )
            for commission, amount_minor in moved
        ],
    )


def _key(fact: OrderDisputed) -> str:
    return f"dispute:{fact.provider}:{fact.dispute_id}"


def _adjustment(reserve: Reserve, now: datetime) -> Adjustment:
    return Adjustment(
        key=f"commission:{reserve.commission_id}:reversed:{reserve.key}",
        commission_id=reserve.commission_id,
        reason="chargeback",
        amount_minor=-reserve.amount_minor,
        at=now,
    )
