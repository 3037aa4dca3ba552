"""What a creator sees of her money."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.affiliates import rules
from vitrina.affiliates.errors import CommissionNotFound
from vitrina.affiliates.model import (
    Adjustment,
    AdjustmentView,
    Commission,
    CommissionId,
    CommissionView,
    ConsideredView,
    Decision,
    DecisionView,
    Earnings,
    EarningsBalance,
    PlanKind,
    PlanView,
)
from vitrina.affiliates.order_model import OrderCommissions, OrderCommissionView
from vitrina.affiliates.store import commissions as store
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.storefront import service as storefront

ORDER_LINES_MAX = 200
BALANCE_KINDS = ("creator_reported", "creator_pending", "tip_pending", "creator_available", "creator_reserve")


async def earnings_of(db: Db, person: Person) -> Earnings:
    """Read a creator's balances from the ledger: her country's currency, and every other that is not zero."""
    home = person.country.currency if person.country else None
    accounts = {
        currency: [rules.creator_account(kind, person.id, currency) for kind in BALANCE_KINDS]
        for currency in Currency
    }
    amounts = await ledger.balances(db, [each for levels in accounts.values() for each in levels])
    shown: list[EarningsBalance] = []
    for currency, levels in accounts.items():
        reported, pending, tips, available, reserved = (Money(amounts[each], currency) for each in levels)
        if currency is home or any(amounts[each] for each in levels):
            shown.append(
                EarningsBalance(
                    currency=currency,
                    reported=reported,
                    pending=pending,
                    tips=tips,
                    available=available,
                    reserved=reserved,
                )
            )
    return Earnings(balances=shown, next_available_at=await store.next_hold(db, person.id))


async def commissions_of(
    db: Db, person: Person, *, before: tuple[datetime, CommissionId] | None, limit: int
) -> Page[CommissionView]:
    """List a creator's commissions, newest first, each with its arithmetic."""
    rows = await store.commissions_of(db, person.id, before=before, commission_id=None, limit=limit + 1)
    page = page_of(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


async def get_commission(db: Db, person: Person, *, commission_id: CommissionId) -> CommissionView:
    """Show one commission to its creator, or to an operator. Raises CommissionNotFound."""
    creator_id = person.id
    if Capability.OPERATE in person.capabilities:
        creator_id = await store.creator_of(db, commission_id) or person.id
    rows = await store.commissions_of(db, creator_id, before=None, commission_id=commission_id, limit=1)
    if not rows:
        raise CommissionNotFound
    return (await _views(db, rows))[0]


async def commissions_of_order(db: Db, *, order_id: OrderId, actor: Person) -> OrderCommissions:
    """Tell a shop who earns how much of an order. Raises OrderNotFound, NotForYou."""
    order = await orders.get_for_shop(db, order_id=order_id, actor=actor)
    found = await store.of_order(db, order.id, limit=ORDER_LINES_MAX)
    people = await identity.persons(db, list({each.creator_id for each in found}))
    return OrderCommissions(
        items=[
            OrderCommissionView(
                creator_handle=creator.handle if (creator := people.get(each.creator_id)) else None,
                product_title=each.product_title,
                base=Money(each.base_minor, each.currency),
                rate_bps=each.rate_bps,
                amount=Money(each.left_minor, each.currency),
                is_paid_by_platform=each.plan_kind is PlanKind.DEFAULT,
                state=each.state,
            )
            for each in found
        ]
    )


async def _views(db: Db, rows: Sequence[Commission]) -> list[CommissionView]:
    """Put commissions together with their corrections, decisions and pictures. Constant statements."""
    if not rows:
        return []
    corrections: dict[UUID, list[Adjustment]] = defaultdict(list)
    for each in await store.adjustments(db, [row.id for row in rows]):
        corrections[each.commission_id].append(each)
    decisions = {each.line_id: each for each in await store.decisions(db, [row.line_id for row in rows])}
    creator_ids = {touch.creator_id for each in decisions.values() for touch in each.touches}
    people = await identity.persons(db, list(creator_ids))
    cards = await storefront.product_cards(db, [ProductId(row.product_id) for row in rows])
    return [
        _view(
            row,
            corrections[row.id],
            _why(decisions[row.line_id], people),
            image_url=card.image_url if (card := cards.get(row.product_id)) else None,
        )
        for row in rows
    ]


def _why(decision: Decision, people: dict[PersonId, Person]) -> DecisionView:
    considered = [
        ConsideredView(
            id=touch.id,
            creator_handle=people[touch.creator_id].handle if touch.creator_id in people else "",
            at=touch.at,
            outcome=touch.outcome,
        )
        for touch in decision.touches
    ]
    return DecisionView(
        rule=decision.rule,
        winner_touch_id=decision.winner_touch_id,
        touches=considered,
        window_days=decision.window_days,
    )


def _view(
    row: Commission, corrections: Sequence[Adjustment], decision: DecisionView, *, image_url: str | None
) -> CommissionView:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor, row.currency)

    return CommissionView(
        id=row.id,
        order_code=row.order_code,
        product_title=row.product_title,
        image_url=image_url,
        surface=row.surface,
        video_id=row.video_id,
        room_id=row.room_id,
        state=row.state,
        price_paid=money(row.price_paid_minor),
        discount=money(row.discount_minor),
        tax_rate_bps=row.tax_rate_bps,
        tax=money(row.tax_minor),
        base=money(row.base_minor),
        rate_bps=row.rate_bps,
        plan=PlanView(kind=row.plan_kind, version=row.plan_version, locked_until=row.locked_until),
        original_amount=money(row.amount_minor),
        amount=money(row.amount_minor - row.reversed_minor),
        adjustments=[
            AdjustmentView(reason=each.reason, amount=money(each.amount_minor), at=each.at)
            for each in corrections
        ],
        hold_until=row.hold_until,
        hold_reason=row.hold_reason,
        available_at=row.available_at,
        created_at=row.created_at,
        decision=decision,
    )
