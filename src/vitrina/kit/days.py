"""Days where somebody lives: which one it is, and which are worked on."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from vitrina.kit.locales import say
from vitrina.kit.places import Country, Language

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
SATURDAY = 5


def local_time(at: datetime, country: Country) -> datetime:
    """Tell a moment by the clocks of a country, with how far they are from UTC."""
    return at.astimezone(timezone(timedelta(hours=HOURS_FROM_UTC[country])))


def local_day(at: datetime, country: Country) -> date:
    """Name the day in a country."""
    return (at + timedelta(hours=HOURS_FROM_UTC[country])).date()


def day_in(language: Language, day: date) -> str:
    """Write a day as the language does."""
    month = say(language, f"month.{day.month}")
    return say(language, "mail.day", day=day.day, month=month, year=day.year)


def end_of_day(day: date, country: Country) -> datetime:
    """Say when a day is over in a country: the first moment of the next one."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)
    return midnight - timedelta(hours=HOURS_FROM_UTC[country])


def add_business_days(day: date, count: int, country: Country) -> date:
    """Go so many business days on: Monday to Friday without public holidays. count: >= 0."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_business_day(day, country):
            day += timedelta(days=1)
    return day


def is_business_day(day: date, country: Country) -> bool:
    """Tell whether a country works on a day. Public holidays are those of the whole country."""
    return day.weekday() < SATURDAY and day not in _holidays(country, day.year)


@lru_cache(maxsize=64)
def _holidays(country: Country, year: int) -> frozenset[date]:
    # Imported when first asked: it knows every country of the world, and takes half a second.
    from holidays import country_holidays

    return frozenset(country_holidays(country.value, years=year))
