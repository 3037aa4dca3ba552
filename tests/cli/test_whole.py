"""A whole instance in processes of its own: it answers, it survives, it stops, and it leaves nothing."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from tests.ports import free_port

from vitrina.cli.start import Ready
from vitrina.kit.process import find_processes, is_in_use, wait_until

pytestmark = [pytest.mark.db, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 30


def environ() -> dict[str, str]:
    """The environment without settings of whoever runs the tests; quiet, and the API alone will do."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("VITRINA_")}
    kept.pop("DATABASE_URL", None)
    return kept | {"VITRINA_SKIP_WEB": "1", "VITRINA_LOG_LEVEL": "ERROR"}


@contextmanager
def started(folder: Path, *words: str) -> Generator[tuple[subprocess.Popen[bytes], Ready]]:
    """Start an instance and wait for its ready file; kills what a failed test left."""
    ready_file = folder / "ready.json"
    command = [sys.executable, "-m", "vitrina.cli", *words, "--data", str(folder / "data")]
    ports = ["--port", str(free_port(count=3)), "--rtmp-port", str(free_port())]
    log = folder / "console.log"
    with log.open("wb") as console:
        process = subprocess.Popen(
            [*command, *ports, "--ready-file", str(ready_file)],
            env=environ(),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
    try:
        happened = wait_until(
            lambda: ready_file.exists() or process.poll() is not None, timeout_s=START_TIMEOUT_S
        )
        assert happened, log.read_text()
        assert ready_file.exists(), log.read_text()
        yield process, msgspec.json.decode(ready_file.read_bytes(), type=Ready)
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    """List the processes that a process started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid: int) -> list[int]:
    return [each for child in children(pid) for each in (child, *descendants(child))]


def answers(ready: Ready) -> bool:
    try:
        pages = [f"{ready.base_url}/readyz", f"{ready.live_url}/readyz"]
        return all(httpx.get(page).status_code == 200 for page in pages)
    except httpx.TransportError:
        return False


def is_rtmp(url: str) -> bool:
    """Say whether RTMP's handshake is answered there."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        connection.sendall(b"\3" + bytes(1536))
        return connection.recv(1) == b"\3"


def test_an_instance_answers_survives_kills_and_stops_without_a_trace(open_folder: Path):
    with started(open_folder, "up") as (process, ready):
        assert answers(ready)
        assert ready.api_url == f"{ready.base_url}/api/v1"
        assert is_rtmp(ready.rtmp_url)

        second = subprocess.run(
            [sys.executable, "-m", "vitrina.cli", "up", "--data", str(open_folder / "data")],
            env=environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"Vitrina already runs on {open_folder / 'data'} (process {process.pid}" in second.stderr

        for victim in reversed(children(process.pid)):  # The database last: worker ends without it.
            os.kill(victim, signal.SIGKILL)
            assert wait_until(lambda: answers(ready), timeout_s=START_TIMEOUT_S)

        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_TIMEOUT_S) == 0

    assert not any(map(is_in_use, family))
    assert not (open_folder / "ready.json").exists()


def test_after_kill_9_of_the_supervisor_nothing_stays_and_the_next_start_works(open_folder: Path):
    with started(open_folder, "up") as (process, ready):
        family = descendants(process.pid)
        process.kill()
        process.wait()

        assert wait_until(lambda: not any(map(is_in_use, family)), timeout_s=STOP_TIMEOUT_S)
        assert not answers(ready)
    (open_folder / "ready.json").unlink()

    with started(open_folder, "up") as (process, ready):
        assert answers(ready)
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_TIMEOUT_S) == 0

    assert not find_processes("postgres", open_folder / "data" / "pg18")
