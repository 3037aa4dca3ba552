# pyright: basic
"""Somebody asks about a product, its shop answers from its list, and everybody reads both on the page."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
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

ASKED, ANSWERED = "¿Encoge al lavarla?", "No, si la lavas en frío."


def test_a_question_is_asked_on_the_page_and_answered_from_the_sellers_list(
    phone: Page, other_phone: Page, instance: Instance
) -> None:
    buyer, seller = be_patient(phone), be_patient(other_phone)
    stall = Stall(instance, "responde")
    product_id, _ = stall.product(quantity=2)
    sign_in_by_mail(buyer, instance, an_email("pregunta"))

    buyer.goto(f"/p/{product_id}")
    says(buyer, "questions.empty_title")
    button(buyer, "questions.ask").click()
    sheet = screen(buyer, words("questions.ask"))
    field(sheet, "questions.text").fill(ASKED)
    button(sheet, "questions.send").click()
    says(buyer, "questions.asked")
    expect(buyer.get_by_role("heading", name=ASKED)).to_be_visible()
    expect(button(buyer, "questions.answer")).to_have_count(0)

    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    seller.goto(f"/sell/{stall.shop['handle']}/questions")
    expect(seller.get_by_role("heading", name=ASKED)).to_be_visible()
    button(seller, "questions.answer").click()
    field(seller, "questions.answer_text").fill(ANSWERED)
    button(seller, "questions.answer_send").click()
    expect(seller.get_by_text(ANSWERED)).to_be_visible()
    seller.reload()
    says(seller, "questions.shop_empty_title")

    buyer.reload()
    expect(buyer.get_by_text(ANSWERED)).to_be_visible()
    says(buyer, "questions.by_shop", name=stall.name)
    button(buyer, "questions.helpful").click()
    expect(button(buyer, "questions.helpful_count", count=1)).to_have_attribute("aria-pressed", "true")
    button(buyer, "questions.helpful_count", count=1).click()
    expect(button(buyer, "questions.helpful")).to_have_attribute("aria-pressed", "false")
    button(buyer, "questions.delete").click()
    says(buyer, "questions.empty_title")
