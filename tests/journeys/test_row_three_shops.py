# pyright: basic
"""Three shops in one cart: coupons, ways to send with their days, one payment in parts, three orders."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Instance
from tests.journeys.fingers import wait_until_held
from tests.journeys.test_buying import expect_paid
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
    mxn,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

PAY = {"method": "sandbox", "card": "success"}
PARTS = 3
TEN_MINOR, HOUSE_MINOR = PRICE_MINOR // 10, 60_00


def rate(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "Estándar",
        "country": "MX",
        "price": SHIPPING_MINOR,
        "handling_days": 1,
        "transit_min_days": 2,
        "transit_max_days": 4,
    } | changes


def coupon_of_the_house(instance: Instance) -> str:
    """A coupon that the platform pays for, made by an operator."""
    code = f"CASA{new_id().hex[-6:].upper()}"
    body = {
        "id": str(new_id()),
        "code": code,
        "kind": "amount",
        "amount": HOUSE_MINOR,
        "currency": "MXN",
        "uses_max": 1,
    }
    call(instance.api("davi"), "POST", "/platform-coupons", json=body)
    return code


def try_code(checkout: Any, code: str) -> None:
    field(checkout, "coupon.code").fill(code)
    apply_code(checkout)
    expect(checkout.get_by_text(code, exact=True)).to_be_visible()


def apply_code(checkout: Any) -> None:
    """Press the button once it takes a tap: a code before may still be tried."""
    ready = button(checkout, "coupon.apply")
    expect(ready).to_have_attribute("aria-busy", "false")
    ready.click()


def test_three_shops_one_cart_with_coupons_a_chosen_way_and_instalments(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    seller, buyer = be_patient(desktop), be_patient(phone)
    stalls = [Stall(instance, f"tres{i}") for i in range(3)]
    products = [stall.product(quantity=3)[0] for stall in stalls]
    express = rate(name="Express", price=9_900, handling_days=0, transit_min_days=1, transit_max_days=1)
    path = f"/shops/{stalls[1].shop['id']}/shipping-rates"
    call(stalls[1].seller, "PUT", path, json={"items": [rate(), express]})
    house = coupon_of_the_house(instance)

    # The first shop makes its coupon at its desk.
    sign_in_by_mail(seller, instance, call(stalls[0].seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{stalls[0].shop['handle']}/coupons")
    says(seller, "coupon.first_title")
    button(seller, "coupon.new").click()
    form = seller.locator("dialog[open] form")
    field(form, "coupon.code").fill("diez")
    button(form, "coupon.make").click()
    expect(seller.get_by_text("DIEZ", exact=True)).to_be_visible()

    for product_id in products:
        buyer.goto(f"/p/{product_id}")
        button(buyer, "product.to_cart").click()
        says(buyer, "product.added")
    buyer.goto("/cart")
    button(buyer, "cart.checkout", total=mxn(3 * PRICE_MINOR)).click()
    checkout = screen(buyer, words("checkout.title"))
    field(checkout, "field.email").fill(an_email("tres"))
    fill_address(checkout)

    before = 3 * (PRICE_MINOR + SHIPPING_MINOR)
    expect(pay_button(checkout, before)).to_be_visible()
    checkout.get_by_role("radio", name=re.compile("Express")).check()
    dearer = before - SHIPPING_MINOR + 9_900
    expect(pay_button(checkout, dearer)).to_be_visible()
    try_code(checkout, "NADIE")
    says(checkout, "coupon.problem_unknown")
    button(checkout, "coupon.remove", code="NADIE").click()
    try_code(checkout, "DIEZ")
    try_code(checkout, house)
    total = dearer - TEN_MINOR - HOUSE_MINOR
    choose_card(checkout, "success")
    checkout.get_by_label(words("pay.instalments")).select_option(str(PARTS))
    with buyer.expect_response(lambda answer: answer.url.endswith("/checkouts")) as answered:
        pay_button(checkout, total).click()

    expect_paid(checkout)
    assert answered.value.json()["payment"]["instalments"] == PARTS
    [first], [second], [third] = (
        call(stall.seller, "GET", f"/shops/{stall.shop['id']}/orders")["items"] for stall in stalls
    )
    assert sum(each["total"]["amount"] for each in (first, second, third)) == total
    assert first["discount"]["amount"] == TEN_MINOR
    assert sum(each["promo"]["amount"] for each in (first, second, third)) == HOUSE_MINOR
    assert second["shipping_name"] == "Express"
    assert second["promise"]["first"] == second["promise"]["last"]

    # The uses are in a table that the shop can take along, and the coupon counts them.
    seller.reload()
    says(seller, "coupon.used", count=1)
    [made] = call(stalls[0].seller, "GET", f"/shops/{stalls[0].shop['id']}/coupons")["items"]
    table = stalls[0].seller.get(f"/shops/{stalls[0].shop['id']}/coupons/{made['id']}/uses.csv").text
    assert first["code"] in table

    # The books say of every cent where it is.
    trail = call(instance.api("davi"), "GET", f"/orders/{first['id']}/money")
    assert trail["paid"]["amount"] == total
    assert sum(part["amount"]["amount"] for part in trail["parts"]) == total


def test_a_code_that_is_typed_while_another_one_is_tried_stays(phone: Page, instance: Instance) -> None:
    buyer, asked = be_patient(phone), list[Route]()
    product_id, _ = Stall(instance, "dos-cupones").product(quantity=1)
    checkout = open_checkout(buyer, product_id)
    buyer.route("**/payment-methods?*", lambda route: asked.append(route))  # noqa: PLW0108
    try_code(checkout, "NADIE")
    wait_until_held(buyer, asked, 1)

    field(checkout, "coupon.code").fill("NINGUNO")
    buyer.unroute("**/payment-methods?*")
    apply_code(checkout)

    expect(checkout.get_by_text("NINGUNO", exact=True)).to_be_visible()


def test_the_last_use_of_a_coupon_goes_to_one_buyer_and_the_other_is_told(instance: Instance) -> None:
    stall, house = Stall(instance, "ultimo"), coupon_of_the_house(instance)
    _, variant = stall.product(quantity=5)
    guest = instance.api()

    def place(total: int, codes: list[str]) -> Any:
        body = {
            "id": str(new_id()),
            "lines": [{"variant_id": variant, "quantity": 1}],
            "buyer": {"email": an_email("ultimo"), "name": "Ana", "language": "es"},
            "address": ADDRESS,
            "expected_total": {"amount": total, "currency": "MXN"},
            "coupon_codes": codes,
        }
        return guest.post("/checkouts", json=body)

    whole = PRICE_MINOR + SHIPPING_MINOR
    won, lost = place(whole - HOUSE_MINOR, [house]), place(whole - HOUSE_MINOR, [house])

    assert won.status_code == 201
    assert lost.status_code == 409
    quote = lost.json()["facts"]["quote"]
    assert (quote["total"]["amount"], quote["coupons"][0]["problem"]) == (whole, "used_up")
    assert place(whole, []).status_code == 201
    paid = call(guest, "POST", f"/checkouts/{won.json()['id']}/payment", json=PAY)
    assert paid["status"] == "paid"


def test_where_a_shop_does_not_send_the_buyer_is_told_before_paying(phone: Page, instance: Instance) -> None:
    buyer = be_patient(phone)
    near, far = Stall(instance, "cerca"), Stall(instance, "lejos")
    path = f"/shops/{far.shop['id']}/shipping-rates"
    call(far.seller, "PUT", path, json={"items": [rate(states=["Sonora"])]})
    for stall in (near, far):
        product_id, _ = stall.product(quantity=2)
        buyer.goto(f"/p/{product_id}")
        button(buyer, "product.to_cart").click()
        says(buyer, "product.added")

    buyer.goto("/cart")
    button(buyer, "cart.checkout", total=mxn(2 * PRICE_MINOR)).click()
    checkout = screen(buyer, words("checkout.title"))
    fill_address(checkout)
    says(checkout, "checkout.not_sent_title")
    button(checkout, "goods.leave_out").click()

    expect(pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR)).to_be_visible()


def test_a_shop_says_where_it_sends_at_its_desk(desktop: Page, instance: Instance) -> None:
    seller, stall = be_patient(desktop), Stall(instance, "zonas")
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{stall.shop['handle']}/shipping")
    says(seller, "shipping.flat_title")

    button(seller, "shipping.add").click()
    form = seller.locator("dialog[open] form")
    field(form, "shipping.name").fill("El mismo día")
    field(form, "shipping.prefixes").fill("06, 441")
    field(form, "shipping.price").fill("79.50")
    for name in ("handling", "fastest", "slowest"):
        field(form, f"shipping.{name}").fill("0")
    button(form, "settings.save").click()

    expect(seller.get_by_text("El mismo día")).to_be_visible()
    [kept] = call(instance.api(), "GET", f"/shops/{stall.shop['id']}/shipping-rates")["items"]
    assert (kept["name"], kept["price"], kept["postal_prefixes"]) == ("El mismo día", 7_950, ["06", "441"])
