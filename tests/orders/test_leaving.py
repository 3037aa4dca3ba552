"""A parcel leaves from the place its shop names, or from the one that would be suggested."""

import asyncio
from typing import Any

import pytest

from tests.checkout.buying import Client
from tests.orders.test_desk import row_of, ship_table
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_parcels import send
from tests.orders.test_refund import UNITS, is_sound, line_of, three_units
from tests.orders.world import World
from tests.people import BRUNO, sign_in
from vitrina.inventory import service as inventory
from vitrina.inventory.locations import service as places
from vitrina.inventory.locations.model import LocationId, NewLocation
from vitrina.inventory.model import Count
from vitrina.kit.ids import new_id
from vitrina.orders.model import OrderStatus


async def open_place(world: World, quantity: int, priority: int = 50) -> LocationId:
    place = LocationId(new_id())
    async with world.pool.transaction() as db:
        where: dict[str, Any] = {"shop_id": world.shop.id, "location_id": place, "actor": world.bruno}
        new = NewLocation(name="Bodega", priority=priority)
        await places.save(db, **where, new=new, settings=world.settings)
        counts = [Count(variant_id=world.variant_id, quantity=quantity)]
        await places.count_at(db, **where, counts=counts)
    return place


async def there(world: World) -> dict[LocationId, int]:
    async with world.pool.transaction() as db:
        [level] = await places.located_levels(
            db, shop_id=world.shop.id, actor=world.bruno, after=None, limit=9
        )
        total = (await inventory.levels(db, [world.variant_id]))[world.variant_id]
    assert level.quantity == total.quantity == sum(each.quantity for each in level.places)
    return {each.location_id: each.quantity for each in level.places}


async def test_each_parcel_leaves_from_the_place_that_is_named(client: Client, world: World):
    order_id = await three_units(world)
    place = await open_place(world, quantity=2)
    own = LocationId(world.shop.id)
    before = (await there(world))[own]
    bruno = await sign_in(world.pool, BRUNO)
    line = str(await line_of(world, order_id))

    def body(quantity: int, location_id: object) -> dict[str, Any]:
        lines = [{"line_id": line, "quantity": quantity}]
        return {"id": str(new_id()), "lines": lines, "location_id": str(location_id), **SHIPMENT}

    first = body(1, place)
    sent = await do(client, order_id, "parcels", bruno, first)
    again = await do(client, order_id, "parcels", bruno, first)
    too_many = await do(client, order_id, "parcels", bruno, body(2, place))
    unknown = await do(client, order_id, "parcels", bruno, body(2, new_id()))
    rest = await do(client, order_id, "parcels", bruno, body(2, own))

    assert (sent.status_code, again.json()) == (200, sent.json())
    assert (too_many.status_code, too_many.json()["code"]) == (409, "inventory.not_there")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "inventory.location_not_found")
    assert rest.json()["status"] == "shipped"
    assert await there(world) == {place: 1, own: before - 2}
    assert await is_sound(world)


async def test_a_parcel_without_a_place_leaves_from_the_suggested_one(world: World):
    order_id = await three_units(world)
    place = await open_place(world, quantity=2)
    own = LocationId(world.shop.id)
    async with world.pool.transaction() as db:
        first = NewLocation(name="Tienda", priority=90)
        await places.save(
            db,
            shop_id=world.shop.id,
            location_id=own,
            actor=world.bruno,
            new=first,
            settings=world.settings,
        )
    before = (await there(world))[own]

    await send(world, order_id, 2)
    await send(world, order_id, 1)

    assert await there(world) == {place: 0, own: before - 1}


async def test_a_shop_with_one_place_may_name_it_and_no_other(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    line = str(await line_of(world, order_id))
    body = {"id": str(new_id()), "lines": [{"line_id": line, "quantity": UNITS}], **SHIPMENT}

    foreign = await do(client, order_id, "parcels", bruno, {**body, "location_id": str(new_id())})
    own = await do(client, order_id, "parcels", bruno, {**body, "location_id": str(world.shop.id)})

    assert (foreign.status_code, own.json()["status"]) == (404, "shipped")


async def test_many_at_once_leave_from_the_place_that_is_named(client: Client, world: World):
    first, second, third = [await world.paid(buyer=world.ana) for _ in range(3)]
    place = await open_place(world, quantity=2)
    before = await there(world)
    rows = [
        await row_of(world, each, f"N{at}", location_id=str(place)) for at, each in enumerate((first, second))
    ]

    done = await ship_table(client, world, *rows, await row_of(world, third, "N3", location_id=str(new_id())))
    more = await ship_table(client, world, await row_of(world, third, "N4", location_id=str(place)))
    bruno = await sign_in(world.pool, BRUNO)
    own = await do(client, third, "shipment", bruno, {**SHIPMENT, "location_id": str(world.shop.id)})

    assert [each["refusal"] for each in done["rows"]] == [None, None, "inventory.location_not_found"]
    assert more["rows"][0]["refusal"] == "inventory.not_there"
    assert own.json()["status"] == "shipped"
    assert await there(world) == {place: 0, LocationId(world.shop.id): before[LocationId(world.shop.id)] - 1}
    assert await is_sound(world)


@pytest.mark.parametrize("place_count", [0, 1])
async def test_tables_that_cross_send_every_order_once(client: Client, world: World, place_count: int):
    order_ids = [await world.paid(buyer=world.ana) for _ in range(6)]
    for _ in range(place_count):
        await open_place(world, quantity=9)
    before = sum((await there(world)).values())
    rows = [await row_of(world, order_id, f"N{at}") for at, order_id in enumerate(order_ids)]

    await asyncio.gather(
        ship_table(client, world, *rows),
        ship_table(client, world, *reversed(rows)),
        ship_table(client, world, *rows[3:]),
    )

    assert [(await world.order(each)).status for each in order_ids] == [OrderStatus.SHIPPED] * 6
    assert sum((await there(world)).values()) == before - 6
