"""Taps that can earn, and the ones that cart lines keep."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.affiliates import rules
from vitrina.affiliates.errors import NotTagged, SharerNotFound, TouchTaken
from vitrina.affiliates.model import Freeze, NewLinkTouch, NewTouch, Surface, Touch, Touched, TouchId
from vitrina.affiliates.service.grants import kept_for
from vitrina.affiliates.service.plans import terms_of
from vitrina.affiliates.store import agreements
from vitrina.affiliates.store import touches as store
from vitrina.carts.model import CartLineAdded
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.live import service as live
from vitrina.live.model import RoomId
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId

FORGET_BATCH = 5_000


class Visitor(Struct, frozen=True, kw_only=True):
    """Who taps: a first-party visitor id, and the person when signed in."""

    id: UUID
    person_id: PersonId | None


class _Way(Struct, frozen=True, kw_only=True):
    """How a visitor came to a product, and who brought him."""

    surface: Surface
    creator_id: PersonId
    video_id: VideoId | None = None
    room_id: RoomId | None = None


async def touch(db: Db, *, tap: NewTouch, visitor: Visitor, default_plan_bps: int, now: datetime) -> Touched:
    """Store a tap on a product in a clip or a show, with the terms promised at this moment.

    The same id twice is one tap. Raises Malformed, VideoNotFound, RoomNotFound, NotTagged, TouchTaken.
    """
    way = await _way_of_tap(db, tap, now)
    return await _add(
        db, tap.id, tap.product_id, way=way, visitor=visitor, default_plan_bps=default_plan_bps, now=now
    )


async def touch_by_link(
    db: Db, *, opened: NewLinkTouch, visitor: Visitor, default_plan_bps: int, now: datetime
) -> Touched:
    """Store that a shared link of a product was opened: who shared it earns as by a tap.

    The same id twice is one. Raises ProductNotFound, SharerNotFound, TouchTaken.
    """
    sharer_id = rules.sharer(opened.shared_by)
    sharers = await identity.persons(db, [sharer_id] if sharer_id else [])
    if sharer_id is None or sharer_id not in sharers:
        raise SharerNotFound
    way = _Way(surface=Surface.LINK, creator_id=sharer_id)
    return await _add(
        db, opened.id, opened.product_id, way=way, visitor=visitor, default_plan_bps=default_plan_bps, now=now
    )


async def _add(
    db: Db,
    id: TouchId,
    product_id: ProductId,
    *,
    way: _Way,
    visitor: Visitor,
    default_plan_bps: int,
    now: datetime,
) -> Touched:
    shop_id = await catalogue.shop_of_product(db, product_id)
    terms = await terms_of(db, [(product_id, shop_id)], default_plan_bps=default_plan_bps)
    creators = await identity.persons(db, [way.creator_id])
    is_earning = way.creator_id in creators and Capability.EARN in creators[way.creator_id].capabilities
    seller = (way.creator_id, product_id)
    kept = await kept_for(db, [seller], at=now)
    agreed = await agreements.find_agreement(db, way.room_id, product_id) if way.room_id else None
    promised = rules.promise(terms.get(product_id), kept.get(seller, []), agreed)
    new = Touch(
        id=id,
        visitor_id=visitor.id,
        person_id=visitor.person_id,
        creator_id=way.creator_id,
        surface=way.surface,
        video_id=way.video_id,
        room_id=way.room_id,
        product_id=product_id,
        shop_id=shop_id,
        is_earning=is_earning,
        plan_kind=promised.plan_kind if promised else None,
        plan_version=promised.plan_version if promised else None,
        rate_bps=promised.rate_bps if promised else None,
        locked_until=promised.locked_until if promised else None,
        at=now,
        expires_at=rules.touch_until(now, way.surface),
    )
    if not await store.add_touch(db, new):
        new = await _known(db, new)
    return Touched(id=new.id, creator_id=new.creator_id, expires_at=new.expires_at)


async def _way_of_tap(db: Db, tap: NewTouch, now: datetime) -> _Way:
    if tap.video_id and not tap.room_id:
        video = await videos.get_published(db, tap.video_id)
        if tap.product_id not in {tag.product_id for tag in video.tags}:
            raise NotTagged
        return _Way(surface=Surface.CLIP, creator_id=video.creator_id, video_id=tap.video_id)
    if tap.video_id or not tap.room_id:
        raise Malformed({"video_id": "either this or room_id"})
    tapped = await live.note_tap(db, room_id=tap.room_id, product_id=tap.product_id, touch_id=tap.id, now=now)
    if tapped is None:
        raise NotTagged
    surface = Surface.REPLAY if tapped.is_replay else Surface.LIVE
    return _Way(surface=surface, creator_id=tapped.host_id, room_id=tap.room_id)


def _place_of(touch: Touch) -> tuple[object, ...]:
    return touch.video_id, touch.room_id, touch.product_id, touch.creator_id


async def _known(db: Db, new: Touch) -> Touch:
    """Answer the tap stored under this id. Raises TouchTaken when it is another one."""
    stored = (await store.touches(db, [new.id]))[0]
    if _place_of(stored) != _place_of(new):
        raise TouchTaken
    return stored


async def freeze_touches(db: Db, facts: Sequence[CartLineAdded]) -> None:
    """Keep the touch of every line put in a cart; later touches do not replace it."""
    freezes = [
        Freeze(
            cart_id=fact.cart_id,
            variant_id=fact.variant_id,
            touch_id=TouchId(fact.touch_id),
            frozen_at=fact.at,
            expires_at=rules.frozen_until(fact.at),
        )
        for fact in facts
        if fact.touch_id
    ]
    if freezes:
        await store.freeze(db, freezes)


async def forget_freezes(db: Db, *, now: datetime) -> int:
    """Delete frozen touches that have expired. Returns how many."""
    return await store.forget_freezes(db, now=now, limit=FORGET_BATCH)
