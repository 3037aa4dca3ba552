"""Which ways to pay this instance offers, and to whom."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.kit.config import Settings
from vitrina.kit.places import Currency
from vitrina.payments import cards, rules
from vitrina.payments.errors import MethodUnavailable
from vitrina.payments.model import Choice, Method, MethodKind, MethodOffer

CARD_TIME = rules.CARD_TIME
"""How long a card may be paid; as long is held what nobody has chosen a way to pay for."""


def enabled(settings: Settings) -> list[Method]:
    """List the ways to pay that are set up, in the order in which they are shown.

    What `VITRINA_PAYMENT_METHODS` names; where it names none, whatever can work: the keys of Stripe bring its
    card, an account brings transfers, demo and development mode bring what plays. Test money is offered there
    alone, whatever is named.
    """
    named = [Method(word) for word in settings.payment_methods.split()]
    return [method for method in named or list(Method) if _can_work(method, settings, is_named=bool(named))]


def _can_work(method: Method, settings: Settings, *, is_named: bool) -> bool:
    has_test_money = settings.is_demo or settings.is_development
    if rules.WAYS[method].is_test:
        return has_test_money
    if method is Method.CASH_ON_DELIVERY:
        return is_named or has_test_money
    if method is Method.TRANSFER:
        return bool(settings.transfer_account)
    return bool(settings.stripe_secret_key) and (is_named or method is Method.STRIPE_CARD)


def first(settings: Settings) -> Method | None:
    """Choose for a buyer who has not yet: the test card where there is one, which costs no statement more."""
    return Method.SANDBOX if Method.SANDBOX in enabled(settings) else None


def offered(settings: Settings, *, currency: Currency, amount_minor: int) -> list[MethodOffer]:
    """List the ways to pay a sum here."""
    found = [rules.offer(each, currency=currency, amount_minor=amount_minor) for each in enabled(settings)]
    return [replace(each, can_keep=cards.can_keep(each.method)) for each in found if each]


def choice(method: Method, *, instalments: int = 1, now: datetime) -> Choice:
    """Say until when somebody may pay who chooses now."""
    return rules.choice(method, instalments=instalments, now=now)


def require(settings: Settings, choice: Choice, *, currency: Currency, amount_minor: int) -> None:
    """Refuse a way to pay that is not offered for a sum. Raises MethodUnavailable."""
    if choice.method not in enabled(settings):
        raise MethodUnavailable
    found = rules.offer(choice.method, currency=currency, amount_minor=amount_minor)
    if found is None or choice.instalments not in found.instalments:
        raise MethodUnavailable


def kind(method: Method | None) -> MethodKind:
    """Tell what a buyer does who pays so."""
    return rules.WAYS[method].kind if method else MethodKind.CARD


def without_cash(offers: Sequence[MethodOffer]) -> list[MethodOffer]:
    """Leave out what is paid at the door."""
    return [each for each in offers if each.kind is not MethodKind.CASH]
