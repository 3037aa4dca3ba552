"""Bought through hosted pages: the return proves nothing, news only make us ask, no card ever comes here."""

import logging
import random
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from psycopg import sql

from tests.apps import Apps
from tests.checkout.buying import Client, on_sale, wanting
from tests.checkout.conftest import Wait, wait
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.checkout import service as checkout
from vitrina.demo.fakepsp import FakePsp, signed
from vitrina.identity.model import Capability
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.payments import cards
from vitrina.payments import service as payments
from vitrina.payments.providers import registry

__all__ = ["wait"]
API = "/api/v1"
NEWS = f"{API}/webhooks/stripe"
PAN = "4242424242424242"
OPERATOR = replace(EVA, capabilities=frozenset({Capability.OPERATE}))


@pytest.fixture
async def shop(stripe_settings: Settings, pool: Pool, apps: Apps) -> AsyncIterator[Client]:
    """An instance that sells through the counterpart alone."""
    registry.set_up(pool, stripe_settings)
    async with apps.serve(stripe_settings) as opened:
        yield opened


async def begin(shop: Client, pool: Pool, method: str = "stripe_card") -> tuple[dict[str, Any], Any]:
    """A purchase whose buyer is on her way to the page."""
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    placed = await shop.post(f"{API}/checkouts", json=body)
    assert placed.status_code == 201, placed.text
    return await choose(shop, body["id"], method), variant


async def choose(shop: Client, purchase_id: str, method: str) -> dict[str, Any]:
    answer = await shop.post(f"{API}/checkouts/{purchase_id}/payment", json={"method": method})
    assert answer.status_code == 200, answer.text
    return answer.json()


def page_of(bought: dict[str, Any]) -> str:
    return bought["payment"]["instructions"]["url"].rsplit("/", 1)[-1]


async def tell(shop: Client, news: dict[str, Any], **changes: Any) -> int:
    raw, headers = signed(news, **changes)
    return (await shop.post(NEWS, content=raw, headers=headers)).status_code


async def heed(pool: Pool) -> None:
    """Ask about what is due now, without waiting for the poller's own turn."""
    await checkout.poll_due(pool, now=clock.now())


async def standing(shop: Client, bought: dict[str, Any]) -> dict[str, Any]:
    return (await shop.get(f"{API}/checkouts/{bought['id']}", params={"key": bought["key"]})).json()


async def assert_agreed(pool: Pool, psp: FakePsp) -> None:
    """Our books, and those of the counterpart, say the same to the cent."""
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
        ours = await value(
            db,
            """
            select coalesce(sum(e.amount_minor), 0)
              from ledger.entries e
              join ledger.accounts a on a.id = e.account_id
             where a.kind = 'psp_pending' and a.owner = 'stripe'
            """,
        )
    assert ours == sum(psp.taken().values())


async def test_a_page_is_shown_and_what_was_paid_on_it_buys(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool)
    assert bought["status"] == "waiting"
    session = psp.sessions[page_of(bought)]
    assert session["success_url"].startswith("https://vitrina.localhost/checkout/return?purchase=")

    intent = psp.complete(session["id"])
    assert (await standing(shop, bought))["status"] == "waiting"  # To come back proves nothing.
    for news in psp.news:
        assert await tell(shop, news) == 200
    await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    async with pool.transaction() as db:
        assert await value(db, "select key from ledger.journals where kind = 'payment_captured'") == (
            f"stripe:charge:{intent}:captured"
        )
    await assert_agreed(pool, psp)


