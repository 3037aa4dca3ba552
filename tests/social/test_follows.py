"""Following: once, somebody who is there, and counted right however many do it at once."""

import asyncio
import random
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.people import ANA, BRUNO, CARLA, CAST, EVA, JOINED, join, sign_in
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, PersonId
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.social import service as social
from vitrina.social.errors import CannotFollowYourself, NobodyThere, TooManyFollows
from vitrina.social.model import FollowCounts

Client = AsyncTestClient[Litestar]


async def test_following_twice_is_once_and_unfollowing_twice_too(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    await sign_in(pool, CARLA)
    path = f"/api/v1/follows/{CARLA.id}"

    assert [(await client.put(path, headers=headers)).status_code for _ in range(2)] == [204, 204]
    async with pool.transaction() as db:
        assert await social.follow_counts(db, [CARLA.id, ANA.id]) == {
            CARLA.id: FollowCounts(owner_id=CARLA.id, follower_count=1),
            ANA.id: FollowCounts(owner_id=ANA.id, following_count=1),
        }

    assert [(await client.delete(path, headers=headers)).status_code for _ in range(2)] == [204, 204]
    async with pool.transaction() as db:
        assert await social.follow_counts(db, [CARLA.id]) == {CARLA.id: FollowCounts(owner_id=CARLA.id)}
        assert await value(db, "select count(*) from social.follows") == 0


async def test_a_guest_follows_nobody(client: Client) -> None:
    for method in ("PUT", "DELETE"):
        answer = await client.request(method, f"/api/v1/follows/{CARLA.id}")
        assert (answer.status_code, answer.json()["code"]) == (401, "identity.sign_in_needed")


async def test_nobody_follows_oneself_or_what_is_not_there(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    oneself = await client.put(f"/api/v1/follows/{ANA.id}", headers=headers)
    nothing = await client.put(f"/api/v1/follows/{new_id()}", headers=headers)
    no_id = await client.put("/api/v1/follows/carla.test", headers=headers)

    assert (oneself.status_code, oneself.json()["code"]) == (409, "social.cannot_follow_yourself")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "social.nobody_there")
    assert no_id.status_code == 404


async def test_a_shop_can_be_followed(db: Db) -> None:
    await join(db, ANA)
    shop_id = new_id()
    await identity.claim_handle(db, handle="flores", kind=HandleKind.SHOP, owner_id=shop_id)

    await social.follow(db, person_id=ANA.id, followee_id=shop_id, now=JOINED)

    assert await social.followees(db, ANA.id) == [shop_id]


async def test_followees_come_newest_first_and_limited(db: Db) -> None:
    await join(db, *CAST)
    for number, person in enumerate((BRUNO, CARLA, EVA)):
        at = JOINED + timedelta(minutes=number)
        await social.follow(db, person_id=ANA.id, followee_id=person.id, now=at)

    assert await social.followees(db, ANA.id, 2) == [EVA.id, CARLA.id]
    assert await social.followees(db, BRUNO.id) == []


async def test_who_is_followed_among_some(db: Db) -> None:
    await join(db, *CAST)
    await social.follow(db, person_id=ANA.id, followee_id=CARLA.id, now=JOINED)

    assert await social.followed_among(db, ANA.id, [BRUNO.id, CARLA.id, new_id()]) == {CARLA.id}
    assert await social.followed_among(db, ANA.id, []) == set()
    assert await social.followed_among(db, EVA.id, [CARLA.id]) == set()


async def test_strangers_have_zeros(db: Db) -> None:
    stranger = new_id()

    assert await social.follow_counts(db, [stranger]) == {stranger: FollowCounts(owner_id=stranger)}
    assert await social.follow_counts(db, []) == {}


async def test_the_service_refuses_what_makes_no_sense(db: Db) -> None:
    await join(db, ANA)

    with pytest.raises(CannotFollowYourself):
        await social.follow(db, person_id=ANA.id, followee_id=ANA.id, now=JOINED)
    with pytest.raises(NobodyThere):
        await social.follow(db, person_id=ANA.id, followee_id=new_id(), now=JOINED)


async def test_nobody_follows_more_than_five_thousand(db: Db) -> None:
    await join(db, *CAST)
    await value(
        db,
        """
        insert into social.counts (owner_id, following_count)
        values (%(ana)s, 4999)
        returning 1
        """,
        ana=ANA.id,
    )

    await social.follow(db, person_id=ANA.id, followee_id=CARLA.id, now=JOINED)
    with pytest.raises(TooManyFollows) as refused:
        await social.follow(db, person_id=ANA.id, followee_id=EVA.id, now=JOINED)

    assert refused.value.fields == {"count_max": 5000}


async def test_counts_stay_the_sums_of_follows_when_everybody_acts_at_once(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, *CAST)
    ids = [person.id for person in CAST]
    dice = random.Random(20260115)

    async def act(follower: PersonId, followee: PersonId, *, is_on: bool) -> None:
        async with pool.transaction() as db:
            if is_on:
                await social.follow(db, person_id=follower, followee_id=followee, now=JOINED)
            else:
                await social.unfollow(db, person_id=follower, followee_id=followee)

    acts = [(*dice.sample(ids, 2), dice.random() < 0.6) for _ in range(400)]
    await asyncio.gather(*(act(follower, followee, is_on=is_on) for follower, followee, is_on in acts))

    async with pool.transaction() as db:
        wrong = await value(
            db,
            """
            select count(*)
              from social.counts c
             where follower_count <> (select count(*) from social.follows f where f.followee_id = c.owner_id)
                or following_count <> (select count(*) from social.follows f where f.follower_id = c.owner_id)
            """,
        )
        assert wrong == 0
        assert await value(db, "select count(*) from social.follows") > 0
