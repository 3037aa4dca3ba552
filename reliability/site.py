"""An instance as an operator runs it, under its own supervisor, in a place where everything may be killed.

PostgreSQL is durable; web and worker reach it through a wire that can be cut. Only the growing pause of the
supervisor before a part that keeps dying is left out: here each dies because it is killed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from benchmarks import place
from msgspec import Struct

from reliability import disk
from reliability.disk import Disk
from reliability.proxy import Wire
from vitrina.cli import start
from vitrina.cli.supervisor import Supervisor
from vitrina.kit.config import Settings
from vitrina.kit.postgres import ROLE, SOCKET_NAME, Postgres
from vitrina.kit.process import PROC, Launch

WEB_WORKERS = 2
RATE_LIMIT_PER_MINUTE = 100_000_000
PARTS = {"web", "worker"}


class Site(Struct, frozen=True, kw_only=True):
    """Where an instance is. url: of its database, past the wire. disk: under it, where one can be made."""

    folder: Path
    url: str
    settings: Settings
    postgres: Postgres
    wire: "subprocess.Popen[bytes]"
    disk: Disk | None

    def become(self, wire: Wire) -> None:
        """Change the wire to the database."""
        assert self.wire.stdin
        self.wire.stdin.write(f"{wire}\n".encode())
        self.wire.stdin.flush()

    def run(self, every_turn: Callable[[Supervisor], None]) -> None:
        """Keep web and worker running; every_turn is called ten times a second, until it raises Finished."""
        supervisor = Supervisor(
            [part for part in start.parts_of(self.settings) if part.name in PARTS],
            launch=Launch(
                death_signal=signal.SIGKILL,
                environ=start.environ_of_parts(self.settings),
                folder=Path.cwd(),
            ),
            logs=self.folder / "logs",
            database=self.postgres,
        )

        def turn() -> None:
            for running in supervisor.parts:
                running.start_after = 0.0
            every_turn(supervisor)

        try:
            supervisor.run(on_ready=lambda: None, every_turn=turn)
        except Finished:
            return


class Finished(Exception):
    """Enough was seen."""


@contextmanager
def open_site(prepare: Callable[[str], None]) -> Generator[Site]:
    """Start the database of a site and its wire. prepare: gets the URL of the empty database."""
    with TemporaryDirectory(prefix="vitrina-lab-") as name, ExitStack() as undo:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir()
        mounted = undo.enter_context(disk.mounted(data))
        postgres = Postgres(data)
        undo.callback(postgres.stop)
        postgres.start()
        prepare(postgres.url())
        db_port, port = place.free_port(), place.free_port()
        wire = undo.enter_context(_wire(db_port, str(postgres.socket_folder / SOCKET_NAME)))
        yield Site(
            folder=folder,
            url=postgres.url(),
            settings=_settings(folder, port=port, db_port=db_port),
            postgres=postgres,
            wire=wire,
            disk=mounted,
        )


def _settings(folder: Path, *, port: int, db_port: int) -> Settings:
    return Settings(
        database_url=f"postgresql://{ROLE}@127.0.0.1:{db_port}/vitrina",
        base_url=f"http://localhost:{port}",
        port=port,
        rtmp_port=0,
        web_workers=WEB_WORKERS,
        data_dir=folder,
        secret_key=uuid4().hex + uuid4().hex,
        rate_limit_per_minute=RATE_LIMIT_PER_MINUTE,
        log_level="ERROR",
        is_demo=True,
    )


@contextmanager
def _wire(port: int, target: str) -> Generator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "reliability.proxy", "--port", str(port), "--target", target]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        _wait_for(port)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the wire to the database does not answer")


def children_of(pid: int) -> list[int]:
    """Process ids of the living children of a process, oldest first."""
    try:
        text = (PROC / str(pid) / "task" / str(pid) / "children").read_text()
    except OSError:
        return []
    return [int(each) for each in text.split()]


def kill(pid: int) -> None:
    """End a process as a power cut does; one that is gone is no error."""
    assert pid > 0, "0 is ourselves"
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
