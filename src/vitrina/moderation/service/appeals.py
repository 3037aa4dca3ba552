"""Appeals: one for each decision, decided by another operator where there is one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.kit.ids import new_id
from vitrina.kit.text import clean_text
from vitrina.moderation import store
from vitrina.moderation.errors import (
    AppealDecidedAlready,
    AppealedAlready,
    AppealNotFound,
    DecisionNotFound,
    NothingToAppeal,
    OtherOperatorNeeded,
)
from vitrina.moderation.model import (
    Action,
    Appeal,
    AppealCase,
    AppealDecided,
    AppealId,
    AppealOutcome,
    AppealState,
    DecisionId,
    NewAppeal,
    NewDecision,
    NewOutcome,
    Subject,
)
from vitrina.moderation.service.things import KINDS, find_thing, things
from vitrina.moderation.store import appeals

APPEALABLE = {Action.TAKE_DOWN, Action.WARN}


async def appeal(db: Db, *, actor: Person, decision_id: DecisionId, new: NewAppeal, now: datetime) -> Appeal:
    """Say why a decision about one's own thing is wrong, once. The same id twice is one appeal.

    Raises DecisionNotFound, NothingToAppeal, AppealedAlready, Malformed.
    """
    made = await store.find_made(db, decision_id)
    if made is None or made.subject_id != actor.id or made.action is Action.DISMISS:
        raise DecisionNotFound
    if made.action not in APPEALABLE:
        raise NothingToAppeal
    words = clean_text(new.words)
    if not words:
        raise Malformed({"words": "must not be empty"})
    wanted = msgspec.structs.replace(new, words=words)
    try:
        async with db.transaction():
            await appeals.add(db, wanted, decision_id=decision_id, person_id=actor.id, now=now)
    except UniqueViolation as e:  # appeals_decision_key, or the id of another appeal
        known = await appeals.find(db, new.id)
        if known is None or known.decision_id != decision_id:
            raise AppealedAlready from e
    return await _get(db, new.id)


async def decide_appeal(
    db: Db, *, operator: Person, appeal_id: AppealId, new: NewOutcome, now: datetime
) -> Appeal:
    """Let a decision stand, or reverse it: what it took down comes back. Twice the same is once.

    Raises AppealNotFound, AppealDecidedAlready, OtherOperatorNeeded.
    """
    known = await _get(db, appeal_id)
    made = await store.find_made(db, known.decision_id)
    assert made, "an appeal names a decision"
    if operator.id == made.subject_id:
        raise OtherOperatorNeeded
    if operator.id == made.operator_id and await identity.has_other_operator(
        db, but=[operator.id, made.subject_id]
    ):
        raise OtherOperatorNeeded
    words = clean_text(new.words)
    # Nobody takes the thing down, or brings it back, between the look at later decisions and this one.
    await store.hold_thing(db, made.kind, made.thing_id)
    # Whoever is first decides: the second one is told, unless she says the same.
    if not await appeals.decide(db, appeal_id, operator_id=operator.id, new=new, words=words, now=now):
        decided = await _get(db, appeal_id)
        if decided.outcome is new.outcome:
            return decided
        raise AppealDecidedAlready
    if new.outcome is AppealOutcome.REVERSED:
        await _reverse(db, made, operator=operator, now=now)
    await emit(
        db,
        AppealDecided(
            decision_id=made.id,
            subject_id=made.subject_id,
            kind=made.kind,
            title=made.title,
            reason=made.reason,
            outcome=new.outcome,
            words=words,
            at=now,
        ),
    )
    return await _get(db, appeal_id)


async def _reverse(db: Db, made: store.Made, *, operator: Person, now: datetime) -> None:
    """Bring back what a decision took down, unless it came back or was taken down anew meanwhile."""
    if made.action is not Action.TAKE_DOWN or not await store.is_last_move(db, made):
        return
    thing = await find_thing(db, made.kind, made.thing_id)
    if thing is None:
        return
    restored = NewDecision(
        id=DecisionId(new_id()),
        kind=made.kind,
        thing_id=made.thing_id,
        action=Action.RESTORE,
        reason=made.reason,
    )
    await store.add_decision(
        db, restored, subject_id=made.subject_id, operator_id=operator.id, title=thing.title, now=now
    )
    await KINDS[made.kind].restore(db, made.thing_id)


async def _get(db: Db, appeal_id: AppealId) -> Appeal:
    found = await appeals.find(db, appeal_id)
    if found is None:
        raise AppealNotFound
    return found


async def list_appeals(
    db: Db, state: AppealState, *, operator: Person, cursor: str | None, limit: int
) -> Page[AppealCase]:
    """List appeals that wait, the longest waiting first, or the last decided ones. Raises Malformed."""
    key = decode_cursor(cursor, tuple[datetime, UUID])
    if state is AppealState.OPEN:
        found = await appeals.waiting(db, after=key, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.appealed_at, each.id))
    else:
        found = await appeals.decided(db, before=key, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.decided_at, each.id))
    return Page(items=await _show(db, page.items, operator), next_cursor=page.next_cursor)


async def _show(db: Db, found: Sequence[Appeal], operator: Person) -> list[AppealCase]:
    made = {each.id: each for each in await store.made(db, [each.decision_id for each in found])}
    shown = await things(db, [(each.kind, each.thing_id) for each in made.values()])
    people = await identity.persons(db, list({each.subject_id for each in made.values()}))
    cases: list[AppealCase] = []
    for each in found:
        decision = made[each.decision_id]
        person = people.get(decision.subject_id)
        cases.append(
            AppealCase(
                appeal=each,
                decision=decision.shown(),
                thing=shown.get((decision.kind, decision.thing_id)),
                subject=Subject(id=person.id, handle=person.handle, name=person.name) if person else None,
                is_own=operator.id in (decision.operator_id, decision.subject_id),
            )
        )
    return cases
