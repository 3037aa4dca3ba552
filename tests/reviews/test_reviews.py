"""Who received a product rates it once; the sums are those of what is shown; the shop answers."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import Struct

from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from tests.reviews.buying import paid_by, product_on_sale, received, shipped
from tests.search.shelf import find, keep_up
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductRating, average_tenths
from vitrina.identity.model import NewPerson
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, many, run, value
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.moderation import service as moderation
from vitrina.moderation.model import Action, DecisionId, NewDecision, Reason, ThingKind
from vitrina.reviews import service, store
from vitrina.reviews.errors import NotReceived, OwnProduct, ReviewNotFound, ReviewTakenDown
from vitrina.reviews.model import NewAnswer, NewReview, Review, ReviewId, ReviewView, Stars
from vitrina.reviews.store import Rating
from vitrina.search.model import Filters, Sort
from vitrina.search.store import find as find_store
from vitrina.social import service as social
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"


@pytest.fixture
async def product(pool: Pool) -> ProductId:
    return await product_on_sale(pool)


async def write(
    pool: Pool, product_id: ProductId, by: NewPerson, stars: int = 5, text: str = ""
) -> ReviewView:
    async with pool.transaction() as db:
        new = NewReview(stars=Stars(stars), text=text)
        actor = await load(db, by)
        return await service.write(db, product_id=product_id, actor=actor, new=new, now=clock.now())


async def put(client: Client, headers: dict[str, str], product_id: ProductId, **body: Any) -> Response:
    return await client.put(f"{API}/products/{product_id}/review", headers=headers, json=body)


async def decide(pool: Pool, kind: ThingKind, thing_id: Any, action: Action) -> None:
    async with pool.transaction() as db:
        new = NewDecision(
            id=DecisionId(new_id()), kind=kind, thing_id=thing_id, action=action, reason=Reason.SPAM
        )
        await moderation.decide(db, operator=await load(db, DAVI), new=new, now=clock.now())


async def check_sums(pool: Pool) -> None:
    """Compare every sum with the rows, and the copy of the catalogue with the sum."""
    async with pool.transaction() as db:
        wrong = await value(
            db,
            """
            select count(*)
              from catalogue.products p
              left join reviews.ratings r on r.product_id = p.id
              left join lateral (
                       select count(*) as review_count,
                              coalesce(sum(w.stars), 0) as stars_sum,
                              count(*) filter (where w.stars = 2) as stars_2
                         from reviews.reviews w
                        where w.product_id = p.id
                          and w.hidden_for is null
                   ) w on true
             where (coalesce(r.review_count, 0), coalesce(r.stars_sum, 0), coalesce(r.stars_2, 0))
                   <> (w.review_count, w.stars_sum, w.stars_2)
                or (p.rating_count, p.stars_sum) <> (w.review_count, w.stars_sum)
            """,
        )
    assert wrong == 0


@pytest.mark.parametrize(
    ("stars", "tenths"), [([5], 50), ([4, 5], 45), ([1, 1, 2], 13), ([4, 4, 5], 43), ([3, 4, 4, 4], 38)]
)
def test_an_average_is_rounded_half_up_to_one_decimal(stars: list[int], tenths: int) -> None:
    assert average_tenths(sum(stars), len(stars)) == tenths


async def test_a_buyer_rates_what_reached_her_and_everybody_sees_it(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)

    written = await put(client, ana, product, stars=4, text="Soft\u202e \u0007and  light")
    await put(client, eva, product, stars=5)
    page = (await client.get(f"{API}/products/{product}/reviews")).json()
    of_five = (await client.get(f"{API}/products/{product}/reviews", params={"stars": 5})).json()
    summary = (await client.get(f"{API}/products/{product}/rating")).json()
    own = (await client.get(f"{API}/me/reviews", params={"product": str(product)}, headers=ana)).json()
    shown = (await client.get(f"{API}/product-cards", params={"id": str(product)})).json()

    assert written.status_code == 200, written.text
    assert written.json()["text"] == "Soft and light"
    assert [each["stars"] for each in page["items"]] == [5, 4]
    assert [each["author"]["name"] for each in of_five["items"]] == ["Eva"]
    assert summary == {"average_tenths": 45, "count": 2, "distribution": [0, 0, 0, 1, 1]}
    assert own["items"][0]["may_review"]
    assert own["items"][0]["review"]["author"]["is_self"]
    assert shown["items"][0]["rating"] == {"average_tenths": 45, "count": 2}


async def test_only_who_received_it_may_rate_a_product(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    ana = await sign_in(pool, ANA)
    order_id = await paid_by(pool, settings, product, ANA)
    answers = [await put(client, ana, product, stars=1)]
    await shipped(pool, order_id)
    answers.append(await put(client, ana, product, stars=1))
    answers.append(await put(client, await sign_in(pool, EVA), product, stars=1))
    own = (await client.get(f"{API}/me/reviews", params={"product": str(product)}, headers=ana)).json()
    guest = await put(client, {}, product, stars=1)

    assert [each.json()["code"] for each in answers] == [NotReceived.code] * 3
    assert own["items"] == [
        {"product_id": str(product), "may_review": False, "may_answer": False, "review": None}
    ]
    assert guest.status_code == 401


async def test_a_seller_never_rates_her_own_product(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, BRUNO)

    with pytest.raises(OwnProduct):
        await write(pool, product, BRUNO)

    async with pool.transaction() as db:
        [own] = await service.own_reviews(db, product_ids=[product], actor=await load(db, BRUNO))
    assert not own.may_review


async def test_a_review_is_one_and_is_edited_and_deleted_by_its_author(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    target = f"{API}/products/{product}/review"
    first = (await put(client, ana, product, stars=2, text="Small")).json()

    same = (await put(client, ana, product, stars=2, text="Small")).json()
    edited = (await put(client, ana, product, stars=4, text="Small, but good")).json()
    await client.delete(target, headers=eva)
    kept = (await client.get(f"{API}/products/{product}/rating")).json()
    gone = [(await client.delete(target, headers=ana)).status_code for _ in range(2)]
    after = (await client.get(f"{API}/products/{product}/rating")).json()

    assert (same["id"], same["is_edited"]) == (first["id"], False)
    assert (edited["id"], edited["is_edited"], edited["stars"]) == (first["id"], True, 4)
    assert kept["distribution"] == [0, 0, 0, 1, 0]
    assert gone == [204, 204]
    assert after == {"average_tenths": None, "count": 0, "distribution": [0] * 5}
    await check_sums(pool)


@pytest.mark.parametrize(
    "body",
    [{"stars": 0}, {"stars": 6}, {"stars": 4.5}, {}, {"stars": 5, "text": "x" * 2_001}, {"stars": 5, "x": 1}],
)
async def test_a_malformed_review_is_refused(
    client: Client, pool: Pool, product: ProductId, body: dict[str, Any]
) -> None:
    answer = await put(client, await sign_in(pool, ANA), product, **body)

    assert answer.status_code == 422


async def test_the_shop_answers_once_and_nobody_else_does(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA)
    review = await write(pool, product, ANA, 3, "It came late")
    bruno, carla = await sign_in(pool, BRUNO), await sign_in(pool, CARLA)
    target = f"{API}/reviews/{review.id}/answer"
    async with pool.transaction() as db:
        shop_id = await catalogue.shop_of_product(db, product)

    stranger = await client.put(target, headers=carla, json={"text": "No"})
    author = await client.put(target, headers=await sign_in(pool, ANA), json={"text": "No"})
    nothing = await client.put(target, headers=bruno, json={"text": " \u200b "})
    waiting = await client.get(f"{API}/shops/{shop_id}/reviews", params={"unanswered": "true"}, headers=bruno)
    answered = [
        (await client.put(target, headers=bruno, json={"text": text})).json()["answer"]["text"]
        for text in ("Sorry!", "Sorry, the carrier lost it.")
    ]
    left = await client.get(f"{API}/shops/{shop_id}/reviews", params={"unanswered": "true"}, headers=bruno)
    peek = await client.get(f"{API}/shops/{shop_id}/reviews", headers=carla)
    [shown] = (await client.get(f"{API}/products/{product}/reviews")).json()["items"]
    back = await client.delete(target, headers=bruno)

    assert (stranger.status_code, author.status_code, nothing.status_code) == (403, 403, 422)
    assert [each["product"]["title"] for each in waiting.json()["items"]] == ["Linen shirt"]
    assert answered == ["Sorry!", "Sorry, the carrier lost it."]
    assert left.json()["items"] == []
    assert peek.status_code == 403
    assert shown["answer"]["text"] == "Sorry, the carrier lost it."
    assert back.json()["answer"] is None
    await check_sums(pool)


async def test_the_shop_hears_of_a_review_and_its_author_of_the_answer_each_once(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    review = await write(pool, product, ANA, 2, "It came late")
    await write(pool, product, ANA, 3, "It came late, and it is good")
    hidden = await write(pool, product, EVA, 1, "buy-cheap.example")
    await decide(pool, ThingKind.REVIEW, hidden.id, Action.TAKE_DOWN)
    bruno, ana = await sign_in(pool, BRUNO), await sign_in(pool, ANA)

    for text in ("Sorry!", "Sorry, the carrier lost it."):
        await client.put(f"{API}/reviews/{review.id}/answer", headers=bruno, json={"text": text})
    await events.drain(pool, SUBSCRIBERS)

    async def told(who: dict[str, str], kind: str) -> list[tuple[str, str]]:
        notices = (await client.get(f"{API}/me/notices", headers=who)).json()["items"]
        return [(each["title"], each["url"]) for each in notices if each["kind"] == kind]

    async with pool.transaction() as db:
        shop_id = await catalogue.shop_of_product(db, product)
    assert await told(bruno, "reviewed") == [
        ("2 de 5 estrellas para Linen shirt", f"/sell/{shop_id}/reviews")
    ]
    [(title, url)] = await told(ana, "review_answered")
    assert title.endswith("respondió a tu opinión")
    assert url == f"/p/{product}"


async def test_who_keeps_apart_reads_nothing_of_each_other(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    await write(pool, product, ANA, 1, "Bad")
    await write(pool, product, EVA, 5, "Good")
    async with pool.transaction() as db:
        await social.block(db, person_id=(await load(db, EVA)).id, other_id=ANA.id, now=clock.now())
        await social.mute(db, person_id=(await load(db, CARLA)).id, other_id=ANA.id, now=clock.now())

    async def read(headers: dict[str, str]) -> list[str]:
        page = await client.get(f"{API}/products/{product}/reviews", headers=headers)
        return [each["text"] for each in page.json()["items"]]

    assert await read(await sign_in(pool, EVA)) == ["Good"]
    assert await read(await sign_in(pool, ANA)) == ["Bad"]
    assert await read(await sign_in(pool, CARLA)) == ["Good"]
    assert await read({}) == ["Good", "Bad"]


async def test_what_is_taken_down_is_in_no_list_and_no_sum_and_comes_back(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    review = await write(pool, product, ANA, 1, "Buy at my shop instead")
    await write(pool, product, EVA, 5)
    ana = await sign_in(pool, ANA)
    reported = await client.post(
        f"{API}/reports",
        headers=await sign_in(pool, BRUNO),
        json={"id": str(new_id()), "kind": "review", "thing_id": str(review.id), "reason": "spam"},
    )

    await decide(pool, ThingKind.REVIEW, review.id, Action.TAKE_DOWN)
    await check_sums(pool)
    summary = (await client.get(f"{API}/products/{product}/rating")).json()
    page = (await client.get(f"{API}/products/{product}/reviews", headers=ana)).json()
    own = (await client.get(f"{API}/me/reviews", params={"product": str(product)}, headers=ana)).json()
    refused = [
        (await put(client, ana, product, stars=5)).json()["code"],
        (await client.delete(f"{API}/products/{product}/review", headers=ana)).json()["code"],
    ]
    async with pool.transaction() as db:
        bruno, answer = await load(db, BRUNO), NewAnswer(text="No")
        with pytest.raises(ReviewNotFound):
            await service.answer(db, review_id=review.id, actor=bruno, new=answer, now=clock.now())
    await decide(pool, ThingKind.REVIEW, review.id, Action.RESTORE)
    after = (await client.get(f"{API}/products/{product}/rating")).json()

    assert reported.status_code == 201, reported.text
    assert summary == {"average_tenths": 50, "count": 1, "distribution": [0, 0, 0, 0, 1]}
    assert [each["stars"] for each in page["items"]] == [5]
    assert own["items"][0]["review"]["is_hidden"]
    assert not own["items"][0]["may_review"]
    assert refused == [ReviewTakenDown.code] * 2
    assert after["count"] == 2
    await check_sums(pool)


async def test_who_is_suspended_takes_her_stars_along(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    own = await write(pool, product, ANA, 1)
    await write(pool, product, EVA, 5)

    await decide(pool, ThingKind.REVIEW, own.id, Action.TAKE_DOWN)
    await decide(pool, ThingKind.PERSON, ANA.id, Action.TAKE_DOWN)
    await decide(pool, ThingKind.PERSON, EVA.id, Action.TAKE_DOWN)
    await check_sums(pool)
    nobody = await rating_of(pool, product)
    await decide(pool, ThingKind.PERSON, ANA.id, Action.RESTORE)
    await decide(pool, ThingKind.PERSON, EVA.id, Action.RESTORE)

    assert nobody.review_count == 0
    assert (await rating_of(pool, product)).distribution == [0, 0, 0, 0, 1], "Ana's was taken down by itself"
    await check_sums(pool)


async def rating_of(pool: Pool, product_id: ProductId) -> Rating:
    async with pool.transaction() as db:
        found = next(iter(await store.ratings(db, [product_id])), None)
    assert found
    return found


async def test_two_tabs_of_one_buyer_make_one_review(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA)

    written = await asyncio.gather(*(write(pool, product, ANA, stars) for stars in (1, 3, 5)))

    assert len({each.id for each in written}) == 1
    assert (await rating_of(pool, product)).review_count == 1
    await check_sums(pool)


async def test_two_buyers_at_the_same_moment_are_both_counted(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA, EVA)
    barrier = asyncio.Barrier(2)

    async def rate(by: NewPerson, stars: Stars) -> None:
        async with pool.transaction() as db:
            actor = await load(db, by)
            await barrier.wait()
            new = NewReview(stars=stars)
            await service.write(db, product_id=product, actor=actor, new=new, now=clock.now())

    await asyncio.gather(rate(ANA, Stars.FIVE), rate(EVA, Stars.TWO))

    assert (await rating_of(pool, product)).distribution == [0, 1, 0, 0, 1]
    await check_sums(pool)


@pytest.mark.parametrize("seed", range(3))
async def test_the_sums_are_those_of_what_is_shown_whatever_happens(pool: Pool, seed: int) -> None:
    """Statements that write, edit, hide, restore and delete many rows at once, in any order."""
    chance = random.Random(seed)
    products = [await product_on_sale(pool) for _ in range(3)]
    people = [ANA, CARLA, DAVI, EVA]
    async with pool.transaction() as db:
        for each in people:
            await load(db, each)
        for _ in range(60):
            author, product_id = chance.choice(people), chance.choice(products)
            await _do_something(db, chance, author, product_id)

    await check_sums(pool)


async def _do_something(db: Db, chance: random.Random, author: NewPerson, product_id: ProductId) -> None:
    written = await many(
        db,
        _Row,
        "select id from reviews.reviews where product_id = %(product_id)s and author_id = %(author_id)s",
        product_id=product_id,
        author_id=author.id,
    )
    match chance.randrange(6):
        case 0:
            await service.hide_all_of(db, author.id)
        case 1:
            await service.restore(db, author.id)
        case 2 if written:
            await service.hide(db, written[0].id)
            if chance.random() < 0.7:
                await service.restore(db, written[0].id)
        case 3:
            await service.erase(db, author.id)
        case _:
            await _write_row(db, author, product_id, chance.randint(1, 5))


class _Row(Struct, frozen=True, kw_only=True):
    id: ReviewId


async def _write_row(db: Db, author: NewPerson, product_id: ProductId, stars: int) -> None:
    """Write as the service does, without having bought."""
    shop_id = await catalogue.shop_of_product(db, product_id)
    row = Review(
        id=ReviewId(new_id()),
        product_id=product_id,
        shop_id=shop_id,
        author_id=author.id,
        stars=Stars(stars),
        text="",
        answer=None,
        answered_at=None,
        answer_hidden_at=None,
        hidden_for=None,
        written_at=JOINED,
        changed_at=JOINED,
    )
    await store.write(db, row)
    [found] = await store.ratings(db, [product_id])
    told = ProductRating(product_id=product_id, rating_count=found.review_count, stars_sum=found.stars_sum)
    await catalogue.rate(db, [told])


async def test_more_than_so_many_reviews_a_minute_are_no_shopping(
    pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA)
    now = clock.now()
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into reviews.reviews (id, product_id, shop_id, author_id, stars, text, written_at,
                   changed_at)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), %(ana)s, 5, '', %(now)s, %(now)s
              from generate_series(1, 10)
            """,
            ana=ANA.id,
            now=now,
        )
        ana, new = await load(db, ANA), NewReview(stars=Stars.FIVE)
        with pytest.raises(TooManyRequests):
            await service.write(db, product_id=product, actor=ana, new=new, now=now)
        later = now + timedelta(minutes=2)
        assert await service.write(db, product_id=product, actor=ana, new=new, now=later)


