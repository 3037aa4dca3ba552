"""What payees are told about their money. shop_id: of the shop that is the payee; else a creator is."""

from datetime import date

from msgspec import Struct

from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId


class DestinationChangedFacts(Struct, frozen=True, kw_only=True, tag="destination_changed"):
    """To the payee: somebody said anew where her money goes. number: its end."""

    shop_id: ShopId | None
    number: str
    usable: date


class PayoutSentFacts(Struct, frozen=True, kw_only=True, tag="payout_sent"):
    """To the payee: a payout is with the bank."""

    shop_id: ShopId | None
    payout_code: str
    amount_minor: int
    currency: Currency


class PayoutPaidFacts(Struct, frozen=True, kw_only=True, tag="payout_paid"):
    """To the payee: a payout arrived."""

    shop_id: ShopId | None
    payout_code: str
    amount_minor: int
    currency: Currency


class PayoutReturnedFacts(Struct, frozen=True, kw_only=True, tag="payout_returned"):
    """To the payee: a payout did not arrive, and stands on her account again."""

    shop_id: ShopId | None
    payout_code: str
    amount_minor: int
    currency: Currency


PayoutFacts = DestinationChangedFacts | PayoutSentFacts | PayoutPaidFacts | PayoutReturnedFacts
PayoutMovedFacts = PayoutSentFacts | PayoutPaidFacts | PayoutReturnedFacts
