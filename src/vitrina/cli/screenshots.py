"""`vitrina dev screenshots`: takes a picture of every screen at two sizes, and the three of the README."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from vitrina.cli import browser, instance
from vitrina.cli.console import Step, Stopped
from vitrina.cli.screens import PHONE, SCREENS, Screen
from vitrina.cli.tour import Tour, settle

ARGUMENTS = ("--no-sandbox", "--disable-quic", "--autoplay-policy=no-user-gesture-required", "--mute-audio")
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "es-MX"}
DEVICES = {"phone": PHONE, "desktop": DESKTOP}
README = {"feed": "feed", "product-sheet": "product", "commission": "earnings"}
README_WIDTH = 480
QUALITY = 84
PAUSE_MS = 300
START_TIMEOUT_S = 300
STOP_TIMEOUT_S = 30


def run(arguments: Namespace) -> int:
    """Take every picture, of the demo at --base-url or of one that is started for it."""
    root, chromium = instance.project(), browser.find_chromium()
    if root is None or chromium is None:
        raise Stopped(f"screenshots are taken in a clone of the repository with a Chromium; {browser.ADVICE}")
    into = Path(arguments.into) if arguments.into else root / "var" / "screenshots"
    screens = [screen for screen in SCREENS if arguments.screen in {None, screen.name}]
    if not screens:
        raise Stopped("there is no such screen; the screens are " + ", ".join(s.name for s in SCREENS))
    from playwright.sync_api import sync_playwright

    with (
        running_demo(arguments.base_url) as base_url,
        sync_playwright() as driver,
        Step("screenshots") as step,
    ):
        opened = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, device in DEVICES.items():
            tour = Tour(opened, base_url, device)
            there = [screen for screen in screens if device is PHONE or not screen.is_narrow]
            _take(tour, there, step=step, folder=into / name)
        opened.close()
        _to_readme(into / "phone", root / "docs" / "images", screens)
        step.report(f"{len(screens)} screens in {into}")
    return 0


def _take(tour: Tour, screens: Sequence[Screen], *, step: Step, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for screen in screens:
        step.report(f"{folder.name} {screen.name}")
        page = tour.open(screen)
        # A part of the app that comes late has not said yet what it waits for.
        page.wait_for_timeout(PAUSE_MS)
        settle(page)
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.save(folder / f"{screen.name}.webp", "WEBP", quality=QUALITY)


def _to_readme(taken: Path, images: Path, screens: Sequence[Screen]) -> None:
    for screen in screens:
        if screen.name in README:
            picture = Image.open(taken / f"{screen.name}.webp")
            picture.thumbnail((README_WIDTH, picture.height))
            picture.save(images / f"{README[screen.name]}.webp", "WEBP", quality=QUALITY)


@contextmanager
def running_demo(base_url: str | None) -> Generator[str]:
    """Address of a running demo; without one, of a fresh one that ends with the pictures."""
    if base_url:
        yield base_url
        return
    with tempfile.TemporaryDirectory(prefix="vitrina-screenshots-") as folder, Step("demo") as step:
        step.report("starting")
        ready_file = Path(folder) / "ready.json"
        process = subprocess.Popen(_command(Path(folder), ready_file), stdout=subprocess.DEVNULL)
        try:
            address = _await_ready(process, ready_file)
            step.report(address)
            step.close()
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_TIMEOUT_S)


def _command(folder: Path, ready_file: Path) -> list[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = str(listener.getsockname()[1])
    folders = ["--data", str(folder / "data"), "--ready-file", str(ready_file)]
    return [sys.executable, "-m", "vitrina.cli", "demo", "--port", port, *folders]


def _await_ready(process: subprocess.Popen[bytes], ready_file: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        if ready_file.exists():
            return msgspec.json.decode(ready_file.read_bytes())["base_url"]
        time.sleep(0.2)
    raise Stopped("the demo for the screenshots did not start; `./vitrina demo` says why")
