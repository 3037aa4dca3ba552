"""The choreography of the product on one page: the modules, and event -> what reacts to it."""

from collections.abc import Sequence

from vitrina.affiliates import jobs as affiliates
from vitrina.carts.model import CartLineAdded
from vitrina.kit.events import Event, Reaction, Subscriber, subscribers
from vitrina.orders.model import OrderCancelled, OrderDelivered, OrderPaid, OrderShipped

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

REACTIONS: dict[type[Event], list[Reaction]] = {
    CartLineAdded: [affiliates.follow_sales],
    OrderPaid: [affiliates.follow_sales],
    OrderShipped: [affiliates.follow_sales],
    OrderDelivered: [affiliates.follow_sales],
    OrderCancelled: [affiliates.follow_sales],
}

SUBSCRIBERS: Sequence[Subscriber] = subscribers(REACTIONS)
