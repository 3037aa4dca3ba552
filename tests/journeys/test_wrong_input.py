"""Wrong input at every door of the API: a clear problem each time, never a crash, nothing half-written."""

import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any, cast

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import ADDRESS, add_product, call, newcomer, open_shop
from tests.journeys.workers import resting_worker
from vitrina.kit.ids import new_id
from vitrina.kit.postgres import Postgres

NIL = "00000000-0000-7000-8000-000000000000"
SAID = re.compile(r"[a-z_]+\.[a-z0-9_]+")
# Tries are counted on purpose.
COUNTED = "identity.attempts"
HTML, SQL = "<script>alert('x')</script> & <b>", "'; drop table orders.orders; --"
NASTY_TEXTS: dict[str, object] = {
    "long": "x" * 10_000,
    "html": "<script>alert(1)</script>" * 400,
    "sql": "'; drop table orders.orders; --" * 400,
    "number": 12,
    "list": [],
}


def expect_problem(answer: httpx.Response, why: str) -> Any:
    """A 4xx in problem+json that says what was wrong."""
    assert 400 <= answer.status_code < 500, f"{why}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"].startswith("application/problem+json"), why
    problem = answer.json()
    assert SAID.fullmatch(problem["code"]), why
    assert problem["title"], why
    assert problem["status"] == answer.status_code, why
    return problem


def browser_of(instance: Instance, name: str) -> httpx.Client:
    """Sign in by password, as a browser does. Some doors open to a person and to no program."""
    person = instance.person(name)
    client = httpx.Client(base_url=instance.api_url, timeout=30)
    way = {"email": person.login, "password": person.password}
    answer = client.post("/sessions", json=way)
    assert answer.status_code == 201, answer.text
    client.cookies.clear()  # A browser counts localhost as secure; this client has to be told.
    client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
    return client


