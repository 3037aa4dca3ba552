"""Deciding."""

from datetime import datetime

import msgspec

from vitrina.identity import service as identity
from vitrina.identity.errors import TooYoung
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.locales import sentence
from vitrina.kit.text import clean_text
from vitrina.moderation import store
from vitrina.moderation.errors import CannotDecideOwn, DecisionIdTaken, ThingNotFound
from vitrina.moderation.model import (
    Action,
    Decision,
    DecisionId,
    DecisionMade,
    NewDecision,
    Reason,
    Thing,
    ThingKind,
)
from vitrina.moderation.service.things import KINDS, find_thing
from vitrina.shops import service as shops


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
    await _carry_out(db, wanted, thing=thing, operator_id=operator.id, now=now)
    decision = await store.find_decision(db, new.id)
    assert decision, "it was just written"
    return decision


async def close_shops(db: Db, *, person_id: PersonId, operator_id: PersonId, now: datetime) -> None:
    """Take down the shops of who turned out to be younger than 18, as a decision of who found it out.

    It is told and can be appealed against like every other one.  Twice is once.
    """
    owner = (await identity.persons(db, [person_id])).get(person_id)
    if owner is None or not identity.is_known_minor(owner, now):
        return
    for shop in await shops.shops_of(db, person_id):
        await store.hold_thing(db, ThingKind.SHOP, shop.id)
        thing = await find_thing(db, ThingKind.SHOP, shop.id)
        if thing is None or thing.is_hidden:
            continue
        new = NewDecision(
            id=DecisionId(new_id()),
            kind=ThingKind.SHOP,
            thing_id=shop.id,
            action=Action.TAKE_DOWN,
            reason=Reason.OTHER,
            words=sentence(owner.language, TooYoung()),
        )
        await _carry_out(db, new, thing=thing, operator_id=operator_id, now=now)


async def _carry_out(db: Db, new: NewDecision, *, thing: Thing, operator_id: PersonId, now: datetime) -> None:
    made = await store.add_decision(
        db, new, subject_id=thing.subject_id, operator_id=operator_id, title=thing.title, now=now
    )
    if not made:
        raise DecisionIdTaken
    if new.action is Action.TAKE_DOWN:
        await KINDS[new.kind].take_down(db, new.thing_id, now)
    elif new.action is Action.RESTORE:
        await KINDS[new.kind].restore(db, new.thing_id)
    await store.close_case(db, new.kind, new.thing_id, now)
    if new.action is not Action.DISMISS:
        await emit(db, _told(new, subject_id=thing.subject_id, title=thing.title, now=now))


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
