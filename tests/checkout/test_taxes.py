"""Shops that write prices without tax, goods of another class, and buyers who pay none."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import Client, buy, on_sale, wanting
from tests.people import ANA, BRUNO, EVA, JOINED, load, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import PRICE_MINOR_MAX, NewVariant, ProductChanges
from vitrina.checkout import store
from vitrina.checkout.errors import TooManyExemptBuyers
from vitrina.checkout.model import EXEMPT_BUYERS_MAX
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.taxes import TaxClass
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop, Shop

QUOTES = "/api/v1/quotes"
NEXT_YEAR = (clock.real_now() + timedelta(days=365)).date().isoformat()


async def mark(client: Client, pool: Pool, shop: Shop, **changes: Any) -> Any:
    body = {"id": str(uuid4()), "email": ANA.email, "document": "OFICIO-77", "ends_on": NEXT_YEAR, **changes}
    return await client.post(
        f"/api/v1/shops/{shop.id}/exempt-buyers", json=body, headers=await sign_in(pool, BRUNO)
    )


async def test_an_exempt_buyer_is_quoted_and_charged_without_tax(client: Client, pool: Pool):
    shop, [variant_id] = await on_sale(pool, prices_minor=[116_00])
    assert (await mark(client, pool, shop)).status_code == 200
    headers = await sign_in(pool, ANA)
    asked = {"lines": [{"variant_id": str(variant_id), "quantity": 2}], "country": "MX"}

    hers = (await client.post(QUOTES, json=asked, headers=headers)).json()
    guests = (await client.post(QUOTES, json=asked)).json()
    bought = await buy(client, wanting(variant_id, quantity=2, total_minor=243_10), headers=headers)

    # 50.00 of shipping are 43.10 and 6.90 of tax.
    assert (hers["total"]["amount"], hers["tax"]["amount"]) == (243_10, 0)
    assert hers["orders"][0]["is_tax_exempt"]
    assert (guests["total"]["amount"], guests["tax"]["amount"]) == (282_00, 38_90)
    order_id = bought["orders"][0]["id"]
    order = (await client.get(f"/api/v1/orders/{order_id}", headers=headers)).json()
    assert order["exempt_document"] == "OFICIO-77"
    assert [(each["rate_bps"], each["base"]["amount"]) for each in order["taxes"]] == [(0, 200_00)]
    receipt = (await client.get(f"/api/v1/orders/{order_id}/receipt", headers=headers)).json()
    assert (receipt["exempt_document"], receipt["tax"]["amount"]) == ("OFICIO-77", 0)
    file = await client.get(f"/api/v1/orders/{order_id}/receipt/file", headers=headers)
    assert file.status_code == 200


async def test_a_guest_who_writes_her_e_mail_pays_tax(client: Client, pool: Pool):
    shop, [variant_id] = await on_sale(pool, prices_minor=[116_00])
    await mark(client, pool, shop)

    answer = await client.post("/api/v1/checkouts", json=wanting(variant_id, total_minor=143_10))

    assert answer.json()["code"] == "checkout.total_changed"
    assert answer.json()["facts"]["quote"]["total"]["amount"] == 166_00


async def test_an_exemption_ends_with_its_last_day(client: Client, pool: Pool, db: Db):
    shop, [variant_id] = await on_sale(pool, prices_minor=[116_00])
    today = (clock.real_now() - timedelta(hours=6)).date()
    await mark(client, pool, shop, ends_on=today.isoformat())
    asked = {"lines": [{"variant_id": str(variant_id), "quantity": 1}], "country": "MX"}
    headers = await sign_in(pool, ANA)
    assert (await client.post(QUOTES, json=asked, headers=headers)).json()["tax"]["amount"] == 0

    async with pool.transaction() as other:
        await other.execute("update checkout.exempt_buyers set ends_on = ends_on - 1")

    assert (await client.post(QUOTES, json=asked, headers=headers)).json()["tax"]["amount"] == 22_90
    shown = await client.get(f"/api/v1/shops/{shop.id}/exempt-buyers", headers=await sign_in(pool, BRUNO))
    assert [each["is_over"] for each in shown.json()["items"]] == [True]


async def test_a_buyer_is_marked_by_handle_and_unmarked(client: Client, pool: Pool):
    shop, [variant_id] = await on_sale(pool, prices_minor=[116_00])
    await sign_in(pool, ANA)
    marked = await mark(client, pool, shop, email=None, handle=ANA.handle)
    asked = {"lines": [{"variant_id": str(variant_id), "quantity": 1}], "country": "MX"}
    headers = await sign_in(pool, ANA)
    assert (await client.post(QUOTES, json=asked, headers=headers)).json()["tax"]["amount"] == 0

    [entry] = marked.json()["items"]
    gone = await client.delete(
        f"/api/v1/shops/{shop.id}/exempt-buyers/{entry['id']}", headers=await sign_in(pool, BRUNO)
    )

    assert (entry["handle"], entry["email"]) == (ANA.handle, None)
    assert gone.status_code == 204
    assert (await client.post(QUOTES, json=asked, headers=headers)).json()["tax"]["amount"] == 22_90


async def test_marking_a_buyer_again_replaces_her_document(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    await mark(client, pool, shop)

    again = await mark(client, pool, shop, email=ANA.email.upper(), document="OFICIO-78")

    assert [each["document"] for each in again.json()["items"]] == ["OFICIO-78"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document": " "}, "document"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"email": None}, "email"),
        ({"handle": "nobody.here", "email": None}, "handle"),
        ({"handle": "ana.test"}, "email"),
        ({"email": "no address"}, "email"),
    ],
)
async def test_what_is_wrong_with_a_mark_is_named(
    client: Client, pool: Pool, changes: dict[str, Any], field: str
):
    shop, _ = await on_sale(pool)

    answer = await mark(client, pool, shop, **changes)

    assert answer.status_code == 422
    assert field in answer.json()["fields"]


async def test_only_its_people_mark_buyers_of_a_shop(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    body = {"id": str(uuid4()), "email": EVA.email, "document": "1", "ends_on": NEXT_YEAR}
    path = f"/api/v1/shops/{shop.id}/exempt-buyers"
    headers = await sign_in(pool, EVA)

    answers = [
        await client.post(path, json=body, headers=headers),
        await client.get(path, headers=headers),
        await client.delete(f"{path}/{body['id']}", headers=headers),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]


async def test_an_id_of_another_entry_is_refused(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    await mark(client, pool, shop, id="01900000-0000-7000-8000-000000000077")

    answer = await mark(client, pool, shop, id="01900000-0000-7000-8000-000000000077", email=EVA.email)

    assert answer.json()["code"] == "checkout.exempt_buyer_id_taken"


async def test_so_many_buyers_can_be_marked(client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch):
    shop, _ = await on_sale(pool)
    assert EXEMPT_BUYERS_MAX == 500

    async def full(*_: Any) -> int:
        return EXEMPT_BUYERS_MAX

    monkeypatch.setattr(store, "count_exempt", full)
    answer = await mark(client, pool, shop)

    assert answer.json()["code"] == TooManyExemptBuyers.code


async def net_shop(db: Db) -> Shop:
    shop = await shop_of(db)
    return await shops.change_shop(db, await load(db, BRUNO), shop.id, ChangeShop(prices_include_tax=False))


async def test_a_shop_that_writes_prices_without_tax_shows_and_sells_them_with_it(client: Client, pool: Pool):
    async with pool.transaction() as db:
        shop = await net_shop(db)
        product = await product_of(db, shop, prices_minor=[100_00])
    variant_id = product.variants[0].id

    own = await client.get(
        f"/api/v1/shops/{shop.id}/products/{product.id}", headers=await sign_in(pool, BRUNO)
    )
    seen = (await client.get(f"/api/v1/products/{product.id}")).json()
    asked = {"lines": [{"variant_id": str(variant_id), "quantity": 1}], "country": "MX"}
    quote = (await client.post(QUOTES, json=asked)).json()

    [written] = own.json()["variants"]
    assert (own.json()["price_includes_tax"], own.json()["tax_rate_bps"]) == (False, 1_600)
    assert (written["price"]["amount"], written["shown_price"]["amount"]) == (100_00, 116_00)
    assert (seen["variants"][0]["price"]["amount"], seen["price_includes_tax"]) == (116_00, True)
    [order] = quote["orders"]
    assert order["prices_include_tax"] is False
    assert [(each["rate_bps"], each["base"]["amount"], each["tax"]["amount"]) for each in order["taxes"]] == [
        (1_600, 100_00, 16_00)
    ]
    assert quote["total"]["amount"] == 166_00


async def test_an_edit_keeps_what_a_shop_wrote_whatever_the_class_becomes(db: Db):
    shop, bruno = await net_shop(db), await load(db, BRUNO)
    product = await product_of(db, shop, prices_minor=[99_99, 33])
    changes = ProductChanges(title="Bread", tax_class=TaxClass.ZERO)

    edited = await catalogue.edit(db, product_id=product.id, actor=bruno, changes=changes, now=JOINED)
    again = await catalogue.edit(
        db, product_id=product.id, actor=bruno, changes=ProductChanges(tax_class=TaxClass.GENERAL), now=JOINED
    )

    assert [each.price.amount_minor for each in edited.variants] == [99_99, 33]
    assert [each.shown_price.amount_minor for each in edited.variants] == [99_99, 33]
    assert [each.price.amount_minor for each in again.variants] == [99_99, 33]
    assert [each.shown_price.amount_minor for each in again.variants] == [115_99, 38]


async def test_a_price_that_is_too_high_with_tax_is_refused(db: Db):
    shop, bruno = await net_shop(db), await load(db, BRUNO)
    product = await product_of(db, shop)
    wanted = [NewVariant(id=product.variants[0].id, values=[], price_minor=PRICE_MINOR_MAX)]

    with pytest.raises(Malformed) as caught:
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(variants=wanted), now=JOINED
        )

    assert caught.value.reasons == {"variants[0].price": "is too high with tax"}


async def test_a_class_that_the_country_does_not_have_is_refused(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    product = new_product(50_00)
    body: dict[str, Any] = {
        "id": str(product.id),
        "title": "Tea",
        "category": "pantry",
        "tax_class": "reduced",
        "variants": [{"id": str(product.variants[0].id), "values": [], "price": 50_00}],
    }
    path = f"/api/v1/shops/{shop.id}/products"

    refused = await client.post(path, json=body, headers=await sign_in(pool, BRUNO))
    taken = await client.post(path, json={**body, "tax_class": "zero"}, headers=await sign_in(pool, BRUNO))

    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["tax_class"])
    assert (taken.json()["tax_class"], taken.json()["tax_rate_bps"]) == ("zero", 0)


async def test_everybody_reads_the_rates_with_their_laws(client: Client):
    shown = (await client.get("/api/v1/tax-rates/CO")).json()

    assert [(each["tax_class"], each["rate_bps"]) for each in shown["items"]] == [
        ("general", 1_900),
        ("reduced", 500),
        ("zero", 0),
    ]
    assert all(each["source"] for each in shown["items"])
    assert (await client.get("/api/v1/tax-rates/XX")).status_code in {404, 422}
