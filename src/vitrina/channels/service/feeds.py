"""Feeds: opened by their shop, read by whoever has the token, in bounded memory."""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.channels import store
from vitrina.channels.errors import FeedNotFound
from vitrina.channels.model import (
    Feed,
    FeedAddress,
    FeedView,
    Flaw,
    Judged,
    Offered,
    ProductFlaw,
    Shape,
    Site,
    Target,
)
from vitrina.channels.rules import rows, writing
from vitrina.channels.rules.targets import RULES
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import API_BASE
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.media import service as media
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

TOKEN_PREFIX = "vf"  # noqa: S105  It only tells secret scanners what they see.
# Products in memory at once; each may have a hundred variants.
READ_SIZE = 50
VERSION_READ_SIZE = 5_000
PIECE_LENGTH = 64 * 1024
ZIP_LEVEL = 5
# Products that one request for flaws looks at.
LOOKED_MAX = 300
# Another number makes every target read its feed anew: raise it when the same product is written differently.
WRITING_VERSION = 2


class Reading(Struct, frozen=True, kw_only=True):
    """A feed about to be read. tag: names its content; the same tag is the same feed."""

    site: Site
    target: Target
    shape: Shape
    tag: str


class _Page(Struct, frozen=True, kw_only=True):
    """Products in a row. last: where the next page starts; None at the end."""

    offered: list[Offered]
    last: ProductId | None


async def open_feed(
    db: Db, settings: Settings, *, shop_id: ShopId, target: Target, actor: Person, now: datetime
) -> FeedAddress:
    """Open a feed of the actor's shop, or give it another address; the old one opens nothing any more.

    Raises ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    token = crypto.new_token(TOKEN_PREFIX)
    await store.put_feed(db, shop_id=shop_id, target=target, digest=crypto.digest(token), now=now)
    place = f"{settings.base_url}{API_BASE}/shops/{shop_id}/feed-files/{target}"
    return FeedAddress(
        target=target, csv_url=f"{place}.csv?token={token}", xml_url=f"{place}.xml?token={token}"
    )


async def close_feed(db: Db, *, shop_id: ShopId, target: Target, actor: Person) -> None:
    """Close a feed of the actor's shop. Raises ShopNotFound, NotYourShop, FeedNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if not await store.delete_feed(db, shop_id=shop_id, target=target):
        raise FeedNotFound


