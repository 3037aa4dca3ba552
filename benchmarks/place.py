"""Where a bench runs: a fresh database, and the web process of the product on it."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from vitrina.kit.config import Settings, to_environ
from vitrina.kit.migrate import migrate
from vitrina.kit.postgres import Postgres

# Below what systems give away for outgoing connections: what is free stays so until its server begins.
PORTS = range(10_000, 20_000)
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0
RATE_LIMIT_PER_MINUTE = 100_000_000  # One machine plays a crowd.
SETTING = "VITRINA_TEST_DATABASE_URL"


@contextmanager
def database() -> Generator[str, None, None]:
    """URL of a migrated database of one's own, on the server that tests use or on an embedded one."""
    with server() as server_url:
        name = f"bench_{uuid4().hex}"
        with psycopg.connect(server_url, autocommit=True) as db:
            db.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        url = make_conninfo(server_url, dbname=name)
        try:
            asyncio.run(migrate(url))
            yield url
        finally:
            with psycopg.connect(server_url, autocommit=True) as db:
                db.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def web(database_url: str, *, workers: int = 1) -> Generator[int, None, None]:
    """Port of a running web server with so many processes."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=database_url,
            base_url=f"http://localhost:{port}",
            port=port,
            web_workers=workers,
            data_dir=Path(folder),
            secret_key=uuid4().hex + uuid4().hex,
            rate_limit_per_minute=RATE_LIMIT_PER_MINUTE,
            log_level="WARNING",
            is_demo=True,
        )
        environ = {name: text for name, text in os.environ.items() if name != SETTING} | to_environ(settings)
        process = subprocess.Popen(
            [sys.executable, "-m", "vitrina.cli.web"], env=environ, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def template(server_url: str, name: str) -> str:
    """URL of a migrated database of that name, made anew, to be copied from."""
    with psycopg.connect(server_url, autocommit=True) as db:
        db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        db.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = make_conninfo(server_url, dbname=name)
    asyncio.run(migrate(url))
    return url


@contextmanager
def server(*, is_durable: bool = True) -> Generator[str, None, None]:
    """URL of the server that tests use, or of an embedded one.

    is_durable: False where nobody times a commit and the server itself is never killed.
    """
    if given := os.environ.get(SETTING):
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # Else root's unprivileged server would keep its data elsewhere, for ever.
        server = Postgres(Path(folder), is_durable=is_durable)
        server.start()
        try:
            yield server.url("postgres")
        finally:
            server.stop()


def free_port(*, neighbours: int = 0) -> int:
    """Port that nobody listens on now, nor on so many after it."""
    while True:
        port = random.choice(PORTS)
        with ExitStack() as held, suppress(OSError):  # One of them is taken.
            for each in range(neighbours + 1):
                held.enter_context(socket.create_server(("127.0.0.1", port + each)))
            return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the web process ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit("the web process does not answer")