class World:
    """A shop with one product, its owner and a stranger."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.owner = newcomer(instance, "duena")
        self.stranger = newcomer(instance, "ajena")
        self.guest = instance.api()
        self.browser = browser_of(instance, "eva")
        self.shop = open_shop(self.owner)
        self.product_id, self.variant_id = add_product(self.owner, self.shop, quantity=5)
        source = {"id": str(new_id()), "name": "Catálogo"}
        path = f"/shops/{self.shop['id']}/import-sources"
        self.source_id = call(self.owner, "POST", path, json=source)["id"]

    def product(self, **changes: Any) -> dict[str, Any]:
        variant: dict[str, Any] = {
            "id": str(new_id()),
            "sku": "N-1",
            "values": [],
            "price": 100,
            "compare_at": None,
            **changes.pop("variant", {}),
        }
        new: dict[str, Any] = {
            "id": str(new_id()),
            "title": "Taza",
            "description": "",
            "category": "kitchen",
            "images": [],
            "options": [],
            "variants": [variant],
            "status": "active",
        }
        return {**new, **changes}

    def new_shop(self) -> dict[str, Any]:
        return {
            "id": str(new_id()),
            "handle": f"otra{new_id().hex[-8:]}",
            "name": "Otra",
            "description": "",
            "country": "MX",
            "shipping": {"amount": 100, "currency": "MXN"},
            "return_days": 5,
            "transit_max_days": 7,
        }

    def checkout(self) -> dict[str, Any]:
        return {
            "id": str(new_id()),
            "lines": [{"variant_id": self.variant_id, "quantity": 1}],
            "buyer": {"email": "ana@people.example", "name": "Ana", "language": "es"},
            "address": dict(ADDRESS),
            "expected_total": {"amount": 54800, "currency": "MXN"},
        }

    def doors(self) -> list[tuple[httpx.Client, str, str, dict[str, Any]]]:
        """Every write route that takes JSON, as somebody who may use it, with a body it would take."""
        shop, product, owner = f"/shops/{self.shop['id']}", f"/products/{self.product_id}", self.owner
        line = {"quantity": 1}
        return [
            (self.guest, "POST", "/sign-in-codes", {"email": "a@people.example", "language": "es"}),
            (self.guest, "POST", "/sessions", {"email": "a@people.example", "code": "000000"}),
            (owner, "PATCH", "/me", {"name": "Ana", "bio": "Hola", "handle": f"ana{new_id().hex[-6:]}"}),
            (self.browser, "PUT", "/me/password", {"password": "una frase muy larga"}),
            (self.browser, "POST", "/tokens", {"name": "a", "expires_in_days": 1}),
            (owner, "POST", "/shops", self.new_shop()),
            (owner, "PATCH", shop, {"name": "Tienda", "description": "Hola"}),
            (owner, "POST", f"{shop}/products", self.product()),
            (owner, "PATCH", product, {"title": "Taza", "description": "Hola"}),
            (owner, "PUT", f"{shop}/stock", {"levels": [{"variant_id": self.variant_id, "quantity": 5}]}),
            (owner, "POST", f"{shop}/import-sources", {"id": str(new_id()), "name": "Proveedor"}),
            (owner, "PATCH", f"/import-sources/{self.source_id}", {"name": "Otro"}),
            (owner, "POST", f"/import-sources/{self.source_id}/runs", {"id": str(new_id())}),
            (owner, "PUT", f"{shop}/plan", {"rate_bps": 1000, "is_default_plan_opted_out": False}),
            (owner, "PUT", f"{product}/plan-override", {"rate_bps": 1000}),
            (self.guest, "PUT", f"/carts/{new_id()}/lines/{self.variant_id}", line),
            (
                self.guest,
                "POST",
                "/quotes",
                {"lines": [{"variant_id": self.variant_id, **line}], "country": "MX"},
            ),
            (self.guest, "POST", "/checkouts", self.checkout()),
            (self.guest, "POST", f"/checkouts/{NIL}/payment", {"method": "sandbox", "card": "success"}),
            (
                self.guest,
                "POST",
                "/touches",
                {"id": str(new_id()), "video_id": NIL, "product_id": self.product_id},
            ),
            (
                self.guest,
                "POST",
                "/views",
                {"views": [{"video_id": NIL, "watched_ms": 1, "completed": False}]},
            ),
            (
                owner,
                "POST",
                "/videos",
                {"id": str(new_id()), "upload_id": NIL, "caption": "", "language": "es"},
            ),
            (owner, "PATCH", f"/videos/{NIL}", {"caption": "Hola"}),
            (owner, "POST", f"/orders/{NIL}/shipment", {"carrier": "A", "tracking_number": "1"}),
            (owner, "POST", f"/orders/{NIL}/cancellation", {"reason": "No hay"}),
        ]

    @contextmanager
    def unchanged(self) -> Generator[None]:
        """Expect that nothing is written meanwhile; what works by the clock rests."""
        with resting_worker(self.instance):
            before = self.rows()
            yield
            assert self.rows() == before

    def rows(self) -> dict[str, int]:
        """Count what every table of the modules holds."""
        with psycopg.connect(Postgres(Path(self.instance.data)).url()) as db:
            found = db.execute(
                """
                select schemaname, tablename
                  from pg_tables
                 where schemaname not in ('pg_catalog', 'information_schema', 'public', 'kit',
                                          'notifications', 'search')
                """
            ).fetchall()
            counts = {f"{schema}.{name}": self._count(db, schema, name) for schema, name in found}
        del counts[COUNTED]
        assert len(counts) > 20
        return counts

    @staticmethod
    def _count(db: psycopg.Connection[Any], schema: str, name: str) -> int:
        row = db.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, name))).fetchone()
        assert row
        return row[0]


@pytest.fixture(scope="module")
def world(instance: Instance) -> Iterator[World]:
    yield World(instance)


def texts_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a body texts stand."""
    yield from places_of(value, str, path)


