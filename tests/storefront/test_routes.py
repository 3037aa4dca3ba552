"""The public reads over HTTP."""

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import new_product, product_of, shop_of
from vitrina.catalogue.model import Product
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]


async def stock(pool: Pool, *titles: str) -> tuple[Shop, list[Product]]:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        return shop, [await product_of(db, shop, new=new_product(100, title=title)) for title in titles]


async def test_the_list_is_read_page_by_page(client: Client, pool: Pool) -> None:
    await stock(pool, *[f"p{i}" for i in range(5)])
    titles: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = (await client.get("/api/v1/products", params={"limit": "2", **more})).json()
        assert len(page["items"]) <= 2
        titles += [card["title"] for card in page["items"]]
        cursor = page["next_cursor"]

    assert titles == [f"p{i}" for i in reversed(range(5))]


async def test_the_list_is_filtered_by_shop_and_category(client: Client, pool: Pool) -> None:
    shop, _ = await stock(pool, "mine")
    await stock(pool, "other")

    by_id = (await client.get("/api/v1/products", params={"shop": str(shop.id)})).json()
    by_handle = (await client.get("/api/v1/products", params={"shop": shop.handle})).json()
    by_category = (await client.get("/api/v1/products", params={"category": "clothing"})).json()
    elsewhere = (await client.get("/api/v1/products", params={"category": "pets"})).json()

    assert [card["title"] for card in by_id["items"]] == ["mine"]
    assert by_handle == by_id
    assert len(by_category["items"]) == 2
    assert elsewhere == {"items": [], "next_cursor": None}


async def test_wrong_parameters_are_named(client: Client) -> None:
    answers = {
        target: (await client.get(f"/api/v1/products?{target}"))
        for target in ("limit=0", "limit=101", "category=nonsense", "cursor=***", "cursor=W10")
    }
    nobody = [await client.get(f"/api/v1/products?shop={each}") for each in ("nobody", new_id(), "a'b")]

    assert {answer.status_code for answer in answers.values()} == {422}
    assert answers["limit=0"].json()["fields"].keys() == {"limit"}
    assert [answer.json()["code"] for answer in nobody] == ["shops.shop_not_found"] * 3


async def test_a_product_is_shown_with_an_etag(client: Client, pool: Pool) -> None:
    _, [product] = await stock(pool, "Shirt")
    target = f"/api/v1/products/{product.id}"

    first = await client.get(target)
    again = await client.get(target, headers={"if-none-match": first.headers["etag"]})

    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.json()["variants"][0]["price"] == {"amount": 100, "currency": "MXN"}
    assert (again.status_code, again.content) == (304, b"")


async def test_a_product_that_is_not_there_is_404(client: Client) -> None:
    answer = await client.get(f"/api/v1/products/{new_id()}")

    assert (answer.status_code, answer.json()["code"]) == (404, "catalogue.product_not_found")
    assert (await client.get("/api/v1/products/nonsense")).status_code == 404


async def test_a_long_list_is_zipped_once_and_readable(client: Client, pool: Pool) -> None:
    await stock(pool, *[f"p{i}" for i in range(8)])

    answers = [await client.get("/api/v1/products", headers={"accept-encoding": "gzip"}) for _ in range(2)]

    assert [answer.headers.get("content-encoding") for answer in answers] == ["gzip", "gzip"]
    assert answers[0].json() == answers[1].json()
    assert len(answers[0].json()["items"]) == 8


async def test_categories_are_named_in_the_readers_language(client: Client) -> None:
    names = {
        language: (await client.get("/api/v1/categories", headers={"accept-language": language})).json()
        for language in ("es", "pt", "en")
    }

    assert names["es"]["items"][0] == {"slug": "clothing", "name": "Ropa"}
    assert names["pt"]["items"][0]["name"] == "Roupas"
    assert names["en"]["items"][0]["name"] == "Clothing"


async def test_the_reads_are_documented(client: Client) -> None:
    paths = (await client.get("/api/openapi.json")).json()["paths"]

    listed = paths["/api/v1/products"]["get"]
    assert {each["name"] for each in listed["parameters"]} == {
        "shop",
        "category",
        "collection",
        "cursor",
        "limit",
    }
    assert listed["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    shown = paths["/api/v1/products/{product}"]["get"]
    assert shown["responses"].keys() >= {"200", "404"}
