# pyright: basic
"""A card that is kept: from the product to paid in three taps at most, and gone when its person says so."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    choose_card,
    fill_address,
    open_checkout,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)

TOTAL = PRICE_MINOR + SHIPPING_MINOR
TAPS_MAX = 3


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "guardadora")


class Taps:
    """Counts what a thumb does."""

    count = 0

    def on(self, thing: Locator) -> None:
        self.count += 1
        thing.click()


def expect_paid(place: Page | Locator) -> None:
    expect(place.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()


def keep_switch(place: Page | Locator) -> Locator:
    return place.get_by_role("switch", name=re.compile(f"^{re.escape(words('pay.keep_card'))}"))


def test_a_kept_card_pays_from_the_product_in_three_taps_at_most(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    shopper = be_patient(phone)
    product_id, _ = stall.product(quantity=5)
    sign_in_by_mail(shopper, instance, an_email("guarda"))
    checkout = open_checkout(shopper, product_id)
    fill_address(checkout)
    choose_card(checkout, "success")
    expect(keep_switch(checkout)).not_to_be_checked()
    keep_switch(checkout).check()
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)

    shopper.goto(f"/p/{product_id}")
    taps = Taps()
    taps.on(button(shopper, "product.buy_now"))
    checkout = screen(shopper, words("checkout.title"))
    expect(checkout.get_by_role("radio", name=re.compile("4242"))).to_be_checked()
    expect(keep_switch(checkout)).to_have_count(0)
    taps.on(pay_button(checkout, TOTAL))
    expect_paid(checkout)

    assert taps.count <= TAPS_MAX


def test_a_kept_card_is_removed_and_had_back_in_the_settings(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    shopper = be_patient(phone)
    product_id, _ = stall.product(quantity=5)
    sign_in_by_mail(shopper, instance, an_email("quita"))
    shopper.goto("/settings")
    says(shopper, "settings.cards_none")
    checkout = open_checkout(shopper, product_id)
    fill_address(checkout)
    choose_card(checkout, "success")
    keep_switch(checkout).check()
    pay_button(checkout, TOTAL).click()
    expect_paid(checkout)
    shopper.goto("/settings")
    cards = shopper.get_by_role("region", name=words("settings.cards"))
    card = words("pay.card_ending", brand=words("pay.card_test"), last4="4242")
    expect(cards.get_by_text(card)).to_be_visible()

    button(cards, "settings.card_remove", card=card).click()
    says(cards, "settings.cards_none")
    button(shopper, "studio.undo").click()
    expect(cards.get_by_text(card)).to_be_visible()
    button(cards, "settings.card_remove", card=card).click()

    says(cards, "settings.cards_none")
    open_checkout(shopper, product_id)
    expect(shopper.get_by_role("radio", name=re.compile("4242"))).to_have_count(0)


def test_a_guest_is_not_asked_to_keep_a_card(phone: Page, stall: Stall) -> None:
    shopper = be_patient(phone)
    product_id, _ = stall.product(quantity=5)

    checkout = open_checkout(shopper, product_id)

    expect(keep_switch(checkout)).to_have_count(0)
