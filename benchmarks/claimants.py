"""A crowd that claims in a drop over raw HTTP: each has one connection and one ticket, and pays what she got.

The requests are written by hand and the answers are only searched, so that the crowd costs a fraction of the
server.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import cast

import msgspec
from msgspec import Struct

from benchmarks.buyers import ADDRESS, PAYMENT, body_length
from benchmarks.load import END_OF_HEADERS
from vitrina.kit.ids import new_id
from vitrina.kit.visitors import VISITOR_COOKIE

HELD, WAITING, SOLD_OUT = "held", "waiting", "sold_out"


class Offer(Struct, frozen=True, kw_only=True):
    """What the crowd claims. total_minor: of one unit, sent to the buyer."""

    drop_id: str
    variant_id: str
    total_minor: int


class Crowd(Struct, frozen=True, kw_only=True):
    """What a crowd was told.

    told: how many claims were held, waited, were sold out; any other answer under its status.  answered_s:
    when each had the answer to her claim, from the start.  bought_s: when each who held had paid.
    gap_ms: by how much the last who asked and holds came after the first who asked and does not.
    """

    told: dict[str, int]
    bought: int
    server_errors: int
    answered_s: list[float]
    bought_s: list[float]
    gap_ms: float
    client_cpu: float


async def claim(port: int, offer: Offer, *, count: int) -> Crowd:
    """Let so many claim at the same moment, one unit each, with the tickets that they got before."""
    loop = asyncio.get_running_loop()
    crowd = [Claimant(offer, number) for number in range(count)]
    for each in crowd:
        await loop.create_connection(lambda each=each: each, "127.0.0.1", port)
        each.ask_ticket()
        await each.ready
    began_at, cpu_before = time.perf_counter(), time.process_time()
    for each in crowd:
        each.claim()
    await asyncio.gather(*[each.done for each in crowd])
    lasted_s = time.perf_counter() - began_at
    return _summed(crowd, began_at, (time.process_time() - cpu_before) / lasted_s)


class Claimant(asyncio.Protocol):
    """One guest's browser: a ticket, a claim, and if she holds something, a checkout that is paid at once."""

    def __init__(self, offer: Offer, number: int) -> None:
        self._offer = offer
        self._number = number
        self._visitor = str(new_id())
        self._id = str(new_id())
        self._ticket = ""
        self._step = "ticket"
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self.told = ""
        self.server_errors = 0
        self.asked_at = self.answered_at = self.bought_at = 0.0
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.done: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        for future in (self.ready, self.done):
            if not future.done():
                future.set_exception(exc or ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(END_OF_HEADERS)
        if end < 0 or len(self._received) < end + len(END_OF_HEADERS) + body_length(self._received[:end]):
            return
        answer, self._received = self._received, b""
        status, body = int(answer[9:12]), answer[end + len(END_OF_HEADERS) :]
        self.server_errors += status >= 500
        if self._step == "ticket":
            self._ticket = msgspec.json.decode(body)["ticket"]
            self.ready.set_result(None)
        elif self._step == "claim":
            self._answered(status, body)
        else:
            if status == 201 and b'"status":"paid"' in body:
                self.bought_at = time.perf_counter()
            self._end()

    def ask_ticket(self) -> None:
        self._send("ticket", f"/drops/{self._offer.drop_id}/tickets", b"{}")

    def claim(self) -> None:
        self.asked_at = time.perf_counter()
        body = msgspec.json.encode({"id": self._id, "ticket": self._ticket})
        self._send("claim", f"/drops/{self._offer.drop_id}/claims", body)

    def _answered(self, status: int, body: bytes) -> None:
        self.answered_at = time.perf_counter()
        if status == 201:
            self.told = HELD if b'"state":"held"' in body else WAITING
        else:
            self.told = SOLD_OUT if b'"drops.sold_out"' in body else str(status)
        if self.told == HELD:
            self._check_out()
        else:
            self._end()

    def _check_out(self) -> None:
        body = {
            "id": self._id,
            "lines": [{"variant_id": self._offer.variant_id, "quantity": 1}],
            "buyer": {"email": "ana@people.example", "name": "Ana López", "language": "es"},
            "address": ADDRESS | {"line1": f"Calle {self._number}"},
            "expected_total": {"amount": self._offer.total_minor, "currency": "MXN"},
            "payment": PAYMENT,
        }
        self._send("checkout", "/checkouts", msgspec.json.encode(body))

    def _send(self, step: str, path: str, body: bytes) -> None:
        assert self._transport
        self._step = step
        head = (
            f"POST /api/v1{path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            f"cookie: {VISITOR_COOKIE}={self._visitor}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode() + body)

    def _end(self) -> None:
        assert self._transport
        self.done.set_result(None)
        self._transport.close()


def _summed(crowd: Sequence[Claimant], began_at: float, client_cpu: float) -> Crowd:
    held = [each.asked_at for each in crowd if each.told == HELD]
    without = [each.asked_at for each in crowd if each.told != HELD]
    return Crowd(
        told=dict(Counter(each.told for each in crowd)),
        bought=sum(each.bought_at > 0 for each in crowd),
        server_errors=sum(each.server_errors for each in crowd),
        answered_s=sorted(each.answered_at - began_at for each in crowd),
        bought_s=sorted(each.bought_at - began_at for each in crowd if each.bought_at),
        gap_ms=1_000 * max(0.0, max(held) - min(without)) if held and without else 0.0,
        client_cpu=client_cpu,
    )
