"""Buyers who do not give up: each buys, pays and asks again with the same ids until the shop has answered.

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

from reliability.journal import Journal, Step
from vitrina.kit.ids import new_id

BUYER_COUNT = 12
ASK_AGAIN_S = 0.1
ANSWER_S = 15.0
ENDURANCE_S = 90.0
TEMPORARY = {408, 425, 429, 502, 503, 504}
SECOND_TAP = 0.15
HEADERS = {"content-type": "application/json"}


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

    async def buy(self, wish: Wish) -> None:
        """Buy one thing, to whatever end. Taps twice now and then."""
        purchase_id, variant_id = new_id(), UUID(wish.variant_id)
        self._faults = 0

        async def note(step: Step) -> None:
            await self._journal.note(purchase_id, variant_id, step, faults=self._faults)

        try:
            await note(Step.SENT)
            placed = await self._ask("/api/v1/checkouts", buyers.checkout(str(purchase_id), wish))
            if placed.status_code != 201:
                await note(Step.REFUSED)
                return
            await note(Step.PLACED)
            await note(Step.PAYING)
            await note(await self._pay(purchase_id))
        except Gone:
            await note(Step.LEFT)

    async def _pay(self, purchase_id: UUID) -> Step:
        while True:
            calls = [self._ask(f"/api/v1/checkouts/{purchase_id}/payment", buyers.PAYMENT)]
            if self._chance.random() < SECOND_TAP:
                calls.append(self._ask(f"/api/v1/checkouts/{purchase_id}/payment", buyers.PAYMENT))
            answers = await asyncio.gather(*calls)
            statuses = {_status(answer) for answer in answers}
            if "paid" in statuses:
                return Step.PAID
            if statuses & {"410", "expired", "refunded"}:
                return Step.LATE
            await asyncio.sleep(ASK_AGAIN_S)

    async def _ask(self, path: str, body: bytes) -> httpx.Response:
        """Post, and post again, until there is an answer that is one. Raises Gone."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ENDURANCE_S
        while loop.time() < until:
            try:
                answer = await self._http.post(path, content=body, headers=HEADERS)
            except httpx.TransportError:
                await asyncio.sleep(ASK_AGAIN_S * (1 + self._chance.random()))
                continue
            if answer.status_code < 500 and answer.status_code not in TEMPORARY:
                return answer
            self._faults += answer.status_code == 500
            await asyncio.sleep(ASK_AGAIN_S * (1 + self._chance.random()))
        raise Gone


def _status(answer: httpx.Response) -> str:
    """Tell how the purchase stands by a payment's answer; the code where it is a refusal."""
    return answer.json()["status"] if answer.status_code == 200 else str(answer.status_code)


async def crowd(port: int, wishes: Sequence[Wish], journal: Journal, *, seed: int, buyer_count: int) -> None:
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
                await buyer.buy(chance.choice(wishes))

        await asyncio.gather(*[one(number) for number in range(buyer_count)])


def main() -> None:
    """Buy."""
    parser = argparse.ArgumentParser(prog="python -m reliability.shopper", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--wishes", type=Path, required=True, help="JSON list of what can be bought")
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--buyers", type=int, default=BUYER_COUNT)
    asked = parser.parse_args()
    wishes = msgspec.json.decode(asked.wishes.read_bytes(), type=list[Wish])
    journal = Journal(asked.journal)
    asyncio.run(crowd(asked.port, wishes, journal, seed=asked.seed, buyer_count=asked.buyers))


if __name__ == "__main__":
    main()
