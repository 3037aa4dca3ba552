"""Prices as people and programs write them, to minor units. No float comes near."""

import re
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from vitrina.catalogue.model import PRICE_MINOR_MAX
from vitrina.kit.places import Currency

LENGTH_MAX = 40
# Signs that belong to one currency; a lone $ belongs to many.
SIGNS = {"R$": "BRL", "US$": "USD", "MX$": "MXN", "S/": "PEN", "U$S": "USD"}
_CODE = re.compile(r"^([A-Z]{3})\b|\b([A-Z]{3})$|(?<=\d)([A-Z]{3})$")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_NUMBER = re.compile(r"^\d[\d.,]*$")


class Price(Struct, frozen=True):
    """A price as written. currency: None when it is not named."""

    amount_minor: int
    currency: str | None


def price_of(text: str, exponent: int) -> Price | None:
    """Read a price: "499.00 MXN", "1.299,50", "$ 1.299", "1,299.50"; None when it is not one.

    A single separator before exactly three digits groups thousands, unless the number begins with 0.
    exponent: decimal digits of the currency's minor unit.  At most PRICE_MINOR_MAX.
    """
    rest = text.strip().upper()
    if not rest or len(rest) > LENGTH_MAX:
        return None
    currency: str | None = None
    if code := _CODE.search(rest):
        currency = next(group for group in code.groups() if group)
        rest = (rest[: code.start()] + rest[code.end() :]).strip()
    for sign, name in SIGNS.items():
        if rest.startswith(sign):
            rest, currency = rest.removeprefix(sign), currency or name
            break
    rest = _SPACES.sub("", rest.replace("$", "")).removesuffix(".-").removesuffix(",-")
    digits = _plain(rest)
    if digits is None:
        return None
    amount_minor = _minor(digits, exponent)
    return None if amount_minor is None else Price(amount_minor, currency)


def price_of_number(number: Decimal | int, exponent: int) -> int | None:
    """Bring a number of a JSON file to minor units, half up; None when it is no price."""
    if not Decimal(number).is_finite() or abs(number) > PRICE_MINOR_MAX:
        return None
    amount_minor = int(Decimal(number).scaleb(exponent).quantize(Decimal(1), ROUND_HALF_UP))
    return amount_minor if 0 <= amount_minor <= PRICE_MINOR_MAX else None


def exponent_of(currency: Currency) -> int:
    """Decimal digits of a currency's minor unit."""
    return currency.exponent


def _plain(text: str) -> str | None:
    """Write a number with one dot before its decimals and nothing else; None when it is not a number."""
    if not _NUMBER.match(text):
        return None
    decimal_mark = _decimal_mark(text)
    grouping = {"." if decimal_mark != "." else ",", "," if decimal_mark != "," else "."} - {decimal_mark}
    whole, _, decimals = text.rpartition(decimal_mark) if decimal_mark else (text, "", "")
    for mark in grouping:
        first, *groups = whole.split(mark)
        if groups and not (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)):
            return None
        whole = whole.replace(mark, "")
    if not whole.isdigit() or (decimals and not decimals.isdigit()):
        return None
    return f"{whole}.{decimals}" if decimals else whole


def _decimal_mark(text: str) -> str:
    """Find which sign stands before the decimals; "" when there are none."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return ""
    mark = text[last]
    has_both = "." in text and "," in text
    if has_both:
        return mark if text.count(mark) == 1 else ""
    if text.count(mark) > 1:
        return ""
    whole, decimals = text[:last], text[last + 1 :]
    is_grouped = len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "" if is_grouped else mark


def _minor(digits: str, exponent: int) -> int | None:
    whole, _, decimals = digits.partition(".")
    kept, cut = decimals[:exponent], decimals[exponent:]
    if cut.strip("0"):
        return None
    amount_minor = int(whole + kept.ljust(exponent, "0"))
    return amount_minor if amount_minor <= PRICE_MINOR_MAX else None
