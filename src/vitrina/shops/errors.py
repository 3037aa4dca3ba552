"""Every way shops can say no."""

from vitrina.kit.errors import Refusal


class ShopNotFound(Refusal):
    """There is no such shop."""

    code = "shops.shop_not_found"
    status = 404


class NotYourShop(Refusal):
    """You do not run this shop."""

    code = "shops.not_your_shop"
    status = 403


class ShopIdTaken(Refusal):
    """This id belongs to another shop."""

    code = "shops.shop_id_taken"
    status = 409


class CountryFixed(Refusal):
    """A shop stays in its country: its prices and its books are in {currency}."""

    code = "shops.country_fixed"
    status = 409


class TooManyShops(Refusal):
    """You already run {count_max} shops."""

    code = "shops.too_many_shops"
    status = 409
