"""Pages of the web app, with what their first screen shows."""

from collections.abc import Mapping
from uuid import UUID

from msgspec.structs import replace

from vitrina.addresses import service as addresses
from vitrina.catalogue.model import CollectionId, ProductId
from vitrina.channels import service as channels
from vitrina.channels.errors import CartLinkNotFound
from vitrina.feed import service as feed
from vitrina.feed.model import Reader, Tab
from vitrina.identity import service as identity
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Country
from vitrina.pages.model import Boot, PlaceKind, Story, Visit, WebPage
from vitrina.pages.rules import stories
from vitrina.pages.rules.paths import find_place
from vitrina.pages.service.first import first_shelves, first_shows
from vitrina.pages.service.profiles import find_profile
from vitrina.storefront import service as storefront
from vitrina.videos.model import VideoId

# Pages of the app that are dark from the first moment on, as the film that comes is; or nobody's.
NIGHT_PATHS = ("/following", "/live/", "/app-shell")

# As many as the web app asks for.
FEED_PAGE_SIZE = 10
NO_QUERY: Mapping[str, str] = {}


async def web_page(
    pool: Pool, settings: Settings, *, path: str, visit: Visit, query: Mapping[str, str] = NO_QUERY
) -> WebPage | None:
    """Put a page together; None when the web app has no such address.

    query: of the address: shelves may be filtered by it, or be of a collection, a checkout of a link.
    What does not exist, or is not shown yet, is a page that says so, with 404.
    """
    place = find_place(path, is_demo=settings.is_demo, is_development=settings.is_development)
    if place is None:
        return None
    match place.kind:
        case PlaceKind.FEED:
            page = await _feed_page(pool, settings, visit)
        case PlaceKind.CLIP:
            page = await _clip_page(pool, settings, visit, video_id=VideoId(UUID(place.argument)))
        case PlaceKind.EMBEDDED:
            page = _embedded(await _clip_page(pool, settings, visit, video_id=VideoId(UUID(place.argument))))
        case PlaceKind.PRODUCT:
            page = await _product_page(pool, settings, visit, product_id=ProductId(UUID(place.argument)))
        case PlaceKind.CHECKOUT if query.get("code"):
            page = await _cart_link_page(pool, settings, visit, code=query["code"])
        case PlaceKind.PROFILE:
            page = await _profile_page(pool, settings, visit, handle=place.argument)
        case PlaceKind.SHELVES:
            page = await _shelves_page(pool, settings, visit, query=query)
        case PlaceKind.SHOWS:
            page = await _shows_page(pool, settings, visit)
        case PlaceKind.SHELL:
            page = _for_whoever(_app_page(settings, visit, path))
        case PlaceKind.GOODS:
            page = _page(settings, visit, story=stories.goods_story(visit.language))
        case _:  # What the web app fills by itself.
            page = _app_page(settings, visit, path)
    return page


def _app_page(settings: Settings, visit: Visit, path: str) -> WebPage:
    return _page(
        settings, visit, story=stories.app_story(visit.language, is_night=path.startswith(NIGHT_PATHS))
    )


async def _feed_page(pool: Pool, settings: Settings, visit: Visit) -> WebPage:
    async with pool.transaction() as db:
        first = await feed.read_feed(
            db,
            tab=Tab.FOR_YOU,
            reader=_reader(settings, visit),
            cursor=None,
            limit=FEED_PAGE_SIZE,
            now=visit.now,
        )
    story = stories.feed_story(first.items, settings=settings, language=visit.language)
    page = _page(settings, visit, story=story)
    return replace(page, boot=replace(page.boot, feed=first))


async def _clip_page(pool: Pool, settings: Settings, visit: Visit, *, video_id: VideoId) -> WebPage:
    async with pool.transaction() as db:
        reader = _reader(settings, visit)
        clip = await feed.find_clip(db, video_id=video_id, reader=reader, now=visit.now)
    if clip is None:
        return _missing(settings, visit)
    story = stories.clip_story(clip, settings=settings, language=visit.language)
    page = _page(settings, visit, story=story)
    return replace(page, boot=replace(page.boot, clip=clip))


