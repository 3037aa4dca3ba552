"""HTTP of channels: feeds for other platforms, and links that carry a cart."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream

from vitrina.catalogue.model import ProductId
from vitrina.channels import service
from vitrina.channels.errors import CartLinkNotFound, FeedNotFound, TooManyCartLinks
from vitrina.channels.model import (
    CartLinkView,
    FeedAddress,
    Feeds,
    IncomingCart,
    NewCartLink,
    ProductFlaw,
    Shape,
    Target,
)
from vitrina.channels.rules.writing import MEDIA_TYPES
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import (
    PAGE_SIZE,
    Cursor,
    Limit,
    Limiter,
    Page,
    client_address,
    decode_cursor,
    encode_cursor,
    fails,
    page_of,
)
from vitrina.kit.places import Language
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["channels"]
TOKEN_LENGTH_MAX = 100
FileName = Annotated[
    str, PathParameter(max_length=20, description="meta, google or tiktok, with .csv or .xml")
]
Token = Annotated[
    str, QueryParameter(name="token", max_length=TOKEN_LENGTH_MAX, description="From the feed's address")
]
CODE = r"^[a-z2-7]*$"
CodeInPath = Annotated[str, PathParameter(max_length=16, description="Of the link")]
Code = Annotated[
    str, QueryParameter(name="code", max_length=16, pattern=CODE, description="Of one of our links")
]
Products = Annotated[
    str,
    QueryParameter(name="products", max_length=2_000, description="ID:quantity, with commas between them"),
]
# A code with more in it is too fine for a camera.
DrawnProducts = Annotated[
    str, QueryParameter(name="products", max_length=400, description="ID:quantity, with commas between them")
]
ShopHandle = Annotated[
    str, QueryParameter(name="shop", max_length=40, description="Handle of the shop that SKUs are of")
]
Coupon = Annotated[str, QueryParameter(name="coupon", max_length=200, description="Told; checkout tries it")]
# Platforms ask once an hour at most; what asks more often waits. One bucket a feed and address.
_fetches = Limiter(per_minute=6, burst=30)


@get(
    "/shops/{shop:uuid}/feeds",
    operation_id="listFeeds",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_feeds(shop: ShopId, person: Person, pool: Pool) -> Feeds:
    """List the feeds of a shop: one for each platform that can fetch its products."""
    async with pool.transaction() as db:
        return Feeds(items=await service.list_feeds(db, shop_id=shop, actor=person))


@put(
    "/shops/{shop:uuid}/feeds/{target:str}",
    operation_id="openFeed",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def open_feed(
    shop: ShopId, target: Target, person: Person, pool: Pool, settings: Settings
) -> FeedAddress:
    """Open a feed, or give it a new address: the old one ends at once. The answer alone has the secret."""
    async with pool.transaction() as db:
        return await service.open_feed(
            db, settings, shop_id=shop, target=target, actor=person, now=clock.now()
        )


@delete(
    "/shops/{shop:uuid}/feeds/{target:str}",
    operation_id="closeFeed",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, FeedNotFound, Malformed),
)
async def close_feed(shop: ShopId, target: Target, person: Person, pool: Pool) -> None:
    """Close a feed: its address ends at once."""
    async with pool.transaction() as db:
        await service.close_feed(db, shop_id=shop, target=target, actor=person)


@get(
    "/shops/{shop:uuid}/feeds/{target:str}/flaws",
    operation_id="listFeedFlaws",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_flaws(
    shop: ShopId,
    target: Target,
    person: Person,
    pool: Pool,
    language: Language,
    cursor: Cursor = None,
) -> Page[ProductFlaw]:
    """List products that a platform would refuse, and what to mend. Looks at up to 300 products a page.

    A page may be empty and still have a next one.
    """
    key = decode_cursor(cursor, tuple[UUID])
    before = ProductId(key[0]) if key else None
    async with pool.transaction() as db:
        found, last = await service.list_flaws(
            db, shop_id=shop, target=target, actor=person, before=before, language=language
        )
    return Page(items=found, next_cursor=encode_cursor(last) if last else None)


@get(
    "/shops/{shop:uuid}/feed-files/{name:str}",
    operation_id="fetchFeed",
    tags=TAGS,
    opt={IS_RAW: True},
    media_type="text/csv",
    responses={
        200: ResponseSpec(bytes, description="The feed", media_type="text/csv", generate_examples=False),
        304: ResponseSpec(None, description="Nothing is new since If-None-Match", generate_examples=False),
        **fails(FeedNotFound, TooManyRequests, Malformed),
    },
)
async def fetch_feed(
    request: Request[Any, Any, Any],
    shop: ShopId,
    name: FileName,
    pool: Pool,
    settings: Settings,
    token: Token = "",
) -> Response[Any]:
    """Fetch a feed: a CSV table or RSS, with every product on sale that its platform would take."""
    target, shape = _wanted(name)
    address = client_address(request.scope, is_behind_proxy=settings.is_behind_proxy)
    _fetches.spend(f"{address} {shop} {name}")
    async with pool.transaction() as db:
        reading = await service.start_reading(
            db, settings, shop_id=shop, target=target, shape=shape, token=token, now=clock.now()
        )
    headers = {
        "etag": f'W/"{reading.tag}"',
        "cache-control": "private, no-cache",
        "vary": "accept-encoding",
        "x-robots-tag": "noindex",
    }
    if f'"{reading.tag}"' in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers, media_type=MEDIA_TYPES[shape])
    is_zipped = "gzip" in request.headers.get("accept-encoding", "")
    if is_zipped:
        headers["content-encoding"] = "gzip"
    return Stream(
        service.pieces(pool, settings, reading, is_zipped=is_zipped),
        media_type=MEDIA_TYPES[shape],
        headers=headers,
    )


def _wanted(name: str) -> tuple[Target, Shape]:
    target, _, shape = name.partition(".")
    try:
        return Target(target), Shape(shape)
    except ValueError as e:
        raise FeedNotFound from e


@post(
    "/cart-links",
    operation_id="makeCartLink",
    tags=TAGS,
    responses=fails(SignInNeeded, TooManyCartLinks, Malformed),
)
async def make_link(data: NewCartLink, person: Person, pool: Pool, settings: Settings) -> CartLinkView:
    """Make an address that carries lines. The same lines again are the same address."""
    async with pool.transaction() as db:
        return await service.make_link(db, settings, new=data, actor=person, now=clock.now())


@get("/me/cart-links", operation_id="listCartLinks", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_links(
    person: Person, pool: Pool, settings: Settings, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[CartLinkView]:
    """List the own addresses that carry lines, the last made first."""
    before = decode_cursor(cursor, tuple[datetime, str])
    async with pool.transaction() as db:
        found = await service.list_links(db, settings, actor=person, before=before, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.made_at, each.code))


@delete(
    "/cart-links/{code:str}",
    operation_id="deleteCartLink",
    tags=TAGS,
    responses=fails(SignInNeeded, CartLinkNotFound, Malformed),
)
async def delete_link(code: CodeInPath, person: Person, pool: Pool) -> None:
    """End an address that carries lines."""
    async with pool.transaction() as db:
        await service.delete_link(db, code=code, actor=person)


@get(
    "/incoming-carts", operation_id="getIncomingCart", tags=TAGS, responses=fails(CartLinkNotFound, Malformed)
)
async def get_incoming(
    pool: Pool,
    code: Code = "",
    products: Products = "",
    shop: ShopHandle = "",
    coupon: Coupon = "",
    clip: UUID | None = None,
) -> IncomingCart:
    """Tell what an address that carries lines means now: one of ours by its code, or one in Meta's form.

    Nothing changes by asking. What cannot be bought is told and left out.
    """
    async with pool.transaction() as db:
        if code:
            return await service.look_at_code(db, code)
        return await service.look_at_products(db, products, shop=shop, coupon=coupon, video_id=clip)


@get(
    "/incoming-carts/qr.svg",
    operation_id="drawIncomingCart",
    tags=TAGS,
    media_type="image/svg+xml",
    responses=fails(Malformed),
)
async def draw_incoming(settings: Settings, code: Code = "", products: DrawnProducts = "") -> Response[bytes]:
    """Draw an address that carries lines as a QR code: one of ours by its code, or one in Meta's form."""
    if not code and not products:
        raise Malformed({"code": "a code or products are needed"})
    drawn = (
        await service.qr_of_code(settings, code) if code else await service.qr_of_products(settings, products)
    )
    headers = {
        "cache-control": "public, max-age=86400",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(drawn, media_type="image/svg+xml", headers=headers)


ROUTES = [
    list_feeds,
    open_feed,
    close_feed,
    list_flaws,
    fetch_feed,
    make_link,
    list_links,
    delete_link,
    get_incoming,
    draw_incoming,
]
