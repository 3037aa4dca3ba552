"""A show in two browsers: the host with camera and desk, and a viewer who sees, writes and looks."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.journeys.conftest import ARGUMENTS, PHONE, Instance, sign_in
from tests.journeys.fingers import wait_until_held
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_measures import in_one_row
from tests.journeys.test_row_live import buy
from tests.journeys.walking import Stall, words
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
# A camera, an encoder, an origin and two browsers share the machine with everything else that runs.
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def camera_browser(playwright_driver: Playwright) -> Iterator[Browser]:
    opened = playwright_driver.chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS, *CAMERA])
    yield opened
    opened.close()


@pytest.fixture
def host(camera_browser: Browser, instance: Instance) -> Iterator[Page]:
    """Bruno's phone, with a camera."""
    context = camera_browser.new_context(base_url=instance.base_url, **PHONE)
    page = context.new_page()
    sign_in(page, instance, "bruno")
    yield page
    context.close()


def say(person: httpx.Client, room_id: str, text: str) -> None:
    call(person, "POST", f"/live-rooms/{room_id}/messages", json={"id": str(new_id()), "text": text})


def test_what_the_host_pins_is_on_the_viewers_screen(instance: Instance, host: Page, phone: Page) -> None:
    bruno = instance.api("bruno")
    shop = call(bruno, "GET", "/me/shops")["items"][0]
    product = call(bruno, "GET", "/products", params={"shop": shop["id"]})["items"][0]
    room_id = str(new_id())
    new = {
        "id": room_id,
        "title": "Café en vivo",
        "shop_id": shop["id"],
        "product_ids": [product["id"]],
    }
    call(bruno, "POST", "/live-rooms", json=new)
    carla = call(instance.api("carla"), "GET", "/me")
    ana = instance.api("ana")
    call(ana, "PUT", f"/mutes/{carla['id']}")

    host.goto(f"/studio/live/{room_id}")
    host.get_by_role("button", name="Encender la cámara").click()
    # She sees herself before anybody else does.
    preview = host.locator("main video").first
    instance.wait_for(lambda: preview.evaluate("each => each.videoWidth > 0 && !each.paused"))
    assert call(instance.api(), "GET", f"/live-rooms/{room_id}")["is_on_air"] is False
    host.get_by_role("button", name="Transmitir en vivo").click()
    expect(host.get_by_text("Estás al aire")).to_be_visible(timeout=PATIENCE_MS)

    sign_in(phone, instance, "ana")
    phone.goto(f"/live/{room_id}")
    expect(phone.get_by_text("EN VIVO", exact=True)).to_be_visible()
    expect(phone.get_by_text("Marca propia · Publicidad")).to_be_visible()
    film = phone.locator("video")
    instance.wait_for(lambda: film.evaluate("each => each.currentTime > 0"), timeout_s=PATIENCE_MS / 1000)

    host.get_by_role("button", name=f"Fijar {product['title']}").click()
    pinned = phone.get_by_role("button", name=re.compile(f"Artículo 1.*{re.escape(product['title'])}"))
    expect(pinned).to_be_visible(timeout=PATIENCE_MS)
    held: list[Route] = []
    phone.route("**/messages", lambda route: held.append(route))  # noqa: PLW0108  It asks for a function.
    phone.get_by_label("Escribe algo…").fill("¿Llega a Guadalajara?")
    phone.get_by_label("Escribe algo…").press("Enter")
    wait_until_held(phone, held, 1)
    # What is typed while a line is on its way is the next one.
    phone.get_by_label("Escribe algo…").fill("¿Y a Mérida?")
    with phone.expect_response("**/messages"):
        phone.unroute("**/messages")
    expect(host.get_by_text("¿Llega a Guadalajara?")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_text("¿Llega a Guadalajara?")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_label("Escribe algo…")).to_have_value("¿Y a Mérida?")

    # Everybody gets the same lines; Ana's phone leaves out whom she mutes.
    say(instance.api("carla"), room_id, "Me silenciaron")
    say(bruno, room_id, "Hola a todos")
    expect(phone.get_by_text("Hola a todos")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_text("Me silenciaron")).to_have_count(0)
    check_menu_of_a_line(phone, "Hola a todos")
    # Other journeys let them talk to each other.
    call(ana, "DELETE", f"/mutes/{carla['id']}")

    pinned.click()
    expect(phone.get_by_role("button", name="Comprar ahora")).to_be_visible()
    phone.go_back()

    host.get_by_role("button", name="Terminar").click()
    host.get_by_role("button", name="Terminar").click()
    # The end is told first; the replay is one tap away, and so is the shop.
    expect(phone.get_by_role("heading", name="El en vivo terminó")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_role("link", name="Ver sus productos")).to_be_visible()
    phone.get_by_role("button", name="Ver la repetición").tap(timeout=PATIENCE_MS)
    expect(phone.get_by_text("Repetición", exact=True)).to_be_visible()
    expect(phone.get_by_label("Momento de la repetición")).to_be_visible()


def check_menu_of_a_line(viewer: Page, text: str) -> None:
    """What she may do about what somebody said stands in one row, and goes away again."""
    viewer.locator("button.line").filter(has_text=text).click()
    menu = viewer.get_by_role("group", name=re.compile("bruno"))
    acts = menu.locator(".acts button")
    expect(acts).to_have_count(3)
    assert in_one_row(acts)
    menu.get_by_role("button", name="Cerrar").click()


def test_between_shows_the_channel_airs_a_replay_with_its_products(instance: Instance, phone: Page) -> None:
    replays = call(instance.api(), "GET", "/live-rooms", params={"when": "replays", "handle": "molino.nube"})
    shown = next(each for each in replays["items"] if each["title"] == "Tres cosas de Molino Nube")

    phone.goto("/live")
    expect(phone.get_by_text("Ahora en el canal")).to_be_visible()
    phone.goto(f"/live/{shown['id']}")

    expect(phone.get_by_text("Repetición").first).to_be_visible()
    expect(phone.get_by_text("Cold brew artesanal 1 L")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_role("button", name="Lo quiero").first).to_be_visible()


def test_the_receipt_of_a_sale_in_a_show_opens_the_show(instance: Instance, phone: Page) -> None:
    stall, carla, guest = Stall(instance, "funcion"), instance.api("carla"), instance.api()
    plan = {"rate_bps": 1_500, "is_default_plan_opted_out": False}
    call(stall.seller, "PUT", f"/shops/{stall.shop['id']}/plan", json=plan)
    product_id, variant_id = stall.product(quantity=1)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Tazas con Carla", "product_ids": [product_id]}
    call(carla, "POST", "/live-rooms", json=new)
    buy(guest, room_id, product_id, variant_id)
    sold = instance.wait_for(lambda: commission_in(carla, room_id))

    sign_in(phone, instance, "carla")
    phone.goto(f"/studio/earnings/{sold['id']}")
    phone.get_by_role("link", name=words("earnings.show")).click()

    expect(phone).to_have_url(f"{instance.base_url}/live/{room_id}")
    expect(phone.get_by_text("Tazas con Carla").first).to_be_visible()


def commission_in(creator: httpx.Client, room_id: str) -> Any:
    earned = call(creator, "GET", "/me/commissions", params={"limit": 50})["items"]
    return next((each for each in earned if each["room_id"] == room_id), None)
