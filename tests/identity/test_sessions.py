"""Sessions and tokens over HTTP: opened, carried, ended."""

from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.identity.codes import newest_code
from tests.people import ANA, BRUNO, EVA, join, sign_in
from vitrina.app import create_app
from vitrina.identity import service as identity
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import AskToken, Credential, CredentialKind, PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.crypto import digest
from vitrina.kit.db import Pool, run, value

Client = AsyncTestClient[Litestar]
PASSWORD = "correct horse battery"


async def enter(client: Client, pool: Pool, email: str = "ana@people.example") -> None:
    """Sign in with a code, so that the client carries the cookie."""
    asked = await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "es"})
    assert asked.status_code == 202, asked.text
    answer = await client.post("/api/v1/sessions", json={"email": email, "code": await newest_code(pool)})
    assert answer.status_code == 201, answer.text


async def test_sign_up_by_code_answers_me_and_sets_the_cookie(client: Client, pool: Pool) -> None:
    asked = await client.post("/api/v1/sign-in-codes", json={"email": "Nueva@example.com", "language": "pt"})

    answer = await client.post(
        "/api/v1/sessions", json={"email": "nueva@example.com", "code": await newest_code(pool)}
    )

    assert asked.status_code == 202
    assert asked.json() == {"expires_in_s": 600}
    assert answer.status_code == 201
    body = answer.json()
    assert body["is_new"] is True
    assert body["me"]["email"] == "nueva@example.com"
    assert body["me"]["language"] == "pt"
    assert body["me"]["capabilities"] == []
    assert body["me"]["has_password"] is False
    assert body["me"]["avatar_url"] is None
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-vitrina=vs_")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    me = await client.get("/api/v1/me")
    assert me.status_code == 200
    assert me.json() == body["me"]


async def test_the_secret_of_a_session_is_not_in_the_database(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    secret = client.cookies["__Host-vitrina"]

    async with pool.transaction() as db:
        rows = await value(db, "select string_agg(s::text, ' ') from identity.sessions s")

    assert secret not in rows
    assert len(secret) > 40


async def test_an_answer_does_not_tell_whether_a_person_exists(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA)

    answers = [
        (
            await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "es"}),
            await client.post("/api/v1/sessions", json={"email": email, "code": "123456"}),
            await client.post("/api/v1/sessions", json={"email": email, "password": PASSWORD}),
        )
        for email in (ANA.email, "nobody@example.com")
    ]

    for known, unknown in zip(*answers, strict=True):
        left, right = known.json(), unknown.json()
        left.pop("request_id", None)
        right.pop("request_id", None)
        assert (known.status_code, left) == (unknown.status_code, right)
    assert [answer.status_code for answer in answers[0]] == [202, 403, 403]


async def test_a_guest_is_told_to_sign_in(client: Client) -> None:
    for method, path in (
        ("GET", "/me"),
        ("PATCH", "/me"),
        ("PUT", "/me/password"),
        ("PUT", "/me/capabilities/earn"),
        ("DELETE", "/me/capabilities/earn"),
        ("POST", "/tokens"),
        ("GET", "/tokens"),
        ("DELETE", f"/tokens/{ANA.id}"),
        ("DELETE", "/sessions"),
        ("DELETE", "/sessions/current"),
    ):
        answer = await client.request(
            method, f"/api/v1{path}", json={} if method in {"PATCH", "PUT", "POST"} else None
        )
        if answer.status_code == 422:  # The body is read before the guard is asked; nothing was done.
            continue
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.json()["code"] == "identity.sign_in_needed"


