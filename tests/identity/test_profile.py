"""The own account over HTTP: what may change, who may earn, and what wrong input meets."""

from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from vitrina.app import state_of
from vitrina.cli.admin import invite_creator
from vitrina.cli.console import Stopped
from vitrina.identity import guards
from vitrina.identity import service as identity
from vitrina.identity.errors import BirthDateFixed, NotAllowed, SignInNeeded
from vitrina.identity.model import Capability, ChangeMe, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]


async def test_a_profile_changes_field_by_field(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    before = (await client.get("/api/v1/me", headers=headers)).json()

    answer = await client.patch(
        "/api/v1/me",
        json={"name": "  Ana\tLópez ", "bio": "Hola\r\n\r\n\r\n\r\nmundo", "country": "CO", "language": "pt"},
        headers=headers,
    )

    assert answer.status_code == 200
    expected = before | {"name": "Ana López", "bio": "Hola\n\nmundo", "country": "CO", "language": "pt"}
    assert answer.json() == expected
    assert (await client.get("/api/v1/me", headers=headers)).json() == expected
    only_country = await client.patch("/api/v1/me", json={"country": None}, headers=headers)
    assert only_country.json() == expected | {"country": None}


async def test_nothing_asked_changes_nothing(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    before = (await client.get("/api/v1/me", headers=headers)).json()

    assert (await client.patch("/api/v1/me", json={}, headers=headers)).json() == before


async def test_a_taken_handle_leaves_everything_as_it_was(client: Client, pool: Pool) -> None:
    await sign_in(pool, BRUNO)
    headers = await sign_in(pool, ANA)

    answer = await client.patch(
        "/api/v1/me",
        json={"name": "Changed", "handle": "bruno.test"},
        headers=headers | {"accept-language": "pt-BR"},
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.handle_taken")
    assert answer.json()["title"] == "O usuário bruno.test já é de outra pessoa."
    assert (await client.get("/api/v1/me", headers=headers)).json()["name"] == "Ana"


async def test_a_picture_must_be_ones_own(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.patch("/api/v1/me", json={"avatar_file_id": str(new_id())}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (404, "media.image_not_found")
    cleared = await client.patch("/api/v1/me", json={"avatar_file_id": None}, headers=headers)
    assert (cleared.status_code, cleared.json()["avatar_url"]) == (200, None)


HTML = "<script>alert(1)</script>"
SQL = "'); drop table identity.persons; --"


async def test_odd_text_is_kept_as_plain_text(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for text in (HTML, SQL, "{} {0} %s %(id)s", "🌮" * 60, "\u202eevil"):
        answer = await client.patch("/api/v1/me", json={"name": text, "bio": text}, headers=headers)

        assert answer.status_code == 200
        assert answer.json()["name"] == text.replace("\u202e", "")
        assert answer.json()["bio"] == text.replace("\u202e", "")


WRONG_CHANGES: list[Any] = [
    {"name": ""},
    {"name": " \t\n"},
    {"name": "\0\0"},
    {"name": "x" * 61},
    {"name": "x" * 10_000},
    {"name": None},
    {"name": 7},
    {"bio": "x" * 301},
    {"handle": ""},
    {"handle": "a b"},
    {"handle": "x" * 10_000},
    {"handle": HTML},
    {"handle": SQL},
    {"handle": "ana\0"},
    {"birth_date": "2000-02-30"},
    {"birth_date": "1850-01-01"},
    {"birth_date": "2999-01-01"},
    {"birth_date": "yesterday"},
    {"language": "fr"},
    {"country": "XX"},
    {"avatar_file_id": "me"},
    {"email": "other@example.com"},
    {"capabilities": ["operate"]},
    {"id": str(new_id())},
    [],
    "text",
    None,
]


async def test_wrong_input_is_malformed_and_nothing_is_written(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    before = (await client.get("/api/v1/me", headers=headers)).json()

    for change in WRONG_CHANGES:
        answer = await client.patch("/api/v1/me", json=change, headers=headers)

        assert answer.status_code == 422, (change, answer.text)
        assert answer.json()["code"] == "kit.malformed", change
        if isinstance(change, dict):
            assert answer.json()["fields"], change

    assert (await client.get("/api/v1/me", headers=headers)).json() == before


async def test_a_wrong_field_is_named_even_when_it_is_called_like_a_dependency(
    client: Client, pool: Pool
) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.patch("/api/v1/me", json={"language": "fr"}, headers=headers)

    assert answer.json()["fields"] == {"language": "Invalid enum value 'fr'"}


async def test_bytes_that_are_no_json_are_malformed(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA) | {"content-type": "application/json"}

    for body in (
        b'{"name": "\xff\xfe"}',
        b"\xc3\x28",
        b"",
        b"{",
        b'{"name": "\\ud800"}',
        b"null",
        b"\0",
        b"[" * 5_000,
    ):
        answer = await client.patch("/api/v1/me", content=body, headers=headers)

        assert answer.status_code == 422, (body[:20], answer.text)
        assert answer.json()["code"] == "kit.malformed"


async def test_what_is_no_address_gets_no_code(client: Client, pool: Pool) -> None:
    for email in ("", "x", "a@b@c", SQL, HTML, "\0@x.com", "x" * 10_000, None, 3):
        answer = await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "es"})
        assert answer.status_code == 422, email

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from identity.sign_in_codes") == 0
        assert await value(db, "select count(*) from kit.events") == 0


# The rule of 18, and capabilities


async def test_an_adult_turns_earning_on_and_off(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for _ in range(2):
        on = await client.put("/api/v1/me/capabilities/earn", headers=headers)
        assert (on.status_code, on.json()["capabilities"]) == (200, ["earn"])
    for _ in range(2):
        off = await client.delete("/api/v1/me/capabilities/earn", headers=headers)
        assert (off.status_code, off.json()["capabilities"]) == (200, [])


async def test_without_a_birth_date_nobody_earns(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, replace(EVA, birth_date=None))

    answer = await client.put("/api/v1/me/capabilities/earn", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.birth_date_missing")


async def test_a_minor_does_not_earn(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, replace(EVA, birth_date=None))
    await client.patch("/api/v1/me", json={"birth_date": "2015-06-01"}, headers=headers)

    answer = await client.put("/api/v1/me/capabilities/earn", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.too_young")
    assert (await client.get("/api/v1/me", headers=headers)).json()["capabilities"] == []


async def test_where_the_operator_invites_nobody_turns_it_on_alone(
    client: Client, pool: Pool, routes: Litestar, settings: Settings
) -> None:
    headers = await sign_in(pool, ANA)
    routes.state.update(state_of(replace(settings, creators="invited")))

    answer = await client.put("/api/v1/me/capabilities/earn", headers=headers)
    await invite_creator(replace(settings, creators="invited"), ANA.email)
    again = await client.put("/api/v1/me/capabilities/earn", headers=headers)

    assert answer.json()["code"] == "identity.earning_by_invitation"
    assert again.json()["capabilities"] == ["earn"]
    with pytest.raises(Stopped):
        await invite_creator(settings, "nobody@people.example")


async def test_an_adult_corrects_her_birth_date_to_that_of_an_adult(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, CARLA)

    corrected = await client.patch("/api/v1/me", json={"birth_date": "1990-01-01"}, headers=headers)

    assert corrected.json()["birth_date"] == "1990-01-01"


async def test_a_correction_on_its_way_does_not_undo_what_an_operator_found(pool: Pool) -> None:
    async with pool.transaction() as db:
        carla, davi = await load(db, CARLA), await load(db, DAVI)
        found = date(2015, 6, 1)
        await identity.correct_birth_date(db, carla.id, found, operator=davi, now=JOINED)

        with pytest.raises(BirthDateFixed):
            await identity.change_me(db, carla, ChangeMe(birth_date=date(1990, 1, 1)), now=JOINED)

        assert (await identity.person_by_id(db, carla.id)).birth_date == found


async def test_nobody_makes_herself_18_by_correcting_but_an_operator_may(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, CARLA)
    path, other = f"/api/v1/people/{CARLA.id}/birth-date", {"birth_date": "1990-01-01"}
    async with pool.transaction() as db:
        await run(db, "update identity.persons set birth_date = '2015-06-01' where id = %(id)s", id=CARLA.id)

    answer = await client.patch("/api/v1/me", json=other, headers=headers)
    alone = await client.put(path, json=other, headers=headers)
    corrected = await client.put(path, json=other, headers=await sign_in(pool, DAVI))

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.birth_date_fixed")
    assert (alone.status_code, alone.json()["code"]) == (403, "identity.not_allowed")
    assert corrected.status_code == 204
    assert (await client.get("/api/v1/me", headers=headers)).json()["birth_date"] == "1990-01-01"


async def test_who_turns_out_to_be_a_minor_does_not_earn_any_more(client: Client, pool: Pool) -> None:
    headers, operator = await sign_in(pool, CARLA), await sign_in(pool, DAVI)
    body = {"birth_date": "2015-06-01"}

    await client.put(f"/api/v1/people/{CARLA.id}/birth-date", json=body, headers=operator)
    nobody = await client.put(f"/api/v1/people/{new_id()}/birth-date", json=body, headers=operator)

    assert (await client.get("/api/v1/me", headers=headers)).json()["capabilities"] == []
    assert (nobody.status_code, nobody.json()["code"]) == (404, "identity.person_not_found")


async def test_nobody_gives_oneself_another_capability(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, EVA)

    for capability in ("operate", "sell"):
        answer = await client.put(f"/api/v1/me/capabilities/{capability}", headers=headers)
        assert answer.status_code == 404


async def test_a_guard_asks_for_the_capability(db: Db) -> None:
    operator = guards.require(Capability.OPERATE)

    assert await operator(person=await load(db, DAVI)) == await load(db, DAVI)
    with pytest.raises(NotAllowed) as refused:
        await operator(person=await load(db, EVA))

    assert refused.value.fields == {"capability": "operate"}


async def test_a_person_who_is_gone_must_sign_in(db: Db) -> None:
    with pytest.raises(SignInNeeded):
        await identity.person_by_id(db, PersonId(new_id()))


async def test_many_people_are_found_at_once_and_strangers_left_out(db: Db) -> None:
    ana, bruno = await load(db, ANA), await load(db, BRUNO)
    ids = [ANA.id, BRUNO.id, PersonId(new_id())]

    assert await identity.persons(db, ids) == {ANA.id: ana, BRUNO.id: bruno}
    assert await identity.persons(db, []) == {}


async def test_demo_people_are_those_who_were_made_so(db: Db) -> None:
    await load(db, ANA)
    demo = await load(db, replace(BRUNO, is_demo=True))

    assert await identity.demo_people(db) == [demo]
