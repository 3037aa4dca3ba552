"""The rooms' sockets: viewers connect to /rooms/ROOM?after=SEQ&session=ID and get its lines from there on.

Nobody signs in here: they carry public things, or in a show with an age limit what a key opens that the API
tells adults (`&key=`). What people say and do comes in over the API.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,  # pyright: ignore[reportUnknownVariableType]
)

from vitrina.kit import clock, tls
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ending import end
from vitrina.kit.ids import new_id
from vitrina.kit.ticker import Ticker, read_clock_offset
from vitrina.live import service
from vitrina.live.broadcast.ports import Rooms, Stage
from vitrina.live.hub import Viewer
from vitrina.live.model import RoomId
from vitrina.live.plane import TICK_S, Plane

CONNECTIONS_MAX = 20_000
# Mobile networks put many people behind one address.
CONNECTIONS_PER_ADDRESS_MAX = 500
MESSAGE_BYTES_MAX = 64
SESSION_LENGTH_MAX = 40
SEQ_MAX = 2**53
HANDSHAKE_S = 5
BACKLOG = 4_096
POOL_SIZE = 6
PATH = "/rooms/"

log = logging.getLogger(__name__)


class Asked:
    """What a connection asks for. Raises ValueError for what is no room."""

    __slots__ = ("after", "is_host", "key", "room_id", "session")

    def __init__(self, target: str) -> None:
        """target: path and query of the request."""
        url = urlsplit(target)
        if not url.path.startswith(PATH):
            raise ValueError(target)
        self.room_id = RoomId(UUID(url.path.removeprefix(PATH)))
        query = parse_qs(url.query, max_num_fields=5)
        self.after = min(max(int(query.get("after", ["0"])[0]), 0), SEQ_MAX)
        self.session = query.get("session", [""])[0][:SESSION_LENGTH_MAX] or new_id().hex
        self.key = query.get("key", [""])[0]
        # Not believed for anything that matters: a host is not counted, and hears how her broadcast does.
        self.is_host = query.get("as", [""])[0] == "host"


class Gate:
    """Who may connect: pages of this instance and programs, so many in all and from one address."""

    def __init__(self, settings: Settings) -> None:
        """Start with nobody."""
        self._origin = settings.base_url
        self._is_behind_proxy = settings.is_behind_proxy
        self._is_demo = settings.is_demo
        self.addresses: Counter[str] = Counter()
        self.count = 0

    def refuses(self, origin: str, host: str) -> bool:
        """Tell whether a page of another site, or one too many, wants to connect. Programs send no origin."""
        if self.count >= CONNECTIONS_MAX:
            return True
        if not origin or origin == self._origin:
            return False
        # A demo is opened by any name of its machine: the page's host is then the socket's host.
        return not (self._is_demo and urlsplit(origin).hostname == urlsplit(f"//{host}").hostname)

    def address_of(self, forwarded: str, peer: str) -> str:
        """Tell the client's address; the last X-Forwarded-For entry only behind a proxy that sets it."""
        if self._is_behind_proxy and forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
        return peer

    def enter(self, address: str) -> bool:
        """Count a connection; False when there are too many from this address."""
        if self.addresses[address] >= CONNECTIONS_PER_ADDRESS_MAX:
            return False
        self.addresses[address] += 1
        self.count += 1
        return True

    def leave(self, address: str) -> None:
        """Count a connection that has ended."""
        self.count -= 1
        self.addresses[address] -= 1
        if not self.addresses[address]:
            del self.addresses[address]


class Connection(WSListener):
    """One viewer's socket."""

    def __init__(self, plane: Plane, gate: Gate, asked: Asked, forwarded: str) -> None:
        """Start before the connection is there."""
        super().__init__()
        self._plane = plane
        self._gate = gate
        self._asked = asked
        self._forwarded = forwarded
        self._address: str | None = None
        self._viewer: Viewer | None = None
        self._joining: asyncio.Task[None] | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Let a viewer in, as soon as her room is found."""
        raw: Any = transport.underlying_transport
        peer = raw.get_extra_info("peername") or ("",)
        address = self._gate.address_of(self._forwarded, str(peer[0]))
        if not self._gate.enter(address):
            transport.disconnect(graceful=False)
            return
        self._address = address
        asked = self._asked
        self._viewer = Viewer(raw, session=asked.session, is_host=asked.is_host, now_s=time.monotonic())
        self._joining = asyncio.create_task(self._join(transport, self._viewer))

    async def _join(self, transport: WSTransport, viewer: Viewer) -> None:
        asked = self._asked
        if not await self._plane.join(asked.room_id, viewer, after=asked.after, key=asked.key):
            transport.disconnect(graceful=False)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a heartbeat or hearts; answer what the protocol asks to be answered."""
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type != WSMsgType.TEXT or not self._hear(frame.get_payload_as_bytes()):
            transport.disconnect(graceful=False)

    def _hear(self, message: bytes) -> bool:
        if self._viewer is None or len(message) > MESSAGE_BYTES_MAX:
            return False
        return self._viewer.hear(message.decode("ascii", "replace"), time.monotonic())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Let her go."""
        del transport
        if self._joining:
            self._joining.cancel()
        if self._viewer:
            self._plane.leave(self._asked.room_id, self._viewer)
        if self._address is not None:
            self._gate.leave(self._address)


def _listener(plane: Plane, gate: Gate, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
    headers = request.headers
    if gate.refuses(headers.get("origin", ""), headers.get("host", "")):
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(403), None)
    try:
        asked = Asked(request.path.decode("ascii"))
    except ValueError:
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(404), None)
    connection = Connection(plane, gate, asked, headers.get("x-forwarded-for", ""))
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(), connection)


@asynccontextmanager
async def open_rooms(settings: Settings, stage: Stage) -> AsyncGenerator[Rooms]:
    """Open the rooms of the live process: their sockets at P+2, and what answers the broadcast."""
    async with Pool(settings.database_url, size_max=POOL_SIZE) as pool, Ticker() as ticker:
        await read_clock_offset(pool)
        ticker.every(1.0 if settings.is_demo else 60.0, read_clock_offset, pool)
        async with pool.transaction() as db:
            await service.lose_all_pictures(db, now=clock.now())
        plane = Plane(pool, stage, secret_key=settings.secret_key)
        ticker.every(TICK_S, plane.tick)
        followers = [
            asyncio.create_task(plane.listen(settings.database_url)),
            asyncio.create_task(plane.pump()),
        ]
        gate = Gate(settings)
        logging.getLogger("picows").setLevel(logging.WARNING)
        server = await ws_create_server(
            lambda request: _listener(plane, gate, request),
            settings.host,
            settings.socket_port,
            websocket_handshake_timeout=HANDSHAKE_S,
            max_frame_size=MESSAGE_BYTES_MAX * 4,
            backlog=BACKLOG,
            ssl=tls.listening(settings),
        )
        try:
            yield plane
        finally:
            server.close()
            await end(*followers)
