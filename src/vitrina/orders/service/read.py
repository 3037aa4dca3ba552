"""Reading orders, by those who may."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from vitrina.addresses import service as addresses
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.personal import NO_EMAIL
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView
from vitrina.orders import parcel_rules, rules, store
from vitrina.orders.errors import NotForYou, OrderNotFound
from vitrina.orders.model import (
    Access,
    NewLine,
    Order,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderStatus,
    Shipment,
    ShopName,
    Slice,
    TimelineEntry,
)
from vitrina.orders.parcels import ParcelView
from vitrina.orders.refund_model import LineQuantity
from vitrina.orders.rules import Role
from vitrina.orders.views import (
    BuyerView,
    OrderLineView,
    OrderView,
    TaxLine,
)
from vitrina.payments import service as payments
from vitrina.shipping.model import ArrivalPromise
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

Roles = frozenset[Role]


async def get_for(db: Db, *, order_id: OrderId, access: Access) -> tuple[Order, Roles]:
    """Load an order for whoever may see it, and tell what they are to it.

    Raises OrderNotFound, for an order that is not theirs as well.
    """
    order = await store.find(db, order_id)
    if order is None:
        raise OrderNotFound
    roles: set[Role] = set()
    actor = access.actor
    if access.has_key or (actor is not None and order.buyer_id == actor.id):
        roles.add(Role.BUYER)
    if actor is not None and (await shops.get_shop(db, order.shop_id)).is_run_by(actor.id):
        roles.add(Role.SHOP)
    if not roles:
        raise OrderNotFound
    return order, frozenset(roles)


async def get_for_shop(db: Db, *, order_id: OrderId, actor: Person) -> Order:
    """Load an order for who runs its shop. Raises OrderNotFound; to its buyer, NotForYou."""
    order = await store.find(db, order_id)
    if order is None:
        raise OrderNotFound
    if (await shops.get_shop(db, order.shop_id)).is_run_by(actor.id):
        return order
    raise NotForYou if order.buyer_id == actor.id else OrderNotFound


async def show(db: Db, *, order_id: OrderId, access: Access) -> OrderView:
    """Show an order to its buyer, to who holds its key, or to its shop. Raises OrderNotFound."""
    order, roles = await get_for(db, order_id=order_id, access=access)
    return (await _views(db, [order], {order.id: roles}))[0]


async def my_orders(db: Db, person: Person, wanted: Slice) -> list[OrderView]:
    """Show what a person has paid, the newest first."""
    ids = await store.ids_of_buyer(db, person.id, wanted)
    orders = await store.by_id(db, ids)
    return await _views(db, orders, {order.id: frozenset({Role.BUYER}) for order in orders})


async def views_for_shop(db: Db, order_ids: Sequence[OrderId]) -> list[OrderView]:
    """Show orders to who runs their shop, which the caller knows; the newest first."""
    orders = await store.by_id(db, order_ids) if order_ids else []
    return await _views(db, orders, {order.id: frozenset({Role.SHOP}) for order in orders})


async def orders_by_id(db: Db, order_ids: Sequence[OrderId]) -> dict[OrderId, Order]:
    """Find orders by id, whoever asks. What does not exist is left out."""
    return {order.id: order for order in await store.by_id(db, order_ids)} if order_ids else {}


async def find_by_code(db: Db, *, code: str, email: str) -> OrderId | None:
    """Find a paid order by its code and the e-mail it was bought with, in its normal form. One statement."""
    return await store.find_by_code(db, code.strip().upper(), email)


async def lines_of(db: Db, order_id: OrderId) -> list[OrderLine]:
    """Read the lines of an order, whoever asks. One statement."""
    return await store.lines_of(db, [order_id])


async def line_views(db: Db, order_ids: Sequence[OrderId]) -> dict[OrderLineId, OrderLineView]:
    """Show the lines of orders, by their ids, to who may see the orders. A constant number of statements."""
    orders = await orders_by_id(db, order_ids)
    lines = await store.lines_of(db, list(orders)) if orders else []
    pictures = await media.file_urls(db, {line.image_file_id for line in lines if line.image_file_id})
    return {line.id: _line(line, orders[line.order_id], pictures) for line in lines}


async def received_among(db: Db, buyer_id: PersonId, product_ids: Sequence[ProductId]) -> set[ProductId]:
    """Tell which of some products a person bought and received. One statement."""
    return set(await store.received_among(db, buyer_id, product_ids)) if product_ids else set()


async def join_guest_orders(db: Db, proofs: Sequence[tuple[PersonId, str]]) -> None:
    """Give the orders of guests to the persons who have proved their e-mails. One statement."""
    person_ids, emails = [person_id for person_id, _ in proofs], [email for _, email in proofs]
    await store.join_guest_orders(db, person_ids=person_ids, emails=emails)


class _Parts(Struct, frozen=True, kw_only=True):
    """What belongs to the orders of a page."""

    lines: list[OrderLine]
    pictures: dict[FileId, FileView]
    entries: list[store.OrderEntry]
    refunds: dict[UUID, int]
    sellers: dict[ShopId, Shop]
    parcels: dict[OrderId, list[ParcelView]]


async def _views(db: Db, orders: Sequence[Order], roles: Mapping[OrderId, Roles]) -> list[OrderView]:
    if not orders:
        return []
    ids = [order.id for order in orders]
    lines = await store.lines_of(db, ids)
    parts = _Parts(
        lines=lines,
        pictures=await media.file_urls(db, {line.image_file_id for line in lines if line.image_file_id}),
        entries=await store.timelines_of(db, ids),
        refunds=await payments.refunds_of(db, ids),
        sellers=await shops.shops_by_id(db, list({order.shop_id for order in orders})),
        parcels=await _parcels(db, {order.id: order for order in orders}),
    )
    return [_view(order, parts, roles[order.id]) for order in orders]


def _view(order: Order, parts: _Parts, roles: Roles) -> OrderView:
    phone = order.address.phone
    shop = parts.sellers[order.shop_id]
    refunded_minor = parts.refunds.get(order.id)
    own = [line for line in parts.lines if line.order_id == order.id]
    placed = TimelineEntry(status=OrderStatus.PLACED, at=order.placed_at)
    return OrderView(
        id=order.id,
        code=order.code,
        status=order.status,
        shop=ShopName(id=shop.id, handle=shop.handle, name=shop.name, is_verified=shop.is_verified),
        # Whoever was forgotten has an address of e-mail that is none.
        buyer=BuyerView(
            name=order.buyer_name, email="" if order.buyer_email == NO_EMAIL else order.buyer_email
        ),
        address=order.address,
        phone_national=addresses.national(phone, order.address.country) if phone else None,
        lines=[_line(line, order, parts.pictures) for line in own],
        shipping=Money(order.shipping_minor, order.currency),
        discount=Money(sum(line.discount_minor for line in own), order.currency),
        promo=Money(order.promo_minor, order.currency),
        coupon_codes=order.coupon_codes,
        shipping_name=order.shipping_name,
        promise=ArrivalPromise(first=order.promised_from, last=order.promised_until)
        if order.promised_from and order.promised_until
        else None,
        note=order.buyer_note,
        tax=Money(order.tax_minor, order.currency),
        taxes=tax_lines(own, order.currency),
        shipping_tax=Money(order.tax_minor - sum(line.tax_minor for line in own), order.currency),
        exempt_document=order.exempt_document,
        total=Money(order.total_minor, order.currency),
        refunded=None if refunded_minor is None else Money(refunded_minor, order.currency),
        refunded_shipping=Money(order.refunded_shipping_minor, order.currency),
        timeline=[placed, *[_entry(entry) for entry in parts.entries if entry.order_id == order.id]],
        shipment=_shipment(order),
        parcels=parts.parcels.get(order.id, []),
        can=rules.allowed(order, roles),
        return_right=rules.return_right(order),
        placed_at=order.placed_at,
        is_cash=order.is_cash,
    )


def tax_lines(lines: Sequence[NewLine | OrderLine], currency: Currency) -> list[TaxLine]:
    """Put the tax inside lines together by rate, the highest first."""
    return [
        TaxLine(
            rate_bps=rate_bps,
            base=Money(sum(each.base_minor for each in lines if each.tax_rate_bps == rate_bps), currency),
            tax=Money(sum(each.tax_minor for each in lines if each.tax_rate_bps == rate_bps), currency),
        )
        for rate_bps in sorted({each.tax_rate_bps for each in lines}, reverse=True)
    ]


async def _parcels(db: Db, orders: Mapping[OrderId, Order]) -> dict[OrderId, list[ParcelView]]:
    """Show the parcels of orders. One statement where none has left, three otherwise."""
    order_ids = list(orders)
    found: dict[OrderId, list[ParcelView]] = {}
    parcels = await store.parcels_of(db, order_ids)
    inside = await store.parcel_lines_of(db, order_ids) if parcels else []
    boxed = await store.boxed_with(db, order_ids) if any(each.box_id for each in parcels) else []
    for each in parcels:
        view = ParcelView(
            id=each.id,
            number=each.number,
            shipment=Shipment(
                carrier=each.carrier,
                tracking_number=each.tracking_number,
                tracking_url=each.tracking_url,
            ),
            lines=[
                LineQuantity(line_id=line.line_id, quantity=line.quantity)
                for line in inside
                if line.parcel_id == each.id
            ],
            shipped_at=each.shipped_at,
            delivered_at=each.delivered_at,
            together_with=[other.code for other in boxed if other.parcel_id == each.id],
            recall_until=parcel_rules.recall_until(orders[each.order_id], each),
        )
        found.setdefault(each.order_id, []).append(view)
    return found


def _shipment(order: Order) -> Shipment | None:
    if order.carrier is None or order.tracking_number is None:
        return None
    return Shipment(
        carrier=order.carrier, tracking_number=order.tracking_number, tracking_url=order.tracking_url
    )


def _entry(entry: store.OrderEntry) -> TimelineEntry:
    return TimelineEntry(status=entry.status, at=entry.at, note=entry.note)


def _line(line: OrderLine, order: Order, pictures: Mapping[FileId, FileView]) -> OrderLineView:
    picture = pictures.get(line.image_file_id) if line.image_file_id else None
    return OrderLineView(
        id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_values=line.variant_values,
        image_url=picture.thumbnail_url if picture else None,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, order.currency),
        discount=Money(line.discount_minor, order.currency),
        total=Money(line.paid_minor, order.currency),
        tax=Money(line.tax_minor, order.currency),
        tax_rate_bps=line.tax_rate_bps,
        refunded_quantity=line.refunded_quantity,
        refunded=Money(line.refunded_minor, order.currency),
        left_quantity=line.left_quantity,
        kept_quantity=line.kept_quantity,
    )
