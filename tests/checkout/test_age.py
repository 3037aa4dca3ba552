"""What is for adults alone is bought by known adults alone, whichever way it came into the cart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import buy, wanting
from tests.people import ANA, EVA, sign_in
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Pool

Client = AsyncTestClient[Litestar]
MINOR = replace(EVA, birth_date=date(2012, 5, 4))
UNTOLD = replace(EVA, birth_date=None)


@dataclass(frozen=True)
class Case:
    who: NewPerson | None
    status: int
    code: str


async def body_of(pool: Pool, age_limit: int) -> dict[str, Any]:
    async with pool.transaction() as db:
        new = replace(new_product(189_00, title="Mezcal"), age_limit=18 if age_limit else 0)
        product = await product_of(db, await shop_of(db), new=new)
    return wanting(product.variants[0].id, total_minor=239_00)


@pytest.mark.parametrize(
    "case",
    [
        Case(None, 401, "identity.sign_in_needed"),
        Case(UNTOLD, 409, "identity.birth_date_missing"),
        Case(MINOR, 409, "identity.too_young"),
    ],
)
async def test_who_is_no_known_adult_buys_nothing_for_adults(client: Client, pool: Pool, case: Case) -> None:
    body = await body_of(pool, 18)
    headers = await sign_in(pool, case.who) if case.who else {}

    answer = await client.post("/api/v1/checkouts", json=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (case.status, case.code)


async def test_telling_the_birth_date_is_enough_to_go_on(client: Client, pool: Pool) -> None:
    body, headers = await body_of(pool, 18), await sign_in(pool, UNTOLD)

    asked = await client.post("/api/v1/checkouts", json=body, headers=headers)
    await client.patch("/api/v1/me", json={"birth_date": "1999-01-01"}, headers=headers)
    paid = await buy(client, body, headers=headers)

    assert asked.json()["code"] == "identity.birth_date_missing"
    assert paid["status"] == "paid"


async def test_what_everybody_may_buy_asks_nobody_for_her_age(client: Client, pool: Pool) -> None:
    assert (await buy(client, await body_of(pool, 0)))["status"] == "paid"


async def test_one_line_for_adults_keeps_the_whole_cart(client: Client, pool: Pool) -> None:
    first, second = await body_of(pool, 0), await body_of(pool, 18)
    both = {**first, "lines": first["lines"] + second["lines"]}

    answer = await client.post("/api/v1/checkouts", json=both, headers=await sign_in(pool, MINOR))

    assert answer.json()["code"] == "identity.too_young"


async def test_the_shop_sets_the_limit_and_everybody_sees_it(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db, ANA)
        product = await product_of(db, shop)
    headers = await sign_in(pool, ANA)

    own = await client.patch(f"/api/v1/products/{product.id}", json={"age_limit": 18}, headers=headers)
    wrong = await client.patch(f"/api/v1/products/{product.id}", json={"age_limit": 16}, headers=headers)
    shown = await client.get(f"/api/v1/products/{product.id}")
    listed = await client.get("/api/v1/products", params={"shop": str(shop.id)})

    assert (own.json()["age_limit"], wrong.status_code) == (18, 422)
    assert shown.json()["age_limit"] == listed.json()["items"][0]["age_limit"] == 18
