"""Paid at the door: confirmed before it is sent, paid or refused there, nobody's own before it arrived."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.apps import Apps
from tests.checkout.buying import Client, on_sale, pay, wanting
from tests.checkout.conftest import Wait
from tests.people import BRUNO, CARLA, EVA, sign_in
from vitrina.checkout import service as checkout
from vitrina.identity.model import Capability
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.events import drain
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.payments import by_hand
from vitrina.shops.model import Shop
from vitrina.wiring import SUBSCRIBERS

API = "/api/v1"
PLACES = f"{API}/checkouts"
OPERATOR = replace(EVA, capabilities=frozenset({Capability.OPERATE}))
PARCEL = {"carrier": "Correos", "tracking_number": "MX1"}


async def shop_with_cash(
    client: Client, pool: Pool, *, quantity: int = 5
) -> tuple[Shop, Any, dict[str, str]]:
    """A shop that sends parcels unpaid, with a variant, and who runs it."""
    shop, [variant] = await on_sale(pool, quantity=quantity)
    headers = await sign_in(pool, BRUNO)
    assert (await client.put(f"{API}/shops/{shop.id}/cash-on-delivery", headers=headers)).status_code == 200
    return shop, variant, headers


async def choose_cash(client: Client, variant: Any, **changes: Any) -> tuple[int, dict[str, Any]]:
    body = wanting(variant, total_minor=239_00, **changes)
    placed = await client.post(PLACES, json=body)
    assert placed.status_code == 201, placed.text
    answer = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "cash_on_delivery"})
    return answer.status_code, answer.json()


async def confirm(client: Client, bought: dict[str, Any]) -> Any:
    return await client.post(f"{PLACES}/{bought['id']}/confirmation", params={"key": bought["key"]})


async def confirmed(client: Client, variant: Any) -> dict[str, Any]:
    status, bought = await choose_cash(client, variant)
    assert (status, bought["status"]) == (200, "waiting"), bought
    answer = await confirm(client, bought)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sent(client: Client, variant: Any, headers: dict[str, str]) -> str:
    """A confirmed order on its way; answers its id."""
    bought = await confirmed(client, variant)
    order_id = bought["orders"][0]["id"]
    answer = await client.post(f"{API}/orders/{order_id}/shipment", json=PARCEL, headers=headers)
    assert answer.status_code == 200, answer.text
    return order_id


async def standing(pool: Pool, *accounts: tuple[str, str]) -> list[int]:
    named = [Account(kind=kind, owner=owner, currency=Currency.MXN) for kind, owner in accounts]
    async with pool.transaction() as db:
        found = await ledger.balances(db, named)
    return [found[each] for each in named]


async def assert_books(pool: Pool) -> None:
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_confirmed_order_is_the_shops_to_prepare_and_nobody_paid_it(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool)

    bought = await confirmed(client, variant)

    assert bought["status"] == "confirmed"
    order_id = bought["orders"][0]["id"]
    order = (await client.get(f"{API}/orders/{order_id}", headers=headers)).json()
    assert (order["status"], order["is_cash"]) == ("confirmed", True)
    assert order["can"] == {
        "cancel": True,
        "pack": True,
        "ship": True,
        "split": False,
        "deliver": False,
        "collect": False,
        "refund": False,
    }
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals") == 0
        assert await value(db, "select count(*) from kit.events where name = 'OrderConfirmed'") == 1
        assert await value(db, "select count(*) from kit.events where name = 'OrderPaid'") == 0
    await assert_books(pool)


async def test_to_confirm_twice_or_in_two_tabs_is_one_order(client: Client, pool: Pool):
    _, variant, _ = await shop_with_cash(client, pool)
    _, bought = await choose_cash(client, variant)

    answers = await asyncio.gather(*[confirm(client, bought) for _ in range(4)])

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'OrderConfirmed'") == 1


async def test_what_is_not_confirmed_in_a_day_expires(client: Client, pool: Pool, wait: Wait):
    _, variant, _ = await shop_with_cash(client, pool, quantity=1)
    _, bought = await choose_cash(client, variant)
    await wait(timedelta(hours=25))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())

    late = await confirm(client, bought)

    assert (late.status_code, late.json()["code"]) == (409, "checkout.no_cash_confirmation")
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 1}


async def test_who_has_no_key_confirms_nothing(client: Client, pool: Pool):
    _, variant, _ = await shop_with_cash(client, pool)
    _, bought = await choose_cash(client, variant)

    assert (await client.post(f"{PLACES}/{bought['id']}/confirmation")).status_code == 404
    wrong = await client.post(f"{PLACES}/{bought['id']}/confirmation", params={"key": "x"})
    assert wrong.status_code == 404


async def test_cash_at_the_door_counts_when_it_was_paid_and_is_owned_when_it_arrived(
    client: Client, pool: Pool, wait: Wait
):
    shop, variant, headers = await shop_with_cash(client, pool)
    order_id = await sent(client, variant, headers)
    refused = await client.post(f"{API}/orders/{order_id}/delivery", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "orders.cash_not_collected")

    delivered = await client.post(f"{API}/orders/{order_id}/cash", headers=headers)

    assert delivered.json()["status"] == "delivered"
    seller, door = ("seller_pending", str(shop.id)), ("cod_receivable", "cash")
    assert await standing(pool, seller, door) == [239_00, 239_00]
    await assert_books(pool)

    await wait(timedelta(days=60))
    assert await orders.mature_due(pool, now=clock.now()) == 0
    operator = await sign_in(pool, OPERATOR)
    awaited = (await client.get(f"{API}/awaited-cash", headers=operator)).json()["items"]
    assert [each["id"] for each in awaited] == [order_id]
    fee = {"fee": {"amount": 9_00, "currency": "MXN"}}
    for _ in range(2):
        answer = await client.post(f"{API}/orders/{order_id}/remittance", json=fee, headers=operator)
        assert answer.status_code == 204, answer.text

    assert await standing(pool, door, ("bank", ""), ("cod_fee", "")) == [0, 230_00, 9_00]
    await drain(pool, SUBSCRIBERS)
    assert await orders.mature_due(pool, now=clock.now()) == 1
    assert await standing(pool, seller, ("seller_available", str(shop.id))) == [0, 239_00]
    await assert_books(pool)


async def test_a_shop_that_keeps_the_cash_owes_what_is_others(settings: Settings, pool: Pool, apps: Apps):
    ours = replace(settings, cash_kept_by="shop", platform_fee_bps=1_000)
    async with apps.serve(ours) as kept:
        shop, variant, headers = await shop_with_cash(kept, pool)
        order_id = await sent(kept, variant, headers)
        assert (await kept.post(f"{API}/orders/{order_id}/cash", headers=headers)).status_code == 200

    async with pool.transaction() as db:
        fee_minor = await value(db, "select fee_minor from orders.orders")
    assert fee_minor > 0
    own = ("seller_available", str(shop.id))
    assert await standing(pool, ("cod_receivable", "cash"), own) == [0, -239_00]
    await drain(pool, SUBSCRIBERS)
    await orders.mature_due(pool, now=clock.now() + timedelta(days=60))
    assert await standing(pool, own) == [-fee_minor]
    await assert_books(pool)


async def test_a_parcel_that_is_refused_costs_nothing_and_counts(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool)
    for _ in range(2):
        order_id = await sent(client, variant, headers)
        answer = await client.post(f"{API}/orders/{order_id}/refusal", headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        again = await client.post(f"{API}/orders/{order_id}/cash", headers=headers)
        assert (again.status_code, again.json()["code"]) == (409, "orders.no_cash_awaited")

    status, refused = await choose_cash(client, variant)

    assert (status, refused["code"]) == (409, "payments.cash_not_offered")
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals") == 0
    await assert_books(pool)


async def test_a_buyer_has_few_unpaid_parcels_on_the_way(client: Client, pool: Pool):
    _, variant, _ = await shop_with_cash(client, pool)
    for _ in range(2):
        await confirmed(client, variant)

    status, refused = await choose_cash(client, variant)

    assert (status, refused["code"]) == (409, "payments.cash_not_offered")


async def test_an_unpaid_order_is_cancelled_without_a_refund(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool, quantity=1)
    bought = await confirmed(client, variant)
    order_id = bought["orders"][0]["id"]

    answer = await client.post(
        f"{API}/orders/{order_id}/cancellation", json={"reason": "no"}, headers=headers
    )

    assert answer.json()["status"] == "cancelled"
    shown = await client.get(f"{PLACES}/{bought['id']}", params={"key": bought["key"]})
    assert shown.json()["status"] == "expired"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.refunds") == 0
        assert await inventory.available(db, [variant]) == {variant: 1}
    await assert_books(pool)


@pytest.mark.parametrize("what", ["two shops", "shop does not", "abroad"])
async def test_cash_is_for_one_parcel_of_a_shop_that_sends_them_in_its_country(
    client: Client, pool: Pool, what: str
):
    shop, variant, headers = await shop_with_cash(client, pool)
    body = wanting(variant, total_minor=239_00)
    if what == "two shops":
        _, [other] = await on_sale(pool, owner=CARLA)
        body = wanting(variant, other, total_minor=478_00)
    elif what == "shop does not":
        await client.delete(f"{API}/shops/{shop.id}/cash-on-delivery", headers=headers)
    else:
        body["address"] = {
            "country": "US",
            "name": "Ana López",
            "line1": "200 E Market St",
            "city": "San Antonio",
            "state": "TX",
            "postal_code": "78205",
        }
    placed = await client.post(PLACES, json=body)
    assert placed.status_code == 201, placed.text

    answer = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "cash_on_delivery"})

    assert (answer.status_code, answer.json()["code"]) == (409, "payments.cash_not_offered")


async def test_other_shops_collect_nothing(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool)
    order_id = await sent(client, variant, headers)
    other = await sign_in(pool, CARLA)

    for verb in ("cash", "refusal"):
        assert (await client.post(f"{API}/orders/{order_id}/{verb}", headers=other)).status_code == 404


async def test_collected_and_refused_at_once_is_one_of_them(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool)
    order_id = await sent(client, variant, headers)

    answers = await asyncio.gather(
        *[
            client.post(f"{API}/orders/{order_id}/{verb}", headers=headers)
            for verb in ("cash", "refusal", "cash", "refusal")
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    await assert_books(pool)


async def test_the_offer_names_cash_where_it_may_be(client: Client, pool: Pool):
    shop, _, _ = await shop_with_cash(client, pool)
    query = {"currency": "MXN", "amount": "23900", "shop": str(shop.id)}

    for country, is_offered in (("MX", True), ("BR", False)):
        answer = await client.get(f"{API}/payment-methods", params={**query, "country": country})
        named = {each["method"] for each in answer.json()["items"]}
        assert ("cash_on_delivery" in named) == is_offered
    async with pool.transaction() as db:
        assert await by_hand.takes_cash(db, [shop.id]) == {shop.id}


async def test_a_declined_card_opens_no_door_that_is_not_offered(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    assert (await client.post(PLACES, json=body)).status_code == 201
    declined = (await pay(client, body["id"], "decline")).json()

    refused = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "cash_on_delivery"})

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.cash_not_offered")
    shown = (await client.get(f"{PLACES}/{body['id']}", params={"key": declined["key"]})).json()
    assert (shown["status"], shown["hold_until"]) == ("declined", declined["hold_until"])
