"""A phone for benches: Chromium as one, with a finger, and a demo to look at."""

import os
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.cli.screenshots import ARGUMENTS, running_demo

PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
    "locale": "es-MX",
    # Its loads are not those of the page.
    "service_workers": "block",
}
# What a browser's tools call so: 1.6 Mbit/s down, 0.75 up, 150 ms there and back.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
RATE_LIMIT = "VITRINA_RATE_LIMIT_PER_MINUTE"
SWIPE_STEPS, SWIPE_STEP_S = 8, 0.012


@contextmanager
def demo_and_browser(base_url: str | None) -> Generator[tuple[str, Browser]]:
    """Address of a demo, a fresh one without base_url, and a browser."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(ADVICE)
    # One machine plays a crowd.
    os.environ.setdefault(RATE_LIMIT, "100000")
    with ExitStack() as stack:
        address = stack.enter_context(running_demo(base_url))
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        stack.callback(browser.close)
        yield address, browser


def swipe_up(page: Page, cdp: Any) -> None:
    """Flick to the next clip: eight moves, 12 ms apart, through the browser's own input path."""
    size = page.viewport_size or {"width": 412, "height": 839}
    x, top, bottom = size["width"] / 2, size["height"] * 0.25, size["height"] * 0.75
    _touch(cdp, "touchStart", (x, bottom))
    for step in range(1, SWIPE_STEPS + 1):
        time.sleep(SWIPE_STEP_S)
        _touch(cdp, "touchMove", (x, bottom + (top - bottom) * step / SWIPE_STEPS))
    cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _touch(cdp: Any, kind: str, at: tuple[float, float]) -> None:
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]})


def percentile(values: list[float], share: float) -> float:
    """Tell what so great a share of the values does not exceed."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0
