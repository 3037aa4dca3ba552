"""The door of drops."""

from vitrina.drops.rules import PAY_TIME, checkout_refusal
from vitrina.drops.service.buy import check_out, claimed, mark_bought
from vitrina.drops.service.claim import ask_ticket, bearer_of, claim, claim_many, give_up, keep_lines, serve
from vitrina.drops.service.plan import cancel, close_due, list_own, plan
from vitrina.drops.service.views import of_product, show

__all__ = [
    "PAY_TIME",
    "ask_ticket",
    "bearer_of",
    "cancel",
    "check_out",
    "checkout_refusal",
    "claim",
    "claim_many",
    "claimed",
    "close_due",
    "give_up",
    "keep_lines",
    "list_own",
    "mark_bought",
    "of_product",
    "plan",
    "serve",
    "show",
]
