"""Commissions from sale to available: attribute, hold, release, reverse."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.affiliates import rules
from vitrina.affiliates.model import (
    Adjustment,
    Commission,
    CommissionEarned,
    CommissionId,
    CommissionsAvailable,
    Decision,
    Freeze,
    HoldReason,
    PlanKind,
    RefundPreview,
    Touch,
    TouchId,
)
from vitrina.affiliates.service.plans import terms_of
from vitrina.affiliates.store import commissions as store
from vitrina.affiliates.store import reserves
from vitrina.affiliates.store import touches as touch_store
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.ledger import service as ledger
from vitrina.live import service as live
from vitrina.orders import service as orders
from vitrina.orders.model import (
    OrderCancelled,
    OrderDelivered,
    OrderId,
    OrderPaid,
    OrderPaused,
    OrderResumed,
    OrderShipped,
)
from vitrina.orders.parcels import ParcelRecalled
from vitrina.orders.refund_model import OrderRefunded, RefundParts
from vitrina.shops import service as shops

BATCH_SIZE = 200
MAX_BATCHES = 500  # 100,000 commissions a run; the next run takes the rest
LOOK_BACK = rules.CART_WINDOW + rules.CLIP_WINDOW


async def attribute_orders(db: Db, facts: Sequence[OrderPaid]) -> None:
    """Decide who earns from every line of paid orders, and accrue their commissions. Set-based."""
    if not facts:
        return
    sales = await _sales(db, facts)
    freezes = await _freezes(db, sales)
    touches = await _touches(db, sales, freezes)
    emails = await _creator_emails(db, touches)
    sales = [msgspec.structs.replace(sale, creator_emails=emails) for sale in sales]
    decisions = [
        rules.decide(sale, touches[sale.line.line_id], freezes.get(sale.line.line_id)) for sale in sales
    ]
    await store.add_decisions(db, decisions)
    commissions = await _commissions(db, sales, decisions, touches)
    if not commissions:
        return
    await store.add_commissions(db, commissions)
    await ledger.post(db, [rules.accrual(each) for each in commissions])
    await live.note_earnings(db, {each.line_id: each.amount_minor for each in commissions if each.room_id})
    await emit(db, *[_earned(each) for each in commissions])


async def _sales(db: Db, facts: Sequence[OrderPaid]) -> list[rules.Sale]:
    owners = await shops.shops_by_id(db, list({fact.shop_id for fact in facts}))
    return [
        rules.Sale(order=fact, line=line, shop_owner_id=owners[fact.shop_id].owner_id, creator_emails={})
        for fact in facts
        for line in fact.lines
    ]


async def _freezes(db: Db, sales: Sequence[rules.Sale]) -> dict[UUID, Freeze]:
    """Take the frozen touch of each line that came from a cart; bought, the line keeps nothing any more."""
    lines: dict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    for sale in sales:
        if sale.line.cart_id:
            lines[sale.line.cart_id, sale.line.variant_id].append(sale.line.line_id)
    taken = await touch_store.take_freezes(db, list(lines)) if lines else []
    return {line_id: each for each in taken for line_id in lines[each.cart_id, each.variant_id]}


async def _touches(
    db: Db, sales: Sequence[rules.Sale], freezes: dict[UUID, Freeze]
) -> dict[UUID, list[Touch]]:
    """Read the touches that each line's decision considers, the frozen one included."""
    found: dict[UUID, set[TouchId]] = defaultdict(set)
    asked = [
        (sale.line.line_id, sale.line.product_id, sale.line.touch_id, sale.order.buyer_id) for sale in sales
    ]
    since = min(sale.order.paid_at for sale in sales) - LOOK_BACK
    for each in await touch_store.touches_of_lines(db, asked, since=since):
        found[each.line_id].add(each.touch_id)
    for line_id, freeze in freezes.items():
        found[line_id].add(freeze.touch_id)
    known = {
        touch.id: touch
        for touch in await touch_store.touches(db, list({each for ids in found.values() for each in ids}))
    }
    ends = await live.ends_of(db, list({each.room_id for each in known.values() if each.room_id}))
    known = {
        each.id: rules.in_time(each, ends.get(each.room_id) if each.room_id else None)
        for each in known.values()
    }
    product_of: dict[UUID, ProductId] = {sale.line.line_id: sale.line.product_id for sale in sales}
    return defaultdict(
        list,
        {
            line_id: [known[each] for each in ids if known[each].product_id == product_of[line_id]]
            for line_id, ids in found.items()
        },
    )


