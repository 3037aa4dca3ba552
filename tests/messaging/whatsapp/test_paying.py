"""A cart of WhatsApp is paid once, what becomes of it is told there, and who falls silent is forgotten."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import convert

from tests.checkout.buying import pay
from tests.messaging.talking import Client, Talk, happenings
from tests.messaging.whatsapp.phoning import (
    PHONE,
    agreed,
    carry_all,
    deliver,
    hear,
    item,
    only_talk,
)
from vitrina.checkout.errors import PurchaseIdTaken
from vitrina.checkout.service import HOLD_TIME
from vitrina.demo.fakewhatsapp import FakeWhatsApp, order_from, text_from, webhook
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.messaging import service
from vitrina.messaging.errors import CartBeingPaid
from vitrina.messaging.model import MessageId, NewCartCheckout
from vitrina.messaging.service.access import Asks
from vitrina.messaging.service.whatsapp import CODE_KEPT, CONTACT_KEPT, FORGET_BATCH

CARRYING = "select count(*) from procrastinate_jobs where task_name = 'messaging.carry_to_whatsapp'"


async def test_a_repeat_that_is_refused_lets_go_of_no_purchase_of_a_guest(
    client: Client, settings: Settings, talk: Talk
) -> None:
    cart = await agreed(client, talk, settings)
    body = cart.body()
    await client.post(cart.path, params={"key": cart.key}, json=body)

    other = {**body, "buyer": {**body["buyer"], "name": "Lupe Vera"}}
    again = await client.post(cart.path, params={"key": cart.key}, json=other)
    second = await client.post(cart.path, params={"key": cart.key}, json=cart.body())
    await pay(client, body["id"])
    await talk.hear()

    assert again.json()["code"] == PurchaseIdTaken.code
    assert second.json()["code"] == CartBeingPaid.code
    assert happenings((await only_talk(client, talk))["messages"]) == ["sent", "confirmed", "paid"]


async def test_a_cart_whose_payment_hangs_is_paid_by_no_second_purchase(
    client: Client, settings: Settings, talk: Talk
) -> None:
    cart = await agreed(client, talk, settings)
    body = cart.body()
    await client.post(cart.path, params={"key": cart.key}, json=body)
    hangs = await pay(client, body["id"], "time_out")
    asks = Asks(actor=None, has_key=True)
    wanted = convert(cart.body(), NewCartCheckout)
    late = clock.now() + HOLD_TIME + timedelta(minutes=1)

    assert hangs.json()["status"] == "pending"
    with pytest.raises(CartBeingPaid):
        await service.checkout_cart(
            talk.pool, settings=settings, cart_id=cart.id, asks=asks, wanted=wanted, now=late
        )


async def test_that_an_order_came_is_told_with_our_prices(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = order_from(PHONE, [item("LS-0", 2, 1), item("GONE", 1, 1)])
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    [sent] = (await only_talk(client, talk))["messages"]

    await service.carry(pool, settings, message_id=MessageId(UUID(sent["id"])), now=clock.now())

    [told] = fake.sent
    said = told["text"]["body"]
    assert "2 × Linen shirt" in said
    assert "200.00 MXN (pediste 2 × 1.00 MXN)" in said
    assert "ya no están a la venta: 1" in said


async def test_her_own_words_are_not_sent_back_to_a_buyer(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = text_from(PHONE, "Hola")
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    [said] = (await only_talk(client, talk))["messages"]

    await talk.hear()
    await service.carry(pool, settings, message_id=MessageId(UUID(said["id"])), now=clock.now())

    assert fake.sent == []
    async with pool.transaction() as db:
        assert await value(db, CARRYING) == 0


async def test_what_becomes_of_an_order_is_told_in_whatsapp(
    client: Client, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    cart = await agreed(client, talk, settings)
    body = cart.body()
    await client.post(cart.path, params={"key": cart.key}, json=body)
    [order] = (await pay(client, body["id"])).json()["orders"]
    await talk.hear()
    await carry_all(talk, settings)

    async with talk.pool.transaction() as db:
        deferred = await value(db, CARRYING)
    link, paid = fake.sent
    assert (link["interactive"]["type"], deferred) == ("cta_url", 3)
    assert f"https://vitrina.localhost/orders/{order['id']}?key=" in paid["text"]["body"]


async def test_who_fell_silent_for_a_year_is_forgotten_with_all_she_said(
    client: Client, settings: Settings, talk: Talk
) -> None:
    await agreed(client, talk, settings)
    await talk.cart()
    now = clock.now()

    await service.forget_old(talk.pool, now=now + CONTACT_KEPT - timedelta(days=1))
    kept = await only_talk(client, talk)
    await service.forget_old(talk.pool, now=now + CONTACT_KEPT + timedelta(days=1))

    async with talk.pool.transaction() as db:
        left = await value(db, "select array_agg(conversation_id) from messaging.messages")
        carts = await value(db, "select array_agg(conversation_id) from messaging.carts")
        inbox = await value(db, "select count(*) from messaging.whatsapp_inbox")
    assert happenings(kept["messages"]) == ["sent", "confirmed"]
    assert (set(left), set(carts), inbox) == ({talk.conversation_id}, {talk.conversation_id}, 0)


async def test_one_night_forgets_more_than_one_batch(pool: Pool) -> None:
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into messaging.whatsapp_codes (code, shop_id, product_id, touch_id, made_at)
            select upper(lpad(to_hex(n), 8, '0')), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                   %(now)s
              from generate_series(1, %(count)s) n
            """,
            now=clock.now(),
            count=FORGET_BATCH + 1,
        )

    await service.forget_old(pool, now=clock.now() + CODE_KEPT + timedelta(days=1))

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from messaging.whatsapp_codes") == 0
