"""Keys and the endpoint of a partner account."""

import pytest

from tests.builders import shop_of
from tests.partners.world import World, world_of
from tests.people import CARLA, sign_in
from vitrina.demo.retailer import Retailer
from vitrina.kit.db import value
from vitrina.kit.ids import new_id


async def test_a_secret_is_shown_once_and_kept_nowhere(world: World) -> None:
    secret = world.key["authorization"].removeprefix("Bearer ")

    shown = await world.client.get(world.path, headers=world.bruno)

    [key] = shown.json()["keys"]
    assert secret.startswith(key["hint"]) and secret not in shown.text
    async with world.pool.transaction() as db:
        assert (
            await value(db, "select count(*) from partners.keys where keys::text like %(s)s", s=f"%{secret}%")
            == 0
        )


async def test_a_revoked_key_opens_nothing(world: World) -> None:
    [key] = (await world.client.get(world.path, headers=world.bruno)).json()["keys"]
    await world.client.delete(f"{world.path}/keys/{key['id']}", headers=world.bruno)

    answer = await world.client.get("/api/v1/partner/orders", headers=world.key)
    again = await world.client.delete(f"{world.path}/keys/{key['id']}", headers=world.bruno)

    assert (answer.status_code, answer.json()["code"]) == (401, "partners.key_wrong")
    assert (again.status_code, again.json()["code"]) == (404, "partners.key_not_found")


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer vp_nobody", "Basic vp_nobody", f"Bearer {'x' * 300}"]
)
async def test_a_wrong_key_opens_nothing(world: World, header: str) -> None:
    headers = {"authorization": header} if header else {}

    answer = await world.client.get("/api/v1/partner/orders", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "partners.key_wrong")


async def test_a_key_does_only_what_its_scopes_say(world: World) -> None:
    body = {"name": "Stock", "scopes": ["stock"]}
    made = await world.client.post(f"{world.path}/keys", headers=world.bruno, json=body)

    headers = {"authorization": f"Bearer {made.json()['secret']}"}
    answer = await world.client.get("/api/v1/partner/orders", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "partners.scope_missing")


async def test_keys_are_few(world: World) -> None:
    body = {"name": "ERP", "scopes": ["stock"]}
    answers = [
        await world.client.post(f"{world.path}/keys", headers=world.bruno, json=body) for _ in range(20)
    ]

    assert [each.status_code for each in answers] == [201] * 19 + [409]
    assert answers[-1].json()["code"] == "partners.too_many_keys"


async def test_a_key_sees_the_orders_of_its_shop_alone(world: World) -> None:
    async with world.pool.transaction() as db:
        other = await shop_of(db)
    order_id = await world.bought()
    body = {"name": "ERP", "scopes": ["orders"]}
    made = await world.client.post(f"/api/v1/shops/{other.id}/partner/keys", headers=world.bruno, json=body)
    headers = {"authorization": f"Bearer {made.json()['secret']}"}

    seen = await world.client.get(f"/api/v1/partner/orders/{order_id}", headers=headers)
    listed = await world.client.get("/api/v1/partner/orders", headers=headers)

    assert (seen.status_code, seen.json()["code"]) == (404, "partners.order_not_found")
    assert listed.json()["items"] == []


async def test_a_key_does_nothing_to_what_is_another_shop_s(world: World, retailer: Retailer) -> None:
    other = await world_of(world.client, world.pool)
    await world.open_endpoint(retailer)
    order_id = await world.bought()
    [delivery] = await world.deliveries()
    said = {
        "acknowledgement": {"reference": "ERP-1"},
        "shipment": {"carrier": "Paquetería", "tracking_number": "P-1"},
        "cancellation": {"reason": "agotado"},
    }

    answers = [await other.partner(verb, order_id, **words) for verb, words in said.items()]
    replayed = await world.client.post(
        f"/api/v1/partner/deliveries/{delivery['id']}/replay", headers=other.key
    )
    fates = await other.push({"sku": "LS-0", "stock": 1})

    assert {each.json()["code"] for each in answers} == {"partners.order_not_found"}
    assert replayed.json()["code"] == "partners.delivery_not_found"
    assert fates == ["accepted"]
    assert (await world.quantities(), await other.quantities()) == ([10, 10], [1, 10])
    shown = await world.client.get(f"/api/v1/partner/orders/{order_id}", headers=world.key)
    assert shown.json()["status"] == "paid"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/orders",
        "http://partner.example/orders",
        "http://93.184.216.34/orders",
        "http://10.1.2.3/orders",
        "http://[::1]/orders",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:5432/",
        "file:///etc/passwd",
        "ftp://partner.example/",
        "nothing",
    ],
)
async def test_orders_are_told_to_public_addresses_alone(world: World, url: str) -> None:
    answer = await world.client.put(f"{world.path}/endpoint", headers=world.bruno, json={"url": url})

    assert (answer.status_code, answer.json()["code"]) == (409, "partners.endpoint_refused")


async def test_orders_go_to_an_address_that_nobody_reads_on_the_way(world: World) -> None:
    body = {"url": "https://partner.example/orders"}

    answer = await world.client.put(f"{world.path}/endpoint", headers=world.bruno, json=body)

    assert answer.status_code == 200, answer.text


async def test_the_secret_of_an_endpoint_is_told_when_it_is_made(world: World, retailer: Retailer) -> None:
    assert (await world.open_endpoint(retailer)).startswith("whsec_")

    body = {"url": f"{retailer.url}/orders"}
    again = await world.client.put(f"{world.path}/endpoint", headers=world.bruno, json=body)

    assert again.json()["secret"] is None


async def test_what_is_not_there_is_not_found(world: World) -> None:
    rotated = await world.client.post(f"{world.path}/endpoint/secrets", headers=world.bruno)
    deleted = await world.client.delete(f"{world.path}/endpoint", headers=world.bruno)
    replayed = await world.client.post(f"{world.path}/deliveries/{new_id()}/replay", headers=world.bruno)
    by_key = await world.client.post(f"/api/v1/partner/deliveries/{new_id()}/replay", headers=world.key)

    codes = [each.json()["code"] for each in (rotated, deleted, replayed, by_key)]
    assert codes == ["partners.endpoint_not_found"] * 2 + ["partners.delivery_not_found"] * 2


async def test_nobody_else_sees_the_account(world: World) -> None:
    carla = await sign_in(world.pool, CARLA)

    answer = await world.client.get(world.path, headers=carla)

    assert answer.status_code == 403
