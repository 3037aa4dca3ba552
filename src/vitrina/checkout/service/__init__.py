"""The door of checkout."""

from vitrina.checkout.service.audit import audit_money, check_money, check_purchases
from vitrina.checkout.service.bank import hold_bank_statement
from vitrina.checkout.service.buy import buy
from vitrina.checkout.service.exempt import exempt_buyers, exempt_in, mark_exempt, tax_rates, unmark_exempt
from vitrina.checkout.service.expire import expire_due, give_up_due, poll_due
from vitrina.checkout.service.foresee import foresee
from vitrina.checkout.service.hand import (
    collect_cash,
    confirm_cash,
    payment_of_order,
    receive_transfer,
    refuse_cash,
    remit_cash,
)
from vitrina.checkout.service.pay import pay, settle_many, show
from vitrina.checkout.service.place import HOLD_TIME, place_many
from vitrina.checkout.service.trail import trail
from vitrina.checkout.service.uses import platform_uses_as_csv, uses_as_csv
from vitrina.checkout.service.views import destination, quote, statuses

__all__ = [
    "HOLD_TIME",
    "audit_money",
    "buy",
    "check_money",
    "check_purchases",
    "collect_cash",
    "confirm_cash",
    "destination",
    "exempt_buyers",
    "exempt_in",
    "expire_due",
    "foresee",
    "give_up_due",
    "hold_bank_statement",
    "mark_exempt",
    "pay",
    "payment_of_order",
    "place_many",
    "platform_uses_as_csv",
    "poll_due",
    "quote",
    "receive_transfer",
    "refuse_cash",
    "remit_cash",
    "settle_many",
    "show",
    "statuses",
    "tax_rates",
    "trail",
    "unmark_exempt",
    "uses_as_csv",
]
