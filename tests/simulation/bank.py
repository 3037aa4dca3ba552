"""Banks that take their customers' money back, and decide later."""

import random
from datetime import datetime

import pytest
from msgspec.structs import replace

from vitrina.kit import clock, events
from vitrina.kit.db import Pool, value
from vitrina.kit.places import Currency
from vitrina.payments import disputes
from vitrina.payments.disputed import DisputeResult, DisputeState
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.wiring import SUBSCRIBERS


class Bank:
    """Disputes payments of a provider that knows of no disputes otherwise. kept: what it took and has."""

    def __init__(self, pool: Pool, chance: random.Random) -> None:
        self.pool = pool
        self.chance = chance
        self.found: dict[str, DisputeResult] = {}

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def fetch_dispute(_: Sandbox, dispute_id: str) -> DisputeResult:
            return self.found[dispute_id]

        monkeypatch.setattr(Sandbox, "fetch_dispute", fetch_dispute)

    async def dispute(self) -> None:
        """Take a payment back, or a part of it; now and then nobody hears of it at once."""
        async with self.pool.transaction() as db:
            rows = await (
                await db.execute(
                    "select reference, amount_minor from payments.payments"
                    " where status = 'captured' order by captured_at, id"
                )
            ).fetchall()
        if not rows:
            return
        reference, amount_minor = self.chance.choice(rows)
        self.found[f"dp_{len(self.found)}"] = DisputeResult(
            id=f"dp_{len(self.found)}",
            reference=reference,
            amount_minor=self.chance.choice(
                [amount_minor, amount_minor, self.chance.randint(1, amount_minor)]
            ),
            fee_minor=self.chance.choice([0, 15_00]),
            currency=Currency.MXN,
            reason=None,
            state=DisputeState.OPEN,
        )
        if self.chance.random() < 0.8:
            await self.tell(clock.now())

    async def decide(self) -> None:
        """Decide one that is open."""
        waiting = [each for each in self.found.values() if each.state is DisputeState.OPEN]
        if waiting:
            chosen = self.chance.choice(waiting)
            state = self.chance.choice([DisputeState.WON, DisputeState.LOST])
            self.found[chosen.id] = replace(chosen, state=state)
            await self.tell(clock.now())

    async def decide_all(self, now: datetime) -> None:
        """Decide whatever is open, and have it heard."""
        for chosen in self.found.values():
            if chosen.state is DisputeState.OPEN:
                state = self.chance.choice([DisputeState.WON, DisputeState.LOST])
                self.found[chosen.id] = replace(chosen, state=state)
        await self.tell(now)

    async def tell(self, now: datetime) -> None:
        """Have every dispute asked about, in some order, and perhaps heard."""
        ids = list(self.found)
        self.chance.shuffle(ids)
        for each in ids:
            await disputes.follow(self.pool, provider="sandbox", dispute_id=each, now=now)
        if self.chance.random() < 0.7:
            await events.drain(self.pool, SUBSCRIBERS)

    @property
    def kept(self) -> int:
        """What it took and did not give back, with its fees."""
        gone = {DisputeState.OPEN, DisputeState.LOST}
        return sum(
            each.fee_minor + (each.amount_minor if each.state in gone else 0) for each in self.found.values()
        )

    async def assert_final(self) -> None:
        """Assert that nothing is set aside any more."""
        async with self.pool.transaction() as db:
            for question in (
                "select count(*) from payments.disputes where state = 'open'",
                "select count(*) from orders.disputes where state = 'open'",
                "select count(*) from affiliates.reserves where state = 'open'",
                "select count(*) from ledger.balances b join ledger.accounts a on a.id = b.account_id"
                " where a.kind in ('seller_reserve', 'creator_reserve') and b.amount_minor <> 0",
                "select count(*) from (select 1 from ledger.entries e join ledger.accounts a"
                " on a.id = e.account_id where a.kind = 'dispute_suspense' group by a.id"
                " having sum(e.amount_minor) <> 0) open",
            ):
                assert await value(db, question) == 0, question
