"""What an address needs in each country: data, and one rule that reads it.

Source: UPU S42 templates and the national post offices; where a postal code is rarely known it is optional.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

from msgspec import Struct

from vitrina.addresses import phones
from vitrina.addresses.model import Address
from vitrina.addresses.states import ALIASES, STATES
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.kit.text import clean_line

MISSING = "is missing"
ALWAYS = ("name", "line1", "city", "state")


class Form(Struct, frozen=True, kw_only=True):
    """How people of a country write an address.

    needed: fields beyond name, line1, city and state.  postal_code: what it looks like; its groups are joined
    by joint.  example: shown to who wrote it wrong.
    """

    needed: tuple[str, ...]
    postal_code: re.Pattern[str]
    example: str
    joint: str = ""


FORMS: Mapping[Country, Form] = {
    Country.MX: Form(
        needed=("neighbourhood", "postal_code"), postal_code=re.compile(r"(\d{5})"), example="06700"
    ),
    Country.BR: Form(
        needed=("neighbourhood", "postal_code"),
        postal_code=re.compile(r"(\d{5})-?(\d{3})"),
        example="01310-100",
        joint="-",
    ),
    Country.CO: Form(needed=(), postal_code=re.compile(r"(\d{6})"), example="110111"),
    Country.CL: Form(needed=(), postal_code=re.compile(r"(\d{3})-?(\d{4})"), example="8320000"),
    Country.AR: Form(
        needed=("postal_code",), postal_code=re.compile(r"([A-Z]?\d{4}(?:[A-Z]{3})?)"), example="C1414ABC"
    ),
    Country.PE: Form(needed=("neighbourhood",), postal_code=re.compile(r"(\d{5})"), example="15074"),
    Country.US: Form(
        needed=("postal_code",),
        postal_code=re.compile(r"(\d{5})(?:-(\d{4}))?"),
        example="90026 or 90026-1234",
        joint="-",
    ),
}


def checked(address: Address, *, phone_needed: Collection[Country] = ()) -> Address:
    """Clean an address and write it the way its country does. Raises Malformed with every wrong field.

    phone_needed: countries where this instance delivers nothing without a telephone number.
    """
    form = FORMS[address.country]
    parts = {
        name: clean_line(text)
        for name in Address.__struct_fields__
        if name != "country" and (text := getattr(address, name)) is not None
    }
    parts = {name: text for name, text in parts.items() if text}
    wrong = {name: MISSING for name in (*ALWAYS, *form.needed) if name not in parts}
    if address.country in phone_needed and "phone" not in parts:
        wrong["phone"] = MISSING
    if "state" in parts:
        parts["state"] = _state(address.country, parts["state"], wrong)
    if "postal_code" in parts:
        parts["postal_code"] = _postal_code(form, parts["postal_code"], wrong)
    if "phone" in parts:
        parts["phone"] = _phone(address.country, parts["phone"], wrong)
    if wrong:
        raise Malformed({f"address.{name}": reason for name, reason in wrong.items()})
    return Address(country=address.country, **parts)


def checked_phone(written: str, country: Country) -> str:
    """Write a telephone number as E.164. Raises Malformed under the name `phone`."""
    wrong: dict[str, str] = {}
    phone = _phone(country, clean_line(written), wrong)
    if wrong:
        raise Malformed(wrong)
    return phone


def known(country: Country, state: str | None, postal_code: str | None) -> tuple[str | None, str | None]:
    """Write what is typed of an address so far the way its country does; None for what is not whole yet."""
    wrong: dict[str, str] = {}
    parts = (
        _state(country, clean_line(state), wrong) if state else None,
        _postal_code(FORMS[country], clean_line(postal_code), wrong) if postal_code else None,
    )
    return (None if "state" in wrong else parts[0], None if "postal_code" in wrong else parts[1])


def _phone(country: Country, text: str, wrong: dict[str, str]) -> str:
    phone = phones.find_e164(text, country)
    if phone is None:
        wrong["phone"] = f"is not a phone number such as {phones.example(country)}"
        return text
    return phone


def _state(country: Country, text: str, wrong: dict[str, str]) -> str:
    state = _BY_WORD[country].get(_word(text))
    if state is None:
        wrong["state"] = f"is not a state of {country}"
        return text
    return state


def _postal_code(form: Form, text: str, wrong: dict[str, str]) -> str:
    match = form.postal_code.fullmatch(text.upper().replace(" ", ""))
    if match is None:
        wrong["postal_code"] = f"does not look like {form.example}"
        return text
    return form.joint.join(group for group in match.groups() if group)


@lru_cache(maxsize=1_024)
def _word(text: str) -> str:
    """Reduce a name to its letters, so that accents, capitals and apostrophes do not matter."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


_BY_WORD = {
    country: {
        **{_word(alias): state for alias, state in ALIASES[country].items()},
        **{_word(state): state for state in states},
    }
    for country, states in STATES.items()
}


def countries_of(text: str) -> frozenset[Country]:
    """Read countries as settings name them, such as "MX,BR"."""
    return frozenset(Country(each) for each in filter(None, map(str.strip, text.split(","))))
