"""Anybody asks, the shop and who received the product answer, each once; what is taken down is hidden."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from tests.reviews.buying import product_on_sale, received
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import NewPerson
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.moderation import service as moderation
from vitrina.moderation.model import Action, DecisionId, NewDecision, Reason, ThingKind
from vitrina.reviews import service
from vitrina.reviews.errors import AnswerTakenDown, QuestionNotFound, QuestionTakenDown, TooManyAnswers
from vitrina.reviews.model import ANSWERS_SHOWN_MAX, NewAnswer, NewQuestion, QuestionId, QuestionView
from vitrina.social import service as social
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"


@pytest.fixture
async def product(pool: Pool) -> ProductId:
    return await product_on_sale(pool)


async def ask(
    pool: Pool, product_id: ProductId, by: NewPerson, text: str = "Does it shrink?"
) -> QuestionView:
    async with pool.transaction() as db:
        new = NewQuestion(id=QuestionId(new_id()), text=text)
        actor = await load(db, by)
        return await service.ask(db, product_id=product_id, actor=actor, new=new, now=clock.now())


async def answer(pool: Pool, question: QuestionView, by: NewPerson, text: str = "No.") -> QuestionView:
    async with pool.transaction() as db:
        return await service.answer_question(
            db,
            question_id=question.id,
            actor=await load(db, by),
            new=NewAnswer(text=text),
            now=clock.now(),
        )


async def decide(pool: Pool, kind: ThingKind, thing_id: Any, action: Action) -> None:
    async with pool.transaction() as db:
        new = NewDecision(
            id=DecisionId(new_id()), kind=kind, thing_id=thing_id, action=action, reason=Reason.SPAM
        )
        await moderation.decide(db, operator=await load(db, DAVI), new=new, now=clock.now())


async def told(client: Client, pool: Pool, person: NewPerson) -> list[tuple[str, str]]:
    await events.drain(pool, SUBSCRIBERS)
    page = (await client.get(f"{API}/me/notices", headers=await sign_in(pool, person))).json()
    return [(each["title"], each["url"]) for each in page["items"] if "regunt" in each["title"]]


async def questions_of(client: Client, product_id: ProductId, **headers: Any) -> list[Any]:
    return (await client.get(f"{API}/products/{product_id}/questions", **headers)).json()["items"]


async def test_a_question_is_asked_answered_by_the_shop_and_a_buyer_and_told(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    ana, bruno, eva = [await sign_in(pool, each) for each in (ANA, BRUNO, EVA)]
    body = {"id": str(new_id()), "text": "Does\u202e it  shrink?"}
    path = f"{API}/products/{product}/questions"

    asked = [await client.post(path, json=body, headers=ana) for _ in range(2)]
    shop_id = await shop_of(client, product)
    unanswered = f"{API}/shops/{shop_id}/questions"
    before = (await client.get(unanswered, params={"unanswered": "true"}, headers=bruno)).json()["items"]
    said = f"{API}/questions/{body['id']}/answer"
    await client.put(said, json={"text": "Mine did not."}, headers=eva)
    await client.put(said, json={"text": "No"}, headers=bruno)
    changed = await client.put(said, json={"text": "No: cold water."}, headers=bruno)
    after = (await client.get(unanswered, params={"unanswered": "true"}, headers=bruno)).json()["items"]
    every = (await client.get(unanswered, headers=bruno)).json()["items"]
    [shown] = await questions_of(client, product)

    assert [each.status_code for each in asked] == [201, 201]
    assert [each["question"]["id"] for each in before] == [body["id"]]
    assert (after, len(every)) == ([], 1)
    assert every[0]["product"]["id"] == str(product)
    assert changed.json()["answers"][0]["is_own"]
    assert shown["text"] == "Does it shrink?"
    assert [(each["is_shop"], each["text"]) for each in shown["answers"]] == [
        (True, "No: cold water."),
        (False, "Mine did not."),
    ]
    assert shown["answers"][0]["author"] is None
    assert shown["answers"][0]["is_edited"]
    assert shown["answers"][1]["author"]["name"] == "Eva"
    assert [url for _, url in await told(client, pool, BRUNO)] == [f"/sell/{shop_id}/questions"]
    assert [url for _, url in await told(client, pool, ANA)] == [f"/p/{product}"] * 2


async def shop_of(client: Client, product_id: ProductId) -> str:
    return (await client.get(f"{API}/products/{product_id}")).json()["shop"]["id"]


async def test_who_never_received_it_does_not_answer_and_nobody_asks_her_own_shop(
    client: Client, pool: Pool, product: ProductId
) -> None:
    question = await ask(pool, product, ANA)
    carla, bruno = await sign_in(pool, CARLA), await sign_in(pool, BRUNO)
    path = f"{API}/products/{product}/questions"
    new = {"id": str(new_id()), "text": "Is it good?"}

    refused = [
        await client.put(f"{API}/questions/{question.id}/answer", json={"text": "Yes"}, headers=carla),
        await client.post(path, json=new, headers=bruno),
        await client.post(path, json={"id": str(question.id), "text": "Mine?"}, headers=carla),
        await client.put(f"{API}/questions/{new_id()}/answer", json={"text": "Yes"}, headers=carla),
        await client.post(path, json={**new, "text": " \u200b "}, headers=carla),
        await client.post(path, json={**new, "text": "x" * 501}, headers=carla),
        await client.post(f"{API}/products/{new_id()}/questions", json=new, headers=carla),
    ]

    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (403, "reviews.may_not_answer"),
        (403, "reviews.own_shop_question"),
        (409, "reviews.question_id_taken"),
        (404, "reviews.question_not_found"),
        (422, "kit.malformed"),
        (422, "kit.malformed"),
        (404, "catalogue.product_not_found"),
    ]


async def test_questions_are_read_page_by_page_the_newest_first(
    client: Client, pool: Pool, product: ProductId
) -> None:
    for number in range(3):
        await ask(pool, product, ANA, f"Question {number}")
    found: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/products/{product}/questions", params=query)).json()
        found += [each["text"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert found == ["Question 2", "Question 1", "Question 0"]


async def test_what_is_taken_down_is_seen_by_its_author_alone_and_comes_back(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    eva, bruno = await sign_in(pool, EVA), await sign_in(pool, BRUNO)
    question = await ask(pool, product, ANA)
    await answer(pool, question, EVA, "Buy at mine instead")
    said = (await answer(pool, question, BRUNO)).answers
    by_eva, by_shop = said[1], said[0]

    await decide(pool, ThingKind.ANSWER, by_eva.id, Action.TAKE_DOWN)
    await decide(pool, ThingKind.ANSWER, by_shop.id, Action.TAKE_DOWN)
    to_all = (await questions_of(client, product))[0]["answers"]
    to_eva = (await questions_of(client, product, headers=eva))[0]["answers"]
    to_shop = (await questions_of(client, product, headers=bruno))[0]["answers"]
    with pytest.raises(AnswerTakenDown):
        await answer(pool, question, EVA, "Again")
    with pytest.raises(AnswerTakenDown):
        async with pool.transaction() as db:
            await service.delete_answer(db, question_id=question.id, actor=await load(db, BRUNO))
    await decide(pool, ThingKind.ANSWER, by_eva.id, Action.RESTORE)
    restored = (await questions_of(client, product))[0]["answers"]
    await decide(pool, ThingKind.QUESTION, question.id, Action.TAKE_DOWN)

    assert to_all == []
    assert [(each["is_hidden"], each["is_own"]) for each in to_eva] == [(True, True)]
    assert [(each["is_hidden"], each["is_shop"]) for each in to_shop] == [(True, True)]
    assert [each["text"] for each in restored] == ["Buy at mine instead"]
    assert await questions_of(client, product) == []
    with pytest.raises(QuestionNotFound):
        await answer(pool, question, EVA)
    with pytest.raises(QuestionTakenDown):
        async with pool.transaction() as db:
            await service.delete_question(db, question_id=question.id, actor=await load(db, ANA))


async def test_who_is_apart_from_who_asked_answers_her_nothing(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA, CARLA)
    question = await ask(pool, product, ANA)
    await answer(pool, question, CARLA)
    async with pool.transaction() as db:
        await social.block(db, person_id=ANA.id, other_id=EVA.id, now=JOINED)
        await social.mute(db, person_id=ANA.id, other_id=CARLA.id, now=JOINED)

    with pytest.raises(QuestionNotFound):
        await answer(pool, question, EVA)

    [seen] = await questions_of(client, product, headers=await sign_in(pool, ANA))
    assert seen["answers"] == []
    assert await told(client, pool, ANA) == []


async def test_the_author_deletes_her_question_and_her_answer(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    question = await ask(pool, product, ANA)
    await answer(pool, question, EVA)
    path = f"{API}/questions/{question.id}"

    foreign = await client.delete(path, headers=eva)
    still = await questions_of(client, product)
    without = [(await client.delete(f"{path}/answer", headers=eva)).json()["answers"] for _ in range(2)]
    gone = [(await client.delete(path, headers=ana)).status_code for _ in range(2)]

    assert (foreign.status_code, len(still)) == (204, 1)
    assert without == [[], []]
    assert gone == [204, 204]
    assert await questions_of(client, product) == []


async def test_a_person_asks_only_so_much_in_a_minute(pool: Pool, product: ProductId) -> None:
    for number in range(5):
        await ask(pool, product, ANA, f"Question {number}")

    with pytest.raises(TooManyRequests):
        await ask(pool, product, ANA, "One more")


async def test_what_was_deleted_again_was_asked_all_the_same(pool: Pool, product: ProductId) -> None:
    for number in range(5):
        question = await ask(pool, product, ANA, f"Question {number}")
        async with pool.transaction() as db:
            await service.delete_question(db, question_id=question.id, actor=await load(db, ANA))

    with pytest.raises(TooManyRequests):
        await ask(pool, product, ANA, "One more")


async def test_a_shop_answers_once_although_it_answers_twice_at_once(pool: Pool, product: ProductId) -> None:
    question = await ask(pool, product, ANA)

    answers = await asyncio.gather(*(answer(pool, question, BRUNO, "No.") for _ in range(3)))

    assert [len(each.answers) for each in answers] == [1, 1, 1]


async def test_a_question_has_at_most_so_many_answers_and_the_shop_is_heard_besides(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    question = await ask(pool, product, ANA)
    async with pool.transaction() as db:
        kept = (await service.questions_by_id(db, [question.id]))[question.id]
        await run(
            db,
            """
            insert into reviews.answers
                   (id, question_id, product_id, shop_id, author_id, is_shop, text, answered_at, changed_at)
            select gen_random_uuid(), %(id)s, %(product_id)s, %(shop_id)s, gen_random_uuid(), false, 'No.',
                   %(now)s, %(now)s
              from generate_series(1, %(count)s)
            """,
            id=kept.id,
            product_id=kept.product_id,
            shop_id=kept.shop_id,
            now=clock.now(),
            count=ANSWERS_SHOWN_MAX,
        )

    with pytest.raises(TooManyAnswers):
        await answer(pool, question, EVA)
    heard = await answer(pool, question, BRUNO)

    assert [each.is_shop for each in heard.answers] == [True]


async def test_an_answer_helps_each_account_once_and_not_its_author(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    question = await ask(pool, product, ANA)
    said = await answer(pool, question, EVA)
    by_shop = await answer(pool, question, BRUNO)
    first, second = [each.id for each in by_shop.answers if not each.is_shop], said.answers[0].id
    assert first == [second]
    path = f"{API}/answers/{second}/vote"
    ana, bruno, carla, eva = [await sign_in(pool, each) for each in (ANA, BRUNO, CARLA, EVA)]

    voted = [await client.put(path, headers=who) for who in (ana, ana, carla)]
    own = await client.put(path, headers=eva)
    of_shop = await client.put(f"{API}/answers/{by_shop.answers[0].id}/vote", headers=bruno)
    [seen_by_ana], [seen] = (
        await questions_of(client, product, headers=ana),
        await questions_of(client, product),
    )
    back = [await client.delete(path, headers=ana) for _ in range(2)]
    guest, unknown = await client.put(path), await client.put(f"{API}/answers/{new_id()}/vote", headers=ana)

    assert [helped(each.json()) for each in voted] == [(1, True), (1, True), (2, True)]
    assert (own.json()["code"], of_shop.json()["code"]) == ("reviews.own_answer",) * 2
    assert (helped(seen_by_ana), helped(seen)) == ((2, True), (2, False))
    assert [helped(each.json()) for each in back] == [(1, False)] * 2
    assert (guest.status_code, unknown.json()["code"]) == (401, "reviews.answer_not_found")


def helped(question: Any) -> tuple[int, bool]:
    [answer] = [each for each in question["answers"] if not each["is_shop"]]
    return answer["helpful_count"], answer["is_helpful"]


async def test_what_is_taken_down_or_written_by_who_is_apart_gets_no_vote(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    question = await ask(pool, product, ANA)
    said = (await answer(pool, question, EVA)).answers[0]
    path, carla = f"{API}/answers/{said.id}/vote", await sign_in(pool, CARLA)
    async with pool.transaction() as db:
        eva, them = await load(db, EVA), await load(db, CARLA)
        await social.block(db, person_id=eva.id, other_id=them.id, now=clock.now())

    apart = await client.put(path, headers=carla)
    await decide(pool, ThingKind.ANSWER, said.id, Action.TAKE_DOWN)
    gone = await client.put(path, headers=await sign_in(pool, ANA))

    assert (apart.json()["code"], gone.json()["code"]) == ("reviews.answer_not_found",) * 2


async def test_answered_questions_stand_first_and_pages_go_on(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    asked = [await ask(pool, product, ANA, f"Question {each}?") for each in range(4)]
    await answer(pool, asked[0], BRUNO)
    taken = await answer(pool, asked[2], EVA)

    async def order() -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
            answer = await client.get(f"{API}/products/{product}/questions", params=query)
            page = answer.json()
            found += [each["text"] for each in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    both = await order()
    await decide(pool, ThingKind.ANSWER, taken.answers[0].id, Action.TAKE_DOWN)
    one = await order()

    assert both == ["Question 2?", "Question 0?", "Question 3?", "Question 1?"]
    assert one == ["Question 0?", "Question 3?", "Question 2?", "Question 1?"]


async def test_who_leaves_takes_her_votes_along(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, EVA)
    said = (await answer(pool, await ask(pool, product, ANA), EVA)).answers[0]
    await client.put(f"{API}/answers/{said.id}/vote", headers=await sign_in(pool, CARLA))

    async with pool.transaction() as db:
        await service.erase(db, (await load(db, CARLA)).id)

    [seen] = await questions_of(client, product)
    assert helped(seen) == (0, False)


async def test_nobody_votes_without_end(pool: Pool, product: ProductId) -> None:
    said = (await answer(pool, await ask(pool, product, ANA), BRUNO)).answers[0]
    async with pool.transaction() as db:
        carla = await load(db, CARLA)
        await run(
            db,
            """
            insert into reviews.answers
                   (id, question_id, product_id, shop_id, author_id, is_shop, text, answered_at, changed_at)
            select gen_random_uuid(), a.question_id, a.product_id, a.shop_id, gen_random_uuid(), false, 'x',
                   a.answered_at, a.changed_at
              from reviews.answers a, generate_series(1, 200)
            """,
        )
        await run(
            db,
            """
            insert into reviews.votes (answer_id, person_id, voted_at)
            select id, %(id)s, kit.now() from reviews.answers where not is_shop
            """,
            id=carla.id,
        )
        with pytest.raises(TooManyRequests):
            await service.vote(db, answer_id=said.id, actor=carla, now=clock.now())
