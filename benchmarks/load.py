"""A load generator: raw HTTP/1.1 over kept connections on uvloop, one request in flight on each.

It only finds the end of each answer, so that it costs a fraction of the server; its own CPU is measured,
because a load generator that is busy all the time measures itself.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

from msgspec import Struct

Ask = Callable[[str], Awaitable[bytes]]
END_OF_HEADERS = b"\r\n\r\n"
CONTENT_LENGTH = b"content-length: "


class Measured(Struct, frozen=True, kw_only=True):
    """What one run measured. client_cpu: share of one core that the load generator took."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    count: int
    statuses: dict[int, int]
    client_cpu: float


def get(target: str, *headers: str) -> bytes:
    """Write a GET request."""
    lines = [f"GET {target} HTTP/1.1", "host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode()


async def run(port: int, next_request: Callable[[], bytes], *, connections: int, seconds: float) -> Measured:
    """Ask as fast as the server answers, on so many connections, for so long."""
    loop = asyncio.get_running_loop()
    visitors = [Visitor(next_request) for _ in range(connections)]
    for visitor in visitors:
        await loop.create_connection(lambda visitor=visitor: visitor, "127.0.0.1", port)
    began_at, cpu_before = time.perf_counter(), time.process_time()
    for visitor in visitors:
        visitor.begin(until=began_at + seconds)
    await asyncio.gather(*[visitor.done for visitor in visitors])
    lasted_s = time.perf_counter() - began_at
    return _summed(visitors, lasted_s, time.process_time() - cpu_before)


@asynccontextmanager
async def asking(port: int) -> AsyncGenerator[Ask, None]:
    """Lend a function that gets a target over one kept connection and answers the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def ask(target: str) -> bytes:
        writer.write(get(target))
        headers = await reader.readuntil(END_OF_HEADERS)
        return await reader.readexactly(_content_length(headers))

    try:
        yield ask
    finally:
        writer.close()


class Visitor(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, next_request: Callable[[], bytes]) -> None:
        self._next_request = next_request
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._expected = 0
        self._asked_at = 0.0
        self._until = 0.0
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def begin(self, *, until: float) -> None:
        self._until = until
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._expected:
            end = self._received.find(END_OF_HEADERS)
            if end < 0:
                return
            self._expected = end + len(END_OF_HEADERS) + _content_length(self._received[:end])
        if len(self._received) < self._expected:
            return
        now = time.perf_counter()
        self.latencies.append(now - self._asked_at)
        self.statuses[int(self._received[9:12])] += 1
        self._received = b""
        self._expected = 0
        if now < self._until:
            self._ask()
        else:
            self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server hung up"))

    def _ask(self) -> None:
        assert self._transport
        self._asked_at = time.perf_counter()
        self._transport.write(self._next_request())

    def _end(self) -> None:
        assert self._transport
        self.done.set_result(None)
        self._transport.close()


def _content_length(headers: bytes) -> int:
    at = headers.lower().find(CONTENT_LENGTH)
    if at < 0:
        return 0
    start = at + len(CONTENT_LENGTH)
    end = headers.find(b"\r\n", start)
    return int(headers[start : end if end >= 0 else None])


def _summed(visitors: Sequence[Visitor], lasted_s: float, cpu_s: float) -> Measured:
    latencies = sorted(latency for visitor in visitors for latency in visitor.latencies)
    statuses: Counter[int] = Counter()
    for visitor in visitors:
        statuses.update(visitor.statuses)
    return Measured(
        requests_per_s=len(latencies) / lasted_s,
        p50_ms=1_000 * latencies[len(latencies) // 2],
        p99_ms=1_000 * latencies[len(latencies) * 99 // 100],
        count=len(latencies),
        statuses=dict(statuses),
        client_cpu=cpu_s / lasted_s,
    )
