# pyright: basic
"""A shop in WhatsApp: ordered on a phone there, confirmed here, paid by the link, told there."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import WHATSAPP_SHOP, Instance
from tests.journeys.test_buying import expect_paid
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
    pay_button,
    says,
    sign_in_by_mail,
)
from vitrina.demo.fakewhatsapp import FakeWhatsApp

PARCEL = {"carrier": "Correos", "tracking_number": "RR123"}


@pytest.fixture(scope="module")
def whatsapp(instance: Instance) -> Iterator[FakeWhatsApp]:
    hook = f"{instance.api_url}/webhooks/whatsapp"
    with FakeWhatsApp(instance.whatsapp_port, webhook_url=hook) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    """The shop that the number belongs to."""
    stall = Stall(instance, "mensajera")
    call(stall.seller, "PATCH", f"/shops/{stall.shop['id']}", json={"handle": WHATSAPP_SHOP})
    return stall


def test_an_order_of_whatsapp_is_confirmed_paid_and_told_there(
    phone: Page, desktop: Page, instance: Instance, whatsapp: FakeWhatsApp, stall: Stall
) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    _, variant_id = stall.product(quantity=5)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])

    buyer.goto(f"{whatsapp.url}/")
    buyer.get_by_label("SKU").fill(variant_id)
    buyer.get_by_role("button", name="Pedir").click()
    expect(buyer.get_by_text("Recibimos tu pedido")).to_be_visible()
    talks = f"/shops/{stall.shop['id']}/conversations"
    instance.wait_for(lambda: call(stall.seller, "GET", talks)["items"])
    seller.goto(f"/sell/{WHATSAPP_SHOP}/messages")
    seller.get_by_role("link", name=re.compile("Ana \\(WhatsApp\\)")).click()
    button(seller, "messages.confirm").click()
    says(seller, "messages.status_confirmed")

    with buyer.expect_popup() as opened:
        buyer.get_by_role("link", name="Pagar").click()
    checkout, email = be_patient(opened.value), an_email("whats")
    address = checkout.url
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect_paid(checkout)
    says(seller, "messages.status_paid")
    expect(buyer.get_by_text("Tu pedido está pagado")).to_be_visible()

    [order] = stall.orders_of(email)
    call(stall.seller, "POST", f"/orders/{order['id']}/shipment", json=PARCEL)
    expect(buyer.get_by_text("Tu pedido va en camino")).to_be_visible()
    checkout.goto(address)
    says(checkout, "checkout.chat_paid_title")


def test_a_product_leads_to_the_shop_in_whatsapp(phone: Page, stall: Stall) -> None:
    product_id, _ = stall.product(quantity=1)
    be_patient(phone).route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))

    phone.goto(f"/p/{product_id}")
    button(phone, "messages.write_whatsapp").click()

    expect(phone).to_have_url(re.compile(r"^https://wa\.me/5215512345678\?text=Taza"))


def test_other_shops_are_not_written_to_over_whatsapp(phone: Page, instance: Instance) -> None:
    other = Stall(instance, "callada")

    be_patient(phone).goto(f"/@{other.shop['handle']}")

    expect(button(phone, "messages.write")).to_be_visible()
    expect(button(phone, "messages.write_whatsapp")).to_have_count(0)
