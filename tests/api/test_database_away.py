"""What people are told while the database is away."""

from collections.abc import Iterator

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.databases import copy_of
from vitrina.kit.config import Settings

Client = AsyncTestClient[Litestar]


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """URL of a database from which everybody may be thrown out."""
    with copy_of(server_url, template) as url:
        yield url


async def test_who_asks_while_the_database_throws_everybody_out_is_asked_to_come_back(
    client: Client, settings: Settings
):
    assert (await client.get("/api/v1/products")).status_code == 200
    with psycopg.connect(settings.database_url, autocommit=True) as db:
        db.execute(
            """
            select pg_terminate_backend(pid)
              from pg_stat_activity
             where datname = current_database()
               and pid <> pg_backend_pid()
            """
        )

    answers = [await client.get("/api/v1/products?q=taza&limit=7") for _ in range(20)]

    told = {answer.status_code for answer in answers}
    away = [answer for answer in answers if answer.status_code == 503]
    assert told <= {200, 503}
    assert away
    assert away[0].json()["code"] == "kit.away"
    assert int(away[0].headers["retry-after"]) >= 1
    assert answers[-1].status_code == 200
