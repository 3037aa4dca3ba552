"""`vitrina lab kill`: kill and cut a working shop in the middle of sales, and count what was lost.

Twelve buyers (reliability/shopper.py) buy without end through HTTP from a shop under its own supervisor: a
third of it products of which there are few, and a third drops. Each cycle strikes one blow, chosen by the
seed, while purchases are under way: kill -9 of a web process, of the web server, of the worker, of one
database session (which makes PostgreSQL restart itself) or of PostgreSQL; a cut or slow wire to the database;
a full disk under it; the clock jumping past every hold. The next blow falls when sales have gone on.
Afterwards the journals of the buyers, which were on the disk before each call and after each answer, are
compared with the database at rest.
"""

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
from benchmarks import market
from benchmarks.buyers import Wish
from benchmarks.drop import planned

from reliability import journal, oracle, site
from reliability.journal import Reader, Step
from reliability.oracle import Verdict
from reliability.proxy import Wire
from reliability.report import Report, tell
from reliability.shopper import Errand
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
DISK_S = 3.0
BALLAST_ROWS = 64_000
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
    DISK = "disk full"
    """No room under the database for a while. Only where a disk can be made, which needs root."""
    CLOCK = "clock jump"
    """Every hold is over at once."""


class Fight:
    """Strikes blows at a site, and watches the journal for what buyers get."""

    def __init__(
        self,
        ground: Site,
        errands: Sequence[Errand],
        *,
        seed: int,
        cycles: int,
        minutes: float,
        kinds: Sequence[Blow],
    ) -> None:
        """Plan the blows: as many of each kind as of any other, in an order of the seed.

        They end after so many cycles, or with minutes when the time is over.
        """
        self._ground = ground
        self._errands = errands
        self._seed = seed
        self._chance = random.Random(seed)
        self._blows = self._planned(kinds, cycles, 60 * minutes)
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
        self.disk_refusals = 0

    def _planned(self, wanted: Sequence[Blow], cycles: int, lasting_s: float) -> Iterator[Blow]:
        kinds = [blow for blow in wanted if blow is not Blow.DISK or self._ground.disk]
        if not kinds:
            raise SystemExit("a full disk alone needs a disk, which needs root")
        until = time.monotonic() + lasting_s
        count = 0
        while True:
            for blow in self._chance.sample(kinds, k=len(kinds)):
                if time.monotonic() > until if lasting_s else count == cycles:
                    return
                count += 1
                yield blow

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
            self._mend()
        if self._struck_at is not None or self._sold_since < SALES_BETWEEN:
            self._strike_at = time.monotonic() + self._chance.uniform(0, PAUSE_MAX_S)
        elif time.monotonic() >= self._strike_at and self._is_all_there(supervisor):
            blow = next(self._blows, None)
            if blow is None:
                self._close()
                raise Finished
            self._strike(blow, supervisor)

    def _is_all_there(self, supervisor: Supervisor) -> bool:
        """Say whether whatever may be struck runs: one that is down already cannot be killed."""
        return bool(self._ground.postgres.pid) and all(each.process for each in supervisor.parts)

    def _open(self) -> None:
        errands = self._ground.folder / "errands.json"
        errands.write_bytes(msgspec.json.encode(list(self._errands)))
        self.journal.touch()
        self._reader = Reader(self.journal)
        options = ["--port", str(self._ground.settings.port), "--seed", str(self._seed)]
        options += ["--errands", str(errands), "--journal", str(self.journal)]
        self._shopper = subprocess.Popen([sys.executable, "-m", "reliability.shopper", *options])
        self._last_news = time.monotonic()

    def _listen(self) -> None:
        """Learn what buyers got; the first whole purchase begun after a blow tells that the shop works."""
        assert self._reader
        assert self._shopper
        news = self._reader.news()
        self._last_news = time.monotonic() if news else self._last_news
        if self._shopper.poll() is not None:
            raise SystemExit(f"the buyers are gone; the blows so far, seed {self._seed}: {self.struck}")
        if time.monotonic() - self._last_news > STUCK_S:  # What they wait for may be lost: that is judged.
            self.abandon()
            raise Finished
        for line in news:
            if line.step is Step.SENT:
                self._began[line.purchase_id] = line.at
            elif line.step is Step.PAID:
                self._sold_since += 1
                if self._struck_at is not None and self._began[line.purchase_id] >= self._struck_at:
                    self.recovery_s.append((line.at - self._struck_at, self._struck_by))
                    self._struck_at, self._sold_since = None, 0

    def _strike(self, blow: Blow, supervisor: Supervisor) -> None:
        web, worker = self._pids(supervisor)
        postgres = self._ground.postgres.pid
        assert postgres, "whoever strikes has looked whether all are there"
        blows: dict[Blow, Callable[[], None]] = {
            Blow.WEB_PROCESS: lambda: site.kill(self._chance.choice(site.children_of(web) or [web])),
            Blow.WEB: lambda: site.kill(web),
            Blow.WORKER: lambda: site.kill(worker),
            Blow.SESSION: self._kill_session,
            Blow.POSTGRES: lambda: site.kill(postgres),
            Blow.CUT: lambda: self._bend(Wire.CUT),
            Blow.SLOW: lambda: self._bend(Wire.SLOW),
            Blow.DISK: self._fill_disk,
            Blow.CLOCK: self._jump,
        }
        self._struck_at, self._struck_by = time.time(), blow
        blows[blow]()
        self.struck[blow] += 1
        self._last_news = time.monotonic()

    def _pids(self, supervisor: Supervisor) -> list[int]:
        """Process ids of web and worker, which run."""
        processes = [each.process for each in supervisor.parts]
        return [process.pid for process in processes if process]

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

    def _mend(self) -> None:
        self._ground.become(Wire.THROUGH)
        if self._ground.disk:
            self._ground.disk.free()
        self._mend_at = None

    def _fill_disk(self) -> None:
        """Leave no room, and see for ourselves that the database can keep nothing more."""
        assert self._ground.disk
        self._ground.disk.fill()
        self._mend_at = time.monotonic() + DISK_S
        try:
            with psycopg.connect(self._ground.url) as db:
                db.execute(
                    "create temporary table ballast as select repeat('x', 1000) from generate_series(1, %s)",
                    (BALLAST_ROWS,),
                )
        except psycopg.OperationalError:  # DiskFull; or it gave up altogether.
            self.disk_refusals += 1

    def _jump(self) -> None:
        with psycopg.connect(self._ground.url, autocommit=True) as db:
            db.execute("update kit.clock set offset_s = offset_s + %s", (CLOCK_JUMP_S,))

    def _close(self) -> None:
        """Let the buyers finish what they began. Who cannot, because it was lost, has no answer then."""
        assert self._shopper
        self._shopper.terminate()
        try:
            self._shopper.wait(FINISH_S)
        except subprocess.TimeoutExpired:
            self.abandon()

    def abandon(self) -> None:
        """Leave no buyer behind, whatever happened."""
        if self._shopper and self._shopper.poll() is None:
            self._shopper.kill()
            self._shopper.wait()


