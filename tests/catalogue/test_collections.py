"""Collections: a shop's own groups of its own products, in its order, with a way back."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import image_of, new_product, product_of, shop_of
from tests.people import ANA, BRUNO, JOINED, load, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import COLLECTED_MAX, COLLECTIONS_MAX, CollectionId, NewCollection, Product
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]
API = "/api/v1"
PATIENCE_S = 20


@pytest.fixture
async def shop(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db, BRUNO)


@pytest.fixture
async def products(pool: Pool, shop: Shop) -> list[Product]:
    async with pool.transaction() as db:
        return [await product_of(db, shop, new=new_product(100 + i, title=f"p{i}")) for i in range(3)]


@pytest.fixture
async def bruno(pool: Pool) -> dict[str, str]:
    return await sign_in(pool, BRUNO)


def body(*products: Product, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "  Para la   playa ",
        "product_ids": [str(each.id) for each in products],
        **changes,
    }


async def titles(client: Client, collection: str, **query: str) -> list[str]:
    page = (await client.get(f"{API}/products", params={"collection": collection, **query})).json()
    return [card["title"] for card in page["items"]]


async def status_of(client: Client, target: str) -> int:
    return (await client.get(target)).status_code


async def seen(what: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Look until the shop window shows it: it may be a second behind."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := await what()) != wanted:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)


async def test_a_collection_is_made_named_anew_ordered_hidden_and_shown(
    client: Client, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    first, second, third = products
    sent = body(first, second)
    target = f"{API}/collections/{sent['id']}"

    made = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)
    again = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)
    await seen(lambda: titles(client, sent["id"]), ["p0", "p1"])
    order = [str(third.id), str(first.id)]
    edited = await client.patch(target, json={"name": "Verano", "product_ids": order}, headers=bruno)
    await seen(lambda: titles(client, sent["id"]), ["p2", "p0"])
    await client.patch(target, json={"is_hidden": True}, headers=bruno)
    await seen(lambda: status_of(client, target), 404)
    await seen(lambda: status_of(client, f"{API}/products?collection={sent['id']}"), 404)
    own = (await client.get(f"{API}/shops/{shop.id}/collections", headers=bruno)).json()["items"]

    assert (made.status_code, again.json()) == (201, made.json())
    assert made.json()["name"] == "Para la playa"
    assert (edited.json()["name"], [each["id"] for each in edited.json()["products"]]) == ("Verano", order)
    assert [(each["name"], each["is_hidden"], each["product_count"]) for each in own] == [("Verano", True, 2)]


async def test_a_deleted_collection_comes_back_as_it_was(
    client: Client, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    sent = body(*products)
    target = f"{API}/collections/{sent['id']}"
    made = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)

    assert (await client.delete(target, headers=bruno)).status_code == 204
    await seen(lambda: status_of(client, target), 404)
    own = (await client.get(f"{API}/shops/{shop.id}/collections", headers=bruno)).json()
    by_id = await client.get(f"{API}/shops/{shop.id}/collections/{sent['id']}", headers=bruno)
    edited = await client.patch(target, json={"name": "x"}, headers=bruno)
    restored = [await client.post(f"{target}/restoration", headers=bruno) for _ in range(2)]

    assert (own["items"], by_id.status_code, edited.status_code) == ([], 404, 404)
    assert [each.json() for each in restored] == [made.json()] * 2
    await seen(lambda: titles(client, sent["id"]), ["p0", "p1", "p2"])


async def test_the_products_of_a_collection_are_read_page_by_page(
    client: Client, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    sent = body(*reversed(products))
    await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)
    found: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        query = {"collection": sent["id"], "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/products", params=query)).json()
        found += [card["title"] for card in page["items"]]
        cursor = page["next_cursor"]

    assert found == ["p2", "p1", "p0"]
    assert await titles(client, sent["id"], category="pets") == []
    assert await titles(client, sent["id"], shop=shop.handle) == found


async def test_everybody_sees_what_has_something_on_sale(
    client: Client, pool: Pool, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    for i in range(3):
        name = {"name": f"c{i}"}
        await client.post(f"{API}/shops/{shop.id}/collections", json=body(*products, **name), headers=bruno)
    await client.post(f"{API}/shops/{shop.id}/collections", json=body(name="empty"), headers=bruno)

    async def counts(**query: str) -> dict[str, int]:
        page = (await client.get(f"{API}/collections", params=query)).json()
        assert {each["shop"]["handle"] for each in page["items"]} <= {shop.handle}
        return {each["name"]: each["product_count"] for each in page["items"]}

    everywhere, of_shop = await counts(), await counts(shop=shop.handle)
    for product in products[1:]:
        await client.delete(f"{API}/products/{product.id}", headers=bruno)

    assert everywhere == {"c2": 3, "c1": 3}, "no shop fills the shelf of all"
    assert of_shop == {"c2": 3, "c1": 3, "c0": 3}
    await seen(lambda: counts(shop=shop.handle), {"c2": 1, "c1": 1, "c0": 1})
    await client.delete(f"{API}/products/{products[0].id}", headers=bruno)
    await seen(lambda: counts(shop=shop.handle), {})


async def test_the_cover_is_chosen_or_the_first_picture(
    client: Client, pool: Pool, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    async with pool.transaction() as db:
        picture, cover, of_ana = await image_of(db), await image_of(db), await image_of(db, ANA)
    await client.patch(f"{API}/products/{products[1].id}", json={"images": [str(picture)]}, headers=bruno)
    sent = body(*products)
    target = f"{API}/collections/{sent['id']}"
    await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)

    async def shown() -> str:
        return (await client.get(target)).json()["image_url"].split("/")[-2]

    await seen(shown, str(picture))
    edited = await client.patch(target, json={"cover": str(cover)}, headers=bruno)
    await seen(shown, str(cover))
    foreign = await client.patch(target, json={"cover": str(of_ana)}, headers=bruno)

    assert edited.json()["cover"]["file_id"] == str(cover)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "media.image_not_found")


async def test_nobody_collects_the_products_of_another_shop(
    client: Client, pool: Pool, shop: Shop, products: list[Product], bruno: dict[str, str]
) -> None:
    ana = await sign_in(pool, ANA)
    async with pool.transaction() as db:
        other = await shop_of(db, ANA)
    sent = body(*products)
    mine = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)

    stolen = await client.post(f"{API}/shops/{other.id}/collections", json=body(*products), headers=ana)
    taken = await client.post(f"{API}/shops/{other.id}/collections", json=body(id=sent["id"]), headers=ana)
    unknown = await client.patch(f"{API}/collections/{new_id()}", json={"name": "x"}, headers=ana)

    assert mine.status_code == 201
    assert (stolen.status_code, stolen.json()["code"]) == (404, "catalogue.product_not_found")
    assert (taken.status_code, taken.json()["code"]) == (409, "catalogue.id_taken")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "catalogue.collection_not_found")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " \n "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"product_ids": [str(new_id())] * 2}, "product_ids"),
        ({"product_ids": [str(new_id()) for _ in range(COLLECTED_MAX + 1)]}, "product_ids"),
        ({"is_admin": True}, "is_admin"),
    ],
)
async def test_wrong_input_is_named(
    client: Client, shop: Shop, bruno: dict[str, str], changes: dict[str, Any], field: str
) -> None:
    answer = await client.post(f"{API}/shops/{shop.id}/collections", json=body(**changes), headers=bruno)

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    assert field in str(answer.json()["fields"])


async def test_a_shop_has_so_many_collections(
    client: Client, pool: Pool, shop: Shop, bruno: dict[str, str]
) -> None:
    async with pool.transaction() as db:
        actor = await load(db, BRUNO)
        ids = [CollectionId(new_id()) for _ in range(COLLECTIONS_MAX)]
        for each in ids:
            new = NewCollection(id=each, name="c")
            await catalogue.add_collection(db, shop_id=shop.id, actor=actor, new=new, now=JOINED)
    sent = body()
    last = f"{API}/collections/{ids[-1]}"

    full = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)
    await client.delete(last, headers=bruno)
    fits = await client.post(f"{API}/shops/{shop.id}/collections", json=sent, headers=bruno)
    back = await client.post(f"{last}/restoration", headers=bruno)

    assert (full.status_code, full.json()["code"]) == (409, "catalogue.too_many_collections")
    assert fits.status_code == 201
    assert (back.status_code, back.json()["code"]) == (409, "catalogue.too_many_collections")
