"""Who turns out to be younger than 18 does not sell any more, and is told why."""

from datetime import date, timedelta

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.checkout.buying import buy, on_sale, wanting
from tests.moderation.test_appeals import OTHER_OPERATOR
from tests.people import BRUNO, DAVI, JOINED, load, sign_in
from vitrina.identity import service as identity
from vitrina.kit import events
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
OURS = [each for each in SUBSCRIBERS if each.name == "moderation.close_shops_of_minors"]


async def test_the_shops_of_a_minor_close_and_it_is_a_decision_like_others(
    client: Client, pool: Pool
) -> None:
    _, variants = await on_sale(pool)
    body = wanting(*variants, total_minor=239_00)
    bruno, operator = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    path = f"/api/v1/people/{BRUNO.id}/birth-date"

    await client.put(path, json={"birth_date": "2015-06-01"}, headers=operator)
    await events.drain(pool, OURS)
    bought = await client.post("/api/v1/checkouts", json=body)
    [decision] = (await client.get("/api/v1/me/decisions", headers=bruno)).json()["items"]

    assert (bought.status_code, bought.json()["code"]) == (409, "catalogue.variant_not_sold")
    assert (decision["kind"], decision["action"]) == ("shop", "take_down")
    assert decision["words"] == "Esto es para mayores de 18 años."

    await client.put(path, json={"birth_date": "1990-01-01"}, headers=operator)
    appeal = {"id": str(new_id()), "words": "That was my daughter's paper."}
    made = await client.post(f"/api/v1/me/decisions/{decision['id']}/appeal", json=appeal, headers=bruno)
    outcome = await client.post(
        f"/api/v1/moderation/appeals/{appeal['id']}/outcome",
        json={"outcome": "reversed"},
        headers=await sign_in(pool, OTHER_OPERATOR),
    )

    assert (made.status_code, outcome.status_code) == (201, 201)
    assert (await buy(client, body))["status"] == "paid"


async def test_a_mistake_that_is_mended_at_once_closes_nothing(client: Client, pool: Pool) -> None:
    _, variants = await on_sale(pool)
    async with pool.transaction() as db:
        davi = await load(db, DAVI)
        for year in (2015, 1990):
            await identity.correct_birth_date(db, BRUNO.id, date(year, 6, 1), operator=davi, now=NOW)
    await events.drain(pool, OURS)

    assert (await buy(client, wanting(*variants, total_minor=239_00)))["status"] == "paid"
