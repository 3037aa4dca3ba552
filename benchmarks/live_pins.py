"""`vitrina bench live-pins`: over which picture a pin, a price or a sold-out mark appears.

The real app on a demo: a host at her desk and two viewers in Chromium. The later one is held back before each
change, as by a line that stands still, and catches up while it waits. A clock is drawn into every picture
before it is encoded; when the cards on a viewer's screen change, that clock is read from the picture on
screen and compared with the moment that the change belongs to. Once with the host's camera (WebCodecs from
her desk), once by RTMP from ffmpeg. Media time is compared with media time: a slow machine shows everything
later, and in step.

`*_p50_ms`, `*_p95_ms` and `*_max_ms` are those differences without their sign, for each viewer;
`*_delay_p50_ms` is how far behind she is; `*_tap_max_ms` counts from the host's tap on her desk instead of
from the moment that the room wrote down. A change of price or stock belongs to the moment at which the room
noticed it; `noticed_max_ms` is how long that took.
`sell_card_ms` and `sell_buyable_ms`: from the tap that sells a thing on the spot to its card on a viewer's
screen, and to a button that buys it. `sell_photo_ms`: from a chosen photo to its thumbnail on the desk.
"""

import argparse
import asyncio
import itertools
import json
import math
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

import vitrina
from benchmarks.live_latency import BROWSER, clock_film
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.cli.console import Stopped
from vitrina.cli.screens import PHONE
from vitrina.cli.screenshots import running_demo
from vitrina.kit.ids import new_id

ROUNDS = 5
PATIENCE_S = 60.0
DELAY_MS = 2_700
IN_STEP_MS = 100
BUYABLE_MS = 10_000
HOST = "bruno@"
PRICES = itertools.count(20_000, 100)
CUP = "Taza en sincronía"
PAGES = Path(__file__).parent / "live_page"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "es-MX"}
WORDS: dict[str, Any] = json.loads((Path(vitrina.__file__).parent / "locales" / "es.json").read_text("utf-8"))
VIEWERS = ("early", "later")
KINDS = {"pin": "pin", "price": "product", "sold_out": "product", "unpin": "unpin"}


class Change(Struct, frozen=True, kw_only=True):
    """A change of the cards on a viewer's screen. picture: the clock in it; delay: how far behind it was."""

    kind: str
    viewer: str
    picture_ms: float
    moment_ms: float
    tapped_ms: float
    delay_ms: float

    @property
    def off_ms(self) -> float:
        """How far the picture is from the moment; negative: it is an earlier one."""
        return between(self.picture_ms, self.moment_ms)


def between(later: float, earlier: float) -> float:
    """Subtract a moment from another one where only the last 32 bits of both count."""
    passed = (later - earlier) % 2**32
    return passed - 2**32 if passed > 2**31 else passed


class Api:
    """The public API as the host, from her browser's session."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        """Begin before she has signed in."""
        self._context = context
        self._url = f"{base_url}/api/v1"
        self._headers = {"origin": base_url, "sec-fetch-site": "same-origin"}

    async def __call__(self, method: str, path: str, data: Any = None) -> Any:
        """Ask, and read the answer."""
        answer = await self._context.request.fetch(
            self._url + path, method=method, data=data, headers=self._headers
        )
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status} {await answer.text()}")
        text = await answer.text()
        return json.loads(text) if text else None


class Cup(Struct, frozen=True, kw_only=True):
    """The product that is pinned and changed."""

    shop_id: str
    product_id: str
    variant_id: str

    def variant(self, price: int) -> dict[str, Any]:
        """Describe its only variant."""
        return {"id": self.variant_id, "sku": "B-1", "values": [], "price": price, "compare_at": None}


async def make_cup(api: Api) -> Cup:
    """Put it on sale in the host's shop."""
    shop = (await api("GET", "/me/shops"))["items"][0]
    cup = Cup(shop_id=shop["id"], product_id=str(new_id()), variant_id=str(new_id()))
    new = {
        "id": cup.product_id,
        "title": CUP,
        "description": "",
        "category": "kitchen",
        "images": [],
        "options": [],
        "variants": [cup.variant(19_900)],
        "status": "active",
    }
    await api("POST", f"/shops/{cup.shop_id}/products", new)
    return cup


