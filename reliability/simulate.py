"""`vitrina lab simulate`: random buyers, shops, banks that lie, and time, one seed after the other.

Each seed is a world of its own on a fresh database (tests/simulation/world.py): every choice comes from the
seed, faults included, and after every step nobody may contradict anybody about money or stock. Then the
faults stop, and everything must become final. A seed that fails is named, and brings the same day back.
"""

import argparse
import asyncio
import time
import traceback
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from benchmarks import place
from tests.databases import Reused
from tests.simulation.test_money import FAULTS, LONG, SOMETIMES
from tests.simulation.world import World

from reliability.report import Report, tell
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

SEED = 1
STEPS = 400
MINUTES = 1.0
TEMPLATE = "lab_simulate"


async def play(url: str, folder: Path, *, seed: int, steps: int) -> World:
    """Play one world to its rest. Raises AssertionError when somebody contradicts."""
    settings = Settings(database_url=url, is_demo=True, secret_key="k" * 40, data_dir=folder)
    async with Pool(url) as pool:
        world = World(pool, settings, seed)
        with pytest.MonkeyPatch.context() as patch:
            world.faults.install(patch)
            world.bank.install(patch)
            await world.open()
            for _ in range(steps):
                await world.step()
            await world.come_to_rest()
            await world.assert_final()
    return world


def run(*, seed: int = SEED, minutes: float = MINUTES, steps: int = STEPS) -> Report:
    """Play seeds from the given one on, until the time is over; one at least."""
    seen: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    failed: dict[int, str] = {}
    until, next_seed = time.monotonic() + 60 * minutes, seed
    with place.server() as server_url, TemporaryDirectory() as folder:
        place.template(server_url, TEMPLATE)
        databases = Reused(server_url, TEMPLATE)
        while next_seed == seed or time.monotonic() < until:
            with databases.lend() as url:
                try:
                    world = asyncio.run(play(url, Path(folder), seed=next_seed, steps=steps))
                except Exception:  # noqa: BLE001  Whatever it was, the seed brings it back.
                    failed[next_seed] = traceback.format_exc()[-600:]
                else:
                    seen.update({str(name): count for name, count in world.seen.items()})
                    faults.update(world.faults.seen)
                finally:
                    clock.set_offset(timedelta())
            next_seed += 1
        databases.close()
    return report_of(seen, faults, failed, seed=seed, seeds=next_seed - seed, steps=steps)


def report_of(
    seen: Counter[str], faults: Counter[str], failed: dict[int, str], *, seed: int, seeds: int, steps: int
) -> Report:
    """Count what happened, and what must have happened at least once in a run of some length."""
    never = {name for name in SOMETIMES if not seen[name]} | {name for name in FAULTS if not faults[name]}
    return Report(
        lab="simulate",
        seed=seed,
        figures={
            "seeds": seeds,
            "steps": seeds * steps,
            "failed": len(failed),
            "captured": seen["captured"],
            "faults": faults.total(),
            "kinds_of_events": sum(count > 0 for count in seen.values()),
            **{f"seed_{number}": text for number, text in list(failed.items())[:3]},
        },
        bounds={
            "every seed agrees and comes to rest": not failed,
            "money was taken": seen["captured"] > 0,
            **({"everything happened": not never} if seeds * steps >= 2 * LONG else {}),
        },
    )


def main() -> None:
    """Play, and print what happened."""
    parser = argparse.ArgumentParser(prog="vitrina lab simulate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--steps", type=int, default=STEPS, help="of each seed")
    parser.add_argument("--seed", type=int, default=SEED, help="the first one")
    asked = parser.parse_args()
    tell(run(seed=asked.seed, minutes=asked.minutes, steps=asked.steps), as_json=asked.json)


if __name__ == "__main__":
    main()
