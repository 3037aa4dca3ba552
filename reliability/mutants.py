"""`vitrina lab mutants`: put known bugs into a copy of the product, one at a time; its oracles must notice.

A lab that finds nothing proves something only if it would have found something. Each bug of
reliability/seeded.py names the oracle that must fail with it. First every oracle must pass without any. An
oracle that judges by tests begins with those of the module that has the bug, and stops at the first failure.
What cannot even start has noticed nothing: a bug counts as caught when a promise was broken, or when the
oracle came to no end.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import cache_from_source
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
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-x",
    "-q",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
]
# In the order of what they cost.
RACED = (
    "ledger",
    "inventory",
    "promotions",
    "affiliates",
    "payouts",
    "drops",
    "payments",
    "orders",
    "checkout",
)
LABS: dict[Oracle, Sequence[str]] = {
    Oracle.CRASH: [sys.executable, "-m", "reliability.crash", "--sample", "24"],
    Oracle.KILL: [sys.executable, "-m", "reliability.kill", "--cycles", "24"],
}
NO_END = "came to no end"
# What pytest and the labs print of a promise that was broken.
BROKEN = re.compile(r"^(?:FAILED|  BROKEN) (.*?)(?: - .*)?$", re.MULTILINE)


class Trial(Struct, frozen=True, kw_only=True):
    """How an oracle took a bug. noticed: the promise that was broken by it; empty when none was."""

    bug: str
    oracle: Oracle
    noticed: str
    seconds: float


class Judged(Struct, frozen=True, kw_only=True):
    """What an oracle said. noticed: the first broken promise."""

    is_sound: bool
    noticed: str


def planted(bug: Bug, root: Path) -> Path:
    """Find where a bug goes. Raises ValueError when its place is not there, or there more than once."""
    file = root / "src" / "vitrina" / bug.file
    count = file.read_text(encoding="utf-8").count(bug.old)
    if count != 1:
        raise ValueError(f"{bug.name}: its place stands {count} times in {bug.file}")
    return file


def nearest(bug: Bug | None) -> list[str]:
    """Put the folders of the race tests in order: first that of the module which has the bug."""
    home, _, name = bug.file.partition("/") if bug else ("", "", "")
    module = Path(name).stem.partition("_")[2] if home == "migrations" else home
    return [f"tests/{folder}" for folder in sorted(RACED, key=lambda folder: folder != module)]


def _command(oracle: Oracle, bug: Bug | None) -> Sequence[str]:
    match oracle:
        case Oracle.SIMULATION:
            return [*PYTEST, "tests/simulation"]
        case Oracle.RACES:
            return [*PYTEST, *nearest(bug)]
        case _:
            return LABS[oracle]


def _write(file: Path, text: str) -> None:
    """Change a source; what was compiled of the old one may look as old as the new one."""
    file.write_text(text, encoding="utf-8")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def _try(bug: Bug, copy: Path, environ: dict[str, str]) -> Trial:
    file = planted(bug, copy)
    sound = file.read_text(encoding="utf-8")
    _write(file, sound.replace(bug.old, bug.new))
    began_at = time.monotonic()
    try:
        judged = _judge(bug.caught_by, copy, environ, bug=bug)
    finally:
        _write(file, sound)
    seconds = round(time.monotonic() - began_at, 1)
    word = "caught" if judged.noticed else "MISSED"
    print(f"  {word} {bug.caught_by:<10} {seconds:6} s  {bug.name}", file=sys.stderr, flush=True)
    return Trial(bug=bug.name, oracle=bug.caught_by, noticed=judged.noticed, seconds=seconds)


def _judge(oracle: Oracle, copy: Path, environ: dict[str, str], *, bug: Bug | None = None) -> Judged:
    """Let an oracle judge. One that does not come to an end has noticed, too."""
    began_at = time.monotonic()
    try:
        ended = subprocess.run(
            _command(oracle, bug),
            cwd=copy,
            env=environ,
            capture_output=True,
            text=True,
            timeout=TIME_MAX_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Judged(is_sound=False, noticed=NO_END)
    found = BROKEN.search(ended.stdout)
    if bug is None:
        print(f"  {oracle}: {time.monotonic() - began_at:.0f} s without a bug", file=sys.stderr, flush=True)
    if ended.returncode and (bug is None or not found):
        print(ended.stdout[-2_000:], ended.stderr[-2_000:], file=sys.stderr, flush=True)
    return Judged(is_sound=ended.returncode == 0, noticed=found[1] if found and ended.returncode else "")


def run(*, only: str = "") -> Report:
    """Try the bugs whose name contains a word; all of them by default."""
    bugs = [bug for bug in BUGS if only in bug.name]
    with TemporaryDirectory() as folder, place.server(is_durable=False) as server_url:
        copy = Path(folder)
        copy.chmod(0o755)
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=LEFT_OUT)
        shutil.copy(ROOT / "pyproject.toml", copy)
        environ = {
            **os.environ,
            "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}",
            place.SETTING: server_url,
            **LONGER,
        }
        sound = {oracle: _judge(oracle, copy, environ).is_sound for oracle in {bug.caught_by for bug in bugs}}
        trials = [_try(bug, copy, environ) for bug in bugs] if all(sound.values()) else []
    return report_of(bugs, trials, sound)


def report_of(bugs: Sequence[Bug], trials: Sequence[Trial], sound: dict[Oracle, bool]) -> Report:
    """Tell of each bug which oracle noticed it by what, and after how many seconds."""
    caught = [trial for trial in trials if trial.noticed]
    by_oracle = {f"caught_by_{oracle}": sum(trial.oracle is oracle for trial in caught) for oracle in Oracle}
    return Report(
        lab="mutants",
        seed=0,
        figures={
            "bugs": len(bugs),
            "caught": len(caught),
            **by_oracle,
            "seconds": round(sum(trial.seconds for trial in trials)),
            **{
                trial.bug: f"{trial.oracle}, {trial.seconds} s, {trial.noticed or 'MISSED'}"
                for trial in trials
            },
        },
        bounds={
            **{f"{oracle} passes without a bug": is_sound for oracle, is_sound in sorted(sound.items())},
            "every bug is caught": len(caught) == len(bugs),
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
