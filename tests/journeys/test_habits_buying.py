# pyright: basic
"""Habits of buying that no other journey walks: under a thumb, above a keyboard, one order for two taps."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, Instance
from tests.journeys.fingers import CURRENT, Finger, wait_until_held
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    mxn,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.cli.screens import touch_chip
from vitrina.cli.tour import Tour

TOTAL = PRICE_MINOR + SHIPPING_MINOR
HEIGHT = PHONE["viewport"]["height"]
# What the home bar of a phone without buttons takes from the lower edge.
INSET_PX = 34
KEYBOARD_PX = 300
# A browser that lets the keyboard lie over the page, as iOS does.
KEYBOARD = """(px) => {
    Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => innerHeight - px });
    visualViewport.dispatchEvent(new Event('resize'));
}"""


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "habitos")


def middle_of(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def comes_to_rest(place: Locator) -> None:
    """Wait until a sheet does not move any more."""
    place.evaluate("""async (node) => {
        const sheet = node.closest('dialog') ?? document.body;
        const moves = sheet.getAnimations({ subtree: true });
        await Promise.all(moves.map((one) => one.finished.catch(() => null)));
    }""")


def expect_under_the_thumb(primary: Locator) -> None:
    """It is in the lower third, and above the home bar."""
    expect(primary).to_be_visible()
    comes_to_rest(primary)
    box = primary.bounding_box()
    assert box
    assert box["y"] > HEIGHT * 2 / 3, box
    assert box["y"] + box["height"] <= HEIGHT - INSET_PX, box


def test_33_what_is_pressed_next_lies_under_the_thumb_and_above_the_home_bar(
    phone: Page, demo: Tour, stall: Stall
) -> None:
    cdp: Any = phone.context.new_cdp_session(phone)
    cdp.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"bottom": INSET_PX, "bottomMax": INSET_PX}})
    phone.goto(f"/v/{demo.places()['clip']}")
    bar = phone.locator("nav.bar a:not(.logo)").first.bounding_box()
    assert bar
    assert bar["y"] + bar["height"] <= HEIGHT - INSET_PX
    touch_chip(phone.locator(f"{CURRENT} button.chip"))
    expect_under_the_thumb(phone.locator("dialog[open] .actions button").last)

    product_id, _ = stall.product(quantity=3)
    phone.goto(f"/p/{product_id}")
    expect_under_the_thumb(button(phone, "product.buy_now"))
    button(phone, "product.to_cart").tap()
    button(phone, "product.see_cart").tap()
    cart = screen(phone, words("cart.title"))
    expect_under_the_thumb(button(cart, "cart.checkout", total=mxn(PRICE_MINOR)))
    button(cart, "cart.checkout", total=mxn(PRICE_MINOR)).tap()
    expect_under_the_thumb(pay_button(screen(phone, words("checkout.title")), TOTAL))


def test_32_a_keyboard_covers_neither_the_field_nor_what_is_pressed_next(phone: Page, demo: Tour) -> None:
    phone.goto(f"/v/{demo.places()['clip']}")
    phone.locator(f"{CURRENT} .rail .item").nth(1).tap()
    comment = screen(phone, words("feed.comments")).get_by_role("textbox")
    comment.tap()

    # Where the keyboard lies over the page, the sheet stands above it.
    phone.evaluate(KEYBOARD, KEYBOARD_PX)
    comes_to_rest(comment)
    box = comment.bounding_box()
    assert box
    assert box["y"] + box["height"] <= HEIGHT - KEYBOARD_PX
    assert box["y"] > 0
    phone.evaluate(KEYBOARD, 0)
    # Where the page gets smaller, so does the sheet.
    phone.set_viewport_size({"width": PHONE["viewport"]["width"], "height": HEIGHT - KEYBOARD_PX})
    expect(comment).to_be_in_viewport(ratio=1)
    expect(comment).to_be_focused()


def test_36_a_size_that_is_gone_is_struck_and_one_must_be_chosen(
    phone: Page, finger: Finger, stall: Stall
) -> None:
    phone.goto(f"/p/{stall.shirt(sizes={'Chica': 2, 'Grande': 0})}")
    out = phone.locator("label", has_text="Grande")
    line = "(node) => getComputedStyle(node).textDecorationLine"
    assert out.locator("span").first.evaluate(line) == "line-through"
    finger.tap(*middle_of(out))
    finger.tap(*middle_of(button(phone, "product.buy_now")))
    expect(phone.get_by_role("alert")).to_have_text(words("product.choose", option="talla"))

    finger.tap(*middle_of(phone.locator("label", has_text="Chica")))
    finger.tap(*middle_of(button(phone, "product.buy_now")))

    expect(screen(phone, words("checkout.title"))).to_be_visible()


def test_38_39_the_whole_sum_is_seen_before_and_two_taps_pay_it_once(
    phone: Page, finger: Finger, stall: Stall
) -> None:
    be_patient(phone)
    product_id, _ = stall.product(quantity=5)
    email = an_email("dostoques")
    checkout = open_checkout(phone, product_id)
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    sums = checkout.locator("dl").last
    for told in (words("checkout.shipping"), mxn(SHIPPING_MINOR), "16%", words("checkout.total"), mxn(TOTAL)):
        expect(sums).to_contain_text(told)

    finger.tap(*middle_of(pay_button(checkout, TOTAL)), times=2)

    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()
    assert len(stall.orders_of(email)) == 1


def test_40_the_badge_of_the_cart_does_not_wait_for_the_answer(phone: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=3)
    held: list[Any] = []
    phone.route("**/carts/*/lines/*", lambda route: held.append(route))  # noqa: PLW0108
    phone.goto(f"/p/{product_id}")
    badge = phone.get_by_role("link", name=words("cart.open_with", count=1))

    button(phone, "product.to_cart").tap()
    expect(badge).to_be_visible()
    wait_until_held(phone, held, 1)
    held[0].fulfill(status=500, json={"code": "unexpected", "title": "no"})
    expect(badge).to_have_count(0)
    button(phone, "product.to_cart").tap()
    expect(badge).to_be_visible()
    wait_until_held(phone, held, 2)
    held[1].continue_()

    says(phone, "product.added")
    expect(badge).to_be_visible()


def test_43_a_message_to_the_shop_begins_with_the_product(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    be_patient(phone)
    product_id, _ = stall.product(quantity=3)
    email = an_email("escribe")
    sign_in_by_mail(phone, instance, email)
    phone.goto(f"/p/{product_id}")

    button(phone, "messages.write").tap()
    phone.wait_for_url("**/messages/*")
    expect(phone.get_by_role("main").get_by_text("Taza").first).to_be_visible()
    field(phone, "messages.text").fill("¿Cabe en el lavavajillas?")
    button(phone, "messages.send").tap()

    conversation = phone.url.rpartition("/")[2].partition("?")[0]
    path = f"/conversations/{conversation}/messages"
    [message] = instance.wait_for(lambda: call(stall.seller, "GET", path)["messages"])
    assert message["text"] == "¿Cabe en el lavavajillas?"
    assert product_id in str(message)
