"""What `bench chat` is compared with: picows alone, writing frames of a size at a rate to all."""

import asyncio
import sys
import time
from typing import Any

import msgspec
import uvloop
from picows import (
    WSListener,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,  # pyright: ignore[reportUnknownVariableType]
)

from vitrina.live.hub import text_frame

BACKLOG = 4_096


class Everybody:
    """Who is there."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.transports: set[Any] = set()

    def listener(self, request: WSUpgradeRequest) -> WSListener:
        """Let somebody in."""
        del request
        return Connection(self)


class Connection(WSListener):
    """One socket."""

    def __init__(self, everybody: Everybody) -> None:
        """Start before the connection is there."""
        super().__init__()
        self._everybody = everybody
        self._raw: Any = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Let her be written to."""
        self._raw = transport.underlying_transport
        self._everybody.transports.add(self._raw)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Let her go."""
        del transport
        self._everybody.transports.discard(self._raw)


def main() -> None:
    """Serve until ended. The order: port, bytes of a frame's text, frames a second, seconds."""
    port, frame_bytes, rate, seconds = msgspec.json.decode(sys.argv[1], type=tuple[int, int, float, float])
    uvloop.run(_serve(port, frame_bytes, rate, seconds))


async def _serve(port: int, frame_bytes: int, rate: float, seconds: float) -> None:
    everybody = Everybody()
    server = await ws_create_server(everybody.listener, "127.0.0.1", port, backlog=BACKLOG)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    count = int(rate * seconds)
    for number in range(1, count + 1):
        await asyncio.sleep(max(0.0, began_at + number / rate - loop.time()))
        text = b'{"seq":%d,"kind":"chat","body":{"text":"t=%d ' % (number, time.monotonic_ns())
        frame = text_frame(text.ljust(frame_bytes - 3, b".") + b'"}}')
        for each in everybody.transports:
            each.write(frame)
    print(count, flush=True)
    await server.serve_forever()
