"""What operators decide about payouts: two of them above the threshold, and nobody about her own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.http import Page, page_of
from vitrina.kit.text import clean_line
from vitrina.ledger import service as ledger
from vitrina.payouts.errors import ApprovedAlready, OwnPayout, PayoutMoved, PayoutNotFound
from vitrina.payouts.model import MoveView, Payee, Payout, PayoutCase, PayoutId, PayoutState
from vitrina.payouts.rules import journals
from vitrina.payouts.service.make import stepped
from vitrina.payouts.service.payees import payees_of_both
from vitrina.payouts.service.read import views
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store import sales
from vitrina.payouts.store.payouts import Move

APPROVED = "approved"


async def list_cases(
    db: Db, *, operator: Person, state: PayoutState | None, before: store.Before, limit: int
) -> Page[PayoutCase]:
    """List payouts of everybody for an operator, the newest first."""
    found = await store.listed(db, state, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.created_at, each.id))
    return Page(items=await cases(db, page.items, operator=operator), next_cursor=page.next_cursor)


async def cases(db: Db, payouts: Sequence[Payout], *, operator: Person) -> list[PayoutCase]:
    """Put payouts together with names and with what was done to them. Constant statements."""
    shown = await views(db, payouts)
    known = await payees_of_both(db, [(each.payee_kind, each.payee_id) for each in payouts])
    moves: dict[PayoutId, list[Move]] = defaultdict(list)
    for move in await store.moves_of(db, [each.id for each in payouts]):
        moves[move.payout_id].append(move)
    actors = {move.actor_id for done in moves.values() for move in done if move.actor_id}
    people = await identity.persons(db, list(actors))
    return [
        PayoutCase(
            payout=view,
            payee_kind=payout.payee_kind,
            payee_id=payout.payee_id,
            payee_name=payee.name if (payee := known.get(payout.payee_id)) else "",
            approvals_needed=payout.approvals_needed,
            approval_count=payout.approval_count,
            can_approve=_can_approve(payout, known.get(payout.payee_id), moves[payout.id], operator),
            moves=[
                MoveView(
                    step=move.step,
                    by=person.name if move.actor_id and (person := people.get(move.actor_id)) else None,
                    note=move.note,
                    at=move.at,
                )
                for move in moves[payout.id]
            ],
        )
        for payout, view in zip(payouts, shown, strict=True)
    ]


def _can_approve(payout: Payout, payee: Payee | None, moves: Sequence[Move], operator: Person) -> bool:
    return (
        payout.state is PayoutState.WAITING
        and (payee is None or payee.person_id != operator.id)
        and not any(move.step == APPROVED and move.actor_id == operator.id for move in moves)
    )


async def approve(db: Db, *, payout_id: PayoutId, operator: Person, now: datetime) -> PayoutCase:
    """Let an operator agree to a payout; the last one needed makes it ready for the bank.

    Raises PayoutNotFound, OwnPayout, ApprovedAlready, PayoutMoved.
    """
    payee = await require_others(db, payout_id, operator)
    approved = await store.approve(db, payout_id, now=now)
    if approved is None:
        raise PayoutMoved
    try:
        async with db.transaction():
            await store.add_moves(
                db, [Move(payout_id=payout_id, step=APPROVED, actor_id=operator.id, at=now)]
            )
    except UniqueViolation as e:
        raise ApprovedAlready from e  # moves_approved_key
    if approved.state is PayoutState.READY:
        await _tell(db, approved, payee, "ready", operator=operator, note="", now=now)
    return (await cases(db, [approved], operator=operator))[0]


async def refuse(db: Db, *, payout_id: PayoutId, operator: Person, reason: str, now: datetime) -> PayoutCase:
    """Give a payout that has not left to its payee again, with a reason that she reads.

    Raises PayoutNotFound, OwnPayout, PayoutMoved, Malformed.
    """
    words = clean_line(reason)
    if not words:
        raise Malformed({"reason": "must not be empty"})
    payee = await require_others(db, payout_id, operator)
    refused = await give_back(
        db,
        payout_id,
        come_from=[PayoutState.WAITING, PayoutState.READY],
        to=PayoutState.REFUSED,
        note=words,
        now=now,
    )
    if refused is None:
        raise PayoutMoved
    await _tell(db, refused, payee, "refused", operator=operator, note=words, now=now)
    return (await cases(db, [refused], operator=operator))[0]


async def give_back(
    db: Db,
    payout_id: PayoutId,
    *,
    come_from: Sequence[PayoutState],
    to: PayoutState,
    note: str,
    now: datetime,
) -> Payout | None:
    """End a payout that did not arrive: its sum, and the tax withheld, are the payee's again.

    None: it is elsewhere by now.
    """
    ended = await store.move(db, payout_id, come_from=come_from, to=to, note=note, now=now)
    if ended is None:
        return None
    taxes = await store.withholdings(db, [payout_id])
    await sales.give_back(db, payout_id)
    await ledger.post(db, [journals.returned(ended, taxes, now=now)])
    return ended


async def require_others(db: Db, payout_id: PayoutId, operator: Person) -> Payee | None:
    """Find whose payout it is, if it is not the operator's own. Raises PayoutNotFound, OwnPayout."""
    found = await store.by_id(db, [payout_id])
    if not found:
        raise PayoutNotFound
    payee = (await payees_of_both(db, [(found[0].payee_kind, found[0].payee_id)])).get(found[0].payee_id)
    if payee and payee.person_id == operator.id:
        raise OwnPayout
    return payee


async def _tell(
    db: Db, payout: Payout, payee: Payee | None, step: str, *, operator: Person, note: str, now: datetime
) -> None:
    await store.add_moves(db, [Move(payout_id=payout.id, step=step, actor_id=operator.id, note=note, at=now)])
    if payee:
        await emit(db, stepped(payout, payee, actor_id=operator.id, now=now))
