"""SQL of orders."""

from vitrina.orders.store.cash import collect as collect_cash
from vitrina.orders.store.cash import confirm as confirm_cash
from vitrina.orders.store.cash import record as cash_record
from vitrina.orders.store.cash import refuse as refuse_cash
from vitrina.orders.store.cash import remit as remit_cash
from vitrina.orders.store.cash import unremitted as unremitted_cash
from vitrina.orders.store.moves import (
    Sent,
    cancel,
    deliver,
    join_guest_orders,
    note,
    pack,
    put_off,
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
    heads_of_placed,
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
    overdue_count,
    placed_of,
    received_among,
    stuck_codes,
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
    "cash_record",
    "collect_cash",
    "confirm_cash",
    "deliver",
    "end_placed",
    "find",
    "heads_of_ended",
    "heads_of_placed",
    "ids_of_buyer",
    "ids_of_shop",
    "join_guest_orders",
    "lines_of",
    "mark_paid",
    "note",
    "overdue_count",
    "pack",
    "placed_of",
    "put_off",
    "received_among",
    "refuse_cash",
    "remit_cash",
    "ship",
    "stuck_codes",
    "take_due",
    "timelines_of",
    "unremitted_cash",
]
