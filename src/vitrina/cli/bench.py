"""`vitrina bench NAME`: measure. Each bench is a program in `benchmarks/` that prints one JSON object."""

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from pathlib import Path

from vitrina.cli.console import Stopped
from vitrina.cli.instance import project


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("name", help="one of: " + ", ".join(_names()))
    parser.add_argument(
        "options", nargs=REMAINDER, help="--json: one JSON object alone; others: see the bench"
    )


def run(arguments: Namespace) -> int:
    """Run one bench in a process of its own and pass on its status."""
    root = project()
    if root is None or arguments.name not in _names():
        raise Stopped(
            f"there is no bench {arguments.name} here; the benches are: {', '.join(_names()) or 'none'}"
        )
    module = f"benchmarks.{arguments.name.replace('-', '_')}"
    return subprocess.run(
        [sys.executable, "-m", module, *arguments.options], cwd=root, check=False
    ).returncode


def _names() -> list[str]:
    """List the programs in `benchmarks/` that say `if __name__ == "__main__"`."""
    files = sorted((project() or Path.cwd()).glob("benchmarks/*.py"))
    return [file.stem.replace("_", "-") for file in files if "__main__" in file.read_text(encoding="utf-8")]
