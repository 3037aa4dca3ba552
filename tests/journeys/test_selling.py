# pyright: basic
"""Selling in a browser: a newcomer opens a shop, puts something on sale, mistypes, and loses nothing."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import (
    Stall,
    an_email,
    be_patient,
    button,
    field,
    link,
    mxn,
    says,
    screen,
    sign_in_by_mail,
    sign_in_with_code,
    words,
)
from vitrina.kit.ids import new_id

TITLE_LENGTH_MAX = 120


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "duena")


def at_desk(page: Page, instance: Instance, stall: Stall) -> str:
    """Sign the shop's owner in. Answers where her desk is."""
    be_patient(page)
    sign_in_by_mail(page, instance, call(stall.seller, "GET", "/me")["email"])
    return f"/sell/{stall.shop['handle']}"


def a_picture(folder: Path) -> Path:
    made = folder / "playera.png"
    source = "testsrc2=size=640x640:rate=1:duration=1"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-f", "lavfi", "-i", source, "-frames:v", "1", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def wrong(place: Locator, key: str, **params: object) -> None:
    """A field says what is wrong with it, right beside it."""
    expect(place).to_have_attribute("aria-invalid", "true")
    expect(place).to_have_accessible_description(words(key, **params))


def variant(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def test_a_newcomer_opens_a_shop(phone: Page, instance: Instance) -> None:
    page, name = be_patient(phone), f"Tienda {new_id().hex[-8:]}"
    page.goto("/sell/new")
    sign_in_with_code(page, instance, an_email("novata"))

    button(page, "sell.open").click()
    wrong(field(page, "sell.name"), "field.required")
    field(page, "sell.name").fill(name)
    field(page, "sell.shipping").fill("cuarenta")
    button(page, "sell.open").click()
    wrong(field(page, "sell.shipping"), "sell.amount_wrong")
    expect(field(page, "sell.name")).to_have_value(name)
    field(page, "sell.shipping").fill("49")
    button(page, "sell.open").click()
    wrong(field(page, "settings.birth_date"), "field.required")
    field(page, "settings.birth_date").fill("1990-02-28")
    button(page, "sell.open").click()

    says(page, "sell.opened", name=name)
    link(page, "sell.see_shop").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_wrong_input_is_answered_beside_the_field_and_nothing_typed_is_lost(
    phone: Page, instance: Instance, stall: Stall, tmp_path: Path
) -> None:
    page = phone
    page_path = at_desk(page, instance, stall)
    page.goto(f"{page_path}/products/new")
    too_long = "Playera " * 20
    field(page, "sell.product_title").fill(too_long)
    field(page, "sell.product_description").fill("Algodón de Puebla")
    one = variant(page, words("sell.price_and_stock"))
    field(one, "sell.price").fill("-5")
    field(one, "sell.quantity").fill("dos")
    no_picture = tmp_path / "foto.png"
    no_picture.write_bytes(b"This is not a picture. " * 40)

    wrong(field(page, "sell.product_title"), "field.too_long", count=TITLE_LENGTH_MAX)
    button(page, "sell.put_on_sale").click()
    wrong(field(page, "shop.category"), "sell.category_missing")
    wrong(field(one, "sell.price"), "sell.price_wrong")
    wrong(field(one, "sell.quantity"), "sell.quantity_wrong")
    says(page, "sell.fix_marked")
    pictures = page.get_by_role("region", name=words("sell.pictures"))
    field(page, "sell.add_pictures").set_input_files(no_picture)
    expect(pictures.locator(".notice")).to_be_visible()
    expect(pictures.get_by_role("img")).to_have_count(0)
    page.reload()

    says(page, "studio.restored_title")
    expect(field(page, "sell.product_title")).to_have_value(too_long)
    expect(field(page, "sell.product_description")).to_have_value("Algodón de Puebla")
    expect(field(one, "sell.price")).to_have_value("-5")
    expect(field(one, "sell.quantity")).to_have_value("dos")
    button(page, "sell.start_over").click()
    expect(field(page, "sell.product_title")).to_have_value("")


def test_a_product_with_sizes_goes_on_sale_and_changes(
    phone: Page, instance: Instance, stall: Stall, tmp_path: Path
) -> None:
    page, title = phone, f"Playera {new_id().hex[-6:]}"
    desk = at_desk(page, instance, stall)
    page.goto(f"{desk}/products/new")
    field(page, "sell.add_pictures").set_input_files(a_picture(tmp_path))
    field(page, "sell.product_title").fill(title)
    field(page, "shop.category").select_option("clothing")
    button(page, "sell.option_add").click()
    field(page, "sell.option_name").fill("Talla")
    values = field(page, "sell.value_add", name="Talla")
    values.fill("Chica, Grande")
    values.press("Enter")
    everything = page.get_by_role("region", name=words("sell.variants"))
    for key, typed in (("sell.price", "1,199.50"), ("sell.quantity", "3")):
        field(everything, key).first.fill(typed)
    button(page, "sell.fill_apply").click()
    field(variant(page, "Grande"), "sell.quantity").fill("0")
    expect(page.get_by_role("img", name=words("sell.picture_alt", number=1, title=title))).to_be_visible()
    button(page, "sell.put_on_sale").click()

    says(page, "sell.on_sale")
    expect(page).to_have_url(re.compile("/products/(?!new)"))
    editor = page.url
    link(page, "sell.see_product").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text(mxn(119_950)).first).to_be_visible()
    expect(page.get_by_role("radio", name="Chica")).to_be_enabled()
    expect(page.get_by_role("radio", name="Grande")).to_be_disabled()
    expect(page.locator("main img").first).to_have_js_property("complete", value=True)
    public = page.url

    page.goto(editor)
    field(variant(page, "Chica"), "sell.price").fill("999")
    field(variant(page, "Grande"), "sell.quantity").fill("2")
    button(page, "studio.save").click()
    says(page, "sell.on_sale")
    page.goto(public)
    page.get_by_role("radio", name="Chica").check(force=True)
    expect(page.get_by_text("$999", exact=True).first).to_be_visible()
    expect(page.get_by_role("radio", name="Grande")).to_be_enabled()

    page.goto(editor)
    button(page, "sell.archive").click()
    says(page, "sell.now_archived")
    page.goto(public)
    says(page, "product.unavailable")


