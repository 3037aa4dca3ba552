"""A packing slip says what goes into the box and where to, for who runs the shop."""

from typing import Any

from httpx import Response

from tests.checkout.buying import Client
from tests.orders.test_parcels import send
from tests.orders.test_refund import UNITS, three_units
from tests.orders.world import World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import Access
from vitrina.receipts.slips import SLIPS_MAX, to_pack


async def slips(client: Client, world: World, ids: list[Any], who: Any = BRUNO) -> Response:
    headers = await sign_in(world.pool, who) if who else {}
    path = f"/api/v1/shops/{world.shop.id}/packing-slips"
    return await client.get(path, params={"order": [str(each) for each in ids]}, headers=headers)


async def test_each_order_has_a_page(client: Client, world: World):
    ids = [await three_units(world), await world.paid()]

    answer = await slips(client, world, [*ids, ids[0]])

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and answer.content.count(b"/Type /Page\n") == 2


async def test_what_has_left_is_on_no_slip_while_something_is_here(world: World):
    order_id = await three_units(world)
    packed: list[int] = []
    for leaves in (0, 1, UNITS - 1):
        if leaves:
            await send(world, order_id, leaves)
        async with world.pool.transaction() as db:
            shown = await orders.show(db, order_id=order_id, access=Access(actor=world.bruno))
        packed += [quantity for _, quantity in to_pack(shown)]

    assert packed == [UNITS, UNITS - 1, UNITS]


async def test_others_get_no_slip_and_nobody_too_many(client: Client, world: World):
    order_id = await three_units(world)

    answers = [await slips(client, world, [order_id], who) for who in (EVA, ANA, None)]
    unknown = await slips(client, world, [new_id()])
    none, many = await slips(client, world, []), await slips(client, world, [order_id] * (SLIPS_MAX + 1))

    assert [each.status_code for each in answers] == [403, 403, 401]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "orders.order_not_found")
    assert [each.json()["code"] for each in (none, many)] == ["kit.malformed"] * 2
