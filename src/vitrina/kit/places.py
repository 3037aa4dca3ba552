"""Countries, currencies and languages that Vitrina speaks."""

from datetime import date, datetime, timedelta
from enum import StrEnum


class Currency(StrEnum):
    """ISO 4217 codes in use."""

    MXN = "MXN"
    BRL = "BRL"
    COP = "COP"
    CLP = "CLP"
    ARS = "ARS"
    PEN = "PEN"
    USD = "USD"

    @property
    def exponent(self) -> int:
        """Decimal digits of the minor unit. Source: ISO 4217, table A.1 (2024)."""
        return 0 if self is Currency.CLP else 2


class Country(StrEnum):
    """ISO 3166-1 codes of the countries where a shop may sell."""

    MX = "MX"
    BR = "BR"
    CO = "CO"
    CL = "CL"
    AR = "AR"
    PE = "PE"
    US = "US"

    @property
    def currency(self) -> Currency:
        """The currency in which shops of this country sell."""
        return CURRENCY_OF[self]


class Language(StrEnum):
    """Languages of every text that a person sees."""

    ES = "es"
    PT = "pt"
    EN = "en"


CURRENCY_OF = {
    Country.MX: Currency.MXN,
    Country.BR: Currency.BRL,
    Country.CO: Currency.COP,
    Country.CL: Currency.CLP,
    Country.AR: Currency.ARS,
    Country.PE: Currency.PEN,
    Country.US: Currency.USD,
}

# Standard time of the capital: for naming a day, an hour of summer time does not matter.
HOURS_FROM_UTC = {
    Country.MX: -6,
    Country.BR: -3,
    Country.CO: -5,
    Country.CL: -4,
    Country.AR: -3,
    Country.PE: -5,
    Country.US: -5,
}


def local_day(at: datetime, country: Country) -> date:
    """Name the day in a country."""
    return (at + timedelta(hours=HOURS_FROM_UTC[country])).date()


def preferred_language(accept_language: str | None) -> Language:
    """Choose the first language of an Accept-Language header that we speak; Spanish when none is.

    Quality values are honoured as far as their order; headers are cut at 200 characters.
    """
    choices: list[tuple[float, int, Language]] = []
    for position, part in enumerate((accept_language or "")[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            language = Language(tag.partition("-")[0].lower())
            choices.append((-float(quality or 1), position, language))
        except ValueError:
            continue
    return min(choices)[2] if choices else Language.ES
