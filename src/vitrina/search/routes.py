"""HTTP of search: for everybody, whatever was typed."""

from typing import Annotated, Literal

from litestar import get
from litestar.di import Provide
from litestar.params import QueryParameter
from msgspec import Meta
from msgspec.structs import replace

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import PRICE_MINOR_MAX, Category, ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.kit.places import Currency, Language
from vitrina.search import service
from vitrina.search.model import (
    QUERY_LENGTH_MAX,
    Facets,
    Filters,
    FoundClips,
    FoundHashtag,
    FoundProducts,
    FoundProfile,
    Sort,
    Suggestions,
)
from vitrina.search.service import Asked, ClipReader
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard

TAGS = ["search"]
VALUES_MAX = 20
VALUE_LENGTH_MAX = 40

Text = Annotated[str, QueryParameter(name="q", max_length=QUERY_LENGTH_MAX, description="What was typed")]
Literally = Annotated[bool, QueryParameter(name="literal", description="Correct no typing error")]
Hashtag = Annotated[
    str, QueryParameter(name="hashtag", max_length=80, description="Instead of words; with or without #")
]
Order = Annotated[Sort, QueryParameter(name="sort", description="In which order")]
Values = list[Annotated[str, Meta(max_length=VALUE_LENGTH_MAX)]]


def filters(
    category: Annotated[
        Category | None, QueryParameter(name="category", description="Only of this category")
    ] = None,
    shop: Annotated[ShopId | None, QueryParameter(name="shop", description="Only of this shop")] = None,
    currency: Annotated[
        Currency | None, QueryParameter(name="currency", description="Only in this currency; prices need it")
    ] = None,
    price_min: Annotated[
        int | None, QueryParameter(name="price_min", ge=0, le=PRICE_MINOR_MAX, description="In minor units")
    ] = None,
    price_max: Annotated[
        int | None, QueryParameter(name="price_max", ge=0, le=PRICE_MINOR_MAX, description="In minor units")
    ] = None,
    size: Annotated[
        Values | None, QueryParameter(name="size", max_items=VALUES_MAX, description="Any of these")
    ] = None,
    colour: Annotated[
        Values | None, QueryParameter(name="colour", max_items=VALUES_MAX, description="Any of these")
    ] = None,
    rating_min: Annotated[
        Literal[3, 4] | None,
        QueryParameter(name="rating_min", description="So many stars on average, and more"),
    ] = None,
    in_stock: Annotated[bool, QueryParameter(name="in_stock", description="Only what is there")] = False,
    free_shipping: Annotated[
        bool, QueryParameter(name="free_shipping", description="Only what is sent free")
    ] = False,
    discounted: Annotated[
        bool, QueryParameter(name="discounted", description="Only what cost more before")
    ] = False,
) -> Filters:
    """Read what products must be."""
    return Filters(
        category=category,
        shop_id=shop,
        currency=currency,
        price_min_minor=price_min,
        price_max_minor=price_max,
        sizes=size or (),
        colours=colour or (),
        rating_min=rating_min,
        in_stock=in_stock,
        free_shipping=free_shipping,
        discounted=discounted,
    )


WITH_FILTERS = {"filters": Provide(filters, sync_to_thread=False)}


