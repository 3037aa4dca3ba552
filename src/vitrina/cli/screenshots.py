"""`vitrina dev screenshots`: takes the pictures of the README from a running demo."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from vitrina.cli import browser
from vitrina.cli.console import Step, Stopped
from vitrina.cli.instance import project

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "es-MX",
}
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]
WIDTH = 480
QUALITY = 84
SETTLE_MS = 2_500
Picture = Callable[[Any, Mapping[str, Any]], None]


def run(arguments: Namespace) -> int:
    """Take every picture into docs/images. The demo must run with `--ready-file`."""
    root, chromium = project(), browser.find_chromium()
    if root is None or chromium is None:
        raise Stopped(f"screenshots are taken in a clone of the repository with a Chromium; {browser.ADVICE}")
    if arguments.ready_file is None:
        raise Stopped("name the ready file of a running demo: ./vitrina dev screenshots --ready-file FILE")
    ready = json.loads(Path(arguments.ready_file).read_text("utf-8"))
    folder = root / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, Step("screenshots") as step:
        opened = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, picture in PICTURES.items():
            step.report(name)
            page = opened.new_context(base_url=ready["base_url"], **PHONE).new_page()
            picture(page, ready)
            page.wait_for_timeout(SETTLE_MS)
            _save(page.screenshot(), folder / f"{name}.webp")
            page.context.close()
        opened.close()
    return 0


def _feed(page: Any, ready: Mapping[str, Any]) -> None:
    del ready
    page.goto("/")


def _product(page: Any, ready: Mapping[str, Any]) -> None:
    _feed(page, ready)
    page.wait_for_timeout(SETTLE_MS)
    page.get_by_role("button", name="Comprar").first.click()


def _earnings(page: Any, ready: Mapping[str, Any]) -> None:
    carla = next(person for person in ready["people"] if person["handle"].startswith("carla"))
    way_in = {"email": carla["login"], "password": carla["password"]}
    answer = page.request.post(
        f"{ready['api_url']}/sessions", data=way_in, headers={"origin": ready["base_url"]}
    )
    if not answer.ok:
        raise Stopped(f"{carla['login']} could not sign in: {answer.status}")
    page.goto("/studio/earnings")


PICTURES: Mapping[str, Picture] = {"feed": _feed, "product": _product, "earnings": _earnings}


def _save(png: bytes, path: Path) -> None:
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.thumbnail((WIDTH, picture.height))
    picture.save(path, "WEBP", quality=QUALITY)
