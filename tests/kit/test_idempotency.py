"""A retried POST is answered as the first was, and a key is never used for two things."""

import asyncio
from uuid import uuid4

from litestar import Litestar
from litestar.testing import AsyncTestClient
from tests.people import BRUNO, EVA, sign_in

from vitrina.kit.db import Pool, run, value
from vitrina.kit.errors import IdempotencyKeyReused, StillRunning


def new_shop(handle: str) -> dict[str, object]:
    return {
        "id": "01900000-0000-7000-8000-0000000000aa",
        "handle": handle,
        "name": "Molino",
        "country": "MX",
        "shipping": {"amount": 4900, "currency": "MXN"},
        "return_days": 5,
        "transit_max_days": 7,
    }


async def test_the_first_answer_comes_again_and_nothing_happens_twice(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}

    first = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)
    again = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


async def test_a_key_used_for_another_request_is_refused(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}
    await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)

    other = await client.post("/api/v1/shops", json=new_shop("molino.dos"), headers=headers)

    assert (other.status_code, other.json()["code"]) == (409, IdempotencyKeyReused.code)


async def test_another_person_may_use_the_same_key(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    key = {"idempotency-key": "same"}
    bruno, eva = await sign_in(pool, BRUNO), await sign_in(pool, EVA)

    first = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=bruno | key)
    other = {**new_shop("patio.dos"), "id": str(uuid4())}
    second = await client.post("/api/v1/shops", json=other, headers=eva | key)

    assert (first.status_code, second.status_code) == (201, 201)


async def test_while_the_first_runs_the_second_is_told_to_wait(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": "running"}
    await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)
    async with pool.transaction() as db:
        await run(db, "update kit.idempotency_keys set status = null, body = null where key = 'running'")

    answer = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, StillRunning.code)
    assert answer.headers["retry-after"] == "1"


async def test_the_key_of_a_request_that_died_works_again(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": "died"}
    shop = new_shop("molino.uno")
    await client.post("/api/v1/shops", json=shop, headers=headers)
    async with pool.transaction() as db:
        await run(
            db,
            """
            update kit.idempotency_keys
               set status = null, body = null, created_at = now() - interval '3 minutes'
             where key = 'died'
            """,
        )

    first = await client.post("/api/v1/shops", json=shop, headers=headers)
    again = await client.post("/api/v1/shops", json=shop, headers=headers)

    assert first.json().get("code") != StillRunning.code
    assert "idempotent-replayed" not in first.headers
    assert again.status_code == first.status_code


async def test_an_answer_comes_again_readable_whatever_the_reader_unpacks(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}
    shop = {**new_shop("molino.uno"), "description": "Pan de masa madre. " * 50}

    first = await client.post("/api/v1/shops", json=shop, headers=headers | {"accept-encoding": "gzip"})
    again = await client.post("/api/v1/shops", json=shop, headers=headers | {"accept-encoding": "identity"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()


async def test_an_answer_comes_again_only_to_who_asks_with_the_same_query(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}
    shop = new_shop("molino.uno")
    await client.post("/api/v1/shops?key=right", json=shop, headers=headers)

    answer = await client.post("/api/v1/shops", json=shop, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, IdempotencyKeyReused.code)


async def test_of_two_at_once_one_acts(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}

    answers = await asyncio.gather(
        *[client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers) for _ in range(6)]
    )

    assert {answer.status_code for answer in answers} <= {201, 409}
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from shops.shops") == 1


async def test_a_refused_request_may_be_mended_under_its_key(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": str(uuid4())}

    wrong = await client.post("/api/v1/shops", json={"id": "nonsense"}, headers=headers)
    right = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)

    assert (wrong.status_code, right.status_code) == (422, 201)


async def test_a_key_that_is_no_key_is_refused(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    headers = await sign_in(pool, BRUNO) | {"idempotency-key": "k" * 256}

    answer = await client.post("/api/v1/shops", json=new_shop("molino.uno"), headers=headers)

    assert answer.status_code == 422
