# pyright: basic
"""Two phones, one QR: a demo over HTTPS, a guest who buys on a phone, a balance that moves on the desktop."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import msgspec
import pytest
import segno
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, SERVERS, Instance, _await_ready, _opened
from tests.journeys.test_loop import COMMISSION, RATE_BPS
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_wow import a_sharer
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    mxn,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from tests.ports import free_port
from tests.qr import modules_of
from vitrina.cli import two_phones
from vitrina.cli.start import Ready
from vitrina.kit import tls

CREATOR = "carla"
LAST_WORDS = "moves by itself"


def environ() -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("VITRINA_") and name != "DATABASE_URL"
    }


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """`vitrina demo --https`, once for this file; here its certificate is trusted, and no other one."""
    folder = tmp_path_factory.mktemp("https")
    ready_file, console = folder / "ready.json", folder / "console.log"
    command = [sys.executable, "-m", "vitrina.cli", "demo", "--https", "--host", "127.0.0.1"]
    command += ["--port", str(free_port(SERVERS)), "--rtmp-port", "0", "--data", str(folder / "data")]
    around = environ() | {"VITRINA_RATE_LIMIT_PER_MINUTE": "100000", "PYTHONIOENCODING": "utf-8"}
    with console.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready_file)], stdout=log, stderr=log, env=around
        )
        try:
            ready = _await_ready(process, ready_file, console)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SSL_CERT_FILE", str(folder / "data" / tls.FOLDER / tls.CERTIFICATE))
                yield msgspec.structs.replace(ready, data=str(folder / "data"))
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(30)
    assert status == 0, "a demo that is asked to stop says that all went well"


@pytest.fixture
def phone(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A phone whose owner has gone on after the warning."""
    context = browser.new_context(base_url=instance.base_url, ignore_https_errors=True, **PHONE)
    with _opened(context) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, instance: Instance) -> Iterator[Page]:
    """A desktop whose owner has gone on after the warning."""
    context = browser.new_context(
        base_url=instance.base_url,
        ignore_https_errors=True,
        viewport={"width": 1280, "height": 800},
        locale="es-MX",
        service_workers="block",
    )
    with _opened(context) as page:
        yield page


def console_of(instance: Instance) -> str:
    return (Path(instance.data).parent / "console.log").read_text(encoding="utf-8")


def ready_of(instance: Instance) -> Ready:
    return msgspec.json.decode((Path(instance.data).parent / "ready.json").read_bytes(), type=Ready)


def test_a_purchase_on_the_phone_moves_the_balance_on_the_desktop(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    stall = Stall(instance, "bruna")
    plan = {"rate_bps": RATE_BPS, "is_default_plan_opted_out": False}
    call(stall.seller, "PUT", f"/shops/{stall.shop['id']}/plan", json=plan)
    product_id, _ = stall.product(quantity=2)
    creator, email = a_sharer(instance)

    sign_in_by_mail(be_patient(desktop), instance, email)
    desktop.goto("/studio/earnings")
    says(desktop, "earnings.empty_title")
    desktop.evaluate("document.documentElement.dataset.stays = 'yes'")
    buy_by_her_link(be_patient(phone), creator, product_id)

    says(desktop, "earnings.pending", sum=mxn(COMMISSION))
    expect(desktop.locator(".receipts > *")).to_have_count(1)
    assert desktop.evaluate("document.documentElement.dataset.stays") == "yes", "nobody loaded it again"
    assert all(each.get("secure") for each in desktop.context.cookies())


def buy_by_her_link(page: Page, creator: httpx.Client, product_id: str) -> None:
    """Buy as a guest what a link of hers showed."""
    code = urlsafe_b64encode(UUID(call(creator, "GET", "/me")["id"]).bytes).decode().rstrip("=")
    with page.expect_response(re.compile("/link-touches$")):
        page.goto(f"/p/{product_id}?via={code}")
    button(page, "product.buy_now").click()
    checkout = screen(page, words("checkout.title"))
    field(checkout, "field.email").fill(an_email("compradora"))
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()


def test_all_three_ports_speak_tls_by_its_certificate_alone(instance: Instance) -> None:
    ready = ready_of(instance)
    port = urlsplit(ready.base_url).port
    assert port
    assert ready.base_url == f"https://localhost:{port}"
    assert ready.api_url == f"https://localhost:{port}/api/v1"
    assert ready.live_url == f"https://localhost:{port + 1}"

    for address in (ready.base_url, ready.live_url):
        assert httpx.get(f"{address}/readyz").status_code == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{address}/readyz", trust_env=False)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{address.replace('https', 'http')}/readyz")
    assert audience_of(instance, instance.api("bruno"))["kind"] == "audience"


