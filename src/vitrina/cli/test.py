"""`vitrina test`: everything: the checks, every test on a real database, the browser journeys."""

import hashlib
import os
import re
import shutil
import subprocess
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from vitrina.cli import browser, check
from vitrina.cli.console import Step, Stopped, say
from vitrina.kit.postgres import Postgres

WORKERS_MIN, WORKERS_MAX = 2, 3
TESTS = "tests"
JOURNEYS = f"{TESTS}/journeys"
# Which journeys go together says tests/journeys/conftest.py.
# Files there are in memory alone.
MEMORY = Path("/dev") / "shm"
MEMINFO = Path("/proc/meminfo")
# The databases of a run, their log and as much again.
ROOM_BYTES = 6 * 1024**3
JOURNEYS_IN_ROWS = ["-n", "2", "--dist", "loadgroup", JOURNEYS]


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    names = [task.name for task in _static_tasks(Path())] + [TESTS]
    parser.add_argument("--only", metavar="NAME", help="run one step: " + ", ".join(names))
    parser.add_argument("paths", nargs="*", help="tests to run (default: all)")


def run(arguments: Namespace) -> int:
    """Run the static checks, then every test. The last line is pytest's own count."""
    root = check.clone()
    is_good = True
    if arguments.only != TESTS and not arguments.paths:
        steps = check.chosen(_static_tasks(root), arguments.only)
        is_good = check.run_tasks(steps, root)
    if arguments.only in {None, TESTS}:
        is_good = _run_tests(root, arguments.paths) and is_good
    return 0 if is_good else 1


def _static_tasks(root: Path) -> list[check.Task]:
    return [task for task in check.tasks(root) if task.name != check.UNITS]


def _run_tests(root: Path, paths: Sequence[str]) -> bool:
    chromium = _chromium()
    in_memory = None if paths else folder_in_memory(root)
    server = Postgres(in_memory or root / "var" / "test", is_durable=False)
    with Step("database") as step:
        server.start()
        step.report(f"PostgreSQL {server.binaries.version} for the tests")
    try:
        return _pytest(root, paths, {"VITRINA_TEST_DATABASE_URL": server.url("postgres"), **chromium})
    finally:
        is_ours = server.is_owner
        server.stop()
        if in_memory and is_ours:
            shutil.rmtree(in_memory, ignore_errors=True)


def folder_in_memory(root: Path) -> Path | None:
    """Choose a folder in memory for the databases of a whole run; None where there is no room.

    They are made and thrown away by the hundred, a thousand files each, and ext4 looks through all that was
    deleted in the last minute for each file that it makes: a copy then takes ten times as long.
    """
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or _room_bytes() < ROOM_BYTES:
        return None
    return MEMORY / f"vitrina-tests-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"


def _room_bytes() -> int:
    said = MEMINFO.read_text() if MEMINFO.exists() else ""
    found = re.search(r"^MemAvailable: +([0-9]+) kB$", said, re.M)
    return min(shutil.disk_usage(MEMORY).free, int(found[1]) * 1024) if found else 0


def _chromium() -> Mapping[str, str]:
    """Find or fetch a browser. Raises Stopped when there must be one and there is none."""
    found = browser.find_chromium()
    if found is None:
        try:
            found = browser.fetch_chromium()
        except Stopped as e:
            if os.environ.get("VITRINA_REQUIRE_BROWSER") == "1":
                raise
            say(f"  browser journeys are skipped: {e}")
            return {}
    return {"VITRINA_CHROMIUM": str(found)}


def _compiled(root: Path) -> Mapping[str, str]:
    """Let a run keep compiled modules in a place of its own, also where Python is told to keep none.

    Its many processes would each compile all that they import, which is most of what a start costs.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    # An empty one counts as none.
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(root / "var" / "test" / "compiled")}


def _pytest(root: Path, paths: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Run the tests side by side, then the journeys: a browser needs a core to itself."""
    all_journeys = JOURNEYS_IN_ROWS if (os.cpu_count() or 1) > 1 else [JOURNEYS]
    journeys = [path for path in paths if path.startswith(JOURNEYS)] if paths else all_journeys
    others = [path for path in paths if path not in journeys] if paths else [TESTS, f"--ignore={JOURNEYS}"]
    worker_count = max(WORKERS_MIN, min(WORKERS_MAX, os.cpu_count() or 1))
    runs = [["-n", str(worker_count), *others]] if others else []
    runs += [journeys] if journeys else []
    environ = {**os.environ, **environ, **_compiled(root)}
    statuses = [
        subprocess.run([check.tool("pytest"), *options], cwd=root, env=environ, check=False).returncode
        for options in runs
    ]
    return not any(statuses)
