"""What nobody should send, over HTTP: refused with a sentence, and nothing is held, charged or given back."""

from typing import Any
from uuid import uuid4

import pytest

from tests.checkout.buying import Client, buy, on_sale, pay, wanting
from tests.people import BRUNO, sign_in
from vitrina.catalogue.model import VariantId
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id

API = "/api/v1"
NO_QUANTITIES = (0, -1, -(2**63), 100, 2**31, 2**63, 10**30, 1.5, "1", None, True, [1])
NO_AMOUNTS = (0, -1, -(2**63), 2**63, 10**30, 10.5, "10", True)


async def assert_nothing_happened(pool: Pool, variant: VariantId) -> None:
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from checkout.purchases") == 0
        assert await value(db, "select count(*) from payments.sandbox_charges") == 0
        assert (await inventory.levels(db, [variant]))[variant].available == 10


@pytest.mark.parametrize("wrong", NO_QUANTITIES)
async def test_what_is_no_quantity_is_refused_wherever_one_is_asked_for(
    client: Client, pool: Pool, wrong: Any
) -> None:
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    body["lines"][0]["quantity"] = wrong
    line = {"variant_id": str(variant), "quantity": wrong}

    answers = [
        await client.post(f"{API}/checkouts", json=body),
        await client.post(f"{API}/quotes", json={"lines": [line], "country": "MX"}),
        await client.put(f"{API}/carts/{uuid4()}/lines/{variant}", json={"quantity": wrong}),
        await client.post(
            f"{API}/drops/{uuid4()}/claims", json={"id": str(new_id()), "ticket": "t", "quantity": wrong}
        ),
    ]

    assert [each.status_code for each in answers] == [422] * 4
    await assert_nothing_happened(pool, variant)


@pytest.mark.parametrize("wrong", NO_AMOUNTS)
async def test_what_is_no_sum_is_neither_paid_nor_given_back(client: Client, pool: Pool, wrong: Any) -> None:
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    paid = await buy(client, body)
    refund = {"id": str(new_id()), "reason": "no", "amount": wrong}
    bruno = await sign_in(pool, BRUNO)

    asked = await client.post(
        f"{API}/checkouts", json=wanting(variant, total_minor=239_00) | {"expected_total": _mxn(wrong)}
    )
    back = await client.post(f"{API}/orders/{paid['orders'][0]['id']}/refunds", json=refund, headers=bruno)

    assert asked.status_code in {409, 422}
    assert back.status_code in {409, 422}
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.refunds") == 0
        assert await checkout.check_money(db) == []


def _mxn(amount: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "MXN"}


async def test_more_than_was_paid_does_not_go_back(client: Client, pool: Pool) -> None:
    _, [variant] = await on_sale(pool)
    paid = await buy(client, wanting(variant, total_minor=239_00))
    bruno = await sign_in(pool, BRUNO)
    place = f"{API}/orders/{paid['orders'][0]['id']}/refunds"
    most = {"id": str(new_id()), "reason": "all of it", "amount": 189_00}

    over = await client.post(place, json=most | {"id": str(new_id()), "amount": 239_01}, headers=bruno)
    first = await client.post(place, json=most, headers=bruno)
    same = await client.post(place, json=most, headers=bruno)
    second = await client.post(place, json=most | {"id": str(new_id())}, headers=bruno)

    assert [each.status_code for each in (over, first, same, second)] == [409, 200, 200, 409]
    async with pool.transaction() as db:
        assert await value(db, "select sum(amount_minor) from payments.refunds") == 189_00
        assert await checkout.check_money(db) == []


async def test_a_price_that_changes_is_shown_before_the_order_and_not_taken_after_it(
    client: Client, pool: Pool
) -> None:
    _, [variant] = await on_sale(pool)
    seen = wanting(variant, total_minor=239_00)
    held = wanting(variant, total_minor=239_00)
    assert (await client.post(f"{API}/checkouts", json=held)).status_code == 201
    async with pool.transaction() as db:
        product_id = await value(
            db, "select product_id from catalogue.variants where id = %(id)s", id=variant
        )
    raised: dict[str, Any] = {
        "id": str(variant),
        "sku": "",
        "values": [],
        "price": 299_00,
        "compare_at": None,
    }
    bruno = await sign_in(pool, BRUNO)
    changed = await client.patch(f"{API}/products/{product_id}", json={"variants": [raised]}, headers=bruno)
    assert changed.status_code == 200, changed.text

    refused = await client.post(f"{API}/checkouts", json=seen)
    paid = await pay(client, held["id"])

    assert (refused.status_code, refused.json()["code"]) == (409, "checkout.total_changed")
    assert refused.json()["facts"]["quote"]["total"]["amount"] == 349_00
    assert (paid.json()["status"], paid.json()["total"]["amount"]) == ("paid", 239_00)
