# pyright: basic
"""What does not fit is exchanged for another size, and no money moves; a guest shows it in a photo."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import ADDRESS, call
from tests.journeys.test_row_returns import PAY, received
from tests.journeys.walking import (
    SHIPPING_MINOR,
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
from vitrina.kit.ids import new_id

SHIRT_MINOR = 199_00


def test_a_size_is_exchanged(phone: Page, desktop: Page, instance: Instance, tmp_path: Path) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "cambios")
    product_id = stall.shirt(sizes={"M": 3, "L": 2})
    guest = instance.api()
    product = call(guest, "GET", f"/products/{product_id}")
    medium = next(each["id"] for each in product["variants"] if each["values"] == ["M"])
    body = {
        "id": str(new_id()),
        "lines": [{"variant_id": medium, "quantity": 1}],
        "buyer": {"email": an_email("talla"), "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": {"amount": SHIRT_MINOR + SHIPPING_MINOR, "currency": "MXN"},
    }
    placed = call(guest, "POST", "/checkouts", json=body)
    paid = call(guest, "POST", f"/checkouts/{body['id']}/payment", json=PAY, params={"key": placed["key"]})
    [order] = paid["orders"]
    key = order["url"].partition("key=")[2]
    received(stall.seller, order["id"])
    sign_in_by_mail(seller, instance, stall.seller.get("/me").json()["email"])
    photo = tmp_path / "chica.png"
    Image.new("RGB", (300, 400), "teal").save(photo)

    buyer.goto(f"{instance.base_url}/orders/{order['id']}?key={key}")
    button(buyer, "returns.give_back").click()
    sheet = screen(buyer, words("returns.ask_title"))
    button(sheet, "action.more").click()
    field(sheet, "returns.instead").select_option(label="L")
    shown = sheet.get_by_alt_text(words("photos.one", number=1))
    sheet.locator("input[type=file]").set_input_files(str(photo))
    expect(shown).to_be_visible()
    button(sheet, "photos.remove", number=1).click()
    expect(shown).to_have_count(0)
    sheet.locator("input[type=file]").set_input_files(str(photo))
    expect(shown).to_be_visible()
    button(sheet, "returns.ask").click()
    says(buyer, "returns.wants", values="L")

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/returns")
    seller.get_by_role("main").get_by_role("link").filter(has_text="RT-").click()
    says(seller, "returns.wants", values="L")
    expect(seller.get_by_role("link", name=words("photos.one", number=1))).to_be_visible()
    button(seller, "returns.accept").click()
    field(seller, "returns.instructions").fill("Calle 5, local 2")
    button(seller, "returns.accept").click()
    button(seller, "returns.exchange").click()
    field(seller, "sell.carrier").fill("Estafeta")
    field(seller, "sell.tracking_number").fill("CAMBIO-1")
    button(seller, "returns.exchange_done").click()
    says(seller, "returns.state_exchanged")

    buyer.reload()
    says(buyer, "returns.state_exchanged")
    expect(buyer.get_by_text("CAMBIO-1").first).to_be_visible()
    shown = call(stall.seller, "GET", f"/orders/{order['id']}")
    assert (shown["status"], shown["refunded"]) == ("delivered", None)
    [given] = call(stall.seller, "GET", f"/orders/{order['id']}/returns")
    assert (given["state"], given["refunded"]) == ("exchanged", None)