def _embedded(page: WebPage) -> WebPage:
    """Make a page one for frames. Search engines get the clip's own."""
    return replace(page, story=replace(page.story, path=None), is_embedded=True)


async def _product_page(pool: Pool, settings: Settings, visit: Visit, *, product_id: ProductId) -> WebPage:
    async with pool.transaction() as db:
        product = (await storefront.product_views(db, [product_id])).get(product_id)
    if product is None:
        return _missing(settings, visit)
    story = stories.product_story(product, settings=settings, language=visit.language)
    page = _page(settings, visit, story=story)
    return replace(page, boot=replace(page.boot, product=product))


async def _cart_link_page(pool: Pool, settings: Settings, visit: Visit, *, code: str) -> WebPage:
    try:
        async with pool.transaction() as db:
            brought = await channels.look_at_code(db, code)
    except CartLinkNotFound:
        return _missing(settings, visit)
    return _page(
        settings, visit, story=stories.cart_story(brought, settings=settings, language=visit.language)
    )


async def _shelves_page(pool: Pool, settings: Settings, visit: Visit, *, query: Mapping[str, str]) -> WebPage:
    if query.get("collection"):
        return await _collection_page(pool, settings, visit, text=query["collection"])
    found = None if query else await first_shelves(pool, visit)
    page = _page(settings, visit, story=stories.shelves_story(visit.language, found.items if found else ()))
    return replace(page, boot=replace(page.boot, shelves=found))


async def _shows_page(pool: Pool, settings: Settings, visit: Visit) -> WebPage:
    shows = await first_shows(pool, visit)
    rooms = [*shows.live.items, *shows.coming.items, *shows.replays.items]
    page = _page(settings, visit, story=stories.shows_story(visit.language, rooms))
    return replace(page, boot=replace(page.boot, shows=shows))


async def _collection_page(pool: Pool, settings: Settings, visit: Visit, *, text: str) -> WebPage:
    try:
        collection_id = CollectionId(UUID(text))
    except ValueError:
        return _missing(settings, visit)
    async with pool.transaction() as db:
        card = await storefront.find_collection(db, collection_id)
    if card is None:
        return _missing(settings, visit)
    story = stories.collection_story(card, settings=settings, language=visit.language)
    return _page(settings, visit, story=story)


async def _profile_page(pool: Pool, settings: Settings, visit: Visit, *, handle: str) -> WebPage:
    async with pool.transaction() as db:
        profile = await find_profile(db, handle=handle, viewer=visit.viewer)
    if profile is None:
        return _missing(settings, visit)
    story = stories.profile_story(profile, settings=settings, language=visit.language)
    return _page(settings, visit, story=story)


def _reader(settings: Settings, visit: Visit) -> Reader:
    return Reader(
        viewer=visit.viewer,
        default_plan_bps=settings.default_plan_bps,
        is_minor=identity.is_known_minor(visit.viewer, visit.now),
    )


def _for_whoever(page: WebPage) -> WebPage:
    """Take out who asked: a device keeps this page, and opens every address with it."""
    return replace(page, boot=replace(page.boot, is_signed_in=None))


def _missing(settings: Settings, visit: Visit) -> WebPage:
    return _page(settings, visit, story=stories.missing_story(visit.language), status=404)


def _page(settings: Settings, visit: Visit, *, story: Story, status: int = 200) -> WebPage:
    boot = Boot(
        locale=visit.language,
        is_demo=settings.is_demo,
        is_development=settings.is_development,
        is_signed_in=visit.viewer is not None,
        address_needs=addresses.needs(settings),
        home_country=Country(settings.home_country),
        whatsapp_shop=(settings.whatsapp_number and settings.whatsapp_shop) or None,
    )
    return WebPage(status=status, story=story, boot=boot)
