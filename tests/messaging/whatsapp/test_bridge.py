"""The bridge to WhatsApp: nothing forged comes in, nothing comes in twice, and prices are ours."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace

from tests.builders import clip_of
from tests.checkout.buying import pay
from tests.messaging.talking import API, SHIPPING_MINOR, Client, Talk, happenings, paying_for, text
from tests.messaging.whatsapp.phoning import HOOK, PHONE, carry_all, deliver, hear, item, only_talk
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import NewTouch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue import service as catalogue
from vitrina.demo.fakewhatsapp import SECRET, FakeWhatsApp, order_from, text_from, webhook
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id
from vitrina.kit.net import FetchFailed
from vitrina.kit.places import Language
from vitrina.messaging import service
from vitrina.messaging.bridges import whatsapp as bridge
from vitrina.messaging.errors import CartNotFound, NoWhatsApp, ProductNotOfShop, WebhookForged
from vitrina.messaging.model import CartEdit, ChatCartId, Confirmation, LineEdit
from vitrina.messaging.service.keys import cart_key


async def test_meta_is_answered_its_challenge(client: Client, talk: Talk) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "a word of ours", "hub.challenge": "1158201444"}

    right = await client.get(HOOK, params=asked)
    wrong = await client.get(HOOK, params={**asked, "hub.verify_token": "a guess"})

    assert (right.status_code, right.text) == (200, "1158201444")
    assert wrong.json()["code"] == WebhookForged.code


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "ñ"])
async def test_what_is_not_signed_with_our_secret_is_refused(
    client: Client, talk: Talk, header: str | None
) -> None:
    raw = webhook(text_from(PHONE, "Hola"))
    headers = {"x-hub-signature-256": header.encode("latin-1")} if header is not None else {}

    answer = await client.post(HOOK, content=raw, headers=headers)  # pyright: ignore[reportArgumentType]
    other = await deliver(client, raw, secret="another")
    changed = await client.post(
        HOOK, content=raw + b" ", headers={"x-hub-signature-256": bridge.signature(SECRET, raw)}
    )

    assert {each.json()["code"] for each in (answer, other, changed)} == {WebhookForged.code}
    async with talk.pool.transaction() as db:
        assert await value(db, "select count(*) from messaging.whatsapp_inbox") == 0


async def test_what_is_signed_is_taken_however_much_comes_and_what_is_forged_is_not(
    client: Client, talk: Talk, routes: Litestar
) -> None:
    routes.state.limiter = Limiter(per_minute=3)
    raw = webhook(text_from(PHONE, "Hola"))

    genuine = [(await deliver(client, raw)).status_code for _ in range(5)]
    forged = [(await deliver(client, raw, secret="another")).status_code for _ in range(4)]

    assert genuine == [200] * 5
    assert forged == [403, 403, 403, 429]
    assert (await deliver(client, raw)).status_code == 429, "the same address has guessed too often"


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not bridge.is_genuine("", b"{}", bridge.signature("", b"{}"))


async def test_a_message_that_comes_twice_is_said_once(
    client: Client, pool: Pool, settings: Settings, talk: Talk
) -> None:
    message = text_from(PHONE, "¿Hay talla M?")
    raw = webhook(message, name="Lupe")

    answers = [await deliver(client, raw) for _ in range(3)]
    for _ in range(2):
        await hear(pool, settings, message)
    found = await only_talk(client, talk)

    assert {each.status_code for each in answers} == {200}
    assert found["buyer"] == {"id": None, "handle": None, "name": "Lupe", "avatar_url": None}
    assert [each["text"] for each in found["messages"]] == ["¿Hay talla M?"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"entry": []}',
        b'{"entry": [{"changes": [{"value": {"statuses": [{"id": "wamid.1", "status": "read"}]}}]}]}',
        webhook({**text_from(PHONE, "x"), "id": ""}),
        webhook(text_from(PHONE, "x"), phone_number_id="of somebody else"),
    ],
)
async def test_what_is_no_message_to_us_is_answered_and_forgotten(
    client: Client, talk: Talk, raw: bytes
) -> None:
    answer = await deliver(client, raw)

    assert answer.status_code == 200
    async with talk.pool.transaction() as db:
        assert await value(db, "select count(*) from messaging.whatsapp_inbox") == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\0b", "ab"), ("\0\0", "¡Hola!"), (r"C:\u0000", r"C:\u0000"), (r"\\u0000" + "\0", r"\\u0000")],
)
async def test_what_looks_like_an_escape_is_kept_as_it_was_typed(
    client: Client, pool: Pool, settings: Settings, talk: Talk, typed: str, kept: str
) -> None:
    message = text_from(PHONE, typed)

    answer = await deliver(client, webhook(message))
    await hear(pool, settings, message)

    assert answer.status_code == 200
    assert [each["text"] for each in (await only_talk(client, talk))["messages"]] == [kept]


@pytest.mark.parametrize("raw", [b"", b"[", b"[]", b'{"entry": 5}', b"\xff"])
async def test_what_is_no_webhook_is_refused(client: Client, talk: Talk, raw: bytes) -> None:
    assert (await deliver(client, raw)).status_code == 422


async def test_an_order_becomes_a_cart_at_our_prices(
    client: Client, pool: Pool, settings: Settings, talk: Talk
) -> None:
    items = [
        item("LS-0", "2", "1.50"),
        item(str(talk.large), 1, 120.0),
        item("GONE", 1, 10),
        item(str(talk.small), 1, 1.5),
        item("LS-0", 0),
        item("LS-0", 1.5),
        item("LS-0", "many"),
    ]
    message = order_from(PHONE, items, note="Para el viernes")
    await deliver(client, webhook(message, name="Lupe"))
    await hear(pool, settings, message)

    found = await only_talk(client, talk)

    [cart] = found["carts"]
    lines = [
        (each["asked_price"]["amount"], each["price"]["amount"], each["quantity"]) for each in cart["lines"]
    ]
    assert lines == [(1_50, 100_00, 3), (120_00, 120_00, 1)]
    assert cart["subtotal"]["amount"] == 420_00
    assert found["messages"][0]["text"].startswith("Para el viernes\n")


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"product_items": "x"},
        {"product_items": [5, {}, {"quantity": "NaN"}]},
        {"product_items": [{"product_retailer_id": "LS-0", "quantity": "1e99", "item_price": "Infinity"}]},
    ],
)
async def test_an_order_that_makes_no_sense_is_told_as_such(
    client: Client, pool: Pool, settings: Settings, talk: Talk, order: dict[str, Any]
) -> None:
    message = {**order_from(PHONE, []), "order": order}
    await deliver(client, webhook(message))
    await hear(pool, settings, message)

    found = await only_talk(client, talk)

    assert [each["kind"] for each in found["messages"]] == ["text"]
    assert found["buyer"]["name"] == f"+{PHONE}"


async def test_the_answer_goes_out_with_its_changes_and_a_link_that_pays(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = order_from(PHONE, [item("LS-0", 2, 1), item("LS-1", 1, 120)])
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    cart_id = ChatCartId((await only_talk(client, talk))["carts"][0]["id"])
    edit = CartEdit(version=1, lines=[LineEdit(variant_id=talk.small, quantity=1)], note="Queda una")
    async with pool.transaction() as db:
        await service.edit(db, cart_id=cart_id, actor=talk.bruno, wanted=edit, now=clock.now())

    for _ in range(2):
        await carry_all(talk, settings)
    [sent] = fake.sent
    action = sent["interactive"]["action"]
    url = action["parameters"]["url"]
    key = url.partition("key=")[2]
    target = f"{API}/chat-carts/{cart_id}"
    guest = await client.get(target, params={"key": key})
    nobody = await client.get(target)
    forged = await client.get(target, params={"key": key[:-1] + "x"})
    body = paying_for(220_00 + SHIPPING_MINOR, version=2)
    placed = await client.post(f"{target}/checkouts", params={"key": key}, json=body)
    await pay(client, body["id"])
    await talk.hear()
    thread = await only_talk(client, talk)

    assert (sent["to"], action["name"]) == (PHONE, "cta_url")
    assert url.startswith(f"https://vitrina.localhost/checkout?chat={cart_id}")
    assert "2 × 1.00 MXN" in sent["interactive"]["body"]["text"]
    assert "Queda una" in sent["interactive"]["body"]["text"]
    assert guest.json()["can"]["pay"]
    assert {each.json()["code"] for each in (nobody, forged)} == {CartNotFound.code}
    assert placed.status_code == 201, placed.text
    assert happenings(thread["messages"]) == ["sent", "edited", "paid"]


async def test_a_key_opens_no_cart_of_who_has_an_account(
    client: Client, settings: Settings, talk: Talk
) -> None:
    cart_id = await talk.cart()

    answer = await client.get(f"{API}/chat-carts/{cart_id}", params={"key": cart_key(settings, cart_id)})

    assert answer.json()["code"] == CartNotFound.code


async def test_a_day_after_her_last_words_only_a_template_goes_out(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = order_from(PHONE, [item("LS-0", 2, 1)])
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    found = await only_talk(client, talk)
    cart_id = ChatCartId(found["carts"][0]["id"])
    await client.post(f"{API}/conversations/{found['id']}/messages", headers=talk.as_bruno, json=text("Va"))
    late = timedelta(hours=24)

    await carry_all(talk, settings, later=late)
    silent = list(fake.sent)
    async with pool.transaction() as db:
        wanted = Confirmation(version=1)
        await service.confirm(db, cart_id=cart_id, actor=talk.bruno, wanted=wanted, now=clock.now())
    await carry_all(talk, replace(settings, whatsapp_template="news"), later=late)

    [sent] = fake.sent
    [said] = sent["template"]["components"][0]["parameters"]
    assert silent == []
    assert (sent["type"], sent["template"]["name"], sent["template"]["language"]) == (
        "template",
        "news",
        {"code": "es"},
    )
    assert f"https://vitrina.localhost/checkout?chat={cart_id}&key=" in said["text"]


def test_templates_in_portuguese_are_those_of_brazil() -> None:
    sent = bridge.template(PHONE, name="news", language=Language.PT, words="Oi")

    assert sent["template"]["language"] == {"code": "pt_BR"}


async def test_what_the_other_side_cannot_take_now_is_tried_again(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = text_from(PHONE, "Hola")
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    found = await only_talk(client, talk)
    path = f"{API}/conversations/{found['id']}/messages"
    await client.post(path, headers=talk.as_bruno, json=text("¿Qué tal?"))
    fake.refusals = [500]

    with pytest.raises(FetchFailed):
        await carry_all(talk, settings)
    await carry_all(talk, settings)
    await client.post(path, headers=talk.as_bruno, json=text("Adiós"))
    fake.refusals = [400]
    for _ in range(2):
        await carry_all(talk, settings)

    assert [each["text"]["body"] for each in fake.sent] == ["¿Qué tal?"]


async def test_a_product_goes_out_from_the_catalogue_or_as_a_link(
    client: Client, pool: Pool, settings: Settings, talk: Talk, fake: FakeWhatsApp
) -> None:
    message = text_from(PHONE, "¿Qué tienes?")
    await deliver(client, webhook(message))
    await hear(pool, settings, message)
    found = await only_talk(client, talk)
    async with pool.transaction() as db:
        [product_id] = await catalogue.products_of(db, [talk.small])
    path = f"{API}/conversations/{found['id']}/messages"
    await client.post(path, headers=talk.as_bruno, json=text("", product_id=str(product_id)))
    await carry_all(talk, settings)
    await client.post(path, headers=talk.as_bruno, json=text("Mira", product_id=str(product_id)))
    await carry_all(talk, replace(settings, whatsapp_catalog_id="77"))

    link, listed = fake.sent
    assert f"https://vitrina.localhost/p/{product_id}" in link["text"]["body"]
    action = listed["interactive"]["action"]
    assert (listed["interactive"]["type"], action["catalog_id"]) == ("product_list", "77")
    assert [each["product_retailer_id"] for each in action["sections"][0]["product_items"]] == [
        "LS-0",
        "LS-1",
    ]


async def test_a_link_keeps_the_tap_of_a_creator(
    client: Client, pool: Pool, settings: Settings, talk: Talk
) -> None:
    async with pool.transaction() as db:
        [product_id] = await catalogue.products_of(db, [talk.small])
        video_id = await clip_of(db, products=[product_id])
        tap = NewTouch(id=TouchId(new_id()), video_id=video_id, product_id=product_id)
        visitor = Visitor(id=new_id(), person_id=None)
        touch = await affiliates.touch(db, tap=tap, visitor=visitor, default_plan_bps=0, now=clock.now())
    target = f"{API}/shops/{talk.shop.id}/whatsapp-links"
    asked = {"product_id": str(product_id), "touch_id": str(touch.id)}
    url = (await client.post(target, json=asked)).json()["url"]
    code = url.rpartition("%23V-")[2]
    hello, order = text_from(PHONE, f"Hola #V-{code}"), order_from(PHONE, [item("LS-0", 1, 100)])
    for message in (hello, order):
        await deliver(client, webhook(message))
        await hear(pool, settings, message)

    found = await only_talk(client, talk)

    assert url.startswith("https://wa.me/5215512345678?text=Linen%20shirt%20%23V-")
    assert found["messages"][0]["text"] == "Hola"
    assert [each["touch_id"] for each in found["carts"][0]["lines"]] == [str(touch.id)]


async def test_a_link_is_made_for_the_shop_of_the_number_and_its_products(
    client: Client, pool: Pool, talk: Talk
) -> None:
    async with pool.transaction() as db:
        [product_id] = await catalogue.products_of(db, [talk.small])
    body = {"product_id": str(product_id)}

    elsewhere = await client.post(f"{API}/shops/{new_id()}/whatsapp-links", json=body)
    shops = await client.post(f"{API}/shops/{talk.shop.id}/whatsapp-links", json={})
    unknown = await client.post(
        f"{API}/shops/{talk.shop.id}/whatsapp-links", json={"product_id": str(new_id())}
    )

    assert shops.json()["url"] == "https://wa.me/5215512345678?text=%C2%A1Hola%21"
    assert elsewhere.json()["code"] == NoWhatsApp.code
    assert unknown.json()["code"] == ProductNotOfShop.code
