"""Verbs of payments."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Breach
from vitrina.payments import cards, rules, store
from vitrina.payments.kept import Instrument
from vitrina.payments.model import (
    Card,
    ChargeOutcome,
    ChargeRequest,
    ChargeResult,
    Choice,
    DeclineReason,
    NewPayment,
    NewRefund,
    Payment,
    PaymentId,
    PaymentPurpose,
    PaymentStatus,
    PurchaseId,
    Refund,
    RefundId,
    RefundQueued,
    RefundRequest,
    RefundStatus,
    Settled,
    Unanswered,
)
from vitrina.payments.providers import Provider, registry

ATTEMPTS_MAX = 10
POLL_AFTER = timedelta(seconds=5)
POLL_WAIT_MAX = timedelta(minutes=10)
POLLS_MAX = 200
CLOSED_ASKED_FOR = timedelta(days=3)
LAST_WORDS = {ChargeOutcome.CAPTURED, ChargeOutcome.DECLINED, ChargeOutcome.ABANDONED}
REFUND_SWEEP_AFTER = timedelta(minutes=2)
REFUNDS_MAX = 200
AUDIT_PAGE_SIZE = 1_000
ANSWER_EXPECTED_IN = timedelta(hours=1)

log = logging.getLogger(__name__)


def provider_of(pool: Pool, name: str) -> Provider:
    """Find the provider of that name. Raises ProviderError while its keys are missing."""
    return registry.provider_of(pool, name)


def source_of(purchase_id: PurchaseId) -> str:
    """Name a purchase as the source of the journals that its payment wrote."""
    return rules.source(purchase_id)


async def open_payments(db: Db, payments: Sequence[NewPayment], *, now: datetime) -> list[Payment]:
    """Open the first attempt of purchases; answers them in the same order. One statement.

    A second one for a purchase is a bug.
    """
    for payment in payments:
        assert sum(amount_minor for _, amount_minor in payment.parts) == payment.amount_minor
    if payments:
        await store.add_payments(db, payments, provider=rules.provider, now=now)
    return [rules.opened(payment) for payment in payments]


async def latest_payments(db: Db, purchase_ids: Sequence[PurchaseId]) -> dict[PurchaseId, Payment]:
    """Read the last attempt of each purchase. One statement."""
    found = await store.latest(db, purchase_ids) if purchase_ids else []
    return {payment.purchase_id: payment for payment in found}


async def open_next_attempts(
    db: Db, declined: Sequence[Payment], *, choice: Choice | None = None, now: datetime
) -> int:
    """Open a new attempt after each declined one that is not the last allowed. Racing calls open one.

    choice: how it is to be paid; None: as before. Returns how many.
    """
    pairs = [(payment.id, PaymentId(new_id())) for payment in declined if payment.attempt < ATTEMPTS_MAX]
    if not pairs:
        return 0
    provider = rules.provider(choice.method) if choice else None
    return await store.add_next_attempts(db, pairs, choice=choice, provider=provider, now=now)


async def choose(db: Db, payment: Payment, choice: Choice) -> bool:
    """Write how an attempt is paid whose buyer had not chosen. False: it was chosen or closed before."""
    return bool(await store.choose(db, payment.id, choice, provider=rules.provider(choice.method)))


async def charge(
    pool: Pool,
    payment: Payment,
    *,
    card: Card | None = None,
    challenge_code: str | None = None,
    return_path: str = "",
    now: datetime,
) -> ChargeResult:
    """Ask the provider to take a payment, with no transaction open. The attempt's id makes it safe to repeat.

    return_path: where a page of the provider sends the buyer afterwards. No answer in time is PENDING: the
    poller will learn what happened. Nothing is written here; hand the result to `settle`.
    """
    request = replace(
        await _request(pool, payment, now=now),
        card=card,
        challenge_code=challenge_code,
        return_path=return_path,
    )
    try:
        return await provider_of(pool, payment.provider).charge(request)
    except ProviderError as error:
        if error.permanent:
            log.warning("refused", extra={"payment_id": str(payment.id), "reason": str(error)})
            is_outside = payment.provider not in rules.OUR_OWN
            reason = DeclineReason.PROVIDER_DOWN if is_outside else DeclineReason.CARD_DECLINED
            return _declined(payment.id, reason)
        return _not_known(payment.id, error)


async def _request(pool: Pool, payment: Payment, *, now: datetime) -> ChargeRequest:
    """Put an attempt as its provider is asked about it, with the token of a kept card that pays it."""
    request = rules.request(payment, at=now)
    if payment.kept_card_id is None:
        return request
    async with pool.transaction() as db:
        card = await store.find_kept(db, payment.kept_card_id)
    # Its row stays for as long as an attempt may be paid with it.
    return replace(request, token=card.token) if card else request


async def ask_again(pool: Pool, payment: Payment, *, now: datetime) -> ChargeResult:
    """Ask the provider what became of an attempt, with no transaction open.

    An attempt that never reached it is closed there, so that it cannot arrive beside the next one, and counts
    as declined. PENDING: the provider does not know yet, or does not answer.
    """
    is_waiting = payment.status is PaymentStatus.WAITING
    try:
        result = await provider_of(pool, payment.provider).fetch(await _request(pool, payment, now=now))
    except ProviderError as error:
        # Silence about what the buyer is to do elsewhere is no news.
        return _still_waiting(payment) if is_waiting else _not_known(payment.id, error)
    is_over = payment.pay_by is not None and now >= payment.pay_by
    if result is None or (result.outcome is ChargeOutcome.WAITING and is_over):
        result = await abandon(pool, payment, now=now)
    if result.outcome is ChargeOutcome.ABANDONED and payment.status is not PaymentStatus.ABANDONED:
        return _declined(payment.id, DeclineReason.NOT_COMPLETED)
    return result


def _still_waiting(payment: Payment) -> ChargeResult:
    return ChargeResult(
        payment_id=payment.id,
        outcome=ChargeOutcome.WAITING,
        reference=payment.reference,
        instructions=payment.instructions,
    )


async def abandon(pool: Pool, payment: Payment, *, now: datetime) -> ChargeResult:
    """Have the provider close an attempt for good, with no transaction open, and tell its last word.

    CAPTURED when the money is there already. PENDING: not known; once settled, it is asked until it is.
    """
    try:
        result = await provider_of(pool, payment.provider).abandon(await _request(pool, payment, now=now))
    except ProviderError as error:
        return _not_known(payment.id, error)
    return result if result.outcome in LAST_WORDS else _not_known(payment.id)


async def give_up(pool: Pool, payment: Payment, *, now: datetime) -> ChargeResult:
    """Close an attempt whose buyer wants to pay another way: it counts as declined. Else as `abandon`."""
    result = await abandon(pool, payment, now=now)
    is_closed = result.outcome is ChargeOutcome.ABANDONED
    return _declined(payment.id, DeclineReason.OTHER_METHOD) if is_closed else result


def _not_known(payment_id: PaymentId, error: ProviderError | None = None) -> ChargeResult:
    if error:
        log.warning("no answer about a payment", extra={"payment_id": str(payment_id), "reason": str(error)})
    return ChargeResult(payment_id=payment_id, outcome=ChargeOutcome.PENDING)


def _declined(payment_id: PaymentId, reason: DeclineReason) -> ChargeResult:
    return ChargeResult(payment_id=payment_id, outcome=ChargeOutcome.DECLINED, decline_reason=reason)


async def settle(db: Db, results: Sequence[ChargeResult], *, now: datetime) -> list[Settled]:
    """Write what a provider said. One statement, whatever the number.

    Compare-and-set: a result that was written before, or that is older than what is known, moves nothing and
    is left out of the answer. Captured wins over abandoned, for the money is there; so does silence, which is
    asked about again. The caller posts the journals of what was captured: the sums are owed to the
    orders until these accrue them.
    """
    if not results:
        return []
    latest = {result.payment_id: result for result in results}
    moved = await store.settle(
        db, list(latest.values()), unasked=rules.UNASKED, now=now, poll_at=now + POLL_AFTER
    )
    paid_by = {each.payment_id: each.instrument for each in latest.values() if each.instrument}
    if paid_by:
        await cards.keep_paid(db, moved, paid_by, now=now)
    return [_settled(each, paid_by.get(each.id), now) for each in moved]


def _settled(moved: store.Moved, instrument: Instrument | None, now: datetime) -> Settled:
    if moved.status is not PaymentStatus.CAPTURED:
        return Settled(payment=moved, was=moved.was, journal=None)
    return Settled(
        payment=moved, was=moved.was, journal=rules.captured(moved, now=now), instrument=instrument
    )


async def close_unpaid(db: Db, purchase_id: PurchaseId, *, now: datetime) -> None:
    """Close the attempt of a purchase that was to be paid at the door, and is not any more."""
    latest = (await latest_payments(db, [purchase_id])).get(purchase_id)
    if latest and latest.provider == rules.CASH:
        await store.say(db, latest.id, "closed", person_id=None, now=now)
        await settle(db, [ChargeResult(payment_id=latest.id, outcome=ChargeOutcome.ABANDONED)], now=now)


async def take_due_for_poll(
    db: Db, *, now: datetime, purpose: PaymentPurpose = PaymentPurpose.PURCHASE
) -> list[Payment]:
    """Take payments of which it is time to ask, at most 200; each is next due after as long as it has waited.

    At least POLL_AFTER, at most POLL_WAIT_MAX, for as long as its provider has not said its last word.
    """
    waits = store.Waits(least=POLL_AFTER, most=POLL_WAIT_MAX, closed=CLOSED_ASKED_FOR)
    return await store.take_due_for_poll(db, waits, purpose=purpose, now=now, limit=POLLS_MAX)


async def request_refunds(db: Db, refunds: Sequence[NewRefund], *, now: datetime) -> None:
    """Queue money to go back; the caller has credited refund_payable:{refund id} with it.

    Raises CheckViolation for more than the payment took, UniqueViolation for a known id: bugs of the caller.
    """
    if not refunds:
        return
    count = await store.add_refunds(db, refunds, now=now)
    assert count == len(refunds), "only a captured payment can be refunded"
    await emit(db, *[RefundQueued(refund_id=refund.id, order_id=refund.order_id) for refund in refunds])


async def refund(pool: Pool, refund_id: RefundId, *, now: datetime) -> Refund | None:
    """Give money back through its provider, once; may be called again and again.

    The provider is asked with no transaction open. Raises ProviderError when it may work later. Answers None
    when there was nothing to do.
    """
    async with pool.transaction() as db:
        wanted = await store.find_refund(db, refund_id)
    if wanted is None or wanted.status is not RefundStatus.QUEUED:
        return None
    request = RefundRequest(
        refund_id=wanted.id,
        payment_id=wanted.payment_id,
        reference=wanted.charge_reference,
        amount_minor=wanted.amount_minor,
        currency=wanted.currency,
        at=now,
        turn=wanted.turn,
    )
    try:
        reference = await provider_of(pool, wanted.provider).refund(request)
    except ProviderError as error:
        if not error.permanent:
            raise
        async with pool.transaction() as db:
            await store.refuse_refund(db, refund_id, turn=wanted.turn, reason=str(error))
        return wanted
    async with pool.transaction() as db:
        if await store.finish_refund(db, refund_id, reference=reference, now=now):
            await ledger.post(db, [rules.refunded(wanted, now=now)])
    return wanted


async def refund_queued(pool: Pool, *, now: datetime) -> int:
    """Try again, in turn, what has waited too long for its refund. Returns how many came to their end.

    One that fails waits for its next turn and holds up no other.
    """
    async with pool.transaction() as db:
        waiting = await store.queued_refunds(db, before=now - REFUND_SWEEP_AFTER, limit=REFUNDS_MAX)
    ended_count = 0
    for each in waiting:
        try:
            ended_count += await refund(pool, each.id, now=now) is not None
        except ProviderError as error:
            log.warning("refund failed", extra={"refund_id": str(each.id), "reason": str(error)})
            async with pool.transaction() as db:
                await store.note_try(db, each.id, now=now)
    return ended_count


async def unanswered(db: Db) -> Unanswered:
    """Count what providers have not answered within the hour, and refunds that they refused."""
    return await store.unanswered(db, waited=ANSWER_EXPECTED_IN)


async def refunds_of(db: Db, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Tell, in minor units, what is going or has gone back for orders; others are left out."""
    found = await store.refunds_of(db, order_ids) if order_ids else []
    return {each.order_id: each.amount_minor for each in found}


