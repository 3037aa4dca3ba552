"""How the inventory says no."""

from vitrina.kit.errors import Refusal


class NotEnoughStock(Refusal):
    """Not enough in stock: {available} left."""

    code = "inventory.not_enough_stock"
    status = 409


class LocationNotFound(Refusal):
    """The shop has no such location."""

    code = "inventory.location_not_found"
    status = 404


class LocationClosed(Refusal):
    """This location is closed. Open it first."""

    code = "inventory.location_closed"
    status = 409


class TooManyLocations(Refusal):
    """A shop can have up to {count_max} locations."""

    code = "inventory.too_many_locations"
    status = 409


class NotThere(Refusal):
    """There are only {available} at this location, and you want {wanted}."""

    code = "inventory.not_there"
    status = 409


class CountedElsewhere(Refusal):
    """{elsewhere} of these lie at other locations. Count there first."""

    code = "inventory.counted_elsewhere"
    status = 409
