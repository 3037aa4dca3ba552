"""A shop takes what came back along as a table."""

import csv
import io
from typing import Any

from tests.checkout.buying import Client
from tests.people import ANA, BRUNO, sign_in
from tests.returns.world import World


async def rows_of(client: Client, world: World, **query: Any) -> list[dict[str, str]]:
    answer = await client.get(
        f"/api/v1/shops/{world.shop.id}/returns/table",
        headers=await sign_in(world.pool, BRUNO),
        params=query,
    )
    assert answer.headers["content-type"].startswith("text/csv"), answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_it_has_a_row_per_return_with_what_became_of_it(client: Client, world: World):
    order_id = await world.received()
    over = await world.ask(order_id, quantity=2, words="=too small")
    await world.accept(over)
    await world.send(over)
    await world.inspect(over, order_id, 1, words="one was worn")
    waiting = await world.ask(await world.received())

    second, first = await rows_of(client, world)

    shown = [await world.show(each) for each in (over, waiting)]
    assert [first["code"], second["code"]] == [each.code for each in shown]
    assert (first["order"], first["state"], first["reason"]) == (
        shown[0].order_code,
        "refunded",
        "does_not_fit",
    )
    assert (first["pieces"], first["accepted"], first["currency"], first["refunded"]) == (
        "2",
        "1",
        "MXN",
        "116.00",
    )
    assert (first["carrier"], first["tracking_number"], first["time_zone"]) == (
        "Estafeta",
        "MX-9",
        "UTC-06:00",
    )
    assert first["words"] == "'=too small"
    assert (second["state"], second["accepted"], second["refunded"]) == ("requested", "", "")
    assert second["due_at"] > second["opened_at"]
    assert [each["code"] for each in await rows_of(client, world, open=True)] == [second["code"]]
    assert [each["code"] for each in await rows_of(client, world, open=False)] == [first["code"]]


async def test_others_get_no_table(client: Client, world: World):
    path = f"/api/v1/shops/{world.shop.id}/returns/table"

    answers = [await client.get(path), await client.get(path, headers=await sign_in(world.pool, ANA))]

    assert [each.status_code for each in answers] == [401, 403]
