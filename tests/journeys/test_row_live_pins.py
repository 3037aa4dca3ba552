"""What happens in a show is shown over the picture it belongs to; and a host sells what she holds up."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from benchmarks.live_latency import clock_film
from benchmarks.live_pins import between, witness
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.hands import Hand
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_live import camera, on_air
from tests.journeys.walking import Stall, button, field, says
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]

PATIENCE_S = 60
PATIENCE_MS = PATIENCE_S * 1000
IN_STEP_MS = 100
HELD_MS = 2_700
ROUNDS = 3


@contextmanager
def show(
    instance: Instance, host: Any, *, product_ids: list[str], shop_id: str
) -> Generator[tuple[str, Any]]:
    """Announce a show, and end it; gives its id and where its pictures go."""
    room_id = str(new_id())
    new = {"id": room_id, "title": "En sincronía", "shop_id": shop_id, "product_ids": product_ids}
    call(host, "POST", "/live-rooms", json=new)
    yield room_id, call(host, "POST", f"/live-rooms/{room_id}/stream-key")
    call(host, "POST", f"/live-rooms/{room_id}/ending")


def next_change(instance: Instance, page: Page, count: int) -> Any:
    """Wait until the cards of a screen have changed once more than so often, and tell how."""
    return instance.wait_for(lambda: page.evaluate(f"told.changes[{count}]"), timeout_s=PATIENCE_S)


def test_a_pin_is_shown_with_the_picture_of_its_moment_on_screens_that_are_not_in_step(
    instance: Instance, phone: Page, other_phone: Page
) -> None:
    stall = Stall(instance, "pilar")
    product_id, _ = stall.product(quantity=5)
    screens = {"early": phone, "later": other_phone}
    off: dict[str, list[float]] = {name: [] for name in screens}
    lead: list[float] = []
    for page in screens.values():
        page.add_init_script(witness())

    with (
        show(instance, stall.seller, product_ids=[product_id], shop_id=stall.shop["id"]) as (room_id, stream),
        clock_film(["-f", "flv", f"{stream['rtmp_url']}/{stream['key']}"]),
    ):
        instance.wait_for(lambda: on_air(stall.seller, room_id), timeout_s=PATIENCE_S)
        for page in screens.values():
            page.goto(f"/live/{room_id}")
            instance.wait_for(lambda page=page: page.evaluate("told.delay()"), timeout_s=PATIENCE_S)
        for number in range(ROUNDS):
            other_phone.evaluate(f"told.hold({HELD_MS})")
            new = {"id": str(new_id()), "product_id": product_id}
            pin = call(stall.seller, "POST", f"/live-rooms/{room_id}/pins", json=new)
            seen = {name: next_change(instance, page, 2 * number) for name, page in screens.items()}
            call(stall.seller, "DELETE", f"/live-rooms/{room_id}/pins/{pin['id']}")
            for name, page in screens.items():
                assert "Taza" in seen[name]["cards"]
                off[name].append(between(seen[name]["picture"], pin["from_ms"]))
                assert next_change(instance, page, 2 * number + 1)["cards"] == ""
            lead.append(seen["later"]["at"] - seen["early"]["at"])

    # A machine that stands still for a moment shows one of them late; none comes before its picture.
    for name, each in off.items():
        assert min(each) >= -IN_STEP_MS, (name, off)
        assert min(map(abs, each)) <= IN_STEP_MS, (name, off)
    assert min(lead) > 0, lead


def test_a_thing_that_is_held_up_is_on_sale_after_four_taps(
    instance: Instance, phone: Page, other_phone: Page, tmp_path: Path
) -> None:
    bruno, guest = instance.api("bruno"), instance.api()
    shop = call(bruno, "GET", "/me/shops")["items"][0]
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (900, 1200), "#c63").save(photo)
    sign_in(phone, instance, "bruno")
    hand = Hand(phone)

    with (
        show(instance, bruno, product_ids=[], shop_id=shop["id"]) as (room_id, stream),
        camera(stream),
    ):
        instance.wait_for(lambda: on_air(guest, room_id), timeout_s=PATIENCE_S)
        phone.goto(f"/studio/live/{room_id}")
        other_phone.goto(f"/live/{room_id}")
        expect(other_phone.get_by_text("EN VIVO", exact=True)).to_be_visible(timeout=PATIENCE_MS)

        hand.photograph(phone.get_by_text("Tomar o elegir foto"), photo)
        says(phone, "live.photo_other")
        hand.write(field(phone, "live.quick_name"), "Florero único")
        hand.write(field(phone, "live.quick_price"), "350")
        hand.tap(button(phone, "live.quick_do"))

        pinned = other_phone.get_by_role(
            "button", name=re.compile(r"Artículo 1.*Queda 1.*Florero único.*\$350")
        )
        expect(pinned).to_be_visible(timeout=PATIENCE_MS)
        pinned.click()
        expect(button(other_phone, "product.buy_now")).to_be_enabled(timeout=PATIENCE_MS)
        room = call(guest, "GET", f"/live-rooms/{room_id}")

    assert (hand.tap_count, hand.input_count) == (4, 3)
    [item] = room["items"]
    assert item["product"]["image_url"]
    assert item["available"] == 1
    call(bruno, "DELETE", f"/products/{item['product']['id']}")
