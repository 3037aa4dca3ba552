"""A shop takes its orders along as a table."""

import csv
import io
from datetime import UTC, datetime

from tests.checkout.buying import Client
from tests.orders.test_refund import give, new_refund
from tests.orders.world import World
from tests.people import ANA, BRUNO, sign_in


async def test_it_has_a_row_per_order_with_sums_as_decimals(client: Client, world: World):
    first = await world.paid(buyer=world.ana)
    second = await world.paid()
    await give(world, second, new_refund(amount=10_01))
    path = f"/api/v1/shops/{world.shop.id}/orders/table"
    bruno = await sign_in(world.pool, BRUNO)

    answer = await client.get(path, headers=bruno)

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    codes = [(await world.order(order_id)).code for order_id in (second, first)]
    assert [row["code"] for row in rows] == codes
    assert [row["refunded"] for row in rows] == ["10.01", "0.00"]
    assert {(row["goods"], row["shipping"], row["total"]) for row in rows} == {("116.00", "50.00", "166.00")}
    assert {row["pieces"] for row in rows} == {"1"}
    packed = await client.get(path, headers=bruno, params={"status": "packed"})
    assert len(packed.text.splitlines()) == 1
    assert (await client.get(path, headers=await sign_in(world.pool, ANA))).status_code in {403, 404}
    assert (await client.get(path)).status_code == 401


async def test_a_sale_of_the_evening_is_on_the_day_where_the_shop_is(client: Client, world: World):
    # Half past eight in the evening in Mexico is the next day in Greenwich.
    await world.paid(now=datetime(2027, 1, 1, 2, 30, tzinfo=UTC))

    answer = await client.get(
        f"/api/v1/shops/{world.shop.id}/orders/table", headers=await sign_in(world.pool, BRUNO)
    )

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["paid_at"], row["time_zone"]) == ("2026-12-31 20:30", "UTC-06:00")
