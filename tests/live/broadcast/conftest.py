"""A live process in the test's own loop, with rooms that know a few keys and remember what they heard."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server

from tests.ports import free_port
from vitrina.kit.config import Settings
from vitrina.live.broadcast.origin import Policy
from vitrina.live.broadcast.ports import (
    Film,
    Health,
    NoGrant,
    Recording,
    RoomGrant,
    Stage,
    split_stream_key,
)
from vitrina.live.process import LiveProcess

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
DEADLINE_S = 40.0
SECRET = "geheim"


class HearingRooms:
    """The room plane of these tests: one secret opens every room, and everything heard is kept."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, Any]] = []
        self.grants: dict[str, RoomGrant | NoGrant] = {}

    async def authorize(self, credential: str) -> RoomGrant | NoGrant | None:
        parted = split_stream_key(credential)
        if parted is None or parted[1] != SECRET:
            return None
        return self.grants.get(parted[0], RoomGrant(room_id=parted[0]))

    async def on_air(self, room_id: str, film: Film) -> None:
        self.heard.append(("on_air", room_id, film))

    async def off_air(self, room_id: str, recording: Recording | None) -> None:
        self.heard.append(("off_air", room_id, recording))

    async def health(self, room_id: str, health: Health) -> None:
        self.heard.append(("health", room_id, health))

    async def waiting(self, room_id: str) -> None:
        self.heard.append(("waiting", room_id, None))

    async def refused(self, room_id: str, code: str) -> None:
        self.heard.append(("refused", room_id, code))

    def of(self, kind: str, room_id: str) -> list[Any]:
        """What was heard of one kind about one room."""
        return [what for heard, room, what in self.heard if (heard, room) == (kind, room_id)]

    async def until(self, kind: str, room_id: str, count: int = 1) -> Any:
        """Wait until something was heard so often; returns the last of it."""
        await eventually(lambda: len(self.of(kind, room_id)) >= count)
        return self.of(kind, room_id)[-1]


class Live:
    """A running live process."""

    def __init__(self, process: LiveProcess, rooms: HearingRooms, *, port: int, data_dir: Path) -> None:
        self.process = process
        self.rooms = rooms
        self.origin = process.origin
        self.url = f"http://127.0.0.1:{port}"
        self.socket_url = f"ws://127.0.0.1:{port}/live/publish"
        self.rtmp_port = 0
        self.data_dir = data_dir

    def playlist_url(self, room_id: str, *, name: str = "index") -> str:
        """Where the room's film is."""
        return f"{self.url}/live/{room_id}/{name}.m3u8"

    def rtmp_url(self, room_id: str, secret: str = SECRET) -> str:
        """Where a publisher's program sends its film, key and all."""
        return f"rtmp://127.0.0.1:{self.rtmp_port}/live/live_{room_id}_{secret}"


StartLive = Callable[..., Awaitable[Live]]


async def eventually(happened: Callable[[], object], *, timeout_s: float = DEADLINE_S) -> None:
    """Poll until something is true."""
    async with asyncio.timeout(timeout_s):
        while not happened():  # noqa: ASYNC110 - what is waited for tells nobody that it happens.
            await asyncio.sleep(0.02)


@pytest.fixture
async def start_live(tmp_path: Path) -> AsyncIterator[StartLive]:
    """Starts live processes, with another policy when one is given; stops them."""
    running: list[tuple[Server, asyncio.Task[None]]] = []

    async def start(policy: Policy | None = None) -> Live:
        rooms = HearingRooms()

        @asynccontextmanager
        async def open_rooms(_settings: Settings, _stage: Stage) -> AsyncGenerator[HearingRooms]:
            yield rooms

        port, rtmp_port = free_port(), free_port()
        settings = Settings(
            data_dir=tmp_path, port=port - 1, rtmp_port=rtmp_port, base_url=f"http://localhost:{port - 1}"
        )
        process = LiveProcess(settings, open_rooms=open_rooms)
        if policy:
            process.origin.policy = policy
        server = Server(process, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
        running.append((server, asyncio.create_task(server.serve())))
        live = Live(process, rooms, port=port, data_dir=tmp_path)
        live.rtmp_port = rtmp_port
        async with httpx.AsyncClient() as client:
            await until_answers(client, live.url + "/readyz")
        return live

    yield start
    for server, task in running:
        server.stop()
        await asyncio.wait_for(task, DEADLINE_S)


@pytest.fixture
async def live(start_live: StartLive) -> Live:
    """A live process as it runs in production."""
    return await start_live()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A viewer's HTTP client."""
    async with httpx.AsyncClient(timeout=DEADLINE_S) as client:
        yield client


async def until_answers(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """Ask until the answer is 200."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                answer = await client.get(url)
            except httpx.TransportError:
                answer = None
            if answer and answer.status_code == 200:
                return answer
            await asyncio.sleep(0.05)


class Program:
    """A publisher's program: ffmpeg in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def end(self) -> str:
        """Wait for its end; returns what it complained about."""
        _, complaints = await asyncio.wait_for(self.process.communicate(), DEADLINE_S)
        return complaints.decode(errors="replace")


Publish = Callable[..., Awaitable[Program]]


@pytest.fixture
async def publish() -> AsyncIterator[Publish]:
    """Starts ffmpeg as a publisher of a moving test picture and a tone; kills what is left."""
    programs: list[Program] = []

    async def start(
        url: str, *more: str, codec: Sequence[str] = X264, seconds: float = 60, rate: int = 30
    ) -> Program:
        command = [
            *(FFMPEG, "-hide_banner", "-loglevel", "error", "-re"),
            *("-f", "lavfi", "-i", f"testsrc=size=320x180:rate={rate}"),
            *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"),
            *("-t", str(seconds), "-pix_fmt", "yuv420p"),
            *codec,
            *(("-g", str(rate), "-keyint_min", str(rate)) if codec == X264 else ()),
            *("-c:a", "aac", *more, "-f", "flv", url),
        ]
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        programs.append(Program(process))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.returncode is None:
            program.process.kill()
            await program.process.wait()


X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-sc_threshold", "0")
