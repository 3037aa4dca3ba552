"""Telephone numbers: read as people write them, kept as machines dial them, shown as people read them.

Source: ITU E.164 and the numbering plans that the library `phonenumbers` keeps.
"""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from vitrina.kit.places import Country

WRITTEN_LENGTH_MAX = 30
# Mexican mobiles had a 1 after +52 until 2019, and address books still carry it.
OLD_MEXICAN_MOBILE = "+521"


def find_e164(written: str, country: Country) -> str | None:
    """Read a number as people of a country write it, or any with its +code; None when there is no such."""
    number = _parse(written, country)
    if number is None:
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return e164
    if e164.startswith(OLD_MEXICAN_MOBILE):
        return find_e164("+52" + e164.removeprefix(OLD_MEXICAN_MOBILE), Country.MX)
    return None


def national(phone: str, country: Country) -> str:
    """Write a number as people of a country read it: without its code when it is one of theirs.

    What was kept before numbers were read is shown as it is.
    """
    number = _parse(phone, country)
    if number is None:
        return phone
    is_own = number.country_code == phonenumbers.country_code_for_region(country)
    kind = PhoneNumberFormat.NATIONAL if is_own else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, kind)


def example(country: Country) -> str:
    """Write a number of the country that nobody has, for who wrote hers wrong."""
    number = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else ""


def _parse(written: str, country: Country) -> PhoneNumber | None:
    if len(written) > WRITTEN_LENGTH_MAX:
        return None
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    # An extension is not dialled by a courier.
    number.extension = None
    return number
