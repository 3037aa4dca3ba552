"""One PostgreSQL per run, one migrated template; a rolled-back transaction or a fresh database per test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from litestar import Litestar
from litestar.testing import AsyncTestClient
from psycopg import sql

from tests.apps import Apps
from tests.databases import Reused, copy_of, with_database
from vitrina.kit.config import Settings
from vitrina.kit.db import APP_ROLE, Db, Pool
from vitrina.kit.migrate import migrate, scripts
from vitrina.kit.postgres import Postgres

TEMPLATE = "vitrina_template"
ID_LENGTH_MAX = 80

# How fast a machine invents numbers says nothing about the code: a busy one is no failure.
hypothesis_settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

SERVER_SETTING = "VITRINA_TEST_DATABASE_URL"
_shared = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for all xdist workers, in the process that outlives them."""
    is_controller = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if is_controller and SERVER_SETTING not in os.environ:
        os.environ[SERVER_SETTING] = _shared.enter_context(embedded_server())


def pytest_unconfigure() -> None:
    """Stop it again."""
    _shared.close()


@contextmanager
def embedded_server() -> Generator[str]:
    """Run an embedded PostgreSQL in a folder of its own, which root's unprivileged server may enter."""
    folder = Path(tempfile.mkdtemp(prefix="vitrina-tests-"))
    folder.chmod(0o755)
    server = Postgres(folder, is_durable=False)
    try:
        server.start()
        yield server.url("postgres")
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """URL of a running PostgreSQL: the embedded one unless VITRINA_TEST_DATABASE_URL names another."""
    if given := os.environ.get(SERVER_SETTING):
        yield given
        return
    with embedded_server() as url:
        yield url


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """Name of a migrated database that others are copied from; made once per set of migrations."""
    import hashlib

    name = f"{TEMPLATE}_{hashlib.sha256(repr(scripts()).encode()).hexdigest()[:12]}"
    with psycopg.connect(server_url, autocommit=True) as db:
        db.execute("select pg_advisory_lock(7)")
        found = db.execute(
            "select 1 from pg_database where datname = %s and datistemplate", (name,)
        ).fetchone()
        if not found:
            db.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
            db.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            asyncio.run(migrate(with_database(server_url, name)))
            db.execute(sql.SQL("alter database {} is_template true").format(sql.Identifier(name)))
    return name


@pytest.fixture(scope="session")
def shared_url(server_url: str, template: str) -> Iterator[str]:
    """URL of one database per worker for tests that roll back."""
    with copy_of(server_url, template) as url:
        yield url


@pytest.fixture
async def db(shared_url: str) -> AsyncIterator[Db]:
    """A transaction as the application's role, rolled back after the test: for functions that take `db`."""
    async with await psycopg.AsyncConnection.connect(shared_url) as connection:
        await connection.execute(f"set role {APP_ROLE}")
        yield connection
        await connection.rollback()


@pytest.fixture(scope="session")
def reused(server_url: str, template: str) -> Iterator[Reused]:
    """The database of this worker for tests that commit."""
    lender = Reused(server_url, template)
    yield lender
    lender.close()


@pytest.fixture
def database_url(reused: Reused) -> Iterator[str]:
    """URL of a database of one's own: for races, several processes, whole requests."""
    with reused.lend() as url:
        yield url


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool on a database of one's own: for functions that take `pool`."""
    async with Pool(database_url) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a demo instance on a database and a folder of one's own."""
    return Settings(database_url=database_url, is_demo=True, secret_key="k" * 40, data_dir=tmp_path)


@pytest.fixture(scope="session")
def routes() -> Litestar:
    """The application of this worker: putting the routes together takes longer than most tests."""
    from vitrina.app import create_app

    return create_app(Settings(secret_key="k" * 40))


@pytest.fixture(scope="session")
def apps() -> Apps:
    """For applications with settings of their own, or several at once."""
    return Apps()


@pytest.fixture
async def client(settings: Settings, routes: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """The whole application, asked over HTTP, as a guest of https://vitrina.localhost."""
    from vitrina.app import state_of

    routes.state = state_of(settings)
    async with AsyncTestClient(routes, base_url="https://vitrina.localhost") as opened:
        yield opened


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case by its length when it is long: megabytes made to hurt are no name of a test."""
    if isinstance(val, str | bytes) and len(repr(val[:ID_LENGTH_MAX])) > ID_LENGTH_MAX:
        return f"{argname} of {len(val)}"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the database, so that `-m "not db"` runs without one."""
    for item in items:
        if "server_url" in getattr(item, "fixturenames", ()):
            item.add_marker("db")
