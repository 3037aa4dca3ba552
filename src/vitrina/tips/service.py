"""Verbs of tips."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.errors import BirthDateMissing, TooYoung
from vitrina.identity.model import Capability, Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.http import Page, page_of
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Journal
from vitrina.live import service as live
from vitrina.live.model import RoomId
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.payments import service as payments
from vitrina.payments.errors import MethodUnavailable, TooManyAttempts
from vitrina.payments.model import (
    ChargeResult,
    Method,
    NewPayment,
    NewRefund,
    Payment,
    PaymentId,
    PaymentPurpose,
    PaymentStatus,
    PurchaseId,
    RefundId,
)
from vitrina.social import service as social
from vitrina.tips import rules, store
from vitrina.tips.errors import (
    TipIdTaken,
    TipNotFound,
    TipNotOffered,
    TipNotPaid,
    TipOver,
    TipsClosed,
    TipsGivenToday,
    TipsReceivedToday,
    TipToYourself,
)
from vitrina.tips.model import (
    NewTip,
    NewTipPayment,
    Tip,
    TipId,
    TipOffer,
    TipPayment,
    TipReceived,
    TipState,
    TipSum,
    TipView,
)
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId

PAGE_SIZE = 200
PAGES_MAX = 50
DAYS_KEPT = timedelta(days=3)
UNFINISHED = {PaymentStatus.OPEN, PaymentStatus.CHALLENGE}
UNPAID = {PaymentStatus.DECLINED, PaymentStatus.ABANDONED}


class Place(Struct, frozen=True, kw_only=True):
    """A clip or a show that a tip is given from. Exactly one of them."""

    video_id: VideoId | None
    room_id: RoomId | None


async def offer(
    db: Db, settings: Settings, *, place: Place, reader: Person | None, now: datetime
) -> TipOffer:
    """Tell what can be given from a clip or a show, in the currency of who made it.

    Raises Malformed, VideoNotFound, RoomNotFound, TipsClosed, TipToYourself.
    """
    creator, currency = await _creator_at(db, place, reader_id=reader and reader.id, now=now)
    bps = settings.tip_fee_bps
    return TipOffer(
        creator_id=creator.id,
        creator_name=creator.name,
        sums=[
            TipSum(
                amount=Money(amount, currency), keeps=Money(amount - rules.fee_minor(amount, bps), currency)
            )
            for amount in rules.SUMS_MINOR[currency]
        ],
        fee_bps=bps,
        hold_days=rules.HOLD.days,
    )


async def _creator_at(
    db: Db, place: Place, *, reader_id: PersonId | None, now: datetime
) -> tuple[Person, Currency]:
    """Find whom a tip from a place is for: an adult who turned earning on, and whom people see."""
    creator_id = await _whose(db, place, reader_id)
    if creator_id == reader_id:
        raise TipToYourself
    creator = (await identity.persons(db, [creator_id])).get(creator_id)
    if creator is None or creator.country is None or not creator.can(Capability.EARN):
        raise TipsClosed
    if await identity.hidden_among(db, [creator_id]):
        raise TipsClosed
    try:
        identity.require_adult(creator, now)
    except (BirthDateMissing, TooYoung) as e:
        raise TipsClosed from e
    return creator, creator.country.currency


async def _whose(db: Db, place: Place, reader_id: PersonId | None) -> PersonId:
    if place.video_id is not None and place.room_id is None:
        return (await videos.get_seen(db, place.video_id, reader_id)).creator_id
    if place.room_id is None or place.video_id is not None:
        raise Malformed({"video_id": "name a clip or a show, not both"})
    room = await live.get_seen(db, place.room_id, reader_id)
    if room.started_at is None:
        raise TipsClosed
    return room.host_id


async def give(db: Db, settings: Settings, *, giver: Person, new: NewTip, now: datetime) -> Tip:
    """Promise a tip, to be paid within 15 minutes. The same id again is the same tip.

    Raises BirthDateMissing, TooYoung, Suspended, Malformed, VideoNotFound, RoomNotFound, TipsClosed,
    TipToYourself, TipNotOffered, TipsGivenToday, TipsReceivedToday, TipIdTaken.
    """
    if before := await store.tips(db, [new.id]):
        return _same(before[0], giver, new)
    identity.require_adult(giver, now)
    await identity.require_good_standing(db, giver.id)
    place = Place(video_id=new.video_id, room_id=new.room_id)
    creator, currency = await _creator_at(db, place, reader_id=giver.id, now=now)
    if await social.is_apart(db, giver.id, creator.id):
        raise TipsClosed
    if new.amount.currency is not currency or new.amount.amount_minor not in rules.SUMS_MINOR[currency]:
        raise TipNotOffered
    tip = Tip(
        id=new.id,
        giver_id=giver.id,
        creator_id=creator.id,
        video_id=new.video_id,
        room_id=new.room_id,
        amount_minor=new.amount.amount_minor,
        currency=currency,
        fee_minor=rules.fee_minor(new.amount.amount_minor, settings.tip_fee_bps),
        is_anonymous=new.is_anonymous,
        state=TipState.OPEN,
        created_at=now,
        paid_at=None,
        matures_at=None,
    )
    # Payments, refunds and disputes name a tip where they name an order else: no tip has the id of one.
    if await orders.orders_by_id(db, [OrderId(new.id)]):
        raise TipIdTaken
    if not await store.add(db, tip):
        return _same((await store.tips(db, [new.id]))[0], giver, new)
    await _use_day(db, tip)
    try:
        async with db.transaction():
            await payments.open_payments(db, [_payment(tip)], now=now)
    except UniqueViolation as e:
        raise TipIdTaken from e  # payments_attempt_key: it is the id of a purchase
    return tip


def _same(tip: Tip, giver: Person, new: NewTip) -> Tip:
    wanted = (giver.id, new.video_id, new.room_id, new.amount, new.is_anonymous)
    amount = Money(tip.amount_minor, tip.currency)
    if wanted != (tip.giver_id, tip.video_id, tip.room_id, amount, tip.is_anonymous):
        raise TipIdTaken
    return tip


async def _use_day(db: Db, tip: Tip) -> None:
    """Count a tip against both caps; the giver's row first, always, so that nobody waits in a circle."""
    given_max, received_max = rules.CAPS_MINOR[tip.currency]
    day = tip.created_at.astimezone(UTC).date()
    if not await store.use_day(db, tip, side="given", cap_minor=given_max, day=day):
        raise TipsGivenToday
    if not await store.use_day(db, tip, side="received", cap_minor=received_max, day=day):
        raise TipsReceivedToday


