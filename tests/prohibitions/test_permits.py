"""A shop reads why its product is held, says that it is something else, and an operator decides."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.checkout.buying import buy
from tests.people import ANA, BRUNO, DAVI, sign_in
from tests.prohibitions.holding import (
    TO_ARGENTINA,
    TO_MEXICO,
    Client,
    ask,
    buying,
    hold,
    rule,
    sold,
)
from vitrina.kit import events
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.wiring import SUBSCRIBERS

CODE = "prohibitions.prohibited_there"
OURS = [each for each in SUBSCRIBERS if each.name == "notifications.tell_permits"]


async def test_the_shop_reads_the_word_the_countries_and_the_laws(client: Client, pool: Pool) -> None:
    product, headers = await sold(pool, "Funda para VAPE"), await sign_in(pool, BRUNO)

    found = await hold(client, product, headers)

    [held] = found["held"]
    assert (held["good"], held["matched"], held["permitted"]) == ("vapes", "vape", [])
    assert {each["country"] for each in held["sources"]} == {"MX", "BR", "AR"}
    assert all(each["law"] and each["url"] and each["read_on"] for each in held["sources"])
    assert found["request"] is None


async def test_a_product_that_names_nothing_is_not_held(client: Client, pool: Pool) -> None:
    product, headers = await sold(pool, "Camisa"), await sign_in(pool, BRUNO)

    assert (await hold(client, product, headers))["held"] == []
    assert (await ask(client, product, headers)).json()["code"] == "prohibitions.not_held"


async def test_the_list_of_a_shop_says_which_of_its_products_are_held(client: Client, pool: Pool) -> None:
    vape, case, shirt = [await sold(pool, title) for title in ("Vapeador", "Funda para vape", "Camisa")]
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    await rule(client, (await ask(client, case, seller)).json(), operator, "MX", "AR", "BR")
    foreign = await sold(pool, "Vape ajeno", owner=ANA)
    query = [("product", str(each.id)) for each in (vape, case, shirt, foreign)]

    async def read(product: Any, params: Any) -> Any:
        path = f"/api/v1/shops/{product.shop_id}/holds"
        return await client.get(path, params=params, headers=seller)

    assert (await read(vape, query)).json() == {
        "holds": [{"product_id": str(vape.id), "countries": ["MX", "BR", "AR"]}]
    }
    assert (await read(case, query)).json() == {"holds": []}
    assert (await read(foreign, query)).json()["code"] == "shops.not_your_shop"
    assert (await read(vape, query[:1] * 101)).status_code == 422
    assert (await read(vape, [])).json() == {"holds": []}


async def test_a_permit_opens_its_countries_and_no_others(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    asked = (await ask(client, product, seller)).json()

    ruled = await rule(client, asked, operator, "MX", words="Es una funda de silicona.")

    assert ruled.json()["state"] == "permitted"
    assert (await buy(client, buying(product, TO_MEXICO)))["status"] == "paid"
    refused = await client.post("/api/v1/checkouts", json=buying(product, TO_ARGENTINA))
    assert refused.json()["code"] == CODE
    found = await hold(client, product, seller)
    assert found["held"][0]["permitted"] == ["MX"]
    assert found["request"]["answer"] == "Es una funda de silicona."


async def test_an_upheld_hold_stays_and_says_why(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Vapeador")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    asked = (await ask(client, product, seller)).json()

    await rule(client, asked, operator, words="Es un vapeador.")

    assert (await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))).json()["code"] == CODE
    found = (await hold(client, product, seller))["request"]
    assert (found["state"], found["answer"]) == ("upheld", "Es un vapeador.")
    assert (await ask(client, product, seller)).json()["code"] == "prohibitions.asked_already"


async def test_a_permit_is_for_the_words_that_were_looked_at(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    path = f"/api/v1/products/{product.id}"
    await rule(client, (await ask(client, product, seller)).json(), operator, "MX")

    await client.patch(path, json={"title": "Vape con funda"}, headers=seller)
    other = await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))
    other_hold = await hold(client, product, seller)
    await client.patch(path, json={"title": "FUNDA para vape."}, headers=seller)

    assert other.json()["code"] == CODE
    assert other_hold["request"] is None
    assert (await buy(client, buying(product, TO_MEXICO)))["status"] == "paid"


async def test_a_permit_ends_when_an_operator_thinks_again(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    permitted = (await rule(client, (await ask(client, product, seller)).json(), operator, "MX")).json()

    again = await rule(client, permitted, operator)

    assert again.json()["state"] == "upheld"
    assert (await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))).json()["code"] == CODE


async def test_asking_again_with_other_words_closes_what_waits(client: Client, pool: Pool) -> None:
    product = await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    first = (await ask(client, product, seller)).json()
    await client.patch(f"/api/v1/products/{product.id}", json={"title": "Estuche de vape"}, headers=seller)

    stale = (await client.get("/api/v1/permit-requests", headers=operator)).json()["items"]
    second = (await ask(client, product, seller)).json()
    waiting = (await client.get("/api/v1/permit-requests", headers=operator)).json()["items"]

    assert [each["is_current"] for each in stale] == [False]
    assert [(each["request"]["id"], each["is_current"]) for each in waiting] == [(second["id"], True)]
    assert (await rule(client, first, operator, "MX")).json()["code"] == "prohibitions.ruled_meanwhile"


async def test_the_same_request_twice_is_one(client: Client, pool: Pool) -> None:
    product, seller = await sold(pool), await sign_in(pool, BRUNO)
    request_id = str(new_id())

    first, second = (
        await ask(client, product, seller, id=request_id),
        await ask(client, product, seller, id=request_id),
    )

    assert first.json() == second.json()


@dataclass(frozen=True)
class Refused:
    changes: dict[str, Any]
    code: str


@pytest.mark.parametrize(
    "case",
    [
        Refused({"words": "  \n "}, "kit.malformed"),
        Refused({"words": "x" * 501}, "kit.malformed"),
        Refused({"countries": ["MX"]}, "kit.malformed"),
    ],
)
async def test_a_request_without_a_reason_is_none(client: Client, pool: Pool, case: Refused) -> None:
    answer = await ask(client, await sold(pool), await sign_in(pool, BRUNO), **case.changes)

    assert answer.json()["code"] == case.code


async def test_nobody_else_reads_or_asks_and_operators_alone_decide(client: Client, pool: Pool) -> None:
    product, seller = await sold(pool), await sign_in(pool, BRUNO)
    other = await sign_in(pool, ANA)
    asked = (await ask(client, product, seller)).json()

    read = await client.get(f"/api/v1/products/{product.id}/hold", headers=other)
    gone = await client.get(f"/api/v1/products/{new_id()}/hold", headers=other)

    assert read.json()["code"] == (await ask(client, product, other)).json()["code"] == "shops.not_your_shop"
    assert gone.json()["code"] == "catalogue.product_not_found"
    assert (await rule(client, asked, seller, "MX")).status_code == 403


async def test_an_operator_decides_neither_about_her_own_shop_nor_beyond_what_was_asked(
    client: Client, pool: Pool
) -> None:
    operator = await sign_in(pool, DAVI)
    own, foreign = await sold(pool, owner=DAVI), await sold(pool, "Crib bumper")
    mine = (await ask(client, own, operator)).json()
    asked = (await ask(client, foreign, await sign_in(pool, BRUNO))).json()

    answers = [
        await rule(client, mine, operator, "MX"),
        await rule(client, asked, operator, "MX"),
        await rule(client, {**asked, "id": str(new_id())}, operator, "US"),
    ]

    assert [each.json()["code"] for each in answers] == [
        "prohibitions.cannot_rule_own",
        "kit.malformed",
        "prohibitions.request_not_found",
    ]
    shown = (await client.get("/api/v1/permit-requests", headers=operator)).json()["items"]
    assert [each["is_own"] for each in shown] == [True, False]


async def test_the_queue_goes_from_the_longest_waiting_in_pages(client: Client, pool: Pool) -> None:
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    asked = [(await ask(client, await sold(pool, f"Vape {i}"), seller)).json() for i in range(3)]
    await rule(client, asked[1], operator)

    first = (await client.get("/api/v1/permit-requests", params={"limit": 1}, headers=operator)).json()
    second = (
        await client.get(
            "/api/v1/permit-requests",
            params={"limit": 1, "cursor": first["next_cursor"]},
            headers=operator,
        )
    ).json()
    ruled = (await client.get("/api/v1/permit-requests", params={"state": "ruled"}, headers=operator)).json()

    titles = [page["items"][0]["title"] for page in (first, second, ruled)]
    assert titles == ["Vape 0", "Vape 2", "Vape 1"]
    assert second["next_cursor"] is None
    assert first["items"][0]["held"][0]["matched"] == "vape"


async def test_of_two_operators_who_decide_at_once_one_is_told(client: Client, pool: Pool) -> None:
    product, operator = await sold(pool, "Funda para vape"), await sign_in(pool, DAVI)
    asked = (await ask(client, product, await sign_in(pool, BRUNO))).json()

    answers = await asyncio.gather(
        *(rule(client, asked, operator, *countries) for countries in [("MX",), (), ("MX", "AR"), ()])
    )

    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    async with pool.transaction() as db:
        told = await value(db, "select count(*) from kit.events where name = 'PermitRuled'")
    assert told == 1


async def test_many_requests_about_the_same_words_are_one(client: Client, pool: Pool) -> None:
    product, seller = await sold(pool), await sign_in(pool, BRUNO)

    answers = await asyncio.gather(*(ask(client, product, seller) for _ in range(5)))

    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]


async def test_a_permit_and_a_change_of_words_at_once_never_sell_other_words(
    client: Client, pool: Pool
) -> None:
    product = await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    asked = (await ask(client, product, seller)).json()
    path = f"/api/v1/products/{product.id}"

    await asyncio.gather(
        rule(client, asked, operator, "MX"),
        client.patch(path, json={"title": "Vapeador"}, headers=seller),
    )

    assert (await client.post("/api/v1/checkouts", json=buying(product, TO_MEXICO))).json()["code"] == CODE


async def test_everybody_reads_the_list_with_its_laws(client: Client) -> None:
    listed = (await client.get("/api/v1/prohibited-goods")).json()["goods"]

    vapes = next(each for each in listed if each["good"] == "vapes")
    assert {"MX", "BR", "AR"} == {each["country"] for each in vapes["sources"]}


async def test_the_shop_is_told_what_was_decided_and_is_led_to_the_product(
    client: Client, pool: Pool
) -> None:
    held, freed = await sold(pool, "Vapeador"), await sold(pool, "Funda para vape")
    seller, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    await rule(client, (await ask(client, held, seller)).json(), operator, words="Es un vapeador.")
    await rule(client, (await ask(client, freed, seller)).json(), operator, "MX", "AR")

    await events.drain(pool, OURS)
    told = (await client.get("/api/v1/me/notices", headers=seller)).json()["items"]

    assert [(each["kind"], each["title"], each["body"]) for each in told] == [
        ("permit_ruled", "“Funda para vape”: puede enviarse a MX, AR", ""),
        ("permit_ruled", "“Vapeador”: sigue detenido por la ley", "Es un vapeador."),
    ]
    assert [each["url"] for each in told] == [
        f"/sell/{each.shop_id}/products/{each.id}" for each in (freed, held)
    ]
