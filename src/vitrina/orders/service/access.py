"""The key of an order: a signature that stands in for an account."""

from vitrina.identity.model import Person
from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.orders import rules
from vitrina.orders.model import Access, OrderId

PURPOSE = "orders.access"


def order_key(settings: Settings, order_id: OrderId) -> str:
    """Make the key with which a guest sees and cancels an order."""
    return crypto.sign(settings.secret_key, PURPOSE, str(order_id))


def access(settings: Settings, order_id: OrderId, actor: Person | None, key: str | None) -> Access:
    """Tell who asks about an order; the key is compared in constant time."""
    has_key = key is not None and crypto.signature_fits(settings.secret_key, PURPOSE, str(order_id), key)
    return Access(actor=actor, has_key=has_key)


def source_of(order_id: OrderId) -> str:
    """Name an order as the source of the journals on its money."""
    return rules.source(order_id)


def order_path(settings: Settings, order_id: OrderId) -> str:
    """Write the path of an order's page with its key."""
    return f"/orders/{order_id}?key={order_key(settings, order_id)}"


def order_url(settings: Settings, order_id: OrderId) -> str:
    """Write the whole address of an order's page with its key, for mails to the buyer only."""
    return settings.base_url.rstrip("/") + order_path(settings, order_id)
