"""From a cart to a purchase that waits: refused with a reason, and never twice."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests.builders import product_of, shop_of
from tests.checkout.buying import ADDRESS, BUYER, Client, bought, buy, on_sale, wanting
from tests.people import ANA, BRUNO, DAVI, EVA, JOINED, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductChanges, ProductStatus
from vitrina.identity import service as identity
from vitrina.inventory import service as inventory
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id

PLACES = "/api/v1/checkouts"


async def counts(pool: Pool) -> dict[str, int]:
    """How many rows a purchase has left."""
    async with pool.transaction() as db:
        return {
            "purchases": await value(db, "select count(*) from checkout.purchases"),
            "orders": await value(db, "select count(*) from orders.orders"),
            "payments": await value(db, "select count(*) from payments.payments"),
            "holds": await value(db, "select count(*) from inventory.holds"),
        }


NOTHING = {"purchases": 0, "orders": 0, "payments": 0, "holds": 0}
ONE = {"purchases": 1, "orders": 1, "payments": 1, "holds": 1}


async def test_a_purchase_waits_ten_minutes_for_its_payment(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=428_00, quantity=2)

    answer = await client.post(PLACES, json=body)

    assert answer.status_code == 201
    purchase = answer.json()
    assert purchase["id"] == body["id"]
    assert purchase["status"] == "awaiting_payment"
    assert purchase["total"] == {"amount": 428_00, "currency": "MXN"}
    payment = purchase["payment"]
    assert (payment["status"], payment["decline_reason"], payment["challenge"]) == ("open", None, None)
    [order] = purchase["orders"]
    assert order["code"].startswith("VT-")
    assert order["shop"] == {
        "id": str(shop.id),
        "handle": shop.handle,
        "name": shop.name,
        "is_verified": False,
    }
    hold_until = datetime.fromisoformat(purchase["hold_until"])
    async with pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        placed_at = await value(db, "select placed_at from checkout.purchases")
    assert (level.held, level.available) == (2, 8)
    assert hold_until - placed_at == timedelta(minutes=15)


async def test_a_cart_of_two_shops_is_one_purchase_of_two_orders(client: Client, pool: Pool):
    _, [first] = await on_sale(pool, prices_minor=[100_00])
    _, [second] = await on_sale(pool, prices_minor=[200_00])

    paid = await buy(client, wanting(first, second, total_minor=400_00))

    assert [order["total"]["amount"] for order in paid["orders"]] == [150_00, 250_00]
    assert await counts(pool) == {"purchases": 1, "orders": 2, "payments": 1, "holds": 2}


async def test_the_same_id_twice_is_one_purchase(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)

    first, second = await client.post(PLACES, json=body), await client.post(PLACES, json=body)

    assert second.status_code == 201
    assert first.json() == second.json()
    assert await counts(pool) == ONE


async def test_a_repeat_after_payment_tells_that_it_is_paid(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    await buy(client, body)

    again = await client.post(PLACES, json=body)

    assert (again.status_code, again.json()["status"]) == (201, "paid")
    assert await counts(pool) == ONE


async def test_an_id_is_not_taken_for_another_purchase(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    other = await client.post(PLACES, json={**body, "buyer": {**BUYER, "email": "eva@people.example"}})
    signed_in = await client.post(PLACES, json=body, headers=await sign_in(pool, ANA))

    for answer in (other, signed_in):
        assert answer.status_code == 409
        assert answer.json()["code"] == "checkout.purchase_id_taken"
        assert "key" not in answer.text
    assert await counts(pool) == ONE


async def test_a_changed_price_is_shown_and_not_swallowed(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[189_00])

    answer = await client.post(PLACES, json=wanting(variant, total_minor=229_00))

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "checkout.total_changed"
    assert problem["facts"]["quote"]["total"] == {"amount": 239_00, "currency": "MXN"}
    assert problem["facts"]["quote"]["orders"][0]["lines"][0]["variant_id"] == str(variant)
    assert await counts(pool) == NOTHING


async def test_a_total_in_another_currency_is_another_total(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    body["expected_total"]["currency"] = "USD"

    answer = await client.post(PLACES, json=body)

    assert answer.json()["code"] == "checkout.total_changed"


async def test_it_refuses_more_than_there_is_and_says_how_many(client: Client, pool: Pool):
    _, [plenty, few] = await on_sale(pool, prices_minor=[100_00, 200_00], quantity=3)

    answer = await client.post(PLACES, json=wanting(plenty, few, quantity=4, total_minor=1250_00))

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "inventory.not_enough_stock"
    assert problem["facts"]["available"] == 3
    assert await counts(pool) == NOTHING


async def test_what_ran_out_a_moment_ago_is_refused_but_a_repeat_is_not(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    winner = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=winner)

    losers = [await client.post(PLACES, json=wanting(variant, total_minor=239_00)) for _ in range(2)]
    again = await client.post(PLACES, json=winner)

    assert [answer.status_code for answer in losers] == [409, 409]
    assert losers[1].json()["facts"]["available"] == 0
    assert again.status_code == 201


async def test_it_refuses_what_is_not_sold_any_more(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    async with pool.transaction() as db:
        bruno = await identity.person_by_id(db, BRUNO.id)
        [product_id] = await catalogue.products_of(db, [variant])
        changes = ProductChanges(status=ProductStatus.ARCHIVED)
        await catalogue.edit(db, product_id=product_id, actor=bruno, changes=changes, now=JOINED)

    answer = await client.post(PLACES, json=wanting(variant, total_minor=239_00))

    assert (answer.status_code, answer.json()["code"]) == (409, "catalogue.variant_not_sold")
    assert answer.json()["facts"] == {"variant_id": str(variant)}


async def test_two_currencies_are_paid_separately(client: Client, pool: Pool):
    _, [first] = await on_sale(pool)
    async with pool.transaction() as db:
        product = await product_of(db, await shop_of(db, DAVI))
    body = wanting(first, product.variants[0].id, total_minor=1)

    placed = await client.post(PLACES, json=body)
    quoted = await client.post("/api/v1/quotes", json={"lines": body["lines"], "country": "MX"})

    assert placed.json()["code"] == quoted.json()["code"] == "checkout.mixed_currencies"


async def test_a_quote_is_what_the_checkout_charges(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[189_00])
    line = {"variant_id": str(variant), "quantity": 3}

    quote = (await client.post("/api/v1/quotes", json={"lines": [line], "country": "CO"})).json()

    assert quote["total"] == {"amount": 617_00, "currency": "MXN"}
    assert quote["shipping"] == {"amount": 50_00, "currency": "MXN"}
    assert quote["tax"] == {"amount": 85_11, "currency": "MXN"}
    [order] = quote["orders"]
    assert order["lines"][0]["tax"] == {"amount": 78_21, "currency": "MXN"}
    body = wanting(variant, quantity=3, total_minor=quote["total"]["amount"])
    assert (await client.post(PLACES, json=body)).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": {**ADDRESS, "postal_code": "670"}}, "address.postal_code"),
        ({"address": {**ADDRESS, "state": "Narnia"}}, "address.state"),
        ({"address": {key: ADDRESS[key] for key in ADDRESS if key != "city"}}, None),
        ({"address": {**ADDRESS, "country": "XX"}}, None),
        ({"address": {**ADDRESS, "planet": "Mars"}}, None),
        ({"address": {**ADDRESS, "line1": "x" * 121}}, None),
        ({"buyer": {**BUYER, "email": "nobody"}}, "buyer.email"),
        ({"buyer": {**BUYER, "name": " \u200b "}}, "buyer.name"),
        ({"buyer": {**BUYER, "phone": "call me"}}, "buyer.phone"),
        ({"buyer": {**BUYER, "language": "fr"}}, None),
        ({"lines": []}, None),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 0}]}, None),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 100}]}, None),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": -1}]}, None),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 1.5}]}, None),
        ({"lines": [{"variant_id": "'; drop table orders.orders --", "quantity": 1}]}, None),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 1}] * 51}, None),
        ({"expected_total": {"amount": "much", "currency": "MXN"}}, None),
        ({"expected_total": 239}, None),
        ({"id": "1"}, None),
        ({"discount": 100}, None),
    ],
)
async def test_a_malformed_checkout_names_what_is_wrong_and_writes_nothing(
    client: Client, pool: Pool, change: dict[str, Any], field: str | None
):
    _, [variant] = await on_sale(pool)

    answer = await client.post(PLACES, json={**wanting(variant, total_minor=239_00), **change})

    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == "kit.malformed"
    if field:
        assert list(problem["fields"]) == [field]
    else:
        assert problem["fields"]
    assert await counts(pool) == NOTHING


async def test_invalid_bytes_are_malformed(client: Client):
    answer = await client.post(
        PLACES, content=b'{"id": "\xff\xfe"}', headers={"content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")


async def test_text_is_kept_as_text(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    nasty = "<script>alert(1)</script>'; drop table orders.orders; --"
    body = wanting(variant, total_minor=239_00, address={**ADDRESS, "line1": nasty, "references": nasty})

    paid = await buy(client, body)

    order = (await client.get("/api/v1" + paid["orders"][0]["url"])).json()
    assert order["address"]["line1"] == nasty


async def test_a_signed_in_buyer_finds_the_order_in_the_account(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    headers = await sign_in(pool, ANA)

    paid = await buy(client, wanting(variant, total_minor=239_00), headers=headers)

    mine = (await client.get("/api/v1/me/orders", headers=headers)).json()
    assert [order["id"] for order in mine["items"]] == [paid["orders"][0]["id"]]


async def test_a_purchase_is_shown_to_its_buyer_and_to_who_holds_its_key(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    body = wanting(variant, total_minor=239_00)
    purchase = (await client.post(PLACES, json=body, headers=ana)).json()
    path = f"{PLACES}/{purchase['id']}"

    assert (await client.get(path, headers=ana)).json() == purchase
    assert (await client.get(path, params={"key": purchase["key"]})).json() == purchase
    for answer in (
        await client.get(path),
        await client.get(path, headers=eva),
        await client.get(path, params={"key": "wrong"}),
        await client.get(path, params={"key": "é" * 22}),
        await client.get(f"{PLACES}/{new_id()}", params={"key": purchase["key"]}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "checkout.purchase_not_found")


async def test_the_platform_fee_is_taken_of_the_base_of_each_line(pool: Pool, settings: Settings):
    _, [variant] = await on_sale(pool, prices_minor=[499_00])
    with_fee = replace(settings, platform_fee_bps=800)

    await bought(pool, with_fee, wanting(variant, total_minor=549_00), now=JOINED)

    async with pool.transaction() as db:
        assert await value(db, "select fee_minor from orders.lines") == 34_41
        assert await value(db, "select fee_minor from orders.orders") == 34_41
