"""HTTP of the feed."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter

from vitrina.ads.model import AdsAfter
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.feed import service
from vitrina.feed.errors import ProfileNotFound
from vitrina.feed.model import AdSlot, Clip, Reader, Tab, Views
from vitrina.feed.service import Watching
from vitrina.identity import service as identity
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW, Answer
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.videos.errors import ListNotFound, VideoNotFound
from vitrina.videos.model import ListId, VideoId

TAGS = ["feed"]
WhichTab = Annotated[Tab, QueryParameter(name="tab", description="What the ranker chose, or whom you follow")]
WhichList = Annotated[ListId | None, QueryParameter(name="list", description="Only what is in this list")]
Handle = Annotated[str, PathParameter(max_length=64, description="Of a person or a shop, without @")]


def target_of(request: Request[Any, Any, Any]) -> str:
    """Tell what is asked for: path and query, as they came."""
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"


def _reader(viewer: Person | None, settings: Settings) -> Reader:
    return Reader(
        viewer=viewer,
        default_plan_bps=settings.default_plan_bps,
        is_minor=identity.is_known_minor(viewer, clock.now()),
    )


def find_kept(request: Request[Any, Any, Any]) -> Answer | None:
    """Answer who brings neither cookie nor token from memory, before anything else is read."""
    if "cookie" in request.headers or "authorization" in request.headers:
        return None
    return service.kept_of(request.app.state.pool).find(target_of(request))


@get(
    "/feed",
    operation_id="readFeed",
    tags=TAGS,
    before_request=find_kept,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(Page[Clip], description="Clips to watch", generate_examples=False),
        **fails(Malformed),
    },
)
async def read_feed(
    request: Request[Any, Any, Any],
    pool: Pool,
    settings: Settings,
    viewer: Person | None,
    tab: WhichTab = Tab.FOR_YOU,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Answer:
    """Read clips to watch next. Following the cursor shows none twice, whatever is published meanwhile."""
    reader = _reader(viewer, settings)

    async def read() -> Page[Clip]:
        async with pool.transaction() as db:
            return await service.read_feed(
                db, tab=tab, reader=reader, cursor=cursor, limit=limit, now=clock.now()
            )

    if viewer:
        return Answer(await read())
    return await service.kept_of(pool).answer(target_of(request), read)


@post(
    "/feed/ads",
    operation_id="fillAdSlot",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def fill_ad_slot(data: AdsAfter, person: Person, pool: Pool, settings: Settings) -> AdSlot:
    """Ask for the ad after nine clips or more. It is marked, and no other ad stands beside it."""
    reader = _reader(person, settings)
    async with pool.transaction() as db:
        return await service.fill_slot(
            db, reader=reader, clip_ids=data.clip_ids, settings=settings, now=clock.now()
        )


@get("/clips/{video:uuid}", operation_id="getClip", tags=TAGS, responses=fails(VideoNotFound))
async def get_clip(video: VideoId, pool: Pool, settings: Settings, viewer: Person | None) -> Clip:
    """Show a published clip."""
    reader = _reader(viewer, settings)
    async with pool.transaction() as db:
        return await service.get_clip(db, video_id=video, reader=reader, now=clock.now())


@get(
    "/profiles/{handle:str}/clips",
    operation_id="listProfileClips",
    tags=TAGS,
    responses=fails(ProfileNotFound, Malformed),
)
async def list_profile_clips(
    handle: Handle,
    pool: Pool,
    settings: Settings,
    viewer: Person | None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[Clip]:
    """List a person's published clips, or those that show something of a shop, newest first."""
    reader = _reader(viewer, settings)
    async with pool.transaction() as db:
        owner = await identity.find_by_handle(db, handle)
        if owner is None:
            raise ProfileNotFound
        return await service.clips_of(
            db, owner=owner, reader=reader, cursor=cursor, limit=limit, now=clock.now()
        )


@get(
    "/products/{product:uuid}/clips",
    operation_id="listProductClips",
    tags=TAGS,
    responses=fails(ProductNotFound, Malformed),
)
async def list_product_clips(
    product: ProductId,
    pool: Pool,
    settings: Settings,
    viewer: Person | None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[Clip]:
    """List the clips that show a product, newest first."""
    reader = _reader(viewer, settings)
    async with pool.transaction() as db:
        return await service.clips_showing(
            db, product_id=product, reader=reader, cursor=cursor, limit=limit, now=clock.now()
        )


@get(
    "/me/saves",
    operation_id="listSaves",
    tags=TAGS,
    responses=fails(SignInNeeded, ListNotFound, Malformed),
)
async def list_saves(
    person: Person,
    pool: Pool,
    settings: Settings,
    save_list: WhichList = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[Clip]:
    """List the clips that the signed-in person saved, the last saved first."""
    reader = _reader(person, settings)
    async with pool.transaction() as db:
        return await service.saved_clips(db, list_id=save_list, reader=reader, cursor=cursor, limit=limit)


@post("/views", operation_id="addViews", status_code=204, tags=TAGS, responses=fails(Malformed, Overloaded))
async def add_views(data: Views, pool: Pool, viewer: Person | None) -> None:
    """Tell what was watched; what people watch to the end is shown more often."""
    watching = Watching(views=data.views, viewer_id=viewer.id if viewer else None, now=clock.now())
    await service.watch(pool, watching)


ROUTES = [read_feed, fill_ad_slot, get_clip, list_profile_clips, list_product_clips, list_saves, add_views]
