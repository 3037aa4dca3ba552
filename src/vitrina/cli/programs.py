"""Programs of a clone that print one JSON object: the benches, and the labs of reliability."""

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from pathlib import Path

from vitrina.cli.console import Stopped
from vitrina.cli.instance import project


def add_options(parser: ArgumentParser, folder: str) -> None:
    """Describe the command line of a verb that runs the programs of a folder."""
    parser.add_argument("name", help="one of: " + ", ".join(_names(folder)))
    parser.add_argument(
        "options", nargs=REMAINDER, help="--json: one JSON object alone; NAME --help tells the others"
    )


def run(arguments: Namespace, folder: str) -> int:
    """Run one program in a process of its own and pass on its status. Raises Stopped."""
    root, names = project(), _names(folder)
    if root is None or arguments.name not in names:
        known = ", ".join(names) or "none"
        raise Stopped(f"{folder} has no {arguments.name} here; there are: {known}")
    module = f"{folder}.{arguments.name.replace('-', '_')}"
    return subprocess.run(
        [sys.executable, "-m", module, *arguments.options], cwd=root, check=False
    ).returncode


def _names(folder: str) -> list[str]:
    """List the programs that people start; what these start themselves has another name for itself."""
    files = sorted((project() or Path.cwd()).glob(f"{folder}/*.py"))
    return [
        file.stem.replace("_", "-") for file in files if 'prog="vitrina ' in file.read_text(encoding="utf-8")
    ]
