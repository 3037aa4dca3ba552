"""How carts say no."""

from vitrina.kit.errors import Refusal


class CartFull(Refusal):
    """A cart can have up to {lines_max} different products."""

    code = "carts.cart_full"
    status = 409
