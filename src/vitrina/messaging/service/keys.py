"""The keys that open a cart to a buyer without an account."""

from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.messaging.model import ChatCart, ChatCartId

PURPOSE = "messaging.cart"


def cart_key(settings: Settings, cart_id: ChatCartId) -> str:
    """Make the key with which a buyer without an account sees and pays a cart."""
    return crypto.sign(settings.secret_key, PURPOSE, str(cart_id))


def key_fits(settings: Settings, cart_id: ChatCartId, key: str | None) -> bool:
    """Tell whether a key opens a cart, in constant time."""
    return key is not None and crypto.signature_fits(settings.secret_key, PURPOSE, str(cart_id), key)


def pay_url(settings: Settings, cart: ChatCart) -> str:
    """Write the address at which the buyer of a bridge pays a version of a cart."""
    key = cart_key(settings, cart.id)
    return f"{settings.base_url.rstrip('/')}/checkout?chat={cart.id}&key={key}"
