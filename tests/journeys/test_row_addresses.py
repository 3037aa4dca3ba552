# pyright: basic
"""A returning buyer pays with a saved address; a wrong number or code is said at its field, nothing lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import Instance, phone_of
from tests.journeys.fingers import wait_until_held
from tests.journeys.test_loop_through_the_api import ADDRESS
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)

TOTAL = PRICE_MINOR + SHIPPING_MINOR


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "libreta")


def test_a_returning_buyer_pays_with_a_saved_address_in_one_tap(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    page = be_patient(phone)
    product_id, _ = stall.product(quantity=5)
    email = an_email("vuelve")
    sign_in_by_mail(page, instance, email)

    checkout = open_checkout(page, product_id)
    fill_address(checkout)
    field(checkout, "address.phone").fill("044 55 1234 5678")
    field(checkout, "address.postal_code").fill("670")
    pay_button(checkout, TOTAL).click()
    says(checkout, "address.postal_wrong", example="06700")
    field(checkout, "address.postal_code").fill(ADDRESS["postal_code"])
    pay_button(checkout, TOTAL).click()
    says(checkout, "address.phone_wrong", example="55 1234 5678")
    expect(field(checkout, "address.line1")).to_have_value(ADDRESS["line1"])
    field(checkout, "address.phone").fill("55 1234 5678")
    expect(checkout.get_by_role("switch", name=re.compile(words("book.keep")))).to_be_checked()
    pay_button(checkout, TOTAL).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()

    page.evaluate("localStorage.clear()")
    checkout = open_checkout(page, product_id)
    saved = checkout.get_by_role("radio", name=re.compile(re.escape(ADDRESS["line1"])))
    expect(saved).to_be_checked()
    expect(field(checkout, "address.line1")).to_have_count(0)
    checkout.get_by_role("radio", name=words("book.another")).check()
    expect(field(checkout, "address.line1")).to_have_value("")
    saved.check()
    pay_button(checkout, TOTAL).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()
    orders = stall.orders_of(email)
    assert [order["address"]["phone"] for order in orders] == ["+525512345678"] * 2


def test_what_is_typed_before_a_postal_code_is_answered_stays(phone: Page, stall: Stall) -> None:
    page, asked = be_patient(phone), list[Route]()
    product_id, _ = stall.product(quantity=1)
    page.route("**/postal-codes?*", lambda route: asked.append(route))  # noqa: PLW0108
    checkout = open_checkout(page, product_id)
    field(checkout, "address.postal_code").fill(ADDRESS["postal_code"])
    wait_until_held(page, asked, 1)

    field(checkout, "address.city_mx").fill("Coyoacán")
    page.unroute("**/postal-codes?*")

    expect(field(checkout, "address.state")).to_have_value(ADDRESS["state"])
    expect(field(checkout, "address.city_mx")).to_have_value("Coyoacán")


def test_an_address_is_added_named_removed_and_brought_back(phone: Page, instance: Instance) -> None:
    page = be_patient(phone)
    sign_in_by_mail(page, instance, an_email("ordena"))

    page.goto("/settings/addresses")
    says(page, "book.empty_title")
    button(page, "book.add").click()
    sheet = screen(page, words("book.add"))
    field(sheet, "book.label").fill("Casa")
    fill_address(sheet)
    button(sheet, "book.save").click()
    says(page, "book.kept")
    button(page, "book.remove", name="Casa").click()
    says(page, "book.empty_title")
    button(page, "book.undo").click()
    expect(button(page, "book.edit", name="Casa")).to_be_visible()

    button(page, "book.edit", name="Casa").click()
    sheet = screen(page, words("book.edit", name="Casa"))
    expect(field(sheet, "address.line1")).to_have_value(ADDRESS["line1"])
    field(sheet, "book.label").fill("Oficina")
    button(sheet, "book.save").click()
    expect(button(page, "book.edit", name="Oficina")).to_be_visible()


def test_a_guest_whose_browser_speaks_english_begins_with_the_country_of_the_shop(
    browser: Browser, instance: Instance, stall: Stall
) -> None:
    product_id, _ = stall.product(quantity=1)
    context = browser.new_context(base_url=instance.base_url, **phone_of("en-US"))
    page = be_patient(context.new_page())

    page.goto(f"/p/{product_id}")
    page.get_by_role("button", name="Buy now").click()

    country = page.get_by_role("dialog", name="Checkout").get_by_label("Country")
    expect(country).to_have_value("MX")
    context.close()
