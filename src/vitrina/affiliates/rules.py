"""Decisions about commissions: who wins, how much, what a refund takes back."""

from base64 import urlsafe_b64decode
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.affiliates.model import (
    Agreement,
    Commission,
    CommissionId,
    CommissionState,
    Considered,
    Decision,
    Disclosure,
    Freeze,
    Grant,
    HoldReason,
    Nothing,
    Outcome,
    PlanKind,
    Promise,
    Rule,
    Surface,
    Terms,
    Touch,
)
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.money import divide_half_up, share
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line
from vitrina.live.model import SHOW_LONGEST
from vitrina.orders.model import OrderPaid, PaidLine
from vitrina.payments.disputed import DisputeState

CLIP_WINDOW = timedelta(days=7)  # domain rule B1.4
LIVE_WINDOW = timedelta(days=1)
REPLAY_WINDOW = timedelta(days=7)
CART_WINDOW = timedelta(days=30)
LINK_WINDOW = timedelta(days=7)
WINDOWS = {
    Surface.CLIP: CLIP_WINDOW,
    Surface.LINK: LINK_WINDOW,
    Surface.LIVE: LIVE_WINDOW,
    Surface.REPLAY: REPLAY_WINDOW,
}
GRANT_TIME = timedelta(days=30)  # domain rule B1.3
AGREED_VERSION = 1  # An agreement is made once for its show and never changed.


class Sale(Struct, frozen=True, kw_only=True):
    """What a decision is about: one paid line, its buyer, and the shop's owner."""

    order: OrderPaid
    line: PaidLine
    shop_owner_id: PersonId
    creator_emails: dict[PersonId, str]


def decide(sale: Sale, touches: Sequence[Touch], freeze: Freeze | None) -> Decision:
    """Choose who earns from a line. Source: domain rules B1.4 and B1.7.

    touches: every touch of the buyer or visitor on this product, any order; those after the payment have no
    part in it. A frozen touch wins over later ones; else the last one inside its window. A winner that may
    not earn leaves the line without commission: the sale was hers, so nobody else takes it.
    """
    paid_at = sale.order.paid_at
    frozen = freeze if freeze and freeze.expires_at > paid_at else None
    until_paid = [touch for touch in touches if touch.at <= paid_at]
    ordered = sorted(until_paid, key=lambda touch: (touch.at, touch.id), reverse=True)
    winner = next((touch for touch in ordered if _may_win(touch, frozen, paid_at)), None)
    considered = [
        Considered(
            id=touch.id,
            creator_id=touch.creator_id,
            at=touch.at,
            outcome=_outcome(touch, winner, frozen, sale),
        )
        for touch in ordered
    ]
    has_won = any(each.outcome is Outcome.WON for each in considered)
    won_by = Rule.FROZEN_TOUCH if frozen else Rule.LAST_TOUCH
    return Decision(
        line_id=sale.line.line_id,
        order_id=sale.order.order_id,
        rule=won_by if winner else Rule.NO_TOUCH,
        winner_touch_id=winner.id if winner and has_won else None,
        touches=considered,
        window_days=_window(winner, frozen).days,
        decided_at=paid_at,
    )


def _window(winner: Touch | None, frozen: Freeze | None) -> timedelta:
    if frozen:
        return CART_WINDOW
    return WINDOWS[winner.surface] if winner else CLIP_WINDOW


def _may_win(touch: Touch, frozen: Freeze | None, paid_at: datetime) -> bool:
    if frozen:
        return touch.id == frozen.touch_id
    return paid_at < touch.expires_at


def _outcome(touch: Touch, winner: Touch | None, frozen: Freeze | None, sale: Sale) -> Outcome:
    if winner is None or touch.id != winner.id:
        if frozen and touch.at > frozen.frozen_at:
            return Outcome.AFTER_CART
        is_expired = touch.expires_at <= sale.order.paid_at
        return Outcome.EXPIRED if is_expired and not frozen else Outcome.EARLIER
    buyer_email = sale.order.buyer_email.lower()
    if (
        touch.creator_id == sale.order.buyer_id
        or sale.creator_emails.get(touch.creator_id, "") == buyer_email
    ):
        return Outcome.OWN_PURCHASE
    if touch.creator_id == sale.shop_owner_id:
        return Outcome.OWN_SHOP
    if not touch.is_earning or touch.rate_bps is None:
        return Outcome.NOT_EARNING
    return Outcome.WON


