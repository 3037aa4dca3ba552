"""A shop's orders as a table for its accountant."""

from vitrina.identity.model import Person
from vitrina.kit.days import local_time
from vitrina.kit.db import Db
from vitrina.kit.places import Country
from vitrina.kit.tables import Row, as_csv, as_decimal, as_moment
from vitrina.orders import store
from vitrina.orders.desk import OrderFilter
from vitrina.orders.model import Order, OrderStatus, Slice
from vitrina.orders.service.desk import found
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

ROWS_MAX = 5_000
COLUMNS = (
    "code",
    "status",
    "paid_at",
    "payment",
    "shipped_at",
    "delivered_at",
    "currency",
    "goods",
    "shipping",
    "tax",
    "total",
    "refunded",
    "platform_fee",
    "pieces",
    "buyer",
    "country",
    "carrier",
    "tracking_number",
    "time_zone",
)


async def table(
    db: Db, *, shop_id: ShopId, actor: Person, status: OrderStatus | None, only: OrderFilter
) -> str:
    """Write what a shop was paid for as CSV, the newest first, at most ROWS_MAX.

    Sums in units of the currency, as decimals; moments by the clocks where the shop is, which the last
    column names. Raises NotYourShop, ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    filtered = await found(db, shop, only)
    ids = await store.ids_of_shop(db, shop_id, Slice(limit=ROWS_MAX, status=status), filtered)
    orders = await store.by_id(db, ids) if ids else []
    pieces = {each.order_id: each.quantity for each in await store.pieces_of(db, ids)} if ids else {}
    rows = [_row(order, pieces[order.id], shop.country) for order in orders]
    return as_csv([COLUMNS, *rows])


def _row(order: Order, pieces: int, country: Country) -> Row:
    goods_minor = order.total_minor - order.shipping_minor
    sums = (
        goods_minor,
        order.shipping_minor,
        order.tax_minor,
        order.total_minor,
        order.refunded_minor,
        order.fee_minor,
    )
    return [
        order.code,
        order.status.value,
        as_moment(order.paid_at, country),
        order.paid_with.value if order.paid_with else "",
        *[as_moment(at, country) for at in (order.shipped_at, order.delivered_at)],
        order.currency.value,
        *[as_decimal(amount_minor, order.currency) for amount_minor in sums],
        pieces,
        order.buyer_name,
        order.address.country.value,
        order.carrier,
        order.tracking_number,
        local_time(order.placed_at, country).tzname(),
    ]
