"""Carts over HTTP, for guests."""

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]


async def test_a_guest_fills_and_empties_a_cart(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        product = await product_of(db, await shop_of(db))
    cart, variant = f"/api/v1/carts/{new_id()}", product.variants[0].id

    empty = await client.get(cart)
    filled = await client.put(f"{cart}/lines/{variant}", json={"quantity": 3})
    seen = await client.get(cart)
    emptied = await client.delete(f"{cart}/lines/{variant}")

    assert [each.status_code for each in (empty, filled, seen, emptied)] == [200] * 4
    assert filled.json() == seen.json()
    assert filled.json()["lines"][0]["price"] == {"amount": 189_00, "currency": "MXN"}
    assert empty.json()["lines"] == emptied.json()["lines"] == []


async def test_wrong_lines_are_named(client: Client) -> None:
    line = f"/api/v1/carts/{new_id()}/lines/{new_id()}"

    malformed = [
        await client.put(line, json=body)
        for body in ({"quantity": 0}, {"quantity": 100}, {"quantity": "2; drop"}, {}, {"quantity": 1, "x": 1})
    ]
    nonsense = await client.put(
        line, content=b'{"quantity": \xff}', headers={"content-type": "application/json"}
    )
    unknown = await client.put(line, json={"quantity": 1})

    assert {answer.status_code for answer in [*malformed, nonsense]} == {422}
    assert (unknown.status_code, unknown.json()["code"]) == (409, "catalogue.variant_not_sold")
