"""Deciding."""

from datetime import datetime

import msgspec

from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.text import clean_text
from vitrina.moderation import store
from vitrina.moderation.errors import CannotDecideOwn, DecisionIdTaken, ThingNotFound
from vitrina.moderation.model import Action, Decision, DecisionMade, NewDecision
from vitrina.moderation.service.things import KINDS, find_thing


async def decide(db: Db, *, operator: Person, new: NewDecision, now: datetime) -> Decision:
    """Decide about a thing, reported or not, and close its reports. The same id twice is one decision.

    What is private is there for an operator when it was reported.

    Raises ThingNotFound, CannotDecideOwn, DecisionIdTaken.
    """
    await store.hold_thing(db, new.kind, new.thing_id)
    if known := await store.find_decision(db, new.id):
        if (known.kind, known.thing_id, known.action) != (new.kind, new.thing_id, new.action):
            raise DecisionIdTaken
        return known
    thing = await find_thing(db, new.kind, new.thing_id)
    if thing is None or (
        KINDS[new.kind].is_private and not await store.is_reported(db, new.kind, new.thing_id)
    ):
        raise ThingNotFound
    if thing.subject_id == operator.id:
        raise CannotDecideOwn
    wanted = msgspec.structs.replace(new, words=clean_text(new.words))
    made = await store.add_decision(
        db, wanted, subject_id=thing.subject_id, operator_id=operator.id, title=thing.title, now=now
    )
    if not made:
        raise DecisionIdTaken
    if new.action is Action.TAKE_DOWN:
        await KINDS[new.kind].take_down(db, new.thing_id, now)
    elif new.action is Action.RESTORE:
        await KINDS[new.kind].restore(db, new.thing_id)
    await store.close_case(db, new.kind, new.thing_id, now)
    if new.action is not Action.DISMISS:
        await emit(db, _told(wanted, subject_id=thing.subject_id, title=thing.title, now=now))
    decision = await store.find_decision(db, new.id)
    assert decision, "it was just written"
    return decision


def _told(new: NewDecision, *, subject_id: PersonId, title: str, now: datetime) -> DecisionMade:
    return DecisionMade(
        decision_id=new.id,
        subject_id=subject_id,
        kind=new.kind,
        thing_id=new.thing_id,
        action=new.action,
        reason=new.reason,
        words=new.words,
        title=title,
        at=now,
    )
