"""Integers in, integers out, and the parts always add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.kit.money import Money, allocate, divide_half_up, share, tax_inside
from vitrina.kit.places import Country, Currency


@pytest.mark.parametrize(
    ("numerator", "denominator", "answer"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (5, 10, 1), (4, 10, 0), (-5, 10, -1), (0, 7, 0), (7, 7, 1)],
)
def test_a_half_rounds_away_from_zero(numerator: int, denominator: int, answer: int) -> None:
    assert divide_half_up(numerator, denominator) == answer


def test_the_worked_example_of_a_commission() -> None:
    tax_minor = tax_inside(44_910, 1_600)

    assert (tax_minor, share(44_910 - tax_minor, 1_500)) == (6_194, 5_807)


@given(gross_minor=st.integers(0, 10**12), rate_bps=st.integers(0, 5_000))
def test_the_tax_inside_is_never_more_than_the_sum(gross_minor: int, rate_bps: int) -> None:
    tax_minor = tax_inside(gross_minor, rate_bps)

    assert 0 <= tax_minor <= gross_minor
    assert abs((gross_minor - tax_minor) * (10_000 + rate_bps) - gross_minor * 10_000) <= (10_000 + rate_bps)


@given(
    total_minor=st.integers(0, 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any),
)
def test_the_parts_of_a_split_add_up_and_are_fair(total_minor: int, weights: list[int]) -> None:
    parts = allocate(total_minor, weights)

    assert sum(parts) == total_minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total_minor * weight) < sum(weights)


def test_two_currencies_never_meet() -> None:
    with pytest.raises(AssertionError, match="never meet"):
        _ = Money(1, Currency.MXN) + Money(1, Currency.BRL)


def test_every_country_sells_in_a_currency() -> None:
    assert {country.currency for country in Country} == set(Currency)
    assert Currency.CLP.exponent == 0
