"""The choreography of the product on one page: the modules, and event -> what reacts to it."""

from collections.abc import Sequence

from vitrina.kit.events import Event, Reaction, Subscriber, subscribers

# Modules with routes or jobs, in the order of the layers.
MODULES = (
    "ledger",
    "media",
    "identity",
    "social",
    "shops",
    "catalogue",
    "inventory",
    "payments",
    "storefront",
    "carts",
    "orders",
    "checkout",
    "videos",
    "affiliates",
    "feed",
    "notifications",
    "pages",
    "demo",
)

REACTIONS: dict[type[Event], list[Reaction]] = {}

SUBSCRIBERS: Sequence[Subscriber] = subscribers(REACTIONS)
