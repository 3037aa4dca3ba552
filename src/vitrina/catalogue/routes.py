"""HTTP of the catalogue: what a shop does with its products."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.params import QueryParameter

from vitrina.catalogue import service
from vitrina.catalogue.errors import IdTaken, ProductNotFound
from vitrina.catalogue.model import NewProduct, ProductChanges, ProductId, ProductOwn, ProductStatus
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


@post(
    "/shops/{shop:uuid}/products",
    operation_id="createProduct",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, IdTaken, ImageNotFound, Malformed),
)
async def create_product(shop: ShopId, data: NewProduct, person: Person, pool: Pool) -> ProductOwn:
    """Add a product. Prices are in the minor unit of the shop's currency and include tax."""
    async with pool.transaction() as db:
        return await service.create(db, shop_id=shop, actor=person, product=data, now=clock.now())


@patch(
    "/products/{product:uuid}",
    operation_id="editProduct",
    tags=["catalogue"],
    responses=fails(SignInNeeded, NotYourShop, ProductNotFound, IdTaken, ImageNotFound, Malformed),
)
async def edit_product(product: ProductId, data: ProductChanges, person: Person, pool: Pool) -> ProductOwn:
    """Change a product; a list that is sent replaces the whole list."""
    async with pool.transaction() as db:
        return await service.edit(db, product_id=product, actor=person, changes=data, now=clock.now())


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
        return await service.own_product(db, shop_id=shop, actor=person, product_id=product)


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
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ProductOwn]:
    """List a shop's products, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        products = await service.own_products(
            db,
            shop_id=shop,
            status=status,
            before=ProductId(key[0]) if key else None,
            limit=limit + 1,
        )
    return page_of(products, limit, lambda each: (each.id,))


ROUTES = [create_product, edit_product, archive_product, get_own_product, list_own_products]
