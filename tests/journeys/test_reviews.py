# pyright: basic
"""From a parcel to a filter: who received something rates it, its shop answers, others find it by that."""

import re
from pathlib import Path

from PIL import Image
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
    fill_address,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

DAY_S = 86_400
PARCEL = {"carrier": "Correos", "tracking_number": "RR123"}


def send(instance: Instance, stall: Stall, order_id: str) -> None:
    """The shop sends an order; three days later it is there."""
    call(stall.seller, "POST", f"/orders/{order_id}/shipment", json=PARCEL)
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 3 * DAY_S})
    call(stall.seller, "POST", f"/orders/{order_id}/delivery")


def test_a_buyer_rates_edits_and_deletes_through_the_api(instance: Instance) -> None:
    stall = Stall(instance, "calificada")
    product_id, variant_id = stall.product(quantity=2)
    buyer = newcomer(instance, "opinante")
    lines = [{"variant_id": variant_id, "quantity": 1}]
    quote = call(buyer, "POST", "/quotes", json={"lines": lines, "country": "MX"})
    details = {"email": call(buyer, "GET", "/me")["email"], "name": "Ana López", "language": "es"}
    body = {
        "id": str(new_id()),
        "lines": lines,
        "buyer": details,
        "address": ADDRESS,
        "expected_total": quote["total"],
    }
    purchase = call(buyer, "POST", "/checkouts", json=body)
    call(buyer, "POST", f"/checkouts/{purchase['id']}/payment", json={"method": "sandbox", "card": "success"})
    early = buyer.put(f"/products/{product_id}/review", json={"stars": 5})
    send(instance, stall, stall.orders_of(details["email"])[0]["id"])
    mine = {"product": product_id}
    found_by = {"rating_min": 4, "shop": stall.shop["id"]}

    def found() -> list[str]:
        page = call(instance.api(), "GET", "/search/products", params=found_by)
        return [each["id"] for each in page["items"]]

    review = call(buyer, "PUT", f"/products/{product_id}/review", json={"stars": 3, "text": "Bien"})
    call(stall.seller, "PUT", f"/reviews/{review['id']}/answer", json={"text": "Gracias"})
    before = found()
    call(buyer, "PUT", f"/products/{product_id}/review", json={"stars": 4, "text": "Muy bien"})
    instance.wait_for(lambda: found() == [product_id])
    [shown] = call(instance.api(), "GET", f"/products/{product_id}/reviews")["items"]
    html = instance.api().get(f"{instance.base_url}/p/{product_id}").text
    call(buyer, "DELETE", f"/products/{product_id}/review")
    instance.wait_for(lambda: not found())

    assert (early.status_code, early.json()["code"]) == (403, "reviews.not_received")
    assert before == []
    assert (shown["stars"], shown["is_edited"], shown["answer"]["text"]) == (4, True, "Gracias")
    assert '"aggregateRating":{"@type":"AggregateRating","ratingValue":"4.0","reviewCount":1' in html
    [after] = call(buyer, "GET", "/me/reviews", params=mine)["items"]
    assert (after["may_review"], after["review"]) == (True, None)


def test_what_arrived_is_rated_answered_and_found_by_its_stars(
    phone: Page, desktop: Page, instance: Instance, tmp_path: Path
) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "estrella")
    product_id, _ = stall.product(quantity=2)
    handle = stall.shop["handle"]
    email = an_email("compradora")
    sign_in_by_mail(buyer, instance, email)
    checkout = open_checkout(buyer, product_id)
    fill_address(checkout)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect_paid(checkout)
    [order] = stall.orders_of(email)
    send(instance, stall, order["id"])

    buyer.goto(f"/orders/{order['id']}")
    buyer.get_by_role("button", name=re.compile(f"^{words('reviews.rate')}.*Taza")).click()
    sheet = screen(buyer, words("reviews.rate"))
    expect(button(sheet, "reviews.send")).to_be_disabled()
    sheet.get_by_role("radio", name=re.compile("^4 estrellas")).check()
    sheet.get_by_label(words("reviews.text")).fill("Azul de verdad <3")
    for name, colour in (("taza.png", "royalblue"), ("dedo.png", "pink")):
        Image.new("RGB", (300, 400), colour).save(tmp_path / name)
    sheet.locator("input[type=file]").set_input_files([tmp_path / "taza.png", tmp_path / "dedo.png"])
    expect(sheet.get_by_alt_text(words("photos.one", number=2))).to_be_visible()
    button(sheet, "photos.remove", number=2).click()
    expect(sheet.get_by_alt_text(words("photos.one", number=2))).to_have_count(0)
    button(sheet, "reviews.send").click()
    says(buyer, "reviews.thanks")
    expect(button(buyer, "reviews.your_rating", stars=4)).to_be_visible()

    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{handle}/reviews")
    button(seller, "reviews.answer").click()
    seller.get_by_label(words("reviews.answer_text")).fill("¡Qué gusto!")
    button(seller, "reviews.send").click()
    says(seller, "reviews.answered")

    instance.wait_for(
        lambda: call(
            instance.api(), "GET", "/search/products", params={"rating_min": 4, "shop": stall.shop["id"]}
        )["items"]
    )
    buyer.goto(f"/shop?shop={stall.shop['id']}")
    buyer.get_by_role("button", name=re.compile("^Filtros")).click()
    filters = screen(buyer, words("filter.title"))
    button(filters, "filter.rating_min", stars=4).click()
    button(filters, "filter.show").click()
    expect(buyer).to_have_url(re.compile("rating_min=4"))
    card = buyer.locator(".products a").filter(has_text="4.0")
    expect(card).to_have_count(1)
    expect(card.get_by_text(words("reviews.spoken", average="4.0", count=1))).to_be_attached()
    card.click()
    expect(buyer.get_by_text("Azul de verdad <3")).to_be_visible()
    expect(buyer.get_by_text("¡Qué gusto!")).to_be_visible()
    shown = buyer.locator(".reviews article .photos img")
    expect(shown).to_have_count(1)
    assert shown.evaluate("each => each.decode().then(() => each.naturalHeight)") == 400
