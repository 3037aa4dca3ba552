"""HTTP of the catalogue: what a shop does with its products."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.params import QueryParameter

from vitrina.catalogue import service
from vitrina.catalogue.errors import (
    CollectionNotFound,
    FlashNotFound,
    FlashOverlaps,
    IdTaken,
    NeverCharged,
    ProductNotFound,
    TooManyCollections,
    TooManyFlashPrices,
)
from vitrina.catalogue.flash_model import FlashList, FlashView, NewFlash
from vitrina.catalogue.model import (
    CollectionChanges,
    CollectionId,
    CollectionOwn,
    CollectionSummary,
    FlashId,
    NewCollection,
    NewProduct,
    ProductChanges,
    ProductId,
    ProductOwn,
    ProductStatus,
    StatusOfMany,
)
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.media.errors import ImageNotFound
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

Status = Annotated[
    ProductStatus | None, QueryParameter(name="status", description="Only products of this status")
]
SEARCH_LENGTH_MAX = 100
Search = Annotated[
    str,
    QueryParameter(
        name="search",
        description="Only products with these words in their title, or whose SKU begins so",
        max_length=SEARCH_LENGTH_MAX,
    ),
]


@post(
    "/shops/{shop:uuid}/products",
    operation_id="createProduct",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, NeverCharged, IdTaken, ImageNotFound, Malformed),
)
async def create_product(shop: ShopId, data: NewProduct, person: Person, pool: Pool) -> ProductOwn:
    """Add a product. Prices are in the minor unit of the shop's currency and include tax."""
    async with pool.transaction() as db:
        return await service.create(db, shop_id=shop, actor=person, product=data, now=clock.now())


@patch(
    "/products/{product:uuid}",
    operation_id="editProduct",
    tags=["catalogue"],
    responses=fails(
        SignInNeeded, NotYourShop, ProductNotFound, NeverCharged, IdTaken, ImageNotFound, Malformed
    ),
)
async def edit_product(product: ProductId, data: ProductChanges, person: Person, pool: Pool) -> ProductOwn:
    """Change a product; a list that is sent replaces the whole list."""
    async with pool.transaction() as db:
        return await service.edit(db, product_id=product, actor=person, changes=data, now=clock.now())


@patch(
    "/shops/{shop:uuid}/products",
    operation_id="setProductsStatus",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, ProductNotFound),
)
async def set_products_status(
    shop: ShopId, data: StatusOfMany, person: Person, pool: Pool
) -> list[ProductOwn]:
    """Put several products on sale or take them off, all or none; answers them in the same order."""
    async with pool.transaction() as db:
        return await service.set_status(
            db,
            shop_id=shop,
            actor=person,
            product_ids=data.product_ids,
            status=data.status,
            now=clock.now(),
        )


@delete(
    "/products/{product:uuid}",
    operation_id="archiveProduct",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ProductNotFound),
)
async def archive_product(product: ProductId, person: Person, pool: Pool) -> None:
    """Take a product off sale."""
    async with pool.transaction() as db:
        await service.archive(db, product_id=product, actor=person, now=clock.now())


@get(
    "/shops/{shop:uuid}/products/{product:uuid}",
    operation_id="getOwnProduct",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, ProductNotFound),
)
async def get_own_product(shop: ShopId, product: ProductId, person: Person, pool: Pool) -> ProductOwn:
    """Read a product of one's own shop in any status."""
    async with pool.transaction() as db:
        return await service.own_product(db, shop_id=shop, actor=person, product_id=product, now=clock.now())


