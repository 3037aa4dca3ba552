"""SQL of orders."""

from vitrina.orders.store.moves import (
    Sent,
    cancel,
    deliver,
    join_guest_orders,
    note,
    pack,
    ship,
    take_due,
)
from vitrina.orders.store.place import (
    CodedOrder,
    PricedLine,
    add_lines,
    add_orders,
    end_placed,
    heads_of_ended,
    mark_paid,
)
from vitrina.orders.store.read import (
    OrderEntry,
    audit_page,
    by_id,
    find,
    ids_of_buyer,
    ids_of_shop,
    lines_of,
    placed_of,
    timelines_of,
)

__all__ = [
    "CodedOrder",
    "OrderEntry",
    "PricedLine",
    "Sent",
    "add_lines",
    "add_orders",
    "audit_page",
    "by_id",
    "cancel",
    "deliver",
    "end_placed",
    "find",
    "heads_of_ended",
    "ids_of_buyer",
    "ids_of_shop",
    "join_guest_orders",
    "lines_of",
    "mark_paid",
    "note",
    "pack",
    "placed_of",
    "ship",
    "take_due",
    "timelines_of",
]
