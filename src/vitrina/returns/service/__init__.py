"""The door of returns."""

from vitrina.returns.service.ask import ask
from vitrina.returns.service.button import ask_withdrawal, forget_old, withdraw
from vitrina.returns.service.decide import decide_due, end_cancelled
from vitrina.returns.service.move import accept, inspect, keep, refuse, send
from vitrina.returns.service.show import access, returns_of_order, returns_of_shop, show

__all__ = [
    "accept",
    "access",
    "ask",
    "ask_withdrawal",
    "decide_due",
    "end_cancelled",
    "forget_old",
    "inspect",
    "keep",
    "refuse",
    "returns_of_order",
    "returns_of_shop",
    "send",
    "show",
    "withdraw",
]
