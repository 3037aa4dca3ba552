"""What is paid elsewhere: a voucher is good for days, paid late or never, or changed for a card."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.checkout.buying import Client, on_sale, wanting
from tests.checkout.conftest import Wait
from tests.people import BRUNO, EVA, load, sign_in
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.payments import holds
from vitrina.payments import service as payments
from vitrina.payments.model import PurchaseId
from vitrina.payments.providers.sandbox import Sandbox

PLACES = "/api/v1/checkouts"
DAY = timedelta(days=1)


async def choose(client: Client, purchase_id: str, method: str, **more: object) -> dict[str, Any]:
    answer = await client.post(f"{PLACES}/{purchase_id}/payment", json={"method": method, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def voucher(client: Client, pool: Pool, *, quantity: int = 1) -> tuple[dict[str, Any], UUID]:
    """A purchase with a voucher in its buyer's hands, and the last unit of what it is for, held for her."""
    shop, [variant] = await on_sale(pool, quantity=quantity)
    async with pool.transaction() as db:
        actor = await load(db, BRUNO)
        await holds.let_vouchers_hold(db, shop_id=shop.id, actor=actor, is_let=True, now=clock.now())
    body = wanting(variant, total_minor=239_00)
    assert (await client.post(PLACES, json=body)).status_code == 201
    return await choose(client, body["id"], "sandbox_voucher"), variant


async def pay_at_till(pool: Pool, purchase_id: object) -> bool:
    key = PurchaseId(UUID(str(purchase_id)))
    async with pool.transaction() as db:
        payment = (await payments.latest_payments(db, [key]))[key]
    return await Sandbox(pool).pay_voucher(payment.id, now=clock.now())


async def poll(pool: Pool) -> None:
    await checkout.poll_due(pool, now=clock.now() + timedelta(minutes=11))


async def standing(client: Client, bought: dict[str, Any]) -> str:
    return (await client.get(f"{PLACES}/{bought['id']}", params={"key": str(bought["key"])})).json()["status"]


async def assert_books(pool: Pool) -> None:
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_voucher_says_what_to_show_at_the_till_and_until_when(client: Client, pool: Pool):
    bought, _ = await voucher(client, pool)

    assert bought["status"] == "waiting"
    payment = bought["payment"]
    assert payment["kind"] == "voucher"
    assert payment["method"] == "sandbox_voucher"
    assert len(payment["instructions"]["reference"].replace(" ", "")) == 14
    assert payment["pay_by"] == bought["hold_until"]


async def test_the_stock_is_held_for_as_long_as_the_voucher_is_good(client: Client, pool: Pool, wait: Wait):
    bought, variant = await voucher(client, pool)

    await wait(DAY)
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())

    assert await standing(client, bought) == "waiting"
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {}


async def test_a_voucher_holds_nothing_where_its_shop_does_not_want_it_to(
    client: Client, pool: Pool, wait: Wait
):
    shop, [variant] = await on_sale(pool, quantity=1)
    query = {"currency": "MXN", "country": "MX", "amount": "23900", "shop": str(shop.id)}
    offered = (await client.get("/api/v1/payment-methods", params=query)).json()["items"]
    assert {each["method"] for each in offered if not each["is_held"]} == {"sandbox_voucher"}
    first, second = [wanting(variant, total_minor=239_00) for _ in range(2)]
    assert (await client.post(PLACES, json=first)).status_code == 201
    waiting = await choose(client, first["id"], "sandbox_voucher")
    assert waiting["status"] == "waiting"

    await inventory.expire_holds(pool)
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 1}
    assert (await client.post(PLACES, json=second)).status_code == 201
    assert (await choose(client, second["id"], "sandbox", card="success"))["status"] == "paid"
    assert await pay_at_till(pool, first["id"])
    await poll(pool)

    assert await standing(client, waiting) == "refunded"
    await assert_books(pool)


async def test_a_voucher_that_holds_nothing_buys_what_is_still_there(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)
    waiting = await choose(client, body["id"], "sandbox_voucher")
    await inventory.expire_holds(pool)

    assert await pay_at_till(pool, body["id"])
    await poll(pool)

    assert await standing(client, waiting) == "paid"
    await assert_books(pool)


async def test_a_card_after_a_voucher_that_holds_nothing_buys(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)
    await choose(client, body["id"], "sandbox_voucher")
    await inventory.expire_holds(pool)

    assert (await choose(client, body["id"], "sandbox", card="success"))["status"] == "paid"


async def test_its_owner_says_whether_a_shop_holds_things_for_vouchers(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    place = f"/api/v1/shops/{shop.id}/voucher-holds"
    bruno, eva = await sign_in(pool, BRUNO), await sign_in(pool, EVA)

    assert (await client.get(place, headers=bruno)).json() == {"is_offered": False}
    for _ in range(2):
        assert (await client.put(place, headers=bruno)).json() == {"is_offered": True}
    assert (await client.get(place, headers=bruno)).json() == {"is_offered": True}
    assert (await client.put(place, headers=eva)).status_code == 403
    assert (await client.delete(place, headers=bruno)).status_code == 204
    assert (await client.get(place, headers=bruno)).json() == {"is_offered": False}


async def test_a_voucher_that_is_paid_buys(client: Client, pool: Pool, wait: Wait):
    bought, _ = await voucher(client, pool)
    await wait(DAY)

    assert await pay_at_till(pool, bought["id"])
    await poll(pool)

    assert await standing(client, bought) == "paid"
    await assert_books(pool)


async def test_a_voucher_that_is_paid_late_buys_what_is_left(client: Client, pool: Pool, wait: Wait):
    bought, _ = await voucher(client, pool)
    await wait(2 * DAY + timedelta(hours=1))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())
    assert await standing(client, bought) == "pending"

    assert await pay_at_till(pool, bought["id"])
    await poll(pool)

    assert await standing(client, bought) == "paid"
    await assert_books(pool)


