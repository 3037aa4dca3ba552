"""A developer looks through a screen of the demo: which code and which statements answered it."""

import re

from playwright.sync_api import Page, expect


def test_a_key_shows_the_code_and_the_statements_behind_a_screen(desktop: Page) -> None:
    desktop.goto("/shop")
    expect(desktop.locator("main a img").first).to_be_visible()

    desktop.keyboard.press("?")

    sheet = desktop.get_by_role("dialog", name="Rayos X")
    call = sheet.get_by_role("article").filter(has_text=re.compile("GET.*/api/v1/")).first
    expect(call).to_contain_text(re.compile(r"src/vitrina/\w+/routes\.py:\d+"))
    page = sheet.get_by_role("article").filter(has_text="pages.show_page")
    expect(page).to_contain_text("GET /shop")
    expect(desktop.locator(".labels .area").filter(has_text="routes/shop/+page.svelte")).to_be_visible()
    counted = sheet.locator("summary").first
    counted.click()
    expect(sheet.locator("details[open] pre").first).to_contain_text(re.compile("select|insert|with"))

    desktop.keyboard.press("Escape")

    expect(sheet).to_be_hidden()


def test_a_question_mark_in_a_field_is_only_a_question_mark(desktop: Page) -> None:
    desktop.goto("/search")
    field = desktop.get_by_role("searchbox").or_(desktop.get_by_role("combobox")).first
    field.focus()

    desktop.keyboard.type("?")

    expect(field).to_have_value("?")
    expect(desktop.get_by_role("dialog", name="Rayos X")).to_have_count(0)
