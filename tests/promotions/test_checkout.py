"""Buying with coupons: what is paid, who bears it, and what the books say."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.checkout.buying import Client, bought, buy, on_sale, pay, placed, wanting
from tests.checkout.conftest import Wait, two_processes, wait
from tests.checkout.test_cash import shop_with_cash
from tests.people import ANA, BRUNO, JOINED, load, sign_in
from tests.promotions.buying import GUEST, coupon_of, platform_coupon
from vitrina.checkout import service as checkout
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import Access
from vitrina.payments import service as payments
from vitrina.payments.model import ChargeOutcome, ChargeResult
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CouponChanges, CouponKind, CouponView
from vitrina.shops.model import Shop

__all__ = ["two_processes", "wait"]

PLACES = "/api/v1/checkouts"
QUOTES = "/api/v1/quotes"


async def use_count(pool: Pool, coupon: CouponView) -> int:
    async with pool.transaction() as db:
        return await value(db, "select use_count from promotions.coupons where id = %(id)s", id=coupon.id)


async def balance(db: Db, kind: str) -> int:
    """What stands on all accounts of a kind, debits positive."""
    return await value(
        db,
        """
        select coalesce(sum(e.amount_minor), 0)::bigint
          from ledger.entries e
          join ledger.accounts a on a.id = e.account_id
         where a.kind = %(kind)s
        """,
        kind=kind,
    )


async def assert_sound(pool: Pool) -> None:
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_quote_tells_what_each_code_did(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[50_00])
    await coupon_of(pool, shop, kind=CouponKind.AMOUNT, amount=10_00)
    line = {"variant_id": str(variant), "quantity": 1}

    answer = await client.post(
        QUOTES, json={"lines": [line], "country": "MX", "coupon_codes": ["ten", "nothing"]}
    )

    assert answer.status_code == 200
    quote = answer.json()
    # 50.00 - 10.00 with tax inside is 40.00, and the tax is found inside 40.00; 50.00 are the shipping.
    [order] = quote["orders"]
    assert order["lines"][0]["total"]["amount"] == 40_00
    assert order["lines"][0]["tax"]["amount"] == 5_52
    assert quote["discount"]["amount"] == 10_00
    assert quote["total"]["amount"] == 90_00
    assert [(each["code"], each["problem"]) for each in quote["coupons"]] == [
        ("TEN", None),
        ("NOTHING", "unknown"),
    ]


async def test_commission_and_fee_are_of_what_is_left(pool: Pool, settings: Settings):
    # 499.00 less 10 % is 449.10; 387.16 of that is not tax. Source: domain rule B1.1.
    shop, [variant] = await on_sale(pool, prices_minor=[499_00])
    await coupon_of(pool, shop)

    await bought(pool, settings, wanting(variant, total_minor=499_10, coupon_codes=["TEN"]), now=clock.now())

    async with pool.transaction() as db:
        paid = await value(db, "select (paid_minor, discount_minor, base_minor)::text from orders.lines")
    assert paid == "(44910,4990,38716)"
    await assert_sound(pool)


async def test_who_is_in_a_cart_of_three_shops_pays_each_less_its_coupon(client: Client, pool: Pool):
    sold = [await on_sale(pool, prices_minor=[100_00]) for _ in range(3)]
    for shop, _ in sold[:2]:
        await coupon_of(pool, shop, code=f"C{shop.id.hex[-6:]}")
    codes = [f"C{shop.id.hex[-6:]}" for shop, _ in sold[:2]]
    await platform_coupon(pool, amount=28_00)
    body = wanting(
        *[variant for _, [variant] in sold],
        total_minor=450_00 - 20_00 - 28_00,
        coupon_codes=[*codes, "HOUSE"],
    )

    paid = await buy(client, body)

    # 90, 90 and 100 are left: 28.00 are shared 9, 9 and 10.
    assert [order["total"]["amount"] for order in paid["orders"]] == [131_00, 131_00, 140_00]
    await assert_sound(pool)


async def test_the_platform_pays_its_coupon_and_the_shop_gets_the_whole_price(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[100_00])
    await platform_coupon(pool)

    await buy(client, wanting(variant, total_minor=130_00, coupon_codes=["HOUSE"]))

    async with pool.transaction() as db:
        assert await balance(db, "psp_pending") == 130_00
        assert await balance(db, "promo_expense") == 20_00
        assert await balance(db, "seller_pending") + await balance(db, "fee_pending") == -150_00
        assert await balance(db, "order_liability") == 0
    await assert_sound(pool)


async def test_a_cancelled_order_gives_each_back_what_each_paid(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await platform_coupon(pool)
    paid = await buy(client, wanting(variant, total_minor=130_00, coupon_codes=["HOUSE"]))
    order_id = paid["orders"][0]["id"]

    async with pool.transaction() as db:
        access = Access(actor=await load(db, BRUNO))
        await orders.cancel(db, order_id=order_id, access=access, reason="broken", now=clock.now())
    await payments.refund_queued(pool, now=clock.now() + timedelta(hours=1))

    async with pool.transaction() as db:
        for kind in ("promo_expense", "seller_pending", "fee_pending", "psp_pending", "refund_payable"):
            assert await balance(db, kind) == 0, kind
        refunded = await value(db, "select amount_minor from payments.refunds")
    assert refunded == 130_00
    # It was paid: the use stays one.
    assert await use_count(pool, coupon) == 1
    await assert_sound(pool)


async def test_free_shipping_is_paid_by_its_funder(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    await coupon_of(pool, shop, "SHIP", kind=CouponKind.FREE_SHIPPING)

    paid = await buy(client, wanting(variant, total_minor=100_00, coupon_codes=["SHIP"]))

    assert paid["total"]["amount"] == 100_00
    await assert_sound(pool)


async def test_an_order_shows_its_discounts(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    await coupon_of(pool, shop)
    await platform_coupon(pool)
    body = wanting(variant, total_minor=120_00, coupon_codes=["TEN", "HOUSE"])

    paid = await buy(client, body)

    shown = (await client.get("/api/v1" + paid["orders"][0]["url"])).json()
    assert shown["discount"]["amount"] == 10_00
    assert shown["promo"]["amount"] == 20_00
    assert shown["coupon_codes"] == ["TEN", "HOUSE"]
    assert shown["total"]["amount"] == 120_00


@pytest.mark.parametrize("how", ["paused", "ended"])
async def test_a_coupon_that_no_longer_holds_is_told_and_nothing_is_lost(
    client: Client, pool: Pool, how: str
):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop)
    async with pool.transaction() as db:
        changes = (
            CouponChanges(is_paused=True)
            if how == "paused"
            else CouponChanges(ends_at=JOINED + timedelta(days=1))
        )
        await promotions.change(
            db, shop_id=shop.id, actor=await load(db, BRUNO), coupon_id=coupon.id, changes=changes, now=JOINED
        )

    answer = await client.post(PLACES, json=wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "checkout.total_changed"
    quote = problem["facts"]["quote"]
    assert quote["total"]["amount"] == 150_00
    assert [(each["code"], each["problem"]) for each in quote["coupons"]] == [("TEN", how)]
    again = wanting(variant, total_minor=150_00)
    await buy(client, again)


async def test_a_limit_per_buyer_counts_persons_and_guests_by_their_address(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    await coupon_of(pool, shop, uses_per_buyer_max=1)
    ana = await sign_in(pool, ANA)
    codes = ["TEN"]

    await buy(client, wanting(variant, total_minor=140_00, coupon_codes=codes), headers=ana)
    await buy(client, wanting(variant, total_minor=140_00, coupon_codes=codes, buyer=GUEST))
    other = {**GUEST, "email": "GUEST@people.example"}
    twice = [
        await client.post(PLACES, json=wanting(variant, total_minor=140_00, coupon_codes=codes), headers=ana),
        await client.post(PLACES, json=wanting(variant, total_minor=140_00, coupon_codes=codes, buyer=other)),
    ]

    for answer in twice:
        assert answer.status_code == 409
        [told] = answer.json()["facts"]["quote"]["coupons"]
        assert told["problem"] == "used_by_you"


async def test_of_two_buyers_who_race_for_the_last_use_one_gets_it(two_processes: list[Client], pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00], quantity=100)
    coupon = await coupon_of(pool, shop, uses_max=3)
    bodies = [
        wanting(
            variant,
            total_minor=140_00,
            coupon_codes=["TEN"],
            buyer={**GUEST, "email": f"guest{i}@people.example"},
        )
        for i in range(16)
    ]

    answers = await asyncio.gather(
        *[two_processes[i % 2].post(PLACES, json=body) for i, body in enumerate(bodies)]
    )

    won = [answer for answer in answers if answer.status_code == 201]
    lost = [answer.json() for answer in answers if answer.status_code != 201]
    assert len(won) == 3
    assert {each["code"] for each in lost} == {"checkout.total_changed"}
    assert {each["facts"]["quote"]["coupons"][0]["problem"] for each in lost} == {"used_up"}
    assert await use_count(pool, coupon) == 3
    await assert_sound(pool)


async def test_the_same_checkout_twice_is_one_use(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop)
    body = wanting(variant, total_minor=140_00, coupon_codes=["TEN"])

    answers = await asyncio.gather(*[client.post(PLACES, json=body) for _ in range(4)])

    assert {answer.status_code for answer in answers} == {201}
    assert await use_count(pool, coupon) == 1


async def test_a_purchase_that_finds_no_stock_uses_nothing(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00], quantity=1)
    coupon = await coupon_of(pool, shop)

    answer = await client.post(
        PLACES, json=wanting(variant, total_minor=230_00, quantity=2, coupon_codes=["TEN"])
    )

    assert answer.json()["code"] == "inventory.not_enough_stock"
    assert await use_count(pool, coupon) == 0
    await assert_sound(pool)


async def test_a_use_comes_back_when_its_purchase_is_not_paid(client: Client, pool: Pool, wait: Wait):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop, uses_max=1)
    first, declined = (
        wanting(variant, total_minor=140_00, coupon_codes=["TEN"]),
        wanting(variant, total_minor=140_00, coupon_codes=["TEN"], buyer=GUEST),
    )
    for body in (first, declined):
        assert (await client.post(PLACES, json=body)).status_code == 201
        if body is declined:
            await pay(client, body["id"], "decline")
        await wait(timedelta(minutes=16))
        await checkout.expire_due(pool, now=clock.now())
        assert await use_count(pool, coupon) == 0
    await wait(timedelta(hours=25))
    await checkout.give_up_due(pool, now=clock.now())

    assert await use_count(pool, coupon) == 0
    await buy(client, wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))
    assert await use_count(pool, coupon) == 1
    await assert_sound(pool)


async def expired(pool: Pool, settings: Settings, body: dict[str, Any]) -> ChargeResult:
    """Let a purchase expire; answers the capture that its provider tells of afterwards."""
    now = clock.now()
    purchase = await placed(pool, settings, body, now=now)
    await checkout.expire_due(pool, now=now + timedelta(minutes=16))
    async with pool.transaction() as db:
        attempt = (await payments.latest_payments(db, [purchase.id]))[purchase.id]
    return ChargeResult(payment_id=attempt.id, outcome=ChargeOutcome.CAPTURED, reference="late")


async def settle_late(pool: Pool, told: ChargeResult) -> None:
    async with pool.transaction() as db:
        await checkout.settle_many(db, [told], now=clock.now() + timedelta(minutes=17))


async def test_money_that_comes_late_takes_its_use_again(pool: Pool, settings: Settings):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop, uses_max=1)

    late = await expired(pool, settings, wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))
    await settle_late(pool, late)

    assert await use_count(pool, coupon) == 1
    async with pool.transaction() as db:
        assert await value(db, "select status from checkout.purchases") == "paid"


async def test_money_that_comes_late_goes_back_when_others_used_the_coupon_up(
    client: Client, pool: Pool, settings: Settings
):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop, uses_max=1)

    late = wanting(variant, total_minor=140_00, coupon_codes=["TEN"])
    told = await expired(pool, settings, late)
    await buy(client, wanting(variant, total_minor=140_00, coupon_codes=["TEN"], buyer=GUEST))
    await settle_late(pool, told)

    assert await use_count(pool, coupon) == 1
    async with pool.transaction() as db:
        status = await value(db, "select status from checkout.purchases where id = %(id)s", id=late["id"])
        held = await value(db, "select count(*) from inventory.holds where state in ('active', 'sold')")
    assert (status, held) == ("refunded", 1)


async def test_codes_are_bounded(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    line = {"variant_id": str(variant), "quantity": 1}

    many = await client.post(QUOTES, json={"lines": [line], "country": "MX", "coupon_codes": ["X"] * 6})
    long = await client.post(QUOTES, json={"lines": [line], "country": "MX", "coupon_codes": ["X" * 41]})

    assert (many.status_code, long.status_code) == (422, 422)


async def test_no_coupon_works_on_the_price_of_a_drop(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[200_00])
    await coupon_of(pool, shop)
    await coupon_of(pool, shop, "FREE", kind=CouponKind.FREE_SHIPPING)
    await platform_coupon(pool)
    claim_id = await claimed_in_a_drop(client, pool, shop, variant, price_minor=100_00)
    line = {"variant_id": str(variant), "quantity": 1}
    codes = ["TEN", "FREE", "HOUSE"]

    quote = await client.post(
        QUOTES, json={"lines": [line], "country": "MX", "coupon_codes": codes, "claim_id": claim_id}
    )

    assert quote.json()["total"]["amount"] == 150_00
    assert {each["code"]: each["problem"] for each in quote.json()["coupons"]} == dict.fromkeys(
        codes, "reduced"
    )


async def claimed_in_a_drop(client: Client, pool: Pool, shop: Shop, variant: Any, *, price_minor: int) -> str:
    """Claim a unit of a drop that is open; answers the id of the claim."""
    headers = await sign_in(pool, BRUNO)
    drop = await client.post(
        f"/api/v1/shops/{shop.id}/drops",
        json={
            "id": str(new_id()),
            "variant_id": str(variant),
            "place": "product",
            "price": {"amount": price_minor, "currency": "MXN"},
            "unit_count": 2,
            "buyer_max": 1,
            "needs_account": False,
            "opens_at": clock.now().isoformat(),
        },
        headers=headers,
    )
    assert drop.status_code == 201, drop.text
    claim_id = new_id()
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into drops.claims (id, drop_id, holder_id, quantity, state, until, asked_at)
            values (%(id)s, %(drop_id)s, %(holder_id)s, 1, 'held', kit.now() + interval '5 minutes',
                    kit.now())
            """,
            id=claim_id,
            drop_id=drop.json()["drop"]["id"],
            holder_id=new_id(),
        )
    return str(claim_id)


