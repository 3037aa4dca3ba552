"""The door of drops."""

from vitrina.drops.rules import PAY_TIME, checkout_refusal
from vitrina.drops.service.buy import check_out, claimed, let_go, mark_bought, note_cards, over_share
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
    "let_go",
    "list_own",
    "mark_bought",
    "note_cards",
    "of_product",
    "over_share",
    "plan",
    "serve",
    "show",
]
