# pyright: basic
"""A session that ends while somebody goes about: she signs in where she is, and is where she was going."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import (
    Stall,
    be_patient,
    button,
    field,
    says,
    screen,
    sign_in_by_mail,
    sign_in_with_code,
    words,
)

PLACES = {"/studio": "steps.first_earning", "/sell": "sell.products", "/orders": "orders.empty_title"}


@pytest.mark.parametrize("place", PLACES)
def test_a_page_that_needs_a_person_asks_and_goes_on(phone: Page, instance: Instance, place: str) -> None:
    page, stall = be_patient(phone), Stall(instance, "vuelve")
    email = call(stall.seller, "GET", "/me")["email"]
    sign_in_by_mail(page, instance, email)
    page.goto("/me")
    # Her shop, and not the way to open another, which is there before her shops are known.
    target = f"{place}/{stall.shop['handle']}" if place == "/sell" else place
    way = page.locator(f'main a[href="{target}"]').first
    expect(way).to_be_visible()
    page.context.clear_cookies()

    way.click()
    sheet = screen(page, words("sign_in.title"))
    says(sheet, "sign_in.expired_title")
    sign_in_with_code(page, instance, email)

    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{place}(/|$)"))
    says(page, PLACES[place])
    expect(page.get_by_role("alert").filter(has_text=words("problem.title"))).to_have_count(0)


def test_who_does_not_sign_in_again_is_asked_at_the_next_try(phone: Page, instance: Instance) -> None:
    page, stall = be_patient(phone), Stall(instance, "luego")
    email = call(stall.seller, "GET", "/me")["email"]
    sign_in_by_mail(page, instance, email)
    page.goto("/me")
    way = page.locator('main a[href="/studio"]').first
    expect(way).to_be_visible()
    page.context.clear_cookies()
    way.click()
    sheet = screen(page, words("sign_in.title"))
    says(sheet, "sign_in.expired_title")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    button(page, "action.retry").click()
    says(sheet, "sign_in.expired_title")
    sign_in_with_code(page, instance, email)

    expect(sheet).to_be_hidden()
    says(page, "steps.first_earning")


def test_a_page_that_is_opened_anew_asks_in_its_place(phone: Page, instance: Instance) -> None:
    page, stall = be_patient(phone), Stall(instance, "recarga")
    email = call(stall.seller, "GET", "/me")["email"]
    sign_in_by_mail(page, instance, email)
    page.goto("/studio")
    says(page, "steps.first_earning")
    page.context.clear_cookies()

    page.reload()
    expect(field(page, "field.email")).to_be_visible()
    sign_in_with_code(page, instance, email)

    says(page, "steps.first_earning")
    expect(page).to_have_url(re.compile("/studio$"))
