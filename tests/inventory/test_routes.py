"""Stock over HTTP: what a shop counts, and only its own."""

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.inventory.conftest import request
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]


async def test_a_shop_counts_its_stock(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop, prices_minor=(1, 2, 3), quantity=5)
        first = product.variants[0].id
        await inventory.hold(db, [request(new_id(), (first, 4))])
    bruno = await sign_in(pool, BRUNO)
    target = f"/api/v1/shops/{shop.id}/stock"

    counted = await client.put(
        target, json={"levels": [{"variant_id": str(first), "quantity": 3}]}, headers=bruno
    )
    page = (await client.get(f"{target}?limit=2", headers=bruno)).json()
    rest = (await client.get(f"{target}?limit=2&cursor={page['next_cursor']}", headers=bruno)).json()

    level = {
        "variant_id": str(first),
        "available": 0,
        "held": 4,
        "sold_unshipped": 0,
        "set_aside": 0,
        "quantity": 3,
        "is_short": True,
    }
    assert (counted.status_code, counted.json()) == (200, {"levels": [level]})
    listed = page["items"] + rest["items"]
    assert [each["variant_id"] for each in listed] == sorted(str(each.id) for each in product.variants)
    assert level in listed
    assert rest["next_cursor"] is None


async def test_wrong_counts_are_refused_and_change_nothing(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        [own] = (await product_of(db, shop, quantity=5)).variants
        [theirs] = (await product_of(db, await shop_of(db, ANA), quantity=5)).variants
    bruno, eva = await sign_in(pool, BRUNO), await sign_in(pool, EVA)
    target = f"/api/v1/shops/{shop.id}/stock"
    right: dict[str, object] = {"variant_id": str(own.id), "quantity": 7}

    def levels(*counts: dict[str, object]) -> dict[str, object]:
        return {"levels": [*counts]}

    refused = [
        await client.put(target, json=levels(right, {**right, "quantity": -1}), headers=bruno),
        await client.put(target, json=levels(right, {**right, "quantity": 10**6 + 1}), headers=bruno),
        await client.put(target, json=levels(right, right), headers=bruno),
        await client.put(target, json=levels(), headers=bruno),
        await client.put(target, json=levels(right, {**right, "variant_id": str(theirs.id)}), headers=bruno),
        await client.put(target, json=levels(right, {**right, "variant_id": str(new_id())}), headers=bruno),
        await client.put(target, json=levels(right), headers=eva),
        await client.put(target, json=levels(right)),
        await client.get(target, headers=eva),
        await client.put(f"/api/v1/shops/{new_id()}/stock", json=levels(right), headers=bruno),
    ]

    assert [answer.status_code for answer in refused] == [422, 422, 422, 422, 404, 404, 403, 401, 403, 404]
    async with pool.transaction() as db:
        assert await inventory.available(db, [own.id, theirs.id]) == {own.id: 5, theirs.id: 5}