async def _creator_emails(db: Db, touches: dict[UUID, list[Touch]]) -> dict[PersonId, str]:
    creator_ids = {touch.creator_id for considered in touches.values() for touch in considered}
    creators = await identity.persons(db, list(creator_ids))
    return {creator.id: creator.email.lower() for creator in creators.values()}


async def _commissions(
    db: Db,
    sales: Sequence[rules.Sale],
    decisions: Sequence[Decision],
    touches: dict[UUID, list[Touch]],
) -> list[Commission]:
    won = [
        (sale, next(t for t in touches[sale.line.line_id] if t.id == decision.winner_touch_id))
        for sale, decision in zip(sales, decisions, strict=True)
        if decision.winner_touch_id
    ]
    products = list({(sale.line.product_id, sale.order.shop_id) for sale, _ in won})
    terms_now = await terms_of(db, products, default_plan_bps=0)
    computed = [
        rules.commission(
            sale,
            touch,
            id=CommissionId(new_id()),
            terms_now=terms_now.get(sale.line.product_id),
        )
        for sale, touch in won
    ]
    return [each for each in computed if each]


def _earned(commission: Commission) -> CommissionEarned:
    return CommissionEarned(
        commission_id=commission.id,
        creator_id=commission.creator_id,
        amount_minor=commission.amount_minor,
        currency=commission.currency,
        product_title=commission.product_title,
        at=commission.created_at,
    )


HoldFact = OrderShipped | OrderDelivered | OrderPaused | OrderResumed | ParcelRecalled


async def hold_commissions(db: Db, facts: Sequence[HoldFact]) -> None:
    """Date the commissions of orders that were shipped or delivered; the last fact of an order counts.

    What was not shipped after all has no date again.

    While a buyer gives something back they have no date, whatever else is said of their order.
    """
    holds: dict[UUID, store.Hold] = {}
    for fact in facts:
        before = holds.get(fact.order_id)
        is_resumed = isinstance(fact, OrderResumed)
        if before and before.reason is HoldReason.RETURN_OPEN and not is_resumed:
            continue
        holds[fact.order_id] = store.Hold(
            order_id=fact.order_id,
            until=None if isinstance(fact, OrderPaused | ParcelRecalled) else fact.return_until,
            reason=_hold_reason(fact),
            ends_pause=is_resumed or (before is not None and before.ends_pause),
        )
    if holds:
        await store.set_hold(db, list(holds.values()))


def _hold_reason(fact: HoldFact) -> HoldReason:
    if isinstance(fact, OrderPaused):
        return HoldReason.RETURN_OPEN
    if isinstance(fact, ParcelRecalled):
        return HoldReason.WAITING_DELIVERY
    is_delivered = isinstance(fact, OrderDelivered) or (isinstance(fact, OrderResumed) and fact.is_delivered)
    return HoldReason.RETURN_WINDOW if is_delivered else HoldReason.TRANSIT_MAX


async def release_due(pool: Pool, *, now: datetime) -> int:
    """Make every commission whose hold is over the creator's own money. Returns how many."""
    released_count = 0
    for _ in range(MAX_BATCHES):
        async with pool.transaction() as db:
            due = await store.take_due(db, now=now, limit=BATCH_SIZE)
            await _release(db, due, now)
        released_count += len(due)
        if len(due) < BATCH_SIZE:
            break
    return released_count


