"""How an address book says no."""

from vitrina.kit.errors import Refusal


class AddressNotFound(Refusal):
    """You have no such saved address."""

    code = "addresses.not_found"
    status = 404


class TooManyAddresses(Refusal):
    """You can save up to {count_max} addresses. Remove one first."""

    code = "addresses.too_many"
    status = 409