async def check(db: Db) -> list[Breach]:
    """Compare what was captured and what went back with the books. Empty: they agree."""
    return [*await _check_captures(db), *await _check_refunds(db)]


async def _check_captures(db: Db) -> list[Breach]:
    breaches: list[Breach] = []
    after: PurchaseId | None = None
    while page := await store.audit_payments(db, after=after, limit=AUDIT_PAGE_SIZE):
        after = page[-1].purchase_id
        sources = [rules.source(each.purchase_id) for each in page]
        booked = await ledger.sums_by_source(db, sources, rules.HELD_KINDS)
        for each in page:
            source = rules.source(each.purchase_id)
            booked_minor = sum(booked.get((source, kind), 0) for kind in rules.HELD_KINDS)
            if not each.captured_minor == each.orders_minor == booked_minor:
                detail = f"captured {each.captured_minor}, orders {each.orders_minor}, booked {booked_minor}"
                rule = "a captured payment is booked for its orders"
                breaches.append(Breach(rule=rule, subject=f"purchase {each.purchase_id}", detail=detail))
    return breaches


async def _check_refunds(db: Db) -> list[Breach]:
    breaches: list[Breach] = []
    after: RefundId | None = None
    while page := await store.audit_refunds(db, after=after, limit=AUDIT_PAGE_SIZE):
        after = page[-1].id
        owed = await ledger.balances(db, [rules.payable(refund) for refund in page])
        for refund in page:
            expected_minor = 0 if refund.status is RefundStatus.DONE else refund.amount_minor
            if refund.status is RefundStatus.REFUSED or owed[rules.payable(refund)] != expected_minor:
                detail = f"{refund.status} {refund.amount_minor}, owed {owed[rules.payable(refund)]}"
                rule = "a refund is owed until it is done"
                breaches.append(Breach(rule=rule, subject=f"refund {refund.id}", detail=detail))
    return breaches
