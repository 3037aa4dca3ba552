"""Pages of clips: the feed, a profile's, and one clip."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.feed import rules, store
from vitrina.feed.errors import ProfileNotFound
from vitrina.feed.model import Chosen, Clip, Reader, Tab, Why
from vitrina.feed.rankers import Ranker, following, recent_popular
from vitrina.feed.service.compose import compose
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, HandleOwner, PersonId
from vitrina.kit.db import Db
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.shops.model import ShopId
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import ListId, VideoId

RANKERS: Mapping[Tab, Ranker] = {Tab.FOR_YOU: recent_popular.rank, Tab.FOLLOWING: following.rank}


async def read_feed(
    db: Db, *, tab: Tab, reader: Reader, cursor: str | None, limit: int, now: datetime
) -> Page[Clip]:
    """Read a page of a tab. A constant number of statements. Raises Malformed for a forged cursor."""
    chosen = await RANKERS[tab](db, reader=reader, cursor=cursor, limit=limit, now=now)
    clips = await compose(db, chosen.items, reader=reader)
    return Page(items=clips, next_cursor=chosen.next_cursor)


async def find_clip(db: Db, *, video_id: VideoId, reader: Reader, now: datetime) -> Clip | None:
    """Find a published clip; None when nobody may see it."""
    candidates = await store.popularity_of(db, [video_id])
    if not candidates:
        return None
    [candidate] = candidates
    viewer_id = reader.viewer.id if reader.viewer else None
    if viewer_id and await social.is_apart(db, viewer_id, candidate.creator_id):
        return None
    is_followed = viewer_id and await social.followed_among(db, viewer_id, [candidate.creator_id])
    why = Why.FOLLOWING if is_followed else rules.why(candidate, now)
    clips = await compose(db, [Chosen(video_id=video_id, why=why)], reader=reader)
    return clips[0] if clips else None


async def get_clip(db: Db, *, video_id: VideoId, reader: Reader, now: datetime) -> Clip:
    """Read a published clip. Raises VideoNotFound."""
    clip = await find_clip(db, video_id=video_id, reader=reader, now=now)
    if clip is None:
        raise VideoNotFound
    return clip


async def clips_of(
    db: Db, *, owner: HandleOwner, reader: Reader, cursor: str | None, limit: int, now: datetime
) -> Page[Clip]:
    """List a person's clips, or those that show something of a shop, newest first.

    Raises ProfileNotFound for a person who is hidden, or from whom the reader is apart, Malformed.
    """
    before = decode_cursor(cursor, tuple[datetime, UUID])
    viewer_id = reader.viewer.id if reader.viewer else None
    if owner.kind is HandleKind.SHOP:
        found = await store.followed(db, [owner.id], reader=reader, before=before, limit=limit + 1)
    elif await _is_unseen(db, PersonId(owner.id), viewer_id):
        raise ProfileNotFound
    else:
        found = await store.clips_of_person(db, PersonId(owner.id), before=before, limit=limit + 1)
    return await _page(db, found, reader=reader, limit=limit, now=now)


async def _is_unseen(db: Db, person_id: PersonId, viewer_id: PersonId | None) -> bool:
    if viewer_id == person_id:
        return False
    if viewer_id and await social.is_apart(db, viewer_id, person_id):
        return True
    return bool(await identity.hidden_among(db, [person_id]))


async def clips_showing(
    db: Db, *, product_id: ProductId, reader: Reader, cursor: str | None, limit: int, now: datetime
) -> Page[Clip]:
    """List the clips that show a product, newest first. Raises ProductNotFound, Malformed."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    product = (await catalogue.summaries(db, [product_id])).get(product_id)
    if product is None or product.status is ProductStatus.DRAFT:
        raise ProductNotFound
    found = await store.clips_of_product(
        db, product_id, reader_id=reader.viewer.id if reader.viewer else None, before=before, limit=limit + 1
    )
    return await _page(db, found, reader=reader, limit=limit, now=now)


async def _page(
    db: Db, found: Sequence[store.Published], *, reader: Reader, limit: int, now: datetime
) -> Page[Clip]:
    page = page_of(found, limit, lambda each: (each.published_at, each.id))
    known = {each.video_id: each for each in await store.popularity_of(db, [each.id for each in page.items])}
    chosen = [Chosen(video_id=each.id, why=rules.why(known[each.id], now)) for each in page.items]
    return Page(items=await compose(db, chosen, reader=reader), next_cursor=page.next_cursor)


async def saved_clips(
    db: Db, *, list_id: ListId | None, reader: Reader, cursor: str | None, limit: int
) -> Page[Clip]:
    """List the clips that the reader saved, or those of one of her lists, the last saved first.

    Raises ListNotFound, Malformed.
    """
    assert reader.viewer
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await videos.list_saved(db, actor=reader.viewer, list_id=list_id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.at, each.video_id))
    chosen = [Chosen(video_id=each.video_id, why=Why.SAVED) for each in page.items]
    return Page(items=await compose(db, chosen, reader=reader), next_cursor=page.next_cursor)


async def count_clips_of(db: Db, owner: HandleOwner) -> int:
    """Count what `clips_of` lists. One statement."""
    if owner.kind is HandleKind.SHOP:
        return await store.count_of_shop(db, ShopId(owner.id))
    return await store.count_of_person(db, PersonId(owner.id))
