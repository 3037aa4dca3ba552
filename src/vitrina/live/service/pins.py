"""Pins: what is on the screen, from which picture on; and what the host sells on the spot."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, NewProduct, NewVariant, ProductId, ProductStatus, VariantId
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.live import rules
from vitrina.live.errors import LineUpFull, NoShop, NotForSale, NotLive, PinIdTaken, PinNotFound, PinsFull
from vitrina.live.model import (
    ITEMS_MAX,
    PINS_MAX,
    Kind,
    NewPin,
    Pin,
    PinId,
    QuickItem,
    Room,
    RoomId,
    RoomState,
)
from vitrina.live.service.rooms import own_room, require_for_sale
from vitrina.live.store import log
from vitrina.live.store import pins as store
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard

# A show has so many pins in all; more is no show.
PINS_OF_A_ROOM_MAX = 1_000


class Pinned(Struct, frozen=True, kw_only=True):
    """What viewers hear of a pin."""

    id: PinId
    number: int
    product: ProductCard
    available: int


class Unpinned(Struct, frozen=True, kw_only=True):
    """What viewers hear when a pin comes down."""

    id: PinId


class ProductChanged(Struct, frozen=True, kw_only=True):
    """What viewers hear when price or stock of a pinned product changed."""

    product_id: ProductId
    price: Money
    compare_at: Money | None
    available: int
    is_sold_out: bool


class Offer(Struct, frozen=True, kw_only=True):
    """A product as it is offered now. available: pieces, of all variants."""

    card: ProductCard
    available: int


async def offers(db: Db, product_ids: Sequence[ProductId]) -> dict[ProductId, Offer]:
    """Read how products are offered now; drafts and what does not exist are left out. Few statements."""
    cards = await storefront.product_cards(db, product_ids)
    found = await catalogue.summaries(db, list(cards))
    free = await inventory.available(db, [each for one in found.values() for each in one.variant_ids])
    return {
        each.id: Offer(
            card=cards[each.id],
            available=sum(free.get(variant_id, 0) for variant_id in each.variant_ids)
            if each.status is ProductStatus.ACTIVE
            else 0,
        )
        for each in found.values()
    }


async def pin(db: Db, *, room_id: RoomId, actor: Person, new: NewPin, now: datetime, now_ms: int) -> Pin:
    """Put a product on the screen, up to three at once; the same id again is the same pin.

    A product that is on the screen stays there.  now_ms: real time, by which the broadcast is dated.
    Raises RoomNotFound, NotYourRoom, NotLive, NotForSale, LineUpFull, PinsFull, PinIdTaken.
    """
    # First in line, then a look: a show that ends meanwhile takes nothing more up.
    await log.line_up(db, room_id)
    room = await _own_live(db, room_id, actor)
    at_ms = rules.media_moment(new.at_ms, now_ms)
    if known := await store.pins_by_id(db, [new.id]):
        return _same(known[0], room_id, new.product_id)
    await require_for_sale(db, [new.product_id])
    if new.is_alone:
        await _tell_down(
            db, room_id, await store.take_down(db, room_id, at_ms=at_ms, but=new.product_id), now
        )
    shown = await store.pinned(db, [room_id])
    if there := [each for each in shown if each.product_id == new.product_id]:
        return there[0]
    if len(shown) >= PINS_MAX:
        raise PinsFull(count_max=PINS_MAX)
    return await _put_up(db, room, new, at_ms=at_ms, now=now)


def _same(known: Pin, room_id: RoomId, product_id: ProductId) -> Pin:
    if (known.room_id, known.product_id) != (room_id, product_id):
        raise PinIdTaken
    return known


async def _put_up(db: Db, room: Room, new: NewPin, *, at_ms: int, now: datetime) -> Pin:
    number = await store.add_item(db, room.id, new.product_id)
    if number is None:
        raise LineUpFull(count_max=ITEMS_MAX)
    offer = (await offers(db, [new.product_id])).get(new.product_id)
    if offer is None:
        raise NotForSale
    row = store.NewPinRow(
        id=new.id,
        room_id=room.id,
        product_id=new.product_id,
        number=number,
        price_minor=offer.card.price.amount_minor,
        currency=offer.card.price.currency,
        available=offer.available,
        from_ms=at_ms,
    )
    try:
        if not await store.add_pin(db, row):
            raise PinsFull(count_max=PINS_MAX)
    except UniqueViolation as e:
        raise PinIdTaken from e
    told = Pinned(id=new.id, number=number, product=offer.card, available=offer.available)
    await log.write(db, room.id, log.Entry(kind=Kind.PIN, body=told, media_ms=at_ms), now=now)
    return (await store.pins_by_id(db, [new.id]))[0]


async def unpin(
    db: Db, *, room_id: RoomId, actor: Person, pin_id: PinId, at_ms: int | None, now: datetime, now_ms: int
) -> None:
    """Take a pin off the screen; twice is once. Raises RoomNotFound, NotYourRoom, PinNotFound."""
    await own_room(db, room_id, actor)
    await log.line_up(db, room_id)
    known = await store.pins_by_id(db, [pin_id])
    if not known or known[0].room_id != room_id:
        raise PinNotFound
    down = await store.take_down(db, room_id, at_ms=rules.media_moment(at_ms, now_ms), pin_id=pin_id)
    await _tell_down(db, room_id, down, now)


async def _tell_down(db: Db, room_id: RoomId, down: Sequence[Pin], now: datetime) -> None:
    for each in down:
        told = log.Entry(kind=Kind.UNPIN, body=Unpinned(id=each.id), media_ms=each.to_ms)
        await log.write(db, room_id, told, now=now)


async def sell_now(
    db: Db, *, room_id: RoomId, actor: Person, item: QuickItem, now: datetime, now_ms: int
) -> Pin:
    """Make a product of what the host holds up, with its pieces, and pin it; the same ids again are one.

    Raises NoShop, what `pin`, `catalogue.create` and `inventory.count` raise.
    """
    room = await _own_live(db, room_id, actor)
    if room.shop_id is None:
        raise NoShop
    if not await catalogue.products_by_id(db, [item.id]):
        variant_id = VariantId(new_id())
        product = NewProduct(
            id=item.id,
            title=item.title,
            category=await _category(db, room_id),
            images=[item.image_file_id] if item.image_file_id else [],
            variants=[NewVariant(id=variant_id, values=[], price_minor=item.price_minor)],
            status=ProductStatus.ACTIVE,
            age_limit=room.age_limit,
        )
        await catalogue.create(db, shop_id=room.shop_id, actor=actor, product=product, now=now)
        counts = [Count(variant_id=variant_id, quantity=item.pieces)]
        await inventory.count(db, shop_id=room.shop_id, actor=actor, counts=counts)
    new = NewPin(id=item.pin_id, product_id=item.id, at_ms=item.at_ms, is_alone=True)
    return await pin(db, room_id=room_id, actor=actor, new=new, now=now, now_ms=now_ms)


async def _category(db: Db, room_id: RoomId) -> Category:
    """Guess the shelf of a new thing by what else the show sells."""
    items = await store.items(db, [room_id], limit=1)
    found = await catalogue.products_by_id(db, [each.product_id for each in items])
    return next((each.category for each in found.values()), Category.ACCESSORIES)


async def _own_live(db: Db, room_id: RoomId, actor: Person) -> Room:
    room = await own_room(db, room_id, actor)
    if room.state is not RoomState.LIVE:
        raise NotLive
    return room


async def tell_changes(
    db: Db, seen: dict[ProductId, ProductChanged], *, now: datetime, now_ms: int
) -> dict[ProductId, ProductChanged]:
    """Tell the live rooms what changed of the products that are pinned there, and how all of them stand now.

    seen: as this answered the last time; what was not pinned then was told with its pin. A constant number of
    statements while nothing changes, however many rooms are live.
    """
    shown = await store.all_pinned(db)
    offered = await offers(db, list({each.product_id for each in shown}))
    stand = {
        product_id: ProductChanged(
            product_id=product_id,
            price=offer.card.price,
            compare_at=offer.card.compare_at,
            available=offer.available,
            is_sold_out=offer.available == 0,
        )
        for product_id, offer in offered.items()
    }
    for each in shown:
        was, is_now = seen.get(each.product_id), stand.get(each.product_id)
        if is_now and _is_news(each, was, is_now):
            told = log.Entry(kind=Kind.PRODUCT, body=is_now, media_ms=now_ms)
            await log.write(db, each.room_id, told, now=now)
    return stand


def _is_news(pin: Pin, was: ProductChanged | None, is_now: ProductChanged) -> bool:
    if was:
        return was != is_now
    return (pin.price_minor, pin.available) != (is_now.price.amount_minor, is_now.available)