@get(
    "/shops/{shop:uuid}/products",
    operation_id="listOwnProducts",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_own_products(
    shop: ShopId,
    person: Person,
    pool: Pool,
    status: Status = None,
    search: Search = "",
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ProductOwn]:
    """List a shop's products, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        own = await shops.require_member(db, shop_id=shop, person=person)
        products = await service.own_products(
            db,
            own,
            status=status,
            page=(ProductId(key[0]) if key else None, limit + 1),
            now=clock.now(),
            search=search,
        )
    return page_of(products, limit, lambda each: (each.id,))


@post(
    "/shops/{shop:uuid}/flash-prices",
    operation_id="planFlashPrice",
    tags=["catalogue"],
    responses=fails(
        SignInNeeded,
        NotYourShop,
        ShopNotFound,
        ProductNotFound,
        FlashOverlaps,
        TooManyFlashPrices,
        IdTaken,
        Malformed,
    ),
)
async def plan_flash_price(shop: ShopId, person: Person, data: NewFlash, pool: Pool) -> FlashView:
    """Let variants of a product cost less for a time. It begins and ends by itself."""
    async with pool.transaction() as db:
        return await service.plan_flash(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/flash-prices",
    operation_id="listFlashPrices",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_flash_prices(shop: ShopId, person: Person, pool: Pool) -> FlashList:
    """List the flash prices of a shop, the last to begin first."""
    async with pool.transaction() as db:
        return FlashList(items=await service.flashes_of(db, shop_id=shop, actor=person, now=clock.now()))


@post(
    "/shops/{shop:uuid}/flash-prices/{flash:uuid}/cancellation",
    operation_id="cancelFlashPrice",
    tags=["catalogue"],
    status_code=204,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, FlashNotFound),
)
async def cancel_flash_price(shop: ShopId, flash: FlashId, person: Person, pool: Pool) -> None:
    """End a flash price now, or forget one that has not begun."""
    async with pool.transaction() as db:
        await service.cancel_flash(db, shop_id=shop, actor=person, flash_id=flash, now=clock.now())


@post(
    "/shops/{shop:uuid}/collections",
    operation_id="createCollection",
    tags=["catalogue"],
    responses=fails(
        SignInNeeded,
        NotYourShop,
        ShopNotFound,
        ProductNotFound,
        ImageNotFound,
        IdTaken,
        TooManyCollections,
        Malformed,
    ),
)
async def create_collection(shop: ShopId, data: NewCollection, person: Person, pool: Pool) -> CollectionOwn:
    """Group products of a shop under a name."""
    async with pool.transaction() as db:
        return await service.add_collection(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/collections",
    operation_id="listOwnCollections",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_own_collections(shop: ShopId, person: Person, pool: Pool) -> Page[CollectionSummary]:
    """List a shop's collections, hidden ones too, the newest first; there are never more than 50."""
    async with pool.transaction() as db:
        return Page(items=await service.own_collections(db, shop_id=shop, actor=person))


@get(
    "/shops/{shop:uuid}/collections/{collection:uuid}",
    operation_id="getOwnCollection",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, CollectionNotFound),
)
async def get_own_collection(
    shop: ShopId, collection: CollectionId, person: Person, pool: Pool
) -> CollectionOwn:
    """Read a collection of one's own shop with its products in any status, in their order."""
    async with pool.transaction() as db:
        return await service.own_collection(db, shop_id=shop, actor=person, collection_id=collection)


@patch(
    "/collections/{collection:uuid}",
    operation_id="editCollection",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, CollectionNotFound, ProductNotFound, ImageNotFound, Malformed),
)
async def edit_collection(
    collection: CollectionId, data: CollectionChanges, person: Person, pool: Pool
) -> CollectionOwn:
    """Change a collection; products that are sent replace the whole list and its order."""
    async with pool.transaction() as db:
        return await service.edit_collection(db, collection_id=collection, actor=person, changes=data)


@delete(
    "/collections/{collection:uuid}",
    operation_id="deleteCollection",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, CollectionNotFound),
)
async def delete_collection(collection: CollectionId, person: Person, pool: Pool) -> None:
    """Delete a collection; its products stay. It can be brought back for a day."""
    async with pool.transaction() as db:
        await service.delete_collection(db, collection_id=collection, actor=person, now=clock.now())


@post(
    "/collections/{collection:uuid}/restoration",
    operation_id="restoreCollection",
    status_code=200,
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, CollectionNotFound, TooManyCollections),
)
async def restore_collection(collection: CollectionId, person: Person, pool: Pool) -> CollectionOwn:
    """Bring a deleted collection back as it was."""
    async with pool.transaction() as db:
        return await service.restore_collection(db, collection_id=collection, actor=person)


ROUTES = [
    create_product,
    edit_product,
    set_products_status,
    archive_product,
    get_own_product,
    list_own_products,
    plan_flash_price,
    list_flash_prices,
    cancel_flash_price,
    create_collection,
    list_own_collections,
    get_own_collection,
    edit_collection,
    delete_collection,
    restore_collection,
]
