"""`vitrina lab mutants`: put known bugs into a copy of the product, one at a time; its oracles must notice.

A lab that finds nothing proves something only if it would have found something. Each bug of
reliability/seeded.py names the oracle that must fail with it. An oracle that judges by tests begins with
those of the module that has the bug, and stops at the first failure. What cannot even start has noticed
nothing: a bug counts as caught when a promise was broken, or when the oracle came to no end. Afterwards
everything that noticed a bug must pass without any.
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
COPIED = ("src", "tests", "benchmarks", "reliability", "web/src")  # Tests run scripts of the web app, too.
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
    Oracle.KILL: [sys.executable, "-m", "reliability.kill", "--cycles", "24", "--blow", "PostgreSQL"],
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


def planted(bug: Bug, root: Path) -> Path:
    """Find where a bug goes. Raises ValueError when its place is not there, or there more than once."""
    file = root / "src" / "vitrina" / bug.file
    count = file.read_text(encoding="utf-8").count(bug.old)
    if count != 1:
        raise ValueError(f"{bug.name}: its place stands {count} times in {bug.file}")
    return file


def nearest(bug: Bug) -> Sequence[str]:
    """List the folders of the race tests: first that of the module which has the bug."""
    home, _, name = bug.file.partition("/")
    module = Path(name).stem.partition("_")[2] if home == "migrations" else home
    return [f"tests/{folder}" for folder in sorted(RACED, key=lambda folder: folder != module)]


def _commands(bug: Bug) -> Sequence[Sequence[str]]:
    """Say what judges a bug, one after the other until somebody notices."""
    if bug.caught_by in LABS:
        return [LABS[bug.caught_by]]
    if bug.caught_by is Oracle.SIMULATION:
        return [[*PYTEST, "-x", "tests/simulation"]]
    first, *others = nearest(bug)
    return [[*PYTEST, "-x", first], [*PYTEST, "-x", *others]]


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
        noticed = ""
        for command in _commands(bug):
            noticed = noticed or _noticed(command, copy, environ)
    finally:
        _write(file, sound)
    seconds = round(time.monotonic() - began_at, 1)
    word = "caught" if noticed else "MISSED"
    told = f"  {word} {bug.caught_by:<10} {seconds:6} s  {bug.name}: {noticed}"
    print(told, file=sys.stderr, flush=True)
    return Trial(bug=bug.name, oracle=bug.caught_by, noticed=noticed, seconds=seconds)


def _noticed(command: Sequence[str], copy: Path, environ: dict[str, str]) -> str:
    """Let an oracle judge: the first promise that it finds broken, if any; or that it came to no end."""
    try:
        ended = subprocess.run(
            command, cwd=copy, env=environ, capture_output=True, text=True, timeout=TIME_MAX_S, check=False
        )
    except subprocess.TimeoutExpired:
        return NO_END
    found = BROKEN.search(ended.stdout) if ended.returncode else None
    if ended.returncode and not found:
        print(ended.stdout[-2_000:], ended.stderr[-2_000:], file=sys.stderr, flush=True)
    return found[1] if found else ""


def _flaws(trials: Sequence[Trial], copy: Path, environ: dict[str, str]) -> dict[str, str]:
    """Ask whatever noticed a bug again, without any: what it still says, by kind of oracle."""
    tests = sorted({trial.noticed for trial in trials if trial.noticed.startswith("tests/")})
    commands = {"tests": [*PYTEST, *tests]} if tests else {}
    labs = {trial.oracle for trial in trials if trial.oracle in LABS}
    commands |= {str(lab): LABS[lab] for lab in sorted(labs)}
    return {name: _noticed(command, copy, environ) for name, command in commands.items()}


def run(*, only: str = "", oracle: str = "") -> Report:
    """Try the bugs whose name contains a word, or which one oracle must notice; all of them by default."""
    bugs = [bug for bug in BUGS if only in bug.name and oracle in {"", bug.caught_by}]
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
        trials = [_try(bug, copy, environ) for bug in bugs]
        return report_of(trials, _flaws(trials, copy, environ))


def report_of(trials: Sequence[Trial], flaws: dict[str, str]) -> Report:
    """Tell of each bug which oracle noticed it by what, and after how many seconds."""
    caught = [trial for trial in trials if trial.noticed]
    by_oracle = {f"caught_by_{oracle}": sum(trial.oracle is oracle for trial in caught) for oracle in Oracle}
    return Report(
        lab="mutants",
        seed=0,
        figures={
            "bugs": len(trials),
            "caught": len(caught),
            **by_oracle,
            "seconds": round(sum(trial.seconds for trial in trials)),
            **{
                trial.bug: f"{trial.oracle}, {trial.seconds} s, {trial.noticed or 'MISSED'}"
                for trial in trials
            },
            **{f"flaw_{name}": flaw for name, flaw in flaws.items() if flaw},
        },
        bounds={
            **{f"{name} that noticed pass without a bug": not flaw for name, flaw in flaws.items()},
            "every bug is caught": bool(trials) and len(caught) == len(trials),
        },
    )


def main() -> None:
    """Try, and print what was missed."""
    parser = argparse.ArgumentParser(prog="vitrina lab mutants", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--only", default="", help="a word of the bugs' names")
    parser.add_argument("--oracle", default="", choices=["", *Oracle], help="what this one must notice alone")
    asked = parser.parse_args()
    tell(run(only=asked.only, oracle=asked.oracle), as_json=asked.json)


if __name__ == "__main__":
    main()
