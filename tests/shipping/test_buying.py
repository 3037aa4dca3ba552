"""Buying where a shop sends to, and where it does not."""

from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from psycopg.errors import CheckViolation

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import ADDRESS, Client, buy, on_sale, wanting
from tests.people import ANA, BRUNO, sign_in
from vitrina.catalogue.model import VariantId
from vitrina.kit.db import Pool, value
from vitrina.shipping.errors import TooHeavy
from vitrina.shops.model import Shop

QUOTES = "/api/v1/quotes"


def rate(name: str = "Standard", **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "name": name,
        "country": "MX",
        "price": 99_00,
        "handling_days": 1,
        "transit_min_days": 2,
        "transit_max_days": 4,
        **changes,
    }


async def set_rates(client: Client, pool: Pool, shop: Any, *rates: dict[str, Any]) -> None:
    answer = await client.put(
        f"/api/v1/shops/{shop.id}/shipping-rates",
        json={"items": list(rates)},
        headers=await sign_in(pool, BRUNO),
    )
    assert answer.status_code == 200, answer.text


async def test_a_shop_says_where_it_sends_to(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    rates = [rate(), rate("Pickup", is_pickup=True, price=0, states=["Jalisco"])]

    await set_rates(client, pool, shop, *rates)

    shown = (await client.get(f"/api/v1/shops/{shop.id}/shipping-rates")).json()["items"]
    assert [each["name"] for each in shown] == ["Standard", "Pickup"]
    assert shown[1]["states"] == ["Jalisco"]
    # The shop window tells the cheapest parcel at home.
    assert (await client.get(f"/api/v1/shops/{shop.id}")).json()["shipping"]["amount"] == 99_00
    await set_rates(client, pool, shop)
    assert (await client.get(f"/api/v1/shops/{shop.id}/shipping-rates")).json() == {"items": []}


async def test_only_its_people_say_so(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)

    answer = await client.put(
        f"/api/v1/shops/{shop.id}/shipping-rates", json={"items": []}, headers=await sign_in(pool, ANA)
    )

    assert answer.status_code == 403


async def test_a_quote_knows_as_much_as_the_address(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    near = rate("Near", states=["Ciudad de México"], price=30_00)
    await set_rates(client, pool, shop, rate(), near)
    body = {"lines": [{"variant_id": str(variant), "quantity": 1}], "country": "MX"}

    async def order(**more: Any) -> dict[str, Any]:
        return (await client.post(QUOTES, json={**body, **more})).json()["orders"][0]

    first = await order()
    assert [way["name"] for way in first["ways"]] == ["Near", "Standard"]
    known = await order(state="ciudad de mexico", postal_code="06700")
    assert [way["name"] for way in known["ways"]] == ["Near"]
    assert known["total"]["amount"] == 130_00
    assert known["way"]["promise"]["first"] <= known["way"]["promise"]["last"]


async def test_what_was_chosen_is_paid_and_promised(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    fast = rate("Express", price=149_00, handling_days=0, transit_min_days=1, transit_max_days=1)
    await set_rates(client, pool, shop, rate(), fast)
    choice = {"shop_id": str(shop.id), "rate_id": fast["id"]}

    paid = await buy(
        client, wanting(variant, total_minor=249_00, shipping=[choice], note="Ring twice,\nplease")
    )

    shown = (await client.get("/api/v1" + paid["orders"][0]["url"])).json()
    assert shown["shipping_name"] == "Express"
    assert shown["promise"]["first"] == shown["promise"]["last"]
    assert shown["note"] == "Ring twice,\nplease"
    async with pool.transaction() as db:
        assert await value(db, "select transit_max_days from orders.orders") == 1


async def test_where_a_shop_does_not_send_nothing_is_held(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    other, [fine] = await on_sale(pool, prices_minor=[100_00])
    await set_rates(client, pool, shop, rate(states=["Sonora"]))
    lines = [{"variant_id": str(each), "quantity": 1} for each in (variant, fine)]

    placed = await client.post("/api/v1/checkouts", json=wanting(variant, fine, total_minor=349_00))
    quoted = await client.post(
        QUOTES, json={"lines": lines, "country": "MX", "state": ADDRESS["state"], "postal_code": "06700"}
    )

    for answer in (placed, quoted):
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["code"] == "shipping.not_sent_there"
        assert problem["facts"] == {"shops": shop.name, "variant_ids": [str(variant)]}
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from inventory.holds") == 0
    del other


async def test_free_shipping_from_a_sum_counts_the_goods_before_coupons(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    await set_rates(client, pool, shop, rate(free_from=200_00))

    await buy(client, wanting(variant, total_minor=199_00))
    await buy(client, wanting(variant, total_minor=200_00, quantity=2))


async def test_a_changed_rate_is_told_before_it_is_paid(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    await set_rates(client, pool, shop, rate(price=120_00))

    answer = await client.post("/api/v1/checkouts", json=wanting(variant, total_minor=199_00))

    assert answer.json()["code"] == "checkout.total_changed"
    assert answer.json()["facts"]["quote"]["total"]["amount"] == 220_00


BY_WEIGHT = [{"grams_from": 1_000, "price": 149_00}, {"grams_from": 3_000, "price": 299_00}]


async def weighed(pool: Pool, *weights_g: int | None) -> tuple[Shop, list[VariantId]]:
    """A shop with a variant of each weight, for 100.00."""
    async with pool.transaction() as db:
        shop = await shop_of(db)
        wanted = new_product(*[100_00 for _ in weights_g])
        variants = [
            replace(each, weight_g=weight_g)
            for each, weight_g in zip(wanted.variants, weights_g, strict=True)
        ]
        product = await product_of(db, shop, new=replace(wanted, variants=variants))
    return shop, [variant.id for variant in product.variants]


async def quoted(client: Client, *wanted: tuple[VariantId, int]) -> Any:
    lines = [{"variant_id": str(each), "quantity": quantity} for each, quantity in wanted]
    return await client.post(QUOTES, json={"lines": lines, "country": "MX"})


async def test_a_parcel_is_paid_by_its_weight(client: Client, pool: Pool):
    shop, [light, heavy] = await weighed(pool, 400, 2_500)
    await set_rates(client, pool, shop, rate(weight_steps=BY_WEIGHT))

    answers = [
        (await quoted(client, (light, 2))).json(),
        (await quoted(client, (light, 3))).json(),
        (await quoted(client, (light, 2), (heavy, 1))).json(),
    ]
    purchase = await buy(client, wanting(light, heavy, total_minor=349_00))

    assert [each["shipping"]["amount"] for each in answers] == [99_00, 149_00, 299_00]
    assert [each["orders"][0]["weight_g"] for each in answers] == [800, 1_200, 3_300]
    assert answers[0]["orders"][0]["default_weight_g"] is None
    assert purchase["total"]["amount"] == 349_00


async def test_what_was_not_weighed_counts_with_the_weight_of_its_shop_and_says_so(
    client: Client, pool: Pool
):
    shop, [light, unknown] = await weighed(pool, 400, None)
    await set_rates(client, pool, shop, rate(weight_steps=BY_WEIGHT))
    changed = await client.patch(
        f"/api/v1/shops/{shop.id}", json={"default_weight_g": 700}, headers=await sign_in(pool, BRUNO)
    )

    [order] = (await quoted(client, (light, 1), (unknown, 1))).json()["orders"]

    assert changed.json()["default_weight_g"] == 700
    assert (order["weight_g"], order["default_weight_g"], order["shipping"]["amount"]) == (1_100, 700, 149_00)


async def test_a_shop_without_rates_by_weight_weighs_nothing(client: Client, pool: Pool):
    shop, [unknown] = await weighed(pool, None)
    await set_rates(client, pool, shop, rate())

    [order] = (await quoted(client, (unknown, 1))).json()["orders"]

    assert (order["weight_g"], order["default_weight_g"]) == (None, None)


async def test_a_cart_that_no_rate_can_carry_is_refused_with_the_limit(client: Client, pool: Pool):
    shop, [_, heavy] = await weighed(pool, 400, 2_500)
    await set_rates(client, pool, shop, rate(weight_max_g=5_000))

    taken = await quoted(client, (heavy, 2))
    refused = await quoted(client, (heavy, 3))
    placed = await client.post("/api/v1/checkouts", json=wanting(heavy, quantity=3, total_minor=399_00))

    assert taken.status_code == 200
    assert refused.json()["code"] == placed.json()["code"] == TooHeavy.code
    assert refused.json()["facts"]["weight_max_g"] == 5_000
    assert refused.json()["facts"]["variant_ids"] == [str(heavy)]


async def test_the_database_refuses_steps_of_both_kinds(pool: Pool, client: Client):
    shop, _ = await on_sale(pool)
    await set_rates(client, pool, shop, rate(weight_steps=BY_WEIGHT))

    with pytest.raises(CheckViolation):
        async with pool.transaction() as db:
            await db.execute("""update shipping.rates set steps = '[{"goods_from": 1, "price": 1}]'""")
