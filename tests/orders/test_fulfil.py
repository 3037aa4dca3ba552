"""From paid to delivered, over HTTP."""

from typing import Any

import pytest
from httpx import Response

from tests.checkout.buying import Client
from tests.orders.world import World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.inventory import service as inventory
from vitrina.kit.db import value
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId

SHIPMENT = {
    "carrier": "Estafeta",
    "tracking_number": "MX-123",
    "tracking_url": "https://estafeta.example/MX-123",
}


async def do(
    client: Client,
    order_id: OrderId,
    what: str,
    headers: dict[str, str] | None,
    body: Any = None,
    **query: str,
) -> Response:
    path = f"/api/v1/orders/{order_id}/{what}"
    return await client.post(path, json=body, headers=headers, params=query)


async def test_an_order_goes_from_the_shop_to_the_buyer(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    bruno, ana = await sign_in(world.pool, BRUNO), await sign_in(world.pool, ANA)

    packed = await do(client, order_id, "packing", bruno)
    shipped = await do(client, order_id, "shipment", bruno, SHIPMENT)
    delivered = await do(client, order_id, "delivery", ana)

    assert [answer.status_code for answer in (packed, shipped, delivered)] == [200, 200, 200]
    assert shipped.json()["shipment"] == SHIPMENT
    assert shipped.json()["can"] == {
        "cancel": True,
        "pack": False,
        "ship": False,
        "split": False,
        "deliver": True,
        "collect": False,
        "refund": True,
    }
    order = delivered.json()
    assert order["status"] == "delivered"
    assert [entry["status"] for entry in order["timeline"]] == [
        "placed",
        "paid",
        "packed",
        "shipped",
        "delivered",
    ]
    assert order["timeline"][3]["note"] == "Estafeta MX-123"
    assert order["can"] == {
        "cancel": False,
        "pack": False,
        "ship": False,
        "split": False,
        "deliver": False,
        "collect": False,
        "refund": False,
    }
    async with world.pool.transaction() as db:
        level = (await inventory.levels(db, [world.variant_id]))[world.variant_id]
        facts = await value(
            db,
            "select array_agg(name order by id) from kit.events where name like 'Order%%'",
        )
    assert (level.sold_unshipped, level.quantity) == (0, 9)
    assert facts == ["OrderPaid", "OrderPacked", "OrderShipped", "OrderDelivered"]


async def test_what_is_done_twice_is_done_once(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    bruno = await sign_in(world.pool, BRUNO)

    for what, body in (("packing", None), ("shipment", SHIPMENT), ("delivery", None)):
        first = await do(client, order_id, what, bruno, body)
        second = await do(client, order_id, what, bruno, body)
        assert first.json() == second.json(), what

    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from orders.timeline") == 4


async def test_packing_may_be_skipped(client: Client, world: World):
    order_id = await world.paid()

    shipped = await do(client, order_id, "shipment", await sign_in(world.pool, BRUNO), SHIPMENT)

    assert shipped.json()["status"] == "shipped"


async def test_the_moves_are_refused_out_of_order(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    bruno = await sign_in(world.pool, BRUNO)

    early = await do(client, order_id, "delivery", bruno)
    await do(client, order_id, "shipment", bruno, SHIPMENT)
    late_packing = await do(client, order_id, "packing", bruno)
    another_parcel = await do(
        client, order_id, "shipment", bruno, {"carrier": "DHL", "tracking_number": "other"}
    )

    assert (early.status_code, early.json()["code"]) == (409, "orders.not_shipped")
    assert (late_packing.status_code, late_packing.json()["code"]) == (409, "orders.not_ready_to_pack")
    assert (another_parcel.status_code, another_parcel.json()["code"]) == (409, "orders.not_ready_to_ship")


@pytest.mark.parametrize("what", ["packing", "shipment", "delivery", "cancellation"])
async def test_what_belongs_to_others_is_not_there(client: Client, world: World, what: str):
    order_id = await world.paid(buyer=world.ana)
    body = {"shipment": SHIPMENT, "cancellation": {"reason": "mine"}}.get(what)
    eva = await sign_in(world.pool, EVA)

    for target in (order_id, OrderId(new_id())):
        answer = await do(client, target, what, eva, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "orders.order_not_found")
    guest = await do(client, order_id, what, None, body)
    assert guest.status_code == (401 if what in {"packing", "shipment"} else 404)
    forged = await do(client, order_id, what, None, body, key="A" * 22)
    assert forged.status_code in {401, 404}
    assert (await world.order(order_id)).status == "paid"


@pytest.mark.parametrize("what", ["packing", "shipment"])
async def test_a_buyer_does_not_do_the_work_of_the_shop(client: Client, world: World, what: str):
    order_id = await world.paid(buyer=world.ana)
    body = SHIPMENT if what == "shipment" else None

    answer = await do(client, order_id, what, await sign_in(world.pool, ANA), body)

    assert (answer.status_code, answer.json()["code"]) == (403, "orders.not_for_you")


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"carrier": "", "tracking_number": "1"},
        {"carrier": "DHL", "tracking_number": "x" * 61},
        {"carrier": "DHL", "tracking_number": "1", "tracking_url": "javascript:alert(1)"},
        {"carrier": "DHL", "tracking_number": "1", "weight": 3},
    ],
)
async def test_a_malformed_shipment_is_refused(client: Client, world: World, body: Any):
    order_id = await world.paid()

    answer = await do(client, order_id, "shipment", await sign_in(world.pool, BRUNO), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    assert (await world.order(order_id)).status == "paid"


async def test_a_guest_with_the_key_says_that_it_arrived(client: Client, world: World):
    order_id = await world.paid()
    await do(client, order_id, "shipment", await sign_in(world.pool, BRUNO), SHIPMENT)

    answer = await do(client, order_id, "delivery", None, key=orders.order_key(world.settings, order_id))

    assert answer.json()["status"] == "delivered"
