"""Search over HTTP: for guests, whatever they type."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.search.shelf import keep_up, stock
from vitrina.kit.db import Pool
from vitrina.search.store import find

Client = AsyncTestClient[Litestar]


async def get(client: Client, path: str, language: str = "es", **query: Any) -> Any:
    answer = await client.get(f"/api/v1{path}", params=query, headers={"accept-language": language})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_guest_finds_with_a_typing_error_and_an_accent(client: Client, pool: Pool) -> None:
    made = await stock(pool, "Lámpara de cerámica", "Taza de cerámica")

    found = await get(client, "/search/products", q="lampra ceramica")

    assert [each["id"] for each in found["items"]] == [str(made["Lámpara de cerámica"])]
    assert found["wording"] == {
        "asked": "lampra ceramica",
        "used": "lámpara ceramica",
        "match": "corrected",
    }
    assert found["items"][0]["price"] == {"amount": 189_00, "currency": "MXN"}
    literal = await get(client, "/search/products", q="lampra ceramica", literal="true")
    assert literal["items"] == []


async def test_filters_sorting_and_facets_over_http(client: Client, pool: Pool) -> None:
    await stock(pool, "Taza uno", "Taza dos", "Taza tres")

    page = await get(client, "/search/products", sort="price", currency="MXN", limit=2, in_stock="true")
    rest = await get(
        client,
        "/search/products",
        sort="price",
        currency="MXN",
        limit=2,
        in_stock="true",
        cursor=page["next_cursor"],
    )
    facets = await get(client, "/search/facets", "pt", q="taza", size=["m", "g"], category="home")

    assert len(page["items"]) + len(rest["items"]) == 3
    assert facets["categories"] == [{"value": "home", "label": "Casa", "count": 3}]
    assert (await get(client, "/search/products", category="pets"))["items"] == []


async def test_everything_else_that_can_be_found(client: Client, pool: Pool) -> None:
    made = await stock(pool, "Taza uno", "Taza dos")
    async with pool.transaction() as db:
        await clip_of(db, caption="Mi taza #desayuno", products=[made["Taza uno"]])
    await keep_up(pool)

    assert len((await get(client, "/search/clips", q="tazas"))["items"]) == 1
    assert len((await get(client, "/search/clips", hashtag="#Desayuno"))["items"]) == 1
    assert (await get(client, "/search/hashtags", q="#desa"))["items"][0]["clip_count"] == 1
    assert [each["name"] for each in (await get(client, "/search/profiles", q="carl"))["items"]] == ["Carla"]
    assert (await get(client, "/search/suggestions", q="taz"))["queries"] == ["taza"]
    similar = await get(client, f"/products/{made['Taza uno']}/similar")
    assert [each["title"] for each in similar["items"]] == ["Taza dos"]
    clips = await get(client, f"/products/{made['Taza uno']}/clips")
    assert [each["caption"] for each in clips["items"]] == ["Mi taza #desayuno"]


@pytest.mark.parametrize(
    "path",
    [
        "/search/products?q=" + "a" * 10_000,
        "/search/products?sort=price",
        "/search/products?sort=best",
        "/search/products?price_min=-1&currency=MXN",
        "/search/products?price_max=99999999999999999999&currency=MXN",
        "/search/products?currency=BTC",
        "/search/products?category=cars",
        "/search/products?shop=no",
        "/search/products?cursor=no",
        "/search/products?cursor=WzEsMl0",
        "/search/products?" + "&".join(["size=a"] * 100),
        "/search/products?size=" + "a" * 100,
        "/search/clips?cursor=no&q=a",
        "/search/clips?hashtag=" + "a" * 1_000,
        "/search/profiles?cursor=WzEsMl0&q=a",
        "/search/products?limit=0",
    ],
)
async def test_wrong_questions_are_refused(client: Client, path: str) -> None:
    answer = await client.get(f"/api/v1{path}")

    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "kit.malformed"


@pytest.mark.parametrize(
    "typed", ["", "%01", "%ff", "'", "\\", "&|!", "🙂", "de la", "%27%3A%2A", "a%01b", "<script>"]
)
async def test_whatever_is_typed_is_no_bug(client: Client, typed: str) -> None:
    for path in ("products", "clips", "profiles", "hashtags", "suggestions", "facets"):
        answer = await client.get(f"/api/v1/search/{path}?q={typed}")
        assert answer.status_code == 200, (path, answer.text)


async def test_a_question_that_takes_too_long_is_given_up(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "STATEMENT_TIMEOUT_MS", "100")
    async with pool.transaction() as db:
        await db.execute("reset role")
        await db.execute("lock table search.products in access exclusive mode")
        answer = await client.get("/api/v1/search/products?q=taza")

    assert answer.status_code == 503
    assert answer.json()["code"] == "kit.overloaded"
