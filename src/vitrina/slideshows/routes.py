"""HTTP of clips that are made of a shop's photos."""

from uuid import UUID

from litestar import get, post

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.slideshows import service
from vitrina.slideshows.errors import SlideshowRunNotFound, SlideshowsRunning
from vitrina.slideshows.model import NewSlideshowRun, SlideshowProduct, SlideshowRunId, SlideshowRunView
from vitrina.videos.errors import IdTaken

TAGS = ["slideshows"]


@get(
    "/shops/{shop:uuid}/slideshow-products",
    operation_id="listSlideshowProducts",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_slideshow_products(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[SlideshowProduct]:
    """List the products of a shop that are on sale and have pictures, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    before = ProductId(key[0]) if key else None
    async with pool.transaction() as db:
        found = await service.products_to_show(db, shop_id=shop, actor=person, before=before, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.id,))


@post(
    "/shops/{shop:uuid}/slideshow-runs",
    operation_id="beginSlideshows",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        NotYourShop,
        ShopNotFound,
        ProductNotFound,
        SlideshowsRunning,
        IdTaken,
        Suspended,
        Malformed,
    ),
)
async def begin_slideshows(
    shop: ShopId, data: NewSlideshowRun, person: Person, pool: Pool
) -> SlideshowRunView:
    """Make a clip of the pictures of each of up to 10 products, one after the other, as drafts."""
    async with pool.transaction() as db:
        return await service.begin_run(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/slideshow-runs",
    operation_id="listSlideshowRuns",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_slideshow_runs(shop: ShopId, person: Person, pool: Pool) -> Page[SlideshowRunView]:
    """Show the last five runs of a shop, the newest first."""
    async with pool.transaction() as db:
        return Page(items=await service.runs_of(db, shop_id=shop, actor=person))


@get(
    "/slideshow-runs/{run:uuid}",
    operation_id="getSlideshowRun",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SlideshowRunNotFound),
)
async def get_slideshow_run(run: SlideshowRunId, person: Person, pool: Pool) -> SlideshowRunView:
    """Show how far each clip of a run is."""
    async with pool.transaction() as db:
        return await service.get_run(db, run_id=run, actor=person)


@post(
    "/slideshow-runs/{run:uuid}/cancellation",
    operation_id="cancelSlideshowRun",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SlideshowRunNotFound),
)
async def cancel_slideshow_run(run: SlideshowRunId, person: Person, pool: Pool) -> SlideshowRunView:
    """Stop a run; the clips that are there already stay."""
    async with pool.transaction() as db:
        return await service.cancel_run(db, run_id=run, actor=person, now=clock.now())


ROUTES = [
    list_slideshow_products,
    begin_slideshows,
    list_slideshow_runs,
    get_slideshow_run,
    cancel_slideshow_run,
]
