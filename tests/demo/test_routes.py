"""What only a demo has: its people and its clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED

from vitrina.app import create_app
from vitrina.demo.people import PASSWORD
from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value

Client = AsyncTestClient[Litestar]
YEAR_S = 366 * 24 * 3600


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """Give this process the real time back, whatever a test did to it."""
    yield
    clock.set_offset(timedelta(0))


async def test_the_people_of_the_demo_can_sign_in_with_the_password_shown(client: Client, pool: Pool) -> None:
    password_hash = await identity.hash_password(PASSWORD)
    async with pool.transaction() as db:
        for person in (ANA, BRUNO, CARLA, DAVI):
            shown = replace(person, is_demo=True, password_hash=password_hash)
            await identity.create_person(db, shown, now=JOINED)
        await identity.create_person(db, EVA, now=JOINED)

    people = (await client.get("/api/v1/demo")).json()["people"]

    assert [(person["handle"], person["role"]) for person in people] == [
        ("ana.test", "viewer"),
        ("bruno.test", "shop_owner"),
        ("carla.test", "creator"),
        ("davi.test", "operator"),
    ]
    for person in people:
        way = {"email": person["email"], "password": person["password"]}
        answer = await client.post("/api/v1/sessions", json=way)
        assert (answer.status_code, answer.json()["me"]["name"]) == (201, person["name"])


async def test_the_clock_goes_forward_for_everybody_and_adds_up(client: Client, pool: Pool) -> None:
    first = await client.post("/api/v1/demo/clock", json={"advance_s": 3600})
    second = await client.post("/api/v1/demo/clock", json={"advance_s": 86_400})

    assert (first.status_code, first.json()["offset_s"]) == (200, 3600)
    assert second.json()["offset_s"] == 90_000
    ahead = datetime.fromisoformat(second.json()["now"]) - clock.real_now()
    assert timedelta(seconds=89_990) < ahead <= timedelta(seconds=90_000)
    async with pool.transaction() as db:
        seconds = await value(db, "select extract(epoch from kit.now() - now())::int")
    assert seconds == 90_000


async def test_the_clock_never_goes_back_nor_too_far(client: Client) -> None:
    for advance_s in (0, -1, YEAR_S + 1, 10**20, "soon", None, 1.5):
        answer = await client.post("/api/v1/demo/clock", json={"advance_s": advance_s})
        assert answer.status_code == 422, advance_s

    answers = [await client.post("/api/v1/demo/clock", json={"advance_s": YEAR_S}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [422]


async def test_a_moved_clock_ends_no_session(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shown = replace(ANA, is_demo=True, password_hash=await identity.hash_password(PASSWORD))
        await identity.create_person(db, shown, now=JOINED)
    await client.post("/api/v1/sessions", json={"email": ANA.email, "password": PASSWORD})

    await client.post("/api/v1/demo/clock", json={"advance_s": YEAR_S})

    assert (await client.get("/api/v1/me")).status_code == 200


async def test_a_real_instance_has_neither(settings: Settings, pool: Pool) -> None:
    async with AsyncTestClient(create_app(replace(settings, is_demo=False))) as client:
        people = await client.get("/api/v1/demo")
        moved = await client.post("/api/v1/demo/clock", json={"advance_s": 60})

    assert (people.status_code, people.json()["code"]) == (404, "kit.not_found")
    assert (moved.status_code, moved.json()["code"]) == (404, "kit.not_found")
    async with pool.transaction() as db:
        assert await value(db, "select offset_s from kit.clock") == 0
