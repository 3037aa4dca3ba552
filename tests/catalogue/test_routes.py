"""Products over HTTP: wrong input is named, nothing is half-written, and nobody writes for another shop."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.people import BRUNO, EVA, sign_in
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]


def body(**changes: Any) -> dict[str, Any]:
    """A product as a program would send it."""
    return {
        "id": str(new_id()),
        "title": "Taza de barro",
        "description": "Hecha a mano",
        "category": "kitchen",
        "images": [],
        "options": [{"name": "Color", "values": ["Rojo", "Negro"]}],
        "variants": [variant("Rojo"), variant("Negro")],
        "status": "active",
        **changes,
    }


def variant(*values: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "sku": "T-1",
        "values": [*values],
        "price": 18900,
        "compare_at": None,
    } | changes


@pytest.fixture
async def shop(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db, BRUNO)


async def test_a_product_lives_from_creation_to_archive(client: Client, pool: Pool, shop: Shop) -> None:
    bruno = await sign_in(pool, BRUNO)
    sent = body()
    target = f"/api/v1/products/{sent['id']}"

    made = await client.post(f"/api/v1/shops/{shop.id}/products", json=sent, headers=bruno)
    again = await client.post(f"/api/v1/shops/{shop.id}/products", json=sent, headers=bruno)
    edited = await client.patch(target, json={"title": "Taza grande", "status": "draft"}, headers=bruno)
    own = await client.get(f"/api/v1/shops/{shop.id}/products/{sent['id']}", headers=bruno)
    drafts = await client.get(f"/api/v1/shops/{shop.id}/products?status=draft", headers=bruno)
    gone = await client.delete(target, headers=bruno)
    active = await client.get(f"/api/v1/shops/{shop.id}/products?status=active", headers=bruno)

    statuses = [each.status_code for each in (made, again, edited, own, drafts, gone, active)]
    assert statuses == [201, 201, 200, 200, 200, 204, 200]
    assert made.json() == again.json()
    assert made.json()["variants"][0]["price"] == {"amount": 18900, "currency": "MXN"}
    assert (own.json()["title"], own.json()["status"]) == ("Taza grande", "draft")
    assert drafts.json()["items"] == [own.json()]
    assert active.json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"category": "weapons"}, "category"),
        ({"variants": []}, "variants"),
        ({"variants": [variant("Azul")]}, "variants[0].values"),
        ({"variants": [variant("Rojo", price=-1)]}, "variants[0].price"),
        ({"variants": [variant("Rojo", price=0)]}, "variants[0].price"),
        ({"variants": [variant("Rojo", price=10**9 + 1)]}, "variants[0].price"),
        ({"variants": [variant("Rojo", price=1.5)]}, "variants[0].price"),
        ({"variants": [variant("Rojo", compare_at=100)]}, "variants[0].compare_at"),
        ({"variants": [variant("Rojo")] * 101}, "variants"),
        ({"images": [str(new_id())] * 11}, "images"),
        ({"options": [{"name": str(i), "values": ["a"]} for i in range(4)]}, "options"),
        ({"options": [{"name": "Color", "values": [str(i) for i in range(51)]}]}, "options[0].values"),
        ({"is_admin": True}, "is_admin"),
    ],
)
async def test_wrong_input_is_refused_and_nothing_is_written(
    client: Client, pool: Pool, shop: Shop, changes: dict[str, Any], field: str
) -> None:
    answer = await client.post(
        f"/api/v1/shops/{shop.id}/products", json=body(**changes), headers=await sign_in(pool, BRUNO)
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    told = str(answer.json()["fields"])
    assert field.rpartition(".")[2].partition("[")[0] in told
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from catalogue.products") == 0


async def test_several_products_are_put_on_sale_and_taken_off(client: Client, pool: Pool, shop: Shop) -> None:
    bruno, target = await sign_in(pool, BRUNO), f"/api/v1/shops/{shop.id}/products"
    made = [(await client.post(target, json=body(status="draft"), headers=bruno)).json() for _ in range(3)]
    ids = [each["id"] for each in made]

    on_sale = await client.patch(target, json={"product_ids": ids[:2], "status": "active"}, headers=bruno)

    assert on_sale.status_code == 200
    assert on_sale.json() == [each | {"status": "active"} for each in made[:2]]
    active = await client.get(f"{target}?status=active", headers=bruno)
    assert {each["id"] for each in active.json()["items"]} == set(ids[:2])
    wrong: list[dict[str, Any]] = [
        {"product_ids": [], "status": "active"},
        {"product_ids": [str(new_id()) for _ in range(101)], "status": "active"},
        {"product_ids": ids, "status": "sold"},
        {"product_ids": ids},
    ]
    for sent in wrong:
        answer = await client.patch(target, json=sent, headers=bruno)
        assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    strangers = await client.patch(
        target, json={"product_ids": ids, "status": "active"}, headers=await sign_in(pool, EVA)
    )
    assert (strangers.status_code, strangers.json()["code"]) == (403, "shops.not_your_shop")


async def test_a_refused_edit_changes_nothing(client: Client, pool: Pool, shop: Shop) -> None:
    async with pool.transaction() as db:
        product = await product_of(db, shop)
    bruno = await sign_in(pool, BRUNO)
    target = f"/api/v1/products/{product.id}"

    taken = variant(id=str(product.variants[0].id))
    answers = [
        await client.patch(target, json={"title": "New", "images": [str(new_id())]}, headers=bruno),
        await client.patch(target, json={"title": "New", "variants": [taken, taken]}, headers=bruno),
        await client.patch(target, content=b'{"title": "\xff"}', headers=bruno),
        await client.patch(f"/api/v1/products/{new_id()}", json={"title": "New"}, headers=bruno),
    ]

    assert [answer.status_code for answer in answers] == [404, 422, 422, 404]
    own = await client.get(f"/api/v1/shops/{shop.id}/products/{product.id}", headers=bruno)
    assert own.json()["title"] == "Linen shirt"


async def test_only_members_may_write_and_read_drafts(client: Client, pool: Pool, shop: Shop) -> None:
    async with pool.transaction() as db:
        product = await product_of(db, shop)
    eva = await sign_in(pool, EVA)
    asked = [
        ("POST", f"/api/v1/shops/{shop.id}/products", body()),
        ("PATCH", f"/api/v1/products/{product.id}", {"title": "Mine"}),
        ("DELETE", f"/api/v1/products/{product.id}", None),
        ("GET", f"/api/v1/shops/{shop.id}/products", None),
        ("GET", f"/api/v1/shops/{shop.id}/products/{product.id}", None),
    ]

    guests = [await client.request(method, target, json=sent) for method, target, sent in asked]
    others = [await client.request(method, target, json=sent, headers=eva) for method, target, sent in asked]

    assert {answer.json()["code"] for answer in guests} == {"identity.sign_in_needed"}
    assert {answer.json()["code"] for answer in others} == {"shops.not_your_shop"}
