"""Addresses that carry lines: what they say, what they mean now, and that asking changes nothing."""

from typing import Any
from urllib.parse import quote
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.channels.test_feeds import count
from tests.people import ANA, BRUNO, CARLA, JOINED, load, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Product
from vitrina.channels import store
from vitrina.channels.model import LINKED_MAX, LineFate
from vitrina.channels.rules.links import fate, parse_products
from vitrina.channels.service import links
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]


@pytest.mark.parametrize(
    ("text", "named", "unreadable"),
    [
        ("A:2,B:1", [("A", 2), ("B", 1)], []),
        ("A%3A2%2CB%3A1", [("A", 2), ("B", 1)], []),
        ("A", [("A", 1)], []),
        ("A:1,A:2", [("A", 3)], []),
        (" A : 2 , ,B:1,", [("A", 2), ("B", 1)], []),
        ("talla:M:2", [("talla:M", 2)], []),
        ("A:0,B:-1,C:x,:3,D:1.5,E:٣", [], ["A:0", "B:-1", "C:x", ":3", "D:1.5", "E:٣"]),
        ("A:9999999", [], ["A:9999999"]),
        ("", [], []),
    ],
)
def test_an_address_of_meta_is_read(text: str, named: list[tuple[str, int]], unreadable: list[str]) -> None:
    said = parse_products(text)

    assert ([(each.name, each.quantity) for each in said.named], said.unreadable) == (named, unreadable)
    assert not said.is_cut


@given(text=st.text(max_size=3_000))
def test_no_address_breaks_the_reader_or_the_bounds(text: str) -> None:
    said = parse_products(text)

    assert len(said.named) <= LINKED_MAX
    assert len(said.unreadable) <= LINKED_MAX
    assert all(each.quantity > 0 and len(each.name) <= 64 for each in said.named)


@pytest.mark.parametrize(
    ("wanted", "available", "is_active", "expected"),
    [
        (2, 5, True, (LineFate.WHOLE, 2)),
        (5, 2, True, (LineFate.LOWERED, 2)),
        (200, 500, True, (LineFate.LOWERED, 99)),
        (1, 0, True, (LineFate.SOLD_OUT, 0)),
        (1, -3, True, (LineFate.SOLD_OUT, 0)),
        (1, 5, False, (LineFate.NOT_SOLD, 0)),
    ],
)
def test_what_becomes_of_a_line(
    wanted: int, available: int, is_active: bool, expected: tuple[LineFate, int]
) -> None:
    assert fate(wanted=wanted, available=available, is_active=is_active) == expected


@pytest.fixture
async def shop(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db, BRUNO)


async def product(pool: Pool, shop: Shop, *, quantity: int = 10) -> Product:
    async with pool.transaction() as db:
        return await product_of(db, shop, prices_minor=[100_00, 200_00], quantity=quantity)


async def look(client: Client, **query: str) -> dict[str, Any]:
    answer = await client.get("/api/v1/incoming-carts", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fates(brought: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["fate"], each["quantity"]) for each in brought["lines"]]


async def made(client: Client, pool: Pool, *lines: tuple[UUID, int]) -> dict[str, Any]:
    body = {"lines": [{"variant_id": str(variant), "quantity": quantity} for variant, quantity in lines]}
    answer = await client.post("/api/v1/cart-links", json=body, headers=await sign_in(pool, ANA))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_link_carries_its_lines_with_the_stock_of_now(client: Client, pool: Pool, shop: Shop) -> None:
    shirt, mug = await product(pool, shop), await product(pool, shop)
    link = await made(client, pool, (shirt.variants[1].id, 3), (mug.variants[0].id, 2))
    await count(pool, shop, shirt, 1)
    await count(pool, shop, mug, 0)

    brought = await look(client, code=link["code"])

    assert fates(brought) == [("lowered", 1), ("sold_out", 0)]
    assert [each["wanted"] for each in brought["lines"]] == [3, 2]
    assert brought["lines"][0]["price"] == {"amount": 200_00, "currency": "MXN"}
    assert link["url"].endswith(f"/c/{link['code']}")


async def test_the_same_lines_of_a_person_are_one_link(client: Client, pool: Pool, shop: Shop) -> None:
    shirt = await product(pool, shop)
    first, again, other = [
        await made(client, pool, (shirt.variants[0].id, quantity)) for quantity in (1, 1, 2)
    ]

    listed = await client.get("/api/v1/me/cart-links?limit=1", headers=await sign_in(pool, ANA))
    more = {"cursor": listed.json()["next_cursor"]}
    rest = await client.get("/api/v1/me/cart-links", params=more, headers=await sign_in(pool, ANA))

    assert first["code"] == again["code"] != other["code"]
    codes = [each["code"] for page in (listed, rest) for each in page.json()["items"]]
    assert codes == [other["code"], first["code"]]