class Show:
    """A show on air: the host's desk and the viewers' screens."""

    def __init__(self, api: Api, desk: Page, room_id: str, viewers: dict[str, Page]) -> None:
        """viewers: by their names; the one called `later` is held back."""
        self.api, self.desk, self.room_id, self.viewers = api, desk, room_id, viewers

    async def change(self, kind: str, act: Callable[[], Awaitable[float]]) -> list[Change]:
        """Let something change, and tell what each viewer saw of it. act: answers when it was done."""
        await self.viewers["later"].evaluate(f"told.hold({DELAY_MS})")
        before = {
            name: await page.evaluate("[told.changes.length, told.lines.length]")
            for name, page in self.viewers.items()
        }
        tapped_ms = await act()
        found: list[Change] = []
        for name, page in self.viewers.items():
            changes, lines = before[name]
            await page.wait_for_function(f"() => told.changes.length > {changes}", timeout=PATIENCE_S * 1000)
            seen = await page.evaluate(f"told.changes[{changes}]")
            line = await page.evaluate(
                f"told.lines.slice({lines}).find(({{ kind }}) => kind === '{KINDS[kind]}')"
            )
            found.append(
                Change(
                    kind=kind,
                    viewer=name,
                    picture_ms=seen["picture"],
                    moment_ms=line["at"],
                    tapped_ms=tapped_ms,
                    delay_ms=between(seen["at"], seen["picture"]),
                )
            )
        return found

    async def tap(self, name: str) -> float:
        """Tap a button of the desk; answers when."""
        await self.desk.get_by_role("button", name=name, exact=True).click()
        return (await self.desk.evaluate("told.taps")).pop()

    async def rounds(self, cup: Cup, count: int) -> list[Change]:
        """Pin, reprice, sell out and unpin, so many times."""
        found: list[Change] = []

        async def stock(quantity: int) -> float:
            levels = [{"variant_id": cup.variant_id, "quantity": quantity}]
            await self.api("PUT", f"/shops/{cup.shop_id}/stock", {"levels": levels})
            return time.time() * 1000

        async def reprice(price: int) -> float:
            await self.api("PATCH", f"/products/{cup.product_id}", {"variants": [cup.variant(price)]})
            return time.time() * 1000

        for _ in range(count):
            await stock(3)
            found += await self.change("pin", lambda: self.tap(words("live.pin_label", title=CUP)))
            found += await self.change("price", lambda: reprice(next(PRICES)))
            found += await self.change("sold_out", lambda: stock(0))
            found += await self.change("unpin", lambda: self.tap(words("live.unpin")))
        return found

    async def sell(self, photo: Path) -> dict[str, int]:
        """Sell a thing on the spot, as the host does, and buy it as far as the button, as a viewer does."""
        chosen_s = time.monotonic()
        await self.desk.locator("input[type=file][capture]").set_input_files(photo)
        await expect(self.desk.get_by_text(words("live.photo_other"))).to_be_visible(
            timeout=PATIENCE_S * 1000
        )
        photo_s = time.monotonic() - chosen_s
        title = f"Pieza única {new_id().hex[-4:]}"
        await self.desk.get_by_label(words("live.quick_name")).fill(title)
        await self.desk.get_by_label(words("live.quick_price")).fill("250")
        viewer = self.viewers["early"]
        tapped_ms = await self.tap(words("live.quick_do"))
        card = viewer.locator("button.pin", has_text=title)
        await card.wait_for(timeout=PATIENCE_S * 1000)
        shown_ms = time.time() * 1000
        await card.click()
        buy = viewer.get_by_role("button", name=words("product.buy_now"))
        await expect(buy).to_be_enabled(timeout=PATIENCE_S * 1000)
        return {
            "photo_ms": round(photo_s * 1000),
            "card_ms": round(shown_ms - tapped_ms),
            "buyable_ms": round(time.time() * 1000 - tapped_ms),
        }


def words(key: str, **params: str) -> str:
    """Say a message of the Spanish catalogue."""
    text = WORDS[key]
    for name, value in params.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench live-pins", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="of pin, price, sold out and unpin, each way"
    )
    parser.add_argument("--base-url", help="of a running demo (default: one that is started for it)")
    asked = parser.parse_args()
    with (
        running_demo(asked.base_url) as base_url,
        tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder,
    ):
        report = asyncio.run(run(base_url, Path(folder), rounds=asked.rounds))
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


async def run(base_url: str, folder: Path, *, rounds: int) -> dict[str, Any]:
    """Measure both ways of publishing, one after the other."""
    photo = folder / "photo.jpg"
    Image.new("RGB", (1200, 1600), "#c63").save(photo)
    chromium = find_chromium()
    if chromium is None:
        raise Stopped(ADVICE)
    changes: dict[str, list[Change]] = {}
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(chromium), args=BROWSER)
        desk, api = await host(browser, base_url)
        cup = await make_cup(api)
        async with show(browser, base_url, desk=desk, api=api, cup=cup) as on_air:
            changes["webcodecs"] = await on_air.rounds(cup, rounds)
            sold = await on_air.sell(photo)
        async with show(browser, base_url, desk=desk, api=api, cup=cup, is_rtmp=True) as on_air:
            changes["rtmp"] = await on_air.rounds(cup, rounds)
        await browser.close()
    return report_of(changes, sold)


