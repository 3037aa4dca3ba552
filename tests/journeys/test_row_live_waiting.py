"""Before a show: its page counts down and shows what will be sold."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]


def moment_ahead(instance: Instance) -> datetime:
    """Choose a moment by the demo's clock, which other journeys move; asking takes a second of it."""
    told = call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"]
    return datetime.fromisoformat(told).replace(second=0, microsecond=0) + timedelta(days=2)


def test_a_show_counts_down_and_shows_what_will_be_sold(instance: Instance, phone: Page) -> None:
    seller, begins = newcomer(instance, "hora"), moment_ahead(instance)
    product_id, _ = add_product(seller, shop := open_shop(seller), quantity=2)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Mañana a las ocho", "shop_id": shop["id"], "product_ids": [product_id]}
    call(seller, "POST", "/live-rooms", json={**new, "scheduled_at": begins.isoformat()})

    phone.clock.install(time=begins - timedelta(hours=1, seconds=30))
    phone.goto(f"/live/{room_id}")
    expect(phone.get_by_role("heading", name="Mañana a las ocho")).to_be_visible()
    left = phone.get_by_role("timer", name="Falta")
    expect(left).to_contain_text(re.compile(r"1\s*h"))
    # It runs, and is never called out by itself.
    expect(left).to_have_attribute("aria-live", "off")
    expect(left).to_contain_text(re.compile(r"\d+\s*s"))
    phone.clock.fast_forward(60_000)
    expect(left).to_contain_text(re.compile(r"59\s*min"))
    expect(phone.get_by_role("button", name="Avísame cuando empiece")).to_be_visible()
    expect(phone.get_by_role("button", name="Compartir")).to_have_count(2)
    expect(phone.get_by_role("list", name="Artículos").get_by_role("button")).to_have_count(1)
    phone.clock.fast_forward(60 * 60_000)
    expect(phone.get_by_text("Empieza en cualquier momento")).to_be_visible()
    call(seller, "POST", f"/live-rooms/{room_id}/cancellation")


def test_who_wants_little_motion_sees_no_seconds_run(instance: Instance, phone: Page) -> None:
    seller, begins = newcomer(instance, "calma"), moment_ahead(instance)
    shop, room_id = open_shop(seller), str(new_id())
    new = {"id": room_id, "title": "Con calma", "shop_id": shop["id"], "scheduled_at": begins.isoformat()}
    call(seller, "POST", "/live-rooms", json=new)

    phone.emulate_media(reduced_motion="reduce")
    phone.clock.install(time=begins - timedelta(hours=1, seconds=30))
    phone.goto(f"/live/{room_id}")
    left = phone.get_by_role("timer", name="Falta")
    expect(left).to_have_text(re.compile(r"^\s*1\s*h\s+0\s*min\s*$"))
    phone.clock.fast_forward(60_000)
    expect(left).to_have_text(re.compile(r"^\s*59\s*min\s*$"))
    call(seller, "POST", f"/live-rooms/{room_id}/cancellation")
