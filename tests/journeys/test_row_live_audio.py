"""A show in the data-saver: heard alone, with what is pinned, and seen when the viewer asks for it."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop
from tests.journeys.test_row_live import camera, on_air
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]

PATIENCE_MS = 60_000
PLAYS = "each => each.currentTime > 0 && !each.paused"


def pieces(phone: Page) -> list[str]:
    """Watch what of the film the phone fetches: "sound" or "picture" for each piece."""
    fetched: list[str] = []

    def note(url: str) -> None:
        if re.search(r"/live/[^/]+/[0-9a-f]+/.*\.(m4s|mp4)$", url):
            fetched.append("sound" if "/sound/" in url else "picture")

    phone.on("request", lambda request: note(request.url))
    return fetched


def test_who_saves_data_hears_a_show_and_sees_it_when_she_asks(instance: Instance, phone: Page) -> None:
    seller, guest = newcomer(instance, "sonia"), instance.api()
    shop = open_shop(seller)
    product_id, _ = add_product(seller, shop, quantity=2)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Solo de oídas", "shop_id": shop["id"], "product_ids": [product_id]}
    call(seller, "POST", "/live-rooms", json=new)
    stream = call(seller, "POST", f"/live-rooms/{room_id}/stream-key")
    phone.add_init_script("localStorage.setItem('vitrina.saver', 'true')")
    fetched = pieces(phone)

    with camera(stream):
        room = instance.wait_for(lambda: on_air(guest, room_id), timeout_s=60)
        phone.goto(f"/live/{room_id}")
        expect(phone.get_by_text("Ahorro de datos: oyes el en vivo sin imagen.")).to_be_visible()
        film = phone.locator("video")
        instance.wait_for(lambda: film.evaluate(PLAYS), timeout_s=PATIENCE_MS / 1000)
        call(
            seller,
            "POST",
            f"/live-rooms/{room_id}/pins",
            json={"id": str(new_id()), "product_id": product_id},
        )
        pinned = phone.get_by_role("button", name=re.compile("Artículo 1.*Taza"))
        expect(pinned).to_be_visible(timeout=PATIENCE_MS)
        listed = httpx.get(room["playlist_url"].replace("index.m3u8", "main.m3u8")).text
        assert re.findall(r"^\w+\.m3u8$", listed, re.MULTILINE) == ["index.m3u8", "sound.m3u8"]
        assert set(fetched) == {"sound"}
        assert film.evaluate("each => each.videoWidth") == 0

        phone.get_by_role("button", name="Ver la imagen").click()
        instance.wait_for(lambda: film.evaluate("each => each.videoWidth > 0"), timeout_s=PATIENCE_MS / 1000)
        expect(pinned).to_be_visible()
        assert "picture" in fetched

        phone.get_by_role("button", name="Solo sonido").click()
        expect(phone.get_by_role("button", name="Ver la imagen")).to_be_visible()
        instance.wait_for(
            lambda: film.evaluate("each => each.videoWidth === 0 && each.currentTime > 0"),
            timeout_s=PATIENCE_MS / 1000,
        )
        call(seller, "POST", f"/live-rooms/{room_id}/ending")
