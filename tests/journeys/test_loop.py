# pyright: basic
"""The main loop in a browser: a clip sells over its own picture, the shop delivers, the creator is paid."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import ElementHandle, Locator, Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import DAY_S, a_clip, call
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    link,
    mxn,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.cli.screens import touch_chip

TITLE = "Taza <b>azul</b>"
RATE_BPS = 1_500
TAX_BPS = 1_600
# Encoding shares the machine with whoever else uses it.
ENCODING_MS = 120_000
PLACE = "(video) => video.getBoundingClientRect().toJSON()"


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


# Domain rule B1.1: prices include the tax, the base does not, shipping is never in it.
BASE = half_up(PRICE_MINOR * 10_000, 10_000 + TAX_BPS)
TAX = PRICE_MINOR - BASE
COMMISSION = half_up(BASE * RATE_BPS, 10_000)


def test_a_clip_sells_and_its_creator_is_paid_to_the_cent(
    phone: Page, other_phone: Page, desktop: Page, instance: Instance, tmp_path: Path
) -> None:
    creator, buyer, seller = be_patient(phone), be_patient(other_phone), be_patient(desktop)
    stall = Stall(instance, "bruna")
    plan = {"rate_bps": RATE_BPS, "is_default_plan_opted_out": False}
    call(stall.seller, "PUT", f"/shops/{stall.shop['id']}/plan", json=plan)
    stall.product(quantity=2)

    sign_up(creator)
    turn_earning_on(creator)
    path = publish(creator, a_clip(tmp_path), stall)
    code = buy_over_the_clip(buyer, instance, path, email=an_email("compradora"))
    assert waits_for_delivery(creator, code)
    fulfil(seller, instance, stall, code)
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})

    expect_available(creator, instance, code)
    command = [sys.executable, "-m", "vitrina.cli", "doctor", "--money", "--data", instance.data]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def sign_up(page: Page) -> None:
    """Sign up with the code that a second tab shows in the demo's mailbox."""
    email = an_email("carla")
    page.goto("/sign-in")
    field(page, "field.email").fill(email)
    button(page, "sign_in.send_code").click()
    says(page, "sign_in.code_sent", email=email)

    with page.expect_popup() as opened:
        page.evaluate("window.open('/demo/mails')")
    mails = be_patient(opened.value)
    field(mails, "demo.mails_search").fill(email)
    mails.get_by_role("link", name=re.compile(email)).click()
    mail = mails.get_by_role("region", name=words("demo.mail"), exact=True)
    code = re.search(r"\b\d{6}\b", mail.get_by_text(re.compile(r"\b\d{6}\b")).first.inner_text())
    assert code
    mails.close()

    field(page, "sign_in.code").fill(code[0])
    says(page, "sign_in.welcome")


def turn_earning_on(page: Page) -> None:
    page.goto("/me")
    earn = page.get_by_role("switch", name=re.compile(words("me.earn")))
    earn.click()
    asked = screen(page, words("me.birth_date_title"))
    field(asked, "settings.birth_date").fill("1996-05-04")
    button(asked, "me.earn_turn_on").click()
    says(page, "me.earn_is_on")
    expect(earn).to_be_checked()


def publish(page: Page, clip: Path, stall: Stall) -> str:
    """Upload a clip, tag what the shop sells and publish it. Answers its address."""
    page.goto("/studio/upload")
    field(page, "studio.gallery").set_input_files(clip)
    expect(page.get_by_role("progressbar").first).to_be_visible()
    expect(page.get_by_role("progressbar", name=words("studio.preparing_title"))).to_be_visible()
    says(page, "studio.preparing")

    expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)
    field(page, "studio.caption").fill("Mi taza favorita #azul")
    button(page, "studio.tag").click()
    picker = screen(page, words("studio.tag"))
    field(picker, "studio.search_products").fill(f"@{stall.shop['handle']}")
    picker.get_by_role("button", name=re.compile("^Taza ")).click()
    button(picker, "studio.picked", count=1).click()
    expect(picker).to_be_hidden()
    expect(page.get_by_text(words("feed.disclosure_commission")).last).to_be_visible()
    button(page, "studio.publish").click()
    says(page, "studio.published")
    path = link(page, "studio.see_clip").get_attribute("href")
    assert path
    return path


