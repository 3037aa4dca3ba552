"""Random buyers, shops, banks and time, replayable by seed.

Short here; long in the lab: SIMULATION_SEEDS=1,2,3 SIMULATION_STEPS=2500 pytest tests/simulation
"""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.simulation.world import World
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

SEEDS = [int(seed) for seed in os.environ.get("SIMULATION_SEEDS", "1,2,3").split(",")]
STEPS = int(os.environ.get("SIMULATION_STEPS", "60"))
# What must have happened at least once in a run of this length, or the run has proved nothing.
LONG = 2_500
SOMETIMES = {
    "placed",
    "paid",
    "declined",
    "challenge",
    "pending",
    "cancelled",
    "restocked",
    "late and gone",
    "pack",
    "ship",
    "part",
    "deliver",
    "part delivered",
    "return asked",
    "return accepted",
    "return sent",
    "return inspected",
    "return decided by time",
    "exchange asked",
    "exchanged",
    "flash planned",
    "flash cancelled",
    "sold in a flash",
    "kept card chosen",
    "card removed",
    "card forgotten",
    "told later",
    "expired",
    "given up",
    "refunded",
    "matured",
    "released",
    "holds expired",
    "checkout.total_changed",
    "inventory.not_enough_stock",
    "checkout.expired",
}
FAULTS = {
    "charge lost",
    "charge slow",
    "charge unheard",
    "process died",
    "mute",
    "fetch lost",
    "fetch unheard",
    "abandon lost",
    "abandon unheard",
    "forget lost",
    "refund lost",
    "refund unheard",
}


@pytest.fixture(autouse=True)
def clock_of_the_test() -> Iterator[None]:
    """Give the process its time back."""
    yield
    clock.set_offset(timedelta())


@pytest.mark.parametrize("seed", SEEDS)
async def test_random_money_always_agrees_and_comes_to_rest(
    pool: Pool, settings: Settings, seed: int, monkeypatch: pytest.MonkeyPatch
):
    world = World(pool, settings, seed)
    world.faults.install(monkeypatch)
    world.bank.install(monkeypatch)
    await world.open()

    for _ in range(STEPS):
        await world.step()
    await world.come_to_rest()

    await world.assert_final()
    assert world.seen["captured"], world.seen
    if STEPS >= LONG:
        assert SOMETIMES - {str(name) for name, count in world.seen.items() if count} == set()
        assert FAULTS - {name for name, count in world.faults.seen.items() if count} == set()
