"""Debts: balances below zero, and letting them go when two operators agree."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import Person
from vitrina.kit.db import CheckViolation, Db, UniqueViolation, constraint
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line
from vitrina.ledger import service as ledger
from vitrina.payouts.errors import (
    ApprovedAlready,
    DebtChanged,
    NoDebt,
    OwnPayout,
    PayeeNotFound,
    WriteOffDone,
    WriteOffNotFound,
    WriteOffUnderWay,
)
from vitrina.payouts.model import (
    Debt,
    DebtWrittenOff,
    NewWriteOff,
    PayeeKind,
    WriteOff,
    WriteOffId,
    WriteOffView,
)
from vitrina.payouts.rules import journals
from vitrina.payouts.service.payees import payees_of_both
from vitrina.payouts.store import destinations
from vitrina.payouts.store import write_offs as store

KIND_OF = {account: kind for kind, account in journals.AVAILABLE.items()}


async def list_debts(db: Db, *, operator: Person, after: int, limit: int) -> Page[Debt]:
    """List payees who owe, the account first opened first, with the write-off that waits."""
    found = await ledger.overdrawn(db, list(KIND_OF), after=after, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.account_id,))
    owners = [(KIND_OF[each.kind], UUID(each.owner)) for each in page.items]
    known = await payees_of_both(db, owners)
    waiting = {
        (each.payee_id, each.currency): each
        for each in await store.open_of(db, [payee_id for _, payee_id in owners])
    }
    debts: list[Debt] = []
    for each, (kind, payee_id) in zip(page.items, owners, strict=True):
        payee, proposal = known.get(payee_id), waiting.get((payee_id, each.currency))
        is_other = proposal is not None and proposal.proposed_by != operator.id
        debts.append(
            Debt(
                payee_kind=kind,
                payee_id=payee_id,
                payee_name=payee.name if payee else "",
                owes=Money(-each.amount_minor, each.currency),
                write_off_id=proposal.id if proposal else None,
                reason=proposal.reason if proposal else None,
                can_approve=is_other and (payee is None or payee.person_id != operator.id),
            )
        )
    return Page(items=debts, next_cursor=page.next_cursor)


async def propose_write_off(db: Db, *, operator: Person, new: NewWriteOff, now: datetime) -> WriteOffView:
    """Propose to let all go that a payee owes now. The same id twice is one proposal.

    Raises PayeeNotFound, OwnPayout, NoDebt, WriteOffUnderWay, Malformed.
    """
    reason = clean_line(new.reason)
    if not reason:
        raise Malformed({"reason": "must not be empty"})
    await _require_others(db, new.payee_kind, new.payee_id, operator)
    if existing := await store.find(db, new.id):
        if (existing.payee_id, existing.currency) == (new.payee_id, new.currency):
            return _view(existing)
        raise WriteOffUnderWay
    account = journals.available(new.payee_kind, new.payee_id, new.currency)
    balance_minor = (await ledger.balances(db, [account]))[account]
    if balance_minor >= 0:
        raise NoDebt
    proposed = WriteOff(
        id=new.id,
        payee_kind=new.payee_kind,
        payee_id=new.payee_id,
        currency=new.currency,
        amount_minor=-balance_minor,
        reason=reason,
        proposed_by=operator.id,
        proposed_at=now,
        approved_by=None,
        approved_at=None,
    )
    try:
        async with db.transaction():
            await store.add(db, proposed)
    except UniqueViolation as e:
        raise WriteOffUnderWay from e  # write_offs_open_key
    return _view(proposed)


async def approve_write_off(
    db: Db, *, write_off_id: WriteOffId, operator: Person, now: datetime
) -> WriteOffView:
    """Let a debt go, as a second operator. The books are written in the same moment.

    A debt that became smaller since is not over-paid: DebtChanged, and the proposal is to be taken back.
    Raises WriteOffNotFound, OwnPayout, ApprovedAlready for who proposed it, WriteOffDone.
    """
    found = await store.find(db, write_off_id)
    if found is None:
        raise WriteOffNotFound
    await _require_others(db, found.payee_kind, found.payee_id, operator)
    await destinations.line_up(db, found.payee_id)
    try:
        async with db.transaction():
            approved = await store.approve(db, write_off_id, operator_id=operator.id, now=now)
    except CheckViolation as e:
        assert constraint(e) == "write_offs_four_eyes"
        raise ApprovedAlready from e
    if approved is None:
        raise WriteOffDone
    await ledger.post(db, [journals.written_off(approved, now=now)])
    # Posting holds the account's row: what stands there now is what it left.
    account = journals.available(approved.payee_kind, approved.payee_id, approved.currency)
    if (await ledger.balances(db, [account]))[account] > 0:
        raise DebtChanged
    assert approved.approved_by, "somebody has just agreed"
    await emit(
        db,
        DebtWrittenOff(
            write_off_id=approved.id,
            payee_kind=approved.payee_kind,
            payee_id=approved.payee_id,
            amount_minor=approved.amount_minor,
            currency=approved.currency,
            proposed_by=approved.proposed_by,
            approved_by=approved.approved_by,
            at=now,
        ),
    )
    return _view(approved)


async def withdraw_write_off(db: Db, *, write_off_id: WriteOffId) -> None:
    """Take a proposal back that nobody has agreed to. Twice is once. Raises WriteOffDone."""
    found = await store.find(db, write_off_id)
    if found is None:
        return
    if not await store.withdraw(db, write_off_id):
        raise WriteOffDone


async def _require_others(db: Db, kind: PayeeKind, payee_id: UUID, operator: Person) -> None:
    owners: Sequence[tuple[PayeeKind, UUID]] = [(kind, payee_id)]
    payee = (await payees_of_both(db, owners)).get(payee_id)
    if payee is None:
        raise PayeeNotFound
    if payee.person_id == operator.id:
        raise OwnPayout


def _view(write_off: WriteOff) -> WriteOffView:
    return WriteOffView(
        id=write_off.id,
        payee_kind=write_off.payee_kind,
        payee_id=write_off.payee_id,
        amount=Money(write_off.amount_minor, write_off.currency),
        reason=write_off.reason,
        proposed_at=write_off.proposed_at,
        approved_at=write_off.approved_at,
    )