def _payment(tip: Tip) -> NewPayment:
    return NewPayment(
        id=PaymentId(new_id()),
        purchase_id=PurchaseId(tip.id),
        amount_minor=tip.amount_minor,
        currency=tip.currency,
        parts=[(tip.id, tip.amount_minor)],
        purpose=PaymentPurpose.TIP,
    )


async def pay(
    pool: Pool, settings: Settings, *, giver: Person, tip_id: TipId, wanted: NewTipPayment, now: datetime
) -> TipView:
    """Charge a tip through its provider, once. One that is paid, or not answered yet, is told as it stands.

    Raises TipNotFound, TipOver, MethodUnavailable, TooManyAttempts.
    """
    if wanted.method is not Method.SANDBOX or not (settings.is_demo or settings.is_development):
        raise MethodUnavailable
    async with pool.transaction() as db:
        payment = await _payable(db, giver=giver, tip_id=tip_id, now=now)
    if payment:
        result = await payments.charge(
            pool, payment, card=wanted.card, challenge_code=wanted.challenge_code, now=now
        )
        async with pool.transaction() as db:
            await settle(db, [result], now=now)
    async with pool.transaction() as db:
        return await show(db, reader=giver, tip_id=tip_id)


async def _payable(db: Db, *, giver: Person, tip_id: TipId, now: datetime) -> Payment | None:
    """Find the attempt that can be charged now, after a decline a new one. None: nothing is to be charged."""
    tip = await _get(db, tip_id, giver)
    if tip.state is TipState.FAILED:
        raise TipOver
    if tip.state is not TipState.OPEN:
        return None
    purchase_id = PurchaseId(tip.id)
    payment = (await payments.latest_payments(db, [purchase_id]))[purchase_id]
    if payment.status is not PaymentStatus.PENDING and now >= tip.created_at + rules.PAY_WITHIN:
        raise TipOver
    if payment.status is PaymentStatus.DECLINED:
        await payments.open_next_attempts(db, [payment], now=now)
        payment = (await payments.latest_payments(db, [purchase_id]))[purchase_id]
        if payment.status is PaymentStatus.DECLINED:
            raise TooManyAttempts(attempts_max=payments.ATTEMPTS_MAX)
    return payment if payment.status in UNFINISHED else None


