"""The door of orders."""

from vitrina.orders.rules import (
    UNSHIPPED,
    Role,
    checked_shipment,
    is_web_address,
    may_refund,
    return_right,
    return_until,
)
from vitrina.orders.service.access import access, order_key, order_path, order_url, source_of
from vitrina.orders.service.audit import check
from vitrina.orders.service.cancel import cancel, expire, return_late_payment
from vitrina.orders.service.cash import (
    cash_record,
    collect,
    get_cash,
    paid_in_cash,
    refuse,
    remit,
    unremitted,
)
from vitrina.orders.service.cash import confirm as confirm_cash
from vitrina.orders.service.desk import count, doors, orders_of_shop, ship_many, shop_orders
from vitrina.orders.service.disputes import follow_disputes
from vitrina.orders.service.foresee import foresee
from vitrina.orders.service.mature import mature_due, overdue, pause, resume
from vitrina.orders.service.pack import pack
from vitrina.orders.service.parcels import correct, deliver, deliver_parcel, send, ship
from vitrina.orders.service.place import mark_paid, place, placed_of, tell_awaited
from vitrina.orders.service.read import (
    find_by_code,
    get_for,
    get_for_shop,
    join_guest_orders,
    line_views,
    lines_of,
    my_orders,
    orders_by_id,
    received_among,
    show,
    tax_lines,
)
from vitrina.orders.service.recall import recall
from vitrina.orders.service.refund import foresee_refund, give_back, refund, refunds_of
from vitrina.orders.service.table import table

__all__ = [
    "UNSHIPPED",
    "Role",
    "access",
    "cancel",
    "cash_record",
    "check",
    "checked_shipment",
    "collect",
    "confirm_cash",
    "correct",
    "count",
    "deliver",
    "deliver_parcel",
    "doors",
    "expire",
    "find_by_code",
    "follow_disputes",
    "foresee",
    "foresee_refund",
    "get_cash",
    "get_for",
    "get_for_shop",
    "give_back",
    "is_web_address",
    "join_guest_orders",
    "line_views",
    "lines_of",
    "mark_paid",
    "mature_due",
    "may_refund",
    "my_orders",
    "order_key",
    "order_path",
    "order_url",
    "orders_by_id",
    "orders_of_shop",
    "overdue",
    "pack",
    "paid_in_cash",
    "pause",
    "place",
    "placed_of",
    "recall",
    "received_among",
    "refund",
    "refunds_of",
    "refuse",
    "remit",
    "resume",
    "return_late_payment",
    "return_right",
    "return_until",
    "send",
    "ship",
    "ship_many",
    "shop_orders",
    "show",
    "source_of",
    "table",
    "tax_lines",
    "tell_awaited",
    "unremitted",
]