@pytest.mark.parametrize(("works_on_flash", "total_minor"), [(False, 290_00 + 50_00), (True, 275_00 + 50_00)])
async def test_a_coupon_works_on_a_flash_price_only_if_it_says_so(
    client: Client, pool: Pool, works_on_flash: bool, total_minor: int
):
    shop, [cheap, dear] = await on_sale(pool, prices_minor=[100_00, 200_00])
    await coupon_of(pool, shop, works_on_flash=works_on_flash)
    product_id = (await client.get("/api/v1/products")).json()["items"][0]["id"]
    flash = {
        "id": str(new_id()),
        "product_id": product_id,
        "prices": [{"variant_id": str(dear), "price": 150_00}],
        "ends_at": (clock.now() + timedelta(hours=1)).isoformat(),
    }
    planned = await client.post(
        f"/api/v1/shops/{shop.id}/flash-prices", json=flash, headers=await sign_in(pool, BRUNO)
    )
    assert planned.status_code == 201, planned.text

    def asked(*wanted: tuple[Any, int]) -> dict[str, Any]:
        lines = [{"variant_id": str(each), "quantity": quantity} for each, quantity in wanted]
        return {"lines": lines, "country": "MX", "coupon_codes": ["TEN"]}

    both = (await client.post(QUOTES, json=asked((cheap, 1), (dear, 1)))).json()
    alone = (await client.post(QUOTES, json=asked((dear, 1)))).json()

    # 100.00 and 150.00, 50.00 of shipping, less ten percent of what the coupon is for.
    assert both["total"]["amount"] == total_minor - 50_00
    assert alone["coupons"][0]["problem"] == (None if works_on_flash else "reduced")


