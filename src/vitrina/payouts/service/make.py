"""Making payouts: on paydays by themselves, or when a payee asks."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id, short_code
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.kit.sums import written
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.orders import service as orders
from vitrina.orders.model import Order, OrderId
from vitrina.payouts.errors import (
    BelowMinimum,
    DestinationMissing,
    DestinationOnHold,
    PayeeSuspended,
    PayoutIdTaken,
)
from vitrina.payouts.model import (
    Destination,
    Held,
    NewPayout,
    Payee,
    PayeeKind,
    Payout,
    PayoutId,
    PayoutState,
    PayoutStepped,
    Sale,
    Withholding,
)
from vitrina.payouts.rules import journals, paydays, taxes
from vitrina.payouts.service.desk import held_by
from vitrina.payouts.service.payees import payees
from vitrina.payouts.store import destinations, sales
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store.payouts import Move

CODE_PREFIX = "PY"
PAGE_SIZE = 100
PAGES_MAX = 1_000  # 100,000 payees of a kind on one payday; the next run goes on
SALES_MAX = 20_000
# No transaction is open for as long: what was posted before this has been seen.
SEEN_AFTER = timedelta(hours=1)
MATURED, ORDER = "order_matured", "order:"

log = logging.getLogger(__name__)


class Due(Struct, frozen=True, kw_only=True):
    """A payout to be made. payday: none for one that was asked for."""

    payee: Payee
    destination: Destination
    currency: Currency
    amount_minor: int
    payday: date | None
    id: PayoutId


async def request(db: Db, settings: Settings, *, payee: Payee, new: NewPayout, now: datetime) -> Payout:
    """Pay out all that a payee has, before the day. The same id twice is one payout.

    Raises PayeeSuspended, DestinationMissing, DestinationOnHold, BelowMinimum, PayoutIdTaken, and
    BalanceTooLow when something was taken out in this very moment.
    """
    await destinations.line_up(db, payee.id)
    if existing := await store.by_id(db, [new.id]):
        if (existing[0].payee_id, existing[0].currency) == (payee.id, new.currency):
            return existing[0]
        raise PayoutIdTaken
    goes_to = await destinations.in_force(db, payee.kind, [payee.id])
    destination = next((each for each in goes_to if each.currency is new.currency), None)
    account = journals.available(payee.kind, payee.id, new.currency)
    amount_minor = (await ledger.balances(db, [account]))[account]
    least_minor = paydays.minimum(settings, new.currency)
    is_suspended = bool(await identity.suspended_among(db, [payee.person_id]))
    held = held_by(amount_minor, least_minor, destination=destination, is_suspended=is_suspended, now=now)
    match held:
        case Held.SUSPENDED:
            raise PayeeSuspended
        case Held.DESTINATION_MISSING:
            raise DestinationMissing
        case Held.DESTINATION_ON_HOLD:
            assert destination
            raise DestinationOnHold(usable_at=f"{destination.usable_at:%Y-%m-%d %H:%M} UTC")
        case Held.OWES | Held.BELOW_MINIMUM:
            raise BelowMinimum(minimum=written(Money(least_minor, new.currency)))
        case None:
            assert destination
    due = Due(
        payee=payee,
        destination=destination,
        currency=new.currency,
        amount_minor=amount_minor,
        payday=None,
        id=new.id,
    )
    made = await _make(db, settings, due, actor=payee, now=now)
    if made is None:
        raise BelowMinimum(minimum=written(Money(least_minor, new.currency)))
    return made


async def run_payday(pool: Pool, settings: Settings, *, now: datetime) -> int:
    """Make the payouts of the last payday, if they are not made yet. Returns how many.

    May run twice, and several at once: a payee has one payout of a payday. One that cannot be made holds up
    no other.
    """
    day = paydays.last_payday(settings.payout_schedule, now)
    if day is None:
        return 0
    async with pool.transaction() as db:
        if await store.is_done(db, day):
            return 0
    made_count = 0
    for kind in PayeeKind:
        made_count += await _pay_all(pool, settings, kind, day=day, now=now)
    async with pool.transaction() as db:
        await store.finish_day(db, day, now=now)
    return made_count


async def _pay_all(pool: Pool, settings: Settings, kind: PayeeKind, *, day: date, now: datetime) -> int:
    made_count = after = 0
    least = {currency: paydays.minimum(settings, currency) for currency in Currency}
    for _ in range(PAGES_MAX):
        async with pool.transaction() as db:
            page = await ledger.standing(
                db, journals.AVAILABLE[kind], least=least, after=after, limit=PAGE_SIZE
            )
            due = await _due(
                db,
                kind,
                {(UUID(each.owner), each.currency): each.amount_minor for each in page},
                day=day,
                now=now,
            )
        for each in due:
            made_count += await _pay_one(pool, settings, each, now=now)
        if len(page) < PAGE_SIZE:
            break
        after = page[-1].account_id
    return made_count


async def _due(
    db: Db, kind: PayeeKind, found: Mapping[tuple[UUID, Currency], int], *, day: date, now: datetime
) -> list[Due]:
    """Choose who is paid of those who have enough: constant statements for a page."""
    ids = list({payee_id for payee_id, _ in found})
    known = await payees(db, kind, ids)
    suspended = await identity.suspended_among(db, [each.person_id for each in known.values()])
    served = await store.of_payday(db, kind, ids, day)
    goes_to = {(each.payee_id, each.currency): each for each in await destinations.in_force(db, kind, ids)}
    due: list[Due] = []
    for (payee_id, currency), amount_minor in found.items():
        payee, destination = known.get(payee_id), goes_to.get((payee_id, currency))
        if (
            payee
            and destination
            and destination.usable_at <= now
            and payee.person_id not in suspended
            and (payee_id, currency) not in served
        ):
            due.append(
                Due(
                    payee=payee,
                    destination=destination,
                    currency=currency,
                    amount_minor=amount_minor,
                    payday=day,
                    id=PayoutId(new_id()),
                )
            )
    return due


async def _pay_one(pool: Pool, settings: Settings, due: Due, *, now: datetime) -> bool:
    try:
        async with pool.transaction() as db:
            await destinations.line_up(db, due.payee.id)
            return await _make(db, settings, due, actor=None, now=now) is not None
    except (BalanceTooLow, UniqueViolation) as error:
        # Somebody took it out or made it in between: there is nothing left to do.
        log.info("payout not made", extra={"payee_id": str(due.payee.id), "reason": str(error)})
        return False


async def _make(db: Db, settings: Settings, due: Due, *, actor: Payee | None, now: datetime) -> Payout | None:
    """Write a payout and take its sum from the account, in one transaction.

    None: the tax to be withheld would leave nothing. Raises BalanceTooLow when the sum is not there any more.
    """
    withheld, sold = await _withhold(db, due, now=now)
    withheld_minor = sum(each.amount_minor for each in withheld)
    if withheld_minor >= due.amount_minor:
        return None
    needed = paydays.approvals_needed(settings, due.currency, due.amount_minor)
    payout = Payout(
        id=due.id,
        code=short_code(CODE_PREFIX),
        payee_kind=due.payee.kind,
        payee_id=due.payee.id,
        currency=due.currency,
        amount_minor=due.amount_minor,
        withheld_minor=withheld_minor,
        destination_id=due.destination.id,
        payday=due.payday,
        approvals_needed=needed,
        approval_count=0,
        state=PayoutState.WAITING if needed else PayoutState.READY,
        provider=due.destination.carrier,
        file_id=None,
        note="",
        created_at=now,
        moved_at=now,
    )
    await store.add(db, [payout])
    await store.add_withholdings(db, withheld)
    taken_count = await sales.take(db, payout.id, sold)
    assert taken_count == len(sold), "payouts of one payee are made one after another"
    actor_id = actor.person_id if actor else None
    await store.add_moves(db, [Move(payout_id=payout.id, step="created", actor_id=actor_id, at=now)])
    await ledger.post(db, [journals.created(payout, withheld, now=now)])
    await emit(db, stepped(payout, due.payee, actor_id=actor_id, now=now))
    return payout


def stepped(payout: Payout, payee: Payee, *, actor_id: PersonId | None, now: datetime) -> PayoutStepped:
    """Tell that a payout was made or moved."""
    return PayoutStepped(
        payout_id=payout.id,
        code=payout.code,
        payee_kind=payout.payee_kind,
        payee_id=payout.payee_id,
        person_id=payee.person_id,
        state=payout.state,
        pays_minor=payout.amount_minor - payout.withheld_minor,
        currency=payout.currency,
        actor_id=actor_id,
        at=now,
    )


async def _withhold(db: Db, due: Due, *, now: datetime) -> tuple[list[Withholding], Sequence[Order]]:
    """Reckon the tax that is kept back of a payout, and of which sales.

    Only in the currency of the payee's own country, whose law it is.
    """
    payee = due.payee
    rate = taxes.rate_of(payee.country, tax_id=due.destination.tax_id, now=now)
    if rate is None or rate.country.currency is not due.currency:
        return [], []
    order_ids: Sequence[OrderId] = []
    if payee.kind is PayeeKind.SHOP:
        order_ids = await _open_sales(db, due)
    sold = list((await orders.orders_by_id(db, order_ids)).values())
    base = taxes.base_of(
        payee.kind,
        amount_minor=due.amount_minor,
        orders=sold,
        refunded={each.id: each.refunded_minor for each in sold},
    )
    return taxes.withheld(due.id, base, rate), sold


async def _open_sales(db: Db, due: Due) -> Sequence[OrderId]:
    """Learn which sales became a shop's own since the last payout, and list those not withheld for."""
    kind, payee_id, currency = due.payee.kind, due.payee.id, due.currency
    latest = await sales.latest(db, kind, payee_id, currency)
    lines = await ledger.lines_posted_since(
        db,
        journals.available(kind, payee_id, currency),
        MATURED,
        since=latest - SEEN_AFTER if latest else None,
        limit=SALES_MAX,
    )
    seen = [
        Sale(
            journal_id=line.journal_id,
            order_id=OrderId(UUID(line.source.removeprefix(ORDER))),
            posted_at=line.posted_at,
        )
        for line in lines
    ]
    if seen:
        await sales.add(db, seen, kind=kind, payee_id=payee_id, currency=currency)
    return await sales.open_of(db, kind, payee_id, currency, limit=SALES_MAX)