class Viewer(WSListener):
    """Somebody who waits for the first thing that a room says."""

    def __init__(self) -> None:
        super().__init__()
        self.first: asyncio.Future[dict] = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT and not self.first.done():
            self.first.set_result(msgspec.json.decode(frame.get_payload_as_bytes()))


def audience_of(instance: Instance, host: httpx.Client) -> dict:
    """Open the socket of a room, and hear who is there."""
    shop = call(host, "GET", "/me/shops")["items"][0]
    new = {"id": "0197a000-0000-7000-8000-000000000001", "title": "Café", "shop_id": shop["id"]}
    call(host, "POST", "/live-rooms", json={**new, "product_ids": []})
    address = call(host, "GET", f"/live-rooms/{new['id']}")["socket_url"]
    assert urlsplit(address).scheme == "wss"
    assert urlsplit(address).port == (urlsplit(instance.base_url).port or 0) + 2
    trust = tls.trusting(Path(instance.data) / tls.FOLDER / tls.CERTIFICATE)

    async def watch() -> dict:
        transport, viewer = await ws_connect(Viewer, f"{address}?after=0", ssl_context=trust)
        assert isinstance(viewer, Viewer)
        async with asyncio.timeout(30):
            heard = await viewer.first
        transport.disconnect(graceful=False)
        return heard

    # In a thread of its own: the browser of other journeys has the loop of this one.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, watch()).result()


def test_the_session_cookie_is_for_https_alone(instance: Instance) -> None:
    person = instance.person(CREATOR)

    answer = instance.api().post("/sessions", json={"email": person.login, "password": person.password})

    assert answer.status_code == 201, answer.text
    attributes = [each.strip().lower() for each in answer.headers["set-cookie"].split(";")]
    assert attributes[0].startswith("__host-")
    assert "secure" in attributes


def test_the_terminal_draws_the_address_and_says_what_to_do(instance: Instance) -> None:
    shown = instance.wait_for(lambda: console_of(instance) if LAST_WORDS in console_of(instance) else "")
    drawn = [line for line in shown.splitlines() if re.fullmatch("  [ ▀▄█]{20,}", line)]
    code = segno.make_qr(instance.base_url, error="l")
    creator = instance.person(CREATOR)

    assert modules_of("\n".join(drawn)) == [list(row) for row in code.matrix]
    assert len(drawn) == (code.symbol_size(border=two_phones.BORDER)[1] + 1) // 2
    assert "The browser will warn" in shown
    assert f"sign in as {creator.name} ({creator.login}, {creator.password})" in shown
    assert f"{instance.base_url}/studio/earnings" in shown


def test_the_doctor_asks_it_over_tls(instance: Instance) -> None:
    command = [sys.executable, "-m", "vitrina.cli", "doctor", "--data", instance.data]

    done = subprocess.run(command, env=environ(), capture_output=True, text=True, check=False)

    port = urlsplit(instance.base_url).port or 0
    assert f"answers at https://localhost:{port}" in done.stdout, done.stdout + done.stderr
    assert f"answers at https://localhost:{port + 1}" in done.stdout
