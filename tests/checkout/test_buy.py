"""A purchase in one call, or in two."""

import asyncio
from typing import Any

import pytest

from tests.checkout.buying import Client, buy, on_sale, pay, wanting
from tests.checkout.test_races import sums
from tests.people import ANA, EVA, sign_in
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

PLACES = "/api/v1/checkouts"
PRICE_MINOR = 239_00
CARD: dict[str, Any] = {"method": "sandbox", "card": "success"}


def paid_with(payment: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The same checkout, paid at once."""
    return body | {"payment": payment}


async def test_one_call_is_a_paid_order(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)

    answer = await client.post(PLACES, json=wanting(variant, total_minor=PRICE_MINOR, payment=CARD))

    assert answer.status_code == 201
    paid = answer.json()
    assert (paid["status"], paid["payment"]["status"]) == ("paid", "captured")
    assert paid["total"] == {"amount": PRICE_MINOR, "currency": "MXN"}
    assert (await client.get(f"{PLACES}/{paid['id']}", params={"key": paid["key"]})).json() == paid
    assert await sums(pool) == {"purchases": 1, "orders": 1, "charges": 1, "facts": 1, "sold": 1}


async def test_a_guest_buys_in_two_calls(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)

    paid = await buy(client, wanting(variant, total_minor=PRICE_MINOR))

    assert paid["total"] == {"amount": PRICE_MINOR, "currency": "MXN"}
    [order] = paid["orders"]
    page = await client.get("/api/v1" + order["url"])
    assert page.status_code == 200, page.text
    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].sold_unshipped == 1
        assert await checkout.check_money(db) == []


async def test_the_same_call_again_is_the_same_purchase_and_no_second_charge(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=PRICE_MINOR, payment=CARD)

    answers = await asyncio.gather(*[client.post(PLACES, json=body) for _ in range(6)])
    later = [
        await client.post(PLACES, json=body),
        await client.post(PLACES, json=paid_with({"method": "sandbox_voucher"}, body)),
        await client.post(PLACES, json={name: body[name] for name in body if name != "payment"}),
    ]

    assert {answer.status_code for answer in [*answers, *later]} == {201}
    assert {answer.json()["status"] for answer in [*answers, *later]} == {"paid"}
    assert len({answer.json()["orders"][0]["code"] for answer in answers}) == 1
    assert await sums(pool) == {"purchases": 1, "orders": 1, "charges": 1, "facts": 1, "sold": 1}


@pytest.mark.parametrize(
    ("payment", "status"),
    [
        ({"method": "sandbox", "card": "decline"}, "declined"),
        ({"method": "sandbox", "card": "challenge"}, "challenge"),
        ({"method": "sandbox", "card": "time_out"}, "pending"),
        ({"method": "sandbox_voucher"}, "waiting"),
    ],
)
async def test_what_is_not_paid_at_once_says_how_it_stands(
    client: Client, pool: Pool, payment: dict[str, Any], status: str
):
    _, [variant] = await on_sale(pool)

    answer = await client.post(PLACES, json=wanting(variant, total_minor=PRICE_MINOR, payment=payment))

    assert answer.status_code == 201
    assert answer.json()["status"] == status
    assert (await sums(pool))["orders"] == 0


async def test_a_card_that_was_declined_is_tried_again_with_another(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=PRICE_MINOR)
    declined = await client.post(PLACES, json=paid_with({"method": "sandbox", "card": "decline"}, body))

    again = await client.post(PLACES, json=paid_with(CARD, body))

    assert declined.json()["payment"]["decline_reason"] == "card_declined"
    assert again.json()["status"] == "paid"
    assert (await sums(pool))["charges"] == 1


async def test_what_refuses_the_payment_alone_leaves_the_purchase_to_be_paid(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=PRICE_MINOR)

    refused = await client.post(PLACES, json=paid_with(CARD | {"instalments": 23}, body))

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.method_unavailable")
    assert (await sums(pool))["charges"] == 0
    assert (await pay(client, body["id"])).json()["status"] == "paid"
    assert await sums(pool) == {"purchases": 1, "orders": 1, "charges": 1, "facts": 1, "sold": 1}


@pytest.mark.parametrize("wish", [{"kept_card_id": str(new_id())}, {"keep_card": True}])
async def test_a_guest_who_wants_a_kept_card_signs_in_before_anything_is_placed(
    client: Client, pool: Pool, wish: dict[str, Any]
):
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=PRICE_MINOR, payment=CARD | wish)

    refused = await client.post(PLACES, json=body)

    assert refused.json()["code"] == "identity.sign_in_needed"
    assert (await sums(pool))["purchases"] == 0
    # The same id is hers when she comes back with an account.
    again = await client.post(PLACES, json=paid_with(CARD, body), headers=await sign_in(pool, ANA))
    assert again.json()["status"] == "paid"


async def test_what_is_not_placed_is_not_charged(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    wrong = [
        (wanting(variant, total_minor=PRICE_MINOR - 1, payment=CARD), 409, "checkout.total_changed"),
        (wanting(variant, total_minor=428_00, quantity=2, payment=CARD), 409, "inventory.not_enough_stock"),
        (wanting(variant, total_minor=PRICE_MINOR, payment={"method": "gold"}), 422, "kit.malformed"),
        (wanting(variant, total_minor=PRICE_MINOR, payment={}), 422, "kit.malformed"),
    ]

    for body, status, code in wrong:
        answer = await client.post(PLACES, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    assert await sums(pool) == {"purchases": 0, "orders": 0, "charges": 0, "facts": 0, "sold": 0}
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 1}


async def test_nobody_pays_or_sees_what_another_person_placed(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    body = wanting(variant, total_minor=PRICE_MINOR)
    await client.post(PLACES, json=body, headers=ana)

    strangers = [await client.post(PLACES, json=paid_with(CARD, body), headers=each) for each in (eva, {})]

    assert {answer.json()["code"] for answer in strangers} == {"checkout.purchase_id_taken"}
    assert (await sums(pool))["charges"] == 0
    assert (await client.post(PLACES, json=paid_with(CARD, body), headers=ana)).json()["status"] == "paid"


async def test_the_last_unit_is_one_buyers_and_only_she_is_charged(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    bodies = [wanting(variant, total_minor=PRICE_MINOR, payment=CARD) for _ in range(8)]

    answers = await asyncio.gather(*[client.post(PLACES, json=body) for body in bodies])

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * 7
    assert await sums(pool) == {"purchases": 1, "orders": 1, "charges": 1, "facts": 1, "sold": 1}


async def test_who_orders_much_that_is_held_for_days_is_slowed(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=200)
    answers: list[int] = []
    while 429 not in answers and len(answers) < 60:
        body = wanting(variant, total_minor=PRICE_MINOR, payment={"method": "sandbox_voucher"})
        answers.append((await client.post(PLACES, json=body)).status_code)

    assert 2 <= answers.count(201) <= 32
    assert answers[-1] == 429
    assert (await sums(pool))["purchases"] == answers.count(201)
    # Cards hold nothing for long.
    body = wanting(variant, total_minor=PRICE_MINOR, payment=CARD)
    assert (await client.post(PLACES, json=body)).json()["status"] == "paid"
