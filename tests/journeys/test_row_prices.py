# pyright: basic
"""Prices for a time, parcels by weight, buyers without tax, coupons of the platform, as people do them."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
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
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

FLASH_MINOR = 300_00
OFFERED_MAX = 100
HEAVY_MINOR = 149_00
RATE_OF_80 = 344_14  # 80 % of 430.17, which is 499.00 without tax.


def test_a_flash_price_counts_down_is_paid_and_is_ended(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    seller, buyer = be_patient(desktop), be_patient(phone)
    stall = Stall(instance, "relampago")
    product_id, _ = stall.product(quantity=3)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])

    seller.goto(f"/sell/{stall.shop['handle']}/flash-prices")
    says(seller, "flash.none_title")
    button(seller, "flash.new").click()
    form = seller.locator("dialog[open] form")
    field(form, "flash.price").fill("499")
    button(form, "flash.make").click()
    says(form, "flash.price_wrong")
    field(form, "flash.price").fill("300")
    button(form, "flash.make").click()
    expect(button(seller, "flash.end")).to_be_visible()

    buyer.goto(f"/p/{product_id}")
    # What is like it may have a price for a time as well.
    expect(buyer.locator("[role=timer]:not(a *)")).to_be_visible()
    checkout = open_checkout(buyer, product_id)
    expect(pay_button(checkout, FLASH_MINOR + SHIPPING_MINOR)).to_be_visible()

    button(seller, "flash.end").click()
    button(seller, "flash.end_sure").click()
    says(seller, "flash.state_over")
    checkout = open_checkout(buyer, product_id)
    expect(pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR)).to_be_visible()


def test_a_parcel_is_paid_by_its_weight_and_an_exempt_buyer_without_tax(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    seller, buyer = be_patient(desktop), be_patient(phone)
    stall, email = Stall(instance, "peso"), an_email("exenta")
    product_id, _ = stall.product(quantity=3, price=116_00)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])

    seller.goto(f"/sell/{stall.shop['handle']}/shipping")
    button(seller, "shipping.add").click()
    form = seller.locator("dialog[open] form")
    field(form, "shipping.name").fill("Por peso")
    field(form, "shipping.price").first.fill("99")
    field(form, "shipping.steps").select_option("weight")
    field(form, "shipping.step_from_weight").fill("0.4")
    field(form, "shipping.price").nth(1).fill("149")
    button(form, "settings.save").click()
    says(seller, "shipping.default_weight_hint")

    seller.goto(f"/sell/{stall.shop['handle']}/settings")
    field(seller, "tax.who").fill(email)
    field(seller, "tax.document").fill("OFICIO-9")
    field(seller, "tax.last_day").fill("2099-12-31")
    button(seller, "tax.add").click()
    expect(seller.get_by_text(email)).to_be_visible()

    checkout = open_checkout(buyer, product_id)
    fill_address(checkout)
    expect(checkout.get_by_text(re.compile("no pesó todo"))).to_be_visible()
    expect(checkout.get_by_text(words("tax.inside", rate="16%"))).to_be_visible()
    expect(pay_button(checkout, 116_00 + HEAVY_MINOR)).to_be_visible()

    sign_in_by_mail(buyer, instance, email)
    checkout = open_checkout(buyer, product_id)
    says(checkout, "tax.exempt")
    # 149.00 of shipping are 128.45 and their tax.
    expect(pay_button(checkout, 100_00 + 128_45)).to_be_visible()


def test_an_operator_makes_a_coupon_that_the_platform_pays(desktop: Page, instance: Instance) -> None:
    operator = be_patient(desktop)
    code = f"CASA{new_id().hex[-6:].upper()}"
    sign_in(operator, instance, "davi")

    operator.goto("/admin/coupons")
    expect(operator.get_by_role("heading", level=1)).to_have_text(words("coupon.platform"))
    button(operator, "coupon.new").click()
    form = operator.locator("dialog[open] form")
    field(form, "coupon.code").fill(code)
    field(form, "coupon.currency").select_option("MXN")
    button(form, "coupon.make").click()

    expect(operator.get_by_text(code, exact=True)).to_be_visible()


def test_a_shop_stops_several_coupons_together_and_takes_it_back(phone: Page, instance: Instance) -> None:
    seller, stall = be_patient(phone), Stall(instance, "cuponera")
    coupons = f"/shops/{stall.shop['id']}/coupons"
    for code in ("UNO", "DOS", "TRES"):
        body = {"id": str(new_id()), "code": code, "kind": "percent", "rate_bps": 1_000}
        made = call(stall.seller, "POST", coupons, json=body)
    call(stall.seller, "PATCH", f"{coupons}/{made['id']}", json={"is_paused": True})

    def states() -> dict[str, str]:
        return {each["code"]: each["state"] for each in call(stall.seller, "GET", coupons)["items"]}

    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{stall.shop['handle']}/coupons")
    seller.get_by_role("checkbox", name=words("sell.choose_all")).check()
    chosen = seller.get_by_role("group", name=words("sell.chosen", count=3))
    expect(button(chosen, "coupon.go_on")).to_be_visible()
    button(chosen, "coupon.pause").click()

    says(seller, "coupon.many_paused", count=2)
    assert states() == dict.fromkeys(("UNO", "DOS", "TRES"), "paused")
    button(seller, "studio.undo").click()
    expect(seller.get_by_role("main").get_by_text(words("coupon.is_active"), exact=True)).to_have_count(2)
    assert states() == {"UNO": "active", "DOS": "active", "TRES": "paused"}

    seller.context.set_offline(True)
    seller.get_by_role("checkbox", name=words("sell.choose_all")).check()
    button(chosen, "coupon.go_on").click()
    says(seller, "problem.offline")
    seller.context.set_offline(False)
    expect(chosen).to_be_visible()
    button(chosen, "coupon.go_on").click()
    says(seller, "coupon.many_going", count=1)
    assert set(states().values()) == {"active"}

    button(seller.get_by_role("listitem").filter(has_text="UNO"), "coupon.pause").click()
    says(seller, "coupon.many_paused", count=1)
    seller.get_by_role("tab", name=words("coupon.state_active")).click()
    expect(seller.get_by_role("listitem")).to_have_count(2)
    told = seller.locator(".toast").filter(has_text=words("coupon.many_paused", count=1))
    button(told, "studio.undo").click()
    expect(seller.get_by_role("listitem").filter(has_text="UNO")).to_be_visible()


def test_a_form_finds_a_product_that_it_does_not_offer(desktop: Page, instance: Instance) -> None:
    seller, stall = be_patient(desktop), Stall(instance, "surtida")
    products = f"/shops/{stall.shop['id']}/products"
    for title in ["Sartén de hierro", *["Taza azul"] * OFFERED_MAX]:
        variant = {"id": str(new_id()), "sku": "", "values": [], "price": PRICE_MINOR, "compare_at": None}
        new = {"id": str(new_id()), "title": title, "description": "", "category": "kitchen", "images": []}
        more = {"options": [], "variants": [variant], "status": "active"}
        call(stall.seller, "POST", products, json=new | more)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    desk = f"/sell/{stall.shop['handle']}"

    seller.goto(f"{desk}/flash-prices")
    button(seller, "flash.new").click()
    form = seller.locator("dialog[open] form")
    choice = field(form, "flash.product")
    expect(choice.locator("option")).to_have_count(OFFERED_MAX)
    expect(choice).not_to_contain_text("Sartén")
    field(form, "sell.search_own").fill("sarten")
    expect(choice).to_contain_text("Sartén de hierro")
    choice.select_option(label="Sartén de hierro")
    field(form, "sell.search_own").fill("")
    expect(choice.locator("option")).to_have_count(OFFERED_MAX + 1)
    expect(choice.locator("option:checked")).to_have_text("Sartén de hierro")

    seller.goto(f"{desk}/drops")
    button(seller, "drops.plan").click()
    field(seller, "sell.search_own").fill("hierro")
    expect(field(seller, "drops.variant")).to_contain_text("Sartén de hierro")

    seller.goto(f"{desk}/coupons")
    button(seller, "coupon.new").click()
    form = seller.locator("dialog[open] form")
    form.get_by_text(words("coupon.choose_products")).click()
    field(form, "sell.search_own").fill("sart")
    form.get_by_role("checkbox", name="Sartén de hierro").check()
    field(form, "sell.search_own").fill("")
    expect(form.get_by_role("checkbox")).to_have_count(OFFERED_MAX + 1)
    expect(form.get_by_role("checkbox", name="Sartén de hierro")).to_be_checked()


def test_a_shop_reads_what_a_commission_leaves_before_it_is_published(
    desktop: Page, instance: Instance
) -> None:
    seller = be_patient(desktop)
    stall = Stall(instance, "comision")
    product_id, _ = stall.product(quantity=3)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{stall.shop['handle']}/plan")
    seller.get_by_role("switch", name=re.compile(words("sell.plan_on"))).check()
    panel = seller.get_by_role("region", name=words("margin.title"))

    field(panel, "margin.your_cost").fill("400")
    says(panel, "margin.loss")
    field(panel, "margin.your_cost").fill("200")
    expect(panel.get_by_text(words("margin.loss"))).to_have_count(0)
    panel.get_by_text(words("margin.terms"), exact=True).click()
    field(panel, "margin.withheld_rate").fill("45")
    button(panel, "settings.save").click()
    says(seller, "margin.saved")
    says(panel, "margin.loss")

    # A product with a rate of its own: as it is typed, and afterwards where its price is changed.
    button(seller, "sell.override_add").click()
    screen(seller, words("sell.override_add")).get_by_role("button", name=re.compile("Taza")).click()
    sheet = screen(seller, "Taza")
    says(sheet, "margin.title")
    expect(sheet.get_by_text(words("margin.loss"))).to_have_count(0)
    field(sheet, "sell.rate").last.fill("80")
    says(sheet, "margin.loss")
    button(sheet, "settings.save").click()
    says(seller, "sell.override_saved", rate="80")
    body = {"price": PRICE_MINOR, "product_id": product_id, "is_as_paid": True}
    path = f"/shops/{stall.shop['id']}/margin-checks"
    assert call(stall.seller, "POST", path, json=body)["commission"]["amount"] == RATE_OF_80