def test_several_products_go_off_sale_together_and_come_back(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    page, sold = phone, [stall.product(quantity=1)[0] for _ in range(3)]
    call(stall.seller, "PATCH", f"/products/{sold[0]}", json={"status": "draft"})
    page.goto(f"{at_desk(page, instance, stall)}/products")

    def statuses() -> list[str]:
        shelf = f"/shops/{stall.shop['id']}/products"
        return [call(stall.seller, "GET", f"{shelf}/{each}")["status"] for each in sold]

    items = page.get_by_role("listitem")
    rows = {each: items.filter(has=page.locator(f"a[href$='{each}']")) for each in sold}
    for each in sold[:2]:
        rows[each].get_by_role("checkbox").check()
    chosen = page.get_by_role("group", name=words("sell.chosen", count=2))
    expect(button(chosen, "sell.make_draft")).to_be_visible()
    button(chosen, "sell.archive").click()

    says(page, "sell.many_archived", count=2)
    expect(chosen).to_be_hidden()
    expect(rows[sold[1]].get_by_text(words("sell.status_archived"))).to_be_visible()
    assert statuses() == ["archived", "archived", "active"]
    button(page, "studio.undo").click()
    expect(rows[sold[0]].get_by_text(words("sell.status_draft"))).to_be_visible()
    expect(rows[sold[1]].get_by_text(words("sell.status_archived"))).to_be_hidden()
    assert statuses() == ["draft", "active", "active"]

    page.context.set_offline(True)
    rows[sold[1]].get_by_role("checkbox").check()
    button(page, "sell.archive").click()
    says(page, "problem.offline")
    page.context.set_offline(False)
    expect(rows[sold[1]].get_by_role("checkbox")).to_be_checked()
    button(page, "sell.archive").click()
    says(page, "sell.many_archived", count=1)
    assert statuses() == ["draft", "archived", "active"]


def test_a_session_that_ends_in_the_middle_of_a_form_costs_nothing(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    page, title = phone, f"Gorra {new_id().hex[-6:]}"
    desk = at_desk(page, instance, stall)
    page.goto(f"{desk}/products/new")
    field(page, "sell.product_title").fill(title)
    field(page, "shop.category").select_option("accessories")
    one = variant(page, words("sell.price_and_stock"))
    field(one, "sell.price").fill("150")
    page.context.clear_cookies()

    button(page, "sell.put_on_sale").click()
    sheet = screen(page, words("sign_in.title"))
    says(sheet, "sign_in.expired_title")
    sign_in_with_code(page, instance, call(stall.seller, "GET", "/me")["email"])

    expect(sheet).to_be_hidden()
    expect(field(page, "sell.product_title")).to_have_value(title)
    expect(field(one, "sell.price")).to_have_value("150")
    expect(page.locator("form .notice.bad")).to_have_count(0)
    button(page, "sell.put_on_sale").click()
    says(page, "sell.on_sale")


def test_a_logo_that_is_no_picture_is_told_beside_it(phone: Page, instance: Instance, stall: Stall) -> None:
    page = phone
    desk = at_desk(page, instance, stall)
    page.goto(f"{desk}/settings")
    logo = page.locator('input[type="file"]').first
    expect(field(page, "sell.name")).to_have_value(stall.name)

    logo.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"})

    expect(logo).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#logo-error")).to_be_visible()
    expect(logo).to_have_accessible_description(page.locator("#logo-error").inner_text())
