"""Buyers who do not give up: each buys, pays and asks again with the same ids until the shop has answered.

What is sold in a drop they claim before, each as a guest with a browser of her own; some think better of it.

A process of its own, so that nothing which is killed takes its memory along. SIGTERM lets them finish what
they have begun.
"""

import argparse
import asyncio
import random
import signal
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
from benchmarks import buyers
from benchmarks.buyers import Wish
from msgspec import Struct

from reliability.journal import Journal, Step
from vitrina.kit.ids import new_id
from vitrina.kit.visitors import VISITOR_COOKIE

BUYER_COUNT = 12
ASK_AGAIN_S = 0.1
ANSWER_S = 15.0
ENDURANCE_S = 90.0
TEMPORARY = {408, 425, 429, 502, 503, 504}
AT_ONCE = 0.5
SECOND_TAP = 0.15
SECOND_THOUGHT = 0.2
HEADERS = {"content-type": "application/json"}
PAYMENT = msgspec.json.encode(buyers.PAYMENT)


class Errand(Struct, frozen=True, kw_only=True):
    """What a buyer may be after. drop_id: of the drop in which it is sold, if it is."""

    wish: Wish
    drop_id: UUID | None = None


class Gone(Exception):
    """The shop gave no answer for as long as a buyer asks."""


class Buyer:
    """One of the crowd."""

    def __init__(self, http: httpx.AsyncClient, journal: Journal, chance: random.Random) -> None:
        """Join."""
        self._http = http
        self._journal = journal
        self._chance = chance
        self._faults = 0
        self._headers = HEADERS

    async def buy(self, errand: Errand) -> None:
        """Buy one thing, to whatever end, in one call or in two. Taps twice now and then."""
        purchase_id, wanted_id = new_id(), errand.drop_id or UUID(errand.wish.variant_id)
        self._faults = 0
        self._headers = HEADERS | {"cookie": f"{VISITOR_COOKIE}={new_id()}"}

        async def note(step: Step) -> None:
            await self._journal.note(purchase_id, wanted_id, step, faults=self._faults)

        try:
            await note(Step.SENT)
            if errand.drop_id:
                if not await self._claim(errand.drop_id, purchase_id):
                    await note(Step.REFUSED)
                    return
                await note(Step.HELD)
                if self._chance.random() < SECOND_THOUGHT:
                    await self._give_up(errand.drop_id, purchase_id)
                    await note(Step.REFUSED)
                    return
            is_at_once = self._chance.random() < AT_ONCE
            if is_at_once:
                await note(Step.PAYING)
            placed = await self._ask("/api/v1/checkouts", _checkout(purchase_id, errand, is_paid=is_at_once))
            if placed.status_code != 201:
                # An order that may not be paid any more is there.
                is_late = placed.json()["code"] == "checkout.expired"
                await note(Step.LATE if is_late else Step.REFUSED)
                return
            await note(Step.PLACED)
            if placed.json()["status"] == "paid":
                await note(Step.PAID)
                return
            await note(Step.PAYING)
            await note(await self._pay(purchase_id))
        except Gone:
            await note(Step.LEFT)

    async def _claim(self, drop_id: UUID, claim_id: UUID) -> bool:
        """Ask for a unit of a drop; who would have to wait goes on to something else."""
        given = await self._ask(f"/api/v1/drops/{drop_id}/tickets", b"{}")
        if given.status_code != 201:
            return False
        body = msgspec.json.encode({"id": claim_id, "ticket": given.json()["ticket"]})
        claimed = await self._ask(f"/api/v1/drops/{drop_id}/claims", body)
        if claimed.status_code != 201:
            return False
        if claimed.json()["state"] == "waiting":
            await self._give_up(drop_id, claim_id)
        return claimed.json()["state"] == "held"

    async def _give_up(self, drop_id: UUID, claim_id: UUID) -> None:
        await self._ask(f"/api/v1/drops/{drop_id}/claims/{claim_id}", b"", method="DELETE")

    async def _pay(self, purchase_id: UUID) -> Step:
        while True:
            calls = [self._ask(f"/api/v1/checkouts/{purchase_id}/payment", PAYMENT)]
            if self._chance.random() < SECOND_TAP:
                calls.append(self._ask(f"/api/v1/checkouts/{purchase_id}/payment", PAYMENT))
            answers = await asyncio.gather(*calls)
            statuses = {_status(answer) for answer in answers}
            if "paid" in statuses:
                return Step.PAID
            if statuses & {"410", "expired", "refunded"}:
                return Step.LATE
            await asyncio.sleep(ASK_AGAIN_S)

    async def _ask(self, path: str, body: bytes, *, method: str = "POST") -> httpx.Response:
        """Ask, and ask again, until there is an answer that is one. Raises Gone."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ENDURANCE_S
        while loop.time() < until:
            try:
                answer = await self._http.request(method, path, content=body, headers=self._headers)
            except httpx.TransportError:
                await asyncio.sleep(ASK_AGAIN_S * (1 + self._chance.random()))
                continue
            if answer.status_code < 500 and answer.status_code not in TEMPORARY:
                return answer
            self._faults += answer.status_code == 500
            await asyncio.sleep(ASK_AGAIN_S * (1 + self._chance.random()))
        raise Gone


def _checkout(purchase_id: UUID, errand: Errand, *, is_paid: bool) -> bytes:
    """Write a checkout; what is sold in a drop goes to a door of its own, for a drop counts them."""
    wanted = msgspec.json.decode(buyers.checkout(str(purchase_id), errand.wish))
    if errand.drop_id:
        wanted["address"]["line1"] = f"Calle {purchase_id}"
    if not is_paid:
        del wanted["payment"]
    return msgspec.json.encode(wanted)


def _status(answer: httpx.Response) -> str:
    """Tell how the purchase stands by a payment's answer; the code where it is a refusal."""
    return answer.json()["status"] if answer.status_code == 200 else str(answer.status_code)


async def crowd(
    port: int, errands: Sequence[Errand], journal: Journal, *, seed: int, buyer_count: int
) -> None:
    """Let buyers buy until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=buyer_count * 2)
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=ANSWER_S, trust_env=False) as http:

        async def one(number: int) -> None:
            chance = random.Random(seed * 1_000 + number)
            buyer = Buyer(http, journal, chance)
            while not stop.is_set():
                await buyer.buy(chance.choice(errands))

        await asyncio.gather(*[one(number) for number in range(buyer_count)])


def main() -> None:
    """Buy."""
    parser = argparse.ArgumentParser(prog="python -m reliability.shopper", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--errands", type=Path, required=True, help="JSON list of what can be bought")
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--buyers", type=int, default=BUYER_COUNT)
    asked = parser.parse_args()
    errands = msgspec.json.decode(asked.errands.read_bytes(), type=list[Errand])
    journal = Journal(asked.journal)
    asyncio.run(crowd(asked.port, errands, journal, seed=asked.seed, buyer_count=asked.buyers))


if __name__ == "__main__":
    main()
