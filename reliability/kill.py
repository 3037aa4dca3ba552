"""`vitrina lab kill`: kill and cut a working shop in the middle of sales, and count what was lost.

Twelve buyers (reliability/shopper.py) buy without end through HTTP from a shop under its own supervisor, half
of it products of which there are few. Each cycle strikes one blow, chosen by the seed, while purchases are
under way: kill -9 of a web process, of the web server, of the worker, of one database session (which makes
PostgreSQL restart itself) or of PostgreSQL; a cut or slow wire to the database; the clock jumping past every
hold. The next blow falls when sales have gone on. Afterwards the journals of the buyers, which were on the
disk before each call and after each answer, are compared with the database at rest.
"""

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
from benchmarks import market
from benchmarks.buyers import Wish

from reliability import journal, oracle, site
from reliability.journal import Reader, Step
from reliability.oracle import Verdict
from reliability.proxy import Wire
from reliability.report import Report, tell
from reliability.site import Finished, Site
from vitrina.cli.supervisor import Supervisor
from vitrina.kit.migrate import migrate

CYCLES = 20
SEED = 7
PLENTY, FEW = 1_000_000, 7
PLENTY_COUNT = 60
SHOP_COUNT = 10
SALES_BETWEEN = 8
PAUSE_MAX_S = 0.4
WIRE_S = 1.5
STUCK_S = 60.0
FINISH_S = 120.0
CLOCK_JUMP_S = 660
RECOVERY_MAX_S = 10.0


class Blow(StrEnum):
    """What is done to the shop."""

    WEB_PROCESS = "web process"
    """One of two that answer: the other goes on."""
    WEB = "web server"
    """All that answers."""
    WORKER = "worker"
    """What reacts to sales."""
    SESSION = "database session"
    """PostgreSQL throws out everybody and recovers."""
    POSTGRES = "PostgreSQL"
    """The database server itself."""
    CUT = "wire cut"
    """Connections are torn and refused for a while."""
    SLOW = "wire slow"
    """Each piece of each conversation waits for a while."""
    CLOCK = "clock jump"
    """Every hold is over at once."""


class Fight:
    """Strikes blows at a site, and watches the journal for what buyers get."""

    def __init__(self, ground: Site, wishes: Sequence[Wish], *, seed: int, cycles: int) -> None:
        """Plan the blows: as many of each kind as of any other, in an order of the seed."""
        self._ground = ground
        self._wishes = wishes
        self._seed = seed
        self._chance = random.Random(seed)
        rounds = -(-cycles // len(Blow))
        self._blows = [blow for _ in range(rounds) for blow in self._chance.sample(list(Blow), k=len(Blow))]
        self._blows = self._blows[:cycles]
        self._shopper: subprocess.Popen[bytes] | None = None
        self._reader: Reader | None = None
        self._sold_since = 0
        self._struck_at: float | None = None
        self._struck_by = Blow.WEB
        self._strike_at = 0.0
        self._mend_at: float | None = None
        self._began: dict[UUID, float] = {}
        self._last_news = time.monotonic()
        self.recovery_s: list[tuple[float, Blow]] = []
        self.struck: Counter[Blow] = Counter()

    @property
    def journal(self) -> Path:
        """Where the buyers write."""
        return self._ground.folder / "journal"

    def turn(self, supervisor: Supervisor) -> None:
        """Do what is due. Raises Finished when every blow was struck and survived."""
        if not supervisor.is_ready:
            return
        if self._shopper is None:
            self._open()
        self._listen()
        if self._mend_at is not None and time.monotonic() >= self._mend_at:
            self._ground.become(Wire.THROUGH)
            self._mend_at = None
        if self._struck_at is not None or self._sold_since < SALES_BETWEEN:
            self._strike_at = time.monotonic() + self._chance.uniform(0, PAUSE_MAX_S)
        elif not self._blows:
            self._close()
            raise Finished
        elif time.monotonic() >= self._strike_at:
            self._strike(self._blows.pop(), supervisor)

    def _open(self) -> None:
        wishes = self._ground.folder / "wishes.json"
        wishes.write_bytes(msgspec.json.encode(list(self._wishes)))
        self.journal.touch()
        self._reader = Reader(self.journal)
        options = ["--port", str(self._ground.settings.port), "--seed", str(self._seed)]
        options += ["--wishes", str(wishes), "--journal", str(self.journal)]
        self._shopper = subprocess.Popen([sys.executable, "-m", "reliability.shopper", *options])
        self._last_news = time.monotonic()

    def _listen(self) -> None:
        """Learn what buyers got; the first whole purchase begun after a blow tells that the shop works."""
        assert self._reader
        assert self._shopper
        news = self._reader.news()
        self._last_news = time.monotonic() if news else self._last_news
        if self._shopper.poll() is not None or time.monotonic() - self._last_news > STUCK_S:
            raise SystemExit(f"the buyers are stuck; the blows so far, seed {self._seed}: {self.struck}")
        for line in news:
            if line.step is Step.SENT:
                self._began[line.purchase_id] = line.at
            elif line.step is Step.PAID:
                self._sold_since += 1
                if self._struck_at is not None and self._began[line.purchase_id] >= self._struck_at:
                    self.recovery_s.append((line.at - self._struck_at, self._struck_by))
                    self._struck_at, self._sold_since = None, 0

    def _strike(self, blow: Blow, supervisor: Supervisor) -> None:
        web, worker = (each.process.pid if each.process else 0 for each in supervisor.parts)
        postgres = self._ground.postgres.pid or 0
        blows: dict[Blow, Callable[[], None]] = {
            Blow.WEB_PROCESS: lambda: site.kill(self._chance.choice(site.children_of(web) or [web])),
            Blow.WEB: lambda: site.kill(web),
            Blow.WORKER: lambda: site.kill(worker),
            Blow.SESSION: self._kill_session,
            Blow.POSTGRES: lambda: site.kill(postgres),
            Blow.CUT: lambda: self._bend(Wire.CUT),
            Blow.SLOW: lambda: self._bend(Wire.SLOW),
            Blow.CLOCK: self._jump,
        }
        self._struck_at, self._struck_by = time.time(), blow
        blows[blow]()
        self.struck[blow] += 1
        self._last_news = time.monotonic()

    def _kill_session(self) -> None:
        with psycopg.connect(self._ground.url, autocommit=True) as db:
            rows = db.execute(
                """
                select pid
                  from pg_stat_activity
                 where backend_type = 'client backend'
                   and pid <> pg_backend_pid()
                 order by pid
                """
            ).fetchall()
        site.kill(self._chance.choice(rows)[0])

    def _bend(self, wire: Wire) -> None:
        self._ground.become(wire)
        self._mend_at = time.monotonic() + WIRE_S

    def _jump(self) -> None:
        with psycopg.connect(self._ground.url, autocommit=True) as db:
            db.execute("update kit.clock set offset_s = offset_s + %s", (CLOCK_JUMP_S,))

    def _close(self) -> None:
        """Let the buyers finish what they began."""
        assert self._shopper
        self._shopper.terminate()
        self._shopper.wait(FINISH_S)

    def abandon(self) -> None:
        """Leave no buyer behind, whatever happened."""
        if self._shopper and self._shopper.poll() is None:
            self._shopper.kill()
            self._shopper.wait()


def run(*, cycles: int = CYCLES, seed: int = SEED) -> Report:
    """Strike so many blows at a fresh shop."""
    units: dict[UUID, int] = {}
    wishes: list[Wish] = []

    def prepare(url: str) -> None:
        asyncio.run(migrate(url))
        few_count = max(10, 2 * cycles)
        products = market.open_market(
            url, shops=SHOP_COUNT, products=PLENTY_COUNT + few_count, quantity=PLENTY
        )
        few = products[:few_count]
        _limit(url, few)
        units.update({UUID(wish.variant_id): PLENTY for wish in products})
        units.update({UUID(wish.variant_id): FEW for wish in few})
        wishes.extend(few)
        wishes.extend(random.Random(seed).choices(products[few_count:], k=few_count))

    with site.open_site(prepare) as ground:
        fight = Fight(ground, wishes, seed=seed, cycles=cycles)
        try:
            with redirect_stdout(sys.stderr):  # What the supervisor says about what it mends.
                ground.run(fight.turn)
        finally:
            fight.abandon()
        verdict = oracle.judge(ground.url, journal.read(fight.journal), units)
    return report_of(verdict, fight, seed=seed, cycles=cycles)


def _limit(url: str, wishes: Sequence[Wish]) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "select inventory.count(%(ids)s::uuid[], %(quantities)s::integer[], gen_random_uuid())",
            {"ids": [wish.variant_id for wish in wishes], "quantities": [FEW] * len(wishes)},
        )


