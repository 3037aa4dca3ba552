"""What a shop does with its drops, and what happens to them when their time is over."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import VariantNotFound
from vitrina.catalogue.model import VariantForSale
from vitrina.drops import rules
from vitrina.drops.errors import DropIdTaken, DropNotFound, TooManyDrops
from vitrina.drops.model import Drop, DropId, DropPlace, NewDrop, OwnDrop
from vitrina.drops.service import views
from vitrina.drops.store import claims as claim_store
from vitrina.drops.store import drops as drop_store
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.model import ShelfId
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import Page, page_of
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

DROPS_MAX = 50
CLOSING_SIZE = 100
OpensKey = tuple[datetime, DropId]


async def plan(db: Db, *, shop_id: ShopId, actor: Person, new: NewDrop, now: datetime) -> OwnDrop:
    """Plan a drop and set its units aside. The same id again is the same drop.

    Raises ShopNotFound, NotYourShop, VariantNotFound, Malformed, TooManyDrops, DropIdTaken, NotEnoughStock.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    variant = (await catalogue.variants_for_sale(db, [new.variant_id])).get(new.variant_id)
    if variant is None or variant.shop_id != shop_id or not variant.is_active:
        raise VariantNotFound
    drop = _drop(new, shop, variant, now)
    before = (await drop_store.drops(db, [new.id])).get(new.id)
    if before is None:
        if wrong := _wrong(new, shop, variant, now):
            raise Malformed(wrong)
        if await drop_store.running_count(db, shop_id) >= DROPS_MAX:
            raise TooManyDrops(count_max=DROPS_MAX)
        if not await drop_store.add(db, drop):
            raise DropIdTaken
        await inventory.set_aside(
            db, shelf_id=ShelfId(new.id), variant_id=new.variant_id, unit_count=new.unit_count
        )
    elif not _is_same(before, drop):
        raise DropIdTaken
    return (await views.own_views(db, [before or drop], now=now))[0]


def _drop(new: NewDrop, shop: Shop, variant: VariantForSale, now: datetime) -> Drop:
    return Drop(
        id=new.id,
        shop_id=shop.id,
        product_id=variant.product_id,
        variant_id=new.variant_id,
        place=new.place,
        place_id=new.place_id,
        price_minor=new.price.amount_minor,
        currency=new.price.currency,
        unit_count=new.unit_count,
        buyer_max=new.buyer_max,
        needs_account=new.needs_account,
        opens_at=new.opens_at,
        closes_at=new.closes_at or new.opens_at + rules.LIFE,
        created_at=now,
        ended_at=None,
        is_cancelled=False,
    )


def _wrong(new: NewDrop, shop: Shop, variant: VariantForSale, now: datetime) -> dict[str, str]:
    """Say what is wrong with a plan, by field."""
    wrong: dict[str, str] = {}
    if new.price.currency is not shop.currency:
        wrong["price"] = f"the shop sells in {shop.currency}"
    elif not 0 < new.price.amount_minor <= variant.price_minor:
        wrong["price"] = "must be more than nothing, and not more than the variant costs"
    if (new.place in (DropPlace.VIDEO, DropPlace.ROOM)) != (new.place_id is not None):
        wrong["place_id"] = "name the clip or the show of the drop, and nothing for other places"
    if not now - rules.LATE_MAX <= new.opens_at <= now + rules.AHEAD_MAX:
        wrong["opens_at"] = f"must be from now on, at most {rules.AHEAD_MAX.days} days ahead"
    elif new.closes_at is not None and not new.opens_at < new.closes_at <= new.opens_at + rules.AHEAD_MAX:
        wrong["closes_at"] = f"must be after the opening, by at most {rules.AHEAD_MAX.days} days"
    return wrong


def _is_same(before: Drop, drop: Drop) -> bool:
    def asked(each: Drop) -> tuple[object, ...]:
        where = (each.shop_id, each.variant_id, each.place, each.place_id)
        whom = (each.buyer_max, each.needs_account)
        return (*where, *whom, each.price, each.unit_count, each.opens_at, each.closes_at)

    return asked(before) == asked(drop)


async def list_own(
    db: Db, *, shop_id: ShopId, actor: Person, before: OpensKey | None, limit: int, now: datetime
) -> Page[OwnDrop]:
    """List a shop's drops, the last to open first. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await drop_store.of_shop(db, shop_id, before=before, limit=limit + 1)
    return page_of(
        await views.own_views(db, found, now=now),
        limit,
        lambda own: (own.drop.opens_at, own.drop.id),
    )


async def cancel(db: Db, *, shop_id: ShopId, actor: Person, drop_id: DropId, now: datetime) -> OwnDrop:
    """Call a drop off: nobody claims any more, who waits is told, and who holds units may still pay.

    A drop that has ended stays as it is. Raises ShopNotFound, NotYourShop, DropNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    drop = (await drop_store.lock(db, [drop_id])).get(drop_id)
    if drop is None or drop.shop_id != shop_id:
        raise DropNotFound
    await _end(db, [drop_id], is_cancelled=True, now=now)
    changed = (await drop_store.drops(db, [drop_id]))[drop_id]
    return (await views.own_views(db, [changed], now=now))[0]


async def close_due(pool: Pool, *, now: datetime) -> int:
    """End drops whose time is over. Returns how many; at most CLOSING_SIZE, the next run takes the rest."""
    async with pool.transaction() as db:
        due = await drop_store.closing(db, now=now, limit=CLOSING_SIZE)
    for drop_id in due:
        async with pool.transaction() as db:
            await drop_store.lock(db, [drop_id])
            await _end(db, [drop_id], is_cancelled=False, now=now)
    return len(due)


async def _end(db: Db, drop_ids: Sequence[DropId], *, is_cancelled: bool, now: datetime) -> None:
    """End drops that the caller has locked: the rest of their units goes back to the counter."""
    ended = await drop_store.end(db, drop_ids, is_cancelled=is_cancelled, now=now)
    await inventory.clear(db, [ShelfId(each) for each in ended])
    await claim_store.miss(db, ended)
