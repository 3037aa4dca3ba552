"""Prices for a time: planned by shops, chosen by the clock where prices are read."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.catalogue import rules, store
from vitrina.catalogue.errors import (
    FlashNotFound,
    FlashOverlaps,
    IdTaken,
    ProductNotFound,
    TooManyFlashPrices,
)
from vitrina.catalogue.flash_model import FlashPriceView, FlashRow, FlashView, NewFlash
from vitrina.catalogue.model import FlashId, ProductId
from vitrina.catalogue.service.products import products_by_id, stretches_of
from vitrina.catalogue.store import flash
from vitrina.identity.model import Person
from vitrina.kit.db import Db, ExclusionViolation
from vitrina.kit.money import Money
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

TO_COME_MAX = 20
ROWS_MAX = 2_000
TURNED_AT_ONCE = 1_000


async def plan_flash(db: Db, *, shop_id: ShopId, actor: Person, new: NewFlash, now: datetime) -> FlashView:
    """Let variants of a product of the actor's shop cost less for a time; the same id again is one flash.

    A variant is compared with its own price where that was really charged (decision 0047), and else with
    what it is compared with already, or with nothing.
    Raises Malformed, ProductNotFound, FlashOverlaps, TooManyFlashPrices, IdTaken, NotYourShop, ShopNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if await store.lock_product(db, new.product_id) != shop_id:
        raise ProductNotFound
    if await flash.is_known(db, new.id):
        return await _known(db, shop_id, new, now)
    product = (await products_by_id(db, [new.product_id]))[new.product_id]
    times = rules.checked_flash(new, product, now=now)
    if await flash.count_to_come(db, product.id, now=now) >= TO_COME_MAX:
        raise TooManyFlashPrices(count_max=TO_COME_MAX)
    own = {variant.id: variant.price_minor for variant in product.variants}
    charged = await stretches_of(db, [each.variant_id for each in new.prices])
    befores = [
        own[each.variant_id]
        if rules.was_charged(charged.get(each.variant_id, []), own[each.variant_id], now=now)
        else None
        for each in new.prices
    ]
    try:
        await flash.add_flash(db, new.id, product.id, new.prices, befores=befores, times=times, now=now)
    except ExclusionViolation as e:  # flash_prices_overlap
        raise FlashOverlaps from e
    await flash.touch_products(db, [product.id])
    return (await _views(db, shop_id, new.id, now))[0]


async def _known(db: Db, shop_id: ShopId, new: NewFlash, now: datetime) -> FlashView:
    found = await _views(db, shop_id, new.id, now)
    if not found or found[0].product_id != new.product_id:
        raise IdTaken
    return found[0]


async def cancel_flash(db: Db, *, shop_id: ShopId, actor: Person, flash_id: FlashId, now: datetime) -> None:
    """End a flash of the actor's shop: what has not begun is forgotten, what runs ends now.

    Raises FlashNotFound, NotYourShop, ShopNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    rows = await flash.flash_rows(db, shop_id, flash_id=flash_id, limit=1)
    if not rows:
        raise FlashNotFound
    # The flash before its product, as who tells that it turned: the other way each would wait for the other.
    await flash.lock_flash(db, flash_id)
    await store.lock_product(db, rows[0].product_id)
    if await flash.forget_unbegun(db, flash_id, now=now) or await flash.end_flash(db, flash_id, now=now):
        await flash.touch_products(db, [rows[0].product_id])


async def flashes_of(db: Db, *, shop_id: ShopId, actor: Person, now: datetime) -> list[FlashView]:
    """List the flash prices of the actor's shop, the last to begin first.

    Raises NotYourShop, ShopNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await _views(db, shop_id, None, now)


async def tell_turned(db: Db, *, now: datetime) -> int:
    """Let who follows products look again at those whose flash prices began or ended. Returns how many.

    For indexes alone: what a product costs is read by the clock, whether or not this runs.
    """
    turned: Sequence[ProductId] = await flash.take_turned(db, now=now, limit=TURNED_AT_ONCE)
    if turned:
        await store.lock_products(db, turned)
        await flash.touch_products(db, turned)
    return len(turned)


async def _views(db: Db, shop_id: ShopId, flash_id: FlashId | None, now: datetime) -> list[FlashView]:
    found: dict[FlashId, list[FlashRow]] = {}
    for row in await flash.flash_rows(db, shop_id, flash_id=flash_id, limit=ROWS_MAX):
        found.setdefault(row.id, []).append(row)
    return [
        FlashView(
            id=id,
            product_id=rows[0].product_id,
            title=rows[0].title,
            state=rules.flash_state(rows[0].starts_at, rows[0].ends_at, now),
            starts_at=rows[0].starts_at,
            ends_at=rows[0].ends_at,
            prices=[
                FlashPriceView(
                    variant_id=row.variant_id,
                    values=row.values,
                    price=Money(row.price_minor, row.currency),
                    own=Money(row.own_minor, row.currency),
                    before=None if row.before_minor is None else Money(row.before_minor, row.currency),
                )
                for row in rows
            ],
        )
        for id, rows in found.items()
    ]
