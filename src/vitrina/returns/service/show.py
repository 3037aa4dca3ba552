"""Returns as their buyer and their shop see them."""

from collections.abc import Sequence

from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.media import service as media
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import Access, Order, OrderId, Shipment
from vitrina.orders.withdrawal import LAWS
from vitrina.returns import rules, store
from vitrina.returns.errors import ReturnNotFound
from vitrina.returns.model import (
    ExchangeView,
    Return,
    ReturnId,
    ReturnLineView,
    ReturnParcel,
    ReturnSide,
    ReturnStep,
    ReturnView,
)
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId


async def access(
    db: Db, settings: Settings, return_id: ReturnId, *, actor: Person | None, key: str | None
) -> Access:
    """Tell who asks about a return: it is opened by the key of its order. Raises ReturnNotFound."""
    found = await store.find(db, return_id)
    if found is None:
        raise ReturnNotFound
    return orders.access(settings, found.order_id, actor, key)


async def get_for(db: Db, return_id: ReturnId, access: Access) -> tuple[Return, Order, frozenset[ReturnSide]]:
    """Load a return for whoever may see its order, and tell which sides she is on. Raises ReturnNotFound."""
    found = await store.find(db, return_id)
    if found is None:
        raise ReturnNotFound
    try:
        order, roles = await orders.get_for(db, order_id=found.order_id, access=access)
    except OrderNotFound as e:
        raise ReturnNotFound from e
    return found, order, sides_of(roles)


def sides_of(roles: frozenset[orders.Role]) -> frozenset[ReturnSide]:
    """Tell which sides of a return somebody is on, by what she is to its order."""
    sides = {orders.Role.BUYER: ReturnSide.BUYER, orders.Role.SHOP: ReturnSide.SHOP}
    return frozenset(sides[role] for role in roles)


async def show(db: Db, *, return_id: ReturnId, access: Access) -> ReturnView:
    """Show a return to its buyer, to who holds its order's key, or to its shop. Raises ReturnNotFound."""
    found, _, sides = await get_for(db, return_id, access)
    return (await _views(db, [found], sides))[0]


async def returns_of_order(db: Db, *, order_id: OrderId, access: Access) -> list[ReturnView]:
    """Show the returns of an order to whoever may see it, the newest first. Raises OrderNotFound."""
    _, roles = await orders.get_for(db, order_id=order_id, access=access)
    ids = await store.ids_of_order(db, order_id, limit=rules.RETURNS_MAX)
    return await _views(db, await store.by_id(db, ids), sides_of(roles))


async def returns_of_shop(
    db: Db, *, shop_id: ShopId, actor: Person, is_open: bool | None, before: ReturnId | None, limit: int
) -> list[ReturnView]:
    """Show what buyers give back to a shop, the newest first. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    ids = await store.ids_of_shop(db, shop_id, is_open=is_open, before=before, limit=limit)
    return await _views(db, await store.by_id(db, ids), frozenset({ReturnSide.SHOP}))


async def _views(db: Db, found: Sequence[Return], sides: frozenset[ReturnSide]) -> list[ReturnView]:
    """Show returns in this order. A constant number of statements."""
    if not found:
        return []
    ids = [each.id for each in found]
    order_ids = list({each.order_id for each in found})
    line_views = await orders.line_views(db, order_ids)
    bought = await orders.orders_by_id(db, order_ids)
    lines, moves = await store.lines_of(db, ids), await store.moves_of(db, ids)
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in found}))
    pictures = await media.file_urls(db, {file_id for each in found for file_id in each.photo_file_ids})
    return [
        ReturnView(
            id=each.id,
            code=each.code,
            order_id=each.order_id,
            order_code=each.order_code,
            shop_id=each.shop_id,
            shop_name=sellers[each.shop_id].name,
            state=each.state,
            reason=each.reason,
            words=each.words,
            is_withdrawal=each.is_withdrawal,
            payer=each.payer,
            exclusions=list(LAWS[bought[each.order_id].address.country].exclusions),
            lines=[
                ReturnLineView(
                    line_id=line.line_id,
                    title=line_views[line.line_id].title,
                    variant_values=line_views[line.line_id].variant_values,
                    image_url=line_views[line.line_id].image_url,
                    quantity=line.quantity,
                    accepted_quantity=line.accepted_quantity,
                )
                for line in lines
                if line.return_id == each.id
            ],
            photo_urls=[pictures[file_id].url for file_id in each.photo_file_ids if file_id in pictures],
            instructions=each.instructions,
            label_url=each.label_url,
            parcel=_parcel(each),
            answer=each.answer,
            exclusion=each.exclusion,
            refunded=None if each.refunded_minor is None else Money(each.refunded_minor, each.currency),
            steps=[
                ReturnStep(state=move.state, by=move.by, at=move.at)
                for move in moves
                if move.return_id == each.id
            ],
            exchange=_exchange(each),
            can=[
                act
                for side in sorted(sides)
                for act in rules.acts_of(each.state, side, is_exchange=each.wanted_variant_id is not None)
            ],
            opened_at=each.opened_at,
            due_at=each.due_at,
        )
        for each in found
    ]


def _exchange(found: Return) -> ExchangeView | None:
    if found.wanted_variant_id is None:
        return None
    shipment = None
    if found.sent_carrier is not None and found.sent_number is not None:
        shipment = Shipment(
            carrier=found.sent_carrier, tracking_number=found.sent_number, tracking_url=found.sent_url
        )
    return ExchangeView(
        variant_id=found.wanted_variant_id, values=found.wanted_values or [], shipment=shipment
    )


def _parcel(found: Return) -> ReturnParcel | None:
    if found.carrier is None or found.tracking_number is None:
        return None
    return ReturnParcel(carrier=found.carrier, tracking_number=found.tracking_number)
