# pyright: basic
"""The audience: who is under age, what is for adults alone, and from a report to an appeal that is right."""

from typing import Any

import httpx
from playwright.sync_api import Page, expect

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
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

GROWN, CORRECTED, CHILD = "1996-05-04", "1986-05-04", "2014-05-04"


def minor(instance: Instance, name: str) -> httpx.Client:
    """Somebody whose birth date an operator corrected: she is a child."""
    client = newcomer(instance, name)
    me = call(client, "GET", "/me")["id"]
    with instance.api("davi") as operator:
        call(operator, "PUT", f"/people/{me}/birth-date", json={"birth_date": CHILD})
    return client


def for_adults(stall: Stall) -> tuple[str, str]:
    product_id, variant_id = stall.product(quantity=5)
    title = f"Mezcal joven {new_id().hex[-6:]}"
    call(stall.seller, "PATCH", f"/products/{product_id}", json={"age_limit": 18, "title": title})
    return product_id, variant_id


def checkout_of(
    client: httpx.Client, variant_id: str, path: str = "/checkouts", **more: Any
) -> httpx.Response:
    body = {
        "id": str(new_id()),
        "buyer": {"email": "quien.compra@people.example", "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": {"amount": PRICE_MINOR + SHIPPING_MINOR, "currency": "MXN"},
        **(more or {"lines": [{"variant_id": variant_id, "quantity": 1}]}),
    }
    return client.post(path, json=body)


def test_who_is_under_age_neither_sells_nor_earns_nor_buys_what_is_for_adults(instance: Instance) -> None:
    stall, child, guest = Stall(instance, "mezcalera"), minor(instance, "menor"), instance.api()
    product_id, variant_id = for_adults(stall)
    title = call(guest, "GET", f"/products/{product_id}")["title"]

    own = child.patch("/me", json={"birth_date": GROWN})
    shop = {
        "id": str(new_id()),
        "handle": f"tienda{new_id().hex[-8:]}",
        "name": "De una menor",
        "description": "",
        "country": "MX",
        "shipping": {"amount": 4900, "currency": "MXN"},
        "return_days": 5,
        "transit_max_days": 7,
    }
    refused = [
        child.post("/shops", json=shop),
        child.put("/me/capabilities/earn"),
        checkout_of(child, variant_id),
    ]
    talk = call(child, "POST", "/conversations", json={"shop_id": stall.shop["id"]})["id"]
    cart = {"id": str(new_id()), "cart": [{"variant_id": variant_id, "quantity": 1}]}
    sent = call(child, "POST", f"/conversations/{talk}/messages", json=cart)
    call(stall.seller, "PUT", f"/chat-carts/{sent['cart_id']}/confirmation", json={"version": 1})
    refused.append(checkout_of(child, variant_id, f"/chat-carts/{sent['cart_id']}/checkouts", version=1))
    found = instance.wait_for(
        lambda: [
            each["id"]
            for each in call(guest, "GET", "/search/products", params={"q": title})["items"]
            if each["id"] == product_id
        ]
    )
    hidden = call(child, "GET", "/search/products", params={"q": title})["items"]

    assert own.json()["code"] == "identity.birth_date_fixed"
    assert [each.json()["code"] for each in refused] == ["identity.too_young"] * 4
    assert checkout_of(guest, variant_id).json()["code"] == "identity.sign_in_needed"
    assert found == [product_id]
    assert product_id not in [each["id"] for each in hidden]


def test_a_show_for_adults_plays_for_adults_alone(instance: Instance) -> None:
    stall, child, guest = Stall(instance, "anfitriona"), minor(instance, "chica"), instance.api()
    grown = newcomer(instance, "adulta")
    new = {"id": str(new_id()), "title": "Cata de mezcal", "age_limit": 18}
    room = call(stall.seller, "POST", "/live-rooms", json=new)["card"]["id"]

    views = {
        each: call(who, "GET", f"/live-rooms/{room}")
        for each, who in {"guest": guest, "child": child, "grown": grown}.items()
    }
    call(stall.seller, "POST", f"/live-rooms/{room}/cancellation")

    assert views["guest"]["refusal"] == "identity.sign_in_needed"
    assert views["child"]["refusal"] == "identity.too_young"
    assert views["guest"]["playlist_url"] is views["child"]["playlist_url"] is None
    assert "?key=" in views["grown"]["playlist_url"]
    assert views["grown"]["refusal"] is None


def test_a_host_limits_an_announced_show_to_adults_and_opens_it_again(
    phone: Page, instance: Instance
) -> None:
    host, stall, guest = be_patient(phone), Stall(instance, "catadora"), instance.api()
    title = f"Cata {new_id().hex[-6:]}"
    room = call(stall.seller, "POST", "/live-rooms", json={"id": str(new_id()), "title": title})["card"]["id"]
    sign_in_by_mail(host, instance, call(stall.seller, "GET", "/me")["email"])

    def limit() -> int:
        return call(guest, "GET", f"/live-rooms/{room}")["card"]["age_limit"]

    host.goto(f"/studio/live/{room}")
    switch = host.get_by_role("switch", name=words("age.adults_only"))
    switch.check()
    instance.wait_for(lambda: limit() == 18)
    host.reload()
    expect(switch).to_be_checked()
    switch.uncheck()
    instance.wait_for(lambda: limit() == 0)
    call(stall.seller, "POST", f"/live-rooms/{room}/cancellation")


def test_the_birth_date_is_asked_in_place_and_the_purchase_goes_on(phone: Page, instance: Instance) -> None:
    buyer, stall = be_patient(phone), Stall(instance, "cantinera")
    product_id, _ = for_adults(stall)
    sign_in_by_mail(buyer, instance, an_email("nueva"))

    checkout = open_checkout(buyer, product_id)
    says(buyer, "age.adults_only")
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    asked = screen(buyer, words("me.birth_date_title"))
    field(asked, "settings.birth_date").fill(GROWN)
    button(asked, "age.go_on").click()

    expect_paid(buyer)
    buyer.goto("/settings")
    born = field(buyer, "settings.birth_date")
    expect(born).to_have_value(GROWN)
    born.fill(CHILD)
    button(buyer.locator("form:has([name=birth_date])"), "settings.save").click()
    expect(born).to_have_attribute("aria-invalid", "true")
    born.fill(CORRECTED)
    button(buyer.locator("form:has([name=birth_date])"), "settings.save").click()
    says(buyer, "settings.saved")
    buyer.reload()
    expect(born).to_have_value(CORRECTED)


def test_a_show_is_reported_taken_down_appealed_and_back(
    phone: Page, desktop: Page, other_phone: Page, instance: Instance
) -> None:
    viewer, operator, host = be_patient(phone), be_patient(desktop), be_patient(other_phone)
    stall = Stall(instance, "denunciada")
    title = f"En vivo {new_id().hex[-6:]}"
    room = call(stall.seller, "POST", "/live-rooms", json={"id": str(new_id()), "title": title})["card"]["id"]
    sign_in(viewer, instance, "ana")
    sign_in(operator, instance, "davi")
    sign_in_by_mail(host, instance, call(stall.seller, "GET", "/me")["email"])

    viewer.goto(f"/live/{room}")
    button(viewer, "report.live").click()
    report = screen(viewer, words("report.title"))
    report.get_by_role("radio", name=words("reason.scam")).check()
    button(report, "report.send").click()
    says(viewer, "report.thanks")
    operator.goto("/admin/reports")
    case = operator.get_by_role("article", name=title)
    field(case, "admin.words").fill("Vende lo que no tiene.")
    button(case, "admin.take_down").click()
    expect(case).to_have_count(0)
    assert instance.api().get(f"/live-rooms/{room}").status_code == 404

    host.goto("/settings/decisions")
    expect(host.get_by_text("Vende lo que no tiene.")).to_be_visible()
    button(host, "appeals.open").click()
    field(host, "appeals.words").fill("Sí lo tengo: mandé la foto.")
    button(host, "appeals.send").click()
    says(host, "appeals.waiting")
    operator.context.clear_cookies()  # Whoever decided does not decide about the appeal.
    sign_in(operator, instance, "ines")
    operator.goto("/admin/reports")
    operator.get_by_role("tab", name=words("appeals.title")).click()
    appeal = operator.get_by_role("article", name=title)
    expect(appeal.get_by_text("Sí lo tengo: mandé la foto.")).to_be_visible()
    button(appeal, "appeals.reverse").click()
    expect(appeal).to_have_count(0)

    assert call(instance.api(), "GET", f"/live-rooms/{room}")["card"]["title"] == title
    kinds = instance.wait_for(
        lambda: (
            found
            if "appeal_accepted"
            in (found := {each["kind"] for each in call(stall.seller, "GET", "/me/notices")["items"]})
            else None
        )
    )
    host.reload()
    says(host, "appeals.reversed")
    call(stall.seller, "POST", f"/live-rooms/{room}/cancellation")
    assert "taken_down" in kinds


def test_a_message_is_reported_by_who_got_it_hidden_and_back_on_appeal(
    phone: Page, instance: Instance
) -> None:
    stall, buyer = Stall(instance, "platicona"), newcomer(instance, "estafadora")
    talk = call(buyer, "POST", "/conversations", json={"shop_id": stall.shop["id"]})["id"]
    message, text = str(new_id()), f"Mándame tu tarjeta {new_id().hex[-6:]}"
    call(buyer, "POST", f"/conversations/{talk}/messages", json={"id": message, "text": text})
    seller = be_patient(phone)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])

    seller.goto(f"/messages/{talk}")
    button(seller, "messages.report").click()
    report = screen(seller, words("report.title"))
    report.get_by_role("radio", name=words("reason.scam")).check()
    button(report, "report.send").click()
    says(seller, "report.thanks")
    decision = {
        "id": str(new_id()),
        "kind": "message",
        "thing_id": message,
        "action": "take_down",
        "reason": "scam",
    }
    with instance.api("davi") as davi:
        call(davi, "POST", "/moderation/decisions", json=decision)
    says(seller, "messages.taken_down")
    expect(seller.get_by_text(text)).to_have_count(0)

    appeal = {"id": str(new_id()), "words": "Era una broma."}
    call(buyer, "POST", f"/me/decisions/{decision['id']}/appeal", json=appeal)
    second = buyer.post(f"/me/decisions/{decision['id']}/appeal", json={**appeal, "id": str(new_id())})
    with instance.api("ines") as ines:  # Whoever decided does not decide about the appeal.
        outcome = {"outcome": "reversed", "words": "De acuerdo."}
        call(ines, "POST", f"/moderation/appeals/{appeal['id']}/outcome", json=outcome)
    seller.goto(f"/messages/{talk}")

    expect(seller.get_by_text(text)).to_be_visible()
    assert second.json()["code"] == "moderation.appealed_already"
