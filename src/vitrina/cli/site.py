"""`vitrina dev docs`: builds the documentation as a site that can be searched, also without a server."""

import json
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from vitrina.cli.api_pages import api_pages
from vitrina.cli.console import Step, Stopped
from vitrina.cli.instance import project


def run(arguments: Namespace) -> int:
    """Build docs/ and the pages about the API into --into, or var/docs."""
    root = project()
    if root is None:
        raise Stopped(
            "the documentation is built in a clone of the repository; this is an installed package."
        )
    into = Path(arguments.into) if arguments.into else root / "var" / "docs"
    with Step("docs") as step:
        count = build(root / "docs", into)
        step.report(f"{count} pages: {into / 'index.html'}")
    return 0


def build(docs: Path, into: Path) -> int:
    """Build the site, and count its pages. Raises Stopped: a link leads nowhere, a page is in no list."""
    source = into.with_name(f"{into.name}.source")
    for folder in (source, into):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(docs, source)
    api = source / "reference" / "api"
    api.mkdir()
    document = json.loads((docs / "reference" / "openapi.json").read_text("utf-8"))
    for name, text in api_pages(document).items():
        (api / name).write_text(text, "utf-8")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    built = subprocess.run(
        [*command, "--builder", "html", "--jobs", "auto", str(source), str(into)],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        raise Stopped(f"the documentation does not hold together:\n{built.stderr.strip()}")
    shutil.rmtree(source)
    return sum(1 for _ in into.rglob("*.html"))