async def test_signing_out_ends_this_session_only(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    first = client.cookies["__Host-vitrina"]
    client.cookies.clear()
    await enter(client, pool)

    answer = await client.delete("/api/v1/sessions/current")

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.clear()
    client.cookies.set("__Host-vitrina", first)
    assert (await client.get("/api/v1/me")).status_code == 200


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    stolen = client.cookies["__Host-vitrina"]
    await client.delete("/api/v1/sessions/current")

    client.cookies.clear()
    client.cookies.set("__Host-vitrina", stolen)

    assert (await client.get("/api/v1/me")).status_code == 401


async def test_signing_out_everywhere_ends_sessions_and_tokens_of_this_person_alone(
    client: Client, pool: Pool
) -> None:
    ana, bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    await enter(client, pool, ANA.email)
    other_browser = client.cookies["__Host-vitrina"]
    client.cookies.clear()
    await enter(client, pool, ANA.email)

    answer = await client.delete("/api/v1/sessions")

    assert answer.status_code == 204
    client.cookies.clear()
    client.cookies.set("__Host-vitrina", other_browser)
    assert (await client.get("/api/v1/me")).status_code == 401
    client.cookies.clear()
    assert (await client.get("/api/v1/me", headers=ana)).status_code == 401
    assert (await client.get("/api/v1/me", headers=bruno)).status_code == 200


async def test_a_program_that_signs_out_ends_its_own_token(client: Client, pool: Pool) -> None:
    one, two = await sign_in(pool, ANA), await sign_in(pool, ANA)

    assert (await client.delete("/api/v1/sessions/current", headers=one)).status_code == 204

    assert (await client.get("/api/v1/me", headers=one)).status_code == 401
    assert (await client.get("/api/v1/me", headers=two)).status_code == 200


async def test_a_session_slides_and_ends_after_thirty_idle_days(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    await client.get("/api/v1/me")
    async with pool.transaction() as db:
        await run(db, "update identity.sessions set expires_at = now() + interval '2 days'")

    assert (await client.get("/api/v1/me")).status_code == 200

    async with pool.transaction() as db:
        left = await value(db, "select expires_at - now() from identity.sessions")
        assert left > timedelta(days=29)
        await run(db, "update identity.sessions set expires_at = now() - interval '1 second'")
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_request_writes_nothing_while_the_session_is_fresh(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    async with pool.transaction() as db:
        before = await value(db, "select xmin::text from identity.sessions")

    await client.get("/api/v1/me")

    async with pool.transaction() as db:
        assert await value(db, "select xmin::text from identity.sessions") == before


async def test_a_dead_token_is_refused_even_with_a_good_cookie(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    long = "Bearer " + "x" * 300

    for header in ("Bearer vt_wrong", "Bearer ", "Bearer", "Basic YTpi", "", long, "vt_x"):
        answer = await client.get("/api/v1/me", headers={"authorization": header})

        assert answer.status_code == 401, header


async def test_the_cookie_never_counts_beside_an_authorization_header(client: Client, pool: Pool) -> None:
    """Such requests pass the check against other sites, so the cookie must not speak for them."""
    await enter(client, pool)

    answer = await client.delete(
        "/api/v1/sessions",
        headers={
            "authorization": "Basic YTpi",
            "sec-fetch-site": "cross-site",
            "origin": "https://evil.example",
        },
    )

    assert answer.status_code == 401
    assert (await client.get("/api/v1/me")).status_code == 200


async def test_another_site_cannot_act_with_the_cookie(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = await client.delete("/api/v1/sessions", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "kit.cross_site"

    assert (await client.get("/api/v1/me")).status_code == 200


async def test_a_session_is_no_bearer_token_and_a_token_no_cookie(client: Client, pool: Pool) -> None:
    token = (await sign_in(pool, ANA))["authorization"].removeprefix("Bearer ")
    await enter(client, pool)
    secret = client.cookies["__Host-vitrina"]
    client.cookies.clear()

    assert (await client.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})).status_code == 401
    client.cookies.set("__Host-vitrina", token)
    assert (await client.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    ("base_url", "host", "name"),
    [
        ("http://localhost:8000", "127.0.0.1:8000", "__Host-vitrina"),
        ("http://localhost:8000", "localhost", "__Host-vitrina"),
        ("http://localhost:8000", "demo.localhost:8000", "__Host-vitrina"),
        ("http://localhost:8000", "[::1]:8000", "__Host-vitrina"),
        ("http://localhost:8000", "localhost.evil.example", "vitrina"),
        ("http://localhost:8000", "192.168.1.20:8000", "vitrina"),
        ("https://shop.example", "shop.example", "__Host-vitrina"),
    ],
)
async def test_the_cookie_is_bound_to_the_host_where_browsers_take_it(
    settings: Settings, pool: Pool, base_url: str, host: str, name: str
) -> None:
    here = Settings(
        database_url=settings.database_url,
        base_url=base_url,
        secret_key=settings.secret_key,
        data_dir=settings.data_dir,
    )
    async with AsyncTestClient(create_app(here)) as client:
        client.headers["host"] = host
        await client.post("/api/v1/sign-in-codes", json={"email": "a@example.com", "language": "es"})
        body = {"email": "a@example.com", "code": await newest_code(pool)}
        set_cookie = (await client.post("/api/v1/sessions", json=body)).headers["set-cookie"]
        client.cookies.clear()

        assert set_cookie.startswith(f"{name}=vs_")
        assert ("Secure" in set_cookie) is (name == "__Host-vitrina")
        cookie = set_cookie.partition(";")[0]
        assert (await client.get("/api/v1/me", headers={"cookie": cookie})).status_code == 200
        other = "vitrina" if name != "vitrina" else "__Host-vitrina"
        cookie = cookie.replace(name, other, 1)
        assert (await client.get("/api/v1/me", headers={"cookie": cookie})).status_code == 401


# Passwords


async def test_a_password_signs_in_and_its_change_ends_whatever_else_opens_the_account(
    client: Client, pool: Pool
) -> None:
    program, bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    await enter(client, pool)
    other = client.cookies["__Host-vitrina"]
    client.cookies.clear()
    await enter(client, pool)

    answer = await client.put("/api/v1/me/password", json={"password": PASSWORD})

    assert answer.status_code == 204
    assert (await client.get("/api/v1/me")).json()["has_password"] is True
    client.cookies.clear()
    client.cookies.set("__Host-vitrina", other)
    assert (await client.get("/api/v1/me")).status_code == 401
    client.cookies.clear()
    assert (await client.get("/api/v1/me", headers=program)).status_code == 401
    assert (await client.get("/api/v1/me", headers=bruno)).status_code == 200
    wrong = await client.post("/api/v1/sessions", json={"email": ANA.email, "password": PASSWORD + "!"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "identity.password_wrong")
    right = await client.post("/api/v1/sessions", json={"email": "ANA@people.example", "password": PASSWORD})
    assert (right.status_code, right.json()["is_new"]) == (201, False)
    assert (await client.get("/api/v1/me")).status_code == 200


async def test_a_password_too_short_or_too_long_is_malformed(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    for password in ("short", "x" * 9, "x" * 201, 12345678901, None):
        answer = await client.put("/api/v1/me/password", json={"password": password})

        assert answer.status_code == 422, password
        assert answer.json()["code"] == "kit.malformed"


async def test_passwords_may_hold_any_character(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    password = "contraseña \x01 🌮 ' \" <b>"

    assert (await client.put("/api/v1/me/password", json={"password": password})).status_code == 204

    client.cookies.clear()
    body = {"email": ANA.email, "password": password}
    assert (await client.post("/api/v1/sessions", json=body)).status_code == 201


async def test_who_has_no_password_cannot_use_an_empty_one(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA)

    for password in ("", "no such person"):
        answer = await client.post("/api/v1/sessions", json={"email": ANA.email, "password": password})
        assert answer.json()["code"] == "identity.password_wrong"


async def test_the_eleventh_password_in_a_quarter_of_an_hour_is_refused(client: Client) -> None:
    body = {"email": "ana@people.example", "password": PASSWORD}
    for _ in range(10):
        assert (await client.post("/api/v1/sessions", json=body)).status_code == 403

    refused = await client.post("/api/v1/sessions", json=body)

    assert refused.status_code == 429
    assert refused.json()["code"] == "kit.too_many_requests"
    assert 0 < int(refused.headers["retry-after"]) <= 901


async def test_right_passwords_do_not_count_against_the_limit(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    await client.put("/api/v1/me/password", json={"password": PASSWORD})
    wrong, right = ({"email": ANA.email, "password": password} for password in (PASSWORD + "!", PASSWORD))

    for _ in range(9):
        assert (await client.post("/api/v1/sessions", json=wrong)).status_code == 403
    for _ in range(11):
        assert (await client.post("/api/v1/sessions", json=right)).status_code == 201
    for _ in range(10):
        assert (await client.post("/api/v1/sessions", json=wrong)).status_code == 403
    assert (await client.post("/api/v1/sessions", json=right)).status_code == 429


async def test_a_sign_in_names_exactly_one_way(client: Client) -> None:
    ways: list[dict[str, object]] = [{}, {"code": "1", "password": PASSWORD}, {"code": None}, {"codes": "1"}]
    for way in ways:
        answer = await client.post("/api/v1/sessions", json={"email": "ana@people.example", **way})

        assert answer.status_code == 422, way


# Tokens


async def test_a_token_acts_as_the_person_and_is_listed_without_its_secret(
    client: Client, pool: Pool
) -> None:
    await enter(client, pool)

    made = await client.post("/api/v1/tokens", json={"name": "My  program\n", "expires_in_days": 30})

    assert made.status_code == 201
    token = made.json()["token"]
    assert token.startswith("vt_")
    headers = {"authorization": f"Bearer {token}"}
    mine = (await client.get("/api/v1/me")).json()
    client.cookies.clear()
    assert (await client.get("/api/v1/me", headers=headers)).json() == mine
    listed = await client.get("/api/v1/tokens", headers=headers)
    assert token not in listed.text
    (item,) = listed.json()["items"]
    assert (item["id"], item["name"]) == (made.json()["id"], "My program")
    assert item["last_used_at"] is not None


async def test_a_deleted_token_opens_nothing(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    made = (await client.post("/api/v1/tokens", json={"name": "one", "expires_in_days": 1})).json()

    assert (await client.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204

    again = await client.delete(f"/api/v1/tokens/{made['id']}")
    assert (again.status_code, again.json()["code"]) == (404, "identity.token_not_found")
    client.cookies.clear()
    headers = {"authorization": f"Bearer {made['token']}"}
    assert (await client.get("/api/v1/me", headers=headers)).status_code == 401


async def test_nobody_deletes_a_token_of_another_person(client: Client, pool: Pool) -> None:
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    (item,) = (await client.get("/api/v1/tokens", headers=ana)).json()["items"]

    answer = await client.delete(f"/api/v1/tokens/{item['id']}", headers=eva)

    assert answer.status_code == 404
    assert (await client.get("/api/v1/me", headers=ana)).status_code == 200


async def test_a_token_ends_with_its_days(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    async with pool.transaction() as db:
        await run(db, "update identity.tokens set expires_at = now() - interval '1 second'")

    assert (await client.get("/api/v1/me", headers=headers)).status_code == 401


async def test_a_token_makes_no_token_and_sets_no_password(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for answer in (
        await client.post("/api/v1/tokens", json={"name": "x", "expires_in_days": 365}, headers=headers),
        await client.put("/api/v1/me/password", json={"password": PASSWORD}, headers=headers),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "identity.browser_needed"


async def test_a_session_that_was_ended_meanwhile_makes_no_token(client: Client, pool: Pool) -> None:
    """Whoever is thrown out cannot leave a token behind by a request that was already under way."""
    await enter(client, pool)
    here = Credential(kind=CredentialKind.SESSION, digest=digest(client.cookies["__Host-vitrina"]))
    asked = AskToken(name="late", expires_in_days=1)
    me = PersonId(UUID((await client.get("/api/v1/me")).json()["id"]))
    async with pool.transaction() as db:
        await identity.create_token(db, me, asked, now=clock.real_now(), here=here)
        await identity.sign_out_everywhere(db, me)

    with pytest.raises(SignInNeeded):
        async with pool.transaction() as db:
            await identity.create_token(db, me, asked, now=clock.real_now(), here=here)

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from identity.tokens") == 0


async def test_a_person_has_at_most_fifty_tokens(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    me = (await client.get("/api/v1/me")).json()
    async with pool.transaction() as db:
        for _ in range(50):
            asked = AskToken(name="x", expires_in_days=1)
            await identity.create_token(db, me["id"], asked, now=clock.real_now())

    answer = await client.post("/api/v1/tokens", json={"name": "x", "expires_in_days": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.too_many_tokens")


async def test_a_token_lasts_one_to_365_days(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    for days in (0, -1, 366, 10**12, "soon", 1.5, None):
        answer = await client.post("/api/v1/tokens", json={"name": "x", "expires_in_days": days})

        assert answer.status_code == 422, days


async def test_a_secret_answer_is_never_kept_for_replaying(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    headers = {"idempotency-key": "same"}
    body = {"name": "x", "expires_in_days": 1}
    first = await client.post("/api/v1/tokens", json=body, headers=headers)
    second = await client.post("/api/v1/tokens", json=body, headers=headers)

    assert first.json()["token"] != second.json()["token"]
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.idempotency_keys") == 0


async def test_what_is_over_is_forgotten_and_the_rest_kept(client: Client, pool: Pool) -> None:
    kept = await sign_in(pool, BRUNO)
    await sign_in(pool, ANA)
    await enter(client, pool)
    async with pool.transaction() as db:
        await run(db, "update identity.sessions set expires_at = now() - interval '1 second'")
        await run(
            db,
            "update identity.tokens set expires_at = now() - interval '1 day' where person_id = %(ana)s",
            ana=ANA.id,
        )

    now = clock.real_now()
    assert await identity.forget_old(pool, now=now) == 2
    assert await identity.forget_old(pool, now=now + timedelta(hours=25)) == 2  # Token, code.

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from identity.persons") == 2
    assert (await client.get("/api/v1/me", headers=kept)).status_code == 401
