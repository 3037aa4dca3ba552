"""What goes back of an order that the platform paid a part of."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.checkout.buying import Client, buy, on_sale, wanting
from tests.orders.test_rules import order
from tests.people import BRUNO, sign_in
from tests.promotions.buying import platform_coupon
from tests.promotions.test_checkout import assert_sound, balance
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.orders import refund_rules
from vitrina.orders.model import Order

PARCEL = {"carrier": "DHL", "tracking_number": "1"}


def _refund(**parts: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "reason": "a scratch", **parts}


async def test_a_refund_gives_the_buyer_her_part_and_the_platform_its_own(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[100_00])
    await platform_coupon(pool)  # 20.00 of 150.00: the buyer pays 130.00.
    paid = await buy(client, wanting(variant, total_minor=130_00, coupon_codes=["HOUSE"]))
    path, bruno = f"/api/v1/orders/{paid['orders'][0]['id']}", await sign_in(pool, BRUNO)

    half = await client.post(f"{path}/refunds", json=_refund(amount=75_00), headers=bruno)
    await assert_sound(pool)
    async with pool.transaction() as db:
        left_minor = await balance(db, "promo_expense")
    await client.post(f"{path}/shipment", json=PARCEL, headers=bruno)
    rest = await client.post(f"{path}/refunds", json=_refund(amount=25_00, shipping=50_00), headers=bruno)

    assert half.json()["refunded"]["amount"] == 65_00
    assert left_minor == 10_00
    assert rest.json()["refunded"]["amount"] == 130_00
    async with pool.transaction() as db:
        assert await balance(db, "promo_expense") == 0
    await assert_sound(pool)


async def test_the_shop_cancels_what_is_left_of_an_order_that_the_platform_paid_a_part_of(
    client: Client, pool: Pool
):
    _, [variant] = await on_sale(pool, prices_minor=[100_00])
    await platform_coupon(pool)
    paid = await buy(client, wanting(variant, total_minor=130_00, coupon_codes=["HOUSE"]))
    path, bruno = f"/api/v1/orders/{paid['orders'][0]['id']}", await sign_in(pool, BRUNO)
    await client.post(f"{path}/refunds", json=_refund(amount=33_33), headers=bruno)

    ended = await client.post(f"{path}/cancellation", json={"reason": "broken"}, headers=bruno)

    assert ended.json()["status"] == "cancelled"
    async with pool.transaction() as db:
        assert await balance(db, "promo_expense") == 0
        assert await balance(db, "seller_pending") == 0
    await assert_sound(pool)


@given(
    worth_minor=st.integers(1, 10**9),
    promo_share=st.integers(0, 99),
    cuts=st.lists(st.integers(0, 10**9), max_size=12),
)
def test_parts_of_a_refund_are_never_negative_and_end_at_what_each_had_paid(
    worth_minor: int, promo_share: int, cuts: list[int]
):
    promo_minor = worth_minor * promo_share // 100
    sums = _sums(worth_minor - promo_minor, promo_minor)
    steps = sorted({*[cut % (worth_minor + 1) for cut in cuts], worth_minor})
    before, given_minor, platform_minor = 0, 0, 0

    for step in steps:
        promo_back = refund_rules.refunded_promo(sums, step) - refund_rules.refunded_promo(sums, before)
        assert 0 <= promo_back <= step - before
        given_minor, platform_minor = given_minor + step - before - promo_back, platform_minor + promo_back
        before = step

    assert (given_minor, platform_minor) == (worth_minor - promo_minor, promo_minor)


def _sums(total_minor: int, promo_minor: int) -> Order:
    return replace(order(total_minor=total_minor), promo_minor=promo_minor)