async def _get(db: Db, tip_id: TipId, reader: Person) -> Tip:
    found = await store.tips(db, [tip_id])
    if not found or found[0].giver_id != reader.id:
        raise TipNotFound
    return found[0]


async def settle(db: Db, results: Sequence[ChargeResult], *, now: datetime) -> int:
    """Write what providers said of tips. Money that came after its tip had ended goes back by itself."""
    journals: list[Journal] = []
    paid: list[Tip] = []
    moved = await payments.settle(db, results, now=now)
    for each in sorted(moved, key=lambda one: one.payment.purchase_id):
        if each.journal is None:
            continue
        journals.append(each.journal)
        tip_id = each.payment.purchase_id
        if tip := await store.mark_paid(db, tip_id, now=now, matures_at=now + rules.HOLD):
            journals.append(rules.paid(tip, now=now))
            paid.append(tip)
            continue
        [late] = await store.tips(db, [tip_id])
        journals.append(rules.not_honoured(late, await _send_back(db, late, now=now), now=now))
    await ledger.post(db, journals)
    await _tell(db, paid, now=now)
    return len(moved)


async def _tell(db: Db, paid: Sequence[Tip], *, now: datetime) -> None:
    """Tell creators, and shows that go on: in the order of rooms, as everybody who writes into several."""
    for tip in paid:
        received = TipReceived(
            tip_id=tip.id,
            creator_id=tip.creator_id,
            amount_minor=tip.amount_minor,
            keeps_minor=tip.amount_minor - tip.fee_minor,
            currency=tip.currency,
            at=now,
        )
        await emit(db, received)
    shown = [(tip.room_id, Money(tip.amount_minor, tip.currency)) for tip in paid if tip.room_id]
    for room_id, amount in sorted(shown, key=lambda each: each[0]):
        await live.show_tip(db, room_id=room_id, amount=amount, now=now)


async def _send_back(db: Db, tip: Tip, *, now: datetime) -> RefundId:
    refund_id = RefundId(new_id())
    refund = NewRefund(
        id=refund_id, purchase_id=PurchaseId(tip.id), order_id=tip.id, amount_minor=tip.amount_minor
    )
    await payments.request_refunds(db, [refund], now=now)
    return refund_id


async def refund(db: Db, *, tip_id: TipId, now: datetime) -> TipView:
    """Send a paid tip back whole, for operators; a second time changes nothing.

    Where it was the creator's own already, she owes her part. Raises TipNotFound, TipNotPaid.
    """
    if tip := await store.refund(db, tip_id):
        refund_id = await _send_back(db, tip, now=now)
        has_matured = tip.was is TipState.AVAILABLE
        await ledger.post(db, [rules.refunded(tip, refund_id, has_matured=has_matured, now=now)])
    found = await store.tips(db, [tip_id])
    if not found:
        raise TipNotFound
    if found[0].state is not TipState.REFUNDED:
        raise TipNotPaid
    return (await _views(db, found))[0]


async def poll_due(pool: Pool, *, now: datetime) -> int:
    """Ask providers about tips that they left open, and settle what they say. Returns how many moved."""
    async with pool.transaction() as db:
        waiting = await payments.take_due_for_poll(db, now=now, purpose=PaymentPurpose.TIP)
    results = [await payments.ask_again(pool, payment, now=now) for payment in waiting]
    async with pool.transaction() as db:
        return await settle(db, results, now=now)


async def expire_due(pool: Pool, *, now: datetime) -> int:
    """End tips whose time to pay is over, and give their part of the day back. Returns how many.

    Their providers close the attempts first; where one does not say, the tip stays open until it does.
    """
    expired_count = 0
    after: store.Before = None
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.open_before(db, after=after, before=now - rules.PAY_WITHIN, limit=PAGE_SIZE)
            attempts = await payments.latest_payments(db, [PurchaseId(tip.id) for tip in due])
        unfinished = [each for each in attempts.values() if each.status in UNFINISHED]
        results = [await payments.abandon(pool, payment, now=now) for payment in unfinished]
        for tip in due:
            told = [each for each in results if each.payment_id == attempts[PurchaseId(tip.id)].id]
            async with pool.transaction() as db:
                await settle(db, told, now=now)
                expired_count += await _fail(db, tip)
        if len(due) < PAGE_SIZE:
            break
        after = (due[-1].created_at, due[-1].id)
    return expired_count


