"""A card that a buyer keeps: only when she wants it, hers alone, gone when she says so."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from tests.checkout.buying import Client, on_sale, pay, wanting
from tests.checkout.conftest import Wait
from tests.people import ANA, EVA, load, sign_in
from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.payments import cards, personal, store
from vitrina.payments import service as payments
from vitrina.payments.kept import Instrument, KeptCardId, NewKeptCard
from vitrina.payments.model import PurchaseId

PLACES = "/api/v1/checkouts"
CARDS = "/api/v1/me/kept-cards"
Headers = dict[str, str]


async def placed(client: Client, pool: Pool, headers: Headers | None = None) -> str:
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    assert (await client.post(PLACES, json=body, headers=headers)).status_code == 201
    return str(body["id"])


async def keep(client: Client, pool: Pool, headers: Headers, card: str = "success") -> dict[str, Any]:
    """Buy something with a card that is kept. Answers the card as its person sees it."""
    answer = await pay(client, await placed(client, pool, headers), card, keep_card=True, headers=headers)
    if answer.json()["status"] == "challenge":
        purchase_id = answer.json()["id"]
        answer = await pay(
            client, purchase_id, card, keep_card=True, challenge_code="123456", headers=headers
        )
    assert answer.json()["status"] == "paid", answer.text
    return (await kept(client, headers))[0]


async def kept(client: Client, headers: Headers) -> list[dict[str, Any]]:
    return (await client.get(CARDS, headers=headers)).json()["items"]


async def pay_with(
    client: Client, pool: Pool, headers: Headers | None, card_id: str, **more: Any
) -> Response:
    purchase_id = await placed(client, pool, headers)
    return await again_with(client, purchase_id, headers, card_id, **more)


async def again_with(
    client: Client, purchase_id: str, headers: Headers | None, card_id: str, **more: Any
) -> Response:
    body = {"method": "sandbox", "kept_card_id": card_id, **more}
    return await client.post(f"{PLACES}/{purchase_id}/payment", json=body, headers=headers)


async def test_a_card_is_kept_when_its_buyer_says_so_and_pays_the_next_time(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)

    paid = await pay_with(client, pool, ana, card["id"])

    assert (card["last4"], card["method"], card["is_expired"]) == ("4242", "sandbox", False)
    assert "token" not in card
    assert "fingerprint" not in card
    assert paid.json()["status"] == "paid"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'OrderPaid'") == 2


async def test_nothing_is_kept_of_who_did_not_ask_for_it(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    await pay(client, await placed(client, pool, ana), headers=ana)

    assert await kept(client, ana) == []
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.kept_cards") == 0
        assert await value(db, "select count(*) from payments.sandbox_cards") == 0


async def test_a_guest_keeps_no_card_and_pays_with_none(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)

    asked = await pay(client, await placed(client, pool), keep_card=True)
    used = await pay_with(client, pool, None, card["id"])

    assert (asked.status_code, used.status_code) == (401, 401)
    assert (await client.get(CARDS)).status_code == 401


async def test_a_card_of_somebody_else_is_not_there(client: Client, pool: Pool):
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    card = await keep(client, pool, ana)

    refused = [
        await pay_with(client, pool, eva, card["id"]),
        await pay_with(client, pool, eva, str(new_id())),
        await client.delete(f"{CARDS}/{card['id']}", headers=eva),
        await client.put(f"{CARDS}/{card['id']}", headers=eva),
    ]

    assert {(each.status_code, each.json()["code"]) for each in refused} == {
        (404, "payments.kept_card_not_found")
    }
    assert await kept(client, eva) == []
    assert len(await kept(client, ana)) == 1


async def test_a_card_of_one_account_never_comes_to_another(client: Client, pool: Pool):
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    await keep(client, pool, ana)
    async with pool.transaction() as db:
        token = await value(db, "select token from payments.kept_cards")
        known = Instrument(
            fingerprint="f", brand="visa", last4="4242", expires_month=1, expires_year=2050, token=token
        )
        hers = NewKeptCard(
            id=KeptCardId(new_id()),
            person_id=(await load(db, EVA)).id,
            provider="sandbox",
            instrument=known,
        )

        await store.keep_cards(db, [hers], now=clock.now())

    assert await kept(client, eva) == []
    assert len(await kept(client, ana)) == 1


async def test_a_declined_card_is_not_kept(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    purchase_id = await placed(client, pool, ana)

    assert (await pay(client, purchase_id, "decline", keep_card=True, headers=ana)).json()["status"] == (
        "declined"
    )
    assert (await pay(client, purchase_id, headers=ana)).json()["status"] == "paid"

    assert await kept(client, ana) == []


async def test_a_bank_may_ask_about_a_kept_card(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana, "challenge")

    asked = await pay_with(client, pool, ana, card["id"])
    paid = await again_with(client, asked.json()["id"], ana, card["id"], challenge_code="123456")

    assert (asked.json()["status"], paid.json()["status"]) == ("challenge", "paid")


async def test_the_same_card_kept_twice_is_shown_once_and_removed_at_once(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    await keep(client, pool, ana)
    card = await keep(client, pool, ana)
    assert len(await kept(client, ana)) == 1

    await client.delete(f"{CARDS}/{card['id']}", headers=ana)

    assert await kept(client, ana) == []


async def test_a_removed_card_can_be_had_back_for_a_minute_and_is_then_forgotten_by_its_provider(
    client: Client, pool: Pool, wait: Wait
):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)
    place = f"{CARDS}/{card['id']}"

    assert (await client.delete(place, headers=ana)).status_code == 204
    assert (await pay_with(client, pool, ana, card["id"])).status_code == 404
    assert await cards.forget_removed(pool, now=clock.now()) == 0
    assert (await client.put(place, headers=ana)).status_code == 204
    assert len(await kept(client, ana)) == 1
    await client.delete(place, headers=ana)
    await wait(timedelta(minutes=1))

    assert await cards.forget_removed(pool, now=clock.now()) == 1

    assert (await client.put(place, headers=ana)).status_code == 404
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.kept_cards") == 0
        assert await value(db, "select bool_and(is_forgotten) from payments.sandbox_cards")


async def test_a_card_that_may_still_be_paying_is_not_forgotten_yet(client: Client, pool: Pool, wait: Wait):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana, "challenge")
    asked = await pay_with(client, pool, ana, card["id"])
    await client.delete(f"{CARDS}/{card['id']}", headers=ana)
    await wait(timedelta(minutes=2))

    assert await cards.forget_removed(pool, now=clock.now()) == 0

    key = PurchaseId(UUID(asked.json()["id"]))
    async with pool.transaction() as db:
        payment = (await payments.latest_payments(db, [key]))[key]
    closed = await payments.give_up(pool, payment, now=clock.now())
    async with pool.transaction() as db:
        await payments.settle(db, [closed], now=clock.now())
    assert await cards.forget_removed(pool, now=clock.now()) == 1


async def test_an_expired_card_is_shown_and_does_not_pay(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)
    async with pool.transaction() as db:
        await db.execute("update payments.kept_cards set expires_year = 2020")

    [shown] = await kept(client, ana)

    assert shown["is_expired"]
    assert (await pay_with(client, pool, ana, card["id"])).status_code == 404


async def test_ten_cards_are_enough(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    await keep(client, pool, ana)
    async with pool.transaction() as db:
        for number in range(cards.CARDS_MAX - 1):
            await db.execute(
                """
                insert into payments.kept_cards
                select gen_random_uuid(), person_id, provider, token || %(n)s, brand, last4, expires_month,
                       expires_year, fingerprint || %(n)s, kept_at, null
                  from payments.kept_cards
                 where fingerprint = 'sbx_success'
                """,
                {"n": str(number)},
            )

    refused = await pay(client, await placed(client, pool, ana), keep_card=True, headers=ana)

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.too_many_kept_cards")


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "sandbox_voucher", "keep_card": True},
        {"method": "transfer", "keep_card": True},
    ],
)
async def test_only_cards_can_be_kept(client: Client, pool: Pool, wrong: dict[str, Any]):
    ana = await sign_in(pool, ANA)
    purchase_id = await placed(client, pool, ana)

    refused = await client.post(f"{PLACES}/{purchase_id}/payment", json=wrong, headers=ana)

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.method_unavailable")


@pytest.mark.parametrize("wrong", [{"method": "sandbox_voucher"}, {"instalments": 3}])
async def test_a_kept_card_pays_as_a_card_and_at_once(client: Client, pool: Pool, wrong: dict[str, Any]):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)

    refused = await pay_with(client, pool, ana, card["id"], **wrong)

    assert (refused.status_code, refused.json()["code"]) == (409, "payments.method_unavailable")


async def test_two_taps_with_a_kept_card_are_one_charge(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    card = await keep(client, pool, ana)
    purchase_id = await placed(client, pool, ana)

    told = [await again_with(client, purchase_id, ana, card["id"]) for _ in range(3)]

    assert {each.json()["status"] for each in told} == {"paid"}
    async with pool.transaction() as db:
        charged = "select count(*) from payments.sandbox_charges where outcome = 'captured'"
        assert await value(db, charged) == 2


async def test_what_is_offered_says_where_a_card_can_be_kept(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    query = {"currency": "MXN", "country": "MX", "amount": "100000", "shop": str(shop.id)}

    offered = (await client.get("/api/v1/payment-methods", params=query)).json()["items"]

    assert [each["method"] for each in offered if each["can_keep"]] == ["sandbox"]


async def test_a_person_takes_her_cards_along_and_is_forgotten_with_them(client: Client, pool: Pool):
    ana = await sign_in(pool, ANA)
    await keep(client, pool, ana)
    async with pool.transaction() as db:
        subject = Subject(person_id=(await load(db, ANA)).id, email=ANA.email)
        [record] = [each async for each in personal.export(db, subject)]
        await personal.erase(db, subject, clock.now())

    assert record.collection == "kept_cards"
    assert record.fields["last4"] == "4242"
    assert not {"token", "fingerprint"} & set(record.fields)
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.kept_cards where person_id is not null") == 0
        assert await value(db, "select count(*) from payments.payments where keep_for is not null") == 0
    assert await cards.forget_removed(pool, now=clock.now() + timedelta(minutes=2)) == 1
    with pytest.raises(StopAsyncIteration):
        async with pool.transaction() as db:
            await anext(personal.export(db, Subject(person_id=PersonId(subject.person_id), email="")))
