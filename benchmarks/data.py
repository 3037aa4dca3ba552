"""`vitrina bench data`: how many bytes ten minutes of feed cost, with and without the data-saver.

A real browser on a phone's screen watches the demo's clips one after the other, each for ten seconds or to
its end, and every byte that came over the network is counted: pictures, sound, posters, answers. What is
fetched per second watched is scaled to ten minutes; the app itself (page, scripts, styles, fonts) comes once
and is added as it is. Clips of the demo begin with one rung and get the others afterwards: it waits for them.
The network is this machine, so nothing but the player keeps it from the highest rung; the clips of the demo
have 540 lines, and `--base-url` measures those of another instance.
"""

import argparse
import re
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from urllib.request import urlopen

import msgspec
from playwright.sync_api import Error, sync_playwright

from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.cli.console import Stopped
from vitrina.cli.screens import PHONE
from vitrina.cli.screenshots import ARGUMENTS, running_demo
from vitrina.media.ladder import SAVER_STEP

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, Page

WATCH_S = 10.0
NEAR_THE_END_S = 0.7
CLIPS_MAX = 60
PATIENCE_S = 20.0
RUNGS_S = 600.0
TEN_MINUTES_S = 600
MB = 1_000_000
MB_MAX = 90.0
MB_SAVER_MAX = 30.0
ONCE = {"Document", "Script", "Stylesheet", "Font", "Manifest"}
SAVER_ON = "localStorage.setItem('vitrina.saver', 'true')"
SAVER_OFF = "localStorage.setItem('vitrina.saver', 'false')"
NOW = """() => {
    const boxes = [...document.querySelectorAll('main video')];
    const box = boxes.find((one) => !one.paused && one.readyState > 1);
    const shown = document.querySelector('article:not([inert])')?.textContent;
    return box ? [box.currentTime, box.duration, box.videoHeight, shown] : null;
}"""


class Counter:
    """What came over the network, as the browser counts: once for the app, and for what was watched."""

    def __init__(self, page: "Page") -> None:
        """Listen to a page that has not been opened."""
        self.once_bytes = 0
        self.watched_bytes = 0
        self._kinds: dict[str, str] = {}
        self._counted: dict[str, int] = {}
        session: Any = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note)
        session.on("Network.dataReceived", self._grow)
        session.on("Network.loadingFinished", self._finish)

    def _note(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _grow(self, event: dict[str, Any]) -> None:
        self._count(event["requestId"], event["encodedDataLength"])

    def _finish(self, event: dict[str, Any]) -> None:
        """Add what was told only at the end, such as heads of answers."""
        missing = int(event["encodedDataLength"]) - self._counted.get(event["requestId"], 0)
        self._count(event["requestId"], max(missing, 0))

    def _count(self, request_id: str, size_bytes: int) -> None:
        self._counted[request_id] = self._counted.get(request_id, 0) + size_bytes
        if self._kinds.get(request_id) in ONCE:
            self.once_bytes += size_bytes
        else:
            self.watched_bytes += size_bytes


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench data", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--base-url", help="of a running instance (default: a demo that is started for it)")
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        raise Stopped(ADVICE)
    with running_demo(asked.base_url) as base_url, sync_playwright() as driver:
        if not asked.base_url:
            wait_for_rungs(base_url)
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        normal = watch(browser, base_url, SAVER_OFF)
        saver = watch(browser, base_url, SAVER_ON)
        browser.close()
    report: dict[str, Any] = {
        "mb_10min": normal["mb_10min"],
        "mb_10min_saver": saver["mb_10min"],
        "normal": normal,
        "saver": saver,
        "bounds": {
            "mb_10min": normal["mb_10min"] <= MB_MAX,
            "mb_10min_saver": saver["mb_10min"] <= MB_SAVER_MAX,
        },
    }
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def wait_for_rungs(base_url: str) -> None:
    """Wait until every clip of the feed has the rung of who saves data."""
    deadline = time.monotonic() + RUNGS_S
    while True:
        clips = msgspec.json.decode(_read(f"{base_url}/api/v1/feed?limit={CLIPS_MAX}"))["items"]
        missing = [each for each in clips if not _has_saver_rung(base_url, each["hls_url"])]
        if not missing:
            return
        if time.monotonic() > deadline:
            raise Stopped(f"{len(missing)} of {len(clips)} clips never got the rung of who saves data")
        time.sleep(1)


def _has_saver_rung(base_url: str, hls_url: str) -> bool:
    sizes = re.findall(r"RESOLUTION=(\d+)x(\d+)", _read(urljoin(base_url, hls_url)).decode())
    return any(min(int(width), int(height)) <= SAVER_STEP for width, height in sizes)


def _read(url: str) -> bytes:
    with urlopen(url, timeout=PATIENCE_S) as answer:
        return answer.read()


def watch(browser: "Browser", base_url: str, setting: str) -> dict[str, Any]:
    """Watch the feed to its end, or so many clips of it, and scale what came to ten minutes."""
    with _phone(browser, base_url, setting) as page:
        counter = Counter(page)
        page.goto("/")
        watched_s, heights = 0.0, list[int]()
        for _ in range(CLIPS_MAX):
            seen = _watch_clip(page)
            if seen is None:
                break
            watched_s += seen[0]
            heights.append(seen[1])
            before = page.evaluate(NOW)
            page.keyboard.press("ArrowDown")
            if not _has_moved(page, before):
                break
        assert watched_s, "no clip has played"
        scaled = counter.watched_bytes * TEN_MINUTES_S / watched_s
        return {
            "mb_10min": round((scaled + counter.once_bytes) / MB, 1),
            "watched_s": round(watched_s, 1),
            "clip_count": len(heights),
            "heights": sorted(set(heights)),
            "watched_mb": round(counter.watched_bytes / MB, 2),
            "app_mb": round(counter.once_bytes / MB, 2),
        }


@contextmanager
def _phone(browser: "Browser", base_url: str, setting: str) -> "Generator[Page]":
    context = browser.new_context(base_url=base_url, **PHONE)
    context.add_init_script(setting)
    try:
        yield context.new_page()
    finally:
        context.close()


def _watch_clip(page: "Page") -> tuple[float, int] | None:
    """Watch what is on screen. Answers for how long, and how many lines it had; None where nothing plays."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        now = page.evaluate(NOW)
        if now and now[0] >= min(WATCH_S, now[1] - NEAR_THE_END_S):
            return float(now[0]), int(now[2])
        page.wait_for_timeout(50)
    return None


def _has_moved(page: "Page", before: Any) -> bool:
    """Tell whether another clip plays now: its time began anew."""
    try:
        page.wait_for_function(
            f"(shown) => {{ const now = ({NOW})(); return now && now[3] !== shown; }}",
            arg=before and before[3],
            timeout=PATIENCE_S * 1000,
        )
    except Error:
        return False
    return True


if __name__ == "__main__":
    main()
