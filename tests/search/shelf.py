"""A shelf of products to look for."""

from collections.abc import Sequence

from msgspec.structs import replace

from tests.builders import new_product, product_of, shop_of
from tests.followers import nothing_is_hidden
from tests.people import BRUNO
from vitrina.catalogue.model import Category, NewProduct, NewVariant, Option, ProductId, VariantId
from vitrina.identity.model import NewPerson
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.search import service
from vitrina.search.model import Filters, FoundProducts, Sort
from vitrina.search.service import Asked
from vitrina.shops.model import Shop


async def keep_up(pool: Pool) -> int:
    """Index everything that is committed."""
    await nothing_is_hidden(pool)
    return await service.keep_up(pool)


async def stock(pool: Pool, *titles: str, owner: NewPerson = BRUNO) -> dict[str, ProductId]:
    """Put products with these titles on sale in a new shop, and wait for the index."""
    async with pool.transaction() as db:
        shop = await shop_of(db, owner)
        made = {title: await add(db, shop, title) for title in titles}
    await keep_up(pool)
    return made


async def add(
    db: Db,
    shop: Shop,
    title: str,
    *,
    category: Category = Category.HOME,
    price_minor: int = 189_00,
    quantity: int = 5,
) -> ProductId:
    """Put one product on sale."""
    new = replace(new_product(price_minor, title=title), description="", category=category)
    return (await product_of(db, shop, new=new, quantity=quantity)).id


def with_options(new: NewProduct, options: dict[str, Sequence[str]], prices: Sequence[int]) -> NewProduct:
    """Let a product come in several variants: the n-th has the n-th value of each option."""
    return replace(
        new,
        options=[Option(name=name, values=list(dict.fromkeys(values))) for name, values in options.items()],
        variants=[
            NewVariant(
                id=VariantId(new_id()),
                values=[values[i] for values in options.values()],
                price_minor=price,
            )
            for i, price in enumerate(prices)
        ],
    )


def asked(text: str | None, language: Language = Language.ES) -> Asked:
    """Ask in a language."""
    return Asked(text=text, language=language, limit=20, now=clock.now())


async def find(
    pool: Pool,
    text: str | None,
    *,
    language: Language = Language.ES,
    filters: Filters | None = None,
    sort: Sort = Sort.RELEVANCE,
    cursor: str | None = None,
    limit: int = 20,
    is_literal: bool = False,
) -> FoundProducts:
    """Ask for products as the API does."""
    question = replace(asked(text, language), is_literal=is_literal, cursor=cursor, limit=limit)
    async with pool.transaction() as db:
        return await service.find_products(db, question, filters or Filters(), sort)


def titles(found: FoundProducts) -> list[str]:
    """List what was found by title."""
    return [each.title for each in found.items]
