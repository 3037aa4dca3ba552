"""Who sees which orders."""

from uuid import UUID

import pytest

from tests.checkout.buying import BUYER, Client
from tests.orders.world import World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.identity.model import EmailProven
from vitrina.kit import clock, events
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.wiring import SUBSCRIBERS


async def test_an_order_is_shown_to_its_buyer_its_shop_and_who_holds_its_key(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    path, key = f"/api/v1/orders/{order_id}", orders.order_key(world.settings, order_id)

    mine = (await client.get(path, headers=await sign_in(world.pool, ANA))).json()
    shops = (await client.get(path, headers=await sign_in(world.pool, BRUNO))).json()
    with_key = (await client.get(path, params={"key": key})).json()

    assert mine == with_key
    assert mine["can"] == {
        "cancel": True,
        "pack": False,
        "ship": False,
        "split": False,
        "deliver": False,
        "collect": False,
        "refund": False,
    }
    assert shops["can"] == {
        "cancel": True,
        "pack": True,
        "ship": True,
        "split": True,
        "deliver": False,
        "collect": False,
        "refund": True,
    }
    assert {**mine, "can": None} == {**shops, "can": None}
    assert mine["buyer"] == {"name": BUYER["name"], "email": BUYER["email"]}
    assert mine["total"] == {"amount": 166_00, "currency": "MXN"}
    assert mine["tax"] == {"amount": 22_90, "currency": "MXN"}
    assert mine["address"]["postal_code"] == "06700"
    assert "line2" not in mine["address"]
    [line] = mine["lines"]
    assert (line["unit_price"]["amount"], line["quantity"], line["tax"]["amount"]) == (116_00, 1, 16_00)


@pytest.mark.parametrize("key", [None, "", "wrong", "é", "A" * 64])
async def test_an_order_is_not_there_for_others(client: Client, world: World, key: str | None):
    order_id = await world.paid(buyer=world.ana)
    other = await world.paid()
    query = {} if key is None else {"key": key}

    for headers in (None, await sign_in(world.pool, EVA)):
        answer = await client.get(f"/api/v1/orders/{order_id}", params=query, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "orders.order_not_found")
    others_key = {"key": orders.order_key(world.settings, other)}
    assert (await client.get(f"/api/v1/orders/{order_id}", params=others_key)).status_code == 404
    assert (await client.get(f"/api/v1/orders/{new_id()}", params=others_key)).status_code == 404


async def test_a_key_that_is_too_long_is_malformed(client: Client, world: World):
    answer = await client.get(f"/api/v1/orders/{new_id()}", params={"key": "A" * 65})

    assert answer.status_code == 422


async def test_the_address_in_a_mail_opens_the_order(client: Client, world: World):
    order_id = await world.paid()

    url = orders.order_url(world.settings, order_id)

    assert url.startswith(f"{world.settings.base_url}/orders/{order_id}?key=")
    path = url.removeprefix(world.settings.base_url)
    assert (await client.get("/api/v1" + path)).status_code == 200


async def test_a_shop_pages_through_its_orders(client: Client, world: World):
    ids = [str(await world.paid()) for _ in range(5)]
    bruno = await sign_in(world.pool, BRUNO)
    async with world.pool.transaction() as db:
        await orders.pack(db, order_id=OrderId(UUID(ids[2])), actor=world.bruno, now=clock.now())
    path = f"/api/v1/shops/{world.shop.id}/orders"

    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get(path, params=query, headers=bruno)).json()
        seen += [order["id"] for order in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    packed = (await client.get(path, params={"status": "packed"}, headers=bruno)).json()

    assert seen == ids[::-1]
    assert [order["id"] for order in packed["items"]] == [ids[2]]


async def test_a_shop_does_not_see_what_nobody_paid(client: Client, world: World):
    from tests.checkout.buying import placed, wanting

    await placed(world.pool, world.settings, wanting(world.variant_id, total_minor=166_00), now=clock.now())

    listed = await client.get(
        f"/api/v1/shops/{world.shop.id}/orders", headers=await sign_in(world.pool, BRUNO)
    )

    assert listed.json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"cursor": "nonsense"}, 422),
        ({"cursor": "WyJ4Il0"}, 422),
        ({"status": "lost"}, 422),
        ({"limit": "0"}, 422),
        ({"limit": "101"}, 422),
    ],
)
async def test_a_list_refuses_a_forged_question(
    client: Client, world: World, query: dict[str, str], status: int
):
    bruno = await sign_in(world.pool, BRUNO)

    answer = await client.get(f"/api/v1/shops/{world.shop.id}/orders", params=query, headers=bruno)

    assert (answer.status_code, answer.json()["code"]) == (status, "kit.malformed")


async def test_the_orders_of_a_shop_are_its_own(client: Client, world: World):
    path = f"/api/v1/shops/{world.shop.id}/orders"

    eva = await client.get(path, headers=await sign_in(world.pool, EVA))
    nowhere = await client.get(f"/api/v1/shops/{new_id()}/orders", headers=await sign_in(world.pool, BRUNO))

    assert (eva.status_code, eva.json()["code"]) == (403, "shops.not_your_shop")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "shops.shop_not_found")
    assert (await client.get(path)).status_code == 401
    assert (await client.get("/api/v1/me/orders")).status_code == 401


async def proven(pool: Pool, fact: EmailProven) -> None:
    async with pool.transaction() as db:
        await events.emit(db, fact)
    await events.drain(pool, SUBSCRIBERS)


async def test_a_guests_orders_join_the_account_that_proves_the_email(client: Client, world: World):
    guest_order = await world.paid()
    others = await world.paid(buyer=await world.person(EVA))
    ana = await sign_in(world.pool, ANA)
    assert (await client.get("/api/v1/me/orders", headers=ana)).json()["items"] == []

    await proven(world.pool, EmailProven(person_id=ANA.id, email=BUYER["email"]))

    mine = (await client.get("/api/v1/me/orders", headers=ana)).json()["items"]
    assert [order["id"] for order in mine] == [str(guest_order)]
    assert (await world.order(others)).buyer_id == EVA.id


async def test_an_order_of_an_account_does_not_move_to_another(world: World):
    order_id = await world.paid(buyer=world.ana)

    await proven(world.pool, EmailProven(person_id=EVA.id, email=BUYER["email"]))

    assert (await world.order(order_id)).buyer_id == ANA.id