async def _fail(db: Db, tip: Tip) -> bool:
    purchase_id = PurchaseId(tip.id)
    payment = (await payments.latest_payments(db, [purchase_id]))[purchase_id]
    if payment.status not in UNPAID or not await store.fail(db, tip.id):
        return False
    day = tip.created_at.astimezone(UTC).date()
    await store.give_back_day(db, tip, side="given", day=day)
    await store.give_back_day(db, tip, side="received", day=day)
    return True


async def mature_due(pool: Pool, *, now: datetime) -> int:
    """Hand over tips that nobody can take back any more. Returns how many."""
    matured_count = 0
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            due = await store.mature_due(db, now=now, limit=PAGE_SIZE)
            await ledger.post(db, [rules.matured(tip, now=now) for tip in due])
        matured_count += len(due)
        if len(due) < PAGE_SIZE:
            break
    return matured_count


async def forget_days(db: Db, *, now: datetime) -> int:
    """Forget how much of old days was used up. Returns how many rows."""
    return await store.forget_days(db, (now - DAYS_KEPT).date())


async def show(db: Db, *, reader: Person, tip_id: TipId) -> TipView:
    """Show a tip to its giver. Raises TipNotFound."""
    tip = await _get(db, tip_id, reader)
    return (await _views(db, [tip], with_payments=True))[0]


async def list_given(db: Db, *, giver: Person, before: store.Before, limit: int) -> Page[TipView]:
    """List what a person gave or began to give, the newest first."""
    page = _page(await store.given_by(db, giver.id, before=before, limit=limit + 1), limit)
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


async def list_received(db: Db, *, creator: Person, before: store.Before, limit: int) -> Page[TipView]:
    """List the paid tips that a creator got, the newest first, each with its arithmetic."""
    page = _page(await store.received_by(db, creator.id, before=before, limit=limit + 1), limit)
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


async def list_paid(db: Db, *, before: store.Before, limit: int) -> Page[TipView]:
    """List the paid tips of everybody, the newest first, for operators. Who gave unnamed stays unnamed."""
    page = _page(await store.paid_tips(db, before=before, limit=limit + 1), limit)
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


def _page(rows: Sequence[Tip], limit: int) -> Page[Tip]:
    return page_of(rows, limit, lambda tip: (tip.created_at, tip.id))


async def _views(db: Db, tips: Sequence[Tip], *, with_payments: bool = False) -> list[TipView]:
    """Put tips together with names, two statements at most. Who gave unnamed is never looked up."""
    named = {tip.giver_id for tip in tips if not tip.is_anonymous}
    people = await identity.persons(db, list(named | {tip.creator_id for tip in tips}))
    attempts = (
        await payments.latest_payments(db, [PurchaseId(tip.id) for tip in tips]) if with_payments else {}
    )
    return [_view(tip, people, attempts.get(PurchaseId(tip.id))) for tip in tips]


def _view(tip: Tip, people: dict[PersonId, Person], payment: Payment | None) -> TipView:
    creator, giver = people.get(tip.creator_id), people.get(tip.giver_id)
    return TipView(
        id=tip.id,
        creator_id=tip.creator_id,
        creator_name=creator.name if creator else "",
        giver_name=giver.name if giver and not tip.is_anonymous else None,
        video_id=tip.video_id,
        room_id=tip.room_id,
        amount=Money(tip.amount_minor, tip.currency),
        fee=Money(tip.fee_minor, tip.currency),
        keeps=Money(tip.amount_minor - tip.fee_minor, tip.currency),
        is_anonymous=tip.is_anonymous,
        state=tip.state,
        created_at=tip.created_at,
        paid_at=tip.paid_at,
        matures_at=tip.matures_at,
        payment=TipPayment(
            status=payment.status,
            decline_reason=payment.decline_reason,
            challenge_hint=payment.challenge_hint,
        )
        if payment
        else None,
    )