def grants(
    before: Sequence[Terms], promoters: Collection[tuple[PersonId, ProductId]], *, now: datetime
) -> list[Grant]:
    """Keep terms that are about to be cut, for the creators who show the product. Domain rule B1.3."""
    terms = {each.product_id: each for each in before}
    return [
        Grant(
            creator_id=creator_id,
            product_id=product_id,
            plan_kind=terms[product_id].kind,
            plan_version=terms[product_id].version,
            rate_bps=terms[product_id].rate_bps,
            granted_at=now,
            locked_until=now + GRANT_TIME,
        )
        for creator_id, product_id in promoters
        if product_id in terms
    ]


def promise(terms: Terms | None, kept: Sequence[Grant], agreed: Agreement | None = None) -> Promise | None:
    """Choose what a tap earns by: the terms of the day, unless a grant in force keeps a better rate.

    agreed: what shop and creator agreed for the show it happens in; it wins, also where it is less.
    """
    if agreed:
        return Promise(
            plan_kind=PlanKind.AGREED,
            plan_version=AGREED_VERSION,
            rate_bps=agreed.rate_bps,
            locked_until=None,
        )
    best = max(kept, key=lambda grant: (grant.rate_bps, grant.locked_until), default=None)
    if best and (terms is None or best.rate_bps > terms.rate_bps):
        return Promise(
            plan_kind=best.plan_kind,
            plan_version=best.plan_version,
            rate_bps=best.rate_bps,
            locked_until=best.locked_until,
        )
    if terms is None:
        return None
    return Promise(
        plan_kind=terms.kind, plan_version=terms.version, rate_bps=terms.rate_bps, locked_until=None
    )


def commission(sale: Sale, touch: Touch, *, id: CommissionId, terms_now: Terms | None) -> Commission | None:
    """Compute the commission of a won line: half up of the base, per line. None when it rounds to nothing.

    A plan that was raised after the touch counts at once, under its own name; one that was cut does not touch
    what was promised. Source: domain rules B1.1 and B1.3.
    """
    plan = _best_of(touch, terms_now)
    amount_minor = earned(sale.line, plan)
    if amount_minor == 0:
        return None
    line = sale.line
    return Commission(
        id=id,
        line_id=line.line_id,
        order_id=sale.order.order_id,
        order_code=sale.order.order_code,
        shop_id=sale.order.shop_id,
        creator_id=touch.creator_id,
        surface=touch.surface,
        video_id=touch.video_id,
        room_id=touch.room_id,
        product_id=line.product_id,
        product_title=line.title,
        currency=sale.order.currency,
        price_paid_minor=line.paid_minor,
        discount_minor=line.discount_minor,
        tax_rate_bps=line.tax_rate_bps,
        tax_minor=line.tax_minor,
        base_minor=line.base_minor,
        plan_kind=plan.plan_kind,
        plan_version=plan.plan_version,
        rate_bps=plan.rate_bps,
        locked_until=plan.locked_until,
        amount_minor=amount_minor,
        reversed_minor=0,
        state=CommissionState.PENDING,
        hold_until=None,
        hold_reason=HoldReason.WAITING_DELIVERY,
        available_at=None,
        created_at=sale.order.paid_at,
    )


def earned(line: PaidLine, plan: Promise) -> int:
    """Say what a line earns by a promise: half up of its base. What is foretold and what is booked."""
    amount_minor = share(line.base_minor, plan.rate_bps)
    if plan.plan_kind is PlanKind.DEFAULT:
        return min(amount_minor, line.fee_minor)  # It is paid from the fee and cannot exceed it.
    return amount_minor


