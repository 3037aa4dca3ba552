"""A live process for benches: the real one, in processes of its own, with rooms that let everybody in."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import imageio_ffmpeg
from granian.constants import Interfaces, Loops
from granian.server import Server
from msgspec import Struct

from benchmarks import place
from vitrina.kit.config import Settings, load_settings, to_environ
from vitrina.kit.process import die_with_parent
from vitrina.live.broadcast.ports import Nobody, RoomGrant, Stage, split_stream_key
from vitrina.live.process import LiveProcess

START_S = 30.0
STOP_S = 15.0
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


class Running(Struct, frozen=True, kw_only=True):
    """A live process that answers."""

    pid: int
    settings: Settings

    def playlist_url(self, room_id: str) -> str:
        """Where a room's film is."""
        return f"{self.settings.live_url}/live/{room_id}/index.m3u8"

    def rtmp_url(self, room_id: str) -> str:
        """Where a publisher sends it."""
        return f"{self.settings.rtmp_url}/live_{room_id}_bench"


class Everybody(Nobody):
    """Rooms that let everybody in."""

    async def authorize(self, credential: str) -> RoomGrant | None:
        """Read the room from the key and believe it."""
        parted = split_stream_key(credential)
        return RoomGrant(room_id=parted[0]) if parted else None


@asynccontextmanager
async def open_everybody(_settings: Settings, _stage: Stage) -> AsyncGenerator[Everybody]:
    """Open them."""
    yield Everybody()


def serve() -> None:
    """Serve, as the `live` part of an instance does."""
    settings = load_settings()
    server = Server(
        "vitrina.live.process:LiveProcess",
        address=settings.host,
        port=settings.live_port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.uvloop,
        backlog=4096,
    )
    server.serve(target_loader=_load, wrap_loader=False)


def _load() -> LiveProcess:
    die_with_parent(signal.SIGKILL, parent_pid=os.getppid())
    return LiveProcess(load_settings(), open_rooms=open_everybody)


@contextmanager
def running(folder: Path, *, again: Running | None = None) -> Generator[Running]:
    """Start a live process and wait until it answers; stop it. again: the one whose place it takes."""
    settings = again.settings if again else _settings(folder)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("VITRINA_")}
    process = subprocess.Popen(
        [sys.executable, "-c", "from benchmarks.live_stage import serve; serve()"],
        env=kept | to_environ(settings),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{settings.live_url}/readyz")
        yield Running(pid=process.pid, settings=settings)
    finally:
        process.terminate()
        process.wait(STOP_S)


@contextmanager
def programs(commands: Sequence[Sequence[str]]) -> Generator[list[subprocess.Popen[bytes]]]:
    """Run programs side by side; end them."""
    started = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for command in commands]
    try:
        yield started
    finally:
        for each in started:
            each.kill()
            each.wait()


def _settings(folder: Path) -> Settings:
    port, rtmp_port = place.free_port(neighbours=1), place.free_port()
    return Settings(
        data_dir=folder,
        port=port,
        rtmp_port=rtmp_port,
        base_url=f"http://127.0.0.1:{port}",
        is_development=True,
    )


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")
