"""Where statements of providers and we differ, and how two operators settle it."""

from datetime import datetime

from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.kit.db import CheckViolation, Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Currency
from vitrina.kit.text import clean_line
from vitrina.ledger import service as ledger
from vitrina.payments import statement_rules as rules
from vitrina.payments import store
from vitrina.payments.errors import (
    DifferenceChanged,
    DifferenceEmpty,
    DifferenceForeign,
    DifferenceNotFound,
    SettlementDone,
    SettlementNotFound,
    SettlementOwn,
    SettlementUnderWay,
)
from vitrina.payments.statement_model import (
    Difference,
    DifferenceCase,
    DifferenceDesk,
    NewSettlement,
    Settlement,
    SettlementId,
)

SHOWN_MAX = 200


async def desk(db: Db, *, operator: Person) -> DifferenceDesk:
    """List where statements and we differ, the oldest first, with what was proposed."""
    found = await store.differences(db, limit=SHOWN_MAX + 1)
    waiting = {(each.provider, each.subject): each for each in await store.settlements_open(db)}
    return DifferenceDesk(
        statements=await store.readings(db),
        differences=[
            _case(each, waiting.get((each.provider, each.subject)), operator) for each in found[:SHOWN_MAX]
        ],
        is_cut=len(found) > SHOWN_MAX,
    )


def _case(difference: Difference, proposed: Settlement | None, operator: Person) -> DifferenceCase:
    return DifferenceCase(
        difference=difference,
        settlement_id=proposed.id if proposed else None,
        reason=proposed.reason if proposed else None,
        can_approve=proposed is not None and proposed.proposed_by != operator.id,
    )


async def propose(db: Db, *, operator: Person, new: NewSettlement, now: datetime) -> Settlement:
    """Propose to believe a statement where it differs. The same id twice is one proposal.

    Raises DifferenceNotFound, DifferenceForeign, DifferenceEmpty, SettlementUnderWay, Malformed.
    """
    reason = clean_line(new.reason)
    if not reason:
        raise Malformed({"reason": "must not be empty"})
    if existing := await store.settlement(db, new.id):
        if (existing.provider, existing.subject) == (new.provider, new.subject):
            return existing
        raise SettlementUnderWay
    difference = await store.difference(db, new.provider, new.subject)
    if difference is None:
        raise DifferenceNotFound
    if not difference.is_ours:
        raise DifferenceForeign
    if not difference.change_minor:
        raise DifferenceEmpty
    proposed = Settlement(
        id=new.id,
        provider=difference.provider,
        subject=difference.subject,
        movement_id=difference.movement_id,
        kind=difference.kind,
        reference=difference.reference,
        is_in=difference.is_in,
        amount_minor=difference.change_minor,
        currency=Currency(difference.currency),
        reason=reason,
        proposed_by=operator.id,
        proposed_at=now,
        approved_by=None,
        approved_at=None,
    )
    try:
        async with db.transaction():
            await store.add_settlement(db, proposed)
    except UniqueViolation as e:
        raise SettlementUnderWay from e  # settlements_subject_key
    return proposed


async def approve(db: Db, *, settlement_id: SettlementId, operator: Person, now: datetime) -> Settlement:
    """Believe the statement, as a second operator: the books say what it says, from this moment on.

    Raises SettlementNotFound, SettlementOwn, SettlementDone, DifferenceChanged when it is not what it was.
    """
    found = await store.settlement(db, settlement_id)
    if found is None:
        raise SettlementNotFound
    await store.line_up_statements(db)
    difference = await store.difference(db, found.provider, found.subject)
    try:
        async with db.transaction():
            is_first = await store.approve_settlement(db, settlement_id, operator_id=operator.id, now=now)
    except CheckViolation as e:
        raise SettlementOwn from e  # settlements_four_eyes
    if not is_first:
        raise SettlementDone
    if difference is None or difference.change_minor != found.amount_minor:
        raise DifferenceChanged
    await _settle(db, found, now=now)
    return replace(found, approved_by=operator.id, approved_at=now)


async def _settle(db: Db, settlement: Settlement, *, now: datetime) -> None:
    posted = [rules.agreed(settlement, now=now)]
    if settlement.movement_id is not None:
        moved = await store.agree_movement(db, settlement, source=rules.source(settlement), now=now)
        if moved is None:
            raise DifferenceChanged
        fee = rules.fee(moved, now=now)
        posted += [fee] if fee else []
    await ledger.post(db, posted)


async def withdraw(db: Db, *, settlement_id: SettlementId) -> None:
    """Take a proposal back that nobody has agreed to. Twice is once. Raises SettlementDone."""
    found = await store.settlement(db, settlement_id)
    if found is not None and not await store.withdraw_settlement(db, settlement_id):
        raise SettlementDone
