"""A parcel that was marked as sent by mistake is taken back, and nothing of the mistake is left."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.checkout.buying import Client
from tests.orders.test_desk import row_of, ship_table
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_leaving import open_place, there
from tests.orders.test_parcels import arrive, level, names, parcel_of, send, status
from tests.orders.test_parcels_told import listen, mailed, shop_of
from tests.orders.test_refund import UNITS, give, is_sound, line_of, new_refund, three_units
from tests.orders.world import World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.inventory.locations.model import LocationId
from vitrina.kit import clock, events
from vitrina.kit.db import run, value
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.errors import ParcelOnItsWay, ParcelRecalledBefore, TooLateToRecall
from vitrina.orders.model import OrderId, OrderStatus, ParcelId
from vitrina.orders.parcels import RECALLED_WITHIN, NewParcel
from vitrina.orders.refund_model import LineQuantity
from vitrina.wiring import SUBSCRIBERS


async def recall(world: World, order_id: OrderId, parcel_id: ParcelId, **more: Any) -> None:
    async with world.pool.transaction() as db:
        await orders.recall(
            db,
            order_id=order_id,
            parcel_id=parcel_id,
            actor=world.bruno,
            now=more.get("now") or clock.now(),
        )


async def test_nothing_is_left_of_a_parcel_that_never_left(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    await do(client, order_id, "packing", bruno)
    packed, stock = await world.order(order_id), await level(world)
    shipped = (await do(client, order_id, "shipment", bruno, SHIPMENT)).json()
    [parcel] = shipped["parcels"]

    back = await do(client, order_id, f"parcels/{parcel['id']}/recall", bruno)
    again = await do(client, order_id, f"parcels/{parcel['id']}/recall", bruno)

    shown = back.json()
    assert parcel["recall_until"] is not None
    assert again.json() == shown
    assert (shown["status"], shown["shipment"], shown["parcels"]) == ("packed", None, [])
    assert (shown["can"]["ship"], shown["can"]["cancel"], shown["can"]["deliver"]) == (True, True, False)
    assert [entry["status"] for entry in shown["timeline"]] == ["placed", "paid", "packed"]
    assert await world.order(order_id) == packed
    assert await level(world) == stock
    assert (await names(world)).count("ParcelRecalled") == 1
    assert await is_sound(world)


async def test_it_can_be_sent_again_and_matures_by_the_second_time(client: Client, world: World):
    order_id = await three_units(world)
    bruno, now = await sign_in(world.pool, BRUNO), clock.now()
    new = await parcel_of(world, order_id, 3)
    async with world.pool.transaction() as db:
        await orders.send(db, order_id=order_id, actor=world.bruno, new=new, now=now - timedelta(hours=3))
    due_before = await due(world, order_id)
    await recall(world, order_id, new.id, now=now)
    none_due = await due(world, order_id)

    repeated = await client.post(
        f"/api/v1/orders/{order_id}/parcels",
        json={
            "id": str(new.id),
            "lines": [{"line_id": str(new.lines[0].line_id), "quantity": 3}],
            **SHIPMENT,
        },
        headers=bruno,
    )
    sent = (await do(client, order_id, "shipment", bruno, SHIPMENT)).json()

    assert repeated.json()["code"] == ParcelRecalledBefore.code
    assert (sent["status"], [each["number"] for each in sent["parcels"]]) == ("shipped", [2])
    assert none_due is None
    assert due_before and await due(world, order_id) > due_before
    assert await is_sound(world)


async def due(world: World, order_id: OrderId) -> Any:
    async with world.pool.transaction() as db:
        return await value(
            db, "select matures_at from orders.orders where id = %(order_id)s", order_id=order_id
        )


async def test_an_order_is_what_its_other_parcels_are(world: World):
    order_id = await three_units(world)
    first = await send(world, order_id, 2, number="A1")
    second = await send(world, order_id, 1, number="B1")

    await recall(world, order_id, first)

    shown = await world.order(order_id)
    assert (shown.status, shown.tracking_number) == (OrderStatus.PARTLY_SHIPPED, "B1")
    assert (await level(world)).sold_unshipped == 2
    await send(world, order_id, 2, number="C1")
    assert await status(world, order_id) is OrderStatus.SHIPPED
    await recall(world, order_id, second)
    assert (await world.order(order_id)).tracking_number == "C1"
    assert await is_sound(world)


async def test_units_go_back_to_the_place_that_their_parcel_left(world: World):
    order_id = await three_units(world)
    place, own = await open_place(world, quantity=3), LocationId(world.shop.id)
    before, now = await there(world), clock.now()
    sent = [
        NewParcel(
            id=ParcelId(new_id()),
            lines=[LineQuantity(line_id=await line_of(world, order_id), quantity=quantity)],
            location_id=where,
            **SHIPMENT,
        )
        for quantity, where in ((1, place), (2, own))
    ]
    for new in sent:
        async with world.pool.transaction() as db:
            await orders.send(db, order_id=order_id, actor=world.bruno, new=new, now=clock.now())
    async with (
        world.pool.transaction() as db
    ):  # Parcels of a test leave in one moment; of a shop they do not.
        await run(
            db,
            "update inventory.location_movements set at = at - interval '1 hour' where location_id = %(own)s",
            own=own,
        )
        await run(
            db,
            "update orders.parcels set shipped_at = shipped_at - interval '1 hour' where id = %(id)s",
            id=sent[1].id,
        )
    left = await there(world)

    await recall(world, order_id, sent[1].id, now=now)
    own_back = await there(world)
    await recall(world, order_id, sent[0].id, now=now)

    assert (left[place], left[own]) == (before[place] - 1, before[own] - 2)
    assert own_back == {**left, own: before[own]}
    assert await there(world) == before
    assert await is_sound(world)


async def test_what_travels_in_one_box_is_taken_back_together(client: Client, world: World):
    one, other = await world.paid(buyer=world.ana), await world.paid(buyer=world.ana)
    bruno = await sign_in(world.pool, BRUNO)
    rows = [await row_of(world, each, "MX-9") for each in (one, other)]
    await ship_table(client, world, *rows)
    parcel = (await client.get(f"/api/v1/orders/{one}", headers=bruno)).json()["parcels"][0]

    await recall(world, one, parcel["id"])

    assert {await status(world, each) for each in (one, other)} == {OrderStatus.PAID}
    told = [each["type"] for each in await mailed(world)]
    assert told.count("parcel_recalled") == 2
    assert await is_sound(world)


async def test_a_day_later_it_stays_sent(world: World):
    order_id = await three_units(world)
    now = clock.now()
    parcel_id = await send(world, order_id, 3, now=now)

    with pytest.raises(TooLateToRecall, match="24"):
        await recall(world, order_id, parcel_id, now=now + RECALLED_WITHIN)

    assert await status(world, order_id) is OrderStatus.SHIPPED


@pytest.mark.parametrize("touched", ["arrived", "refunded", "given_back", "cancelled"])
async def test_what_somebody_touched_stays_sent(world: World, touched: str):
    order_id = await three_units(world)
    parcel_id = await send(world, order_id, 2)
    if touched == "arrived":
        await arrive(world, order_id, parcel_id)
    elif touched == "refunded":
        await send(world, order_id, 1)
        part = LineQuantity(line_id=await line_of(world, order_id), quantity=2)
        await give(world, order_id, new_refund(lines=[part]))
    elif touched == "given_back":
        async with world.pool.transaction() as db:
            await orders.pause(db, order_id=order_id, now=clock.now())
    else:
        async with world.pool.transaction() as db:
            await run(
                db,
                """
                update orders.orders
                   set status = 'cancelled', cancelled_at = now(), cancelled_by = 'shop', cancel_reason = 'x'
                 where id = %(order_id)s
                """,
                order_id=order_id,
            )
    before = await status(world, order_id), await level(world)

    with pytest.raises(ParcelOnItsWay):
        await recall(world, order_id, parcel_id)

    assert (await status(world, order_id), await level(world)) == before


async def test_others_take_nothing_back(client: Client, world: World):
    order_id = await three_units(world)
    parcel_id = await send(world, order_id, 3)
    path = f"/api/v1/orders/{order_id}/parcels"
    bruno, ana, eva = [await sign_in(world.pool, who) for who in (BRUNO, ANA, EVA)]

    answers = [await client.post(f"{path}/{parcel_id}/recall", headers=who) for who in (ana, eva, None)]
    unknown = await client.post(f"{path}/{new_id()}/recall", headers=bruno)

    assert [each.status_code for each in answers] == [403, 404, 401]
    assert unknown.json()["code"] == "orders.parcel_not_found"
    assert await status(world, order_id) is OrderStatus.SHIPPED


async def test_it_is_taken_back_or_it_arrived_never_both(world: World):
    for _ in range(2):
        order_id = await three_units(world)
        parcel_id = await send(world, order_id, 3)

        done = await asyncio.gather(
            recall(world, order_id, parcel_id),
            arrive(world, order_id, parcel_id),
            recall(world, order_id, parcel_id),
            return_exceptions=True,
        )

        assert not [each for each in done if each and not hasattr(each, "code")]
        ended = await status(world, order_id)
        assert ended in {OrderStatus.PAID, OrderStatus.DELIVERED}
    assert await is_sound(world)


async def test_buyer_partner_and_creator_hear_of_it_once(client: Client, world: World):
    order_id = await three_units(world)
    await listen(world, await shop_of(world, order_id))
    parcel_id = await send(world, order_id, 3)
    await recall(world, order_id, parcel_id)
    await recall(world, order_id, parcel_id)

    told = await mailed(world)
    async with world.pool.transaction() as db:
        kinds = await value(
            db,
            """
            select array_agg(kind order by happened_at)
              from partners.deliveries
             where kind ~ 'shipped|recalled'
            """,
        )

    assert [each["type"] for each in told] == ["order_shipped", "parcel_recalled"]
    assert told[1]["pieces"].startswith(f"{UNITS} × ")
    assert kinds == ["order.shipped", "parcel.recalled"]
    await events.drain(world.pool, SUBSCRIBERS)
