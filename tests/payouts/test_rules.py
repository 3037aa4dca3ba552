"""Paydays, thresholds and tax: tables of cases."""

from datetime import UTC, date, datetime

import pytest

from tests.payouts.desk import COMPANY_RFC, RFC, SETTINGS
from vitrina.kit.config import Settings, SettingWrong, amounts_of, load_settings
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Currency
from vitrina.payouts.model import PayeeKind, PayoutId
from vitrina.payouts.rules import paydays, taxes
from vitrina.payouts.rules.taxes import Base

WEDNESDAY = datetime(2026, 11, 18, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "last", "following"),
    [
        ("daily", date(2026, 11, 18), date(2026, 11, 19)),
        ("weekly", date(2026, 11, 16), date(2026, 11, 23)),
        ("monthly", date(2026, 11, 1), date(2026, 12, 1)),
        ("none", None, None),
    ],
)
def test_a_schedule_names_its_last_and_its_next_day(
    schedule: str, last: date | None, following: date | None
) -> None:
    assert paydays.last_payday(schedule, WEDNESDAY) == last
    assert paydays.next_payday(schedule, WEDNESDAY) == following


@pytest.mark.parametrize(
    ("currency", "amount_minor", "needed"),
    [
        (Currency.MXN, 100_000, 0),
        (Currency.MXN, 100_001, 2),
        (Currency.CLP, 1, 2),  # where no threshold is set, always
    ],
)
def test_two_operators_are_needed_above_the_threshold(
    currency: Currency, amount_minor: int, needed: int
) -> None:
    assert paydays.approvals_needed(SETTINGS, currency, amount_minor) == needed


def test_every_currency_has_a_minimum_and_a_threshold_unless_told_otherwise() -> None:
    settings = Settings()

    assert all(paydays.minimum(settings, each) > 1 for each in Currency)
    assert all(not paydays.approvals_needed(settings, each, 1) for each in Currency)


@pytest.mark.parametrize(
    "text", ["MXN", "MXN=", "MXN=-1", "MXN=1.5", "EUR=1", "MXN=1,MXN=2", "MXN=1;BRL=2", "=1"]
)
def test_amounts_that_cannot_be_read_are_named(text: str) -> None:
    with pytest.raises(SettingWrong, match="VITRINA_PAYOUT_MINIMUMS"):
        load_settings({"VITRINA_PAYOUT_MINIMUMS": text})


def test_a_schedule_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingWrong, match="VITRINA_PAYOUT_SCHEDULE"):
        load_settings({"VITRINA_PAYOUT_SCHEDULE": "fortnightly"})


def test_amounts_may_be_left_out() -> None:
    assert amounts_of("") == {}
    assert amounts_of(" MXN=0 , CLP=12 ") == {"MXN": 0, "CLP": 12}


@pytest.mark.parametrize(
    ("country", "tax_id", "day", "rates"),
    [
        (Country.MX, RFC, date(2026, 1, 1), (250, 5_000)),
        (Country.MX, "", date(2026, 1, 1), (2_000, 10_000)),
        (Country.MX, COMPANY_RFC, date(2026, 11, 1), (250, 5_000)),
        (Country.MX, RFC, date(2025, 12, 31), (100, 5_000)),
        (Country.MX, "", date(2025, 12, 31), (2_000, 10_000)),
        (Country.MX, COMPANY_RFC, date(2025, 12, 31), None),
        (Country.BR, "", date(2026, 11, 1), None),
        (None, "", date(2026, 11, 1), None),
    ],
)
def test_rates_go_by_country_day_and_rfc(
    country: Country | None, tax_id: str, day: date, rates: tuple[int, int] | None
) -> None:
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)

    found = taxes.rate_of(country, tax_id=tax_id, now=now)

    assert (found and (found.income_bps, found.iva_bps)) == rates


def test_every_rate_names_its_source() -> None:
    assert all("art." in rate.source for rate in taxes.RATES)


@pytest.mark.parametrize(
    ("base", "tax_id", "expected"),
    [
        # 116.00 with 16.00 IVA: 2.5 % of 100.00 and half of 16.00.
        (Base(income_minor=100_00, iva_minor=16_00), RFC, {"MX:ISR": 2_50, "MX:IVA": 8_00}),
        (Base(income_minor=100_00, iva_minor=16_00), "", {"MX:ISR": 20_00, "MX:IVA": 16_00}),
        (Base(income_minor=100_00, iva_minor=0), RFC, {"MX:ISR": 2_50}),
        (Base(income_minor=19, iva_minor=1), RFC, {"MX:IVA": 1}),  # 0.475 is nothing, 0.5 is a cent
        (Base(income_minor=0, iva_minor=0), "", {}),
        (Base(income_minor=-5, iva_minor=0), "", {}),
    ],
)
def test_tax_is_reckoned_of_income_and_of_the_iva_in_it(
    base: Base, tax_id: str, expected: dict[str, int]
) -> None:
    rate = taxes.rate_of(Country.MX, tax_id=tax_id, now=WEDNESDAY)
    assert rate

    assert {
        each.tax: each.amount_minor for each in taxes.withheld(PayoutId(new_id()), base, rate)
    } == expected


def test_a_creator_is_taxed_on_what_she_is_paid() -> None:
    found = taxes.base_of(PayeeKind.CREATOR, amount_minor=48_00, orders=[], refunded={})

    assert found == Base(income_minor=48_00, iva_minor=0)
