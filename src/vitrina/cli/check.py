"""`vitrina check`: everything that needs no database, browser or encoder, at once, in under a minute."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from msgspec import Struct

from vitrina.cli.console import LINE_WIDTH, NAME_WIDTH, Stopped, say
from vitrina.cli.instance import project

PARALLEL_COUNT_MAX = 3
UNITS = "units"


class Task(Struct, frozen=True, kw_only=True):
    """One step of the checks."""

    name: str
    command: Sequence[str]
    reason_to_skip: str = ""


class Result(Struct, frozen=True, kw_only=True):
    """How a step ended."""

    name: str
    is_good: bool
    seconds: float
    output: str
    last_line: str


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument(
        "--only", metavar="NAME", help="run one step: " + ", ".join(t.name for t in tasks(Path()))
    )


def run(arguments: Namespace) -> int:
    """Run the steps side by side; print one line each, and the output of those that fail."""
    root = clone()
    return 0 if run_tasks(chosen(tasks(root), arguments.only), root) else 1


def clone() -> Path:
    """Find the clone to check. Raises Stopped where there is none, or no developer tools."""
    root = project()
    if root is None:
        raise Stopped("check and test work in a clone of the repository, and this is an installed package.")
    if not tool("ruff").exists():
        raise Stopped("The developer tools are not installed: run `uv sync` in the clone.")
    return root


def tasks(root: Path) -> list[Task]:
    """List the steps, slowest first."""
    pytest = [str(tool("pytest")), "-m", "not db and not browser and not encoder", "-p", "no:cacheprovider"]
    has_web = (root / "web" / "node_modules").is_dir()
    return [
        Task(name="types", command=[str(tool("basedpyright"))]),
        Task(
            name="web",
            command=[sys.executable, "hatch_build.py", "check"],
            reason_to_skip="" if has_web else "web/node_modules is not there; the build makes it",
        ),
        Task(name=UNITS, command=pytest),
        Task(name="contracts", command=[str(tool("lint-imports"))]),
        Task(name="lint", command=[str(tool("ruff")), "check"]),
        Task(name="format", command=[str(tool("ruff")), "format", "--check"]),
    ]


def tool(name: str) -> Path:
    """Tell where a developer tool lies in this environment."""
    return Path(sys.executable).with_name(name)


def chosen(steps: Sequence[Task], only: str | None) -> list[Task]:
    """Keep the named step, or all. Raises Stopped for a name that is none."""
    kept = [step for step in steps if only in {None, step.name}]
    if not kept:
        raise Stopped(f"there is no step {only}; the steps are " + ", ".join(step.name for step in steps))
    return kept


def run_tasks(steps: Sequence[Task], root: Path) -> bool:
    """Run steps side by side. Returns whether all were good."""
    failed: list[Result] = []
    with ThreadPoolExecutor(min(PARALLEL_COUNT_MAX, (os.cpu_count() or 1) + 1)) as executor:
        futures = [executor.submit(_run, step, root) for step in steps if not step.reason_to_skip]
        for step in steps:
            if step.reason_to_skip:
                _show(step.name, f"skipped: {step.reason_to_skip}")
        for future in as_completed(futures):
            result = future.result()
            verdict = result.last_line if result.is_good else "FAILED"
            _show(result.name, verdict, f"{result.seconds:5.1f} s")
            if not result.is_good:
                failed.append(result)
    for result in failed:
        say(f"\n--- {result.name}\n{result.output.strip()}")
    return not failed


def _run(step: Task, root: Path) -> Result:
    begun = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=root,
        env=os.environ | {"NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return Result(
        name=step.name,
        is_good=done.returncode == 0,
        seconds=time.monotonic() - begun,
        output=done.stdout,
        last_line=lines[-1] if lines else "",
    )


def _show(name: str, verdict: str, seconds: str = "") -> None:
    line = f"  {name:<{NAME_WIDTH}} {verdict}"
    say(f"{line[: LINE_WIDTH - 8]:<{LINE_WIDTH - 8}} {seconds}".rstrip())