@pytest.mark.parametrize("by_shop", [True, False])
async def test_a_use_comes_back_when_an_order_at_the_door_is_cancelled(
    client: Client, pool: Pool, by_shop: bool
):
    shop, variant, headers = await shop_with_cash(client, pool)
    coupon = await coupon_of(pool, shop, uses_max=1)
    body = wanting(variant, total_minor=220_10, coupon_codes=["TEN"])
    ana = await sign_in(pool, ANA)
    await client.post(PLACES, json=body, headers=ana)
    waiting = await client.post(
        f"{PLACES}/{body['id']}/payment", json={"method": "cash_on_delivery"}, headers=ana
    )
    key = waiting.json()["key"]
    confirmed = (await client.post(f"{PLACES}/{body['id']}/confirmation", params={"key": key})).json()
    path = f"/api/v1/orders/{confirmed['orders'][0]['id']}/cancellation"
    assert await use_count(pool, coupon) == 1

    who = headers if by_shop else ana
    cancelled = [await client.post(path, json={"reason": "other plans"}, headers=who) for _ in range(2)]

    assert [each.status_code for each in cancelled] == [200, 200], cancelled[0].text
    assert await use_count(pool, coupon) == 0
    await assert_sound(pool)


async def test_a_use_comes_back_when_a_parcel_is_refused_at_the_door(client: Client, pool: Pool):
    shop, variant, headers = await shop_with_cash(client, pool)
    coupon = await coupon_of(pool, shop, uses_max=1)
    body = wanting(variant, total_minor=220_10, coupon_codes=["TEN"])
    assert (await client.post(PLACES, json=body)).status_code == 201
    waiting = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "cash_on_delivery"})
    confirmed = await client.post(
        f"{PLACES}/{body['id']}/confirmation", params={"key": waiting.json()["key"]}
    )
    order_id = confirmed.json()["orders"][0]["id"]
    parcel = {"carrier": "Correos", "tracking_number": "MX1"}
    await client.post(f"/api/v1/orders/{order_id}/shipment", json=parcel, headers=headers)
    assert await use_count(pool, coupon) == 1

    refused = await client.post(f"/api/v1/orders/{order_id}/refusal", headers=headers)

    assert refused.status_code in {200, 201, 204}, refused.text
    assert await use_count(pool, coupon) == 0
    await assert_sound(pool)
