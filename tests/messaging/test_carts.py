"""A cart is agreed on: priced by the catalogue, moved along one table, paid in the version that was seen."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.builders import clip_of
from tests.checkout.buying import on_sale, pay
from tests.messaging.talking import API, SHIPPING_MINOR, Client, Talk, happenings, paying_for, talk_of, text
from tests.people import EVA, sign_in
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import NewTouch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue import service as catalogue
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.errors import Refusal
from vitrina.kit.ids import new_id
from vitrina.messaging import rules, service
from vitrina.messaging.errors import (
    CartBeingPaid,
    CartMoved,
    CartNotFound,
    OnlyBuyersSendCarts,
    TooManyOpenCarts,
)
from vitrina.messaging.model import (
    CartDecline,
    CartEdit,
    CartStatus,
    ChatCart,
    ChatCartId,
    ChatCartView,
    Confirmation,
    LineEdit,
)
from vitrina.messaging.store import carts as store

S = CartStatus


@pytest.fixture
async def talk(pool: Pool) -> Talk:
    return await talk_of(pool)


async def confirm(talk: Talk, cart_id: ChatCartId, version: int = 1) -> ChatCartView:
    async with talk.pool.transaction() as db:
        wanted = Confirmation(version=version)
        return await service.confirm(db, cart_id=cart_id, actor=talk.bruno, wanted=wanted, now=clock.now())


async def edit(talk: Talk, cart_id: ChatCartId, quantity: int = 1, version: int = 1) -> ChatCartView:
    async with talk.pool.transaction() as db:
        lines = [LineEdit(variant_id=talk.small, quantity=quantity)]
        wanted = CartEdit(version=version, lines=lines, note="Solo queda una")
        return await service.edit(db, cart_id=cart_id, actor=talk.bruno, wanted=wanted, now=clock.now())


async def decline(talk: Talk, cart_id: ChatCartId, version: int = 1) -> ChatCartView:
    async with talk.pool.transaction() as db:
        wanted = CartDecline(version=version, reason="Ya no hay")
        return await service.decline(db, cart_id=cart_id, actor=talk.bruno, wanted=wanted, now=clock.now())


async def find(talk: Talk, cart_id: ChatCartId) -> ChatCart:
    async with talk.pool.transaction() as db:
        cart = await store.find(db, cart_id)
    assert cart
    return cart


async def set_price(talk: Talk, price_minor: int) -> None:
    """Bruno changes what the small shirt costs."""
    async with talk.pool.transaction() as db:
        await run(
            db,
            "update catalogue.variants set price_minor = %(price)s where id = %(id)s",
            price=price_minor,
            id=talk.small,
        )


def test_a_cart_ends_and_a_paid_one_was_agreed_to() -> None:
    ends = {status for status, moves in rules.MOVES.items() if not moves}

    assert ends == {S.DECLINED, S.PAID, S.EXPIRED}
    assert set(rules.from_which(S.PAID)) == {S.CONFIRMED, S.EDITED}
    assert all(S.SENT not in moves for moves in rules.MOVES.values())
    assert all(rules.MOVES.keys() >= moves for moves in rules.MOVES.values())


async def test_a_cart_is_sent_confirmed_and_paid_in_the_chat(client: Client, talk: Talk) -> None:
    sent = await client.post(
        talk.path,
        headers=talk.as_ana,
        json=text(
            "Estas dos",
            cart=[
                {"variant_id": str(talk.small), "quantity": 2},
                {"variant_id": str(talk.large), "quantity": 1},
            ],
        ),
    )
    cart_id = sent.json()["cart_id"]
    target = f"{API}/chat-carts/{cart_id}"
    asked = (await client.get(target, headers=talk.as_bruno)).json()
    too_early = await client.post(
        f"{target}/checkouts", headers=talk.as_ana, json=paying_for(320_00 + SHIPPING_MINOR)
    )
    yes = await client.put(f"{target}/confirmation", headers=talk.as_bruno, json={"version": 1})
    body = paying_for(320_00 + SHIPPING_MINOR)
    placed = await client.post(f"{target}/checkouts", headers=talk.as_ana, json=body)
    paid = await pay(client, body["id"], headers=talk.as_ana)
    await talk.hear()
    order_id = paid.json()["orders"][0]["id"]
    thread = (await client.get(talk.path, headers=talk.as_ana)).json()

    assert sent.status_code == 201, sent.text
    assert asked["subtotal"] == {"amount": 320_00, "currency": "MXN"}
    assert asked["can"] == {"confirm": True, "edit": True, "decline": True, "pay": False}
    assert too_early.json()["code"] == CartMoved.code
    assert yes.json()["status"] == "confirmed"
    assert placed.status_code == 201, placed.text
    assert paid.json()["status"] == "paid"
    assert happenings(thread["messages"]) == ["sent", "confirmed", "paid"]
    assert [(each["status"], each["order_id"]) for each in thread["carts"]] == [("paid", order_id)]


async def test_the_life_of_its_order_is_told_where_it_was_agreed(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart()
    await confirm(talk, cart_id)
    body = paying_for(200_00 + SHIPPING_MINOR)
    await client.post(f"{API}/chat-carts/{cart_id}/checkouts", headers=talk.as_ana, json=body)
    order_id = (await pay(client, body["id"], headers=talk.as_ana)).json()["orders"][0]["id"]
    target = f"{API}/orders/{order_id}"
    shipment = {"carrier": "Correos", "tracking_number": "RR1"}
    shipped = await client.post(f"{target}/shipment", headers=talk.as_bruno, json=shipment)
    delivered = await client.post(f"{target}/delivery", headers=talk.as_ana)
    await talk.hear()
    thread = (await client.get(talk.path, headers=talk.as_ana)).json()

    assert shipped.is_success, shipped.text
    assert delivered.is_success, delivered.text
    assert happenings(thread["messages"]) == ["sent", "confirmed", "paid", "shipped", "delivered"]
    assert thread["messages"][-1]["order_id"] == order_id


async def test_an_order_bought_elsewhere_is_told_nowhere(client: Client, talk: Talk) -> None:
    """Who knows the id of a cart can name it in any purchase; that marks nothing."""
    cart_id = await talk.cart()
    await confirm(talk, cart_id)
    body: dict[str, Any] = {
        **paying_for(100_00 + SHIPPING_MINOR),
        "lines": [{"variant_id": str(talk.small), "quantity": 1}],
        "cart_id": str(cart_id),
    }
    del body["version"]
    placed = await client.post(f"{API}/checkouts", headers=talk.as_ana, json=body)
    await pay(client, body["id"], headers=talk.as_ana)
    await talk.hear()

    assert placed.status_code == 201, placed.text
    assert (await find(talk, cart_id)).status is S.CONFIRMED


async def test_prices_are_the_catalogues_and_changes_are_seen(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart()
    await set_price(talk, 130_00)

    again = await confirm(talk, cart_id)
    stale = await client.post(
        f"{API}/chat-carts/{cart_id}/checkouts",
        headers=talk.as_ana,
        json=paying_for(200_00 + SHIPPING_MINOR, version=1),
    )

    assert (again.status, again.version) == (S.EDITED, 2)
    [line] = again.lines
    assert (line.asked_price.amount_minor, line.price.amount_minor) == (100_00, 130_00)
    assert again.subtotal.amount_minor == 260_00
    assert stale.json()["code"] == CartMoved.code


async def test_a_total_that_changed_after_the_confirmation_is_not_charged(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart()
    await confirm(talk, cart_id)
    await set_price(talk, 130_00)
    target = f"{API}/chat-carts/{cart_id}/checkouts"

    refused = await client.post(target, headers=talk.as_ana, json=paying_for(200_00 + SHIPPING_MINOR))
    seen = await client.post(target, headers=talk.as_ana, json=paying_for(260_00 + SHIPPING_MINOR))

    assert refused.json()["code"] == "checkout.total_changed"
    assert seen.status_code == 201, seen.text


async def test_the_shop_offers_less_and_the_buyer_pays_that(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart((talk.small, 2), (talk.large, 1))

    offered = await edit(talk, cart_id, quantity=0)
    body = paying_for(120_00 + SHIPPING_MINOR, version=2)
    placed = await client.post(f"{API}/chat-carts/{cart_id}/checkouts", headers=talk.as_ana, json=body)

    assert (offered.status, offered.version, offered.note) == (S.EDITED, 2, "Solo queda una")
    assert [(each.asked_quantity, each.quantity) for each in offered.lines] == [(2, 0), (1, 1)]
    assert placed.status_code == 201, placed.text
    assert placed.json()["total"]["amount"] == 120_00 + SHIPPING_MINOR


async def test_nothing_left_is_no_offer(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart()
    body = {"version": 1, "lines": [{"variant_id": str(talk.small), "quantity": 0}]}
    unknown = {"version": 1, "lines": [{"variant_id": str(new_id()), "quantity": 1}]}
    target = f"{API}/chat-carts/{cart_id}/lines"

    answers = [await client.put(target, headers=talk.as_bruno, json=each) for each in (body, unknown)]
    dear = {**body, "lines": [{"variant_id": str(talk.small), "quantity": 1, "price_minor": 1}]}
    priced = await client.put(target, headers=talk.as_bruno, json=dear)

    assert [each.status_code for each in (*answers, priced)] == [422] * 3
    assert (await find(talk, cart_id)).version == 1


async def test_who_is_not_of_the_shop_agrees_to_nothing(client: Client, pool: Pool, talk: Talk) -> None:
    cart_id = await talk.cart()
    target = f"{API}/chat-carts/{cart_id}"
    bodies: dict[str, dict[str, Any]] = {
        "confirmation": {"version": 1},
        "lines": {"version": 1, "lines": [{"variant_id": str(talk.small), "quantity": 1}]},
        "refusal": {"version": 1, "reason": "No"},
    }

    for headers in (talk.as_ana, await sign_in(pool, EVA)):
        for path, body in bodies.items():
            answer = await client.put(f"{target}/{path}", headers=headers, json=body)
            assert answer.json()["code"] == CartNotFound.code, path
    await confirm(talk, cart_id)
    body = paying_for(200_00 + SHIPPING_MINOR)
    paid = [
        await client.post(f"{target}/checkouts", headers=headers, json=body)
        for headers in (talk.as_bruno, await sign_in(pool, EVA))
    ]
    seen = await client.get(target, headers=await sign_in(pool, EVA))

    assert {each.json()["code"] for each in (*paid, seen)} == {CartNotFound.code}


async def test_only_the_buyer_sends_a_cart_of_what_the_shop_sells(
    client: Client, pool: Pool, talk: Talk
) -> None:
    _, [elsewhere] = await on_sale(pool, owner=EVA)
    line = {"variant_id": str(talk.small), "quantity": 1}

    seller = await client.post(talk.path, headers=talk.as_bruno, json=text("", cart=[line]))
    foreign = await client.post(
        talk.path, headers=talk.as_ana, json=text("", cart=[{**line, "variant_id": str(elsewhere)}])
    )
    twice = await client.post(talk.path, headers=talk.as_ana, json=text("", cart=[line, line]))

    assert seller.json()["code"] == OnlyBuyersSendCarts.code
    assert foreign.json()["code"] == "catalogue.variant_not_sold"
    assert twice.status_code == 422


async def test_open_carts_are_few(talk: Talk) -> None:
    carts = [await talk.cart() for _ in range(5)]

    with pytest.raises(TooManyOpenCarts):
        await talk.cart()
    await decline(talk, carts[0])
    await talk.cart()


async def race(*acts: Callable[[], Awaitable[Any]]) -> list[Any]:
    """Do things at once; answers or refusals."""
    barrier = asyncio.Barrier(len(acts))

    async def start(act: Callable[[], Awaitable[Any]]) -> Any:
        await barrier.wait()
        try:
            return await act()
        except Refusal as refusal:
            return refusal

    return await asyncio.gather(*(start(act) for act in acts))


async def test_confirming_and_declining_at_once_does_one_of_them(talk: Talk) -> None:
    for _ in range(5):
        cart_id = await talk.cart()

        answers = await race(partial(edit, talk, cart_id), partial(decline, talk, cart_id))

        refused = [each for each in answers if isinstance(each, Refusal)]
        done = [each.status for each in answers if isinstance(each, ChatCartView)]
        assert [type(each) for each in refused] == [CartMoved]
        assert done == [(await find(talk, cart_id)).status]
        if done == [S.EDITED]:
            await decline(talk, cart_id, version=2)


async def test_what_is_being_paid_is_not_edited_and_what_was_edited_is_not_paid(
    client: Client, talk: Talk, settings: Settings
) -> None:
    for _ in range(4):
        cart_id = await talk.cart()
        await confirm(talk, cart_id)
        target = f"{API}/chat-carts/{cart_id}/checkouts"
        body = paying_for(200_00 + SHIPPING_MINOR)

        async def begin(target: str = target, body: dict[str, Any] = body) -> Any:
            return await client.post(target, headers=talk.as_ana, json=body)

        placed, edited = await race(begin, partial(edit, talk, cart_id))

        if placed.status_code == 201:
            assert isinstance(edited, CartBeingPaid)
            assert (await find(talk, cart_id)).version == 1
        else:
            assert placed.json()["code"] == CartMoved.code
            assert edited.version == 2
            await decline(talk, cart_id, version=2)


async def test_two_purchases_of_a_cart_are_not_begun_and_the_same_is_one(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart()
    await confirm(talk, cart_id)
    target = f"{API}/chat-carts/{cart_id}/checkouts"
    first, second = (paying_for(200_00 + SHIPPING_MINOR) for _ in range(2))

    placed = [await client.post(target, headers=talk.as_ana, json=body) for body in (first, first, second)]
    nowhere = {**first, "address": {**first["address"], "city": " "}}
    wrong = await client.post(target, headers=talk.as_ana, json=nowhere)
    declined = await client.put(
        f"{API}/chat-carts/{cart_id}/refusal", headers=talk.as_bruno, json={"version": 1, "reason": "No"}
    )

    assert [each.status_code for each in placed] == [201, 201, 409]
    assert placed[0].json()["id"] == placed[1].json()["id"]
    assert placed[2].json()["code"] == CartBeingPaid.code
    assert wrong.status_code == 422
    assert declined.json()["code"] == CartBeingPaid.code


async def test_a_purchase_that_never_came_to_be_keeps_nobody_waiting(client: Client, talk: Talk) -> None:
    cart_id = await talk.cart((talk.small, 99))
    await confirm(talk, cart_id)
    target = f"{API}/chat-carts/{cart_id}/checkouts"

    short = await client.post(target, headers=talk.as_ana, json=paying_for(9_900_00 + SHIPPING_MINOR))
    offered = await edit(talk, cart_id, quantity=10)

    assert short.json()["code"] == "inventory.not_enough_stock"
    assert offered.version == 2


async def test_a_cart_expires_unless_it_is_being_paid(client: Client, pool: Pool, talk: Talk) -> None:
    left, paying = await talk.cart(), await talk.cart()
    await confirm(talk, paying)
    late = clock.now() + rules.CART_KEPT + timedelta(minutes=1)
    async with pool.transaction() as db:
        await run(
            db,
            "update messaging.carts set paying_until = %(late)s where id = %(id)s",
            late=late + timedelta(minutes=1),
            id=paying,
        )

    counts = await asyncio.gather(service.expire_due(pool, now=late), service.expire_due(pool, now=late))
    thread = (await client.get(talk.path, headers=talk.as_ana)).json()

    assert sum(counts) == 1
    assert (await find(talk, left)).status is S.EXPIRED
    assert (await find(talk, paying)).status is S.CONFIRMED
    assert happenings(thread["messages"]) == ["sent", "sent", "confirmed", "expired"]


async def test_a_line_keeps_the_touch_of_its_creator(client: Client, pool: Pool, talk: Talk) -> None:
    async with pool.transaction() as db:
        [product_id] = await catalogue.products_of(db, [talk.small])
        video_id = await clip_of(db, products=[product_id])
        tap = NewTouch(id=TouchId(new_id()), video_id=video_id, product_id=product_id)
        visitor = Visitor(id=new_id(), person_id=talk.ana.id)
        touch = await affiliates.touch(db, tap=tap, visitor=visitor, default_plan_bps=0, now=clock.now())
    cart_id = await talk.cart((talk.small, 1), touch_id=touch.id)
    await talk.hear()
    await confirm(talk, cart_id)
    async with pool.transaction() as db:
        frozen = await value(db, "select touch_id from affiliates.freezes where cart_id = %(id)s", id=cart_id)
    body = paying_for(100_00 + SHIPPING_MINOR)
    await client.post(f"{API}/chat-carts/{cart_id}/checkouts", headers=talk.as_ana, json=body)
    await pay(client, body["id"], headers=talk.as_ana)
    async with pool.transaction() as db:
        kept = await value(db, "select touch_id from orders.lines where cart_id = %(id)s", id=cart_id)

    assert frozen == touch.id
    assert kept == touch.id


async def test_whatever_happens_a_cart_moves_along_its_table(talk: Talk) -> None:
    """Random verbs with random versions: every move is one of the table, and versions only grow."""
    dice = random.Random(48)
    for _ in range(12):
        cart_id = await talk.cart()
        before = await find(talk, cart_id)
        for _ in range(6):
            version = dice.choice([before.version, before.version, max(1, before.version - 1)])
            act = dice.choice([confirm, edit, decline])
            try:
                await act(talk, cart_id, version=version)
            except (CartMoved, CartBeingPaid):
                assert await find(talk, cart_id) == before
            after = await find(talk, cart_id)
            assert after.status is before.status or after.status in rules.MOVES[before.status]
            assert after.version - before.version == (after.status is S.EDITED and after != before)
            before = after
        if before.status not in {S.DECLINED}:
            await decline(talk, cart_id, version=before.version)
