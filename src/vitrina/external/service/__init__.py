"""The door of external."""

from vitrina.external.service.clicks import Caller, follow
from vitrina.external.service.conversions import Proof, forget_postbacks, hear, match
from vitrina.external.service.merchants import add as add_merchant
from vitrina.external.service.merchants import change as change_merchant
from vitrina.external.service.merchants import get as get_merchant
from vitrina.external.service.merchants import list_of as list_merchants
from vitrina.external.service.merchants import renew_secrets
from vitrina.external.service.merchants import show as show_merchants
from vitrina.external.service.pictures import fetch_picture
from vitrina.external.service.products import (
    add,
    add_told,
    cards,
    change,
    get_own,
    list_own,
    refresh,
    remove,
    show,
    shown_ids,
)
from vitrina.external.service.receipts import (
    conversions_of,
    list_conversions,
    list_receipts,
    receive,
    show_receipt,
)

__all__ = [
    "Caller",
    "Proof",
    "add",
    "add_merchant",
    "add_told",
    "cards",
    "change",
    "change_merchant",
    "conversions_of",
    "fetch_picture",
    "follow",
    "forget_postbacks",
    "get_merchant",
    "get_own",
    "hear",
    "list_conversions",
    "list_merchants",
    "list_own",
    "list_receipts",
    "match",
    "receive",
    "refresh",
    "remove",
    "renew_secrets",
    "show",
    "show_merchants",
    "show_receipt",
    "shown_ids",
]
