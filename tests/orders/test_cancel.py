"""Orders that end early: all the money goes back, once."""

import asyncio
from datetime import timedelta

import pytest

from tests.checkout.buying import Client
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.world import TOTAL_MINOR, World
from tests.people import ANA, BRUNO, sign_in
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.payments import service as payments

REASON = {"reason": "does not fit"}
PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)


async def free(world: World) -> int:
    async with world.pool.transaction() as db:
        return (await inventory.levels(db, [world.variant_id]))[world.variant_id].available


async def test_a_buyer_cancels_before_shipping_and_gets_all_of_it_back(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    assert await free(world) == 9

    answer = await do(client, order_id, "cancellation", await sign_in(world.pool, ANA), REASON)

    order = answer.json()
    assert (order["status"], order["refunded"]) == ("cancelled", {"amount": TOTAL_MINOR, "currency": "MXN"})
    assert order["timeline"][-1]["note"] == "does not fit"
    assert not any(order["can"].values())
    assert await free(world) == 10
    await payments.refund_queued(world.pool, now=clock.now() + timedelta(hours=1))
    seller = Account(kind="seller_pending", owner=str(world.shop.id), currency=Currency.MXN)
    fee = Account(kind="fee_pending", owner="", currency=Currency.MXN)
    async with world.pool.transaction() as db:
        assert await ledger.balances(db, [PSP, seller, fee]) == {PSP: 0, seller: 0, fee: 0}
        assert await checkout.check_money(db) == []
        fact = await value(db, "select body from kit.events where name = 'OrderCancelled'")
    assert (fact["cancelled_by"], fact["was_paid"], len(fact["lines"])) == ("buyer", True, 1)


async def test_a_guest_cancels_with_the_key(client: Client, world: World):
    order_id = await world.paid()

    answer = await do(
        client, order_id, "cancellation", None, REASON, key=orders.order_key(world.settings, order_id)
    )

    assert answer.json()["status"] == "cancelled"


async def test_a_shop_cancels_what_is_on_its_way(client: Client, world: World):
    order_id = await world.paid()
    bruno = await sign_in(world.pool, BRUNO)
    await do(client, order_id, "shipment", bruno, SHIPMENT)

    answer = await do(client, order_id, "cancellation", bruno, REASON)

    assert answer.json()["status"] == "cancelled"
    assert await free(world) == 9  # The parcel is not on the shelf.
    async with world.pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_buyer_does_not_cancel_what_is_on_its_way(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    await do(client, order_id, "shipment", await sign_in(world.pool, BRUNO), SHIPMENT)

    answer = await do(client, order_id, "cancellation", await sign_in(world.pool, ANA), REASON)

    assert (answer.status_code, answer.json()["code"]) == (409, "orders.too_late_to_cancel")


async def test_nobody_cancels_what_was_delivered(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    bruno = await sign_in(world.pool, BRUNO)
    await do(client, order_id, "shipment", bruno, SHIPMENT)
    await do(client, order_id, "delivery", bruno)

    for headers in (bruno, await sign_in(world.pool, ANA)):
        answer = await do(client, order_id, "cancellation", headers, REASON)
        assert (answer.status_code, answer.json()["code"]) == (409, "orders.too_late_to_cancel")


async def test_racing_cancellations_refund_once(client: Client, world: World):
    order_id = await world.paid(buyer=world.ana)
    ana, bruno = await sign_in(world.pool, ANA), await sign_in(world.pool, BRUNO)

    answers = await asyncio.gather(
        *[do(client, order_id, "cancellation", headers, REASON) for headers in (ana, bruno) * 3]
    )

    assert {answer.status_code for answer in answers} <= {200, 409}
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from payments.refunds") == 1
        assert await checkout.check_money(db) == []
    assert await free(world) == 10


async def test_a_race_of_shipping_and_cancelling_has_one_winner(client: Client, world: World):
    ana, bruno = await sign_in(world.pool, ANA), await sign_in(world.pool, BRUNO)
    for _ in range(4):
        order_id = await world.paid(buyer=world.ana)

        shipped, cancelled = await asyncio.gather(
            do(client, order_id, "shipment", bruno, SHIPMENT),
            do(client, order_id, "cancellation", ana, REASON),
        )

        assert sorted([shipped.status_code, cancelled.status_code]) == [200, 409]
    async with world.pool.transaction() as db:
        assert await checkout.check_money(db) == []


@pytest.mark.parametrize("body", [None, {"reason": "x" * 301}, {"why": "because"}, {"reason": 7}])
async def test_a_cancellation_is_well_said(client: Client, world: World, body: object):
    order_id = await world.paid(buyer=world.ana)

    answer = await do(client, order_id, "cancellation", await sign_in(world.pool, ANA), body)

    assert answer.status_code == 422
    assert (await world.order(order_id)).status == "paid"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n "}])
async def test_a_shop_says_why_it_cancels_and_a_buyer_need_not(client: Client, world: World, body: object):
    by_shop, by_ana = await world.paid(buyer=world.ana), await world.paid(buyer=world.ana)

    refused = await do(client, by_shop, "cancellation", await sign_in(world.pool, BRUNO), body)
    ended = await do(client, by_ana, "cancellation", await sign_in(world.pool, ANA), body)

    assert (refused.status_code, refused.json()["fields"]) == (422, {"reason": "must not be empty"})
    assert (await world.order(by_shop)).status == "paid"
    assert ended.json()["status"] == "cancelled"
    assert ended.json()["timeline"][-1].get("note") is None


async def test_one_order_of_two_is_refunded_by_itself(client: Client, world: World):
    from tests.checkout.buying import bought, on_sale, wanting

    _, [other] = await on_sale(world.pool, prices_minor=[200_00])
    body = wanting(world.variant_id, other, total_minor=TOTAL_MINOR + 250_00)
    purchase = await bought(world.pool, world.settings, body, now=clock.now(), buyer=world.ana)

    await do(client, purchase.orders[0].id, "cancellation", await sign_in(world.pool, ANA), REASON)

    await payments.refund_queued(world.pool, now=clock.now() + timedelta(hours=1))
    shown = await checkout.show(
        world.pool, settings=world.settings, viewer=world.ana, purchase_id=purchase.id, key=None
    )
    assert shown.status == "paid"
    async with world.pool.transaction() as db:
        assert (await ledger.balances(db, [PSP]))[PSP] == 250_00
        assert await checkout.check_money(db) == []
