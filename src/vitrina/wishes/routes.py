"""HTTP of wish lists. Each person sees her own alone."""

from datetime import datetime
from uuid import UUID

from litestar import delete, get, post, put

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails
from vitrina.wishes import service
from vitrina.wishes.errors import TooManyWishes
from vitrina.wishes.model import BroughtWishes, Wish, Wished, WishState

TAGS = ["wishes"]


@put(
    "/products/{product:uuid}/wish",
    operation_id="wishProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, ProductNotFound, TooManyWishes),
)
async def wish_product(product: ProductId, person: Person, pool: Pool) -> WishState:
    """Put a product on the own wish list; twice is once."""
    async with pool.transaction() as db:
        return await service.wish(db, product_id=product, actor=person, now=clock.now())


@delete(
    "/products/{product:uuid}/wish",
    operation_id="unwishProduct",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded),
)
async def unwish_product(product: ProductId, person: Person, pool: Pool) -> WishState:
    """Take a product off the own wish list."""
    async with pool.transaction() as db:
        return await service.unwish(db, product_id=product, actor=person)


@get("/me/wishes", operation_id="listWishes", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_wishes(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Wish]:
    """List the own wishes, the last first, with the price of then and of now."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        return await service.list_wishes(db, actor=person, before=before, limit=limit)


@post(
    "/me/wishes",
    operation_id="bringWishes",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def bring_wishes(data: BroughtWishes, person: Person, pool: Pool) -> Wished:
    """Add what a device kept for a guest; what is on the list stays as it is."""
    async with pool.transaction() as db:
        return await service.bring(db, brought=data.wishes, actor=person, now=clock.now())


@get("/me/wished-products", operation_id="listWishedProducts", tags=TAGS, responses=fails(SignInNeeded))
async def list_wished_products(person: Person, pool: Pool) -> Wished:
    """List the ids of every product on the own wish list; there are never more than 500."""
    async with pool.transaction() as db:
        return await service.wished(db, actor=person)


ROUTES = [wish_product, unwish_product, list_wishes, bring_wishes, list_wished_products]