def report_of(changes: dict[str, list[Change]], sold: dict[str, int]) -> dict[str, Any]:
    """Sum up."""
    figures: dict[str, Any] = {}
    for way, seen in changes.items():
        for viewer in VIEWERS:
            own = [each for each in seen if each.viewer == viewer]
            off = sorted(abs(each.off_ms) for each in own)
            taps = [
                abs(between(each.picture_ms, each.tapped_ms)) for each in own if KINDS[each.kind] == each.kind
            ]
            figures |= {
                f"{way}_{viewer}_p50_ms": round(off[len(off) // 2]),
                f"{way}_{viewer}_p95_ms": round(off[math.ceil(0.95 * len(off)) - 1]),
                f"{way}_{viewer}_max_ms": round(off[-1]),
                f"{way}_{viewer}_tap_max_ms": round(max(taps)),
                f"{way}_{viewer}_delay_p50_ms": round(sorted(each.delay_ms for each in own)[len(own) // 2]),
            }
    noticed = [
        between(each.moment_ms, each.tapped_ms)
        for seen in changes.values()
        for each in seen
        if KINDS[each.kind] == "product"
    ]
    return {
        **figures,
        "noticed_max_ms": round(max(noticed)),
        **{f"sell_{name}": value for name, value in sold.items()},
        "change_count": sum(len(seen) for seen in changes.values()),
        "off_ms": {
            way: {kind: [round(each.off_ms) for each in seen if each.kind == kind] for kind in KINDS}
            for way, seen in changes.items()
        },
        "bounds": {
            **{
                f"{way}_{viewer}_p95_ms <= {IN_STEP_MS}": figures[f"{way}_{viewer}_p95_ms"] <= IN_STEP_MS
                for way in changes
                for viewer in VIEWERS
            },
            f"sell_buyable_ms <= {BUYABLE_MS}": sold["buyable_ms"] <= BUYABLE_MS,
        },
    }


async def host(browser: Browser, base_url: str) -> tuple[Page, Api]:
    """Sign the host in, on a desktop."""
    context = await browser.new_context(base_url=base_url, **DESK)
    api = Api(context, base_url)
    person = next(each for each in (await api("GET", "/demo"))["people"] if each["email"].startswith(HOST))
    await api("POST", "/sessions", {"email": person["email"], "password": person["password"]})
    return await page_of(context), api


def witness() -> str:
    """Write the script that notes in a page what it shows."""
    clock = (PAGES / "clock.js").read_text("utf-8").replace("export ", "")
    return f"(() => {{ {clock}; {(PAGES / 'witness.js').read_text('utf-8')} }})()"


async def page_of(context: BrowserContext) -> Page:
    """Open a page that notes what it shows."""
    page = await context.new_page()
    await page.add_init_script(witness())
    page.on("pageerror", lambda error: print(f"page: {error}", file=sys.stderr))
    return page


@asynccontextmanager
async def show(
    browser: Browser, base_url: str, *, desk: Page, api: Api, cup: Cup, is_rtmp: bool = False
) -> AsyncGenerator[Show]:
    """Hold a show before two viewers: by the camera of the desk, or by RTMP. It ends for good."""
    room_id = str(new_id())
    new = {"id": room_id, "title": CUP, "shop_id": cup.shop_id, "product_ids": [cup.product_id]}
    await api("POST", "/live-rooms", new)
    await desk.goto(f"/studio/live/{room_id}")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(api, "POST", f"/live-rooms/{room_id}/ending")
        if is_rtmp:
            stream = await api("POST", f"/live-rooms/{room_id}/stream-key")
            stack.enter_context(clock_film(["-f", "flv", f"{stream['rtmp_url']}/{stream['key']}"]))
        else:
            await desk.get_by_role("button", name=words("live.camera_on")).click()
            await desk.get_by_role("button", name=words("live.go_live")).click()
        await expect(desk.get_by_text(words("live.on_air"))).to_be_visible(timeout=PATIENCE_S * 1000)
        viewers: dict[str, Page] = {}
        for name in VIEWERS:
            context = await browser.new_context(base_url=base_url, **PHONE)
            stack.push_async_callback(context.close)
            viewers[name] = await page_of(context)
            await viewers[name].goto(f"/live/{room_id}")
            await viewers[name].wait_for_function("() => told.delay() !== null", timeout=PATIENCE_S * 1000)
        yield Show(api, desk, room_id, viewers)


if __name__ == "__main__":
    main()
