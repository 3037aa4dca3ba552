"""Public reads from the shelf of this process."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, Collected, CollectionId, Listed, ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind
from vitrina.kit.answers import Answer
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Page, decode_cursor, encode_cursor
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.shops import service as shops
from vitrina.shops.errors import ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.storefront.model import CategoryName, CollectionCard
from vitrina.storefront.service.shelf import Made, Shelf, shelf_of
from vitrina.storefront.service.views import collection_cards


class Wanted(Struct, frozen=True, kw_only=True):
    """Which page of the public list. shop: an id or a handle."""

    shop: str | None
    category: Category | None
    collection_id: CollectionId | None = None
    cursor: str | None
    limit: int


async def find_kept(pool: Pool, target: str) -> Answer | None:
    """Find the answer that this process keeps for a request target, if it still holds."""
    return await shelf_of(pool).find((target,))


async def list_products(pool: Pool, target: str, wanted: Wanted) -> Answer:
    """Show a page of what is on sale, the newest first; of a collection in its order.

    Raises ShopNotFound, CollectionNotFound, Malformed.
    """
    if wanted.collection_id:
        return await _list_collected(pool, target, wanted, wanted.collection_id)
    shelf = shelf_of(pool)
    key = decode_cursor(wanted.cursor, tuple[datetime, UUID])
    before = Listed(published_at=key[0], id=ProductId(key[1])) if key else None

    async def read() -> Sequence[Listed]:
        async with pool.transaction() as db:
            return await catalogue.active_products(
                db,
                shop_id=await _shop_id(db, wanted.shop) if wanted.shop else None,
                category=wanted.category,
                before=before,
                limit=wanted.limit + 1,
            )

    async def make() -> Made:
        listed = await shelf.listed((target,), read)
        last = listed[wanted.limit - 1] if len(listed) > wanted.limit else None
        next_cursor = encode_cursor(last.published_at, last.id) if last else None
        return await _page(shelf, [each.id for each in listed[: wanted.limit]], next_cursor)

    return await shelf.answer((target,), make, is_list=True)


async def _list_collected(pool: Pool, target: str, wanted: Wanted, collection_id: CollectionId) -> Answer:
    """Show a page of what is on sale of a collection, in its order.

    Raises CollectionNotFound, ShopNotFound, Malformed.
    """
    shelf = shelf_of(pool)
    key = decode_cursor(wanted.cursor, tuple[int, UUID])
    after = Collected(position=key[0], id=ProductId(key[1])) if key else None

    async def make() -> Made:
        async with pool.transaction() as db:
            found = await catalogue.collected(
                db,
                collection_id=collection_id,
                shop_id=await _shop_id(db, wanted.shop) if wanted.shop else None,
                category=wanted.category,
                after=after,
                limit=wanted.limit + 1,
            )
        shown = [each.id for each in found[: wanted.limit]]
        last = found[wanted.limit - 1] if len(found) > wanted.limit else None
        return await _page(shelf, shown, encode_cursor(last.position, last.id) if last else None)

    return await shelf.answer((target,), make, is_list=True)


async def list_collections(pool: Pool, target: str, shop: str | None, limit: int) -> Answer:
    """Show collections with something on sale: of one shop, or a few of each. Raises ShopNotFound."""

    async def make() -> Made:
        async with pool.transaction() as db:
            shop_id = await _shop_id(db, shop) if shop else None
            found = await catalogue.shown_collections(db, shop_id=shop_id, limit=limit)
            return Page[CollectionCard](items=await collection_cards(db, found)), ()

    return await shelf_of(pool).answer((target,), make, is_list=True)


async def show_cards(pool: Pool, product_ids: Sequence[ProductId]) -> Answer:
    """Show the cards of products, in this order; drafts and what does not exist are left out."""
    shelf = shelf_of(pool)
    await shelf.keep_up()
    content, _ = await _page(shelf, product_ids, None)
    return Answer(content)


async def show_collection(pool: Pool, target: str, collection_id: CollectionId) -> Answer:
    """Show one collection. Raises CollectionNotFound when it is hidden or empty."""

    async def make() -> Made:
        async with pool.transaction() as db:
            found = await catalogue.shown_collection(db, collection_id)
            return (await collection_cards(db, [found]))[0], ()

    return await shelf_of(pool).answer((target,), make, is_list=True)


async def show_product(pool: Pool, target: str, product_id: ProductId) -> Answer:
    """Show a product. Raises ProductNotFound, for a draft too."""
    shelf = shelf_of(pool)

    async def make() -> Made:
        return await shelf.product(product_id), [product_id]

    return await shelf.answer((target,), make)


def category_names(language: Language) -> list[CategoryName]:
    """Name every category in a language, in the order of the shelves."""
    return [CategoryName(slug=each, name=say(language, f"category.{each}")) for each in Category]


async def _page(shelf: Shelf, shown: Sequence[ProductId], next_cursor: str | None) -> Made:
    cards = await shelf.cards(shown)
    page = Page[msgspec.Raw](items=[msgspec.Raw(card) for card in cards], next_cursor=next_cursor)
    return page, shown


async def _shop_id(db: Db, shop: str) -> ShopId:
    """Find a shop by its id or its handle. Raises ShopNotFound."""
    try:
        shop_id = ShopId(UUID(shop))
    except ValueError:
        owner = await identity.find_by_handle(db, shop)
        if owner is None or owner.kind is not HandleKind.SHOP:
            raise ShopNotFound from None
        return ShopId(owner.id)
    return (await shops.get_shop(db, shop_id)).id
