"""What a country prohibits is sold to none of its addresses, by whatever way it is bought."""

from typing import Any

import pytest

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import ADDRESS, BUYER, buy, wanting
from tests.people import ANA, BRUNO, sign_in
from tests.prohibitions.holding import (
    TO_ARGENTINA,
    TO_COLOMBIA,
    TO_MEXICO,
    TOTAL_MINOR,
    Client,
    buying,
    sold,
)
from vitrina.catalogue.model import Product
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id

CODE = "prohibitions.prohibited_there"


async def by_quote(client: Client, pool: Pool, product: Product) -> Any:
    lines = [{"variant_id": str(product.variants[0].id), "quantity": 1}]
    return await client.post("/api/v1/quotes", json={"lines": lines, "country": "MX"})


async def by_checkout(client: Client, pool: Pool, product: Product) -> Any:
    return await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))


async def by_cart(client: Client, pool: Pool, product: Product) -> Any:
    cart = str(new_id())
    path = f"/api/v1/carts/{cart}/lines/{product.variants[0].id}"
    added = await client.put(path, json={"quantity": 1})
    assert added.status_code < 300, added.text
    return await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO, cart_id=cart))


async def by_chat(client: Client, pool: Pool, product: Product) -> Any:
    ana, bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    talk = await client.post("/api/v1/conversations", json={"shop_id": str(product.shop_id)}, headers=ana)
    line = {"variant_id": str(product.variants[0].id), "quantity": 1}
    path = f"/api/v1/conversations/{talk.json()['id']}/messages"
    sent = await client.post(path, json={"id": str(new_id()), "cart": [line]}, headers=ana)
    cart = f"/api/v1/chat-carts/{sent.json()['cart_id']}"
    confirmed = await client.put(f"{cart}/confirmation", json={"version": 1}, headers=bruno)
    assert confirmed.status_code == 200, confirmed.text
    body = {
        "id": str(new_id()),
        "version": 1,
        "buyer": BUYER,
        "address": ADDRESS,
        "expected_total": {"amount": TOTAL_MINOR, "currency": "MXN"},
    }
    return await client.post(f"{cart}/checkouts", json=body, headers=ana)


@pytest.mark.parametrize("way", [by_quote, by_checkout, by_cart, by_chat])
async def test_no_way_to_buy_leads_past_the_law_of_the_address(client: Client, pool: Pool, way: Any) -> None:
    product = await sold(pool, "Vape de mango")

    answer = await way(client, pool, product)

    assert (answer.status_code, answer.json()["code"]) == (409, CODE)
    assert answer.json()["facts"] == {
        "country": "MX",
        "titles": "Vape de mango",
        "variant_ids": [str(product.variants[0].id)],
    }
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from checkout.purchases") == 0
        assert await value(db, "select count(*) from inventory.holds") == 0


@pytest.mark.parametrize("language", ["es", "pt", "en"])
async def test_the_buyer_reads_what_may_not_go_where(client: Client, pool: Pool, language: str) -> None:
    body = buying(await sold(pool, "Vape de mango"), TO_MEXICO)

    answer = await client.post("/api/v1/checkouts", json=body, headers={"accept-language": language})

    assert "Vape de mango" in answer.json()["title"]
    assert "(MX)" in answer.json()["title"]


async def test_what_counts_is_where_the_parcel_goes_and_not_where_the_shop_is(
    client: Client, pool: Pool
) -> None:
    product = await sold(pool, "Vape de mango")

    assert (await buy(client, buying(product, TO_COLOMBIA)))["status"] == "paid"
    refused = await client.post("/api/v1/checkouts", json=buying(product, TO_ARGENTINA))
    assert refused.json()["facts"]["country"] == "AR"


async def test_one_line_keeps_the_cart_and_the_refusal_names_that_line(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        shirt = await product_of(db, shop, new=new_product(189_00, title="Camisa"))
        vape = await product_of(db, shop, new=new_product(189_00, title="Vapeador"))
    both = wanting(shirt.variants[0].id, vape.variants[0].id, total_minor=428_00)

    answer = await client.post("/api/v1/checkouts", json=both)

    assert answer.json()["facts"]["variant_ids"] == [str(vape.variants[0].id)]
    assert (await buy(client, wanting(shirt.variants[0].id, total_minor=TOTAL_MINOR)))["status"] == "paid"


async def test_the_words_that_count_are_those_of_the_moment(client: Client, pool: Pool) -> None:
    product, headers = await sold(pool, "Camisa"), await sign_in(pool, BRUNO)
    path = f"/api/v1/products/{product.id}"

    await client.patch(path, json={"description": "Con un vapeador de regalo"}, headers=headers)
    refused = await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))
    await client.patch(path, json={"description": "Con un lápiz de regalo"}, headers=headers)

    assert refused.json()["code"] == CODE
    assert (await buy(client, buying(product, TO_MEXICO)))["status"] == "paid"


async def test_a_choice_of_the_buyer_can_name_it_too(client: Client, pool: Pool) -> None:
    product, headers = await sold(pool, "Regalo sorpresa"), await sign_in(pool, BRUNO)
    variant = {"id": str(product.variants[0].id), "values": ["Cigarrillo electrónico"], "price": 189_00}
    changes = {"options": [{"name": "Qué", "values": ["Cigarrillo electrónico"]}], "variants": [variant]}

    await client.patch(f"/api/v1/products/{product.id}", json=changes, headers=headers)
    refused = await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))

    assert refused.json()["code"] == CODE


async def test_the_product_stays_in_sight(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Vape de mango")

    assert (await client.get(f"/api/v1/products/{product.id}")).status_code == 200
