"""A shop finds its orders, sends many at once, and sends some of them together."""

from datetime import UTC, datetime
from typing import Any, LiteralString

import pytest

from tests.checkout.buying import ADDRESS, BUYER, Client, bought, wanting
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_parcels import send
from tests.orders.test_refund import is_sound, three_units
from tests.orders.world import TOTAL_MINOR, World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.kit import clock
from vitrina.kit.db import run, value
from vitrina.orders import service as orders
from vitrina.orders.desk import OrderFilter
from vitrina.orders.errors import NotOneDoor, OrderNotFound
from vitrina.orders.model import OrderId, Slice


async def listed(client: Client, world: World, what: str = "", **query: Any) -> Any:
    path = f"/api/v1/shops/{world.shop.id}/orders{what}"
    answer = await client.get(path, params=query, headers=await sign_in(world.pool, BRUNO))
    assert answer.status_code == 200, answer.text
    return answer.json() if "json" in answer.headers["content-type"] else answer.text


async def ids(client: Client, world: World, **query: Any) -> list[str]:
    return [each["id"] for each in (await listed(client, world, **query))["items"]]


async def ship_table(client: Client, world: World, *rows: dict[str, str]) -> Any:
    answer = await client.post(
        f"/api/v1/shops/{world.shop.id}/orders/shipments",
        json={"rows": list(rows)},
        headers=await sign_in(world.pool, BRUNO) | {"accept-language": "en"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def row_of(world: World, order_id: OrderId, number: str, **more: str) -> dict[str, str]:
    return {"code": (await world.order(order_id)).code, "carrier": "DHL", "tracking_number": number, **more}


async def change(world: World, order_id: OrderId, assignment: str) -> None:
    statements: dict[str, LiteralString] = {
        "cash": "update orders.orders set is_cash = true, paid_with = 'cash' where id = %(id)s",
        "voucher": "update orders.orders set paid_with = 'voucher' where id = %(id)s",
        "late": "update orders.orders set promised_from = '2020-01-01', promised_until = '2020-01-03'"
        " where id = %(id)s",
        "old": "update orders.orders set placed_at = placed_at - interval '9 days', promised_from = null,"
        " promised_until = null where id = %(id)s",
        "express": "update orders.orders set shipping_name = 'Exprés' where id = %(id)s",
        "named": "update orders.orders set buyer_name = 'Íñigo 50%%_' where id = %(id)s",
        "sku": "update catalogue.variants set sku = 'SKU-7' where id in"
        " (select variant_id from orders.lines where order_id = %(id)s)",
    }
    async with world.pool.transaction() as db:
        await run(db, statements[assignment], id=order_id)


@pytest.mark.parametrize(
    ("assignment", "query"),
    [
        ("cash", {"payment": "cash"}),
        ("voucher", {"payment": "voucher"}),
        ("late", {"late": "true"}),
        ("old", {"late": "true"}),
        ("express", {"method": "Exprés"}),
        ("named", {"q": "íñigo"}),
        ("named", {"q": "50%_"}),
    ],
)
async def test_each_filter_finds_its_order_alone(
    client: Client, world: World, assignment: str, query: dict[str, str]
):
    _, wanted, _ = [await world.paid(buyer=world.ana) for _ in range(3)]
    await change(world, wanted, assignment)

    assert await ids(client, world, **query) == [str(wanted)]
    counted = await listed(client, world, "/counts", **query)
    assert sum(each["count"] for each in counted["statuses"]) == 1
    table = await listed(client, world, "/table", **query)
    assert len(table.strip().splitlines()) == 2
    assert (await world.order(wanted)).code in table


@pytest.mark.parametrize(("hour", "late_count"), [(4, 0), (7, 1)])
async def test_what_is_late_is_late_by_the_day_where_the_shop_is(world: World, hour: int, late_count: int):
    order_id = await world.paid()
    async with world.pool.transaction() as db:
        await run(
            db,
            "update orders.orders set promised_from = '2031-03-06', promised_until = '2031-03-08'"
            " where id = %(id)s",
            id=order_id,
        )

        # Until six in the morning of UTC, Mexico is in the day before.
        now = datetime(2031, 3, 6, hour, tzinfo=UTC)
        only = OrderFilter(late_at=now)
        counted = await orders.count(db, shop_id=world.shop.id, actor=world.bruno, only=only, now=now)
        shown = await orders.shop_orders(
            db, shop_id=world.shop.id, actor=world.bruno, wanted=Slice(limit=9), only=only
        )

    assert (counted.late_count, len(shown)) == (late_count, late_count)


async def test_orders_keep_what_their_buyer_did_to_pay(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)

    assert await ids(client, world, payment="card") == [str(order_id)]
    assert await ids(client, world, payment="transfer") == []
    table = await listed(client, world, "/table")
    assert [row.split(",")[3] for row in table.strip().splitlines()] == ["payment", "card"]


async def test_a_code_and_an_sku_find_orders(client: Client, world: World):
    one, other = await world.paid(buyer=world.ana), await world.paid(buyer=world.ana)
    code = (await world.order(one)).code
    await change(world, one, "sku")

    assert await ids(client, world, q=code.lower()) == [str(one)]
    assert await ids(client, world, q=f" {code[:9]} ") == [str(one)]
    assert await ids(client, world, q="SKU-7") == [str(other), str(one)]
    assert await ids(client, world, q="SKU-8") == []


async def test_the_last_days_are_those_since_then(client: Client, world: World):
    old, young = await world.paid(), await world.paid()
    await change(world, old, "old")

    assert await ids(client, world, days=7) == [str(young)]
    assert await ids(client, world, days=30) == [str(young), str(old)]


async def test_orders_are_counted_by_where_they_are(client: Client, world: World):
    first, second, third = await three_units(world), await world.paid(), await world.paid()
    await send(world, first, 1)
    await change(world, second, "late")
    await do(client, third, "shipment", await sign_in(world.pool, BRUNO), SHIPMENT)
    await change(world, third, "late")

    counted = await listed(client, world, "/counts")

    found = {each["status"]: each["count"] for each in counted["statuses"]}
    assert found == {"partly_shipped": 1, "paid": 1, "shipped": 1}
    assert counted["late_count"] == 1


@pytest.mark.parametrize("query", [{"days": 0}, {"days": 99_999}, {"q": "x" * 81}, {"method": "x" * 61}])
async def test_a_filter_out_of_bounds_is_malformed(client: Client, world: World, query: dict[str, Any]):
    for what in ("", "/counts", "/table"):
        path = f"/api/v1/shops/{world.shop.id}/orders{what}"
        answer = await client.get(path, params=query, headers=await sign_in(world.pool, BRUNO))
        assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")


async def test_a_table_sends_what_it_can_and_says_why_not(client: Client, world: World):
    one, sent, three = await world.paid(), await world.paid(), await three_units(world)
    await do(client, sent, "shipment", await sign_in(world.pool, BRUNO), SHIPMENT)
    await send(world, three, 1)
    rows = [
        await row_of(world, one, "A1"),
        {"code": "VT-NOBODY2", "carrier": "DHL", "tracking_number": "A2"},
        await row_of(world, sent, "A3"),
        await row_of(world, three, "A4", code=(await world.order(three)).code.lower()),
    ]

    answer = await ship_table(client, world, *rows)
    again = await ship_table(client, world, *rows)

    assert [each["refusal"] for each in answer["rows"]] == [
        None,
        "orders.order_not_found",
        "orders.not_ready_to_ship",
        None,
    ]
    assert answer["rows"][1]["words"] == "There is no such order, or it is not yours to see."
    assert (answer["sent_count"], again) == (2, answer)
    assert [(await world.order(each)).status for each in (one, three)] == ["shipped", "shipped"]
    assert (await world.order(one)).tracking_number == "A1"
    assert await is_sound(world)


async def test_what_goes_to_one_door_travels_in_one_box(client: Client, world: World):
    one, other = await world.paid(buyer=world.ana), await world.paid(buyer=world.ana)
    bruno, ana = await sign_in(world.pool, BRUNO), await sign_in(world.pool, ANA)
    [door] = await listed(client, world, "/doors")
    assert [each["id"] for each in door["orders"]] == [str(one), str(other)]
    assert door["address"]["line1"] == ADDRESS["line1"]

    answer = await ship_table(client, world, await row_of(world, one, "B1"), await row_of(world, other, "B1"))

    assert answer["sent_count"] == 2
    assert await listed(client, world, "/doors") == []
    shown = (await client.get(f"/api/v1/orders/{one}", headers=ana)).json()
    assert shown["parcels"][0]["together_with"] == [(await world.order(other)).code]
    path = f"/api/v1/orders/{one}/parcels/{shown['parcels'][0]['id']}/shipment"
    await client.put(path, json={**SHIPMENT, "tracking_number": "B2"}, headers=bruno)
    assert (await world.order(other)).tracking_number == "B2"
    await do(client, one, "delivery", ana)
    assert [(await world.order(each)).status for each in (one, other)] == ["delivered", "delivered"]
    assert await is_sound(world)


async def test_the_other_parcels_of_a_box_arrive_with_one(client: Client, world: World):
    one, other = await world.paid(buyer=world.ana), await three_units(world)
    await send(world, other, 1, number="A1")
    await ship_table(client, world, await row_of(world, one, "B1"), await row_of(world, other, "B1"))
    ana = await sign_in(world.pool, ANA)
    shown = (await client.get(f"/api/v1/orders/{other}", headers=ana)).json()

    await do(client, other, f"parcels/{shown['parcels'][1]['id']}/delivery", ana)

    assert [(await world.order(each)).status for each in (one, other)] == ["delivered", "shipped"]


async def test_different_doors_do_not_share_a_number(client: Client, world: World):
    one = await world.paid(buyer=world.ana)
    body = wanting(world.variant_id, total_minor=TOTAL_MINOR, buyer={**BUYER, "email": "eva@people.example"})
    other = (await bought(world.pool, world.settings, body, now=clock.now())).orders[0].id
    cash = await world.paid(buyer=world.ana)
    await change(world, cash, "cash")

    answer = await ship_table(
        client, world, *[await row_of(world, each, "C1") for each in (one, other, cash)]
    )

    assert [each["refusal"] for each in answer["rows"]] == [NotOneDoor.code] * 3
    assert await listed(client, world, "/doors") == []
    assert (await ship_table(client, world, await row_of(world, cash, "C1")))["sent_count"] == 1


async def test_others_see_and_send_nothing_of_a_shop(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    eva = await sign_in(world.pool, EVA)
    path = f"/api/v1/shops/{world.shop.id}/orders"
    rows = {"rows": [await row_of(world, order_id, "A1")]}

    answers = [await client.get(f"{path}{what}", headers=eva) for what in ("", "/counts", "/table", "/doors")]
    answers.append(await client.post(f"{path}/shipments", json=rows, headers=eva))

    assert [each.status_code for each in answers] == [403] * 5
    assert (await world.order(order_id)).status == "paid"


async def test_orders_of_another_shop_are_not_among_its_own(world: World):
    order_id = await world.paid(buyer=world.ana)
    async with world.pool.transaction() as db:
        await run(db, "update orders.orders set shop_id = gen_random_uuid() where id = %(id)s", id=order_id)

    with pytest.raises(OrderNotFound):
        async with world.pool.transaction() as db:
            await orders.orders_of_shop(db, shop_id=world.shop.id, actor=world.bruno, order_ids=[order_id])


async def test_a_table_of_many_is_bounded(client: Client, world: World):
    answer = await client.post(
        f"/api/v1/shops/{world.shop.id}/orders/shipments",
        json={"rows": [{"code": "VT-2345678", "carrier": "DHL", "tracking_number": "1"}] * 201},
        headers=await sign_in(world.pool, BRUNO),
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from orders.parcels") == 0
