"""How every address answers what it does not take: wrong types, wrong methods, nothing at all."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.people import ANA, sign_in
from vitrina.app import BODY_BYTES_MAX
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
TOKENS = "/api/v1/tokens"
QUOTES = "/api/v1/quotes"
JSON = {"content-type": "application/json"}


def problem(answer: Any, status: int, code: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["code"] == code
    return answer.json()


@pytest.mark.parametrize(
    ("quantity", "country", "field"),
    [
        ("1", "MX", "lines[0].quantity"),
        (True, "MX", "lines[0].quantity"),
        (1.5, "MX", "lines[0].quantity"),
        (None, "MX", "lines[0].quantity"),
        (1, 1, "country"),
        (1, None, "country"),
        (1, ["MX"], "country"),
    ],
)
async def test_a_value_of_another_type_is_refused(
    client: Client, quantity: object, country: object, field: str
) -> None:
    lines = [{"variant_id": str(new_id()), "quantity": quantity}]

    answer = await client.post(QUOTES, json={"lines": lines, "country": country})

    assert list(problem(answer, 422, "kit.malformed")["fields"]) == [field]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": "a\\u0000b"}', "name"),
        (b'{"name": "a", "x": [{"y": "\\u0000"}]}', "x[0].y"),
        (b'{"a\\u0000": 1}', "body"),
        (b'"\\u0000"', "body"),
    ],
)
async def test_no_text_may_hold_a_nul(client: Client, pool: Pool, body: bytes, field: str) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.patch("/api/v1/me", content=body, headers=headers | JSON)

    reasons = problem(answer, 422, "kit.malformed")["fields"]
    assert reasons == {field: "no text may hold the character U+0000"}


async def test_a_backslash_before_u0000_is_a_text_like_any_other(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.patch("/api/v1/me", json={"name": "a\\u0000b"}, headers=headers)

    assert (answer.status_code, answer.json()["name"]) == (200, "a\\u0000b")


async def test_no_query_may_hold_a_nul(client: Client) -> None:
    for path in ("/api/v1/products?shop=a%00b", "/api/v1/feed?cursor=%00", "/?x=%00"):
        assert problem(await client.get(path), 422, "kit.malformed")["fields"].keys() == {"query"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"[" * 99_999]
)
async def test_what_is_not_json_is_refused(client: Client, body: bytes) -> None:
    answer = await client.post(QUOTES, content=body, headers=JSON)

    assert problem(answer, 422, "kit.malformed")["fields"]


async def test_a_guest_is_asked_to_sign_in_before_the_body_is_judged(client: Client) -> None:
    for body in (b"", b"{", b"{}", b'{"name": "\\u0000"}'):
        problem(await client.post(TOKENS, content=body, headers=JSON), 401, "identity.sign_in_needed")


async def test_a_body_above_the_limit_is_refused(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    body = b'{"name": "' + b"x" * BODY_BYTES_MAX + b'"}'

    problem(await client.patch("/api/v1/me", content=body, headers=headers), 413, "kit.body_too_large")


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/v1", "/api/v1/nothing", "/api/v1/me/x"]
)
async def test_nothing_is_a_problem_under_the_api(client: Client, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = await client.request(method, path)

        is_there = answer.status_code == 405
        problem(answer, 405, "kit.method_not_allowed") if is_there else problem(answer, 404, "kit.not_found")
        assert method != "GET" or not is_there


async def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: Client) -> None:
    for method, path, right in (("GET", "/api/v1/checkouts", "POST"), ("PUT", "/api/v1/me", "PATCH")):
        answer = await client.request(method, path, headers={"accept-language": "en"})

        assert (
            problem(answer, 405, "kit.method_not_allowed")["title"]
            == "This address does not take that method."
        )
        assert right in answer.headers["allow"].split(", ")


async def test_refusals_of_the_edge_carry_the_requests_id(client: Client) -> None:
    answer = await client.post("/api/v1/quotes", json={}, headers={"sec-fetch-site": "cross-site"})

    assert problem(answer, 403, "kit.cross_site")["request_id"]


async def test_the_description_is_sent_again_only_when_it_changed(client: Client) -> None:
    first = await client.get("/api/openapi.json")
    again = await client.get("/api/openapi.json", headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, first.json()["openapi"], again.status_code) == (200, "3.1.0", 304)
    assert (await client.get("/api/docs")).status_code == 200


async def test_options_names_every_method_of_an_address(client: Client) -> None:
    answer = await client.options("/api/v1/me")

    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, OPTIONS, PATCH")
