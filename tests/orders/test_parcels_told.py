"""Who hears of a parcel hears which part of the order it is."""

import json
from typing import Any

from tests.checkout.buying import Client
from tests.orders.test_fulfil import SHIPMENT
from tests.orders.test_parcels import arrive, send
from tests.orders.test_refund import give, line_of, new_refund, three_units
from tests.orders.world import World
from tests.people import BRUNO, sign_in
from vitrina.kit import clock, events
from vitrina.kit.db import many, run, value
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId, Shipment
from vitrina.orders.refund_model import LineQuantity
from vitrina.partners.service import telling
from vitrina.partners.store.deliveries import Claimed
from vitrina.shops.model import ShopId
from vitrina.wiring import SUBSCRIBERS


async def mailed(world: World) -> list[dict[str, Any]]:
    await events.drain(world.pool, SUBSCRIBERS)
    async with world.pool.transaction() as db:
        return await value(
            db,
            """
            select coalesce(json_agg(facts order by id), '[]')
              from notifications.mails
             where facts ->> 'type' in ('parcel', 'parcel_recalled', 'order_shipped', 'order_delivered')
            """,
        )


async def test_the_buyer_reads_which_part_is_on_its_way(client: Client, world: World):
    order_id = await three_units(world)
    first = await send(world, order_id, 2, number="A1")
    right = {**SHIPMENT, "tracking_number": "A2"}
    path = f"/api/v1/orders/{order_id}/parcels/{first}/shipment"
    await client.put(path, json=right, headers=await sign_in(world.pool, BRUNO))
    await send(world, order_id, 1, number="B1")
    await arrive(world, order_id, first)

    told = await mailed(world)

    assert [(each["type"], each.get("news")) for each in told] == [
        ("parcel", "shipped"),
        ("parcel", "corrected"),
        ("parcel", "last"),
        ("parcel", "delivered"),
    ]
    assert [each["pieces"].partition(" × ")[0] for each in told] == ["2", "2", "1", "2"]
    assert [each["tracking_number"] for each in told] == ["A1", "A2", "B1", ""]


async def test_an_order_that_leaves_whole_is_told_as_before(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        parcel = Shipment(carrier="DHL", tracking_number="1")
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=parcel, now=clock.now())

    assert [each["type"] for each in await mailed(world)] == ["order_shipped"]


async def test_a_rest_that_goes_back_as_money_is_no_parcel(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 2)
    rest = LineQuantity(line_id=await line_of(world, order_id), quantity=1)
    await give(world, order_id, new_refund(lines=[rest]))

    assert [each["news"] for each in await mailed(world)] == ["shipped"]


async def test_a_partner_gets_the_parcel_and_the_refund(world: World):
    order_id = await three_units(world)
    await listen(world, await shop_of(world, order_id))
    first = await send(world, order_id, 2, number="A1")
    await send(world, order_id, 1, number="B1")
    await arrive(world, order_id, first)
    wanted = new_refund(amount=5_00)
    await give(world, order_id, wanted)
    await events.drain(world.pool, SUBSCRIBERS)

    messages = await told(world)

    assert [each["type"] for each in messages] == [
        "parcel.shipped",
        "order.shipped",
        "parcel.delivered",
        "order.refunded",
    ]
    assert [each["parcel"]["shipment"]["tracking_number"] for each in messages[:3]] == ["A1", "B1", "A1"]
    assert [each["parcel"]["lines"][0]["quantity"] for each in messages[:3]] == [2, 1, 2]
    assert messages[3]["refund"]["id"] == str(wanted.id)
    assert "parcel" not in messages[3]


async def shop_of(world: World, order_id: OrderId) -> ShopId:
    return (await world.order(order_id)).shop_id


async def listen(world: World, shop_id: ShopId) -> None:
    """Give a shop an endpoint that hears what happens from now on."""
    await events.drain(world.pool, SUBSCRIBERS)
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            insert into partners.endpoints (shop_id, url, salt, made_at)
            values (%(shop_id)s, 'https://partner.example/', gen_random_uuid(), kit.now())
            """,
            shop_id=shop_id,
        )


async def told(world: World) -> list[dict[str, Any]]:
    """Write the messages that wait for an endpoint, the first one first."""
    async with world.pool.transaction() as db:
        claims = await many(
            db,
            Claimed,
            """
            select id, shop_id, kind, order_id, happened_at, about_id, attempt_count, '' as url,
                   gen_random_uuid() as salt, null::uuid as old_salt, null::timestamptz as old_until
              from partners.deliveries
             order by happened_at
            """,
        )
        return [json.loads(await telling.written(db, each)) for each in claims]
