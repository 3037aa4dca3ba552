"""How the law of a country lets a buyer withdraw from a distance sale: data with its source, and its clock.

Read in November 2026; engineering input, not legal advice. A law of no day gives no such right.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from vitrina.kit.days import add_business_days, end_of_day, local_day
from vitrina.kit.places import Country


class DayUnit(StrEnum):
    """Which days a law counts."""

    CALENDAR = "calendar"
    """Every day."""
    BUSINESS = "business"
    """Monday to Friday without the country's public holidays."""


class ReturnPayer(StrEnum):
    """Who bears the parcel that goes back."""

    SHOP = "shop"
    """The seller."""
    BUYER = "buyer"
    """The person who bought."""


class Exclusion(StrEnum):
    """Goods of which a law lets nobody withdraw."""

    PERISHABLE = "perishable"
    """Spoils soon."""
    MADE_TO_ORDER = "made_to_order"
    """Made for this buyer."""
    PERSONAL_USE = "personal_use"
    """Worn on the skin or unsealed for hygiene."""
    DIGITAL = "digital"
    """Delivered as bytes and opened."""


class WithdrawalLaw(Struct, frozen=True, kw_only=True):
    """The right of a country's buyers. The clock starts when the goods arrive, which nobody may presume.

    refunds_shipping: what was paid for sending the goods comes back with all of them.  needs_button: there
    must be a page for withdrawing that asks for no account.  read_on: when somebody read the source.
    """

    days: int
    unit: DayUnit = DayUnit.CALENDAR
    payer: ReturnPayer = ReturnPayer.BUYER
    exclusions: tuple[Exclusion, ...] = ()
    refunds_shipping: bool = False
    needs_button: bool = False
    source: str
    read_on: date


READ_ON = date(2026, 11, 2)
LAWS: Mapping[Country, WithdrawalLaw] = {
    Country.BR: WithdrawalLaw(
        days=7,
        payer=ReturnPayer.SHOP,
        refunds_shipping=True,
        source="Lei 8.078/1990 (CDC), art. 49; Decreto 7.962/2013, art. 5",
        read_on=READ_ON,
    ),
    Country.AR: WithdrawalLaw(
        days=10,
        payer=ReturnPayer.SHOP,
        refunds_shipping=True,
        needs_button=True,
        source="Ley 24.240, art. 34; Resolución 424/2020 (botón de arrepentimiento)",
        read_on=READ_ON,
    ),
    Country.CL: WithdrawalLaw(
        days=10,
        exclusions=(Exclusion.PERISHABLE, Exclusion.MADE_TO_ORDER, Exclusion.PERSONAL_USE, Exclusion.DIGITAL),
        source="Ley 19.496, art. 3 bis b",
        read_on=READ_ON,
    ),
    Country.CO: WithdrawalLaw(
        days=5,
        unit=DayUnit.BUSINESS,
        exclusions=(Exclusion.PERISHABLE, Exclusion.MADE_TO_ORDER, Exclusion.PERSONAL_USE),
        source="Ley 1480 de 2011, art. 47",
        read_on=READ_ON,
    ),
    # Its chapter is about sales at the door; whether it reaches every online sale is argued, so it is kept.
    Country.MX: WithdrawalLaw(
        days=5,
        unit=DayUnit.BUSINESS,
        source="Ley Federal de Protección al Consumidor, art. 56",
        read_on=READ_ON,
    ),
    Country.PE: WithdrawalLaw(
        days=0, source="Ley 29571: no general right for distance sales found", read_on=READ_ON
    ),
    Country.US: WithdrawalLaw(days=0, source="16 CFR 429 is about sales at the door alone", read_on=READ_ON),
}


def last_day(country: Country, delivered_at: datetime) -> date | None:
    """Name the last day of withdrawal by law; the day of arrival does not count. None: there is no right."""
    law = LAWS[country]
    if law.days == 0:
        return None
    arrived_on = local_day(delivered_at, country)
    if law.unit is DayUnit.BUSINESS:
        return add_business_days(arrived_on, law.days, country)
    return arrived_on + timedelta(days=law.days)


def ends_at(country: Country, delivered_at: datetime) -> datetime | None:
    """Say when the last day of withdrawal is over. None: the law of the country gives no such right."""
    day = last_day(country, delivered_at)
    return None if day is None else end_of_day(day, country)


def return_until(country: Country, *, shop_days: int, delivered_at: datetime) -> datetime:
    """Say when the right to give goods back is over: the later of what law and shop say."""
    by_shop = delivered_at + timedelta(days=shop_days)
    by_law = ends_at(country, delivered_at)
    return by_shop if by_law is None else max(by_shop, by_law)
