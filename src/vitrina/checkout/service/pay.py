"""From a purchase that waits to paid orders, or back to the buyer."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vitrina.carts import service as carts
from vitrina.carts.model import CartId
from vitrina.catalogue.model import VariantId
from vitrina.checkout import rules, store
from vitrina.checkout.errors import Expired, PaymentNotClosed, PurchaseNotFound
from vitrina.checkout.model import Asked, NewPaymentTry, Purchase, PurchaseStatus, PurchaseView
from vitrina.checkout.service import cash, instruments, views
from vitrina.checkout.service.due import TURNS, Due
from vitrina.drops import service as drops
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.batch import PerPool
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal
from vitrina.orders import service as orders
from vitrina.orders.model import OrderPaid
from vitrina.payments import cards, holds, methods
from vitrina.payments import service as payments
from vitrina.payments.errors import TooManyAttempts
from vitrina.payments.model import (
    ChargeOutcome,
    ChargeResult,
    Choice,
    Method,
    MethodKind,
    Payment,
    PaymentId,
    PaymentStatus,
    PurchaseId,
    Settled,
)
from vitrina.promotions import service as promotions

CHARGEABLE = {PaymentStatus.OPEN, PaymentStatus.CHALLENGE}
UNFINISHED = CHARGEABLE | {PaymentStatus.WAITING}
TO_BE_PAID = views.WAITING


class Told(Struct, frozen=True, kw_only=True):
    """What a provider said, to be settled. is_plain: of a purchase without coupon and claim."""

    result: ChargeResult
    now: datetime
    is_plain: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """What a settlement made of a purchase; None: somebody was first, and it must be read."""

    status: PurchaseStatus | None
    payment: Payment | None


async def pay(
    pool: Pool, *, settings: Settings, asked: Asked, wanted: NewPaymentTry, placed: Due | None = None
) -> PurchaseView:
    """Charge a purchase through its provider, once, and hand its orders over.

    A purchase that is paid, or of which the provider has not said yet, is answered as it stands: double taps,
    retries and two tabs make one charge. Whoever knows the id of a guest's purchase may pay it. Raises
    PurchaseNotFound, Expired, TooManyAttempts, MethodUnavailable, CashNotOffered, PaymentNotClosed; for kept
    cards SignInNeeded, KeptCardNotFound, TooManyKeptCards; for units of a drop PaidByCardAlone,
    CardLimitReached.  placed: the purchase as it was placed a moment ago, which need not be read then.
    """
    choice = methods.choice(wanted.method, instalments=wanted.instalments, now=asked.now)
    if wanted.kept_card_id or wanted.keep_card:
        choice = await _with_kept_card(pool, asked, wanted, choice)
    asked = replace(asked, choice=choice)
    moved: Due | None = None
    if placed is not None and _is_chosen(placed, choice) and _checked(asked, placed) is placed:
        _require(settings, placed, choice)
        moved = await _try(pool, settings, placed, wanted, now=asked.now)
    if moved is None:
        if methods.kind(choice.method) is not MethodKind.CARD:
            await _require_elsewhere(pool, settings, asked, choice)
        due = await _dues(pool, asked)
        if due.purchase.status in TO_BE_PAID and not _is_chosen(due, choice):
            _require(settings, due, choice)
            due = await _choose(pool, asked, due, choice)
        is_open = due.purchase.status in TO_BE_PAID and due.payment.status in CHARGEABLE
        if not is_open or not _is_chosen(due, choice):
            return await _as_it_stands(pool, settings, due)
        _require(settings, due, choice)
        await instruments.require_share(pool, due)
        moved = await _try(pool, settings, due, wanted, now=asked.now)
    if moved is None:
        return await _as_it_stands(pool, settings, await _dues_again(pool, asked.purchase_id))
    return views.purchase_view(settings, moved.purchase, views.payment_view(moved.payment))


def _is_chosen(due: Due, choice: Choice) -> bool:
    """Tell whether this is how the last attempt is paid already."""
    before = due.payment
    return (before.method, before.instalments, before.kept_card_id, before.keep_for) == (
        choice.method,
        choice.instalments,
        choice.kept_card_id,
        choice.keep_for,
    )


async def _with_kept_card(pool: Pool, asked: Asked, wanted: NewPaymentTry, choice: Choice) -> Choice:
    """Let a kept card pay, or the card that pays be kept."""
    async with pool.transaction() as db:
        if wanted.kept_card_id is None:
            return await cards.choose_to_keep(db, choice, person_id=asked.viewer_id)
        return await cards.choose_kept(
            db, choice, card_id=wanted.kept_card_id, person_id=asked.viewer_id, now=asked.now
        )


def _require(settings: Settings, due: Due, choice: Choice) -> None:
    purchase = due.purchase
    methods.require(settings, choice, currency=purchase.currency, amount_minor=purchase.total_minor)


async def _require_elsewhere(pool: Pool, settings: Settings, asked: Asked, choice: Choice) -> None:
    """Refuse to pay elsewhere where that may not be, before anything is opened or held for it.

    Raises MethodUnavailable, PaidByCardAlone, CashNotOffered. Who may not pay at all is told later.
    """
    async with pool.transaction() as db:
        due = (await read(db, [asked.purchase_id])).get(asked.purchase_id)
        if due is None or due.purchase.status not in TO_BE_PAID or _refusal(asked, due):
            return
        if _is_chosen(due, choice) and due.payment.status is not PaymentStatus.DECLINED:
            return
        _require(settings, due, choice)
        await instruments.require_card(db, due.purchase.id)
        if choice.method is Method.CASH_ON_DELIVERY:
            await cash.require(db, settings, due, now=asked.now)


async def _choose(pool: Pool, asked: Asked, due: Due, choice: Choice) -> Due:
    """Let a buyer pay another way than the last attempt says, for as long as that takes.

    Another attempt is closed by its provider first: of two, one could be paid beside the other.
    """
    if due.payment.method is None:
        async with pool.transaction() as db:
            if await payments.choose(db, due.payment, choice):
                await _keep(db, due.purchase, choice, now=asked.now)
        return await _dues(pool, asked)
    if due.payment.status not in UNFINISHED:
        return due
    result = await payments.give_up(pool, due.payment, now=asked.now)
    if result.outcome is ChargeOutcome.PENDING:
        raise PaymentNotClosed
    await _settlements(pool, Told(result=result, now=asked.now))
    return await _dues(pool, asked)


async def _keep(db: Db, purchase: Purchase, choice: Choice, *, now: datetime) -> None:
    """Give a buyer as long as she has by her choice, and hold her things as long as that holds them."""
    sellers = [order.shop.id for order in purchase.orders]
    held_until = await holds.held_until(db, choice, sellers, now=now)
    await store.keep_until(db, [purchase.id], choice.pay_by)
    await inventory.keep_until(db, [purchase.id], held_until)


async def _try(
    pool: Pool, settings: Settings, due: Due, wanted: NewPaymentTry, *, now: datetime
) -> Due | None:
    """Ask the provider, and settle what it says. None: somebody was first, and what is now must be read."""
    result = await payments.charge(
        pool,
        due.payment,
        card=wanted.card,
        challenge_code=wanted.challenge_code,
        return_path=views.return_path(settings, due.purchase.id),
        now=now,
    )
    outcome = await _settlements(pool, Told(result=result, now=now, is_plain=due.is_plain))
    if outcome.status is None or outcome.payment is None:
        return None
    return Due(purchase=replace(due.purchase, status=outcome.status), payment=outcome.payment)


async def show_again(pool: Pool, settings: Settings, purchase_id: PurchaseId) -> PurchaseView:
    """Show a purchase to somebody who may see it. Raises PurchaseNotFound."""
    return await _as_it_stands(pool, settings, await _dues_again(pool, purchase_id))


async def _as_it_stands(pool: Pool, settings: Settings, due: Due) -> PurchaseView:
    purchase = due.purchase
    if purchase.status is PurchaseStatus.CONFIRMED and due.payment.status is PaymentStatus.ABANDONED:
        purchase = replace(purchase, status=PurchaseStatus.EXPIRED)
    if purchase.status is PurchaseStatus.PAID:
        async with pool.transaction() as db:
            if await views.is_all_refunded(db, purchase):
                purchase = replace(purchase, status=PurchaseStatus.REFUNDED)
    return views.purchase_view(settings, purchase, views.payment_view(due.payment))


async def show(
    pool: Pool, *, settings: Settings, viewer: Person | None, purchase_id: PurchaseId, key: str | None
) -> PurchaseView:
    """Show a purchase to its buyer or to who holds its key. Raises PurchaseNotFound."""
    due = await _dues_again(pool, purchase_id)
    is_buyer = viewer is not None and due.purchase.buyer_id == viewer.id
    if not is_buyer and not views.key_fits(settings, purchase_id, key):
        raise PurchaseNotFound
    return await _as_it_stands(pool, settings, due)


async def _dues_again(pool: Pool, purchase_id: PurchaseId) -> Due:
    async with pool.transaction() as db:
        found = await read(db, [purchase_id])
    if purchase_id not in found:
        raise PurchaseNotFound
    return found[purchase_id]


async def read(db: Db, ids: Sequence[PurchaseId]) -> dict[PurchaseId, Due]:
    """Read purchases with their last attempts to pay. Two statements."""
    purchases = await store.purchases(db, ids)
    attempts = await payments.latest_payments(db, ids)
    return {purchase.id: Due(purchase=purchase, payment=attempts[purchase.id]) for purchase in purchases}


async def _load(pool: Pool, asked: Sequence[Asked]) -> Sequence[Due | Refusal]:
    """Read purchases for those who may pay them; after a decline, with the next attempt open."""
    ids = [each.purchase_id for each in asked]
    async with (
        pool.connection() as db
    ):  # Only read: whatever moves meanwhile, the settlement compares and sets.
        found = await read(db, ids)
    declined = [
        (each, due.payment)
        for each in asked
        if (due := found.get(each.purchase_id)) and _is_declined(each, due)
    ]
    if declined:
        async with pool.transaction() as db:
            for each, payment in declined:
                opened = await payments.open_next_attempts(db, [payment], choice=each.choice, now=each.now)
                # Who may not try again holds her things no longer by asking.
                if opened and each.choice:
                    await _keep(db, found[each.purchase_id].purchase, each.choice, now=each.now)
            found = await read(db, ids)
    return [_checked(each, found.get(each.purchase_id)) for each in asked]


_dues = PerPool(_load, lanes=1)


def _is_declined(asked: Asked, due: Due) -> bool:
    """Tell whether somebody may try again after a decline."""
    return due.payment.status is PaymentStatus.DECLINED and _refusal(asked, due) is None


def _checked(asked: Asked, due: Due | None) -> Due | Refusal:
    if due is None:
        return PurchaseNotFound()
    if refusal := _refusal(asked, due):
        return refusal
    if _is_declined(asked, due) and due.purchase.status in TO_BE_PAID:
        return TooManyAttempts(attempts_max=payments.ATTEMPTS_MAX)
    return due


def _refusal(asked: Asked, due: Due) -> Refusal | None:
    purchase = due.purchase
    if purchase.buyer_id not in (None, asked.viewer_id):
        return PurchaseNotFound()
    is_late = purchase.status in TO_BE_PAID and asked.now >= purchase.hold_until
    return Expired() if is_late or purchase.status is PurchaseStatus.EXPIRED else None


async def _settle(pool: Pool, told: Sequence[Told]) -> Sequence[Outcome | Refusal]:
    plain = {each.result.payment_id for each in told if each.is_plain}
    async with pool.transaction() as db:
        outcomes = await settle_many(db, [each.result for each in told], now=told[0].now, plain=plain)
    nothing = Outcome(status=None, payment=None)
    return [outcomes.pop(each.result.payment_id, nothing) for each in told]


_settlements = PerPool(_settle, lanes=1, turns=TURNS)


async def settle_all(pool: Pool, results: Sequence[ChargeResult], *, now: datetime) -> int:
    """Settle what providers said. Returns how many payments moved.

    An answer that cannot be written fails alone: it is raised when the others are.
    """
    told = [_settlements(pool, Told(result=result, now=now)) for result in results]
    answers = await asyncio.gather(*told, return_exceptions=True)
    outcomes: list[Outcome] = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        outcomes.append(answer)
    return sum(outcome.payment is not None for outcome in outcomes)


async def settle_many(
    db: Db, results: Sequence[ChargeResult], *, now: datetime, plain: Collection[PaymentId] = ()
) -> dict[PaymentId, Outcome]:
    """Write what providers said: paid orders, refused cards, questions, silence. One statement a step.

    Money that came after its stock had been given to others goes back by itself, and so does that of a card
    which paid its share of a drop already. Answers, by payment, what became of those that moved.  plain: of
    purchases that are known to have neither coupons nor claims.
    """
    moved = await payments.settle(db, results, now=now)
    if not moved:
        return {}
    captured = {each.payment.purchase_id: each.journal for each in moved if each.journal}
    statuses = {each.payment.purchase_id: rules.STATUS_AFTER[each.payment.status] for each in moved}
    expired = [purchase_id for purchase_id, status in statuses.items() if status is PurchaseStatus.EXPIRED]
    await promotions.give_back(db, expired, now=now)
    # Money that came late may find the last use of its coupon with another buyer, as it may its stock.
    special = {each.payment.purchase_id for each in moved if each.payment.id not in plain}
    too_late = await promotions.retake(db, [each for each in captured if each in special])
    over_share, paid_by = await instruments.refuse_over_share(
        db, [each for each in moved if each.payment.purchase_id in special]
    )
    sold = await inventory.sell(db, [each for each in captured if each not in too_late | over_share])
    await drops.mark_bought(db, [each for each in sold if each in special])
    if paid_by:
        await drops.note_cards(db, {each: name for each, name in paid_by.items() if each in sold})
    unsold = [purchase_id for purchase_id in captured if purchase_id not in sold]
    statuses |= dict.fromkeys(unsold, PurchaseStatus.REFUNDED)
    await store.move(db, list(statuses.items()), now=now)
    if unsold:
        await promotions.give_back(db, unsold, now=now)
        await inventory.release(db, unsold)
        await drops.let_go(db, list(over_share))
        for refused, is_card_limit in ((set(unsold) - over_share, False), (over_share, True)):
            back = [captured.pop(purchase_id) for purchase_id in sorted(refused)]
            if back:
                await orders.return_late_payment(
                    db, sorted(refused), captured=back, is_card_limit=is_card_limit, now=now
                )
    await orders.tell_awaited(db, _told_elsewhere(moved))
    ways = {
        each.payment.purchase_id: methods.kind(each.payment.method)
        for each in moved
        if each.payment.purchase_id in captured
    }
    paid = await orders.mark_paid(db, ways, captured=list(captured.values()), now=now)
    await carts.remove_bought(db, _bought(paid))
    return {
        each.payment.id: Outcome(status=statuses[each.payment.purchase_id], payment=each.payment)
        for each in moved
    }


def _told_elsewhere(moved: Sequence[Settled]) -> dict[PurchaseId, tuple[MethodKind, datetime]]:
    """Find the purchases whose buyers were just told how to pay elsewhere; on a page they are already."""
    return {
        each.payment.purchase_id: (methods.kind(each.payment.method), each.payment.pay_by)
        for each in moved
        if each.payment.status is PaymentStatus.WAITING
        and methods.kind(each.payment.method) is not MethodKind.CARD
        and each.payment.pay_by
        and (each.payment.instructions is None or each.payment.instructions.url is None)
    }


def _bought(paid: Sequence[OrderPaid]) -> list[tuple[CartId, list[VariantId]]]:
    by_cart: dict[CartId, list[VariantId]] = {}
    for fact in paid:
        for line in fact.lines:
            if line.cart_id is not None:
                by_cart.setdefault(CartId(line.cart_id), []).append(line.variant_id)
    return list(by_cart.items())
