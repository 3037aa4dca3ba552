"""The authorisation matrix: who may call which route, in one reviewed file. A route without a row fails."""

import re
import tomllib
from functools import cache
from pathlib import Path

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import AsyncTestClient
from tests.people import EVA, sign_in

from vitrina.app import create_app
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

MATRIX = Path(__file__).parents[1] / "authorisation.toml"
# guest: anybody.  person: signed in.  owner: signed in and it is theirs.  key: a guest with a signed key,
# or the owner.  demo: anybody, but only in demo mode.  partner: a program with a partner's key.
ROLES = {"guest", "person", "owner", "operator", "key", "partner", "demo"}


@cache
def routes() -> dict[str, HTTPRouteHandler]:
    app: Litestar = create_app(Settings(secret_key="x" * 48, is_demo=True))
    found: dict[str, HTTPRouteHandler] = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if route.path_format.startswith("/api/v1"):
                for method in sorted(handler.http_methods):
                    if method not in {"OPTIONS", "HEAD"} or "uploads" in route.path_format:
                        found[f"{method} {route.path_format.removeprefix('/api/v1')}"] = handler
    return found


def matrix() -> dict[str, str]:
    table = tomllib.loads(MATRIX.read_text("utf-8"))
    return {route: role for section in table.values() for route, role in section.items()}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(matrix()) == set(routes())


def test_the_matrix_knows_only_its_roles() -> None:
    assert set(matrix().values()) <= ROLES


def test_routes_for_persons_ask_for_one() -> None:
    """A handler that needs a person takes the `person` dependency, which refuses guests with 401."""
    wrong = [
        name
        for name, handler in routes().items()
        if (matrix().get(name) in {"person", "owner"}) != ("person" in handler.parsed_fn_signature.parameters)
    ]

    assert not wrong, wrong


def test_routes_for_operators_ask_for_one() -> None:
    """A handler for operators takes the `operator` dependency, which refuses everybody else with 403."""
    wrong = [
        name
        for name, handler in routes().items()
        if (matrix().get(name) == "operator") != ("operator" in handler.parsed_fn_signature.parameters)
    ]

    assert not wrong, wrong


# An id that exists nowhere, and a handle that nobody has.
NOBODYS_ID = "01900000-0000-7000-8000-00000000dead"
NOBODYS_HANDLE = "nobody.at.all"
SAYS_NO = {400, 403, 404, 409, 412, 415, 422}
# A cart begins to exist with its first line; a like or token that is not there is gone already.
SAYS_NOTHING = {
    "GET /carts/{cart}": 200,
    "DELETE /carts/{cart}/lines/{variant}": 200,
    "DELETE /tokens/{token}": 204,
    "DELETE /uploads/{upload}": 404,
}


def path_of(route: str) -> tuple[str, str]:
    method, template = route.split(" ", 1)
    path = template.replace("{handle}", NOBODYS_HANDLE)
    return method, "/api/v1" + re.sub(r"\{\w+\}", NOBODYS_ID, path)


async def test_a_guest_is_asked_to_sign_in(client: AsyncTestClient[Litestar]) -> None:
    wrong: list[str] = []
    for route in (route for route, role in matrix().items() if role in {"person", "owner", "operator"}):
        method, path = path_of(route)
        answer = await client.request(method, path, json={})
        is_right = answer.status_code == 401
        if method != "HEAD":
            is_right = is_right and answer.json()["code"] == "identity.sign_in_needed"
        if not is_right:
            wrong.append(f"{route}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)


async def test_who_looks_after_nothing_is_refused(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    headers = await sign_in(pool, EVA)
    wrong: list[str] = []
    for route in (route for route, role in matrix().items() if role == "operator"):
        method, path = path_of(route)
        answer = await client.request(method, path, json={}, headers=headers)
        if answer.status_code not in {403, 422}:
            wrong.append(f"{route}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)


async def test_a_persons_token_is_no_partners_key(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    wrong: list[str] = []
    for headers in ({}, await sign_in(pool, EVA)):
        for route in (route for route, role in matrix().items() if role == "partner"):
            method, path = path_of(route)
            answer = await client.request(method, path, json={}, headers=headers)
            if answer.status_code not in {401, 422}:
                wrong.append(f"{route}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)


async def test_what_is_nobodys_is_not_there(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    """No route says yes about a thing that does not exist, and none breaks, whoever asks."""
    headers = await sign_in(pool, EVA)
    wrong: list[str] = []
    for route in (route for route, role in matrix().items() if role in {"owner", "key"}):
        method, path = path_of(route)
        answer = await client.request(method, path, json={}, headers=headers)
        if answer.status_code not in SAYS_NO | {SAYS_NOTHING.get(route, 404)}:
            wrong.append(f"{route}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)
