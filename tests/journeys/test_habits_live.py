"""Habits of a show, on a viewer's phone: chat, hearts, the card, a line that breaks, and the end."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.conftest import PHONE, Instance, sign_in
from tests.journeys.fingers import Finger, wait_until_still
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_live import camera, on_air
from tests.journeys.walking import Stall, button, says, screen, words
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]

PATIENCE_S = 60
PATIENCE_MS = PATIENCE_S * 1000
LINES = 12
HEARTS = 5
HEIGHT = PHONE["viewport"]["height"]
FILM = "() => document.querySelector('main video').currentTime"


class Show(Struct, frozen=True):
    """A show on the air."""

    instance: Instance
    host: Any
    room_id: str

    def say(self, text: str, *, by: int) -> None:
        """Say something as one of the demo's people; each has to catch her breath."""
        person = self.instance.people[by % len(self.instance.people)].login.partition("@")[0]
        said = {"id": str(new_id()), "text": text}
        call(self.instance.api(person), "POST", f"/live-rooms/{self.room_id}/messages", json=said)


@pytest.fixture(scope="module")
def show(instance: Instance) -> Iterator[Show]:
    """A host's program sends pictures; something is pinned."""
    stall = Stall(instance, "envivo")
    product_id, _ = stall.product(quantity=5)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Tazas", "shop_id": stall.shop["id"], "product_ids": [product_id]}
    call(stall.seller, "POST", "/live-rooms", json=new)
    stream = call(stall.seller, "POST", f"/live-rooms/{room_id}/stream-key")
    with camera(stream):
        instance.wait_for(lambda: on_air(stall.seller, room_id), timeout_s=PATIENCE_S)
        pin = {"id": str(new_id()), "product_id": product_id}
        call(stall.seller, "POST", f"/live-rooms/{room_id}/pins", json=pin)
        yield Show(instance, stall.seller, room_id)


def watch(page: Page, show: Show) -> None:
    page.goto(f"/live/{show.room_id}")
    expect(page.get_by_text(words("live.live"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function(f"() => ({FILM})() > 0", timeout=PATIENCE_MS)


def test_44_to_49_a_show_is_watched_from_its_chat_to_its_end(
    phone: Page, other_phone: Page, finger: Finger, show: Show
) -> None:
    line = Line(phone)
    watch(other_phone, show)
    watch(phone, show)

    expect_head(phone)
    give_hearts(phone, finger, watched_by=other_phone)
    read_back(phone, finger, show)
    open_the_card(phone)
    expect_back_after_a_cut(phone, line, show)

    call(show.host, "POST", f"/live-rooms/{show.room_id}/ending")
    expect(phone.get_by_role("heading", name=words("live.ended"))).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_role("link", name=words("live.to_shop"))).to_be_visible()
    button(phone, "live.to_replay").tap(timeout=PATIENCE_MS)
    expect(phone.get_by_text(words("live.replay"), exact=True)).to_be_visible()
    phone.wait_for_function(f"() => ({FILM})() > 0", timeout=PATIENCE_MS)


class Line:
    """The socket of a room, which can be cut."""

    def __init__(self, page: Page) -> None:
        """Let it through."""
        self.is_down = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("after="), self._connect)

    def _connect(self, line: WebSocketRoute) -> None:
        if self.is_down:
            line.close()
            return
        line.connect_to_server()
        self._open.append(line)

    def cut(self) -> None:
        """Close it, and let no other one through."""
        self.is_down = True
        self._open[-1].close()


def expect_head(page: Page) -> None:
    """44: what it is and how many watch stand above, the way out at the upper right."""
    labels = page.locator("header .labels")
    expect(labels).to_contain_text(words("live.live"))
    expect(labels).to_contain_text(re.compile("[2-9]"))
    box, close = labels.bounding_box(), button(page, "action.close").bounding_box()
    assert box
    assert box["y"] < HEIGHT / 4
    assert close
    assert close["x"] + close["width"] > PHONE["viewport"]["width"] - 20
    assert close["y"] < 60


def give_hearts(page: Page, finger: Finger, *, watched_by: Page) -> None:
    """46: each tap on the picture is a heart, which others see counted."""
    for number in range(HEARTS):
        finger.tap(120 + 20 * number, 260)
    expect(page.locator(".hearts span").first).to_be_visible()
    counted = re.compile(rf"^{words('live.give_heart')}\D*{HEARTS}$")
    expect(page.get_by_role("button", name=counted)).to_be_visible()
    expect(watched_by.get_by_role("button", name=counted)).to_be_visible(timeout=PATIENCE_MS)


def read_back(page: Page, finger: Finger, show: Show) -> None:
    """45: the newest line is at the bottom; who reads back is left in peace, and told."""
    for number in range(LINES):
        show.say(f"Línea {number}", by=number)
    chat = page.get_by_role("list", name=words("live.chat"))
    last = chat.get_by_text(f"Línea {LINES - 1}")
    expect(last).to_be_in_viewport(timeout=PATIENCE_MS)
    place = chat.bounding_box()
    assert place
    y = place["y"] + place["height"] / 2
    finger.swipe((120, y - 60), (120, y + 90))
    expect(last).not_to_be_in_viewport()
    wait_until_still(chat)
    show.say("Y otra más", by=LINES)
    pill = button(page, "live.new_messages")
    expect(pill).to_be_visible(timeout=PATIENCE_MS)
    pill.tap()
    expect(chat.get_by_text("Y otra más")).to_be_in_viewport()
    expect(pill).to_have_count(0)


def open_the_card(page: Page) -> None:
    """47: the card of what is held up opens it over the show, which goes on."""
    card = page.get_by_role("button", name=re.compile("Artículo 1.*Taza"))
    card.tap()
    expect(button(screen(page, words("product.title")), "product.buy_now")).to_be_visible()
    before = page.evaluate(f"({FILM})()")
    page.wait_for_function(f"(before) => ({FILM})() > before", arg=before)
    page.go_back()
    expect(card).to_be_visible()


def expect_back_after_a_cut(page: Page, line: Line, show: Show) -> None:
    """49: a line that breaks is told, comes back by itself, and nothing was missed."""
    told = page.get_by_role("status").filter(has_text=words("live.reconnecting"))
    line.cut()
    expect(told).to_be_visible()
    show.say("Mientras no estabas", by=LINES + 1)
    line.is_down = False
    expect(page.get_by_text("Mientras no estabas")).to_be_visible(timeout=PATIENCE_MS)
    expect(told).to_have_count(0)


def test_50_a_camera_that_is_refused_is_explained(phone: Page, instance: Instance) -> None:
    bruno = instance.api("bruno")
    shop, room_id = call(bruno, "GET", "/me/shops")["items"][0], str(new_id())
    call(bruno, "POST", "/live-rooms", json={"id": room_id, "title": "Sin cámara", "shop_id": shop["id"]})
    sign_in(phone, instance, "bruno")
    phone.add_init_script("""navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('no', 'NotAllowedError'))""")
    phone.goto(f"/studio/live/{room_id}")

    button(phone, "live.camera_on").tap()

    says(phone, "live.camera_denied")
    says(phone, "live.camera_denied_text")
    # Asked again with one tap, and another way is offered.
    expect(button(phone, "live.camera_on")).to_be_visible()
    expect(phone.get_by_text(words("live.by_program"))).to_be_visible()
    call(bruno, "POST", f"/live-rooms/{room_id}/cancellation")
