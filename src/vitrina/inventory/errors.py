"""How the inventory says no."""

from vitrina.kit.errors import Refusal


class NotEnoughStock(Refusal):
    """Not enough in stock: {available} left."""

    code = "inventory.not_enough_stock"
    status = 409