def report_of(verdict: Verdict, fight: Fight, *, seed: int, cycles: int) -> Report:
    """Count what was found, and name the first of each kind that must not be."""
    found = {
        "lost": [*verdict.lost, *verdict.contradicted, *verdict.unheard_of],
        "doubled": verdict.doubled,
        "oversold": verdict.oversold,
        "unbalanced": verdict.unbalanced,
        "unfinished": verdict.unfinished,
    }
    recovery_s_max = max((seconds for seconds, _ in fight.recovery_s), default=0.0)
    recovery = {
        f"recovery_s_{_word(blow)}": f"median {statistics.median(each):.2f}, worst {max(each):.2f}"
        for blow in sorted(Blow)
        if (each := [seconds for seconds, by in fight.recovery_s if by is blow])
    }
    blows = {f"blows_{_word(blow)}": count for blow, count in sorted(fight.struck.items())}
    return Report(
        lab="kill",
        seed=seed,
        figures={
            "cycles": sum(fight.struck.values()),
            "acknowledged": verdict.acknowledged,
            **{name: len(each) for name, each in found.items()},
            "refused": verdict.refused,
            "unanswered": verdict.left,
            "server_errors": verdict.server_errors,
            "recovery_s_max": round(recovery_s_max, 2),
            **recovery,
            **blows,
            **{f"first_{name}": each[0] for name, each in found.items() if each},
        },
        bounds={
            f"{cycles} blows, each survived": len(fight.recovery_s) == cycles,
            "everybody got an answer": verdict.left == 0,
            "no bug answered": verdict.server_errors == 0,
            "something was refused": verdict.refused > 0,
            f"recovery_s_max < {RECOVERY_MAX_S:g}": recovery_s_max < RECOVERY_MAX_S,
            **{f"{name} = 0": not each for name, each in found.items()},
        },
    )


def _word(blow: Blow) -> str:
    return blow.value.lower().replace(" ", "_")


def main() -> None:
    """Fight, and print who won."""
    parser = argparse.ArgumentParser(prog="vitrina lab kill", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--cycles", type=int, default=CYCLES, help="blows to strike")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    tell(run(cycles=asked.cycles, seed=asked.seed), as_json=asked.json)


if __name__ == "__main__":
    main()
