"""`vitrina bench feed-feel`: what the feed is like in the hand, in Chromium as a phone with a real finger.

- Swipes: from the moment a slide is in view (0.6 of it, as the app itself sees it) to the first frame of its
  film (requestVideoFrameCallback). Each is looked at for a second. The feed of the demo goes round: after its
  last clip the first one comes again under another id, and the browser's cache is off.
- Memory: JavaScript heap, nodes and listeners after a collection, from swipe 50 to the last one.
- Data: what the page loaded while it played so many clips of the demo, each once to its end: films and
  posters x 600 s / seconds watched, and all the rest once. What was fetched of the clip after them counts as
  well. As it comes, and for who saves data.
- Paying: from the tap on Pay to the answer on screen, by somebody with a kept address, on slow 4G.
"""

import argparse
import os
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from playwright.sync_api import Browser, Page, Route

from benchmarks.phone import PHONE, SLOW_4G, demo_and_browser, percentile, swipe_up
from vitrina.cli.tour import Tour

SWIPES, HEAP_SWIPES, CLIPS, PAYMENTS = 100, 300, 10, 20
HEAP_FROM = 50
PARTS = ("swipes", "data", "paying")
LOOK_S = 1.0
FRAME_TIMEOUT_S = 10.0
PAGE_SIZE = 10
WATCHED_S = 600
BUYER = "ana"
PROBE = (Path(__file__).parent / "feed_feel.js").read_text("utf-8")
HOME = {
    "country": "MX",
    "name": "Ana",
    "line1": "Orizaba 42",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
    "phone": "55 1234 5678",
}
BUY, PAY, PAID = "Comprar ahora", re.compile("^Pagar "), re.compile("^¡Listo")
BOUNDS = {
    "p50_ms": 130,
    "p90_ms": 180,
    "heap_growth_mb": 1.0,
    "ten_minutes_mb": 90,
    "ten_minutes_saving_mb": 30,
    "pay_p95_ms": 1_500,
}


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(
        prog="vitrina bench feed-feel", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--base-url", help="of a running demo (default: a fresh one)")
    parser.add_argument("--swipes", type=int, default=HEAP_SWIPES, help="at least 60")
    parser.add_argument("--clips", type=int, default=CLIPS, help="that are watched for their bytes")
    parser.add_argument("--payments", type=int, default=PAYMENTS)
    parser.add_argument("--part", choices=PARTS, action="append", help="this one alone; may be said again")
    asked = parser.parse_args()
    parts = asked.part or PARTS
    figures: dict[str, Any] = {}
    with demo_and_browser(asked.base_url) as (base_url, browser):
        if "swipes" in parts:
            figures |= swipes(browser, base_url, count=max(asked.swipes, HEAP_FROM + 10))
        if "data" in parts:
            for name, saves in (("ten_minutes_mb", False), ("ten_minutes_saving_mb", True)):
                figures[name] = ten_minutes_mb(browser, base_url, clips=asked.clips, saves=saves)
        if "paying" in parts:
            figures |= payments(browser, base_url, count=asked.payments)
    bounds = {f"{name} <= {most}": figures[name] <= most for name, most in BOUNDS.items() if name in figures}
    if "swipes" in parts:
        bounds["every swipe shows a film"] = figures["swipes_without_film"] == 0
    report = {
        "bench": "feed-feel",
        "figures": figures | {"load_per_core": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1)},
        "bounds": bounds,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(bounds.values()):
        sys.exit("a bound is not kept")


def swipes(browser: Browser, base_url: str, *, count: int) -> dict[str, Any]:
    """Swipe so often; the first hundred are timed, and memory is compared from the fiftieth to the last."""
    with browser.new_context(base_url=base_url, **PHONE) as context:
        page = context.new_page()
        cdp: Any = context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.add_init_script(PROBE)
        page.route("**/api/v1/feed?*", Round(page))
        page.goto("/")
        _await_frame(page, 0)
        frames: list[float | None] = []
        begun: dict[str, float] = {}
        for index in range(1, count + 1):
            swipe_up(page, cdp)
            frames.append(_await_frame(page, index))
            page.wait_for_timeout(LOOK_S * 1000)
            if index == HEAP_FROM:
                begun = memory(cdp)
        ended = memory(cdp)
    timed = [each for each in frames[:SWIPES] if each is not None]
    return {
        "swipes": count,
        "swipes_timed": len(timed),
        "swipes_without_film": frames.count(None),
        "p50_ms": percentile(timed, 0.5),
        "p90_ms": percentile(timed, 0.9),
        "max_ms": percentile(timed, 1.0),
        "heap_mb": ended["heap_mb"],
        "heap_growth_mb": round(ended["heap_mb"] - begun["heap_mb"], 2),
        "nodes_growth": ended["nodes"] - begun["nodes"],
        "listeners_growth": ended["listeners"] - begun["listeners"],
    }


class Round:
    """Answers the pages of the feed: those of the demo, again and again, each clip under an id of its own."""

    def __init__(self, page: Page) -> None:
        """Read all clips of the feed once."""
        self._clips: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            query = f"tab=for-you&limit=50&cursor={cursor}" if cursor else "tab=for-you&limit=50"
            answer = page.context.request.get(f"/api/v1/feed?{query}").json()
            self._clips += [clip for clip in answer["items"] if not clip.get("ad")]
            cursor = answer["next_cursor"]
        self._next = 0

    def __call__(self, route: Route) -> None:
        """Answer one page."""
        items = [
            self._clips[(self._next + i) % len(self._clips)] | {"id": str(uuid4())} for i in range(PAGE_SIZE)
        ]
        self._next += PAGE_SIZE
        route.fulfill(json={"items": items, "next_cursor": "again"})


def _await_frame(page: Page, index: int) -> float | None:
    """Wait for the first frame of a clip; None when there is none in time."""
    deadline = time.monotonic() + FRAME_TIMEOUT_S
    while time.monotonic() < deadline:
        found = page.evaluate("(index) => window.feedFeel.frames[index] ?? null", index)
        if found is not None:
            return float(found)
        page.wait_for_timeout(20)
    return None


def memory(cdp: Any) -> dict[str, float]:
    """Tell what is left after a collection."""
    cdp.send("HeapProfiler.enable")
    for _ in range(2):
        cdp.send("HeapProfiler.collectGarbage")
    heap, dom = cdp.send("Runtime.getHeapUsage"), cdp.send("Memory.getDOMCounters")
    return {
        "heap_mb": round(heap["usedSize"] / 1e6, 2),
        "nodes": dom["nodes"],
        "listeners": dom["jsEventListeners"],
    }


def ten_minutes_mb(browser: Browser, base_url: str, *, clips: int, saves: bool) -> float:
    """Watch clips to their end, one after the other, and tell what ten minutes of that load."""
    with browser.new_context(base_url=base_url, **PHONE) as context:
        if saves:
            context.add_init_script("localStorage.setItem('vitrina.saver', 'true')")
        page = context.new_page()
        cdp: Any = context.new_cdp_session(page)
        scale = Scale(cdp)
        cdp.send("Network.enable")
        page.add_init_script(PROBE)
        page.goto("/")
        watched_s = 0.0
        for index in range(clips):
            if _await_frame(page, index) is None:
                break
            length_s = page.evaluate(
                "(i) => [...document.querySelectorAll('.pool')]"
                ".find((box) => box.style.transform === `translateY(${i * 100}%)`).firstChild.duration",
                index,
            )
            page.wait_for_timeout(length_s * 1000)
            watched_s += length_s
            swipe_up(page, cdp)
        films, rest = scale.bytes_of("/media/clips/")
        return round((films * WATCHED_S / watched_s + rest) / 1e6, 1)


class Scale:
    """Weighs what a page loads."""

    def __init__(self, cdp: Any) -> None:
        """Begin to weigh."""
        self._urls: dict[str, str] = {}
        self._coming: dict[str, float] = {}
        self._kept: set[str] = set()
        cdp.on("Network.requestWillBeSent", self._asked)
        cdp.on("Network.requestServedFromCache", self._had)
        cdp.on("Network.responseReceived", self._answered)
        cdp.on("Network.dataReceived", self._came)
        cdp.on("Network.loadingFinished", self._ended)

    def bytes_of(self, part: str) -> tuple[float, float]:
        """Bytes of addresses with that part in them, and of all others."""
        loaded = {each: size for each, size in self._coming.items() if each not in self._kept}
        inside = sum(size for each, size in loaded.items() if part in self._urls.get(each, ""))
        return inside, sum(loaded.values()) - inside

    def _asked(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["request"]["url"]

    def _had(self, event: dict[str, Any]) -> None:
        self._kept.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        """Leave out what the browser had: a clip that begins anew is not loaded anew."""
        if event["response"].get("fromDiskCache"):
            self._kept.add(event["requestId"])

    def _came(self, event: dict[str, Any]) -> None:
        """Count what may never end; of some films the packed size is not told meanwhile."""
        self._coming[event["requestId"]] = self._coming.get(event["requestId"], 0) + event["dataLength"]

    def _ended(self, event: dict[str, Any]) -> None:
        self._coming[event["requestId"]] = event["encodedDataLength"] or self._coming.get(
            event["requestId"], 0
        )


def payments(browser: Browser, base_url: str, *, count: int) -> dict[str, Any]:
    """Buy again and again on slow 4G, and time from the tap on Pay to the answer."""
    tour = Tour(browser, base_url, PHONE)
    took: list[float] = []
    path = f"/p/{tour.places()['product']}"
    page = tour.page(BUYER)
    cdp: Any = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    kept = page.context.request.put(
        f"/api/v1/me/addresses/{uuid4()}",
        data={"address": HOME, "label": "", "is_default": True},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert kept.ok, kept.text()
    for _ in range(count):
        cdp.send("Network.emulateNetworkConditions", SLOW_4G)
        page.goto(path)
        page.get_by_role("button", name=BUY).wait_for()
        for option in page.locator("fieldset").all():
            option.locator("label:not(.out)").first.tap()
        page.get_by_role("button", name=BUY).tap()
        pay = page.get_by_role("button", name=PAY)
        pay.wait_for()
        page.wait_for_timeout(LOOK_S * 1000)
        took.append(_tapped(page, pay))
    tour.close()
    return {
        "payments": len(took),
        "pay_p50_ms": percentile(took, 0.5),
        "pay_p95_ms": percentile(took, 0.95),
    }


def _tapped(page: Page, pay: Any) -> float:
    """Tap, and tell when the answer stands on the screen."""
    began = time.perf_counter()
    pay.tap()
    page.get_by_role("heading", name=PAID).wait_for()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
