"""What payees are told about their money."""

from datetime import date

from msgspec import Struct

from vitrina.kit.places import Currency


class DestinationChangedFacts(Struct, frozen=True, kw_only=True, tag="destination_changed"):
    """To the payee: somebody said anew where her money goes. path: of her page. number: its end."""

    path: str
    number: str
    usable: date


class PayoutSentFacts(Struct, frozen=True, kw_only=True, tag="payout_sent"):
    """To the payee: a payout is with the bank."""

    path: str
    payout_code: str
    amount_minor: int
    currency: Currency


class PayoutPaidFacts(Struct, frozen=True, kw_only=True, tag="payout_paid"):
    """To the payee: a payout arrived."""

    path: str
    payout_code: str
    amount_minor: int
    currency: Currency


class PayoutReturnedFacts(Struct, frozen=True, kw_only=True, tag="payout_returned"):
    """To the payee: a payout did not arrive, and stands on her account again."""

    path: str
    payout_code: str
    amount_minor: int
    currency: Currency


PayoutFacts = DestinationChangedFacts | PayoutSentFacts | PayoutPaidFacts | PayoutReturnedFacts
PayoutMovedFacts = PayoutSentFacts | PayoutPaidFacts | PayoutReturnedFacts
