"""One demo instance and one browser for a row of journeys, walked one after the other in one process.

`vitrina test` walks two rows side by side; a part of them is one row. Instance and browser end with the last
journey: a process that goes on with other tests needs its event loop back.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import pytest
from msgspec import Struct
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.journeys.fingers import Finger, wait_for_play
from tests.ports import free_port
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.cli.tour import Tour
from vitrina.demo import fakepsp
from vitrina.demo.fakepsp_account import PspAccount
from vitrina.demo.fakewhatsapp import PHONE_NUMBER_ID, SECRET
from vitrina.kit.postgres import Postgres

# Two demos begin at once, on machines that may have better things to do.
START_TIMEOUT_S = 900
# The second row, half of the way and none that moves the demo's clock; all others are in the first one.
SECOND_ROW = {
    "test_announced.py",
    "test_buying.py",
    "test_feed.py",
    "test_habits_buying.py",
    "test_habits_feed.py",
    "test_importing.py",
    "test_measures.py",
    "test_playing.py",
    "test_screens.py",
    "test_uploading.py",
}
# The web app, the live plane and its sockets listen side by side.
SERVERS = 3
WHATSAPP_SHOP = "mensajera.test"
# Nobody has that name: what is pushed there goes nowhere. Source: RFC 6761, section 6.4.
PUSH_SERVICE = "push.invalid"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "es-MX",
    # What passes through a service worker no `route()` sees; test_row_offline.py allows it.
    "service_workers": "block",
}


def phone_of(locale: str) -> dict[str, Any]:
    return {**PHONE, "locale": locale}


class DemoPerson(Struct, frozen=True):
    """Somebody of the demo world."""

    handle: str
    name: str
    role: str
    login: str
    password: str
    token: str


class Instance(Struct, frozen=True):
    """A running demo, as its ready file tells."""

    base_url: str
    api_url: str
    people: list[DemoPerson]
    data: str = ""
    pid: int = 0
    other_shop_port: int = 0
    whatsapp_port: int = 0
    psp_port: int = 0

    def person(self, name: str) -> DemoPerson:
        """Find somebody by the first part of the login."""
        return next(each for each in self.people if each.login.startswith(f"{name}@"))

    def api(self, name: str | None = None) -> httpx.Client:
        """Open a client of the public API, as somebody or as a guest."""
        headers = {"authorization": f"Bearer {self.person(name).token}"} if name else {}
        return httpx.Client(base_url=self.api_url, headers=headers, timeout=30)

    def now(self) -> float:
        """By the clock of the demo, which journeys move."""
        with psycopg.connect(Postgres(Path(self.data)).url()) as db:
            row = db.execute("select extract(epoch from now()) + offset_s from kit.clock").fetchone()
        return float(row[0]) if row else time.time()

    def wait_for(self, question: Any, *, timeout_s: float = 30.0) -> Any:
        """Ask again until the answer is true, and return it. Reactions lag behind by a moment."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if answer := question():
                return answer
            time.sleep(0.1)
        raise AssertionError("it did not happen in time")


