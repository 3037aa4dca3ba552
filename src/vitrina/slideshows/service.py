"""Clips made of a shop's photos: one product after the other, each a clip like any other."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import Product, ProductId, ProductStatus, ProductSummary
from vitrina.identity import service as identity
from vitrina.identity.errors import Suspended
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed, QuotaFull
from vitrina.media.model import OwnerId, UploadId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.slideshows import rules, store
from vitrina.slideshows.errors import SlideshowRunNotFound, SlideshowsRunning
from vitrina.slideshows.model import (
    NewSlideshowRun,
    Slideshow,
    SlideshowFailure,
    SlideshowProduct,
    SlideshowRun,
    SlideshowRunId,
    SlideshowRunView,
    SlideshowState,
    SlideshowView,
)
from vitrina.slideshows.store import Claim
from vitrina.videos import service as videos
from vitrina.videos.errors import IdTaken, NotReady, TakenDown, VideoNotFound
from vitrina.videos.model import NewVideo, Tag, VideoId, VideoReady

ATTEMPTS_MAX = 3
LEASE = timedelta(minutes=5)
RUNS_SHOWN_MAX = 5
STALLED_MAX = 50
UNDER_WAY = {SlideshowState.WAITING, SlideshowState.MAKING, SlideshowState.PREPARING}

log = logging.getLogger(__name__)


async def products_to_show(
    db: Db, *, shop_id: ShopId, actor: Person, before: ProductId | None, limit: int
) -> list[SlideshowProduct]:
    """List of which products of the actor's shop a clip can be made, the newest first.

    Raises ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await catalogue.pictured_products(db, shop_id=shop_id, before=before, limit=limit)
    image_urls = await _image_urls(db, found)
    return [
        SlideshowProduct(id=each.id, title=each.title, image_url=image_urls.get(each.id)) for each in found
    ]


async def begin_run(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewSlideshowRun, now: datetime
) -> SlideshowRunView:
    """Ask for a clip of each of these products of the actor's shop; the same id again changes nothing.

    The clips are the actor's, in the language of the shop.  Raises Malformed, IdTaken, ProductNotFound,
    SlideshowsRunning, Suspended where they shall be published, what `shops.require_member` raises.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    if new.is_publishing:
        await identity.require_good_standing(db, actor.id)
    product_ids = rules.once(new.product_ids)
    found = await catalogue.products_by_id(db, product_ids)
    if any(each not in found or found[each].shop_id != shop_id for each in product_ids):
        raise ProductNotFound
    language = rules.language_of(shop.country)
    if await store.add_run(db, new, shop_id=shop_id, person_id=actor.id, language=language, now=now):
        await store.add_slideshows(db, new.id, product_ids, [VideoId(new_id()) for _ in product_ids])
        await _defer(db, new.id)
    run = await store.find_run(db, new.id)
    if run is None:
        raise SlideshowsRunning
    if run.shop_id != shop_id:
        raise IdTaken
    return (await _views(db, [run]))[0]


async def runs_of(db: Db, *, shop_id: ShopId, actor: Person) -> list[SlideshowRunView]:
    """Show the last runs of the actor's shop, the newest first. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await _views(db, await store.runs(db, shop_id, limit=RUNS_SHOWN_MAX))


async def get_run(db: Db, *, run_id: SlideshowRunId, actor: Person) -> SlideshowRunView:
    """Show how far a run is. Raises SlideshowRunNotFound, NotYourShop."""
    return (await _views(db, [await _own_run(db, run_id, actor)]))[0]


async def cancel_run(db: Db, *, run_id: SlideshowRunId, actor: Person, now: datetime) -> SlideshowRunView:
    """Stop a run; the clips that are there stay. Raises SlideshowRunNotFound, NotYourShop."""
    await _own_run(db, run_id, actor)
    await store.cancel_run(db, run_id, now=now)
    return await get_run(db, run_id=run_id, actor=actor)


async def make_next(pool: Pool, settings: Settings, *, run_id: SlideshowRunId, now: datetime) -> None:
    """Make the film of the next product, hand it over to be prepared, and ask for the one after it.

    So the first clip plays while the others are drawn, and nobody else's upload waits for a whole run.
    now: real time.
    """
    async with pool.transaction() as db:
        claimed = await store.claim_next(db, run_id, LEASE)
        if claimed is None:
            return
        product = (await catalogue.products_by_id(db, [claimed.product_id])).get(claimed.product_id)
        if failure := _hindrance(product, claimed):
            await _end(db, claimed, failure)
            return
    assert product
    try:
        made = await media.make_slideshow(
            pool, settings, file_ids=product.image_file_ids, owner_id=OwnerId(claimed.person_id), now=now
        )
    except QuotaFull:
        async with pool.transaction() as db:
            await _end(db, claimed, SlideshowFailure.NO_ROOM)
    except EncoderFailed:
        log.warning("slideshow not made", extra={"product_id": str(product.id)}, exc_info=True)
        async with pool.transaction() as db:
            await store.end_slideshow(db, claimed, state="waiting")
            await _defer(db, run_id)
    else:
        async with pool.transaction() as db:
            await _hand_over(db, claimed, product, made=made, now=now)