async def _release(db: Db, due: Sequence[Commission], now: datetime) -> None:
    if not due:
        return
    aside = await reserves.set_aside(db, [each.id for each in due])
    released = [rules.release(each, aside_minor=aside.get(each.id, 0), now=now) for each in due]
    await ledger.post(db, [each for each in released if each])
    of_creator: dict[tuple[str, UUID], list[Commission]] = defaultdict(list)
    for each in due:
        of_creator[each.currency, each.creator_id].append(each)
    facts = [
        CommissionsAvailable(
            creator_id=group[0].creator_id, commission_ids=[each.id for each in group], at=now
        )
        for group in of_creator.values()
    ]
    await emit(db, *facts)


async def reverse_commissions(db: Db, facts: Sequence[OrderCancelled], now: datetime) -> None:
    """Take back the commissions of cancelled orders whole, by adjustments; the rows are never edited."""
    if not facts:
        return
    found = await store.commissions_of_orders(db, [fact.order_id for fact in facts])
    await _take_back(
        db,
        [
            Reversal(
                key=f"commission:{each.id}:reversed:order_cancelled",
                commission=each,
                reason="order_cancelled",
                refunded_base_minor=each.base_minor,
            )
            for each in found
        ],
        now,
    )


async def reverse_refunded(db: Db, facts: Sequence[OrderRefunded], now: datetime) -> None:
    """Take back from creators their part of what orders gave back, by adjustments; one refund at a time.

    In the order of the log: each says how much of a line's base is refunded in all. Source: domain rule B1.6.
    """
    for fact in facts:
        base_minor: dict[UUID, int] = {line.line_id: line.refunded_base_minor for line in fact.lines}
        found = await store.commissions_of_orders(db, [fact.order_id]) if base_minor else []
        reversals = [
            Reversal(
                key=f"commission:{each.id}:reversed:refund:{fact.refund_id}",
                commission=each,
                reason="refund",
                refunded_base_minor=base_minor[each.line_id],
                has_matured=fact.has_matured,
            )
            for each in found
            if each.line_id in base_minor
        ]
        await _take_back(db, reversals, now)


class Reversal(Struct, frozen=True, kw_only=True):
    """What is to be taken back of a commission. refunded_base_minor: of its line, in all."""

    key: str
    commission: Commission
    reason: str
    refunded_base_minor: int
    has_matured: bool = False

    @property
    def amount_minor(self) -> int:
        """How much more than was taken back before."""
        return rules.reversal(self.commission, refunded_base_minor=self.refunded_base_minor)


async def _take_back(db: Db, reversals: Sequence[Reversal], now: datetime) -> None:
    due = {each.key: each for each in reversals if each.amount_minor}
    if not due:
        return
    adjustments = [
        Adjustment(
            key=each.key,
            commission_id=each.commission.id,
            reason=each.reason,
            amount_minor=-each.amount_minor,
            at=now,
        )
        for each in due.values()
    ]
    new_keys = await store.add_adjustments(db, adjustments)
    journals = [
        rules.take_back(
            due[key].commission,
            key=key,
            amount_minor=due[key].amount_minor,
            has_matured=due[key].has_matured,
            now=now,
        )
        for key in sorted(new_keys)
    ]
    await ledger.post(db, journals)


async def foresee_refund(db: Db, *, order_id: OrderId, actor: Person, wanted: RefundParts) -> RefundPreview:
    """Tell a shop who would bear how much of a refund; nothing is written. Raises as orders' own does."""
    order, division = await orders.foresee_refund(db, order_id=order_id, actor=actor, wanted=wanted)
    base_minor: dict[UUID, int] = {line.line_id: line.refunded_base_minor for line in division.lines}
    found = await store.commissions_of_orders(db, [order_id])
    due = {
        each.id: rules.reversal(each, refunded_base_minor=base_minor[each.line_id])
        for each in found
        if each.line_id in base_minor
    }
    from_fee = sum(due[each.id] for each in found if each.id in due and each.plan_kind is PlanKind.DEFAULT)
    creators_minor = sum(due.values())
    worth_minor = division.amount_minor + division.promo_minor
    shop_minor = worth_minor - division.fee_minor - (creators_minor - from_fee)
    return RefundPreview(
        amount=Money(division.amount_minor, order.currency),
        shop=Money(shop_minor, order.currency),
        platform=Money(division.fee_minor - from_fee, order.currency),
        creators=Money(creators_minor, order.currency),
    )
