"""The addresses of the web app."""

import re
from uuid import UUID

from vitrina.pages.model import Place, PlaceKind

HANDLE_LENGTH_MAX = 40
# Pages that the web app fills by itself; a star stands for one segment.
APP = (
    "following",
    "search",
    "cart",
    "orders",
    "orders/*",
    "sign-in",
    "me",
    "me/saved",
    "me/wishes",
    "settings",
    "settings/people",
    "settings/addresses",
    "settings/comments",
    "settings/data",
    "settings/decisions",
    "settings/notifications",
    "settings/deletion",
    "drops/*",
    "admin/books",
    "admin/merchants",
    "admin/payouts",
    "admin/reports",
    "admin/payments",
    "admin/coupons",
    "admin/revenue",
    "admin/statements",
    "inbox",
    "checkout/return",
    "messages",
    "messages/*",
    "live/*",
    "studio",
    "studio/upload",
    "studio/videos/*",
    "studio/live",
    "studio/live/*",
    "studio/sponsorships",
    "studio/sponsorships/*",
    "studio/earnings",
    "studio/earnings/*",
    "sell",
    "sell/*",
    "sell/*/products",
    "sell/*/products/new",
    "sell/*/products/import",
    "sell/*/products/import/*",
    "sell/*/products/*",
    "sell/*/collections",
    "sell/*/collections/*",
    "sell/*/coupons",
    "sell/*/flash-prices",
    "sell/*/shipping",
    "sell/*/clips",
    "sell/*/orders",
    "sell/*/orders/*",
    "sell/*/messages",
    "sell/*/reviews",
    "sell/*/questions",
    "sell/*/locations",
    "sell/*/payouts",
    "sell/*/plan",
    "sell/*/sponsorships",
    "sell/*/sponsorships/*",
    "sell/*/ads",
    "sell/*/drops",
    "sell/*/stock",
    "sell/*/channels",
    "sell/*/partner",
    "sell/*/settings",
    "sell/*/returns",
    "sell/*/returns/*",
    "withdrawal",
)
DEMO = ("demo/mails", "lab")
DEVELOPMENT = ("dev/components",)


def find_place(path: str, *, is_demo: bool, is_development: bool) -> Place | None:
    """Find which page a path means; None when the web app has none there."""
    match path.strip("/").split("/"):
        case [""]:
            return Place(kind=PlaceKind.FEED)
        case ["shop"]:
            return Place(kind=PlaceKind.SHELVES)
        case ["v", video]:
            return _with_id(PlaceKind.CLIP, video)
        case [("live" | "checkout" | "prohibited-goods" | "app-shell") as name]:
            return Place(kind=PlaceKind(name))
        case ["embed", video]:
            return _with_id(PlaceKind.EMBEDDED, video)
        case ["p", product]:
            return _with_id(PlaceKind.PRODUCT, product)
        case [name] if name.startswith("@"):
            is_short = len(name) <= HANDLE_LENGTH_MAX
            return Place(kind=PlaceKind.PROFILE, argument=name[1:]) if is_short else None
        case _:
            patterns = APP + (DEMO if is_demo else ()) + (DEVELOPMENT if is_development else ())
            is_known = any(_matches(pattern, path.strip("/")) for pattern in patterns)
            return Place(kind=PlaceKind.APP) if is_known else None


def _with_id(kind: PlaceKind, text: str) -> Place | None:
    try:
        return Place(kind=kind, argument=str(UUID(text)))
    except ValueError:
        return None


def _matches(pattern: str, path: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]{1,80}"), path) is not None