def _hindrance(product: Product | None, claimed: Claim) -> SlideshowFailure | None:
    if claimed.attempt_count > ATTEMPTS_MAX:
        return SlideshowFailure.NOT_MADE
    if product is None or product.status is not ProductStatus.ACTIVE:
        return SlideshowFailure.NOT_ON_SALE
    return None if product.image_file_ids else SlideshowFailure.NO_PICTURE


async def _end(db: Db, claimed: Claim, failure: SlideshowFailure) -> None:
    await store.end_slideshow(db, claimed, state="failed", failure=failure)
    await _defer(db, claimed.run_id)


async def _hand_over(
    db: Db, claimed: Claim, product: Product, *, made: tuple[UploadId, int], now: datetime
) -> None:
    upload_id, duration_ms = made
    if not await store.end_slideshow(db, claimed, state="made"):
        # Stopped, or another worker was faster.
        await media.release_uploads(db, [upload_id])
        return
    shop = await shops.get_shop(db, claimed.shop_id)
    caption = rules.slideshow_caption(product, shop_name=shop.name, language=claimed.language)
    new = NewVideo(id=claimed.video_id, upload_id=upload_id, caption=caption, language=claimed.language)
    tag = Tag(product_id=product.id, from_ms=0, to_ms=duration_ms)
    await videos.begin_made(db, new, creator_id=claimed.person_id, tags=[tag], now=now)
    await _defer(db, claimed.run_id)


async def publish_wanted(db: Db, facts: Sequence[VideoReady], *, now: datetime) -> None:
    """Publish the clips that play now when their run said so; who may not publish any more keeps a draft."""
    for each in await store.wanted_among(db, [fact.video_id for fact in facts]):
        actor = await identity.person_by_id(db, each.person_id)
        try:
            await videos.publish(db, video_id=each.video_id, actor=actor, now=now)
        except (NotReady, TakenDown, Suspended, VideoNotFound):
            log.warning("slideshow not published", extra={"video_id": str(each.video_id)}, exc_info=True)


async def resume_runs(pool: Pool) -> int:
    """Go on with the runs whose worker died. Returns how many."""
    async with pool.transaction() as db:
        stalled = await store.stalled_runs(db, limit=STALLED_MAX)
        for run_id in stalled:
            await _defer(db, run_id)
    return len(stalled)


async def _defer(db: Db, run_id: SlideshowRunId) -> None:
    from vitrina.slideshows.jobs import make_slideshow  # The job calls `make_next` above.

    await make_slideshow.defer(db, run_id=str(run_id))


async def _own_run(db: Db, run_id: SlideshowRunId, actor: Person) -> SlideshowRun:
    run = await store.find_run(db, run_id)
    if run is None:
        raise SlideshowRunNotFound
    await shops.require_member(db, shop_id=run.shop_id, person=actor)
    return run


async def _views(db: Db, runs: Sequence[SlideshowRun]) -> list[SlideshowRunView]:
    kept = await store.slideshows(db, [each.id for each in runs])
    found = await videos.videos_by_id(db, [each.video_id for each in kept if each.state is None])
    products = await catalogue.summaries(db, list({each.product_id for each in kept}))
    image_urls = await _image_urls(db, list(products.values()))

    def view(each: Slideshow) -> SlideshowView:
        product, clip = products.get(each.product_id), found.get(each.video_id)
        state = rules.state_of(each, clip)
        has_failed = state is SlideshowState.FAILED
        return SlideshowView(
            product_id=each.product_id,
            title=product.title if product else "",
            image_url=image_urls.get(each.product_id),
            state=state,
            failure=(each.failure or SlideshowFailure.NOT_MADE) if has_failed else None,
            video_id=each.video_id if clip and not has_failed else None,
            progress_percent=clip.progress_percent if clip else 0,
        )

    clips = {each.id: [view(one) for one in kept if one.run_id == each.id] for each in runs}
    return [
        SlideshowRunView(
            id=run.id,
            shop_id=run.shop_id,
            is_publishing=run.is_publishing,
            is_cancelled=run.is_cancelled,
            is_over=all(each.state not in UNDER_WAY for each in clips[run.id]),
            clips=clips[run.id],
            created_at=run.created_at,
        )
        for run in runs
    ]


async def _image_urls(db: Db, products: Sequence[ProductSummary]) -> dict[ProductId, str]:
    pictures = await media.file_urls(db, [each.image_file_id for each in products if each.image_file_id])
    return {
        each.id: pictures[each.image_file_id].thumbnail_url
        for each in products
        if each.image_file_id and each.image_file_id in pictures
    }
