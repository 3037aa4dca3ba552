"""What a shop answers to a review is reported apart from it, taken down for all but the shop, and back."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.live.waiting import somebody_waits
from tests.moderation.test_appeals import answer as decide_appeal
from tests.moderation.test_appeals import appeal
from tests.moderation.test_moderation import decide, report
from tests.people import ANA, BRUNO, CARLA, EVA, load, sign_in
from tests.reviews.buying import product_on_sale, received
from tests.reviews.test_reviews import write
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.moderation import service
from vitrina.moderation.errors import CannotReportYourself, ThingNotFound
from vitrina.moderation.model import Action, AppealOutcome, CaseState, ThingKind
from vitrina.reviews import personal
from vitrina.reviews import service as reviews
from vitrina.reviews.errors import AnswerTakenDown
from vitrina.reviews.model import NewAnswer, ReviewId

Client = AsyncTestClient[Litestar]
API = "/api/v1"
ANSWER = ThingKind.REVIEW_ANSWER
WORDS = "Mentirosa: sabemos dónde vives."


@pytest.fixture
async def product(pool: Pool) -> ProductId:
    return await product_on_sale(pool)


async def answered(pool: Pool, settings: Settings, product_id: ProductId) -> ReviewId:
    """A review of Ana with an answer of Bruno's shop."""
    await received(pool, settings, product_id, ANA)
    review = await write(pool, product_id, ANA, 2, "Llegó roto")
    async with pool.transaction() as db:
        await say(db, review.id, WORDS)
    return review.id


async def say(db: Db, review_id: ReviewId, text: str) -> None:
    new = NewAnswer(text=text)
    await reviews.answer(db, review_id=review_id, actor=await load(db, BRUNO), new=new, now=clock.now())


async def shown(client: Client, path: str, headers: dict[str, str] | None = None) -> Any:
    [found] = (await client.get(f"{API}{path}", headers=headers)).json()["items"]
    return found.get("review", found)["answer"]


async def test_an_answer_that_is_taken_down_is_the_shop_s_alone_and_comes_back_on_appeal(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    review_id = await answered(pool, settings, product)
    ana, bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    body = {"id": str(new_id()), "kind": "review_answer", "thing_id": str(review_id), "reason": "harassment"}
    made = await client.post(f"{API}/reports", json=body, headers=ana)
    async with pool.transaction() as db:
        shop_id = await catalogue.shop_of_product(db, product)
        [case] = (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=5)).items
        decision = await decide(db, ANSWER, review_id, Action.TAKE_DOWN)

    public, of_shop = f"/products/{product}/reviews", f"/shops/{shop_id}/reviews"
    hidden = [await shown(client, public, who) for who in ({}, ana, bruno)]
    own = (await client.get(f"{API}/me/reviews", params={"product": str(product)}, headers=ana)).json()
    kept = await shown(client, of_shop, bruno)
    target = f"{API}/reviews/{review_id}/answer"
    refused = [
        (await client.put(target, json={"text": "Otra"}, headers=bruno)).json()["code"],
        (await client.delete(target, headers=bruno)).json()["code"],
    ]
    async with pool.transaction() as db:
        waiting = await appeal(db, decision.id, by=BRUNO)
        await decide_appeal(db, waiting.id, AppealOutcome.REVERSED)

    assert made.status_code == 201, made.text
    assert case.thing
    assert [(each.text, each.is_it) for each in case.thing.context] == [
        ("★★ Llegó roto", False),
        (WORDS, True),
    ]
    assert case.thing.subject_id == BRUNO.id
    assert hidden == [None, None, None]
    assert own["items"][0]["review"]["answer"] is None
    assert (kept["text"], kept["is_hidden"]) == (WORDS, True)
    assert refused == [AnswerTakenDown.code] * 2
    back = await shown(client, public)
    assert (back["text"], back["is_hidden"]) == (WORDS, False)


async def test_only_an_answer_that_everybody_reads_is_reported_and_not_by_its_shop(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    review_id = await answered(pool, settings, product)

    async with pool.transaction() as db:
        with pytest.raises(CannotReportYourself):
            await report(db, ANSWER, review_id, by=BRUNO)
        await decide(db, ThingKind.REVIEW, review_id, Action.TAKE_DOWN)
        with pytest.raises(ThingNotFound):
            await report(db, ANSWER, review_id, by=CARLA)
        await decide(db, ThingKind.REVIEW, review_id, Action.RESTORE)
        await reviews.unanswer(db, review_id=review_id, actor=await load(db, BRUNO), now=clock.now())
        with pytest.raises(ThingNotFound):
            await report(db, ANSWER, review_id, by=EVA)


async def test_a_review_and_its_answer_are_taken_down_each_for_itself(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    review_id = await answered(pool, settings, product)
    public = f"/products/{product}/reviews"

    async with pool.transaction() as db:
        await decide(db, ANSWER, review_id, Action.TAKE_DOWN)
        await decide(db, ThingKind.REVIEW, review_id, Action.TAKE_DOWN)
        await decide(db, ThingKind.REVIEW, review_id, Action.RESTORE)
    still = await shown(client, public)
    async with pool.transaction() as db:
        await decide(db, ANSWER, review_id, Action.RESTORE)

    assert still is None
    assert (await shown(client, public))["text"] == WORDS


async def test_a_shop_that_rewrites_while_its_answer_is_taken_down_is_told_so(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    review_id = await answered(pool, settings, product)

    async def rewrite() -> None:
        async with pool.transaction() as db:
            await say(db, review_id, "Otra cosa")

    async with pool.transaction() as db:
        await decide(db, ANSWER, review_id, Action.TAKE_DOWN)
        writing = asyncio.create_task(rewrite())
        await somebody_waits(pool)
    with pytest.raises(AnswerTakenDown):
        await writing

    assert await shown(client, f"/products/{product}/reviews") is None


async def test_an_answer_of_who_was_forgotten_never_comes_back(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    review_id = await answered(pool, settings, product)
    async with pool.transaction() as db:
        await decide(db, ANSWER, review_id, Action.TAKE_DOWN)
        while await personal.erase(db, Subject(person_id=BRUNO.id, email=BRUNO.email), clock.now()):
            pass
        with pytest.raises(ThingNotFound):
            await decide(db, ANSWER, review_id, Action.RESTORE)

    assert await shown(client, f"/products/{product}/reviews") is None