def places_of(value: Any, kind: type, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a body values of exactly this type stand."""
    inner: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        inner = iter(cast("dict[str, Any]", value).items())
    elif isinstance(value, list):
        inner = enumerate(cast("list[Any]", value))
    elif type(value) is kind:
        yield path
    for key, each in inner:
        yield from places_of(each, kind, (*path, key))


def value_at(body: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        body = body[key]
    return body


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same body with something else in one place."""
    if not path:
        return value
    head, *rest = path
    copy: Any = body.copy()
    copy[head] = replaced(copy[head], tuple(rest), value)
    return copy


@pytest.mark.parametrize("kind", sorted(NASTY_TEXTS))
def test_no_text_anywhere_breaks_a_door(world: World, kind: str) -> None:
    with world.unchanged():
        for client, method, path, body in world.doors():
            for place in texts_of(body):
                answer = client.request(method, path, json=replaced(body, place, NASTY_TEXTS[kind]))
                expect_problem(answer, f"{method} {path} {place} {kind}")


@pytest.mark.parametrize("kind", [int, bool])
def test_a_number_or_truth_as_a_text_is_refused(world: World, kind: type) -> None:
    tried_count = 0

    with world.unchanged():
        for client, method, path, body in world.doors():
            for place in places_of(body, kind):
                as_text = json.dumps(value_at(body, place))
                answer = client.request(method, path, json=replaced(body, place, as_text))
                why = f"{method} {path} {place}"
                problem = expect_problem(answer, why)
                assert (answer.status_code, problem["code"]) == (422, "kit.malformed"), why
                assert any(str(place[-1]) in name for name in problem["fields"]), why
                tried_count += 1

        assert tried_count >= {int: 13, bool: 2}[kind]


def test_a_nul_in_every_text_is_refused(world: World) -> None:
    with world.unchanged():
        for client, method, path, body in world.doors():
            for place in texts_of(body):
                answer = client.request(method, path, json=replaced(body, place, "a\x00b"))
                why = f"{method} {path} {place}"
                problem = expect_problem(answer, why)
                assert answer.status_code == 422, why
                assert list(problem["fields"].values()) == ["no text may hold the character U+0000"], why


@pytest.mark.parametrize("text", [HTML, SQL], ids=["html", "sql"])
def test_markup_and_sql_come_back_as_the_text_that_they_are(world: World, text: str) -> None:
    new = world.product(title=text, description=text)
    call(world.owner, "POST", f"/shops/{world.shop['id']}/products", json=new)
    me = call(world.stranger, "PATCH", "/me", json={"name": text, "bio": text})
    shop = call(world.owner, "PATCH", f"/shops/{world.shop['id']}", json={"name": text, "description": text})

    shown = call(world.guest, "GET", f"/products/{new['id']}")
    profile = call(world.guest, "GET", f"/profiles/{me['handle']}")

    assert [shown["title"], shown["description"], shown["shop"]["name"]] == [text, text, text]
    assert [me["name"], me["bio"], profile["name"], shop["name"], shop["description"]] == [text] * 5
    for path in (f"/p/{new['id']}", f"/@{me['handle']}", f"/@{shop['handle']}"):
        page = httpx.get(world.instance.base_url + path, timeout=30)
        assert page.status_code == 200, path
        assert HTML not in page.text, path
        assert "<script>alert" not in page.text, path
        assert escape(text) in page.text, path


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"name": "\xff\xfe"}',
        b'{"name": "\\ud800"}',
        b'{"name": NaN}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=["empty", "cut", "list", "null", "text", "not_utf8", "surrogate", "nan", "deep_list", "deep_object"],
)
def test_a_body_that_is_not_the_object_asked_for(world: World, raw: bytes) -> None:
    with world.unchanged():
        for client, method, path, _ in world.doors():
            answer = client.request(method, path, content=raw, headers={"content-type": "application/json"})
            problem = expect_problem(answer, f"{method} {path} {raw[:20]!r}")
            assert problem["code"] == "kit.malformed", f"{method} {path} {raw[:20]!r}"


