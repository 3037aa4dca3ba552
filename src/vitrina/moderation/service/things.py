"""What can be reported, whichever module owns it."""

from collections.abc import Sequence
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.moderation.model import TITLE_LENGTH_MAX, Thing, ThingKind
from vitrina.reviews import service as reviews
from vitrina.reviews.model import ReviewId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, VideoId


async def find_thing(db: Db, kind: ThingKind, thing_id: UUID) -> Thing | None:
    """Find a thing, public or not; None when there is none."""
    return (await things(db, [(kind, thing_id)])).get((kind, thing_id))


async def things(db: Db, wanted: Sequence[tuple[ThingKind, UUID]]) -> dict[tuple[ThingKind, UUID], Thing]:
    """Find many things; those that are gone are left out. Three statements a kind at most."""
    found: list[Thing] = []
    for kind, find in FINDERS.items():
        if ids := [thing_id for each, thing_id in wanted if each is kind]:
            found += await find(db, ids)
    return {(each.kind, each.id): each for each in found}


async def _clips(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await videos.videos_by_id(db, [VideoId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.CLIP,
            id=each.id,
            subject_id=each.creator_id,
            title=_short(each.caption),
            text=each.caption,
            url=f"/v/{each.id}",
            is_public=each.published_at is not None,
            is_hidden=each.is_hidden,
        )
        for each in found.values()
    ]


async def _comments(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await videos.comments_by_id(db, [CommentId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.COMMENT,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text),
            text=each.text,
            url=f"/v/{each.video_id}?comment={each.id}",
            is_public=each.is_shown,
            is_hidden=each.hidden_for is not None,
        )
        for each in found.values()
        if not each.deleted_for
    ]


async def _people(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await identity.persons(db, [PersonId(each) for each in ids])
    suspended = await identity.suspended_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_suspended = each.id in suspended
        listed.append(
            Thing(
                kind=ThingKind.PERSON,
                id=each.id,
                subject_id=each.id,
                title=_short(each.name),
                text=each.bio,
                url=f"/@{each.handle}",
                is_public=not is_suspended,
                is_hidden=is_suspended,
            )
        )
    return listed


async def _shops(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await shops.shops_by_id(db, [ShopId(each) for each in ids])
    closed = await shops.closed_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_closed = each.id in closed
        listed.append(
            Thing(
                kind=ThingKind.SHOP,
                id=each.id,
                subject_id=each.owner_id,
                title=_short(each.name),
                text=each.description,
                url=f"/@{each.handle}",
                is_public=not is_closed,
                is_hidden=is_closed,
            )
        )
    return listed


async def _products(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await catalogue.products_by_id(db, [ProductId(each) for each in ids])
    owners = await shops.shops_by_id(db, list({each.shop_id for each in found.values()}))
    hidden = await catalogue.hidden_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_draft = each.status is ProductStatus.DRAFT
        listed.append(
            Thing(
                kind=ThingKind.PRODUCT,
                id=each.id,
                subject_id=owners[each.shop_id].owner_id,
                title=_short(each.title),
                text=each.description,
                url=f"/p/{each.id}",
                is_public=not is_draft,
                is_hidden=each.id in hidden,
            )
        )
    return listed


async def _reviews(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await reviews.reviews_by_id(db, [ReviewId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.REVIEW,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text) or "★" * each.stars,
            text=each.text,
            url=f"/p/{each.product_id}",
            is_public=each.hidden_for is None,
            is_hidden=each.hidden_for is not None,
        )
        for each in found.values()
    ]


FINDERS = {
    ThingKind.CLIP: _clips,
    ThingKind.COMMENT: _comments,
    ThingKind.PERSON: _people,
    ThingKind.SHOP: _shops,
    ThingKind.PRODUCT: _products,
    ThingKind.REVIEW: _reviews,
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH_MAX else line[: TITLE_LENGTH_MAX - 1] + "…"
