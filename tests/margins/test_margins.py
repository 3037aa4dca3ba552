"""What a sale would leave: worked examples, properties, and who may ask."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import product_of, shop_of
from tests.checkout.buying import Client
from tests.people import ANA, BRUNO, sign_in
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.margins import rules
from vitrina.margins.model import Deductions, NewSale, Split

BY = Deductions(
    tax_bps=1_600,
    commission_bps=1_500,
    fee_bps=800,
    provider_bps=360,
    provider_fixed_minor=3_00,
    returns_bps=500,
    withheld_bps=0,
    parcel_minor=49_00,
)
NOTHING = replace(
    BY,
    tax_bps=0,
    commission_bps=0,
    fee_bps=0,
    provider_bps=0,
    provider_fixed_minor=0,
    returns_bps=0,
    parcel_minor=0,
)


def test_the_worked_example_of_a_ten_percent_coupon():
    # 499.00 less 10 % is 449.10, of which 387.16 are not tax; 15 % of that is 58.07. Domain rule B1.1.
    found = rules.split(NewSale(price=499_00, coupon_bps=1_000, cost=200_00), BY)

    assert found == Split(
        price_minor=499_00,
        coupon_minor=49_90,
        paid_minor=449_10,
        tax_minor=61_94,
        commission_minor=58_07,
        fee_minor=30_97,
        provider_minor=19_17,
        shipping_minor=0,
        withheld_minor=0,
        returns_minor=3_41,
        cost_minor=200_00,
        left_minor=75_54,
    )


@pytest.mark.parametrize(
    ("sale", "by", "left_minor"),
    [
        (NewSale(price=100_00), NOTHING, 100_00),
        (NewSale(price=100_00, cost=120_00), NOTHING, -20_00),
        (NewSale(price=100_00, coupon_amount=500_00), NOTHING, 1),
        (NewSale(price=100_00, is_shipped_free=True), replace(NOTHING, parcel_minor=30_00), 70_00),
        (NewSale(price=100_00), replace(NOTHING, parcel_minor=30_00), 100_00),
        (NewSale(price=100_00), replace(NOTHING, withheld_bps=250), 97_50),
    ],
)
def test_what_is_left(sale: NewSale, by: Deductions, left_minor: int):
    assert rules.split(sale, by).left_minor == left_minor


RATES = st.integers(0, 2_000)
SALES = st.builds(
    NewSale,
    price=st.integers(1, 10**8),
    cost=st.integers(0, 10**7),
    coupon_bps=st.integers(0, 9_000),
    coupon_amount=st.integers(0, 10**5),
    is_shipped_free=st.booleans(),
)
WAYS = st.builds(
    Deductions,
    tax_bps=RATES,
    commission_bps=RATES,
    fee_bps=RATES,
    provider_bps=st.integers(0, 500),
    provider_fixed_minor=st.integers(0, 10_00),
    returns_bps=RATES,
    withheld_bps=RATES,
    parcel_minor=st.integers(0, 10**5),
)


@given(SALES, WAYS)
def test_the_parts_add_up_to_the_price(sale: NewSale, by: Deductions):
    found = rules.split(sale, by)

    parts = (
        found.coupon_minor
        + found.tax_minor
        + found.commission_minor
        + found.fee_minor
        + found.provider_minor
        + found.shipping_minor
        + found.withheld_minor
        + found.returns_minor
        + found.cost_minor
        + found.left_minor
    )
    assert parts == found.price_minor


@given(SALES, WAYS)
def test_at_its_break_even_nothing_is_lost_and_well_below_something_is(sale: NewSale, by: Deductions):
    lowest = rules.break_even(sale, by)
    if lowest is None:
        return

    assert rules.split(replace(sale, price=lowest), by).left_minor >= 0
    # Each of the parts is rounded by itself: that is all that a lower price could gain.
    below = lowest - 100
    if below >= 1:
        assert rules.split(replace(sale, price=below), by).left_minor <= 5


@given(SALES, WAYS, st.integers(0, 9_000))
def test_a_loss_is_always_warned_of(sale: NewSale, by: Deductions, floor_bps: int):
    found = rules.margin(sale, by, floor_bps=floor_bps, currency=Currency.MXN)

    if found.left.amount_minor < 0 or found.margin_bps + 1 < floor_bps:
        assert found.is_below_floor or found.paid.amount_minor < 100


async def test_a_shop_asks_before_it_publishes(client: Client, pool: Pool):
    async with pool.transaction() as db:
        shop = await shop_of(db)
    bruno = await sign_in(pool, BRUNO)
    path = f"/api/v1/shops/{shop.id}"
    terms: dict[str, Any] = {
        "floor_bps": 2_000,
        "provider_bps": 360,
        "provider_fixed": 3_00,
        "returns_bps": 500,
        "withheld_bps": 0,
        "parcel": None,
    }

    first = await client.get(f"{path}/margin-terms", headers=bruno)
    kept = await client.put(f"{path}/margin-terms", json=terms, headers=bruno)
    fine = await client.post(f"{path}/margin-checks", json={"price": 499_00, "cost": 200_00}, headers=bruno)
    low = await client.post(f"{path}/margin-checks", json={"price": 250_00, "cost": 200_00}, headers=bruno)

    assert first.json()["floor_bps"] == 0
    assert kept.json() == terms
    assert (fine.status_code, fine.json()["is_below_floor"]) == (200, False)
    assert low.json()["is_below_floor"]
    assert low.json()["break_even"]["amount"] > 200_00
    assert fine.json()["shipping"]["amount"] == 0


async def test_nobody_else_asks(client: Client, pool: Pool):
    async with pool.transaction() as db:
        shop = await shop_of(db)

    answer = await client.post(
        f"/api/v1/shops/{shop.id}/margin-checks", json={"price": 1_00}, headers=await sign_in(pool, ANA)
    )

    assert answer.status_code == 403


async def test_a_shop_that_writes_prices_without_tax_is_told_in_its_own_words(client: Client, pool: Pool):
    async with pool.transaction() as db:
        shop = await shop_of(db)
    headers = await sign_in(pool, BRUNO)
    await client.patch(f"/api/v1/shops/{shop.id}", json={"prices_include_tax": False}, headers=headers)

    async def asked(price: int, **more: Any) -> dict[str, Any]:
        body = {"price": price, "cost": 50_00, "commission_bps": 0, **more}
        answer = await client.post(f"/api/v1/shops/{shop.id}/margin-checks", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    written = await asked(100_00)
    paid = await asked(116_00, is_as_paid=True)
    untaxed = await asked(100_00, tax_class="zero")

    # 100.00 as written are 116.00 as buyers pay them; of bread there is no tax to pay.
    assert (written["price"]["amount"], written["tax"]["amount"]) == (116_00, 16_00)
    assert written["left"] == paid["left"]
    assert (untaxed["price"]["amount"], untaxed["tax"]["amount"]) == (100_00, 0)
    lowest = written["break_even"]["amount"]
    assert (await asked(lowest))["left"]["amount"] >= 0
    assert (await asked(lowest - 2))["left"]["amount"] < 0


async def test_a_product_has_its_own_commission_and_tax(client: Client, pool: Pool):
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop, prices_minor=[100_00])
    headers = await sign_in(pool, BRUNO)
    api = "/api/v1"
    plan = {"rate_bps": 1_000, "is_default_plan_opted_out": False}
    await client.put(f"{api}/shops/{shop.id}/plan", json=plan, headers=headers)
    own = await client.put(
        f"{api}/products/{product.id}/plan-override", json={"rate_bps": 3_000}, headers=headers
    )
    assert own.status_code == 200, own.text
    changed = await client.patch(f"{api}/products/{product.id}", json={"tax_class": "zero"}, headers=headers)
    assert changed.status_code == 200, changed.text

    async def asked(**more: Any) -> tuple[int, int]:
        body = {"price": 100_00, "is_as_paid": True, **more}
        answer = await client.post(f"{api}/shops/{shop.id}/margin-checks", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["commission"]["amount"], answer.json()["tax"]["amount"]

    assert await asked() == (8_62, 13_79)
    assert await asked(product_id=str(product.id)) == (30_00, 0)
    assert await asked(product_id=str(product.id), commission_bps=500, tax_class="general") == (4_31, 13_79)
    assert await asked(product_id=str(new_id())) == (8_62, 13_79)