def test_a_lone_surrogate_in_every_text(world: World) -> None:
    for client, method, path, body in world.doors():
        for place in texts_of(body):
            raw = json.dumps(replaced(body, place, "a\ud800b")).encode()
            answer = client.request(method, path, content=raw, headers={"content-type": "application/json"})
            assert expect_problem(answer, f"{method} {path} {place}")["status"] == 422


def test_an_oversized_body_is_refused(world: World) -> None:
    raw = b'{"name": "' + b"x" * 9_000_000 + b'"}'

    with world.unchanged():
        for client, method, path, _ in world.doors():
            answer = client.request(method, path, content=raw, headers={"content-type": "application/json"})
            problem = expect_problem(answer, f"{method} {path}")
            assert (problem["status"], problem["code"]) == (413, "kit.body_too_large"), f"{method} {path}"


@pytest.mark.parametrize("amount", [-1, 0, 2**63, -(2**63), 10**30, 1.5, "ten", None, True])
def test_a_price_that_is_none(world: World, amount: Any) -> None:
    with world.unchanged():
        new = world.product(variant={"price": amount})

        answer = world.owner.post(f"/shops/{world.shop['id']}/products", json=new)

        expect_problem(answer, f"price {amount}")


@pytest.mark.parametrize("number", [-1, 2**63, 10**30, 1.5, "one", None])
def test_a_number_that_is_none(world: World, number: Any) -> None:
    before = call(world.owner, "GET", f"/shops/{world.shop['id']}/stock")["items"]
    shop, product = f"/shops/{world.shop['id']}", f"/products/{world.product_id}"
    line = {"variant_id": world.variant_id, "quantity": number}
    checkout = {**world.checkout(), "lines": [line]}
    total = {**world.checkout(), "expected_total": {"amount": number, "currency": "MXN"}}
    tries: list[tuple[httpx.Client, str, str, Any]] = [
        (world.owner, "PUT", f"{shop}/stock", {"levels": [line]}),
        (world.owner, "PUT", f"{product}/plan-override", {"rate_bps": number}),
        (world.owner, "PATCH", shop, {"shipping": {"amount": number, "currency": "MXN"}}),
        (world.owner, "POST", "/shops", {**world.new_shop(), "return_days": number}),
        (world.browser, "POST", "/tokens", {"name": "a", "expires_in_days": number}),
        (world.guest, "PUT", f"/carts/{new_id()}/lines/{world.variant_id}", {"quantity": number}),
        (world.guest, "POST", "/quotes", {"lines": [line], "country": "MX"}),
        (world.guest, "POST", "/checkouts", checkout),
        (world.guest, "POST", "/checkouts", total),
        (
            world.guest,
            "POST",
            "/views",
            {"views": [{"video_id": NIL, "watched_ms": number, "completed": True}]},
        ),
    ]

    for client, method, path, body in tries:
        expect_problem(client.request(method, path, json=body), f"{method} {path} {number}")

    assert call(world.owner, "GET", f"{shop}/stock")["items"] == before


@pytest.mark.parametrize("token", ["-", "vt_", "x" * 5_000, "vt_" + "A" * 43, "' or 1=1 --"])
def test_a_token_that_is_none(world: World, token: str) -> None:
    with httpx.Client(base_url=world.instance.api_url) as client:
        answer = client.get("/me", headers={"authorization": f"Bearer {token}"})

    assert expect_problem(answer, token)["status"] == 401


@pytest.mark.parametrize("cookie", ["", "garbage", "x" * 3_000, "%00", "vs_" + "A" * 43])
def test_a_session_that_is_none(world: World, cookie: str) -> None:
    with httpx.Client(base_url=world.instance.api_url) as client:
        for name in ("vitrina_session", "__Host-vitrina_session", "session"):
            answer = client.get("/me", headers={"cookie": f"{name}={cookie}"})
            assert expect_problem(answer, cookie)["status"] == 401


