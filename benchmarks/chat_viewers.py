"""A crowd of viewers for `bench chat`: processes with many sockets, read as cheaply as Python can."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from types import TracebackType
from typing import Self, cast

import msgspec
import uvloop
from msgspec import Struct

# An address may hold 500 sockets; the whole of 127/8 is this machine.
SOCKETS_PER_ADDRESS = 400
CONNECTING = 50
# Delays are taken on one socket of so many: reading a clock and keeping a number costs as much as a frame.
SAMPLED = 20
BEAT_S = 10.0
BEAT = b"\x81\x81\0\0\0\0h"
SETTLE_S = 20.0
SEQ = b'{"seq":'
SAID_AT = b"t="
UPGRADE = (
    "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Heard(Struct, frozen=True, kw_only=True):
    """What the sockets of one process got. first_ns, last_ns: the first line and the last that were timed."""

    count: int
    size_bytes: int
    lost: int
    out_of_order: int
    delays_ms: list[float]
    first_ns: int
    last_ns: int
    cpu_s: float


class Order(Struct, frozen=True, kw_only=True):
    """What one process is to hold. first: the number of its first socket among all."""

    port: int
    path: str
    first: int
    sockets: int


class Crowd:
    """All processes of viewers."""

    def __init__(self, port: int, path: str, *, sockets: int, processes: int) -> None:
        """Describe it."""
        edges = [sockets * i // processes for i in range(processes + 1)]
        self._orders = [
            Order(port=port, path=path, first=begin, sockets=end - begin) for begin, end in pairwise(edges)
        ]
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        """Start them."""
        for order in self._orders:
            code = "from benchmarks.chat_viewers import main; main()"
            command = [sys.executable, "-c", code, msgspec.json.encode(order).decode()]
            self._processes.append(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them."""
        for each in self._processes:
            each.kill()
            each.wait()

    def wait_until_ready(self) -> None:
        """Wait until every socket is open."""
        for each in self._processes:
            if self._line(each) != "ready":
                raise SystemExit("viewers could not connect")

    def stop(self, last_seq: int) -> list[Heard]:
        """Let them hear the line of that number, then tell what they heard."""
        for each in self._processes:
            assert each.stdin
            each.stdin.write(f"{last_seq}\n")
            each.stdin.flush()
        return [msgspec.json.decode(self._line(each), type=Heard) for each in self._processes]

    def _line(self, process: "subprocess.Popen[str]") -> str:
        assert process.stdout
        return process.stdout.readline().strip()


class Viewer(asyncio.Protocol):
    """One socket: counts lines, and looks whether one is missing or came too late."""

    __slots__ = (
        "_is_open",
        "_path",
        "_rest",
        "count",
        "delays_ms",
        "first_ns",
        "last",
        "last_ns",
        "lost",
        "opened",
        "out_of_order",
        "size_bytes",
        "transport",
    )

    def __init__(self, path: str, *, is_sampled: bool) -> None:
        """Start before the connection is there."""
        self.delays_ms: list[float] | None = [] if is_sampled else None
        self.first_ns = self.last_ns = 0
        self.opened = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self.count = self.size_bytes = self.lost = self.out_of_order = self.last = 0
        self._path = path
        self._rest = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(UPGRADE.format(path=self._path).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that there is nothing more."""
        self.transport = None
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        """Read whole frames."""
        if self._rest:
            data = self._rest + data
        if not self._is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._is_open = True
            self.opened.set_result(None)
        at, size = 0, len(data)
        while size - at >= 4:
            length, begin = data[at + 1], at + 2
            if length == 126:
                length, begin = data[at + 2] << 8 | data[at + 3], at + 4
            if size - begin < length:
                break
            if data.startswith(SEQ, begin):
                self._hear(data, begin, length)
            at = begin + length
        self._rest = data[at:]

    def _hear(self, data: bytes, begin: int, length: int) -> None:
        seq = int(data[begin + len(SEQ) : data.index(b",", begin)])
        said = data.find(SAID_AT, begin, begin + length)
        if said < 0:  # What happened before the talk.
            self.last = seq
            return
        self.count += 1
        self.size_bytes += length
        if seq <= self.last:
            self.out_of_order += 1
        else:
            self.lost += seq - self.last - 1
        self.last = max(self.last, seq)
        if self.delays_ms is not None:
            told = int(data[said + len(SAID_AT) : data.index(b" ", said)])
            self.last_ns = time.monotonic_ns()
            self.first_ns = self.first_ns or self.last_ns
            self.delays_ms.append((self.last_ns - told) / 1e6)


def main() -> None:
    """Hold sockets until a line on standard input says which line is the last."""
    order = msgspec.json.decode(sys.argv[1], type=Order)
    uvloop.run(_watch(order))


async def _watch(order: Order) -> None:
    viewers: list[Viewer] = []
    for begin in range(0, order.sockets, CONNECTING):
        some = range(begin, min(begin + CONNECTING, order.sockets))
        viewers += await asyncio.gather(*[_connect(order, order.first + number) for number in some])
    beating = asyncio.create_task(_beat(viewers))
    print("ready", flush=True)
    cpu_before = time.process_time()
    last_seq = int(await asyncio.to_thread(sys.stdin.readline))
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline and any(each.transport and each.last < last_seq for each in viewers):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    beating.cancel()
    print(msgspec.json.encode(_heard(viewers, last_seq, cpu_before)).decode(), flush=True)


def _heard(viewers: Sequence[Viewer], last_seq: int, cpu_before: float) -> Heard:
    return Heard(
        count=sum(each.count for each in viewers),
        size_bytes=sum(each.size_bytes for each in viewers),
        lost=sum(each.lost + max(0, last_seq - each.last) for each in viewers),
        out_of_order=sum(each.out_of_order for each in viewers),
        delays_ms=[delay for each in viewers for delay in each.delays_ms or ()],
        first_ns=min((each.first_ns for each in viewers if each.first_ns), default=0),
        last_ns=max((each.last_ns for each in viewers), default=0),
        cpu_s=time.process_time() - cpu_before,
    )


async def _connect(order: Order, number: int) -> Viewer:
    address = f"127.0.0.{2 + number // SOCKETS_PER_ADDRESS}"
    viewer = Viewer(f"{order.path}?session=v{number}", is_sampled=number % SAMPLED == 0)
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: viewer, "127.0.0.1", order.port, local_addr=(address, 0))
    await viewer.opened
    return viewer


async def _beat(viewers: Sequence[Viewer]) -> None:
    while True:
        for number, each in enumerate(viewers):
            if each.transport:
                each.transport.write(BEAT)
            if number % CONNECTING == 0:
                await asyncio.sleep(BEAT_S * CONNECTING / len(viewers))
