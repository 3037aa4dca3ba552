# pyright: basic
"""A shop opens a second location, counts there and carries goods; what is for sale is what lies at both."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import Stall, be_patient, button, field, says, screen, sign_in_by_mail, words


def test_goods_are_counted_and_carried_between_two_locations(phone: Page, instance: Instance) -> None:
    page = be_patient(phone)
    stall = Stall(instance, "bodega")
    _, variant_id = stall.product(quantity=5)
    sign_in_by_mail(page, instance, call(stall.seller, "GET", "/me")["email"])

    page.goto(f"/sell/{stall.shop['handle']}/locations")
    says(page, "places.own")
    button(page, "places.add").click()
    sheet = screen(page, words("places.one"))
    field(sheet, "places.name").fill("Norte")
    field(sheet, "places.priority").fill("x")
    says(sheet, "places.priority_wrong")
    field(sheet, "places.priority").fill("5")
    button(sheet, "places.save").click()
    says(page, "places.saved")
    change = page.get_by_role("button", name=words("places.change", name="").strip())
    change.first.click()
    stock = screen(page, words("places.stock"))
    stock.get_by_label("Norte").first.fill("4")
    button(stock, "places.count_save").click()
    says(page, "places.counted")
    change.first.click()
    field(stock, "places.from").select_option(label="Norte")
    field(stock, "places.to").select_option(label=stall.name)
    field(stock, "places.quantity").fill("9")
    button(stock, "places.move_save").click()
    expect(stock.get_by_text("4", exact=False).first).to_be_visible()
    field(stock, "places.quantity").fill("3")
    button(stock, "places.move_save").click()
    says(page, "places.moved")

    shop = f"/shops/{stall.shop['id']}"
    [level] = call(stall.seller, "GET", f"{shop}/stock/locations")["items"]
    assert level["variant_id"] == variant_id
    assert sorted(each["quantity"] for each in level["places"]) == [1, 8]
    [total] = call(stall.seller, "GET", f"{shop}/stock")["items"]
    assert total["available"] == 9
