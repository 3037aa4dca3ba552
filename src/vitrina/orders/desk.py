"""What a shop does with many orders at once: finding them, sending them, sending some of them together."""

from datetime import date, datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from vitrina.catalogue.model import VariantId
from vitrina.orders.model import Address, OrderId, OrderStatus
from vitrina.orders.parcels import Dispatch
from vitrina.orders.views import OrderView
from vitrina.payments.model import MethodKind

WORDS_LENGTH_MAX = 80
DAYS_MAX = 3_650
# Counting goes so far: more than that are that many or more.
COUNTED_MAX = 10_000
ROWS_MAX = 200
DOORS_MAX = 20
# Where nothing was promised, an order should leave within so long.
LEAVES_WITHIN = timedelta(days=2)


class OrderFilter(Struct, frozen=True, kw_only=True):
    """Which orders of a shop.

    since: placed then or later.  late_at: only what should have left by then.  late_on: that day where the
    shop is.  method: the name of the way it travels.  payment: what its buyer did to pay it, or will do at
    the door.  words: the beginning of a code, a part of the buyer's name, or an SKU, whose variants are
    variant_ids.
    """

    since: datetime | None = None
    late_at: datetime | None = None
    late_on: date | None = None
    method: str | None = None
    payment: MethodKind | None = None
    words: str | None = None
    variant_ids: list[VariantId] = []


class StatusCount(Struct, frozen=True, kw_only=True):
    """How many orders are in a status."""

    status: OrderStatus
    count: int


class OrderCounts(Struct, frozen=True, kw_only=True):
    """How many orders of a shop are where, of the newest 10,000. late_count: should have left."""

    statuses: list[StatusCount]
    late_count: int


class Door(Struct, frozen=True, kw_only=True):
    """Orders of one buyer that wait to be sent to one address."""

    order_ids: list[OrderId]


class DoorView(Struct, frozen=True, kw_only=True):
    """Orders that can travel in one box, the first bought first."""

    address: Address
    orders: list[OrderView]


class ShipmentRow(Dispatch, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which number what is left of an order travels. Rows of one number travel in one box."""

    code: Annotated[str, Meta(min_length=3, max_length=20)]


class ShipmentTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Many orders that were given to carriers."""

    rows: Annotated[list[ShipmentRow], Meta(min_length=1, max_length=ROWS_MAX)]


class RowOutcome(Struct, frozen=True, kw_only=True):
    """What became of a row. refusal, words: why nothing did, as a code and a sentence; null: it is sent."""

    code: str
    order_id: OrderId | None
    refusal: str | None
    words: str | None


class RowOutcomes(Struct, frozen=True, kw_only=True):
    """What became of the rows of a table, in their order."""

    rows: list[RowOutcome]
    sent_count: int
