# pyright: basic
"""Goods that a country prohibits: refused by the address, explained to the shop, permitted by an operator."""

from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
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
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

TO_COLOMBIA = {
    "country": "CO",
    "name": "Ana López",
    "line1": "Carrera 7 # 71-21",
    "city": "Bogotá",
    "state": "Bogotá, D. C.",
}
CODE = "prohibitions.prohibited_there"


def named(stall: Stall, title: str) -> tuple[str, str, str]:
    """Put something on sale under a title that nothing else has."""
    product_id, variant_id = stall.product(quantity=5)
    title = f"{title} {new_id().hex[-6:]}"
    call(stall.seller, "PATCH", f"/products/{product_id}", json={"title": title})
    return product_id, variant_id, title


def placed(
    client: httpx.Client, variant_id: str, address: dict[str, Any], path: str = "/checkouts", **more: Any
) -> httpx.Response:
    body = {
        "id": str(new_id()),
        "buyer": {"email": "quien.compra@people.example", "name": "Ana López", "language": "es"},
        "address": address,
        "expected_total": {"amount": PRICE_MINOR + SHIPPING_MINOR, "currency": "MXN"},
        **(more or {"lines": [{"variant_id": variant_id, "quantity": 1}]}),
    }
    return client.post(path, json=body)


def test_what_counts_is_where_the_parcel_goes_whichever_way_it_is_bought(instance: Instance) -> None:
    stall, buyer, guest = Stall(instance, "humo"), newcomer(instance, "compradora"), instance.api()
    _, variant_id, title = named(stall, "Vapeador")

    quote = {"lines": [{"variant_id": variant_id, "quantity": 1}], "country": "MX"}
    refused = [guest.post("/quotes", json=quote), placed(guest, variant_id, ADDRESS)]
    talk = call(buyer, "POST", "/conversations", json={"shop_id": stall.shop["id"]})["id"]
    cart = {"id": str(new_id()), "cart": [{"variant_id": variant_id, "quantity": 1}]}
    sent = call(buyer, "POST", f"/conversations/{talk}/messages", json=cart)
    call(stall.seller, "PUT", f"/chat-carts/{sent['cart_id']}/confirmation", json={"version": 1})
    chat = f"/chat-carts/{sent['cart_id']}/checkouts"
    refused.append(placed(buyer, variant_id, ADDRESS, chat, version=1))

    assert [(each.status_code, each.json()["code"]) for each in refused] == [(409, CODE)] * 3
    assert refused[1].json()["facts"]["titles"] == title
    assert placed(guest, variant_id, TO_COLOMBIA).status_code == 201


def test_the_shop_reads_why_asks_and_an_operator_permits(
    phone: Page, desktop: Page, other_phone: Page, instance: Instance
) -> None:
    seller, operator, buyer = be_patient(phone), be_patient(desktop), be_patient(other_phone)
    stall = Stall(instance, "fundas")
    product_id, _, title = named(stall, "Funda para vape")
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    sign_in(operator, instance, "davi")

    checkout = buy_now(buyer, product_id)
    expect(checkout.get_by_text(words("goods.not_there", country="México"))).to_be_visible()
    expect(checkout.get_by_text(words("goods.not_there_text", titles=title))).to_be_visible()

    seller.goto(f"/sell/{stall.shop['handle']}/products/{product_id}")
    card = seller.get_by_role("region", name=words("goods.held_title"))
    expect(card.get_by_text(words("goods.matched", word="vape"))).to_be_visible()
    expect(card.get_by_role("link", name="Ley General de Salud")).to_be_visible()
    button(card, "permits.open").click()
    field(card, "permits.words").fill("Es una funda de silicona.")
    button(card, "permits.send").click()
    expect(card.get_by_text(words("permits.asked"), exact=True)).to_be_visible()

    operator.goto("/admin/reports")
    operator.get_by_role("tab", name=words("permits.title")).click()
    case = operator.get_by_role("article", name=title)
    expect(case.get_by_text("Es una funda de silicona.")).to_be_visible()
    case.get_by_role("checkbox", name="México").check()
    field(case, "admin.words").fill("Es una funda.")
    button(case, "permits.permit").click()
    expect(case).to_have_count(0)

    instance.wait_for(
        lambda: any(
            each["kind"] == "permit_ruled" and title in each["title"]
            for each in call(stall.seller, "GET", "/me/notices")["items"]
        )
    )
    seller.reload()
    expect(card.get_by_text("Es una funda.", exact=True)).to_be_visible()
    checkout = buy_now(buyer, product_id)
    expect(pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR)).to_be_visible()
    field(checkout, "field.email").fill(an_email("compra"))
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect_paid(buyer)


def buy_now(page: Page, product_id: str) -> Locator:
    page.goto(f"/p/{product_id}")
    button(page, "product.buy_now").click()
    return screen(page, words("checkout.title"))


def test_the_rest_of_a_cart_goes_on_without_what_is_prohibited(phone: Page, instance: Instance) -> None:
    buyer, stall = be_patient(phone), Stall(instance, "mezclada")
    _, variant_id, title = named(stall, "Vapeador")
    _, other_id, other = named(stall, "Camisa")

    buyer.goto(f"/checkout?products={variant_id}:1,{other_id}:1")
    button(buyer, "cart.checkout", total=mxn(2 * PRICE_MINOR)).click()
    expect(buyer.get_by_text(words("goods.not_there_text", titles=title))).to_be_visible()
    button(buyer, "goods.leave_out").click()

    expect(buyer.get_by_text(other).first).to_be_visible()
    expect(pay_button(buyer, PRICE_MINOR + SHIPPING_MINOR)).to_be_visible()
    expect(buyer.get_by_text(words("goods.leave_out"))).to_have_count(0)


def test_everybody_reads_what_may_not_be_sold_where(phone: Page) -> None:
    reader = be_patient(phone)

    reader.goto("/prohibited-goods")
    expect(reader.get_by_role("heading", name=words("goods.vapes"))).to_be_visible()
    reader.get_by_role("tab", name="Colombia").click()

    expect(reader.get_by_role("heading", name=words("goods.plastic_straws"))).to_be_visible()
    expect(reader.get_by_role("heading", name=words("goods.vapes"))).to_have_count(0)
    law = reader.get_by_role("link", name="Ley 2232 de 2022")
    expect(law).to_have_attribute("rel", "noopener noreferrer")


def test_the_demo_shows_a_product_that_is_held_and_its_request(instance: Instance) -> None:
    with instance.api("davi") as davi:
        waiting = call(davi, "GET", "/permit-requests", params={"limit": 100})["items"]

    bag = next(each for each in waiting if each["title"] == "Bolsita de lona para vape")
    assert bag["shop"] == "lirio.lento"
    assert {each["country"] for each in bag["held"][0]["sources"]} == {"MX", "BR", "AR"}
