"""Wish lists: a wish once, for her alone, with the price of then; a guest's device joins at sign-in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import new_product, product_of, shop_of
from tests.people import ANA, BRUNO, EVA, load, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import NewVariant, Product, ProductChanges, ProductId, ProductStatus
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.wishes import service as wishes
from vitrina.wishes.model import WISHES_MAX, BroughtWish

Client = AsyncTestClient[Litestar]
API = "/api/v1"
LONG_AGO = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
async def products(pool: Pool) -> list[Product]:
    async with pool.transaction() as db:
        shop = await shop_of(db, BRUNO)
        return [await product_of(db, shop, new=new_product(100_00, title=f"p{i}")) for i in range(3)]


async def change(pool: Pool, product: Product, **changes: Any) -> None:
    async with pool.transaction() as db:
        actor = await load(db, BRUNO)
        wanted = ProductChanges(**changes)
        await catalogue.edit(db, product_id=product.id, actor=actor, changes=wanted, now=clock.now())


async def titles(client: Client, headers: dict[str, str], **query: str) -> list[str]:
    page = (await client.get(f"{API}/me/wishes", params=query, headers=headers)).json()
    return [each["product"]["title"] for each in page["items"]]


async def test_a_wish_is_kept_once_with_its_price_and_taken_back(
    client: Client, pool: Pool, products: list[Product]
) -> None:
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    target = f"{API}/products/{products[0].id}/wish"

    wished = [(await client.put(target, headers=ana)).json() for _ in range(2)]
    variant = products[0].variants[0]
    cheaper = NewVariant(id=variant.id, sku=variant.sku, values=[], price_minor=80_00)
    await change(pool, products[0], variants=[cheaper])
    page = (await client.get(f"{API}/me/wishes", headers=ana)).json()
    ids = (await client.get(f"{API}/me/wished-products", headers=ana)).json()
    gone = [(await client.delete(target, headers=ana)).json() for _ in range(2)]

    assert wished == [{"is_wished": True}] * 2
    [wish] = page["items"]
    assert wish["price_then"] == {"amount": 100_00, "currency": "MXN"}
    assert wish["product"]["price"] == {"amount": 80_00, "currency": "MXN"}
    assert ids == {"product_ids": [str(products[0].id)]}
    assert await titles(client, eva) == []
    assert gone == [{"is_wished": False}] * 2
    assert await titles(client, ana) == []


async def test_wishes_are_read_page_by_page_the_last_first(
    client: Client, pool: Pool, products: list[Product]
) -> None:
    ana = await sign_in(pool, ANA)
    for product in products:
        await client.put(f"{API}/products/{product.id}/wish", headers=ana)
    found: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/me/wishes", params=query, headers=ana)).json()
        found += [each["product"]["title"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert found == ["p2", "p1", "p0"]


async def test_what_is_not_sold_any_more_is_marked_and_a_draft_is_left_out(
    client: Client, pool: Pool, products: list[Product]
) -> None:
    ana = await sign_in(pool, ANA)
    for product in products:
        await client.put(f"{API}/products/{product.id}/wish", headers=ana)

    await change(pool, products[0], status=ProductStatus.ARCHIVED)
    await change(pool, products[1], status=ProductStatus.DRAFT)
    page = (await client.get(f"{API}/me/wishes", headers=ana)).json()
    draft = await client.put(f"{API}/products/{products[1].id}/wish", headers=ana)
    nothing = await client.put(f"{API}/products/{new_id()}/wish", headers=ana)

    shown = {each["product"]["title"]: each["product"]["is_sold_out"] for each in page["items"]}
    assert shown == {"p2": False, "p0": True}
    assert [draft.json()["code"], nothing.json()["code"]] == ["catalogue.product_not_found"] * 2


async def test_what_a_device_kept_joins_the_list_and_changes_nothing_there(
    client: Client, pool: Pool, products: list[Product]
) -> None:
    ana = await sign_in(pool, ANA)
    first, second, _ = products
    await client.put(f"{API}/products/{first.id}/wish", headers=ana)

    def kept(product_id: ProductId, at: datetime) -> dict[str, Any]:
        return {"product_id": str(product_id), "price_then": 150_00, "wished_at": at.isoformat()}

    body = {
        "wishes": [
            kept(first.id, LONG_AGO),
            kept(second.id, datetime.now(UTC) + timedelta(days=400)),
            kept(ProductId(new_id()), LONG_AGO),
        ]
    }
    answers = [await client.post(f"{API}/me/wishes", json=body, headers=ana) for _ in range(2)]
    page = (await client.get(f"{API}/me/wishes", headers=ana)).json()

    assert [each.status_code for each in answers] == [200, 200]
    assert set(answers[0].json()["product_ids"]) == {str(first.id), str(second.id)}
    prices = {each["product"]["title"]: each["price_then"]["amount"] for each in page["items"]}
    assert prices == {"p0": 100_00, "p1": 150_00}
    assert all(each["wished_at"] < "2027-06" for each in page["items"]), "no wish is of tomorrow"


@pytest.mark.parametrize(
    "change",
    [
        {"price_then": 0},
        {"wished_at": "2026-02-01T00:00:00"},
        {"product_id": "x"},
        {"person_id": str(new_id())},
    ],
)
async def test_wrong_wishes_of_a_device_are_named(client: Client, pool: Pool, change: dict[str, Any]) -> None:
    kept = {"product_id": str(new_id()), "price_then": 1, "wished_at": LONG_AGO.isoformat()} | change

    answer = await client.post(f"{API}/me/wishes", json={"wishes": [kept]}, headers=await sign_in(pool, ANA))
    many = await client.post(
        f"{API}/me/wishes", json={"wishes": [kept] * 101}, headers=await sign_in(pool, ANA)
    )

    assert (answer.status_code, many.status_code) == (422, 422)


async def test_a_list_has_room_for_so_many(client: Client, pool: Pool, products: list[Product]) -> None:
    ana = await sign_in(pool, ANA)
    async with pool.transaction() as db:
        shop = await shop_of(db, EVA)
        actor = await load(db, ANA)
        made = [await product_of(db, shop, new=new_product(100, title="x")) for _ in range(5)]
        # Rows without products fill the list as well; nobody but a test makes them.
        await db.execute(
            """
            insert into wishes.wishes (person_id, product_id, price_minor, wished_at)
            select %s, gen_random_uuid(), 100, now() from generate_series(1, %s)
            """,
            (actor.id, WISHES_MAX - 2),
        )
        brought = [
            BroughtWish(product_id=each.id, price_minor=100, wished_at=LONG_AGO + timedelta(days=i))
            for i, each in enumerate(made)
        ]
        kept = await wishes.bring(db, brought=brought, actor=actor, now=clock.now())

    full = await client.put(f"{API}/products/{products[0].id}/wish", headers=ana)

    assert len(kept.product_ids) == WISHES_MAX
    assert {made[3].id, made[4].id} <= set(kept.product_ids), "the last ones had room"
    assert (full.status_code, full.json()["code"]) == (409, "wishes.too_many_wishes")


async def test_cards_are_shown_by_id_in_that_order(
    client: Client, pool: Pool, products: list[Product]
) -> None:
    await change(pool, products[1], status=ProductStatus.DRAFT)
    wanted = [products[2].id, ProductId(new_id()), products[1].id, products[0].id]

    cards = (await client.get(f"{API}/product-cards", params={"id": [str(each) for each in wanted]})).json()
    none, many, wrong = [
        await client.get(f"{API}/product-cards", params={"id": ids})
        for ids in ([], [str(new_id())] * 101, ["x"])
    ]

    assert [each["title"] for each in cards["items"]] == ["p2", "p0"]
    assert [each.status_code for each in (none, many, wrong)] == [422, 422, 422]