async def test_what_news_missed_the_poller_finds_within_ten_minutes(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    bought, _ = await begin(shop, pool, "stripe_oxxo")
    psp.pay_voucher(psp.complete(page_of(bought)))

    for _ in range(3):
        await wait(timedelta(minutes=4))
        await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    await assert_agreed(pool, psp)


async def test_a_page_becomes_a_voucher_that_its_buyer_finds_again(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool, "stripe_oxxo")
    psp.complete(page_of(bought))
    [news] = psp.news
    await tell(shop, news)
    await heed(pool)

    shown = await standing(shop, bought)

    assert shown["status"] == "waiting"
    assert len(shown["payment"]["instructions"]["reference"]) == 14
    assert "/voucher/" in shown["payment"]["instructions"]["url"]
    order = shown["orders"][0]
    again = await shop.get(f"{API}/orders/{order['id']}/payment?{order['url'].partition('?')[2]}")
    assert again.json()["payment"] == shown["payment"]
    assert (await shop.get(f"{API}/orders/{order['id']}/payment")).status_code == 404


async def test_a_bank_transfer_goes_through_a_page_too(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool, "stripe_transfer")
    psp.pay_voucher(psp.complete(page_of(bought)))
    for news in psp.news:
        await tell(shop, news)
    await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    await assert_agreed(pool, psp)


@pytest.mark.parametrize("seed", range(4))
async def test_news_in_any_order_and_number_buy_once(shop: Client, pool: Pool, psp: FakePsp, seed: int):
    bought, _ = await begin(shop, pool, "stripe_oxxo")
    psp.pay_voucher(psp.complete(page_of(bought)))
    news = psp.news * 3
    random.Random(seed).shuffle(news)

    for each in news:
        assert await tell(shop, each) == 200
        await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.hints") == len(psp.news)
        assert await value(db, "select count(*) from kit.events where name = 'OrderPaid'") == 1
    await assert_agreed(pool, psp)


async def test_news_three_days_late_about_what_had_expired_buy_or_go_back(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    bought, variant = await begin(shop, pool, "stripe_oxxo")
    intent = psp.complete(page_of(bought))
    await wait(timedelta(days=2, minutes=1))
    await inventory.expire_holds(pool)
    await checkout.expire_due(pool, now=clock.now())
    assert (await standing(shop, bought))["status"] == "expired"
    # The till took it although it was cancelled: money moves without us, and is told late.
    psp.intents[intent]["status"] = "requires_action"
    psp.pay_voucher(intent)
    await wait(timedelta(days=3))

    for news in psp.news:
        await tell(shop, news)
    await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {}
    await assert_agreed(pool, psp)


async def test_a_delivery_that_is_replayed_changes_nothing(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool)
    psp.complete(page_of(bought))
    raw, headers = signed(psp.news[0])

    answers = [await shop.post(NEWS, content=raw, headers=headers) for _ in range(5)]
    await heed(pool)
    again = await shop.post(NEWS, content=raw, headers=headers)
    await heed(pool)

    assert {each.status_code for each in (*answers, again)} == {200}
    assert (await standing(shop, bought))["status"] == "paid"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.hints") == 1
        assert await value(db, "select count(*) from kit.events where name = 'OrderPaid'") == 1
    await assert_agreed(pool, psp)


async def test_forged_news_change_nothing(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool)
    psp.complete(page_of(bought))
    news = psp.news[0]
    raw, headers = signed(news)

    wrong = [
        await shop.post(NEWS, content=raw),
        await shop.post(NEWS, content=raw + b" ", headers=headers),
        await shop.post(NEWS, content=raw, headers={"stripe-signature": "t=1,v1=00"}),
        await shop.post(f"{API}/webhooks/sandbox", content=raw, headers=headers),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in wrong} == {
        (403, "payments.hint_forged")
    }
    assert await tell(shop, news, secret="whsec_other") == 403
    assert await tell(shop, news, at=int(time.time()) - 1_000) == 403
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.hints") == 0
    huge = await shop.post(NEWS, content=b"x" * 300_000, headers=headers)
    assert huge.status_code == 413


@pytest.mark.parametrize(
    "raw", [{"id": "evt_1", "type": "x"}, {"id": 1}, {}, {"id": "e", "type": "t", "data": []}]
)
async def test_odd_news_are_kept_or_refused_and_break_nothing(shop: Client, raw: dict[str, Any]):
    assert await tell(shop, raw) in {200, 422}


async def test_news_that_fit_nothing_are_parked_for_an_operator(shop: Client, pool: Pool):
    stranger = {"object": {"id": "pi_of_another_system", "metadata": {"payment_id": "not-an-id"}}}
    for kind in ("payment_intent.succeeded", "payment_intent.created"):
        assert await tell(shop, {"id": f"evt_{kind}", "type": kind, "data": stranger}) == 200

    operator = await sign_in(pool, OPERATOR)
    parked = (await shop.get(f"{API}/parked-news", headers=operator)).json()["items"]

    assert [each["kind"] for each in parked] == ["payment_intent.succeeded"]
    async with pool.transaction() as db:
        assert (await payments.unanswered(db)).parked_count == 1
    assert (await shop.get(f"{API}/parked-news")).status_code == 401


async def test_a_provider_that_is_down_loses_no_order(
    shop: Client, pool: Pool, psp: FakePsp, stripe_settings: Settings
):
    psp.is_down = True
    bought, _ = await begin(shop, pool)
    assert (bought["status"], bought["payment"]["decline_reason"]) == ("declined", "provider_down")

    psp.is_down = False
    again = await choose(shop, bought["id"], "stripe_oxxo")

    assert again["status"] == "waiting"
    psp.pay_voucher(psp.complete(page_of(again)))
    for news in psp.news:
        await tell(shop, news)
    await heed(pool)
    assert (await standing(shop, bought))["status"] == "paid"
    await assert_agreed(pool, psp)


async def test_a_page_is_not_forgotten_when_its_provider_is_silent_as_its_time_ends(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    bought, _ = await begin(shop, pool)
    page = page_of(bought)
    psp.is_down = True
    await wait(timedelta(minutes=20))
    await checkout.expire_due(pool, now=clock.now())
    psp.is_down = False
    psp.complete(page)

    await wait(timedelta(minutes=11))
    await heed(pool)

    assert (await standing(shop, bought))["status"] == "paid"
    await assert_agreed(pool, psp)


async def test_a_card_that_is_kept_on_a_page_pays_the_next_time_without_one(
    shop: Client, pool: Pool, psp: FakePsp
):
    ana = await sign_in(pool, ANA)
    first, second, third = [await hers(shop, pool, ana) for _ in range(3)]
    keeping = {"method": "stripe_card", "keep_card": True}
    begun = await shop.post(f"{API}/checkouts/{first}/payment", json=keeping, headers=ana)
    psp.complete(page_of(begun.json()))
    for news in psp.news:
        await tell(shop, news)
    await heed(pool)
    [card] = (await shop.get(f"{API}/me/kept-cards", headers=ana)).json()["items"]
    kept = {"method": "stripe_card", "kept_card_id": card["id"]}

    paid = await shop.post(f"{API}/checkouts/{second}/payment", json=kept, headers=ana)
    psp.cards.is_asking = True
    asked = await shop.post(f"{API}/checkouts/{third}/payment", json=kept, headers=ana)

    assert (card["brand"], card["last4"], card["method"]) == ("visa", "4242", "stripe_card")
    assert (paid.json()["status"], asked.json()["status"]) == ("paid", "waiting")
    intent = page_of(asked.json())
    assert psp.answer_bank(intent).startswith("https://vitrina.localhost/checkout/return?purchase=")
    await tell(shop, psp.news[-1])
    await heed(pool)
    assert (await standing(shop, asked.json()))["status"] == "paid"
    await assert_agreed(pool, psp)

    await shop.delete(f"{API}/me/kept-cards/{card['id']}", headers=ana)
    assert await cards.forget_removed(pool, now=clock.now() + timedelta(minutes=2)) == 1
    assert psp.cards.customers == set()
    assert PAN not in str(psp.intents)


async def hers(shop: Client, pool: Pool, headers: dict[str, str]) -> str:
    """A purchase of somebody who is signed in."""
    _, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=239_00)
    assert (await shop.post(f"{API}/checkouts", json=body, headers=headers)).status_code == 201
    return str(body["id"])


async def test_a_kept_card_whose_provider_is_silent_is_charged_once_and_not_beside_another(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    ana = await sign_in(pool, ANA)
    first, second = [await hers(shop, pool, ana) for _ in range(2)]
    keeping = {"method": "stripe_card", "keep_card": True}
    begun = await shop.post(f"{API}/checkouts/{first}/payment", json=keeping, headers=ana)
    psp.complete(page_of(begun.json()))
    await wait(timedelta(seconds=10))
    await heed(pool)
    [card] = (await shop.get(f"{API}/me/kept-cards", headers=ana)).json()["items"]
    psp.is_down = True

    kept = {"method": "stripe_card", "kept_card_id": card["id"]}
    silent = await shop.post(f"{API}/checkouts/{second}/payment", json=kept, headers=ana)
    assert silent.json()["status"] == "pending"
    psp.is_down = False
    await wait(timedelta(minutes=11))
    await heed(pool)

    assert (await standing(shop, silent.json()))["status"] in {"declined", "expired"}
    assert len(psp.taken()) == 1
    await assert_agreed(pool, psp)


async def test_a_cancelled_order_is_given_back_through_its_page(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool)
    psp.complete(page_of(bought))
    for news in psp.news:
        await tell(shop, news)
    await heed(pool)
    seller = await sign_in(pool, BRUNO)
    order = bought["orders"][0]["id"]
    ended = await shop.post(f"{API}/orders/{order}/cancellation", json={"reason": "no"}, headers=seller)
    assert ended.json()["status"] == "cancelled"

    assert await payments.refund_queued(pool, now=clock.now() + timedelta(hours=1)) == 1

    assert sum(psp.taken().values()) == 0
    await assert_agreed(pool, psp)


async def test_a_change_of_mind_closes_the_page_that_was_open(shop: Client, pool: Pool, psp: FakePsp):
    bought, _ = await begin(shop, pool)
    first = page_of(bought)

    again = await choose(shop, bought["id"], "stripe_oxxo")

    assert psp.sessions[first]["status"] == "expired"
    assert page_of(again) != first


async def test_a_card_that_was_paid_meanwhile_wins_over_a_change_of_mind(
    shop: Client, pool: Pool, psp: FakePsp
):
    bought, _ = await begin(shop, pool)
    psp.complete(page_of(bought))

    again = await choose(shop, bought["id"], "stripe_oxxo")

    assert again["status"] == "paid"
    assert len(psp.sessions) == 1
    await assert_agreed(pool, psp)


async def test_no_number_of_a_card_is_kept_or_logged_whatever_field_it_is_typed_into(
    shop: Client, pool: Pool, psp: FakePsp, caplog: pytest.LogCaptureFixture
):
    """The canary: payments have no place for a card. What is typed where a card never belongs is refused."""
    caplog.set_level(logging.DEBUG)
    bought, _ = await begin(shop, pool)
    place = f"{API}/checkouts/{bought['id']}"
    tries = [
        await shop.post(f"{place}/payment", json={"method": PAN}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "card": PAN}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "number": PAN}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "challenge_code": PAN}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "instalments": int(PAN)}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "kept_card_id": PAN}),
        await shop.post(f"{place}/payment", json={"method": "stripe_card", "keep_card": PAN}),
        await shop.put(f"{API}/me/kept-cards/{PAN}"),
        await shop.get(place, params={"key": PAN}),
        await shop.post(f"{place}/confirmation", params={"key": PAN}),
        await shop.get(f"{API}/payment-methods", params={"currency": PAN, "amount": PAN}),
    ]
    news = {
        "id": "evt_pan",
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": "pi_1", "card": PAN}},
    }
    assert await tell(shop, news) == 200

    for answer in tries:
        assert PAN not in answer.text
    assert PAN not in caplog.text
    async with pool.transaction() as db:
        tables = await value(
            db,
            """
            select array_agg(schemaname || '.' || tablename)
              from pg_tables
             where schemaname not in ('pg_catalog', 'information_schema')
            """,
        )
        assert {"payments.hints", "carts.carts", "public.procrastinate_jobs"} <= set(tables)
        for name in tables:
            # Bytes are shown in hexadecimal.
            written = [sql.Literal(f"%{each}%") for each in (PAN, PAN.encode().hex())]
            query = sql.SQL("select count(*) from {} t where t::text like {} or t::text like {}").format(
                sql.Identifier(*name.split(".")), *written
            )
            row = await (await db.execute(query)).fetchone()
            assert row == (0,), name