async def test_reviews_are_read_page_by_page(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    people = [ANA, CARLA, DAVI, EVA]
    await received(pool, settings, product, *people)
    for stars, person in enumerate(people, start=1):
        await write(pool, product, person, stars)
    found: list[int] = []
    cursor: str | None = ""

    while cursor is not None:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/products/{product}/reviews", params=query)).json()
        found += [each["stars"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert found == [4, 3, 2, 1]


async def test_a_draft_has_no_reviews(
    client: Client, pool: Pool, settings: Settings, product: ProductId
) -> None:
    await received(pool, settings, product, ANA)
    await write(pool, product, ANA)
    await decide(pool, ThingKind.PRODUCT, product, Action.TAKE_DOWN)

    answers = [
        await client.get(f"{API}/products/{product}/reviews"),
        await client.get(f"{API}/products/{product}/rating"),
        await put(client, await sign_in(pool, ANA), product, stars=1),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404]


async def test_the_shop_window_is_filtered_and_sorted_by_rating(pool: Pool, settings: Settings) -> None:
    good, mixed, bad, unrated = [await product_on_sale(pool) for _ in range(4)]
    for product_id, stars in ((good, (5, 5)), (mixed, (3, 4)), (bad, (1, 3))):
        await received(pool, settings, product_id, ANA, EVA)
        for person, each in zip((ANA, EVA), stars, strict=True):
            await write(pool, product_id, person, each)
    await keep_up(pool)

    four = await find(pool, None, filters=Filters(rating_min=4))
    three = await find(pool, "camisa linen", filters=Filters(rating_min=3))
    best = await find(pool, None, sort=Sort.RATING, limit=2)
    rest = await find(pool, None, sort=Sort.RATING, limit=2, cursor=best.next_cursor)
    await write(pool, bad, ANA, 5)
    await keep_up(pool)
    changed = await find(pool, None, filters=Filters(rating_min=4))

    assert [each.id for each in four.items] == [good]
    assert {each.id for each in three.items} == {good, mixed}
    assert [each.id for each in (*best.items, *rest.items)] == [good, mixed, bad, unrated]
    assert {each.id for each in changed.items} == {good, bad}
    assert changed.items[0].rating


async def test_the_filter_reads_only_what_is_rated(pool: Pool) -> None:
    """Of very many popular products one is rated: the plan does not walk past the others."""
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into search.products (id, shop_id, category, currency, price_minor, discount_bps,
                   is_in_stock, ships_free, facets, stocked_facets, published_at, hot, words, terms,
                   rating_tenths)
            select gen_random_uuid(), gen_random_uuid(), 'home', 'MXN', 100, 0, true, false, '{}', '{}',
                   now(), i, '{}', '', case when i = 1 then 45 else 0 end
              from generate_series(1, 5000) i
            """,
        )
        await run(db, "analyze search.products")
        await find_store.keep_bounds(db)
        before = await rows_read(db)
        hits = await find_store.sorted_products(
            db, Sort.POPULAR, None, Filters(rating_min=4), after=None, limit=20
        )
        after = await rows_read(db)

    assert len(hits) == 1
    assert after - before <= 2


async def rows_read(db: Db) -> int:
    """Count the rows of the index that this transaction read, by whatever path."""
    return await value(
        db,
        """
        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
          from pg_stat_xact_all_tables
         where relid = 'search.products'::regclass
        """,
    )
