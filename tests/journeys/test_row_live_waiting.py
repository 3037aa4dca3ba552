"""Before a show: it counts down and shows what it will sell; its host changes cover and line-up."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop
from tests.journeys.test_selling import a_picture
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

HOUR_MS = 3_600_000

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]


def moment_ahead(instance: Instance) -> datetime:
    """Choose two days ahead by the demo's clock, which other journeys move; asking takes a second of it."""
    told = call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"]
    return datetime.fromisoformat(told) + timedelta(days=2)


def test_a_show_counts_down_and_shows_what_will_be_sold(instance: Instance, phone: Page) -> None:
    seller, begins = newcomer(instance, "hora"), moment_ahead(instance)
    product_id, _ = add_product(seller, shop := open_shop(seller), quantity=2)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Mañana a las ocho", "shop_id": shop["id"], "product_ids": [product_id]}
    call(seller, "POST", "/live-rooms", json={**new, "scheduled_at": begins.isoformat()})

    # The phone is a year behind: what counts is the server's clock.
    phone.clock.install(time=begins - timedelta(days=365))
    phone.goto(f"/live/{room_id}")
    expect(phone.get_by_role("heading", name="Mañana a las ocho")).to_be_visible()
    left = phone.get_by_role("timer", name="Falta")
    expect(left).to_contain_text(re.compile(r"1\s*d.*23\s*h.*5\d\s*min"))
    # It runs, and is never called out by itself.
    expect(left).to_have_attribute("aria-live", "off")
    expect(left).to_contain_text(re.compile(r"\d+\s*s"))
    phone.clock.fast_forward(47 * HOUR_MS)
    expect(left).to_contain_text(re.compile(r"5\d\s*min"))
    expect(left).not_to_contain_text("h")
    expect(phone.get_by_role("button", name="Avísame cuando empiece")).to_be_visible()
    expect(phone.get_by_role("button", name="Compartir")).to_have_count(2)
    expect(phone.get_by_role("list", name="Artículos").get_by_role("button")).to_have_count(1)
    phone.clock.fast_forward(HOUR_MS)
    expect(phone.get_by_text("Empieza en cualquier momento")).to_be_visible()
    call(seller, "POST", f"/live-rooms/{room_id}/cancellation")


def test_who_wants_little_motion_sees_no_seconds_run(instance: Instance, phone: Page) -> None:
    seller, begins = newcomer(instance, "calma"), moment_ahead(instance)
    shop, room_id = open_shop(seller), str(new_id())
    new = {"id": room_id, "title": "Con calma", "shop_id": shop["id"], "scheduled_at": begins.isoformat()}
    call(seller, "POST", "/live-rooms", json=new)

    phone.emulate_media(reduced_motion="reduce")
    phone.clock.install(time=begins - timedelta(days=2))
    phone.goto(f"/live/{room_id}")
    left = phone.get_by_role("timer", name="Falta")
    expect(left).to_have_text(re.compile(r"^\s*1\s*d(?:ía)?\s+23\s*h\s+5\d\s*min\s*$"))
    phone.clock.fast_forward(47 * HOUR_MS)
    expect(left).to_have_text(re.compile(r"^\s*5\d\s*min\s*$"))
    call(seller, "POST", f"/live-rooms/{room_id}/cancellation")


def test_a_host_changes_cover_and_line_up_on_her_phone(
    instance: Instance, phone: Page, tmp_path: Path
) -> None:
    bruno, guest = instance.api("bruno"), instance.api()
    shop = call(bruno, "GET", "/me/shops")["items"][0]
    first, second, third = call(bruno, "GET", "/products", params={"shop": shop["id"], "limit": 3})["items"]
    room_id = str(new_id())
    products = [each["id"] for each in (first, second, third)]
    new = {"id": room_id, "title": "Cambio de planes", "shop_id": shop["id"], "product_ids": products}
    call(bruno, "POST", "/live-rooms", json=new)

    def line_up() -> list[str]:
        room = call(guest, "GET", f"/live-rooms/{room_id}")
        return [each["product"]["id"] for each in room["items"]]

    sign_in(phone, instance, "bruno")
    phone.goto(f"/studio/live/{room_id}")
    phone.get_by_role("button", name="Cambiar portada y artículos").click()
    listed = phone.get_by_role("list", name="Artículos", exact=True).get_by_role("listitem")
    expect(listed).to_have_count(3)

    # With keys alone: the focus stays with the product that moves, and its place is told.
    up = phone.get_by_role("button", name=f"Subir {third['title']}", exact=True)
    up.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status").filter(has_text="lugar 2 de 3")).to_have_count(1)
    expect(up).to_be_focused()
    phone.keyboard.press("Enter")
    expect(listed.first).to_contain_text(third["title"])
    expect(phone.get_by_role("button", name=f"Bajar {third['title']}", exact=True)).to_be_focused()
    phone.get_by_role("button", name=f"Quitar {second['title']}", exact=True).click()
    expect(listed).to_have_count(2)
    with phone.expect_response("**/images"):
        phone.get_by_label("Agregar portada").set_input_files(a_picture(tmp_path))
    expect(phone.get_by_role("img", name="Portada")).to_be_visible()
    assert line_up() == products

    phone.get_by_role("button", name="Guardar portada y artículos").click()
    expect(phone.get_by_role("button", name="Cambiar portada y artículos")).to_be_visible()
    assert line_up() == [third["id"], first["id"]]
    assert call(guest, "GET", f"/live-rooms/{room_id}")["card"]["cover_url"]
    call(bruno, "POST", f"/live-rooms/{room_id}/cancellation")