def nothing_because(promised: Promise | None, *, is_own_shop: bool, is_earning: bool) -> Nothing | None:
    """Say why a creator would keep nothing of a sale, as its decision would; None where she would."""
    if is_own_shop:
        return Nothing.OWN_SHOP
    if promised is None:
        return Nothing.NO_PLAN
    return None if is_earning else Nothing.NOT_EARNING


def _best_of(touch: Touch, terms_now: Terms | None) -> Promise:
    assert touch.rate_bps is not None and touch.plan_kind is not None
    is_agreed = touch.plan_kind is PlanKind.AGREED
    if terms_now and not is_agreed and terms_now.rate_bps > touch.rate_bps:
        return Promise(
            plan_kind=terms_now.kind,
            plan_version=terms_now.version,
            rate_bps=terms_now.rate_bps,
            locked_until=None,
        )
    return Promise(
        plan_kind=touch.plan_kind,
        plan_version=touch.plan_version or 0,
        rate_bps=touch.rate_bps,
        locked_until=touch.locked_until,
    )


def reversal(commission: Commission, *, refunded_base_minor: int) -> int:
    """Say how much more to take back when `refunded_base_minor` of the base is refunded in all.

    Cumulative, so that partial refunds add up and a full refund ends at zero. Source: domain rule B1.6.
    """
    due = divide_half_up(commission.amount_minor * refunded_base_minor, commission.base_minor)
    return max(due - commission.reversed_minor, 0)


def source(commission: Commission) -> str:
    """Name whose money the journals move: the order's, so that its books add up to what it brought."""
    return f"order:{commission.order_id}"


def source_account(commission: Commission) -> Account:
    """Name who pays: the shop, or the platform's fee for the default plan."""
    if commission.plan_kind is PlanKind.DEFAULT:
        return Account(kind="fee_pending", owner="", currency=commission.currency)
    return Account(kind="seller_pending", owner=str(commission.shop_id), currency=commission.currency)


def _payer(commission: Commission, *, has_matured: bool) -> Account:
    pending = source_account(commission)
    own = {"fee_pending": "fee_income", "seller_pending": "seller_available"}
    return Account(
        kind=own[pending.kind] if has_matured else pending.kind,
        owner=pending.owner,
        currency=pending.currency,
    )


def creator_account(kind: str, creator_id: PersonId, currency: Currency) -> Account:
    """Name a creator's account: creator_pending or creator_available."""
    return Account(kind=kind, owner=str(creator_id), currency=currency)


def accrual(commission: Commission) -> Journal:
    """Move a commission from who pays it to the creator's pending balance."""
    pending = creator_account("creator_pending", commission.creator_id, commission.currency)
    return _move(f"commission:{commission.id}:accrued", source_account(commission), pending, commission)


def release(commission: Commission, *, aside_minor: int = 0, now: datetime) -> Journal | None:
    """Move what is left of a commission from pending to available. None: all of it is set aside."""
    amount_minor = commission.amount_minor - commission.reversed_minor - aside_minor
    if not amount_minor:
        return None
    pending = creator_account("creator_pending", commission.creator_id, commission.currency)
    available = creator_account("creator_available", commission.creator_id, commission.currency)
    return Journal(
        key=f"commission:{commission.id}:available",
        kind="commission_available",
        source=f"order:{commission.order_id}",
        lines=_transfer(pending, available, amount_minor),
        effective_at=now,
    )


def take_back(
    commission: Commission, *, key: str, amount_minor: int, has_matured: bool = False, now: datetime
) -> Journal:
    """Move a reversed part back to who paid it; forced once the creator already had it available.

    has_matured: the order's money had been handed over, so it is the payer's own and no longer pending.
    """
    is_available = commission.state is CommissionState.AVAILABLE
    kind = "creator_available" if is_available else "creator_pending"
    creator = creator_account(kind, commission.creator_id, commission.currency)
    return Journal(
        key=key,
        kind="commission_reversed",
        source=f"order:{commission.order_id}",
        lines=_transfer(creator, _payer(commission, has_matured=has_matured), amount_minor),
        is_forced=is_available,
        effective_at=now,
    )


