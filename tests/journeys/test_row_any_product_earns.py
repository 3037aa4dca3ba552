# pyright: basic
"""Any product earns: a pasted link, a click out, a postback, the money, and what her earnings say of it."""

import re
from collections.abc import Generator
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.other_shop import other_shop
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import Stall, be_patient, button, field, mxn, says, screen, words
from vitrina.kit.ids import new_id

TAG = ("product_id", "from_ms", "to_ms")
BROWSER = {
    "user-agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36"
}


def merchant_of(instance: Instance, host: str) -> tuple[dict[str, Any], str]:
    """Set the other shop up as the operator, once a demo, with new secrets."""
    operator = instance.api("davi")
    found = [each for each in call(operator, "GET", "/merchants") if each["host"] == host]
    new = {
        "id": str(new_id()),
        "host": host,
        "name": "La Otra Tienda",
        "sub_id_template": "clickref={click_id}",
        "creator_share_bps": 7_000,
        "parameters": {"transaction": "order_id", "commission": "payout"},
    }
    merchant = found[0] if found else call(operator, "POST", "/merchants", json=new)
    return merchant, call(operator, "POST", f"/merchants/{merchant['id']}/secrets")["token"]


def report(instance: Instance, merchant: dict[str, Any], token: str, **said: str) -> str:
    answer = httpx.get(
        f"{instance.api_url}/postbacks/{merchant['id']}",
        params={"payout": "100.00", "currency": "MXN", "token": token} | said,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["outcome"]


def follow(instance: Instance, link: str, shop: str) -> str:
    """Follow a link as a visitor, and answer the click that the other shop sees."""
    answer = httpx.get(instance.base_url + link, headers=BROWSER)
    assert answer.status_code == 302, answer.text
    target = answer.headers["location"]
    assert target.startswith(shop)
    return parse_qs(urlsplit(target).query)["clickref"][0]


def balance(client: httpx.Client) -> tuple[int, int, int]:
    found = next(
        each for each in call(client, "GET", "/me/earnings")["balances"] if each["currency"] == "MXN"
    )
    return found["reported"]["amount"], found["pending"]["amount"], found["available"]["amount"]


def test_a_product_of_another_shop_earns_from_the_link_to_the_money(instance: Instance) -> None:
    carla, operator = instance.api("carla"), instance.api("davi")
    with other_shop(instance.other_shop_port) as shop:
        new = {"id": str(new_id()), "url": f"{shop}/api/taza?utm_source=chat"}
        added = call(carla, "POST", "/me/external-products", json=new)
        path = f"/external-products/{added['id']}"
        shown = instance.wait_for(
            lambda: (it := call(carla, "GET", path))["image_state"] == "here" and it, timeout_s=120
        )
    assert shown["card"]["title"] == "Taza azul de barro"
    assert shown["card"]["price"] == {"amount": 349_90, "currency": "MXN"}
    assert call(carla, "PATCH", path, json={"title": "Mi taza"})["card"]["title"] == "Mi taza"

    video = call(carla, "GET", "/me/videos", params={"limit": 1})["items"][0]
    tags = [{"external_id": added["id"], "from_ms": 0, "to_ms": video["duration_ms"]}]
    call(carla, "PATCH", f"/videos/{video['id']}", json={"external_tags": tags})
    clip = call(instance.api(), "GET", f"/clips/{video['id']}")
    assert [each["product"]["title"] for each in clip["external_products"]] == ["Mi taza"]
    assert "commission" in clip["disclosures"]

    merchant, token = merchant_of(instance, "127.0.0.1")
    before = balance(carla)
    click = follow(instance, clip["external_products"][0]["product"]["link"] + f"?v={video['id']}", shop)
    order = f"O-{new_id()}"
    assert report(instance, merchant, token, click=click, order_id=order, sale="1000.00") == "changed"
    assert balance(carla) == (before[0] + 70_00, before[1], before[2])
    assert report(instance, merchant, token, click=click, order_id=order, status="approved") == "changed"
    assert report(instance, merchant, token, click=click, order_id=order, status="approved") == "unchanged"
    assert report(instance, merchant, token, click=str(new_id()), order_id=f"O-{new_id()}") == "orphan"
    assert balance(carla) == (before[0], before[1] + 70_00, before[2])

    owed = call(operator, "GET", f"/merchants/{merchant['id']}/conversions")["items"]
    due = next(each for each in owed if each["transaction"] == order)
    receipt = {"id": str(new_id()), "conversion_ids": [due["id"]], "amount": due["due"]}
    call(operator, "POST", f"/merchants/{merchant['id']}/receipts", json=receipt)
    assert balance(carla) == (before[0], before[1], before[2] + 70_00)
    sale = call(carla, "GET", "/me/conversions")["items"][0]
    assert (sale["trust"], sale["amount"]["amount"], sale["video_id"]) == ("available", 70_00, video["id"])
    call(carla, "PATCH", f"/videos/{video['id']}", json={"external_tags": []})


@pytest.fixture
def untagged(instance: Instance) -> Generator[dict[str, Any]]:
    """A clip of Carla's without products, which has its own back afterwards: others look for them."""
    carla = instance.api("carla")
    video = call(carla, "GET", "/me/videos", params={"limit": 1})["items"][0]
    path, tags = f"/videos/{video['id']}", [{key: tag[key] for key in TAG} for tag in video["tags"]]
    call(carla, "PATCH", path, json={"tags": [], "external_tags": []})
    yield video
    call(carla, "PATCH", path, json={"tags": tags, "external_tags": []})


def test_a_creator_pastes_a_link_and_a_viewer_buys_there(
    phone: Page, other_phone: Page, instance: Instance, untagged: dict[str, Any]
) -> None:
    carla, video = instance.api("carla"), untagged
    title = f"Taza {new_id().hex[-6:]}"
    sign_in(phone, instance, "carla")
    be_patient(phone).goto(f"/studio/videos/{video['id']}")
    with other_shop(instance.other_shop_port) as shop:
        button(phone, "outside.paste").click()
        sheet = screen(phone, words("outside.paste"))
        field(sheet, "outside.address").fill(f"{shop}/browser/taza")
        button(sheet, "outside.read").click()
        expect(field(sheet, "outside.name")).to_have_value("Taza azul de barro")
        expect(field(sheet, "outside.price")).to_have_value(re.compile("349.90"))
        expect(sheet.locator(".thumb img")).to_be_visible()
        field(sheet, "outside.name").fill(title)
        button(sheet, "outside.save").click()
        expect(sheet.get_by_text(title)).to_be_visible()
        sheet.get_by_role("button", name=re.compile("^" + words("studio.picked", count=1)[:5])).click()
        button(phone, "studio.save").click()
        says(phone, "studio.saved")

        viewer = be_patient(other_phone)
        viewer.goto(f"/v/{video['id']}")
        chip = viewer.locator("article:not([inert]) button.chip", has_text=title)
        chip.wait_for()
        chip.click(force=True)
        offer = screen(viewer, words("outside.title"))
        expect(offer.get_by_text(words("outside.sold_at", merchant="La Otra Tienda"))).to_be_visible()
        expect(offer.get_by_text(words("feed.disclosure_commission"))).to_be_visible()
        with viewer.expect_popup() as opened:
            offer.get_by_role("link", name=words("outside.see_at", merchant="La Otra Tienda")).click()
        opened.value.wait_for_load_state()
        click = parse_qs(urlsplit(opened.value.url).query).get("clickref")
    # The merchant may have been set up by now or not: the click is kept either way.
    merchant, token = merchant_of(instance, "127.0.0.1")
    link = call(carla, "GET", "/me/external-products")["items"][0]["card"]["link"]
    click_id = click[0] if click else follow(instance, link, shop)
    order = f"O-{new_id()}"
    assert report(instance, merchant, token, click=click_id, order_id=order, status="approved") == "changed"

    davi = be_patient(other_phone)
    sign_in(davi, instance, "davi")
    orphan = f"O-{new_id()}"
    assert report(instance, merchant, token, order_id=orphan, status="approved") == "orphan"
    davi.goto("/admin/merchants")
    button(davi, "merchants.money").first.click()
    money = screen(davi, words("merchants.money"))
    lost = money.locator("li", has_text=orphan)
    lost.get_by_text(words("merchants.match")).first.click()
    field(lost, "merchants.click").fill(click_id)
    button(lost, "merchants.match").click()
    says(davi, "merchants.matched")
    expect(lost.get_by_text(title)).to_be_visible()
    money.locator("li", has_text=order).get_by_role("checkbox").check()
    # Who looks from Brazil reads the code of the currency instead of its sign.
    recorded = words("merchants.receive", sum="").split("  ")[0]
    money.get_by_role("button", name=re.compile(rf"^{recorded}.*100.00")).click()
    says(davi, "merchants.received")

    phone.goto("/studio/earnings")
    sale = phone.get_by_role("article", name=title)
    expect(sale.get_by_text(words("outside.trust_available"), exact=True)).to_be_visible()
    expect(sale.get_by_text(mxn(70_00)).first).to_be_visible()


def test_a_shared_link_carries_who_shared_it(phone: Page, other_phone: Page, instance: Instance) -> None:
    product_id, _ = Stall(instance, "compartida").product(quantity=3)
    sign_in(phone, instance, "carla")
    phone.add_init_script(
        "navigator.share = async (it) => { window.shared = it.url; }; "
        "Object.defineProperty(navigator, 'canShare', {value: () => true});"
    )
    be_patient(phone).goto(f"/p/{product_id}")
    button(phone, "feed.share").click()
    phone.wait_for_function("window.shared")
    shared = phone.evaluate("window.shared")
    assert re.search(rf"/p/{product_id}\?via=[\w-]{{22}}$", shared), shared

    with be_patient(other_phone).expect_response(
        lambda answer: answer.url.endswith("/link-touches")
    ) as touched:
        other_phone.goto(shared)
    assert touched.value.status == 201
    touch = touched.value.json()
    assert touch["creator_id"] == call(instance.api("carla"), "GET", "/me")["id"]

    other_phone.wait_for_function(
        "(id) => localStorage.getItem('vitrina.link_touches')?.includes(id)", arg=touch["id"]
    )

    # Days later, without an account and without the code in the address.
    other_phone.goto("about:blank")
    other_phone.goto(f"/p/{product_id}")
    with other_phone.expect_response(lambda answer: "/lines/" in answer.url) as line:
        button(other_phone, "product.to_cart").click()
    assert line.value.ok
    assert cast("dict[str, Any]", line.value.request.post_data_json)["touch_id"] == touch["id"]