async def list_feeds(db: Db, *, shop_id: ShopId, actor: Person) -> list[FeedView]:
    """List the feeds of the actor's shop, one a target. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = {each.target: each for each in await store.feeds(db, shop_id)}
    return [_view(target, found.get(target)) for target in Target]


async def list_flaws(
    db: Db, *, shop_id: ShopId, target: Target, actor: Person, before: ProductId | None, language: Language
) -> tuple[list[ProductFlaw], ProductId | None]:
    """Look for products that a target would refuse, the newest first; at most LOOKED_MAX products a call.

    Answers what was found among them, perhaps nothing, and where to look on.
    Raises ShopNotFound, NotYourShop.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    site = Site(shop=shop, base_url="")
    found: list[ProductFlaw] = []
    for _ in range(LOOKED_MAX // READ_SIZE):
        page = await _read(db, shop_id, before=before)
        for each in page.offered:
            judged = rows.judge(each, site=site, target=target)
            found += [_flaw(each, flaw, target, language) for flaw in judged.flaws]
        before = page.last
        if before is None:
            break
    return found, before


async def start_reading(
    db: Db, settings: Settings, *, shop_id: ShopId, target: Target, shape: Shape, token: str, now: datetime
) -> Reading:
    """Let whoever has the token read a feed, and name its content without reading it.

    Costs one statement over the heads of the products on sale, and one a VERSION_READ_SIZE variants over
    their stock. Raises FeedNotFound, also for a shop that is closed.
    """
    feed = await store.find_feed(db, shop_id=shop_id, target=target, digest=crypto.digest(token))
    if feed is None or await shops.closed_among(db, [shop_id]):
        raise FeedNotFound
    site = Site(shop=await shops.get_shop(db, shop_id), base_url=settings.base_url)
    await store.note_fetch(db, shop_id=shop_id, target=target, now=now)
    tag = await _tag(db, settings, site=site, target=target, shape=shape)
    return Reading(site=site, target=target, shape=shape, tag=tag)


async def pieces(
    pool: Pool, settings: Settings, reading: Reading, *, is_zipped: bool
) -> AsyncIterator[bytes]:
    """Write a feed piece by piece. Each page of products is a transaction of its own: a slow reader holds
    nothing but this page.

    A product that changes meanwhile is told as it was or as it is; the next tag is another one.
    """
    pack = zlib.compressobj(ZIP_LEVEL, wbits=31) if is_zipped else None
    async for text in _texts(pool, settings, reading):
        piece = text.encode()
        if pack:
            piece = await asyncio.to_thread(pack.compress, piece)
        if piece:
            yield piece
    if pack:
        yield pack.flush()


async def _texts(pool: Pool, settings: Settings, reading: Reading) -> AsyncIterator[str]:
    site, target, shape = reading.site, reading.target, reading.shape
    buffer = [writing.head(site, target=target, shape=shape)]
    length = row_count = left_out_count = 0
    before: ProductId | None = None
    while True:
        async with pool.transaction() as db:
            page = await _read(db, site.shop.id, before=before)
        for judged in _judged(page.offered, settings, reading):
            row_count += len(judged.rows)
            left_out_count += not judged.rows
            for told in judged.rows:
                text = writing.row(told, target=target, shape=shape)
                buffer.append(text)
                length += len(text)
                if length >= PIECE_LENGTH:
                    yield "".join(buffer)
                    buffer, length = [], 0
        before = page.last
        if before is None:
            break
    buffer.append(writing.tail(shape))
    yield "".join(buffer)
    async with pool.transaction() as db:
        await store.note_counts(
            db, shop_id=site.shop.id, target=target, row_count=row_count, left_out_count=left_out_count
        )


def _judged(offered: Sequence[Offered], settings: Settings, reading: Reading) -> list[Judged]:
    return [
        rows.judge(_addressed(each, settings), site=reading.site, target=reading.target) for each in offered
    ]


def _addressed(offered: Offered, settings: Settings) -> Offered:
    images = [replace(image, url=media.public_url(settings, image.url)) for image in offered.images]
    return replace(offered, images=images)


async def _read(db: Db, shop_id: ShopId, *, before: ProductId | None) -> _Page:
    """Read the next products on sale with their pictures and stock. Four statements."""
    ids = await catalogue.shop_product_ids(
        db, shop_id=shop_id, status=ProductStatus.ACTIVE, before=before, limit=READ_SIZE
    )
    found = await catalogue.products_by_id(db, ids) if ids else {}
    products = [found[each] for each in ids if each in found]
    images = await catalogue.images_of(db, products) if products else {}
    available = await inventory.available(db, [v.id for each in products for v in each.variants])
    offered = [
        Offered(
            product=each,
            images=images[each.id],
            available={v.id: available[v.id] for v in each.variants if v.id in available},
        )
        for each in products
    ]
    return _Page(offered=offered, last=ids[-1] if len(ids) == READ_SIZE else None)


async def _tag(db: Db, settings: Settings, *, site: Site, target: Target, shape: Shape) -> str:
    """Digest all that a feed is made of: the shop, its products as they are named, their stock."""
    shop = site.shop
    digest = hashlib.blake2b(digest_size=15)
    offer = await catalogue.shop_version(db, shop.id)
    made_of = [WRITING_VERSION, target, shape, site.base_url, settings.media_base_url]
    digest.update(repr([*made_of, shop.name, shop.handle, shop.country, offer]).encode())
    has_quantity = RULES[target].has_quantity
    after = None
    while ids := await catalogue.shop_variant_ids(db, shop_id=shop.id, after=after, limit=VERSION_READ_SIZE):
        after = ids[-1]
        available = await inventory.available(db, ids)
        for each in ids:
            units = available.get(each, 0)
            digest.update(b"%d," % (units if has_quantity else units > 0))
        if len(ids) < VERSION_READ_SIZE:
            break
    return digest.hexdigest()


def _view(target: Target, feed: Feed | None) -> FeedView:
    return FeedView(
        target=target,
        made_at=feed and feed.made_at,
        fetched_at=feed and feed.fetched_at,
        row_count=feed and feed.row_count,
        left_out_count=feed and feed.left_out_count,
    )


def _flaw(offered: Offered, flaw: Flaw, target: Target, language: Language) -> ProductFlaw:
    rules = RULES[target]
    sides = {"side": rules.image_side_min, "apparel_side": rules.apparel_side_min}
    return ProductFlaw(
        product_id=offered.product.id,
        title=offered.product.title,
        image_url=offered.images[0].url if offered.images else None,
        flaw=flaw,
        text=say(language, f"channels.flaw.{flaw}", **sides),
        is_left_out=flaw.is_left_out,
    )
