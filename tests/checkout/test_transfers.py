"""Transfers to an account: somebody says when the money came, and sends back what goes back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.apps import Apps
from tests.checkout.buying import Client, on_sale, wanting
from tests.checkout.conftest import Wait
from tests.people import BRUNO, EVA, sign_in
from vitrina.checkout import service as checkout
from vitrina.identity.model import Capability
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.payments import service as payments

API = "/api/v1"
ACCOUNT = "Banco de Prueba\nVitrina Demo\nCLABE 0000 0000 0000 0000 00"
OPERATOR = replace(EVA, capabilities=frozenset({Capability.OPERATE}))


@pytest.fixture
async def bank(settings: Settings, apps: Apps) -> AsyncIterator[Client]:
    """An instance that sells for transfers alone: nobody has chosen before she is asked."""
    ours = replace(settings, transfer_account=ACCOUNT, payment_methods="transfer")
    async with apps.serve(ours) as opened:
        yield opened


async def promised(bank: Client, pool: Pool, *, quantity: int = 1) -> tuple[dict[str, Any], Any]:
    _, [variant] = await on_sale(pool, quantity=quantity)
    body = wanting(variant, total_minor=239_00)
    placed = await bank.post(f"{API}/checkouts", json=body)
    assert placed.json()["payment"]["method"] is None
    answer = await bank.post(f"{API}/checkouts/{body['id']}/payment", json={"method": "transfer"})
    assert answer.status_code == 200, answer.text
    return answer.json(), variant


async def awaited(bank: Client, operator: dict[str, str]) -> list[dict[str, Any]]:
    return (await bank.get(f"{API}/awaited-transfers", headers=operator)).json()["items"]


async def standing(bank: Client, bought: dict[str, Any]) -> str:
    shown = await bank.get(f"{API}/checkouts/{bought['id']}", params={"key": bought["key"]})
    return shown.json()["status"]


async def assert_books(pool: Pool) -> None:
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_transfer_says_where_to_and_what_to_write_into_it(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)

    assert bought["status"] == "waiting"
    told = bought["payment"]["instructions"]
    assert told["account"] == ACCOUNT
    assert len(told["reference"]) == 10


async def test_a_transfer_that_came_buys_once(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)
    operator = await sign_in(pool, OPERATOR)
    [transfer] = await awaited(bank, operator)
    assert transfer["reference"] == bought["payment"]["instructions"]["reference"]

    for _ in range(2):
        answer = await bank.post(
            f"{API}/awaited-transfers/{transfer['payment_id']}/receipt", headers=operator
        )
        assert answer.status_code == 204, answer.text

    assert await standing(bank, bought) == "paid"
    assert await awaited(bank, operator) == []
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals where kind = 'payment_captured'") == 1
    await assert_books(pool)


async def test_a_transfer_that_came_too_late_is_sent_back_by_hand(bank: Client, pool: Pool, wait: Wait):
    bought, variant = await promised(bank, pool)
    operator = await sign_in(pool, OPERATOR)
    [transfer] = await awaited(bank, operator)
    await wait(timedelta(days=3, hours=1))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())
    assert await standing(bank, bought) == "expired"
    async with pool.transaction() as db:
        await db.execute("update inventory.stock set available = 0 where variant_id = %s", (variant,))

    receipt = f"{API}/awaited-transfers/{transfer['payment_id']}/receipt"
    assert (await bank.post(receipt, headers=operator)).status_code == 204

    assert await standing(bank, bought) == "refunded"
    [refund] = (await bank.get(f"{API}/awaited-refunds", headers=operator)).json()["items"]
    assert refund["amount_minor"] == 239_00
    await assert_books(pool)


async def test_what_goes_back_waits_for_somebody_to_send_it(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)
    operator = await sign_in(pool, OPERATOR)
    [transfer] = await awaited(bank, operator)
    await bank.post(f"{API}/awaited-transfers/{transfer['payment_id']}/receipt", headers=operator)
    order = bought["orders"][0]
    seller = await sign_in(pool, BRUNO)
    ended = await bank.post(f"{API}/orders/{order['id']}/cancellation", json={"reason": "no"}, headers=seller)
    assert ended.json()["status"] == "cancelled"
    later = clock.now() + timedelta(hours=1)
    assert await payments.refund_queued(pool, now=later) == 0
    [refund] = (await bank.get(f"{API}/awaited-refunds", headers=operator)).json()["items"]

    answer = await bank.post(f"{API}/awaited-refunds/{refund['refund_id']}/return", headers=operator)

    assert answer.status_code == 204
    assert await payments.refund_queued(pool, now=later + timedelta(hours=1)) == 1
    assert (await bank.get(f"{API}/awaited-refunds", headers=operator)).json()["items"] == []
    await assert_books(pool)


async def test_a_refund_under_the_id_of_what_came_is_not_taken_as_sent(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)
    operator, seller = await sign_in(pool, OPERATOR), await sign_in(pool, BRUNO)
    [transfer] = await awaited(bank, operator)
    await bank.post(f"{API}/awaited-transfers/{transfer['payment_id']}/receipt", headers=operator)
    given = await bank.post(
        f"{API}/orders/{bought['orders'][0]['id']}/refunds",
        json={"id": transfer["payment_id"], "amount": 100, "reason": "late"},
        headers=seller,
    )
    assert given.status_code in {200, 201}, given.text

    assert await payments.refund_queued(pool, now=clock.now() + timedelta(hours=1)) == 0

    [refund] = (await bank.get(f"{API}/awaited-refunds", headers=operator)).json()["items"]
    assert refund["refund_id"] == transfer["payment_id"]
    await assert_books(pool)


async def test_nobody_but_an_operator_says_that_money_came(bank: Client, pool: Pool):
    await promised(bank, pool)
    seller = await sign_in(pool, BRUNO)
    nothing = new_id()

    for path in (
        f"awaited-transfers/{nothing}/receipt",
        f"awaited-refunds/{nothing}/return",
        f"awaited-refunds/{nothing}/attempt",
    ):
        assert (await bank.post(f"{API}/{path}")).status_code == 401
        assert (await bank.post(f"{API}/{path}", headers=seller)).status_code == 403
        operator = await sign_in(pool, OPERATOR)
        unknown = await bank.post(f"{API}/{path}", headers=operator)
        codes = {"payments.transfer_not_found", "payments.refund_not_found"}
        assert unknown.status_code == 404
        assert unknown.json()["code"] in codes


async def test_methods_that_are_not_set_up_are_refused(bank: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await bank.post(f"{API}/checkouts", json=body)

    for method in ("sandbox", "sandbox_voucher", "stripe_card", "cash_on_delivery"):
        answer = await bank.post(f"{API}/checkouts/{body['id']}/payment", json={"method": method})
        assert (answer.status_code, answer.json()["code"]) == (409, "payments.method_unavailable")


async def test_a_purchase_whose_buyer_never_chose_expires(bank: Client, pool: Pool, wait: Wait):
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    placed = (await bank.post(f"{API}/checkouts", json=body)).json()
    await wait(timedelta(minutes=16))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())

    assert await standing(bank, placed) == "expired"
    late = await bank.post(f"{API}/checkouts/{body['id']}/payment", json={"method": "transfer"})
    assert (late.status_code, late.json()["code"]) == (410, "checkout.expired")
    await assert_books(pool)
