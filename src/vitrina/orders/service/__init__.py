"""The door of orders."""

from vitrina.orders.service.access import access, order_key, order_path, order_url, source_of
from vitrina.orders.service.audit import check
from vitrina.orders.service.cancel import cancel, expire, return_late_payment
from vitrina.orders.service.foresee import foresee
from vitrina.orders.service.fulfil import deliver, pack, ship
from vitrina.orders.service.mature import mature_due, overdue
from vitrina.orders.service.place import mark_paid, place, placed_of
from vitrina.orders.service.read import (
    join_guest_orders,
    my_orders,
    orders_by_id,
    received_among,
    shop_orders,
    show,
)
from vitrina.orders.service.refund import foresee_refund, give_back, refund, refunds_of

__all__ = [
    "access",
    "cancel",
    "check",
    "deliver",
    "expire",
    "foresee",
    "foresee_refund",
    "give_back",
    "join_guest_orders",
    "mark_paid",
    "mature_due",
    "my_orders",
    "order_key",
    "order_path",
    "order_url",
    "orders_by_id",
    "overdue",
    "pack",
    "place",
    "placed_of",
    "received_among",
    "refund",
    "refunds_of",
    "return_late_payment",
    "ship",
    "shop_orders",
    "show",
    "source_of",
]
