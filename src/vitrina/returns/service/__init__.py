"""The door of returns."""

from vitrina.returns.service.ask import add_photo, ask
from vitrina.returns.service.button import ask_withdrawal, forget_old, forget_photos, withdraw
from vitrina.returns.service.decide import decide_due, end_cancelled
from vitrina.returns.service.many import accept_many
from vitrina.returns.service.move import accept, exchange, inspect, keep, refuse, send
from vitrina.returns.service.show import access, returns_of_order, returns_of_shop, show
from vitrina.returns.service.table import table

__all__ = [
    "accept",
    "accept_many",
    "access",
    "add_photo",
    "ask",
    "ask_withdrawal",
    "decide_due",
    "end_cancelled",
    "exchange",
    "forget_old",
    "forget_photos",
    "inspect",
    "keep",
    "refuse",
    "returns_of_order",
    "returns_of_shop",
    "send",
    "show",
    "table",
    "withdraw",
]
