"""The live process: films from memory, the ways to publish, and the rooms' sockets, under one loop.

The composition root. The room plane joins through one function, `open_rooms` of `vitrina.live.sockets`, where
that module exists:

    @asynccontextmanager
    async def open_rooms(settings: Settings, stage: Stage) -> AsyncGenerator[Rooms]: ...

It opens its pool and its sockets (port P+2), yields what answers the broadcast, and closes on the way out.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from importlib import import_module
from importlib.util import find_spec

from vitrina.kit.config import Settings
from vitrina.live.broadcast.app import LiveApp, Scope
from vitrina.live.broadcast.ingest import Receive, Send
from vitrina.live.broadcast.origin import Origin, Policy
from vitrina.live.broadcast.ports import Nobody, Rooms, Stage
from vitrina.live.broadcast.recording import Bounds
from vitrina.live.broadcast.rtmp.server import RtmpServer

ROOM_PLANE = "vitrina.live.sockets"
RECORDING_S_MAX = 4 * 3600.0

OpenRooms = Callable[[Settings, Stage], AbstractAsyncContextManager[Rooms]]


def find_room_plane() -> OpenRooms | None:
    """Find how rooms are opened; None in a process without them, where nobody may publish."""
    return import_module(ROOM_PLANE).open_rooms if find_spec(ROOM_PLANE) else None


class LiveProcess:
    """The ASGI application of the live process: its lifespan starts and stops everything else."""

    def __init__(self, settings: Settings, *, open_rooms: OpenRooms | None) -> None:
        """Describe it; nothing listens yet."""
        self._settings = settings
        self._open_rooms = open_rooms
        self.origin = Origin(Nobody(), data_dir=settings.data_dir, policy=_policy(settings))
        self.rtmp = RtmpServer(self.origin)
        self._app = LiveApp(
            self.origin,
            web_origin="*" if settings.is_development else settings.base_url,
            is_behind_proxy=settings.is_behind_proxy,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, a socket, or the whole life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def open(self, stack: AsyncExitStack) -> None:
        """Start everything; the stack stops it. Raises OSError when a port is taken."""
        if self._open_rooms:
            rooms = self._open_rooms(self._settings, self.origin)
            self.origin.rooms = await stack.enter_async_context(rooms)
        await self.origin.start()
        stack.push_async_callback(self.origin.stop)
        if self._settings.rtmp_port:
            stack.push_async_callback(self.rtmp.stop)
            await self.rtmp.start(self._settings.host, self._settings.rtmp_port)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            try:
                await self.open(stack)
            except Exception as e:
                # Whatever failed: the server must end, and not go on with half of this.
                await send({"type": "lifespan.startup.failed", "message": str(e)})
                raise
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _policy(settings: Settings) -> Policy:
    return Policy(
        rooms_max=settings.live_rooms_max,
        bitrate_max_bps=settings.live_bitrate_max_bps,
        recording=Bounds(size_max_bytes=settings.live_recording_max_bytes, duration_max_s=RECORDING_S_MAX),
    )
