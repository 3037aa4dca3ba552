"""The authorisation matrix: who may call which route, in one reviewed file. A route without a row fails."""

import tomllib
from pathlib import Path

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from vitrina.app import create_app
from vitrina.kit.config import Settings

MATRIX = Path(__file__).parents[1] / "authorisation.toml"
# guest: anybody.  person: signed in.  owner: signed in and it is theirs.  key: a guest with a signed key,
# or the owner.  demo: anybody, but only in demo mode.
ROLES = {"guest", "person", "owner", "key", "demo"}


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
