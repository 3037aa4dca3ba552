"""HTTP of the shop window: what is on sale, for everybody."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from vitrina.catalogue.errors import CollectionNotFound, ProductNotFound
from vitrina.catalogue.model import Category, CollectionId, ProductId
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW, Answer
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.kit.places import Language
from vitrina.shops.errors import ShopNotFound
from vitrina.storefront import service
from vitrina.storefront.model import CategoryName, ClockView, CollectionCard, ProductCard, ProductView

TAGS = ["storefront"]
CARDS_MAX = 100
Shop = Annotated[str | None, QueryParameter(name="shop", max_length=64, description="Id or handle of a shop")]
Group = Annotated[
    CollectionId | None,
    QueryParameter(name="collection", description="Only of this collection, in its order"),
]
Ids = Annotated[
    list[ProductId], QueryParameter(name="id", min_items=1, max_items=CARDS_MAX, description="Which products")
]
Shelf = Annotated[Category | None, QueryParameter(name="category", description="Only of this category")]


def target_of(request: Request[Any, Any, Any]) -> str:
    """Tell what is asked for: path and query, as they came."""
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"


async def find_kept(request: Request[Any, Any, Any]) -> Answer | None:
    """Answer from memory before anything is read of the request but its target."""
    return await service.find_kept(request.app.state.pool, target_of(request))


@get(
    "/products",
    operation_id="listProducts",
    tags=TAGS,
    before_request=find_kept,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(
            Page[ProductCard], description="A page of what is on sale", generate_examples=False
        ),
        **fails(ShopNotFound, CollectionNotFound, Malformed),
    },
)
async def list_products(
    request: Request[Any, Any, Any],
    pool: Pool,
    shop: Shop = None,
    category: Shelf = None,
    collection: Group = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Answer:
    """List what is on sale, the newest first. Prices and stock are of less than a second ago."""
    wanted = service.Wanted(
        shop=shop, category=category, collection_id=collection, cursor=cursor, limit=limit
    )
    return await service.list_products(pool, target_of(request), wanted)


@get(
    "/products/{product:uuid}",
    operation_id="getProduct",
    tags=TAGS,
    before_request=find_kept,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(ProductView, description="The product", generate_examples=False),
        **fails(ProductNotFound),
    },
)
async def get_product(request: Request[Any, Any, Any], product: ProductId, pool: Pool) -> Answer:
    """Show a product with all that can be chosen of it. Prices and stock are of less than a second ago."""
    return await service.show_product(pool, target_of(request), product)


@get(
    "/product-cards",
    operation_id="listProductCards",
    tags=TAGS,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(Page[ProductCard], description="The cards", generate_examples=False),
        **fails(Malformed),
    },
)
async def list_product_cards(pool: Pool, ids: Ids) -> Answer:
    """Show products that somebody knows by id, in that order; what is not shown any more is left out."""
    return await service.show_cards(pool, ids)


@get(
    "/collections",
    operation_id="listCollections",
    tags=TAGS,
    before_request=find_kept,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(Page[CollectionCard], description="Collections", generate_examples=False),
        **fails(ShopNotFound, Malformed),
    },
)
async def list_collections(
    request: Request[Any, Any, Any], pool: Pool, shop: Shop = None, limit: Limit = PAGE_SIZE
) -> Answer:
    """List collections with something on sale, the newest first: all of one shop, or a few of each shop."""
    return await service.list_collections(pool, target_of(request), shop, limit)


@get(
    "/collections/{collection:uuid}",
    operation_id="getCollection",
    tags=TAGS,
    before_request=find_kept,
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(CollectionCard, description="The collection", generate_examples=False),
        **fails(CollectionNotFound),
    },
)
async def get_collection(request: Request[Any, Any, Any], collection: CollectionId, pool: Pool) -> Answer:
    """Show a collection: its name, its cover, whose it is. Its products are in `/products?collection=`."""
    return await service.show_collection(pool, target_of(request), collection)


@get("/categories", operation_id="listCategories", tags=TAGS, sync_to_thread=False)
def list_categories(language: Language) -> Page[CategoryName]:
    """List the categories with their names in the language of Accept-Language."""
    return Page(items=service.category_names(language))


@get("/clock", operation_id="getClock", tags=TAGS)
async def get_clock() -> ClockView:
    """Tell what time it is here, for who counts the time down that a price is left."""
    return ClockView(now=clock.now())


ROUTES = [
    get_clock,
    list_products,
    get_product,
    list_product_cards,
    list_collections,
    get_collection,
    list_categories,
]
