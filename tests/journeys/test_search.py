"""Looking for things in a browser, on a phone and on a desk: with a typing error, an accent, filters."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from vitrina.kit.ids import new_id


def wait_for_index(instance: Instance) -> None:
    """A demo that has just begun is indexed within a moment."""
    with instance.api() as api:
        instance.wait_for(lambda: api.get("/search/products", params={"q": "vela"}).json()["items"])


def test_a_typing_error_and_an_accent_find_the_product(phone: Page, instance: Instance) -> None:
    wait_for_index(instance)
    phone.goto("/shop")
    phone.get_by_role("link", name="Buscar").click()
    field = phone.get_by_role("combobox", name="Buscar")

    field.fill("véla citrcos")
    field.press("Enter")

    expect(phone.get_by_role("status").filter(has_text="Resultados para")).to_be_visible()
    product = phone.get_by_role("link", name=re.compile("cítricos", re.IGNORECASE)).first
    expect(product).to_be_visible()
    phone.get_by_role("button", name=re.compile("tal cual")).click()
    expect(phone.get_by_text("Nada para “véla citrcos”")).to_be_visible()
    phone.go_back()


def test_suggestions_are_chosen_by_keyboard(desktop: Page, instance: Instance) -> None:
    wait_for_index(instance)
    desktop.goto("/search")
    field = desktop.get_by_role("combobox", name="Buscar")

    # Of a slow hand the first letters are asked for as well.
    with desktop.expect_response(lambda answer: answer.url.endswith("/suggestions?q=vel")):
        field.press_sequentially("vel")
    expect(desktop.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    expect(desktop.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    expect(desktop).to_have_url(re.compile(r"/search\?q=vel"))
    expect(desktop.get_by_role("listbox", name="Sugerencias")).to_be_hidden()
    expect(desktop.locator(".products a").first).to_be_visible()
    desktop.get_by_role("tab", name="Personas y tiendas").click()
    expect(desktop).to_have_url(re.compile("tab=profiles"))


def test_filters_narrow_the_shop_and_live_in_its_address(phone: Page, instance: Instance) -> None:
    wait_for_index(instance)
    phone.goto("/shop")
    phone.get_by_role("button", name="Filtros").click()
    sheet = phone.get_by_role("dialog", name="Filtros")
    sheet.get_by_role("switch", name="Disponible ahora").check()
    sheet.get_by_role("button", name="Ver resultados").click()

    expect(phone).to_have_url(re.compile("in_stock=true"))
    expect(phone.locator(".products a").first).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("button", name="Quitar Disponible ahora")).to_be_visible()
    phone.get_by_role("button", name="Quitar Disponible ahora").click()
    expect(phone).not_to_have_url(re.compile("in_stock"))


def test_what_was_looked_at_stays_on_the_device_until_it_is_cleared(phone: Page, instance: Instance) -> None:
    wait_for_index(instance)
    with instance.api() as api:
        product = api.get("/search/products", params={"q": "vela"}).json()["items"][0]
    phone.goto(f"/p/{product['id']}")
    expect(phone.get_by_role("heading", name="Parecidos")).to_be_visible()

    phone.goto("/search")
    expect(phone.get_by_role("heading", name="Visto hace poco")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile(re.escape(product["title"])))).to_be_visible()
    phone.get_by_role("button", name="Borrar", exact=True).click()
    expect(phone.get_by_role("heading", name="Visto hace poco")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_role("heading", name="Visto hace poco")).to_have_count(0)


def test_a_new_product_is_found_in_a_moment_and_an_archived_one_no_more(instance: Instance) -> None:
    with instance.api("bruno") as seller, instance.api() as guest:
        shop = seller.get("/me/shops").json()["items"][0]
        product_id, variant_id = str(new_id()), str(new_id())
        product: dict[str, Any] = {
            "id": product_id,
            "title": "Xilófono Quetzalito",
            "category": "games",
            "variants": [{"id": variant_id, "values": [], "price": 100_00}],
            "status": "active",
        }
        made = seller.post(f"/shops/{shop['id']}/products", json=product)
        assert made.status_code == 201, made.text

        def items() -> list[str]:
            answer = guest.get("/search/products", params={"q": "xilofonos quetsalito"}).json()
            return [each["id"] for each in answer["items"]]

        instance.wait_for(lambda: items() == [product_id])
        assert seller.delete(f"/products/{product_id}").status_code == 204
        assert items() == []
