"""`vitrina lab mutants`: put known bugs into a copy of the product, one at a time; its oracles must notice.

A lab that finds nothing proves something only if it would have found something. Each bug of
reliability/seeded.py names the oracle that must fail with it. First every oracle must pass without any.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import place
from msgspec import Struct

from reliability.report import Report, tell
from reliability.seeded import BUGS, Bug, Oracle

ROOT = Path(__file__).parents[1]
COPIED = ("src", "tests", "benchmarks", "reliability")
LEFT_OUT = shutil.ignore_patterns("_web", "__pycache__", "journeys", "*.mp4", "*.webm")
TIME_MAX_S = 900
# In the suite the simulation is short; a bug that needs two rare things at once needs more.
LONGER = {"SIMULATION_SEEDS": "1,2,3", "SIMULATION_STEPS": "400"}
PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
ORACLES: dict[Oracle, Sequence[str]] = {
    Oracle.SIMULATION: [*PYTEST, "tests/simulation"],
    Oracle.RACES: [
        *PYTEST,
        "tests/ledger",
        "tests/inventory",
        "tests/checkout",
        "tests/payments",
        "tests/affiliates",
        "tests/orders",
        "tests/drops",
        "tests/promotions",
        "tests/payouts",
    ],
    Oracle.CRASH: [sys.executable, "-m", "reliability.crash", "--sample", "24"],
    Oracle.KILL: [sys.executable, "-m", "reliability.kill", "--cycles", "24"],
}


class Trial(Struct, frozen=True, kw_only=True):
    """How an oracle took a bug."""

    bug: str
    oracle: Oracle
    is_caught: bool
    seconds: float


def planted(bug: Bug, root: Path) -> Path:
    """Find where a bug goes. Raises ValueError when its place is not there, or there more than once."""
    file = root / "src" / "vitrina" / bug.file
    count = file.read_text(encoding="utf-8").count(bug.old)
    if count != 1:
        raise ValueError(f"{bug.name}: its place stands {count} times in {bug.file}")
    return file


def _try(bug: Bug, copy: Path, environ: dict[str, str]) -> Trial:
    file = planted(bug, copy)
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound.replace(bug.old, bug.new), encoding="utf-8")
    began_at = time.monotonic()
    try:
        is_caught = not _passes(bug.caught_by, copy, environ)
    finally:
        file.write_text(sound, encoding="utf-8")
    seconds = round(time.monotonic() - began_at, 1)
    print(
        f"  {'caught' if is_caught else 'MISSED'} {bug.caught_by:<10} {bug.name}", file=sys.stderr, flush=True
    )
    return Trial(bug=bug.name, oracle=bug.caught_by, is_caught=is_caught, seconds=seconds)


def _passes(oracle: Oracle, copy: Path, environ: dict[str, str]) -> bool:
    """Let an oracle judge. One that does not come to an end has noticed, too."""
    try:
        ended = subprocess.run(
            ORACLES[oracle], cwd=copy, env=environ, capture_output=True, timeout=TIME_MAX_S, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def run(*, only: str = "") -> Report:
    """Try the bugs whose name contains a word; all of them by default."""
    bugs = [bug for bug in BUGS if only in bug.name]
    with TemporaryDirectory() as folder, place.server() as server_url:
        copy = Path(folder)
        copy.chmod(0o755)
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=LEFT_OUT)
        shutil.copy(ROOT / "pyproject.toml", copy)
        environ = {
            **os.environ,
            "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}",
            "PYTHONDONTWRITEBYTECODE": "1",
            place.SETTING: server_url,
            **LONGER,
        }
        sound = {oracle: _passes(oracle, copy, environ) for oracle in {bug.caught_by for bug in bugs}}
        trials = [_try(bug, copy, environ) for bug in bugs] if all(sound.values()) else []
    missed = [trial.bug for trial in trials if not trial.is_caught]
    by_oracle = {
        f"caught_by_{oracle}": sum(trial.is_caught and trial.oracle is oracle for trial in trials)
        for oracle in Oracle
    }
    return Report(
        lab="mutants",
        seed=0,
        figures={
            "bugs": len(bugs),
            "caught": len(trials) - len(missed),
            **by_oracle,
            "seconds": round(sum(trial.seconds for trial in trials)),
            **{f"missed_{number}": name for number, name in enumerate(missed, start=1)},
        },
        bounds={
            **{f"{oracle} passes without a bug": is_sound for oracle, is_sound in sorted(sound.items())},
            "every bug is caught": len(trials) == len(bugs) and not missed,
        },
    )


def main() -> None:
    """Try, and print what was missed."""
    parser = argparse.ArgumentParser(prog="vitrina lab mutants", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--only", default="", help="a word of the bugs' names")
    asked = parser.parse_args()
    tell(run(only=asked.only), as_json=asked.json)


if __name__ == "__main__":
    main()
