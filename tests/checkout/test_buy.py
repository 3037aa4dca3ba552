"""A purchase in two calls."""

from tests.checkout.buying import Client, buy, on_sale, wanting
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool


async def test_a_guest_buys_in_two_calls(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)

    paid = await buy(client, wanting(variant, total_minor=239_00))

    assert paid["total"] == {"amount": 239_00, "currency": "MXN"}
    [order] = paid["orders"]
    page = await client.get("/api/v1" + order["url"])
    assert page.status_code == 200, page.text
    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].sold_unshipped == 1
        assert await checkout.check_money(db) == []