async def test_an_ended_link_carries_nothing_and_only_its_maker_ends_it(
    client: Client, pool: Pool, shop: Shop
) -> None:
    link = await made(client, pool, ((await product(pool, shop)).variants[0].id, 1))
    place = f"/api/v1/cart-links/{link['code']}"

    answers = [
        (await client.delete(place, headers=await sign_in(pool, person))).status_code
        for person in (CARLA, ANA, ANA)
    ]
    gone = await client.get("/api/v1/incoming-carts", params={"code": link["code"]})

    assert answers == [404, 204, 404]
    assert gone.json()["code"] == "channels.cart_link_not_found"


async def test_a_person_has_a_bounded_number_of_links(
    client: Client, pool: Pool, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "LINKS_MAX", 1)
    variant = (await product(pool, shop)).variants[0].id
    await made(client, pool, (variant, 1))
    body = {"lines": [{"variant_id": str(variant), "quantity": 2}]}

    refused = await client.post("/api/v1/cart-links", json=body, headers=await sign_in(pool, ANA))

    assert refused.json()["code"] == "channels.too_many_cart_links"
    assert (await made(client, pool, (variant, 1)))["code"]


async def test_meta_names_variants_by_id_or_sku(client: Client, pool: Pool, shop: Shop) -> None:
    shirt = await product(pool, shop)
    by_id, by_sku = shirt.variants[0], shirt.variants[1]
    products = f"{by_id.id}:2,{by_sku.sku}:1,NADA-7:1,{new_id()}:1"

    for text in (products, quote(products, safe="")):
        brought = await look(client, products=text, coupon="VERANO")

        assert [each["variant_id"] for each in brought["lines"]] == [str(by_id.id), str(by_sku.id)]
        assert (brought["unknown"][0], len(brought["unknown"])) == ("NADA-7", 2)
        assert brought["coupon"] == "VERANO"


async def test_a_sku_of_two_shops_means_nothing_without_the_shop(
    client: Client, pool: Pool, shop: Shop
) -> None:
    async with pool.transaction() as db:
        other = await shop_of(db, BRUNO)
    own, _ = await product(pool, shop), await product(pool, other)
    sku = own.variants[0].sku

    assert (await look(client, products=sku))["unknown"] == [sku]
    brought = await look(client, products=sku, shop=shop.handle)
    assert [each["variant_id"] for each in brought["lines"]] == [str(own.variants[0].id)]
    assert (await look(client, products=sku, shop="nobody.here"))["unknown"] == [sku]


async def test_what_is_hidden_is_not_found_and_what_is_archived_is_not_sold(
    client: Client, pool: Pool, shop: Shop
) -> None:
    hidden, archived = await product(pool, shop), await product(pool, shop)
    async with pool.transaction() as db:
        await catalogue.hide(db, hidden.id)
        await catalogue.archive(db, product_id=archived.id, actor=await load(db, BRUNO), now=JOINED)

    brought = await look(client, products=f"{hidden.variants[0].id},{archived.variants[0].id}")

    assert brought["unknown"] == [str(hidden.variants[0].id)]
    assert fates(brought) == [("not_sold", 0)]


async def test_looking_writes_nothing(client: Client, pool: Pool, shop: Shop) -> None:
    link = await made(client, pool, ((await product(pool, shop)).variants[0].id, 1))

    async def written() -> str:
        async with pool.transaction() as db:
            return await value(
                db,
                """
                select (select count(*) from carts.carts)::text
                       || (select count(*) from affiliates.touches)::text
                       || (select count(*) from kit.events)::text
                """,
            )

    before = await written()
    await look(client, code=link["code"])
    await client.get(f"/c/{link['code']}")

    assert await written() == before


async def test_a_code_is_drawn_and_too_much_is_refused(client: Client) -> None:
    place = "/api/v1/incoming-carts/qr.svg"

    drawn = [await client.get(place, params=query) for query in ({"code": "abc"}, {"products": "A:1,B:2"})]
    refused = [
        await client.get(place, params=query) for query in ({}, {"products": "A" * 401}, {"code": "<x>"})
    ]

    for each in drawn:
        assert each.headers["content-type"].startswith("image/svg+xml")
        assert fromstring(each.text).tag.endswith("svg")
    assert drawn[0].content != drawn[1].content
    assert [each.json()["code"] for each in refused] == ["kit.malformed"] * 3


async def test_a_person_takes_her_links_along_and_they_go_with_her(
    client: Client, pool: Pool, shop: Shop
) -> None:
    link = await made(client, pool, ((await product(pool, shop)).variants[0].id, 1))
    async with pool.transaction() as db:
        records = [each async for each in store.export_links(db, ANA.id)]
        await store.erase_links(db, ANA.id)

    assert [each.fields["code"] for each in records] == [link["code"]]
    assert (await client.get("/api/v1/incoming-carts", params={"code": link["code"]})).status_code == 404