def buy_over_the_clip(page: Page, instance: Instance, path: str, *, email: str) -> str:
    """Buy as a guest while the clip plays on. Answers the order's code."""
    page.goto(path)
    video = playing_video(page, instance)
    place = video.evaluate(PLACE)
    says(page, "feed.disclosure_commission")
    touch_chip(page.get_by_role("button", name=re.compile("^Taza ")))
    product = screen(page, words("product.title"))
    button(product, "product.buy_now").click()
    checkout = screen(page, words("checkout.title"))
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    expect_same_video(instance, video, place)
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()

    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()
    expect_same_video(instance, video, place)
    code = re.search(words("orders.of", code=r"(\S+)"), checkout.get_by_role("listitem").inner_text())
    assert code
    button(checkout, "checkout.keep_watching").click()
    expect(checkout).to_be_hidden()
    expect(product).to_be_hidden()
    expect_same_video(instance, video, place)
    assert page.url.endswith(path)
    return code[1]


def playing_video(page: Page, instance: Instance) -> ElementHandle:
    """Wait for the <video> that plays on the screen, and keep hold of it."""
    playing = "[...document.querySelectorAll('video')].find((one) => !one.paused && one.currentTime > 0)"
    return instance.wait_for(lambda: page.evaluate_handle(playing).as_element())


def expect_same_video(instance: Instance, video: ElementHandle, place: object) -> None:
    """The very same element is where it was, and plays on."""
    assert video.evaluate("(video) => video.isConnected && !video.paused")
    assert video.evaluate(PLACE) == place
    at = video.evaluate("(video) => video.currentTime")
    instance.wait_for(lambda: video.evaluate("(video) => video.currentTime") != at)


def waits_for_delivery(page: Page, code: str) -> Locator:
    page.goto("/studio/earnings")
    receipt = receipt_of(page, code)
    expect(receipt.get_by_text(words("earnings.when_waiting_delivery"))).to_be_visible()
    says(page, "earnings.pending", sum=mxn(COMMISSION))
    return receipt


def receipt_of(page: Page, code: str) -> Locator:
    return page.get_by_role("article", name=words("earnings.receipt_of", code=code, product=TITLE))


def fulfil(page: Page, instance: Instance, stall: Stall, code: str) -> None:
    """Pack, ship with tracking, and deliver, as the shop does at its desk."""
    sign_in_by_mail(page, instance, call(stall.seller, "GET", "/me")["email"])
    page.goto("/sell")
    link(page, "sell.orders").first.click()
    page.get_by_role("link", name=code).first.click()
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    button(page, "sell.pack_done").click()
    says(page, "sell.packed_toast", code=code)
    button(page, "sell.ship").click()
    ship = screen(page, words("sell.ship_title", code=code))
    button(ship, "sell.ship_confirm").click()
    expect(field(ship, "sell.tracking_number")).to_have_accessible_description(words("field.required"))
    ship.get_by_role("button", name="Estafeta").click()
    field(ship, "sell.tracking_number").fill("MX123456789")
    button(ship, "sell.ship_confirm").click()
    says(page, "sell.shipped_toast")
    expect(page.get_by_role("list", name=words("orders.timeline"))).to_contain_text("Estafeta MX123456789")
    button(page, "sell.deliver").click()
    says(page, "sell.delivered_toast")


def expect_available(page: Page, instance: Instance, code: str) -> None:
    """The creator sees what is hers and how it was worked out."""
    receipt = receipt_of(page, code)
    balance = page.get_by_role("region", name=words("earnings.balance_in", currency="MXN"))

    def matured() -> bool:
        page.goto("/studio/earnings")
        expect(receipt).to_be_visible()
        return receipt.get_by_text(words("earnings.state_available"), exact=True).is_visible()

    instance.wait_for(matured, timeout_s=60)
    expect(balance.get_by_text(mxn(COMMISSION))).to_be_visible()
    expect(receipt.get_by_role("definition")).to_have_text(
        [
            mxn(PRICE_MINOR),
            f"−{mxn(TAX)}",
            mxn(BASE),
            re.compile(r"^× 15\s?%$"),
            mxn(COMMISSION),
        ]
    )
    link(receipt, "earnings.why_me").click()
    expect(page.get_by_role("heading", name=words("earnings.how"))).to_be_visible()
    says(page, "earnings.outcome_won")
    expect(page.get_by_role("main").get_by_text(mxn(COMMISSION)).first).to_be_visible()
