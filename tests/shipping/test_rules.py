"""Which rates reach an address, what they cost and what they promise."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.checkout.test_rules import shop
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.shipping import rules
from vitrina.shipping.model import (
    Choice,
    Destination,
    Parcel,
    RateId,
    Sending,
    ShippingRate,
    Step,
    WeightStep,
)

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)  # It is still the first of March in Mexico.
SHOP = shop()


def rate(name: str = "Standard", **changes: Any) -> ShippingRate:
    given_rate = ShippingRate(
        id=RateId(uuid4()),
        name=name,
        country=Country.MX,
        price=99_00,
        handling_days=1,
        transit_min_days=2,
        transit_max_days=4,
    )
    return replace(given_rate, **changes)


def to(state: str | None = "Jalisco", postal_code: str | None = "44100", **changes: Any) -> Destination:
    return replace(
        Destination(country=Country.MX, state=state, postal_code=postal_code, is_whole=True), **changes
    )


EVERYWHERE = rate("Everywhere")
JALISCO = rate("Jalisco", states=["Jalisco", "Colima"], price=79_00)
CENTRE = rate("Centre", postal_prefixes=["441"], price=49_00)
STREET = rate("Street", states=["Jalisco"], postal_prefixes=["4410"], price=29_00)
SHELF = rate("Shelf", is_pickup=True, price=0, states=["Jalisco"])
ALL = [EVERYWHERE, JALISCO, CENTRE, STREET, SHELF]


@pytest.mark.parametrize(
    ("rates", "destination", "names"),
    [
        (ALL, to(), ["Street", "Shelf"]),
        (ALL, to(postal_code="44190"), ["Centre", "Shelf"]),
        (ALL, to(postal_code="45000"), ["Jalisco", "Shelf"]),
        (ALL, to(state="Sonora", postal_code="83000"), ["Everywhere"]),
        (ALL, to(country=Country.BR), []),
        ([JALISCO], to(state="Sonora"), []),
        ([CENTRE], to(postal_code=None), []),
        ([CENTRE], to(postal_code="44-1 00"), ["Centre"]),
        # A first look, before the address is there: what it may be.
        ([JALISCO, CENTRE], to(state=None, postal_code=None, is_whole=False), ["Jalisco", "Centre"]),
        ([JALISCO], to(state="Sonora", postal_code=None, is_whole=False), []),
        ([rate("Slow"), rate("Fast", price=199_00)], to(), ["Slow", "Fast"]),
    ],
)
def test_the_narrowest_rates_reach_an_address(
    rates: list[ShippingRate], destination: Destination, names: list[str]
):
    assert [each.name for each in rules.reaching(rates, destination)] == names


@pytest.mark.parametrize(
    ("given_rate", "goods_minor", "price_minor"),
    [
        (rate(), 1, 99_00),
        (rate(free_from=500_00), 499_99, 99_00),
        (rate(free_from=500_00), 500_00, 0),
        (rate(steps=[Step(goods_from=200_00, price=60_00)]), 199_99, 99_00),
        (rate(steps=[Step(goods_from=200_00, price=60_00)]), 200_00, 60_00),
        (
            rate(steps=[Step(goods_from=200_00, price=60_00), Step(goods_from=400_00, price=30_00)]),
            900_00,
            30_00,
        ),
    ],
)
def test_a_rate_costs_by_what_is_bought(given_rate: ShippingRate, goods_minor: int, price_minor: int):
    assert rules.price_of(given_rate, Parcel(goods_minor=goods_minor)) == price_minor


def sending(*rates: ShippingRate, choices: list[Choice] | None = None) -> Sending:
    return Sending(destination=to(), choices=choices or [], rates={SHOP.id: list(rates)}, now=NOW)


def test_a_promise_is_days_in_the_shops_country():
    [way] = rules.ways(SHOP, sending(rate()), Parcel(goods_minor=100_00))

    assert (way.promise.first, way.promise.last) == (date(2026, 3, 4), date(2026, 3, 6))
    assert way.transit_max_days == 4


def test_the_cheapest_parcel_is_first_and_the_buyer_chooses():
    fast, slow, shelf = rate("Fast", price=199_00), rate("Slow"), rate("Shelf", is_pickup=True, price=0)
    found = rules.ways(SHOP, sending(fast, slow, shelf), Parcel(goods_minor=1))

    assert [way.name for way in found] == ["Slow", "Fast", "Shelf"]
    assert rules.chosen(found, SHOP, sending()).name == "Slow"
    choice = Choice(shop_id=SHOP.id, rate_id=fast.id)
    assert rules.chosen(found, SHOP, sending(choices=[choice])).name == "Fast"
    gone = Choice(shop_id=SHOP.id, rate_id=RateId(uuid4()))
    assert rules.chosen(found, SHOP, sending(choices=[gone])).name == "Slow"


def test_a_shop_without_rates_sends_everywhere_for_its_flat_price():
    [way] = rules.ways(SHOP, sending(), Parcel(goods_minor=1))

    assert (way.rate_id, way.price_minor) == (None, SHOP.shipping_minor)


@given(
    prices=st.lists(st.integers(0, 10**6), min_size=1, max_size=8),
    goods_minor=st.integers(1, 10**7),
    free_from=st.none() | st.integers(1, 10**7),
)
def test_no_way_costs_more_than_its_dearest_step(prices: list[int], goods_minor: int, free_from: int | None):
    steps = [Step(goods_from=(i + 1) * 1_000, price=price) for i, price in enumerate(prices[1:])]
    given_rate = rate(price=prices[0], steps=steps, free_from=free_from)

    assert 0 <= rules.price_of(given_rate, Parcel(goods_minor=goods_minor)) <= max(prices)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, "items[0].name"),
        ({"transit_max_days": 1}, "items[0].transit_max_days"),
        ({"states": ["Jalisco", "Atlantis"]}, "items[0].states"),
        ({"country": Country.BR, "states": ["Jalisco"]}, "items[0].states"),
        ({"steps": [Step(goods_from=2, price=1), Step(goods_from=1, price=2)]}, "items[0].steps"),
    ],
)
def test_rates_that_contradict_themselves_are_refused(changes: dict[str, Any], wrong: str):
    with pytest.raises(Malformed) as caught:
        rules.checked([rate(**changes)])

    assert set(caught.value.reasons) == {wrong}


def test_states_are_kept_as_addresses_write_them():
    [kept] = rules.checked([rate(states=["ciudad de mexico", " JALISCO ", "Jalisco"])])

    assert kept.states == ["Ciudad de México", "Jalisco"]


def test_two_rates_are_not_one():
    twice = rate()

    with pytest.raises(Malformed):
        rules.checked([twice, twice])


HEAVY = [WeightStep(grams_from=1_000, price=149_00), WeightStep(grams_from=5_000, price=299_00)]


@pytest.mark.parametrize(
    ("weight_g", "price_minor"), [(1, 99_00), (999, 99_00), (1_000, 149_00), (4_999, 149_00), (5_000, 299_00)]
)
def test_a_rate_costs_by_what_a_parcel_weighs(weight_g: int, price_minor: int):
    parcel = Parcel(goods_minor=100_00, weight_g=weight_g)

    assert rules.price_of(rate(weight_steps=HEAVY), parcel) == price_minor
    assert rules.price_of(rate(weight_steps=HEAVY, free_from=100_00), parcel) == 0


def test_a_rate_takes_no_parcel_that_is_too_heavy():
    light, freight = rate("Light", weight_max_g=2_000), rate("Freight", price=900_00)

    small = rules.ways(SHOP, sending(light, freight), Parcel(goods_minor=1, weight_g=2_000))
    large = rules.ways(SHOP, sending(light, freight), Parcel(goods_minor=1, weight_g=2_001))

    assert [way.name for way in small] == ["Light", "Freight"]
    assert [way.name for way in large] == ["Freight"]
    assert rules.weight_limit(SHOP, sending(light)) == 2_000
    assert rules.weight_limit(SHOP, sending(light, freight)) is None
    assert rules.weight_limit(SHOP, sending()) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"weight_steps": [*reversed(HEAVY)]}, "must rise"),
        ({"weight_steps": HEAVY, "steps": [Step(goods_from=1, price=1)]}, "cannot stand beside steps by sum"),
    ],
)
def test_steps_by_weight_that_contradict_themselves_are_refused(changes: dict[str, Any], reason: str):
    with pytest.raises(Malformed) as caught:
        rules.checked([rate(**changes)])

    assert caught.value.reasons == {"items[0].weight_steps": reason}
