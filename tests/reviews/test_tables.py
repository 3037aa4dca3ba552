"""A shop takes along what buyers say and ask about what it sells."""

import csv
import io
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.people import ANA, BRUNO, CARLA, EVA, load, sign_in
from tests.reviews.buying import product_on_sale, received
from tests.reviews.test_questions import answer, ask
from tests.reviews.test_reviews import write
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.reviews import service
from vitrina.reviews.model import NewAnswer
from vitrina.shops.model import ShopId

Client = AsyncTestClient[Litestar]


@pytest.fixture
async def product(pool: Pool) -> ProductId:
    return await product_on_sale(pool)


async def shop_of(pool: Pool, product: ProductId) -> ShopId:
    async with pool.transaction() as db:
        return await catalogue.shop_of_product(db, product)


async def table(
    client: Client, pool: Pool, product: ProductId, what: str, **query: Any
) -> list[dict[str, str]]:
    path = f"/api/v1/shops/{await shop_of(pool, product)}/{what}/table"
    found = await client.get(path, headers=await sign_in(pool, BRUNO), params=query)
    assert found.headers["content-type"] == "text/csv; charset=utf-8", found.text
    assert found.headers["content-disposition"] == f'attachment; filename="{what}.csv"'
    return list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))


async def test_reviews_are_a_table_with_what_the_shop_answered(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    for person in (ANA, EVA):
        await received(pool, settings, product, person)
    first = await write(pool, product, ANA, stars=5, text='=lindo,\n"muy" lindo')
    await write(pool, product, EVA, stars=2)
    async with pool.transaction() as db:
        actor, new = await load(db, BRUNO), NewAnswer(text="¡Gracias!")
        await service.answer(db, review_id=first.id, actor=actor, new=new, now=clock.now())

    rows = await table(client, pool, product, "reviews")
    waiting = await table(client, pool, product, "reviews", unanswered=True)

    assert [(each["by"], each["stars"], each["words"], each["answer"]) for each in rows] == [
        (EVA.handle, "2", "", ""),
        (ANA.handle, "5", '\'=lindo,\n"muy" lindo', "¡Gracias!"),
    ]
    assert {(each["product_id"], each["photos"], each["time_zone"]) for each in rows} == {
        (str(product), "0", "UTC-06:00")
    }
    assert [bool(each["answered_at"]) for each in rows] == [False, True]
    assert [each["by"] for each in waiting] == [EVA.handle]


async def test_questions_are_a_table_with_what_the_shop_answered_and_nobody_else(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    helped = await ask(pool, product, ANA, "Does it shrink?")
    await answer(pool, helped, EVA, "A little.")
    said = await ask(pool, product, CARLA, "Is it blue?")
    await answer(pool, said, EVA, "Mine is.")
    await answer(pool, said, BRUNO, "Yes.")

    rows = await table(client, pool, product, "questions")
    waiting = await table(client, pool, product, "questions", unanswered=True)

    assert [(each["by"], each["question"], each["answer"]) for each in rows] == [
        (CARLA.handle, "Is it blue?", "Yes."),
        (ANA.handle, "Does it shrink?", ""),
    ]
    assert [bool(each["answered_at"]) for each in rows] == [True, False]
    assert all(each["asked_at"] and each["product"] for each in rows)
    assert [each["by"] for each in waiting] == [ANA.handle]


@pytest.mark.parametrize("what", ["reviews", "questions"])
async def test_others_get_no_table(client: Client, pool: Pool, product: ProductId, what: str) -> None:
    path = f"/api/v1/shops/{await shop_of(pool, product)}/{what}/table"

    answers = [await client.get(path), await client.get(path, headers=await sign_in(pool, ANA))]

    assert [each.status_code for each in answers] == [401, 403]
