"""Sheets, menus and forms have a measure: neither wider than they are read, nor broken in two."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_talk import a_clip
from tests.journeys.walking import words
from vitrina.kit.ids import new_id

TABLET: ViewportSize = {"width": 768, "height": 1024}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SHEET_PX_MAX = 560
FIELD_PX_MAX = 700


def place(what: Locator) -> tuple[float, float]:
    """Where it begins at the left, and how wide it is."""
    box = what.bounding_box()
    assert box
    return box["x"], box["width"]


def in_one_row(buttons: Locator) -> bool:
    boxes = [each.bounding_box() for each in buttons.all()]
    return len({box and round(box["y"]) for box in boxes}) == 1


def test_a_sheet_of_a_tablet_stands_in_the_middle(phone: Page, instance: Instance) -> None:
    phone.set_viewport_size(TABLET)
    phone.goto(f"/v/{a_clip(instance)['id']}?comment")
    sheet = phone.get_by_role("dialog", name=words("feed.comments"))
    expect(sheet).to_be_visible()

    left, width = place(sheet)
    assert (width, left) == (SHEET_PX_MAX, (TABLET["width"] - SHEET_PX_MAX) / 2)


@pytest.mark.parametrize("width", [390, 360])
def test_what_may_be_done_about_a_comment_stands_in_one_row(
    phone: Page, instance: Instance, width: int
) -> None:
    clip, comment_id = a_clip(instance), str(new_id())
    said = {"id": comment_id, "text": f"¿Lo hay en azul? {comment_id[-6:]}"}
    call(instance.api("carla"), "POST", f"/videos/{clip['id']}/comments", json=said)
    sign_in(phone, instance, "ana")
    phone.set_viewport_size({"width": width, "height": 780})

    phone.goto(f"/v/{clip['id']}?comment={comment_id}")
    row = phone.locator(f"#comment-{comment_id}")
    row.get_by_role("button", name=re.compile("^Opciones")).click()
    acts = phone.get_by_role("group", name=re.compile("^Opciones")).get_by_role("button")

    expect(acts).to_have_count(3)
    assert in_one_row(acts)


def test_the_bar_of_the_sign_in_page_is_as_wide_as_its_form(desktop: Page) -> None:
    desktop.goto("/sign-in")
    expect(desktop.locator("main input[name=email]")).to_be_visible()

    assert place(desktop.locator("header.top .inner")) == place(desktop.locator("main"))


@pytest.mark.parametrize("room", ["products/new", "settings", "partner", "ads"])
def test_what_a_shop_types_is_as_wide_as_it_is_read(desktop: Page, instance: Instance, room: str) -> None:
    sign_in(desktop, instance, "bruno")
    desktop.goto(f"/sell/molino.nube/{room}")
    fields = desktop.locator("main :is(input[type=text], input:not([type]), textarea)").filter(visible=True)
    expect(fields.first).to_be_visible()

    assert max(place(each)[1] for each in fields.all()) < FIELD_PX_MAX