# First, for xdist reads the rows in its own one.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what journeys need, and their row; skip those without the browser they need, or fail on demand."""
    why = None if find_chromium() else ADVICE
    if why and os.environ.get("VITRINA_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(why)
    for item in items:
        if "journeys" not in item.path.parts:
            continue
        item.add_marker("db")
        item.add_marker(pytest.mark.xdist_group("2" if item.path.name in SECOND_ROW else "1"))
        if {"browser", "phone", "other_phone", "desktop"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
            if why:
                item.add_marker(pytest.mark.skip(reason=why))


def whatsapp_environ(port: int) -> dict[str, str]:
    """A number of WhatsApp whose counterpart a journey may serve; its shop opens when that journey runs."""
    return {
        "VITRINA_WHATSAPP_APP_SECRET": SECRET,
        "VITRINA_WHATSAPP_ACCESS_TOKEN": "any",
        "VITRINA_WHATSAPP_API_URL": f"http://127.0.0.1:{port}",
        "VITRINA_WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
        "VITRINA_WHATSAPP_NUMBER": "5215512345678",
        "VITRINA_WHATSAPP_SHOP": WHATSAPP_SHOP,
    }


def stripe_environ(port: int) -> dict[str, str]:
    """An account of Stripe whose counterpart a journey may serve; without it, its pages are not to be had."""
    return {
        "VITRINA_STRIPE_SECRET_KEY": fakepsp.KEY,
        "VITRINA_STRIPE_WEBHOOK_SECRET": fakepsp.WEBHOOK_SECRET,
        "VITRINA_STRIPE_API_URL": f"http://127.0.0.1:{port}",
    }


def postal_environ(folder: Path) -> dict[str, str]:
    """Postal codes as an operator would bring them: here the one of the address that everybody gives."""
    folder.mkdir()
    row = "06700,Ciudad de México,Cuauhtémoc,Roma Norte"
    (folder / "MX.csv").write_text(f"postal_code,state,city,neighbourhood\n{row}\n", encoding="utf-8")
    return {"VITRINA_POSTAL_CODES_DIR": str(folder)}


@pytest.fixture(scope="package")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """`vitrina demo` on a fresh folder, as a person would start it."""
    folder = tmp_path_factory.mktemp("demo")
    ready_file = folder / "ready.json"
    command = [sys.executable, "-m", "vitrina.cli", "demo", "--data", str(folder / "data")]
    command += ["--port", str(free_port(SERVERS)), "--rtmp-port", str(free_port())]
    command += ["--ready-file", str(ready_file)]
    # Where a journey may serve the page of another shop: nothing else of this machine is fetched.
    other_shop_port, whatsapp_port, psp_port = free_port(), free_port(), free_port()
    environ = {
        **os.environ,
        "VITRINA_RATE_LIMIT_PER_MINUTE": "100000",
        "VITRINA_FETCH_NETWORKS": "127.0.0.1/32",
        "VITRINA_FETCH_PORTS": f"80,443,{other_shop_port}",
        "VITRINA_PUSH_SERVICES": PUSH_SERVICE,
        **whatsapp_environ(whatsapp_port),
        **stripe_environ(psp_port),
        **postal_environ(folder / "postal-codes"),
    }
    environ.pop("DATABASE_URL", None)
    log = (folder / "demo.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environ)
    try:
        ready = _await_ready(process, ready_file, folder / "demo.log")
        yield msgspec.structs.replace(
            ready,
            data=str(folder / "data"),
            pid=process.pid,
            other_shop_port=other_shop_port,
            whatsapp_port=whatsapp_port,
            psp_port=psp_port,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)
        log.close()
    assert status == 0, "a demo that is asked to stop says that all went well"


def _await_ready(process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> Instance:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not ready_file.exists():
        assert process.poll() is None, log.read_text(errors="replace")[-3_000:]
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3_000:]
        time.sleep(0.1)
    return msgspec.json.decode(ready_file.read_bytes(), type=Instance)


@pytest.fixture(scope="package")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    opened = playwright_driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture
def phone(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A page on a phone of 390 x 844 in Spanish, nobody signed in. An error of the page fails the test."""
    with _opened(browser.new_context(base_url=instance.base_url, **PHONE)) as page:
        yield page


@pytest.fixture
def app(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A phone that may keep the app with a service worker, as that of a person does."""
    device: dict[str, Any] = {**PHONE, "service_workers": "allow"}
    with _opened(browser.new_context(base_url=instance.base_url, **device)) as page:
        yield page


@pytest.fixture
def other_phone(browser: Browser, instance: Instance) -> Iterator[Page]:
    """The phone of somebody else."""
    with _opened(browser.new_context(base_url=instance.base_url, **PHONE)) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A page of 1280 x 800 in Spanish."""
    context = browser.new_context(
        base_url=instance.base_url,
        viewport={"width": 1280, "height": 800},
        locale="es-MX",
        service_workers="block",
    )
    with _opened(context) as page:
        yield page


@pytest.fixture
def finger(phone: Page) -> Finger:
    return Finger(phone)


@pytest.fixture
def feed(phone: Page) -> Page:
    """A guest's feed with its first clip playing."""
    phone.goto("/")
    wait_for_play(phone, 0)
    return phone


@pytest.fixture(scope="package")
def psp_account(instance: Instance) -> PspAccount:
    """What the provider of this demo knows: its statement is read whenever it answers."""
    return PspAccount(now=instance.now)


@pytest.fixture(scope="package")
def demo(browser: Browser, instance: Instance) -> Iterator[Tour]:
    """Where things are in this demo."""
    tour = Tour(browser, instance.base_url, PHONE)
    yield tour
    tour.close()


class _opened:  # noqa: N801  Reads as a sentence where it is used.
    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []

    def __enter__(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.context.close()
        if kind is None:
            assert not self.errors, self.errors


def sign_in(page: Page, instance: Instance, name: str) -> None:
    """Sign somebody in by the route that the sign-in page uses; the cookie stays in the page's context."""
    person = instance.person(name)
    answer = page.request.post(
        f"{instance.api_url}/sessions",
        data={"email": person.login, "password": person.password},
        headers={"origin": instance.base_url, "sec-fetch-site": "same-origin"},
    )
    assert answer.status == 201, answer.text()
