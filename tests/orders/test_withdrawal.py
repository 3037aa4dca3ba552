"""Until when a buyer may change her mind, by the law of where she lives."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.kit import days
from vitrina.kit.places import Country
from vitrina.orders import withdrawal
from vitrina.orders.withdrawal import LAWS, DayUnit

BR, AR, CL, CO, MX, PE, US = (Country(code) for code in ("BR", "AR", "CL", "CO", "MX", "PE", "US"))
moments = st.integers(0, 50_000).map(lambda hour: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hour))
dates = st.dates(date(2024, 1, 1), date(2029, 1, 1))


@pytest.mark.parametrize(
    ("country", "arrived", "last"),
    [
        # Seven calendar days, the day of arrival left out.
        (BR, date(2026, 11, 2), date(2026, 11, 9)),
        (AR, date(2026, 11, 2), date(2026, 11, 12)),
        (CL, date(2026, 12, 24), date(2027, 1, 3)),
        # A Monday: five business days are the next Monday.
        (MX, date(2026, 11, 2), date(2026, 11, 9)),
        # The third Monday of November is the day of the Revolution.
        (MX, date(2026, 11, 13), date(2026, 11, 23)),
        # A Friday before the holidays of Christmas and the New Year.
        (MX, date(2026, 12, 24), date(2027, 1, 4)),
        # Colombia moves most of its holidays to Mondays: here to the 2nd and the 16th of November.
        (CO, date(2026, 10, 30), date(2026, 11, 9)),
        (CO, date(2026, 11, 13), date(2026, 11, 23)),
        # Holy Thursday and Good Friday.
        (CO, date(2026, 3, 31), date(2026, 4, 9)),
        (PE, date(2026, 11, 2), None),
        (US, date(2026, 11, 2), None),
    ],
)
def test_the_last_day_is_the_laws(country: Country, arrived: date, last: date | None):
    noon = days.end_of_day(arrived, country) - timedelta(hours=12)

    assert withdrawal.last_day(country, noon) == last
    if last:
        assert withdrawal.ends_at(country, noon) == days.end_of_day(last, country)


def test_late_in_the_evening_is_still_that_day():
    arrived = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)  # 20:30 of the second in Mexico, 23:30 in Brazil.

    assert days.local_day(arrived, MX) == days.local_day(arrived, BR) == date(2026, 11, 2)
    assert withdrawal.last_day(BR, arrived) == date(2026, 11, 9)
    assert days.end_of_day(date(2026, 11, 9), BR) == datetime(2026, 11, 10, 3, tzinfo=UTC)


def test_every_country_has_its_law_with_source_and_day():
    assert set(LAWS) == set(Country)
    for law in LAWS.values():
        assert law.source and law.read_on <= date(2026, 11, 30)


@given(country=st.sampled_from(Country), delivered_at=moments, shop_days=st.integers(0, 60))
def test_the_buyer_has_the_later_of_law_and_shop(country: Country, delivered_at: datetime, shop_days: int):
    until = withdrawal.return_until(country, shop_days=shop_days, delivered_at=delivered_at)

    law = LAWS[country]
    assert until >= delivered_at + timedelta(days=max(shop_days, law.days))
    if law.unit is DayUnit.CALENDAR:
        assert until <= delivered_at + timedelta(days=max(shop_days, law.days + 1))


@given(
    country=st.sampled_from(Country),
    start=st.dates(date(2024, 1, 1), date(2029, 1, 1)),
    count=st.integers(0, 30),
)
def test_business_days_are_counted_one_by_one(country: Country, start: date, count: int):
    end = days.add_business_days(start, count, country)

    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(days.is_business_day(day, country) for day in between) == count