def disputed(
    commission: Commission,
    state: DisputeState,
    *,
    key: str,
    amount_minor: int,
    has_matured: bool,
    now: datetime,
) -> Journal:
    """Set a disputed part of a commission aside, give it back, or take it back. Forced: other sales pay.

    The shop had set the whole of its share aside, the creator's part of that included: what a creator sets
    aside the shop need not. A commission of the default plan was the platform's fee.
    """
    is_available = commission.state is CommissionState.AVAILABLE
    own = creator_account(
        "creator_available" if is_available else "creator_pending", commission.creator_id, commission.currency
    )
    aside = creator_account("creator_reserve", commission.creator_id, commission.currency)
    shop = Account(kind="seller_reserve", owner=str(commission.shop_id), currency=commission.currency)
    payer = _payer(commission, has_matured=has_matured)
    is_of_shop = commission.plan_kind is not PlanKind.DEFAULT
    match state:
        case DisputeState.OPEN:
            lines = _transfer(own, aside, amount_minor)
            lines += _transfer(shop, payer, amount_minor) if is_of_shop else []
        case DisputeState.WON:
            lines = _transfer(aside, own, amount_minor)
            lines += _transfer(payer, shop, amount_minor) if is_of_shop else []
        case DisputeState.LOST:
            given_up = Account(kind="fee_refunds", owner="", currency=commission.currency)
            lines = _transfer(aside, shop if is_of_shop else given_up, amount_minor)
    return Journal(
        key=key,
        kind=f"commission_dispute_{state}",
        source=f"order:{commission.order_id}",
        lines=lines,
        effective_at=now,
        is_forced=True,
    )


def _move(key: str, source: Account, target: Account, commission: Commission) -> Journal:
    return Journal(
        key=key,
        kind="commission_accrued",
        # The order's word, as orders uses it: what commissions leave of an order's money matures by it.
        source=f"order:{commission.order_id}",
        lines=_transfer(source, target, commission.amount_minor),
        # A cancellation may have emptied the source already; its own reversal follows in the log.
        is_forced=True,
        effective_at=commission.created_at,
    )


def _transfer(source: Account, target: Account, amount_minor: int) -> list[Line]:
    """Two lines between liabilities: a debit lowers the source, a credit raises the target."""
    return [
        Line(account=source, amount_minor=amount_minor),
        Line(account=target, amount_minor=-amount_minor),
    ]


def disclosures(*, owns_a_shop_shown: bool, earns: bool) -> list[Disclosure]:
    """Compute the labels of a clip. Source: domain rule B1.8."""
    labels = [(Disclosure.OWN_BRAND, owns_a_shop_shown), (Disclosure.COMMISSION, earns)]
    return [label for label, applies in labels if applies]


def sharer(code: str) -> PersonId | None:
    """Read who shared a link: her id in 22 letters, which stays hers whatever her handle becomes."""
    try:
        return PersonId(UUID(bytes=urlsafe_b64decode(code + "==")))
    except ValueError:
        return None


def frozen_until(frozen_at: datetime) -> datetime:
    """Say until when a cart line keeps its touch."""
    return frozen_at + CART_WINDOW


def touch_until(at: datetime, surface: Surface = Surface.CLIP) -> datetime:
    """Say until when a tap can earn; in a live show at most, for that ends when the show does."""
    if surface is Surface.LIVE:
        return at + SHOW_LONGEST + LIVE_WINDOW
    return at + WINDOWS[surface]


def in_time(touch: Touch, ended_at: datetime | None) -> Touch:
    """Let a tap in a live show earn until a day after its end. ended_at: None while it goes on."""
    if touch.surface is not Surface.LIVE or ended_at is None:
        return touch
    until = max(ended_at + LIVE_WINDOW, touch.at)
    return msgspec.structs.replace(touch, expires_at=min(touch.expires_at, until))