def run(
    *, cycles: int = CYCLES, minutes: float = 0, seed: int = SEED, kinds: Sequence[Blow] = tuple(Blow)
) -> Report:
    """Strike so many blows of these kinds at a fresh shop, or for so many minutes."""
    units: dict[UUID, int] = {}
    errands: list[Errand] = []
    few_count = max(10, 2 * cycles, int(60 * minutes))

    def prepare(url: str) -> None:
        asyncio.run(migrate(url))
        products = market.open_market(
            url, shops=SHOP_COUNT, products=PLENTY_COUNT + 2 * few_count, quantity=PLENTY
        )
        few, dropped, many = (
            products[:few_count],
            products[few_count : 2 * few_count],
            products[2 * few_count :],
        )
        _limit(url, few)
        units.update({UUID(wish.variant_id): PLENTY for wish in products})
        units.update({UUID(wish.variant_id): FEW for wish in few})
        errands.extend(Errand(wish=wish) for wish in few)
        errands.extend(Errand(wish=wish) for wish in random.Random(seed).choices(many, k=few_count))
        for wish in dropped:
            offer = planned(url, wish, units=FEW)
            errands.append(
                Errand(
                    wish=msgspec.structs.replace(wish, total_minor=offer.total_minor),
                    drop_id=UUID(offer.drop_id),
                )
            )

    with site.open_site(prepare) as ground:
        fight = Fight(ground, errands, seed=seed, cycles=cycles, minutes=minutes, kinds=kinds)
        try:
            with redirect_stdout(sys.stderr):  # What the supervisor says about what it mends.
                ground.run(fight.turn)
        finally:
            fight.abandon()
        verdict = oracle.judge(ground.url, journal.read(fight.journal), units)
    return report_of(verdict, fight, seed=seed)


def _limit(url: str, wishes: Sequence[Wish]) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "select inventory.count(%(ids)s::uuid[], %(quantities)s::integer[], gen_random_uuid())",
            {"ids": [wish.variant_id for wish in wishes], "quantities": [FEW] * len(wishes)},
        )


def report_of(verdict: Verdict, fight: Fight, *, seed: int) -> Report:
    """Count what was found, and name the first of each kind that must not be."""
    found = {
        "lost": [*verdict.lost, *verdict.contradicted, *verdict.unheard_of],
        "doubled": verdict.doubled,
        "oversold": verdict.oversold,
        "unbalanced": verdict.unbalanced,
        "unfinished": verdict.unfinished,
    }
    cycles = fight.struck.total()
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
            "cycles": cycles,
            "acknowledged": verdict.acknowledged,
            "acknowledged_in_drops": verdict.acknowledged_in_drops,
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
            "a full disk refused to keep more": fight.disk_refusals == fight.struck[Blow.DISK],
            "something was sold in drops": verdict.acknowledged_in_drops > 0,
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
    parser.add_argument("--minutes", type=float, default=0, help="instead: for so long")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--blow", type=Blow, choices=list(Blow), action="append", help="this kind alone; may be said again"
    )
    asked = parser.parse_args()
    kinds = asked.blow or tuple(Blow)
    tell(run(cycles=asked.cycles, minutes=asked.minutes, seed=asked.seed, kinds=kinds), as_json=asked.json)


if __name__ == "__main__":
    main()
