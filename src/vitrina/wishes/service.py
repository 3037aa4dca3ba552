"""Verbs of wish lists."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.http import Page, encode_cursor
from vitrina.kit.money import Money
from vitrina.storefront import service as storefront
from vitrina.wishes import store
from vitrina.wishes.errors import TooManyWishes
from vitrina.wishes.model import WISHES_MAX, BroughtWish, Wish, Wished, WishRow, WishState


async def wish(db: Db, *, product_id: ProductId, actor: Person, now: datetime) -> WishState:
    """Put a product on the wish list with its price of now; twice is once.

    Raises ProductNotFound, for a draft too, and TooManyWishes.
    """
    found = (await catalogue.summaries(db, [product_id])).get(product_id)
    if found is None or found.status is ProductStatus.DRAFT:
        raise ProductNotFound
    row = WishRow(product_id=product_id, price_minor=found.price_minor, wished_at=now)
    await store.add(db, actor.id, [row], count_max=WISHES_MAX)
    if not await store.has(db, actor.id, product_id):
        raise TooManyWishes(count_max=WISHES_MAX)
    return WishState(is_wished=True)


async def unwish(db: Db, *, product_id: ProductId, actor: Person) -> WishState:
    """Take a product off the wish list; twice is once, whatever became of the product."""
    await store.remove(db, actor.id, product_id)
    return WishState(is_wished=False)


async def bring(db: Db, *, brought: Sequence[BroughtWish], actor: Person, now: datetime) -> Wished:
    """Add what a device kept, the last first as long as there is room; what is there stays as it is.

    Unknown products and drafts are left out: a device may have kept them for long. Refuses nothing.
    """
    found = await catalogue.summaries(db, [each.product_id for each in brought])
    known = {each.id for each in found.values() if each.status is not ProductStatus.DRAFT}
    rows = {
        each.product_id: WishRow(
            product_id=each.product_id, price_minor=each.price_minor, wished_at=min(each.wished_at, now)
        )
        for each in brought
        if each.product_id in known
    }
    if rows:
        await store.add(db, actor.id, list(rows.values()), count_max=WISHES_MAX)
    return await wished(db, actor=actor)


async def wished(db: Db, *, actor: Person) -> Wished:
    """List the ids of every wished product, at most WISHES_MAX. One statement."""
    return Wished(product_ids=await store.product_ids(db, actor.id, limit=WISHES_MAX))


async def list_wishes(
    db: Db, *, actor: Person, before: tuple[datetime, UUID] | None, limit: int
) -> Page[Wish]:
    """Show a page of the wish list, the last first, with prices and stock of now.

    What is not shown to anybody any more is left out, so that a page may be short.
    """
    rows = await store.wishes(db, actor.id, before=before, limit=limit + 1)
    shown = rows[:limit]
    cards = await storefront.product_cards(db, [each.product_id for each in shown])
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[
            Wish(
                product=cards[each.product_id],
                price_then=Money(each.price_minor, cards[each.product_id].price.currency),
                wished_at=each.wished_at,
            )
            for each in shown
            if each.product_id in cards
        ],
        next_cursor=encode_cursor(last.wished_at, last.product_id) if last else None,
    )
