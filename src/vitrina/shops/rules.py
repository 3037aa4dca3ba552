"""What a shop's terms may be."""

from vitrina.kit.errors import Malformed
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.places import Currency


def check_shipping(shipping: Money, currency: Currency) -> None:
    """Let a price of shipping be. Raises Malformed for another currency or a sum out of bounds."""
    if shipping.currency is not currency:
        raise Malformed({"shipping.currency": f"must be {currency}, the currency of the shop's country"})
    if not 0 <= shipping.amount_minor <= AMOUNT_MAX:
        raise Malformed({"shipping.amount": f"must lie between 0 and {AMOUNT_MAX}"})
