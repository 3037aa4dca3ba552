"""Buyers over raw HTTP: each buys with one call, on one kept connection, and reads what it got.

The requests are written by hand and the answers are only searched, so that a crowd costs a fraction of the
server; the crowd's own CPU is measured.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

import msgspec
from msgspec import Struct

from benchmarks.load import END_OF_HEADERS
from vitrina.kit.ids import new_id

ADDRESS = {
    "country": "MX",
    "name": "Ana López",
    "line1": "Av. Álvaro Obregón 151",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
}
PAYMENT = {"method": "sandbox", "card": "success"}
CONTENT_LENGTH = b"content-length: "


class Wish(Struct, frozen=True, kw_only=True):
    """What one buyer wants: a variant, others of other shops in the same cart, and the total they show."""

    variant_id: str
    total_minor: int
    shop: str = ""
    others: list[str] = []


class Bought(Struct, frozen=True, kw_only=True):
    """What a crowd got.

    answered: how often each status was; 0 is a 201 that was not paid.  purchase_s: from the first byte of the
    call to the last of its answer, of what was paid.  answered_s: when each buyer had the last answer, from
    the start.
    """

    lasted_s: float
    answered: dict[int, int]
    purchase_s: list[float]
    answered_s: list[float]
    call_count: int
    client_cpu: float


def checkout(purchase_id: str, wish: Wish) -> bytes:
    """Write the body of a checkout that is paid at once, as a web browser sends it."""
    return msgspec.json.encode(
        {
            "id": purchase_id,
            "lines": [{"variant_id": each, "quantity": 1} for each in (wish.variant_id, *wish.others)],
            "buyer": {"email": "ana@people.example", "name": "Ana López", "language": "es"},
            "address": ADDRESS,
            "expected_total": {"amount": wish.total_minor, "currency": "MXN"},
            "payment": PAYMENT,
        }
    )


def post(target: str, body: bytes) -> bytes:
    """Write a POST request."""
    head = (
        f"POST {target} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def shop(
    port: int, next_wish: Callable[[], Wish], *, buyer_count: int, seconds: float | None
) -> Bought:
    """Let so many buyers shop: for so long, or, without a time, one purchase each, all at the same moment."""
    loop = asyncio.get_running_loop()
    buyers = [Buyer(next_wish) for _ in range(buyer_count)]
    for buyer in buyers:
        await loop.create_connection(lambda buyer=buyer: buyer, "127.0.0.1", port)
    began_at, cpu_before = time.perf_counter(), time.process_time()
    for buyer in buyers:
        buyer.begin(until=began_at + seconds if seconds else None)
    await asyncio.gather(*[buyer.done for buyer in buyers])
    lasted_s = time.perf_counter() - began_at
    return _summed(buyers, began_at, lasted_s, time.process_time() - cpu_before)


class Buyer(asyncio.Protocol):
    """One connection that buys, and buys again."""

    def __init__(self, next_wish: Callable[[], Wish]) -> None:
        self._next_wish = next_wish
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._began_at = 0.0
        self._until: float | None = None
        self.answered: Counter[int] = Counter()
        self.purchase_s: list[float] = []
        self.answered_at = 0.0
        self.call_count = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def begin(self, *, until: float | None) -> None:
        self._until = until
        self._buy()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(END_OF_HEADERS)
        if end < 0 or len(self._received) < end + len(END_OF_HEADERS) + body_length(self._received[:end]):
            return
        answer, self._received = self._received, b""
        self._answered(int(answer[9:12]), answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server hung up"))

    def _answered(self, status: int, answer: bytes) -> None:
        self.answered_at = time.perf_counter()
        is_paid = status == 201 and b'"status":"paid"' in answer
        self.answered[status if is_paid or status != 201 else 0] += 1
        if is_paid:
            self.purchase_s.append(self.answered_at - self._began_at)
        if self._until is not None and self.answered_at < self._until:
            self._buy()
        else:
            self.done.set_result(None)
            assert self._transport
            self._transport.close()

    def _buy(self) -> None:
        assert self._transport
        self.call_count += 1
        self._began_at = time.perf_counter()
        self._transport.write(post("/api/v1/checkouts", checkout(str(new_id()), self._next_wish())))


def body_length(headers: bytes) -> int:
    """Read how long the body of an answer is."""
    at = headers.lower().find(CONTENT_LENGTH)
    start = at + len(CONTENT_LENGTH)
    end = headers.find(b"\r\n", start)
    return int(headers[start : end if end >= 0 else None]) if at >= 0 else 0


def _summed(buyers: Sequence[Buyer], began_at: float, lasted_s: float, cpu_s: float) -> Bought:
    answered: Counter[int] = Counter()
    for buyer in buyers:
        answered.update(buyer.answered)
    return Bought(
        lasted_s=lasted_s,
        answered=dict(answered),
        purchase_s=sorted(each for buyer in buyers for each in buyer.purchase_s),
        answered_s=sorted(buyer.answered_at - began_at for buyer in buyers),
        call_count=sum(buyer.call_count for buyer in buyers),
        client_cpu=cpu_s / lasted_s,
    )
