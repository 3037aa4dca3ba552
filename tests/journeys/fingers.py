"""A real finger on the feed, and what its players do meanwhile."""

import time
from collections.abc import Sized
from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

STEPS = 8
STEP_S = 0.02
BETWEEN_TAPS_S = 0.12
WAIT_MS = 20_000
STILL_MS = 200
CURRENT = "main.feed article:not([inert])"
# Which clip plays, found by where its box stands; what the three <video> elements do.
PLAYERS = """() => [...document.querySelectorAll('.pool video')].map((video) => ({
    index: Number(/translateY\\((\\d+)/.exec(video.parentElement.style.transform)?.[1] ?? -100) / 100,
    isPlaying: !video.paused, isMuted: video.muted, atS: video.currentTime,
    isShown: video.parentElement.matches('.shown')
}))"""


# What to know of a feed that does not do what it should.
STANDING = """() => ({
    scroll: document.querySelector('main.feed').scrollTop / document.querySelector('main.feed').clientHeight,
    sheets: document.querySelectorAll('dialog[open]').length,
    path: location.pathname + location.search,
    players: [...document.querySelectorAll('.pool video')].map((one) => [one.parentElement.style.transform,
        one.parentElement.className, one.currentSrc, one.paused, one.currentTime, one.readyState,
        one.networkState, one.error && one.error.message])
})"""

# Two cores may have better things to do than our page.
expect.set_options(timeout=WAIT_MS)


class Finger:
    """A finger on the screen, through the browser's own input path."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._cdp: Any = page.context.new_cdp_session(page)

    def swipe(self, start: tuple[float, float], end: tuple[float, float], *, lift: bool = True) -> None:
        """Move from one point to another, and let go, in the time that people take."""
        began = time.time()
        self._touch("touchStart", *start, at=began)
        for step in range(1, STEPS + 1):
            part = step / STEPS
            x, y = (start[i] + (end[i] - start[i]) * part for i in range(2))
            self._touch("touchMove", x, y, at=began + step * STEP_S)
        if lift:
            self._let_go(began + (STEPS + 1) * STEP_S)

    def rest(self, x: float, y: float) -> None:
        """Put it down and leave it there."""
        self._touch("touchStart", x, y, at=time.time())

    def lift(self) -> None:
        self._let_go(time.time() + STEPS * STEP_S)

    def _let_go(self, at: float) -> None:
        self._cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": at})

    def tap(self, x: float, y: float, *, times: int = 1) -> None:
        """Tap at a place, several times in the time that people take, however slow this machine is."""
        began = time.time()
        for turn in range(times):
            at = {"timestamp": began + turn * BETWEEN_TAPS_S}
            points = [{"x": x, "y": y}]
            self._cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points, **at})
            self._cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], **at})

    def _touch(self, kind: str, x: float, y: float, *, at: float) -> None:
        points = [{"x": x, "y": y}]
        self._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": at})


def wait_for_play(page: Page, index: int) -> Any:
    """Wait until the clip at an index stands still, and it alone plays, with a picture of its own."""
    try:
        page.wait_for_function(
            f"""(index) => {{
                const on = ({PLAYERS})().filter((one) => one.isPlaying);
                const list = document.querySelector('main.feed');
                if (!list) return false;
                // A browser adds a flick to the one that is not quite over.
                if (window.stillAt?.top !== list.scrollTop)
                    window.stillAt = {{ top: list.scrollTop, since: performance.now() }};
                return performance.now() - window.stillAt.since > {STILL_MS}
                    && on.length === 1 && on[0].index === index && on[0].isShown && on[0].atS > 0
                    && Math.abs(list.scrollTop - index * list.clientHeight) < 1;
            }}""",
            arg=index,
            timeout=WAIT_MS,
        )
    except PlaywrightTimeout as e:
        raise AssertionError(f"clip {index} does not play: {page.evaluate(STANDING)}") from e
    return next(each for each in page.evaluate(PLAYERS) if each["index"] == index)


def wait_until_still(rolling: Locator) -> None:
    """Wait until a list that was let go rolls no more: until then a tap stops it, and is no tap."""
    rolling.evaluate(
        """(list, still) => new Promise((rest) => {
            let top = list.scrollTop, since = performance.now();
            const look = (now) => {
                if (list.scrollTop !== top) [top, since] = [list.scrollTop, now];
                if (now - since > still) rest(); else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        })""",
        STILL_MS,
    )


def wait_until_held(page: Page, held: Sized, count: int) -> None:
    """Wait until so many requests are held; they are heard of while the page is asked something."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while len(held) < count:
        assert time.monotonic() < deadline, f"{len(held)} of {count} requests came"
        page.wait_for_timeout(STILL_MS / 10)


def item(page: Page, name: str) -> Locator:
    return page.locator(f"{CURRENT} .rail").get_by_role("button", name=name)


def up(finger: Finger) -> None:
    finger.swipe((190, 620), (190, 180))


def down(finger: Finger) -> None:
    finger.swipe((190, 260), (190, 700))
