# pyright: basic
"""An order leaves in two parcels: sent and put right by the shop, followed part by part by the buyer."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_returns import bought
from tests.journeys.walking import (
    Stall,
    an_email,
    be_patient,
    button,
    field,
    says,
    screen,
    sign_in_by_mail,
    words,
)


def test_an_order_leaves_in_two_parcels(phone: Page, desktop: Page, instance: Instance) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "por-partes")
    _, variant_id = stall.product(quantity=5)
    order = bought(instance.api(), variant_id, quantity=3, email=an_email("compradora"))
    sign_in_by_mail(seller, instance, stall.seller.get("/me").json()["email"])

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/orders/{order['id']}?ship")
    sheet = screen(seller, words("sell.ship_title", code=order["code"]))
    says(sheet, "sell.in_this_parcel")
    button(sheet, "action.less").click()
    says(sheet, "sell.parcel_rest")
    field(sheet, "sell.carrier").fill("Estafeta")
    field(sheet, "sell.tracking_number").fill("MX-MAL")
    button(sheet, "sell.ship_part").click()
    says(seller, "orders.status_partly_shipped")
    says(seller, "orders.still_to_send")

    button(seller, "sell.correct_of", number=1).click()
    sheet = screen(seller, words("sell.correct"))
    field(sheet, "sell.tracking_number").fill("MX-BIEN")
    button(sheet, "sell.correct_confirm").click()
    says(seller, "sell.corrected_toast")
    expect(seller.get_by_text("MX-BIEN").first).to_be_visible()

    buyer.goto(f"{instance.base_url}/orders/{order['id']}?key={order['key']}")
    says(buyer, "orders.parcel_sent", number=1)
    expect(buyer.get_by_text("MX-BIEN").first).to_be_visible()
    says(buyer, "orders.still_to_send")
    button(buyer, "orders.parcel_arrived_of", number=1).click()
    says(buyer, "orders.parcel_arrived", number=1)

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/orders/{order['id']}")
    button(seller, "sell.ship").click()
    sheet = screen(seller, words("sell.ship_title", code=order["code"]))
    field(sheet, "sell.tracking_number").fill("MX-RESTO")
    button(sheet, "sell.ship_confirm").click()
    says(seller, "sell.shipped_toast")

    button(seller, "sell.recall_of", number=2).click()
    sheet = screen(seller, words("sell.recall_of", number=2))
    button(sheet, "sell.recall_confirm").click()
    says(seller, "sell.recalled_toast")
    says(seller, "orders.status_partly_shipped")
    button(seller, "sell.ship").click()
    sheet = screen(seller, words("sell.ship_title", code=order["code"]))
    field(sheet, "sell.tracking_number").fill("MX-RESTO")
    button(sheet, "sell.ship_confirm").click()
    says(seller, "sell.shipped_toast")

    buyer.reload()
    says(buyer, "orders.parcel_sent", number=3)
    button(buyer, "orders.parcel_arrived_of", number=3).click()
    shown = instance.wait_for(lambda: _delivered(stall, order["id"]))
    says(buyer, "orders.status_delivered")
    assert [parcel["shipment"]["tracking_number"] for parcel in shown["parcels"]] == ["MX-BIEN", "MX-RESTO"]


def _delivered(stall: Stall, order_id: str) -> Any:
    shown = call(stall.seller, "GET", f"/orders/{order_id}")
    return shown if shown["status"] == "delivered" else None