def test_another_site_may_not_write(world: World) -> None:
    person = world.instance.person("eva")
    body = {"email": person.login, "password": person.password}

    answer = world.guest.post(
        "/sessions", json=body, headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    )

    expect_problem(answer, "cross-site")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(3 * 1024**3), 413), (str(10**30), 422), ("-1", 422), ("1e3", 422), ("", 422), ("٣", 422)],
)
def test_an_upload_that_declares_too_much_is_refused_before_a_byte_is_sent(
    world: World, length: str, status: int
) -> None:
    with world.unchanged():
        headers = [(b"tus-resumable", b"1.0.0"), (b"upload-length", length.encode())]

        answer = world.owner.post("/uploads", headers=headers)

        assert expect_problem(answer, f"Upload-Length {length!r}")["status"] == status


def test_a_stranger_finds_every_door_of_others_closed(world: World) -> None:
    tried_count = 0

    with world.unchanged():
        for client, method, path, body in world.doors():
            if client is world.owner and (world.shop["id"] in path or world.product_id in path):
                answer = world.stranger.request(method, path, json=body)
                assert expect_problem(answer, f"{method} {path}")["status"] in {403, 404}
                tried_count += 1

        assert tried_count >= 6


def test_who_is_no_longer_signed_in_finds_every_door_closed(world: World) -> None:
    late = newcomer(world.instance, "tarde")
    me = call(late, "GET", "/me")
    with psycopg.connect(Postgres(Path(world.instance.data)).url()) as db:
        db.execute(
            "update identity.tokens set expires_at = now() - interval '1 second' where person_id = %s",
            [me["id"]],
        )

    with world.unchanged():
        for client, method, path, body in world.doors():
            if client is world.owner:
                answer = late.request(method, path, json=body)
                assert expect_problem(answer, f"{method} {path}")["status"] == 401, f"{method} {path}"


def test_a_text_by_the_name_of_a_video_fails_with_the_reason(world: World) -> None:
    content = b"This is not a video. " * 400
    headers = {
        "tus-resumable": "1.0.0",
        "upload-length": str(len(content)),
        "upload-metadata": "filename Y2xpcC5tcDQ=,filetype dmlkZW8vbXA0",
    }
    created = world.owner.post("/uploads", headers=headers)
    assert created.status_code == 201, created.text
    upload_id = created.headers["location"].rsplit("/", 1)[-1]
    sent = world.owner.patch(
        f"/uploads/{upload_id}",
        content=content,
        headers={
            "tus-resumable": "1.0.0",
            "upload-offset": "0",
            "content-type": "application/offset+octet-stream",
        },
    )
    new = {"id": str(new_id()), "upload_id": upload_id, "caption": "", "language": "es"}

    answer = world.owner.post("/videos", json=new) if sent.is_success else sent
    if answer.is_success:

        def failed() -> Any:
            video = call(world.owner, "GET", f"/videos/{new['id']}")
            return video if video["status"] != "processing" else None

        video = world.instance.wait_for(failed, timeout_s=60)
        assert video["status"] == "failed"
        assert video["failure"]["code"] == "videos.not_a_video"
        assert video["failure"]["title"]
    else:
        expect_problem(answer, "not a video")


def test_a_text_by_the_type_of_a_picture_is_refused(world: World) -> None:
    answer = world.owner.post("/images", content=b"not a picture", headers={"content-type": "image/png"})

    expect_problem(answer, "not a picture")


def test_ids_that_are_none(world: World) -> None:
    for bad in ("x", "1", "..%2f..%2fetc", "%00", "%ff", "' or 1=1", NIL):
        for client, method, path, body in world.doors():
            if NIL not in path and world.shop["id"] not in path and world.product_id not in path:
                continue
            there = path.replace(NIL, bad).replace(world.shop["id"], bad).replace(world.product_id, bad)
            expect_problem(client.request(method, there, json=body), f"{method} {there}")
