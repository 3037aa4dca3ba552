"""What a shop does with many orders at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.days import local_day
from vitrina.kit.db import Db
from vitrina.kit.errors import Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.locales import sentence
from vitrina.kit.places import Language
from vitrina.kit.text import clean_line
from vitrina.orders import store
from vitrina.orders.desk import (
    COUNTED_MAX,
    DOORS_MAX,
    DoorView,
    OrderCounts,
    OrderFilter,
    RowOutcome,
    RowOutcomes,
    ShipmentRow,
    StatusCount,
)
from vitrina.orders.errors import NotOneDoor, OrderNotFound
from vitrina.orders.model import OrderId, Slice
from vitrina.orders.service.parcels import ship
from vitrina.orders.service.read import views_for_shop
from vitrina.orders.views import OrderView
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

# Orders that nobody sent for longer are seen in the list.
DOORS_AMONG = 2_000


async def shop_orders(
    db: Db, *, shop_id: ShopId, actor: Person, wanted: Slice, only: OrderFilter | None = None
) -> list[OrderView]:
    """Show what a shop was paid for, the newest first. Raises NotYourShop, ShopNotFound."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    filtered = await found(db, shop, only)
    return await views_for_shop(db, await store.ids_of_shop(db, shop_id, wanted, filtered))


async def orders_of_shop(
    db: Db, *, shop_id: ShopId, actor: Person, order_ids: Sequence[OrderId]
) -> list[OrderView]:
    """Show some orders of a shop, in the order asked. Raises NotYourShop, ShopNotFound, OrderNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    known = {order.id: order.shop_id for order in await store.by_id(db, order_ids)}
    if any(known.get(order_id) != shop_id for order_id in order_ids):
        raise OrderNotFound
    views = {view.id: view for view in await views_for_shop(db, order_ids)}
    return [views[order_id] for order_id in order_ids]


async def count(db: Db, *, shop_id: ShopId, actor: Person, only: OrderFilter, now: datetime) -> OrderCounts:
    """Count the orders of a shop by status, and those that should have left.

    Raises NotYourShop, ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    filtered = await found(db, shop, only)
    assert filtered
    today = local_day(now, shop.country)
    counted = await store.count_of_shop(db, shop_id, filtered, now=now, today=today, limit=COUNTED_MAX)
    return OrderCounts(
        statuses=[StatusCount(status=each.status, count=each.count) for each in counted],
        late_count=sum(each.late_count for each in counted),
    )


async def found(db: Db, shop: Shop, only: OrderFilter | None) -> OrderFilter | None:
    """Look the words of a filter up among the shop's SKUs, and the day that it is where the shop is."""
    if only is None:
        return None
    filtered = replace(only, late_on=local_day(only.late_at, shop.country) if only.late_at else None)
    if only.words is None:
        return filtered
    words = clean_line(only.words)
    named = (await catalogue.shop_variants_by_sku(db, [words], shop_id=shop.id)).get(words, [])
    return replace(filtered, words=words or None, variant_ids=[each.variant_id for each in named])


async def doors(db: Db, *, shop_id: ShopId, actor: Person) -> list[DoorView]:
    """Show which orders of one buyer wait to go to the same address. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    same = await store.doors_of_shop(db, shop_id, among=DOORS_AMONG, limit=DOORS_MAX)
    ids = [order_id for door in same for order_id in door.order_ids]
    views = {view.id: view for view in await views_for_shop(db, ids)}
    return [
        DoorView(
            address=views[door.order_ids[0]].address,
            orders=[views[order_id] for order_id in door.order_ids],
        )
        for door in same
    ]


async def ship_many(
    db: Db,
    *,
    shop_id: ShopId,
    actor: Person,
    rows: Sequence[ShipmentRow],
    language: Language,
    now: datetime,
) -> RowOutcomes:
    """Send what is left of many orders; a row that cannot be done holds up no other.

    Rows of one number travel in one box, if one buyer gets them at one address. The same table again changes
    nothing. Raises NotYourShop, ShopNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    codes = [row.code.strip().upper() for row in rows]
    known = {each.code: each for each in await store.find_coded(db, shop_id, codes)}
    boxes = _boxes(rows, known)
    await _line_up(db, shop_id, sorted({each.id for each in known.values()}))
    outcomes: dict[int, RowOutcome] = {}
    # In the order of their ids, as everybody does.
    for place in sorted(range(len(rows)), key=lambda place: _id_of(known, codes[place])):
        row, order = rows[place], known.get(codes[place])
        refusal: Refusal | None = OrderNotFound()
        if order:
            is_shared, box_id = boxes.get(_number(row), (False, None))
            refusal = NotOneDoor() if is_shared and not box_id else None
            if not refusal:
                refusal = await _ship(db, order.id, actor=actor, row=row, box_id=box_id, now=now)
        outcomes[place] = RowOutcome(
            code=codes[place],
            order_id=order.id if order else None,
            refusal=refusal.code if refusal else None,
            words=sentence(language, refusal) if refusal else None,
        )
    return RowOutcomes(
        rows=[outcomes[place] for place in range(len(rows))],
        sent_count=sum(each.refusal is None for each in outcomes.values()),
    )


async def _line_up(db: Db, shop_id: ShopId, order_ids: Sequence[OrderId]) -> None:
    """Lock orders, then what they bought: taken order by order, goods of crossed orders would deadlock."""
    purchase_ids = await store.lock_all(db, order_ids)
    await inventory.line_up_sending(db, shop_id=shop_id, purchase_ids=purchase_ids)


async def _ship(
    db: Db, order_id: OrderId, *, actor: Person, row: ShipmentRow, box_id: UUID | None, now: datetime
) -> Refusal | None:
    try:
        async with db.transaction():
            await ship(db, order_id=order_id, actor=actor, shipment=row, now=now, box_id=box_id)
    except Refusal as refusal:
        return refusal
    return None


def _boxes(
    rows: Sequence[ShipmentRow], known: Mapping[str, store.Coded]
) -> dict[tuple[str, str], tuple[bool, UUID | None]]:
    """Make a box for each number that several orders have; none where they go to several doors."""
    codes: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if (code := row.code.strip().upper()) in known:
            codes.setdefault(_number(row), set()).add(code)
    return {
        number: (True, new_id() if len({known[code].door for code in inside}) == 1 else None)
        for number, inside in codes.items()
        if len(inside) > 1
    }


def _number(row: ShipmentRow) -> tuple[str, str]:
    return clean_line(row.carrier), clean_line(row.tracking_number)


def _id_of(known: Mapping[str, store.Coded], code: str) -> str:
    return str(known[code].id) if code in known else ""