@get(
    "/search/products",
    operation_id="findProducts",
    tags=TAGS,
    dependencies=WITH_FILTERS,
    responses=fails(Malformed, Overloaded),
)
async def find_products(
    pool: Pool,
    language: Language,
    filters: Filters,
    viewer: Person | None,
    text: Text = "",
    is_literal: Literally = False,
    sort: Order = Sort.RELEVANCE,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> FoundProducts:
    """Find what is on sale by words, by what it is, or both; one letter may be wrong."""
    asked = _asked(text, language, is_literal=is_literal, cursor=cursor, limit=limit)
    async with service.bounded(pool) as db:
        return await service.find_products(db, asked, replace(filters, is_minor=_is_minor(viewer)), sort)


@get(
    "/search/facets",
    operation_id="countFacets",
    tags=TAGS,
    dependencies=WITH_FILTERS,
    responses=fails(Malformed, Overloaded),
)
async def count_facets(
    pool: Pool,
    language: Language,
    filters: Filters,
    viewer: Person | None,
    text: Text = "",
    is_literal: Literally = False,
) -> Facets:
    """Tell by what the same products could be filtered; whatever size and colour are chosen already."""
    asked = _asked(text, language, is_literal=is_literal, cursor=None, limit=1)
    unchosen = replace(filters, sizes=(), colours=(), is_minor=_is_minor(viewer))
    async with service.bounded(pool) as db:
        return await service.count_facets(db, asked, unchosen)


@get("/search/clips", operation_id="findClips", tags=TAGS, responses=fails(Malformed, Overloaded))
async def find_clips(
    pool: Pool,
    language: Language,
    viewer: Person | None,
    text: Text = "",
    hashtag: Hashtag = "",
    is_literal: Literally = False,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> FoundClips:
    """Find clips by words, or the newest with a hashtag."""
    reader = ClipReader(id=viewer.id if viewer else None, is_minor=_is_minor(viewer))
    async with service.bounded(pool) as db:
        if hashtag:
            return await service.clips_with(db, hashtag=hashtag, cursor=cursor, limit=limit, reader=reader)
        asked = _asked(text, language, is_literal=is_literal, cursor=cursor, limit=limit)
        return await service.find_clips(db, replace(asked, reader_id=reader.id, is_minor=reader.is_minor))


@get("/search/profiles", operation_id="findProfiles", tags=TAGS, responses=fails(Malformed, Overloaded))
async def find_profiles(
    pool: Pool, viewer: Person | None, text: Text = "", cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[FoundProfile]:
    """Find people and shops by name or handle; the last word may be only begun."""
    async with service.bounded(pool) as db:
        found, next_cursor = await service.find_profiles(
            db, text=text, cursor=cursor, limit=limit, reader_id=viewer.id if viewer else None
        )
    return Page(items=found, next_cursor=next_cursor)


@get("/search/hashtags", operation_id="findHashtags", tags=TAGS, responses=fails(Malformed, Overloaded))
async def find_hashtags(pool: Pool, text: Text = "") -> Page[FoundHashtag]:
    """List the hashtags that begin like this, those of most clips first, at most 20."""
    async with service.bounded(pool) as db:
        return Page(items=await service.find_hashtags(db, text))


@get("/search/suggestions", operation_id="suggest", tags=TAGS, responses=fails(Malformed, Overloaded))
async def suggest(pool: Pool, viewer: Person | None, text: Text = "") -> Suggestions:
    """Complete what somebody types: words, products, profiles, hashtags."""
    async with service.bounded(pool) as db:
        return await service.suggest(db, text, reader_id=viewer.id if viewer else None)


@get(
    "/products/{product:uuid}/similar",
    operation_id="listSimilarProducts",
    tags=TAGS,
    responses=fails(ProductNotFound, Overloaded),
)
async def similar_products(product: ProductId, pool: Pool, viewer: Person | None) -> Page[ProductCard]:
    """List what is like a product and in stock, at most 12."""
    async with service.bounded(pool) as db:
        return Page(items=await service.similar_products(db, product, is_minor=_is_minor(viewer)))


def _is_minor(viewer: Person | None) -> bool:
    return identity.is_known_minor(viewer, clock.now())


def _asked(text: str, language: Language, *, is_literal: bool, cursor: str | None, limit: int) -> Asked:
    return Asked(
        text=text.strip() or None,
        language=language,
        is_literal=is_literal,
        cursor=cursor,
        limit=limit,
        now=clock.now(),
    )


ROUTES = [
    find_products,
    count_facets,
    find_clips,
    find_profiles,
    find_hashtags,
    suggest,
    similar_products,
]
