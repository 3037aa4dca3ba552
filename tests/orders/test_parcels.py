"""An order leaves in parcels: never more than was bought, and it is what became of them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.checkout.buying import Client
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_refund import UNITS, is_sound, line_of, new_refund, three_units
from tests.orders.world import PRICE_MINOR, World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.inventory import service as inventory
from vitrina.kit import clock, events
from vitrina.kit.db import CheckViolation, run, value
from vitrina.kit.ids import new_id
from vitrina.orders import parcel_rules
from vitrina.orders import service as orders
from vitrina.orders.errors import (
    CashGoesWhole,
    NotReadyToShip,
    ParcelIdTaken,
    SentBefore,
    TooManyParcels,
)
from vitrina.orders.model import Access, OrderId, OrderLineId, OrderStatus, ParcelId
from vitrina.orders.parcels import NewParcel
from vitrina.orders.refund_model import LineQuantity
from vitrina.wiring import SUBSCRIBERS


async def parcel_of(world: World, order_id: OrderId, quantity: int, number: str = "MX-1") -> NewParcel:
    return NewParcel(
        id=ParcelId(new_id()),
        lines=[LineQuantity(line_id=await line_of(world, order_id), quantity=quantity)],
        carrier="Estafeta",
        tracking_number=number,
    )


async def send(world: World, order_id: OrderId, quantity: int, **more: Any) -> ParcelId:
    new = await parcel_of(world, order_id, quantity, more.get("number", "MX-1"))
    async with world.pool.transaction() as db:
        await orders.send(
            db, order_id=order_id, actor=world.bruno, new=new, now=more.get("now") or clock.now()
        )
    return new.id


async def arrive(world: World, order_id: OrderId, parcel_id: ParcelId, **more: Any) -> None:
    async with world.pool.transaction() as db:
        await orders.deliver_parcel(
            db,
            order_id=order_id,
            parcel_id=parcel_id,
            access=Access(actor=world.ana),
            now=more.get("now") or clock.now(),
        )


async def status(world: World, order_id: OrderId) -> OrderStatus:
    return (await world.order(order_id)).status


async def level(world: World) -> Any:
    async with world.pool.transaction() as db:
        return (await inventory.levels(db, [world.variant_id]))[world.variant_id]


async def names(world: World) -> list[str]:
    async with world.pool.transaction() as db:
        return await value(
            db, "select array_agg(name order by id) from kit.events where name ~ 'Order|Parcel'"
        )


async def test_an_order_leaves_in_two_parcels_and_arrives_with_the_last(client: Client, world: World):
    order_id = await three_units(world)
    bruno, ana = await sign_in(world.pool, BRUNO), await sign_in(world.pool, ANA)
    line = str(await line_of(world, order_id))
    body = {
        "id": str(new_id()),
        "lines": [{"line_id": line, "quantity": 2}],
        "carrier": "Estafeta",
        "tracking_number": "A1",
    }

    first = (await do(client, order_id, "parcels", bruno, body)).json()
    again = (await do(client, order_id, "parcels", bruno, body)).json()
    rest = (await do(client, order_id, "shipment", bruno, SHIPMENT)).json()

    assert first == again
    assert (first["status"], first["lines"][0]["left_quantity"], first["can"]["split"]) == (
        "partly_shipped",
        1,
        True,
    )
    assert (rest["status"], rest["can"]["split"], rest["can"]["ship"]) == ("shipped", False, False)
    assert [(each["number"], each["lines"][0]["quantity"]) for each in rest["parcels"]] == [(1, 2), (2, 1)]
    one, two = [each["id"] for each in rest["parcels"]]
    waits = (await do(client, order_id, f"parcels/{two}/delivery", ana)).json()
    done = (await do(client, order_id, f"parcels/{one}/delivery", ana)).json()
    assert (waits["status"], done["status"]) == ("shipped", "delivered")
    assert [entry["status"] for entry in done["timeline"]] == [
        "placed",
        "paid",
        "partly_shipped",
        "shipped",
        "delivered",
    ]
    assert await names(world) == [
        "OrderPaid",
        "ParcelShipped",
        "OrderShipped",
        "ParcelDelivered",
        "OrderDelivered",
    ]
    assert (await level(world)).sold_unshipped == 0
    assert await is_sound(world)


async def test_two_who_send_the_same_units_at_once_send_them_once(world: World):
    order_id = await three_units(world)

    done = await asyncio.gather(*[send(world, order_id, 2) for _ in range(2)], return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["SentBefore", "UUID"]
    assert (await level(world)).sold_unshipped == 1
    async with world.pool.transaction() as db:
        assert await value(db, "select sum(quantity) from orders.parcel_lines") == 2


async def test_the_database_refuses_more_than_was_bought(world: World):
    order_id = await three_units(world)

    for statement in (
        "update orders.lines set sent_quantity = quantity + 1 where order_id = %(id)s",
        "update orders.lines set dropped_quantity = 1 where order_id = %(id)s",
        "update inventory.holds set sent_quantity = quantity + 1 where %(id)s is not null",
    ):
        with pytest.raises(CheckViolation):
            async with world.pool.transaction() as db:
                await run(db, statement, id=order_id)


async def test_the_money_waits_for_the_last_parcel(world: World):
    order_id = await three_units(world)
    sent_at = clock.now()
    first = await send(world, order_id, 1, now=sent_at)
    await arrive(world, order_id, first, now=sent_at + timedelta(days=1))
    await events.drain(world.pool, SUBSCRIBERS)
    assert await orders.mature_due(world.pool, now=sent_at + timedelta(days=300)) == 0

    later = sent_at + timedelta(days=20)
    last = await send(world, order_id, 2, now=later)
    order = await world.order(order_id)
    by_transit = orders.return_until(order, later + timedelta(days=order.transit_max_days))
    await events.drain(world.pool, SUBSCRIBERS)
    assert await orders.mature_due(world.pool, now=by_transit - timedelta(seconds=1)) == 0
    arrived_at = later + timedelta(days=2)
    await arrive(world, order_id, last, now=arrived_at)

    order = await world.order(order_id)
    assert (order.status, order.delivered_at) == (OrderStatus.DELIVERED, arrived_at)
    await events.drain(world.pool, SUBSCRIBERS)
    until = orders.return_until(order, arrived_at)
    assert await orders.mature_due(world.pool, now=until - timedelta(seconds=1)) == 0
    assert await orders.mature_due(world.pool, now=until) == 1
    assert await is_sound(world)


async def test_without_a_word_of_arrival_the_longest_way_counts(world: World):
    order_id = await three_units(world)
    first_at = clock.now()
    await send(world, order_id, 2, now=first_at)
    last_at = first_at + timedelta(days=3)
    await send(world, order_id, 1, now=last_at)
    order = await world.order(order_id)
    until = orders.return_until(order, last_at + timedelta(days=order.transit_max_days))
    await events.drain(world.pool, SUBSCRIBERS)

    assert await orders.mature_due(world.pool, now=until - timedelta(seconds=1)) == 0
    assert await orders.mature_due(world.pool, now=until) == 1


async def test_what_is_refunded_before_it_is_sent_is_not_sent_any_more(world: World):
    order_id = await three_units(world)
    first = await send(world, order_id, 1)
    line = LineQuantity(line_id=await line_of(world, order_id), quantity=1)
    async with world.pool.transaction() as db:
        await orders.give_back(db, order_id=order_id, wanted=new_refund(lines=[line]), now=clock.now())
    assert ((await level(world)).sold_unshipped, (await level(world)).available) == (1, 8)
    with pytest.raises(SentBefore):
        await send(world, order_id, 2)
    await arrive(world, order_id, first)
    assert await status(world, order_id) is OrderStatus.PARTLY_SHIPPED

    async with world.pool.transaction() as db:
        await orders.give_back(db, order_id=order_id, wanted=new_refund(lines=[line]), now=clock.now())

    assert await status(world, order_id) is OrderStatus.DELIVERED
    assert ((await level(world)).sold_unshipped, (await level(world)).available) == (0, 9)
    with pytest.raises(NotReadyToShip):
        await send(world, order_id, 1)
    await events.drain(world.pool, SUBSCRIBERS)
    assert await is_sound(world)


async def test_what_comes_back_of_a_part_has_its_own_cause(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 2)
    line = LineQuantity(line_id=await line_of(world, order_id), quantity=2)

    async with world.pool.transaction() as db:
        await orders.give_back(
            db,
            order_id=order_id,
            wanted=new_refund(lines=[line], is_restocked=True),
            now=clock.now(),
            are_sent=True,
        )

    assert await status(world, order_id) is OrderStatus.PARTLY_SHIPPED
    assert ((await level(world)).sold_unshipped, (await level(world)).available) == (1, 9)
    async with world.pool.transaction() as db:
        found = await value(db, "select cause from inventory.movements order by id desc limit 1")
    assert found == "return"
    assert await is_sound(world)


async def test_a_shop_that_cancels_gives_back_what_was_not_sent(client: Client, world: World):
    order_id = await three_units(world)
    await send(world, order_id, 1)

    by_ana = await do(client, order_id, "cancellation", await sign_in(world.pool, ANA), {"reason": "late"})
    by_shop = await do(client, order_id, "cancellation", await sign_in(world.pool, BRUNO), {"reason": "lost"})

    assert by_ana.json()["code"] == "orders.too_late_to_cancel"
    assert by_shop.json()["status"] == "cancelled"
    assert ((await level(world)).sold_unshipped, (await level(world)).available) == (0, 9)
    assert await is_sound(world)


async def test_a_mistyped_number_is_corrected_until_the_parcel_arrives(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    shipped = (await do(client, order_id, "shipment", bruno, SHIPMENT)).json()
    path = f"/api/v1/orders/{order_id}/parcels/{shipped['parcels'][0]['id']}/shipment"
    right = {**SHIPMENT, "tracking_number": "MX-321"}

    answer = await client.put(path, json=right, headers=bruno)
    again = await client.put(path, json=right, headers=bruno)

    shown = answer.json()
    assert (shown["shipment"], shown["parcels"][0]["shipment"]) == (right, right)
    assert shown["timeline"][-1]["note"] == "Estafeta MX-321"
    assert again.json() == shown
    assert (await names(world)).count("ParcelCorrected") == 1
    await do(client, order_id, "delivery", bruno)
    late = await client.put(path, json=SHIPMENT, headers=bruno)
    assert late.json()["code"] == "orders.parcel_arrived"
    nobodys = await client.put(
        path.replace(shipped["parcels"][0]["id"], str(new_id())), json=SHIPMENT, headers=bruno
    )
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "orders.parcel_not_found")


async def test_others_send_correct_and_receive_nothing(client: Client, world: World):
    order_id = await three_units(world)
    parcel_id = await send(world, order_id, 1)
    new = await parcel_of(world, order_id, 1)
    body = {
        "id": str(new.id),
        "lines": [{"line_id": str(new.lines[0].line_id), "quantity": 1}],
        **SHIPMENT,
    }
    ana, eva = await sign_in(world.pool, ANA), await sign_in(world.pool, EVA)
    path = f"/api/v1/orders/{order_id}/parcels"

    sent = [await client.post(path, json=body, headers=who) for who in (ana, eva, None)]
    corrected = [
        await client.put(f"{path}/{parcel_id}/shipment", json=SHIPMENT, headers=who)
        for who in (ana, eva, None)
    ]
    arrived = [await client.post(f"{path}/{parcel_id}/delivery", headers=who) for who in (eva, None)]

    assert [each.status_code for each in sent] == [403, 404, 401]
    assert [each.status_code for each in corrected] == [403, 404, 401]
    assert [each.status_code for each in arrived] == [404, 404]
    assert await status(world, order_id) is OrderStatus.PARTLY_SHIPPED


async def test_an_id_of_another_parcel_is_refused(world: World):
    one, other = await three_units(world), await three_units(world)
    new = await parcel_of(world, one, 1)
    theirs = await parcel_of(world, other, 1)
    async with world.pool.transaction() as db:
        await orders.send(db, order_id=one, actor=world.bruno, new=new, now=clock.now())

    with pytest.raises(ParcelIdTaken):
        async with world.pool.transaction() as db:
            taken = NewParcel(id=new.id, lines=theirs.lines, carrier="DHL", tracking_number="2")
            await orders.send(db, order_id=other, actor=world.bruno, new=taken, now=clock.now())


async def test_an_order_leaves_in_so_many_parcels_at_most(world: World, monkeypatch: pytest.MonkeyPatch):
    order_id = await three_units(world)
    monkeypatch.setattr(parcel_rules, "PARCELS_MAX", 1)
    await send(world, order_id, 1)

    with pytest.raises(TooManyParcels):
        await send(world, order_id, 1)


async def test_what_is_paid_at_the_door_leaves_whole(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        await run(db, "update orders.orders set is_cash = true where id = %(id)s", id=order_id)

    with pytest.raises(CashGoesWhole):
        await send(world, order_id, 1)
    await send(world, order_id, UNITS)
    assert await status(world, order_id) is OrderStatus.SHIPPED


async def test_a_line_of_another_order_is_in_no_parcel(world: World):
    order_id = await three_units(world)
    new = NewParcel(
        id=ParcelId(new_id()),
        lines=[LineQuantity(line_id=OrderLineId(new_id()), quantity=1)],
        carrier="DHL",
        tracking_number="1",
    )

    with pytest.raises(SentBefore):
        async with world.pool.transaction() as db:
            await orders.send(db, order_id=order_id, actor=world.bruno, new=new, now=clock.now())


async def test_old_code_that_sends_an_order_whole_leaves_a_parcel(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            update orders.orders
               set status = 'shipped', carrier = 'DHL', tracking_number = '7', shipped_at = kit.now()
             where id = %(id)s
            """,
            id=order_id,
        )
        shown = await orders.show(db, order_id=order_id, access=Access(actor=world.bruno))

    [parcel] = shown.parcels
    assert (parcel.shipment.tracking_number, parcel.lines[0].quantity) == ("7", UNITS)
    assert shown.lines[0].left_quantity == 0


async def test_the_sums_stay_those_of_the_order(world: World):
    order_id = await three_units(world)
    await send(world, order_id, 1)
    order = await world.order(order_id)

    assert order.total_minor == UNITS * PRICE_MINOR + order.shipping_minor
    assert await is_sound(world)
