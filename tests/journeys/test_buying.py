# pyright: basic
"""Buying in a browser: as a guest and signed in, when the bank, the stock, the price or the line says no."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, Route, expect

from tests.journeys.conftest import PHONE, Instance
from tests.journeys.fingers import wait_until_held
from tests.journeys.test_loop_through_the_api import ADDRESS, call
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    choose_card,
    field,
    fill_address,
    link,
    mails_to,
    mxn,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    sign_in_with_code,
    words,
)

TOTAL = PRICE_MINOR + SHIPPING_MINOR
# Longer than anything of a page waits for its first picture.
TRIED_AFTER_MS = 6_000
# A finger that comes down in the moment in which the sum on the button changes.
PRESS_AS_IT_CHANGES = """(button) => {
    const before = button.textContent;
    const look = new MutationObserver(() => {
        if (button.textContent === before) return;
        look.disconnect();
        button.click();
    });
    look.observe(button, { characterData: true, childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "tendera")


@pytest.fixture
def shopper(phone: Page) -> Page:
    """A guest with a phone who is patient."""
    return be_patient(phone)


def opened_app(page: Page) -> Locator:
    """The app itself, not the first picture that the server sends with it."""
    return page.locator("#app")


def as_guest(page: Page, product_id: str, *, email: str) -> Locator:
    """Open the checkout of a product and fill everything in."""
    checkout = open_checkout(page, product_id)
    field(checkout, "field.email").fill(email)
    with page.expect_response(says_what_it_costs_there):
        fill_address(checkout)
    return checkout


def says_what_it_costs_there(answer: Response) -> bool:
    """It is asked as soon as the place is known; what happens until it is said, that answer knows as well."""
    asked = answer.request.post_data or ""
    return answer.url.endswith("/quotes") and ADDRESS["postal_code"] in asked and ADDRESS["state"] in asked


def expect_paid(place: Page | Locator) -> None:
    expect(place.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()


def test_a_guest_buys_and_follows_the_order_by_the_link_in_the_mail(
    shopper: Page, instance: Instance, stall: Stall
) -> None:
    product_id, _ = stall.product(quantity=2)
    email = an_email("invitada")

    checkout = as_guest(shopper, product_id, email=email)
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    [order] = stall.orders_of(email)
    assert order["total"] == {"amount": TOTAL, "currency": "MXN"}

    path = instance.wait_for(lambda: mailed_order(instance, email))
    shopper.context.clear_cookies()
    shopper.goto(path)
    shopper.evaluate("localStorage.clear()")
    shopper.reload()
    steps = shopper.get_by_role("list", name=words("orders.timeline")).get_by_role("listitem")
    expect(steps).to_contain_text(
        [words(f"orders.{step}") for step in ("status_placed", "status_paid", "next_packed", "next_shipped")]
    )
    says(shopper, "orders.ship_to")
    expect(shopper.get_by_text(ADDRESS["name"])).to_be_visible()

    shopper.goto(path.partition("?")[0])
    says(shopper, "orders.private")


def mailed_order(instance: Instance, email: str) -> str | None:
    """Find the signed link of a guest's order in the demo's mailbox."""
    texts = "\n".join(mail["text"] for mail in mails_to(instance, email))
    found = re.search(r"(/orders/\S+\?key=[\w.~-]+)", texts)
    return found[1] if found else None


def test_the_word_that_it_is_in_the_cart_does_not_cover_the_buttons(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=2)
    shopper.goto(f"/p/{product_id}")
    button(shopper, "product.to_cart").click()
    said = shopper.locator(".toast", has_text=words("product.added"))
    expect(said).to_be_visible()

    word, buy = said.bounding_box(), button(shopper, "product.buy_now").bounding_box()

    assert word and buy
    assert word["y"] + word["height"] <= buy["y"]


def test_two_shops_in_one_cart_are_one_payment_and_two_orders(
    shopper: Page, instance: Instance, stall: Stall
) -> None:
    other = Stall(instance, "vecina")
    mine, theirs = stall.product(quantity=3)[0], other.product(quantity=3)[0]
    email = an_email("compradora")
    sign_in_by_mail(shopper, instance, email)

    for product_id in (mine, theirs):
        shopper.goto(f"/p/{product_id}")
        button(shopper, "product.to_cart").click()
        says(shopper, "product.added")
    shopper.goto("/cart")
    button(shopper, "cart.checkout", total=mxn(2 * PRICE_MINOR)).click()
    checkout = screen(shopper, words("checkout.title"))
    expect(field(checkout, "field.email")).to_have_value(email)
    fill_address(checkout)
    pay_button(checkout, 2 * TOTAL).click()

    expect_paid(checkout)
    expect(link(checkout, "checkout.see_order")).to_have_count(2)
    assert [len(each.orders_of(email)) for each in (stall, other)] == [1, 1]
    shopper.goto("/orders")
    expect(shopper.get_by_role("link", name=re.compile(words("orders.status_paid")))).to_have_count(2)
    shopper.goto("/cart")
    says(shopper, "cart.empty_title")


def test_a_declined_card_keeps_the_cart_and_another_one_pays(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("rechazada")
    shopper.goto(f"/p/{product_id}")
    button(shopper, "product.to_cart").click()
    says(shopper, "product.added")
    shopper.goto("/cart")
    button(shopper, "cart.checkout", total=mxn(PRICE_MINOR)).click()
    checkout = screen(shopper, words("checkout.title"))
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    choose_card(checkout, "decline")
    pay_button(checkout, TOTAL).click()

    says(checkout, "checkout.declined_title")
    expect(checkout.get_by_text(words("checkout.declined"))).to_be_visible()
    assert shopper.evaluate("JSON.parse(localStorage.getItem('vitrina.cart_count'))") == 1

    choose_card(checkout, "success")
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    assert len(stall.orders_of(email)) == 1
    shopper.goto("/cart")
    says(shopper, "cart.empty_title")


def test_the_bank_asks_and_a_wrong_answer_is_no_charge(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("confirmada")
    checkout = as_guest(shopper, product_id, email=email)
    choose_card(checkout, "challenge")

    pay_button(checkout, TOTAL).click()
    field(checkout, "checkout.challenge_code").fill("000000")
    button(checkout, "checkout.confirm").click()
    says(checkout, "checkout.declined_title")

    pay_button(checkout, TOTAL).click()
    says(checkout, "checkout.challenge_title")
    hint = checkout.get_by_text(re.compile(r"\d{6}")).inner_text()
    field(checkout, "checkout.challenge_code").fill(re.findall(r"\d{6}", hint)[0])
    button(checkout, "checkout.confirm").click()
    expect_paid(checkout)
    assert len(stall.orders_of(email)) == 1


def test_a_bank_that_does_not_answer_is_asked_until_it_does(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("paciente")
    checkout = as_guest(shopper, product_id, email=email)
    choose_card(checkout, "time_out")

    pay_button(checkout, TOTAL).click()
    says(checkout, "checkout.pending_title")
    # A reload in doubt leads back to the same payment, not to a second one.
    shopper.reload()

    done = shopper.get_by_role("heading", name=words("checkout.done_title"))
    again = button(shopper, "checkout.check_again")
    expect(done.or_(again)).to_be_visible()
    ask_until(shopper, again, done)
    assert len(stall.orders_of(email)) == 1


def ask_until(page: Page, again: Locator, done: Locator) -> None:
    """Press the button whenever it waits to be pressed, until it is done."""
    for _ in range(10):
        expect(done.or_(again.and_(page.locator("[aria-busy=false]")))).to_be_visible()
        if done.is_visible():
            return
        again.click()
    raise AssertionError("the payment stayed in doubt")


def test_a_double_tap_on_pay_is_one_order(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=5)
    email = an_email("impaciente")
    checkout = as_guest(shopper, product_id, email=email)

    pay_button(checkout, TOTAL).evaluate("(button) => { button.click(); button.click(); button.click(); }")

    expect_paid(checkout)
    assert len(stall.orders_of(email)) == 1
    levels = call(stall.seller, "GET", f"/shops/{stall.shop['id']}/stock", params={"limit": 100})["items"]
    assert next(each["available"] for each in levels if each["variant_id"] == variant_id) == 4


def lose_the_answer(page: Page, *, has_arrived: bool, how: Callable[[Route], None]) -> None:
    """Let the next Pay get no answer, whether the server has heard it or not."""

    def lose(route: Route) -> None:
        if has_arrived:
            assert route.fetch().json()["status"] == "paid"
        how(route)

    page.route("**/api/v1/checkouts", lose, times=1)


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_pay_that_is_not_answered_is_looked_after_and_paid_once(
    shopper: Page, stall: Stall, has_arrived: bool
) -> None:
    product_id, _ = stall.product(quantity=2)
    email = an_email("sorda")
    checkout = as_guest(shopper, product_id, email=email)
    lose_the_answer(shopper, has_arrived=has_arrived, how=lambda route: route.fulfill(status=504))

    pay_button(checkout, TOTAL).click()

    if not has_arrived:
        says(checkout, "problem.timeout")
        pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    assert len(stall.orders_of(email)) == 1


@pytest.mark.parametrize("has_arrived", [True, False])
def test_what_was_paid_when_the_line_broke_is_found_after_a_reload(
    shopper: Page, stall: Stall, has_arrived: bool
) -> None:
    product_id, _ = stall.product(quantity=2)
    email = an_email("cortada")
    checkout = as_guest(shopper, product_id, email=email)
    field(checkout, "checkout.note").fill("Para regalo")
    lose_the_answer(shopper, has_arrived=has_arrived, how=lambda route: route.abort())
    pay_button(checkout, TOTAL).click()
    expect(checkout.get_by_role("alert")).to_be_visible()

    shopper.reload()

    if not has_arrived:
        pay_button(shopper, TOTAL).click()
    expect_paid(shopper)
    [order] = stall.orders_of(email)
    assert order["note"] == "Para regalo"


def test_a_price_that_rose_is_shown_and_has_to_be_accepted(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=3)
    email = an_email("atenta")
    checkout = as_guest(shopper, product_id, email=email)
    stall.reprice(product_id, variant_id, 59_900)

    pay_button(checkout, TOTAL).click()

    says(checkout, "checkout.price_changed_title")
    says(checkout, "checkout.price_changed", before=mxn(TOTAL), after=mxn(59_900 + SHIPPING_MINOR))
    assert stall.orders_of(email) == []
    pay_button(checkout, 59_900 + SHIPPING_MINOR).click()
    expect_paid(checkout)
    [order] = stall.orders_of(email)
    assert order["total"]["amount"] == 59_900 + SHIPPING_MINOR


def test_a_price_that_rises_under_the_finger_has_to_be_accepted(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=3)
    email, dearer = an_email("veloz"), 59_900 + SHIPPING_MINOR
    checkout, asked = open_checkout(shopper, product_id), list[Route]()
    shopper.route("**/api/v1/quotes", lambda route: asked.append(route))  # noqa: PLW0108
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    wait_until_held(shopper, asked, 1)
    stall.reprice(product_id, variant_id, 59_900)

    pay_button(checkout, TOTAL).evaluate(PRESS_AS_IT_CHANGES)
    # What was held goes on.
    shopper.unroute("**/api/v1/quotes")

    says(checkout, "checkout.price_changed", before=mxn(TOTAL), after=mxn(dearer))
    assert stall.orders_of(email) == []
    pay_button(checkout, dearer).click()
    expect_paid(checkout)
    assert [order["total"]["amount"] for order in stall.orders_of(email)] == [dearer]


def test_a_price_that_rose_since_it_went_into_the_cart_is_shown_there(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=3)
    shopper.goto(f"/p/{product_id}")
    button(shopper, "product.to_cart").click()
    says(shopper, "product.added")
    stall.reprice(product_id, variant_id, 59_900)

    shopper.goto("/cart")

    says(shopper, "cart.price_up", price=mxn(PRICE_MINOR))
    expect(button(shopper, "cart.checkout", total=mxn(59_900))).to_be_visible()


def test_stock_that_went_meanwhile_is_said_and_what_is_left_can_be_taken(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=3)
    email = an_email("tardia")
    shopper.goto(f"/p/{product_id}")
    button(shopper, "action.more").click()
    button(shopper, "product.buy_now").click()
    checkout = screen(shopper, words("checkout.title"))
    field(checkout, "field.email").fill(email)
    with shopper.expect_response(says_what_it_costs_there):
        fill_address(checkout)
    stall.restock(variant_id, 1)

    pay_button(checkout, 2 * PRICE_MINOR + SHIPPING_MINOR).click()
    says(checkout, "checkout.stock_title")
    says(checkout, "checkout.stock_left", count=1)
    button(checkout, "checkout.take_left").click()
    pay_button(checkout, TOTAL).click()

    expect_paid(checkout)
    assert [order["total"]["amount"] for order in stall.orders_of(email)] == [TOTAL]


def test_the_last_piece_that_somebody_else_took_is_said(shopper: Page, stall: Stall) -> None:
    product_id, variant_id = stall.product(quantity=1)
    email = an_email("sinsuerte")
    checkout = as_guest(shopper, product_id, email=email)
    stall.restock(variant_id, 0)

    pay_button(checkout, TOTAL).click()

    says(checkout, "checkout.stock_title")
    expect(checkout.get_by_text(words("checkout.stock_gone"))).to_be_visible()
    assert stall.orders_of(email) == []


def test_a_size_has_to_be_chosen_and_a_sold_out_one_cannot(shopper: Page, stall: Stall) -> None:
    product_id = stall.shirt(sizes={"Chica": 2, "Grande": 0})
    shopper.goto(f"/p/{product_id}")
    expect(shopper.get_by_role("radio", name="Grande")).to_be_disabled()

    button(shopper, "product.buy_now").click()
    expect(shopper.get_by_role("alert")).to_have_text(words("product.choose", option="talla"))
    expect(screen(shopper, words("checkout.title"))).to_be_hidden()

    shopper.get_by_role("radio", name="Chica").check(force=True)
    button(shopper, "product.buy_now").click()
    checkout = screen(shopper, words("checkout.title"))
    expect(checkout.get_by_text(re.compile("^Chica · "))).to_be_visible()
    expect(pay_button(checkout, 19_900 + SHIPPING_MINOR)).to_be_visible()


def test_what_is_sold_out_says_so_and_cannot_be_bought(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=0)

    shopper.goto(f"/p/{product_id}")

    expect(button(shopper, "product.sold_out")).to_be_disabled()
    expect(button(shopper, "product.buy_now")).to_have_count(0)


def test_a_reload_in_the_middle_of_the_checkout_loses_nothing(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("recargada")
    checkout = as_guest(shopper, product_id, email=email)
    field(checkout, "address.references").fill("Puerta azul")

    shopper.reload()

    button(shopper, "action.change").click()
    for key, typed in typed_address():
        expect(field(shopper, key)).to_have_value(typed)
    expect(field(shopper, "field.email")).to_have_value(email)
    # The last piece is held by the declined purchase: after a reload it is still the buyer's own.
    choose_card(shopper, "decline")
    pay_button(shopper, TOTAL).click()
    says(shopper, "checkout.declined_title")
    shopper.reload()
    says(shopper, "checkout.declined_title")
    pay_button(shopper, TOTAL).click()
    expect_paid(shopper)
    assert len(stall.orders_of(email)) == 1


def typed_address() -> list[tuple[str, str]]:
    return [
        ("address.name", ADDRESS["name"]),
        ("address.line1", ADDRESS["line1"]),
        ("address.postal_code", ADDRESS["postal_code"]),
        ("address.state", ADDRESS["state"]),
        ("address.neighbourhood_mx", ADDRESS["neighbourhood"]),
        ("address.city_mx", ADDRESS["city"]),
        ("address.references", "Puerta azul"),
    ]


def test_paying_without_a_line_says_so_and_goes_on_when_it_is_back(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("sinred")
    checkout = as_guest(shopper, product_id, email=email)

    shopper.context.set_offline(offline=True)
    pay_button(checkout, TOTAL).click()
    says(checkout, "checkout.offline")
    expect(field(checkout, "field.email")).to_have_value(email)
    shopper.context.set_offline(offline=False)
    pay_button(checkout, TOTAL).click()

    expect_paid(checkout)
    assert len(stall.orders_of(email)) == 1


def test_what_comes_after_the_first_picture_comes_when_the_line_is_back(shopper: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    shopper.goto(f"/p/{product_id}")
    expect(opened_app(shopper).get_by_role("heading", level=1)).to_be_visible()

    shopper.context.set_offline(offline=True)
    shopper.wait_for_timeout(TRIED_AFTER_MS)
    with shopper.expect_response(lambda answer: answer.ok and answer.url.endswith(".js")):
        shopper.context.set_offline(offline=False)


def test_an_app_whose_line_breaks_at_its_start_comes_when_the_line_is_back(
    browser: Browser, instance: Instance, stall: Stall
) -> None:
    product_id, _ = stall.product(quantity=1)
    shopper = browser.new_context(base_url=instance.base_url, **PHONE).new_page()
    shopper.route("**/_app/immutable/nodes/*", lambda route: route.abort())
    with shopper.expect_event("pageerror"):
        shopper.goto(f"/p/{product_id}")
    heading = opened_app(shopper).get_by_role("heading", level=1)
    expect(heading).to_have_count(0)
    shopper.unroute_all()

    shopper.context.set_offline(offline=True)
    shopper.context.set_offline(offline=False)

    expect(heading).to_be_visible()
    shopper.context.close()


def test_a_guests_order_joins_the_account_that_proves_the_same_address(
    shopper: Page, instance: Instance, stall: Stall
) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("nueva")
    checkout = as_guest(shopper, product_id, email=email)
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    [order] = stall.orders_of(email)

    shopper.evaluate("localStorage.clear()")
    shopper.goto("/sign-in")
    sign_in_with_code(shopper, instance, email)
    # It joins a moment after the address is proven.
    instance.wait_for(lambda: bool(shopper.request.get("/api/v1/me/orders").json()["items"]))
    shopper.goto("/orders")
    shopper.get_by_role("link", name=re.compile(stall.name)).click()

    expect(shopper.get_by_role("heading", name=order["code"])).to_be_visible()
    expect(shopper.get_by_text(mxn(TOTAL))).to_be_visible()


def test_an_order_that_the_shop_cancels_is_refunded_before_the_buyers_eyes(
    shopper: Page, stall: Stall
) -> None:
    product_id, _ = stall.product(quantity=1)
    email = an_email("cancelada")
    checkout = as_guest(shopper, product_id, email=email)
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    [order] = stall.orders_of(email)
    call(stall.seller, "POST", f"/orders/{order['id']}/cancellation", json={"reason": "Se rompió la taza"})

    link(checkout, "checkout.see_order").click()

    expect(shopper.get_by_text(words("orders.status_cancelled"), exact=True).first).to_be_visible()
    expect(shopper.get_by_text("Se rompió la taza")).to_be_visible()
    refunded = shopper.get_by_role("definition").filter(has_text=mxn(TOTAL))
    says(shopper, "orders.refunded")
    expect(refunded.last).to_be_visible()
