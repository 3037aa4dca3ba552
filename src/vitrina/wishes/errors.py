"""How wish lists say no."""

from vitrina.kit.errors import Refusal


class TooManyWishes(Refusal):
    """Your wish list can have up to {count_max} products."""

    code = "wishes.too_many_wishes"
    status = 409
