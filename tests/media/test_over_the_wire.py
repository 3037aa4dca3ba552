"""A real client (tuspy) against a real server: pieces, a broken connection, a killed server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.people import CARLA, sign_in
from vitrina.kit.config import Settings, to_environ
from vitrina.kit.db import Pool

START_S = 30.0


class Server:
    """The web process on a port of its own, which may be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._environ = to_environ(settings) | {"VITRINA_PORT": str(self.port), "PATH": os.environ["PATH"]}
        self._log = (settings.data_dir / "web.log").open("wb")
        self.process = self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vitrina.cli.web"],
            env=self._environ,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_S
        while not self.answers():
            assert time.monotonic() < deadline, Path(self._log.name).read_text()
            time.sleep(0.1)
        return self.process

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=1).is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    running = Server(settings)
    yield running
    running.kill()


@pytest.fixture
async def tus(pool: Pool, server: Server) -> Any:
    return TusClient(f"{server.url}/api/v1/uploads", headers=await sign_in(pool, CARLA))


@pytest.fixture
def phone_video(tmp_path: Path) -> Path:
    path = tmp_path / "niña.mp4"
    path.write_bytes(os.urandom(5_000_001))
    return path


def content(path: Path) -> bytes:
    return path.read_bytes()


def spooled(settings: Settings, url: str) -> bytes:
    return (settings.data_dir / "uploads" / f"{url.rsplit('/', 1)[-1]}.part").read_bytes()


async def test_tuspy_uploads_in_pieces(tus: Any, phone_video: Path, settings: Settings) -> None:
    uploader = tus.uploader(
        str(phone_video),
        chunk_size=1_000_000,
        metadata={"filename": phone_video.name, "filetype": "video/mp4"},
    )

    uploader.upload()

    assert uploader.url
    assert uploader.offset == 5_000_001
    assert spooled(settings, uploader.url) == content(phone_video)


async def test_tuspy_uploads_in_one_piece(tus: Any, phone_video: Path, settings: Settings) -> None:
    uploader = tus.uploader(str(phone_video))

    uploader.upload()

    assert uploader.url
    assert spooled(settings, uploader.url) == content(phone_video)


async def test_an_upload_survives_kill_9_of_the_server(
    tus: Any, server: Server, phone_video: Path, settings: Settings
) -> None:
    uploader = tus.uploader(str(phone_video), chunk_size=1_000_000)
    uploader.upload(stop_at=2_000_000)
    server.kill()
    with pytest.raises(TusCommunicationError):
        uploader.upload_chunk()
    server.start()

    again = tus.uploader(str(phone_video), url=uploader.url, chunk_size=1_000_000)
    assert again.offset >= 2_000_000
    again.upload()

    assert again.url
    assert spooled(settings, again.url) == content(phone_video)


async def test_what_came_over_a_broken_connection_is_kept(
    tus: Any, server: Server, phone_video: Path, settings: Settings
) -> None:
    uploader = tus.uploader(str(phone_video))
    uploader.url = uploader.create_url()
    assert uploader.url
    path = uploader.url.removeprefix(server.url)
    body = content(phone_video)
    lines = [
        f"PATCH {path} HTTP/1.1",
        "Host: x",
        f"Authorization: {tus.headers['authorization']}",
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {len(body)}",
        "\r\n",
    ]

    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall("\r\n".join(lines).encode() + body[:3_000_000])
        wait_for_bytes(settings, uploader.url, 2_000_000)
    again = resumed(tus, phone_video, uploader.url)
    again.upload()

    assert again.url
    assert spooled(settings, again.url) == body


def wait_for_bytes(settings: Settings, url: str, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(spooled(settings, url)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def resumed(tus: Any, path: Path, url: str) -> Any:
    """Continue as soon as the server has noticed that the first connection is gone."""
    deadline = time.monotonic() + 10
    while True:
        uploader = tus.uploader(str(path), url=url, chunk_size=500_000)
        try:
            uploader.upload_chunk()
        except TusCommunicationError as e:
            assert "409" in str(e) or "423" in str(e), e
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return uploader
