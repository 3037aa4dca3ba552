"""Deciding."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.text import clean_text
from vitrina.live import service as live
from vitrina.moderation import store
from vitrina.moderation.errors import CannotDecideOwn, DecisionIdTaken, ThingNotFound
from vitrina.moderation.model import Action, Decision, DecisionMade, NewDecision, ThingKind
from vitrina.moderation.service.things import find_thing
from vitrina.reviews import service as reviews
from vitrina.reviews.model import ReviewId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, VideoId


async def decide(db: Db, *, operator: Person, new: NewDecision, now: datetime) -> Decision:
    """Decide about a thing, reported or not, and close its reports. The same id twice is one decision.

    Raises ThingNotFound, CannotDecideOwn, DecisionIdTaken.
    """
    if known := await store.find_decision(db, new.id):
        if (known.kind, known.thing_id, known.action) != (new.kind, new.thing_id, new.action):
            raise DecisionIdTaken
        return known
    thing = await find_thing(db, new.kind, new.thing_id)
    if thing is None:
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
        await _take_down(db, new.kind, new.thing_id, now)
    elif new.action is Action.RESTORE:
        await _restore(db, new.kind, new.thing_id)
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


async def _take_down(db: Db, kind: ThingKind, thing_id: UUID, now: datetime) -> None:
    match kind:
        case ThingKind.CLIP:
            await videos.hide(db, VideoId(thing_id))
        case ThingKind.COMMENT:
            await videos.hide_comment(db, CommentId(thing_id))
        case ThingKind.PRODUCT:
            await catalogue.hide(db, ProductId(thing_id))
        case ThingKind.REVIEW:
            await reviews.hide(db, ReviewId(thing_id))
        case ThingKind.SHOP:
            await shops.close_shop(db, ShopId(thing_id), now=now)
            await catalogue.hide_all_of(db, ShopId(thing_id))
        case ThingKind.PERSON:
            await identity.suspend(db, PersonId(thing_id), now=now)
            await videos.hide_all_of(db, PersonId(thing_id))
            await reviews.hide_all_of(db, PersonId(thing_id))
            await live.hide_all_of(db, PersonId(thing_id), now=now)
            for shop in await shops.shops_of(db, PersonId(thing_id)):
                await catalogue.hide_all_of(db, shop.id)


async def _restore(db: Db, kind: ThingKind, thing_id: UUID) -> None:
    match kind:
        case ThingKind.CLIP | ThingKind.COMMENT:
            await videos.restore(db, thing_id)
        case ThingKind.PRODUCT:
            await catalogue.restore(db, thing_id)
        case ThingKind.REVIEW:
            await reviews.restore(db, thing_id)
        case ThingKind.SHOP:
            await shops.reopen_shop(db, ShopId(thing_id))
            await _restore_products(db, [ShopId(thing_id)])
        case ThingKind.PERSON:
            await identity.end_suspension(db, PersonId(thing_id))
            # Who is about to leave stays out of sight until she comes back.
            if not await identity.hidden_among(db, [PersonId(thing_id)]):
                await videos.restore(db, thing_id)
                await reviews.restore(db, thing_id)
                await live.restore(db, thing_id)
            await _restore_products(db, [shop.id for shop in await shops.shops_of(db, PersonId(thing_id))])


async def _restore_products(db: Db, shop_ids: Sequence[ShopId]) -> None:
    """Bring back what shops sell, unless they are closed for another reason as well."""
    closed = await shops.closed_among(db, shop_ids)
    for shop_id in shop_ids:
        if shop_id not in closed:
            await catalogue.restore(db, shop_id)
