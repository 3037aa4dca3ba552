"""X-ray: developers see what answered a request, nobody else does."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

import vitrina
from vitrina.app import state_of
from vitrina.kit.config import Settings
from vitrina.kit.xray import SQL_LENGTH_MAX, STATEMENTS_MAX, Trace

Client = AsyncTestClient[Litestar]
SOURCES = Path(vitrina.__file__).parents[1]
ASKING = {"x-ray": "1"}
SECRET = "nobody.has.this.handle"


async def asked(routes: Litestar, settings: Settings, path: str, **headers: str) -> Any:
    """Ask an instance with these settings, and answer its trace."""
    routes.state = state_of(settings)
    async with AsyncTestClient(routes, base_url="https://vitrina.localhost") as client:
        answer = await client.get(path, headers=headers)
    told = answer.headers.get("x-ray-trace")
    return told and json.loads(told)


async def test_a_demo_tells_the_code_and_the_statements_of_a_request_without_their_values(
    routes: Litestar, settings: Settings
) -> None:
    trace = await asked(routes, settings, f"/api/v1/profiles/{SECRET}", **ASKING)

    assert (trace["module"], trace["handler"]) == ("pages", "get_profile")
    source = SOURCES / trace["file"]
    assert "get_profile" in "".join(source.read_text().splitlines()[trace["line"] - 1 : trace["line"] + 2])
    assert trace["path"] is None
    assert trace["statement_count"] == len(trace["statements"]) >= 1
    assert all(each["sql"].startswith("select") for each in trace["statements"])
    assert SECRET not in json.dumps(trace)


async def test_development_names_the_file_for_an_editor(routes: Litestar, settings: Settings) -> None:
    developing = replace(settings, is_demo=False, is_development=True)

    trace = await asked(routes, developing, "/api/v1/feed", **ASKING)

    assert trace["path"] == str(SOURCES / trace["file"])


async def test_who_does_not_ask_is_told_nothing(routes: Litestar, settings: Settings) -> None:
    assert await asked(routes, settings, "/api/v1/feed") is None


@pytest.mark.parametrize("path", ["/api/v1/feed", "/", "/healthz"])
async def test_production_tells_nobody(routes: Litestar, settings: Settings, path: str) -> None:
    production = replace(settings, is_demo=False, is_development=False)

    assert await asked(routes, production, path, **ASKING) is None


def test_a_trace_has_an_end() -> None:
    trace = Trace(module="feed", handler="get_feed", file="feed/routes.py", line=1)

    for _ in range(STATEMENTS_MAX + 3):
        trace.note("select 1" * SQL_LENGTH_MAX, 1.0)

    assert (len(trace.statements), trace.statement_count) == (STATEMENTS_MAX, STATEMENTS_MAX + 3)
    assert len(trace.statements[0].sql) == SQL_LENGTH_MAX