async def test_a_voucher_that_is_paid_too_late_for_its_stock_goes_back(
    client: Client, pool: Pool, wait: Wait
):
    bought, variant = await voucher(client, pool)
    await wait(2 * DAY + timedelta(hours=1))
    await inventory.expire_holds(pool)
    other = wanting(variant, total_minor=239_00)
    assert (await client.post(PLACES, json=other)).status_code == 201
    assert (await choose(client, other["id"], "sandbox", card="success"))["status"] == "paid"
    await checkout.expire_due(pool, now=clock.now())

    assert await pay_at_till(pool, bought["id"])
    await poll(pool)
    await payments.refund_queued(pool, now=clock.now() + DAY)

    assert await standing(client, bought) == "refunded"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.sandbox_refunds") == 1
    await assert_books(pool)


async def test_a_voucher_that_nobody_pays_expires_when_no_till_takes_it_any_more(
    client: Client, pool: Pool, wait: Wait
):
    bought, variant = await voucher(client, pool)
    await wait(3 * DAY + timedelta(hours=1))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())
    await poll(pool)
    await checkout.expire_due(pool, now=clock.now())

    assert await standing(client, bought) == "expired"
    assert not await pay_at_till(pool, bought["id"])
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 1}


async def test_the_till_of_a_demo_takes_a_voucher_once_and_none_that_is_over(
    client: Client, pool: Pool, wait: Wait
):
    bought, _ = await voucher(client, pool)
    till = f"/api/v1/demo/vouchers/{bought['id']}/payment"
    for _ in range(2):
        assert (await client.post(till)).status_code == 204
    await poll(pool)
    assert await standing(client, bought) == "paid"

    late, _ = await voucher(client, pool)
    await wait(4 * DAY)
    refused = await client.post(f"/api/v1/demo/vouchers/{late['id']}/payment")
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.voucher_not_payable")


async def test_another_method_closes_the_first_before_it_is_begun(client: Client, pool: Pool):
    bought, _ = await voucher(client, pool)

    paid = await choose(client, str(bought["id"]), "sandbox", card="success")

    assert paid["status"] == "paid"
    async with pool.transaction() as db:
        outcomes = await value(db, "select array_agg(outcome order by outcome) from payments.sandbox_charges")
    assert outcomes == ["abandoned", "abandoned", "captured"]
    await assert_books(pool)


async def test_a_card_after_a_voucher_is_held_for_minutes_again(client: Client, pool: Pool):
    bought, _ = await voucher(client, pool)

    asked = await choose(client, str(bought["id"]), "sandbox", card="challenge")

    assert asked["status"] == "challenge"
    assert str(asked["hold_until"]) < str(bought["hold_until"])


async def test_the_same_choice_twice_is_one_voucher(client: Client, pool: Pool):
    bought, _ = await voucher(client, pool)

    again = await choose(client, str(bought["id"]), "sandbox_voucher")

    assert again["payment"] == bought["payment"]


async def test_instalments_are_shown_and_taken_where_a_method_has_them(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[950_00])
    query = {"currency": "MXN", "country": "MX", "amount": "100000", "shop": str(shop.id)}
    offered = {
        each["method"]: each
        for each in (await client.get("/api/v1/payment-methods", params=query)).json()["items"]
    }
    assert offered["sandbox"]["instalments"] == [1, 3, 6, 9]
    assert offered["sandbox_voucher"]["instalments"] == [1]
    assert "cash_on_delivery" not in offered

    body = wanting(variant, total_minor=1000_00)
    await client.post(PLACES, json=body)
    paid = await choose(client, body["id"], "sandbox", card="success", instalments=6)

    assert (paid["status"], paid["payment"]["instalments"]) == ("paid", 6)


@pytest.mark.parametrize("more", [{"instalments": 12}, {"instalments": 2}])
async def test_instalments_that_are_not_offered_are_refused(client: Client, pool: Pool, more: dict[str, Any]):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    refused = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "sandbox", **more})

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.method_unavailable")


async def test_a_voucher_in_doubt_cannot_be_changed_for_another_method(
    client: Client, pool: Pool, wait: Wait
):
    bought, _ = await voucher(client, pool)
    await wait(2 * DAY - timedelta(minutes=1))
    # The till has its own clock.
    async with pool.transaction() as db:
        await db.execute(
            "update payments.sandbox_charges set payable_until = payable_until - interval '1 hour'"
        )

    answer = await client.post(f"{PLACES}/{bought['id']}/payment", json={"method": "sandbox"})

    assert (answer.status_code, answer.json()["code"]) == (409, "checkout.payment_not_closed")
    assert await standing(client, bought) == "waiting"


async def test_one_address_cannot_hold_a_shop_for_days_with_vouchers(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, quantity=99)
    answers: list[int] = []
    bodies = [wanting(variant, total_minor=239_00) for _ in range(40)]
    for body in bodies:
        assert (await client.post(PLACES, json=body)).status_code == 201
        answer = await client.post(f"{PLACES}/{body['id']}/payment", json={"method": "sandbox_voucher"})
        answers.append(answer.status_code)

    assert answers.count(200) <= 32
    assert answers[-1] == 429
    assert (await choose(client, bodies[-1]["id"], "sandbox", card="success"))["status"] == "paid"
