# pyright: basic
"""From a question to a parcel inside one conversation: asked, filled, changed, paid and sent."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_buying import expect_paid
from tests.journeys.test_loop_through_the_api import ADDRESS, call, newcomer
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
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

PARCEL = {"carrier": "Correos", "tracking_number": "RR123"}


def say(client: Any, conversation: str, **parts: Any) -> Any:
    return call(
        client, "POST", f"/conversations/{conversation}/messages", json={"id": str(new_id()), **parts}
    )


def test_a_cart_is_agreed_on_and_paid_through_the_api(instance: Instance) -> None:
    stall = Stall(instance, "conversada")
    _, variant_id = stall.product(quantity=5)
    buyer = newcomer(instance, "preguntona")
    talk = call(buyer, "POST", "/conversations", json={"shop_id": stall.shop["id"]})["id"]
    say(buyer, talk, text="¿Tienes dos?")
    told = instance.wait_for(
        lambda: [
            each
            for each in call(stall.seller, "GET", "/me/notices")["items"]
            if each["kind"] == "buyer_wrote"
        ]
    )
    asked = say(buyer, talk, cart=[{"variant_id": variant_id, "quantity": 2}])
    seq = asked["seq"]
    cart = f"/chat-carts/{asked['cart_id']}"
    call(
        stall.seller,
        "PUT",
        f"{cart}/lines",
        json={"version": 1, "lines": [{"variant_id": variant_id, "quantity": 1}]},
    )
    news = call(buyer, "GET", f"/conversations/{talk}/messages/new", params={"after": seq, "wait": 20})
    [offer] = news["carts"]
    body = {
        "id": str(new_id()),
        "version": offer["version"],
        "buyer": {"email": call(buyer, "GET", "/me")["email"], "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": {"amount": PRICE_MINOR + SHIPPING_MINOR, "currency": "MXN"},
    }
    stale = buyer.post(f"{cart}/checkouts", json={**body, "version": 1})
    call(buyer, "POST", f"{cart}/checkouts", json=body)
    busy = stall.seller.put(f"{cart}/refusal", json={"version": 2, "reason": "Ya no"})
    card = {"method": "sandbox", "card": "success"}
    [order] = call(buyer, "POST", f"/checkouts/{body['id']}/payment", json=card)["orders"]
    call(stall.seller, "POST", f"/orders/{order['id']}/shipment", json=PARCEL)

    def told_of() -> Any:
        thread = call(buyer, "GET", f"/conversations/{talk}/messages")
        found = [each["happening"] for each in thread["messages"] if each["happening"]]
        return found if found[-1] == "shipped" else None

    assert told[0]["url"] == f"/messages/{talk}"
    assert (offer["status"], offer["subtotal"]["amount"]) == ("edited", PRICE_MINOR)
    assert stale.json()["code"] == "messaging.cart_moved"
    assert busy.json()["code"] == "messaging.cart_being_paid"
    assert instance.wait_for(told_of) == ["sent", "edited", "paid", "shipped"]
    assert call(buyer, "GET", cart)["order_id"] == order["id"]


def test_a_buyer_and_a_seller_agree_in_two_browsers(phone: Page, desktop: Page, instance: Instance) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "platicada")
    product_id, _ = stall.product(quantity=5)
    sign_in_by_mail(buyer, instance, an_email("clienta"))
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])

    buyer.goto(f"/p/{product_id}")
    button(buyer, "messages.write").click()
    expect(buyer).to_have_url(re.compile("/messages/"))
    field(buyer, "messages.text").fill("¿Es azul de verdad?")
    button(buyer, "messages.send").click()
    seller.goto(f"/sell/{stall.shop['handle']}/messages")
    seller.get_by_role("link", name=re.compile("azul de verdad")).click()
    expect(seller.get_by_text("¿Es azul de verdad?")).to_be_visible()
    field(seller, "messages.text").fill("Sí, añil.")
    button(seller, "messages.send").click()
    expect(buyer.get_by_text("Sí, añil.")).to_be_visible()

    button(buyer, "messages.fill_cart", count=0).click()
    catalogue = screen(buyer, words("messages.your_cart"))
    catalogue.get_by_role("button", name=re.compile("Taza")).click()
    button(catalogue, "action.more").last.click()
    button(catalogue, "messages.add").click()
    button(catalogue, "messages.send_cart").click()
    expect(buyer.get_by_text(words("messages.status_sent"))).to_be_visible()

    button(seller, "messages.edit").click()
    button(seller, "action.less").click()
    field(seller, "messages.note").fill("Solo me queda una azul")
    button(seller, "messages.offer").click()
    expect(buyer.get_by_text("Solo me queda una azul")).to_be_visible()
    expect(buyer.get_by_text(mxn(PRICE_MINOR)).last).to_be_visible()

    button(buyer, "messages.pay").click()
    checkout = screen(buyer, words("checkout.title"))
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect_paid(checkout)
    for page in (buyer, seller):
        says(page, "messages.order_paid")
        says(page, "messages.status_paid")


def test_a_message_written_without_a_line_goes_out_when_it_is_back(phone: Page, instance: Instance) -> None:
    buyer = be_patient(phone)
    stall = Stall(instance, "lejana")
    email = an_email("subterranea")
    sign_in_by_mail(buyer, instance, email)
    buyer.goto(f"/@{stall.shop['handle']}")
    button(buyer, "messages.write").click()
    expect(field(buyer, "messages.text")).to_be_visible()

    buyer.context.set_offline(True)
    field(buyer, "messages.text").fill("Desde el metro")
    button(buyer, "messages.send").click()
    says(buyer, "messages.sending")
    buyer.context.set_offline(False)
    expect(buyer.get_by_text(words("messages.sending"))).to_have_count(0)

    [talk] = call(stall.seller, "GET", f"/shops/{stall.shop['id']}/conversations")["items"]
    assert talk["last"]["text"] == "Desde el metro"
    assert talk["last_seq"] == 1


def test_who_reads_back_stays_where_she_reads(phone: Page, instance: Instance) -> None:
    buyer = be_patient(phone)
    stall, client = Stall(instance, "antigua"), newcomer(instance, "memoriosa")
    talk = call(client, "POST", "/conversations", json={"shop_id": stall.shop["id"]})["id"]
    for number in range(40):
        say([client, stall.seller][number % 2], talk, text=f"Recado {number}")
    sign_in_by_mail(buyer, instance, call(client, "GET", "/me")["email"])

    buyer.goto(f"/messages/{talk}")
    expect(buyer.get_by_text("Recado 39", exact=True)).to_be_in_viewport()
    button(buyer, "messages.older").click()
    expect(buyer.get_by_text("Recado 0", exact=True)).to_be_attached()

    expect(buyer.get_by_text("Recado 10", exact=True)).to_be_in_viewport()
