"""Verbs of carts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.carts import store
from vitrina.carts.errors import CartFull
from vitrina.carts.model import LINES_MAX, Cart, CartId, CartLine, CartLineAdded, Line, SetLine
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.kit.money import Money
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard

KEPT = timedelta(days=90)
DELETE_SIZE = 500
DELETE_BATCHES_MAX = 200


async def show(db: Db, cart_id: CartId) -> Cart:
    """Show a cart with the prices and the stock of now; an unknown one is empty.

    A line whose product was taken back to draft is kept but not shown.
    """
    kept = await lines(db, cart_id)
    variant_ids = [line.variant_id for line in kept]
    variants = await catalogue.variants_for_sale(db, variant_ids) if kept else {}
    available = await inventory.available(db, variant_ids) if kept else {}
    cards = await storefront.product_cards(db, {line.product_id for line in kept})
    shown = [
        _view(line, cards[line.product_id], variants[line.variant_id], available.get(line.variant_id, 0))
        for line in kept
        if line.product_id in cards and line.variant_id in variants
    ]
    return Cart(id=cart_id, lines=shown, line_count=len(shown))


async def set_line(db: Db, cart_id: CartId, variant_id: VariantId, *, wanted: SetLine, now: datetime) -> Cart:
    """Put a variant into a cart, or change how many. Emits CartLineAdded the first time.

    The line keeps the price it was added at and its first touch. Nothing is held: the answer says whether so
    many could be bought now. Raises VariantNotSold, CartFull.
    """
    variant = (await catalogue.variants_for_sale(db, [variant_id])).get(variant_id)
    if variant is None or not variant.is_active:
        raise VariantNotSold
    await store.touch_cart(db, cart_id, now=now)
    if await store.count_other_lines(db, cart_id, variant_id) >= LINES_MAX:
        raise CartFull(lines_max=LINES_MAX)
    written = await store.put_line(db, cart_id, variant, wanted=(wanted.quantity, wanted.touch_id), now=now)
    if written.is_added:
        added = CartLineAdded(
            cart_id=cart_id,
            variant_id=variant_id,
            product_id=variant.product_id,
            touch_id=written.touch_id,
            at=now,
        )
        await emit(db, added)
    return await show(db, cart_id)


async def remove_line(db: Db, cart_id: CartId, variant_id: VariantId) -> Cart:
    """Take a variant out of a cart; it need not be there."""
    await store.remove_line(db, cart_id, variant_id)
    return await show(db, cart_id)


async def lines(db: Db, cart_id: CartId) -> list[Line]:
    """Read the lines of a cart, the one added last first; an unknown cart has none. One statement."""
    return await store.lines(db, cart_id)


async def remove_bought(db: Db, bought: Sequence[tuple[CartId, Sequence[VariantId]]]) -> None:
    """Take out of carts what was bought from them; what is not there is passed over. One statement."""
    pairs = [(cart_id, variant_id) for cart_id, variant_ids in bought for variant_id in variant_ids]
    if pairs:
        await store.remove_lines(db, [cart_id for cart_id, _ in pairs], [variant for _, variant in pairs])


async def forget_untouched(pool: Pool, *, now: datetime) -> int:
    """Delete carts that nobody touched for 90 days. Returns how many.

    Bounded: DELETE_BATCHES_MAX transactions of DELETE_SIZE carts; the next run takes the rest.
    """
    deleted_count = 0
    for _ in range(DELETE_BATCHES_MAX):
        async with pool.transaction() as db:
            batch_count = await store.delete_untouched(db, before=now - KEPT, limit=DELETE_SIZE)
        deleted_count += batch_count
        if batch_count < DELETE_SIZE:
            break
    return deleted_count


def _view(line: Line, card: ProductCard, variant: VariantForSale, available: int) -> CartLine:
    free = available if variant.is_active else 0
    return CartLine(
        variant_id=line.variant_id,
        product=card,
        variant_values=variant.values,
        quantity=line.quantity,
        price_when_added=Money(line.price_when_added_minor, line.currency),
        price=Money(variant.price_minor, variant.currency),
        available=free,
        touch_id=line.touch_id,
        is_available=free >= line.quantity,
    )
