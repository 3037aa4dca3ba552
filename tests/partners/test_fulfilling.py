"""What a partner does with orders: as often as it likes, with one effect."""

from tests.partners.world import World
from vitrina.kit.db import value
from vitrina.kit.ids import new_id

PARCEL = {"carrier": "Paquetería", "tracking_number": "P-1"}


async def test_an_order_is_taken_once(world: World) -> None:
    order_id = await world.bought()

    first = await world.partner("acknowledgement", order_id, reference="ERP-7")
    second = await world.partner("acknowledgement", order_id, reference="ERP-8")

    assert first.status_code == 200, first.text
    assert first.json() == second.json()
    assert first.json()["reference"] == "ERP-7"


async def test_a_parcel_is_told_once(world: World) -> None:
    order_id = await world.bought()

    answers = [await world.partner("shipment", order_id, **PARCEL) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[-1].json()["status"] == "shipped"
    async with world.pool.transaction() as db:
        told = await value(db, "select count(*) from kit.events where name = 'OrderShipped'")
    assert told == 1
    other = await world.partner("shipment", order_id, carrier="Otra", tracking_number="P-2")
    assert other.json()["code"] == "orders.not_ready_to_ship"


async def test_a_parcel_leaves_from_the_place_that_is_named(world: World) -> None:
    order_id = await world.bought()

    foreign = await world.partner("shipment", order_id, **PARCEL, location_id=str(new_id()))
    own = await world.partner("shipment", order_id, **PARCEL, location_id=str(world.shop.id))

    assert (foreign.status_code, foreign.json()["code"]) == (404, "inventory.location_not_found")
    assert own.json()["status"] == "shipped"


async def test_a_cancelled_order_gives_its_money_back_once(world: World) -> None:
    order_id = await world.bought()

    answers = [await world.partner("cancellation", order_id, reason="agotado") for _ in range(2)]

    assert [each.json()["status"] for each in answers] == ["cancelled", "cancelled"]
    async with world.pool.transaction() as db:
        refunds = await value(db, "select count(*) from payments.refunds")
    assert refunds == 1
    assert (await world.quantities())[0] == 10
    taken = await world.partner("acknowledgement", order_id)
    assert (taken.status_code, taken.json()["code"]) == (409, "partners.too_late_to_acknowledge")


async def test_who_missed_a_message_reads_the_orders(world: World) -> None:
    order_id = await world.bought()

    listed = await world.client.get("/api/v1/partner/orders", headers=world.key, params={"status": "paid"})
    shown = await world.client.get(f"/api/v1/partner/orders/{order_id}", headers=world.key)

    assert [each["id"] for each in listed.json()["items"]] == [order_id]
    assert shown.json()["address"]["city"]
