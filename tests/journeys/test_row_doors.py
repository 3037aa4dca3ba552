# pyright: basic
"""Doors from elsewhere: feeds that platforms fetch, links that carry a cart, and a clip on another site."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.channels.field_rules import faults, read_csv, read_xml
from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
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
    words,
)
from vitrina.kit.ids import new_id

WHO_AND_CART = """async () => {
    const who = (await fetch('/api/v1/me')).status;
    try {
        return [who, localStorage.getItem('vitrina.cart')];
    } catch {
        return [who, null];
    }
}"""
# As browsers that keep nothing for frames of other sites; a shell without windows would share it.
NOTHING_KEPT_IN_FRAMES = """if (top !== self) Object.defineProperty(self, 'localStorage', {
    get() { throw new DOMException('not in a frame', 'SecurityError'); }
});"""
TARGETS = ("meta", "google", "tiktok")


def demo_shops(instance: Instance) -> list[tuple[httpx.Client, Any]]:
    found = []
    for person in instance.people:
        client = instance.api(person.login.partition("@")[0])
        found += [(client, shop) for shop in call(client, "GET", "/me/shops")["items"]]
    return found


def on_sale(instance: Instance, shop_id: str) -> list[Any]:
    """List what a shop sells, once the pictures that its retailer names have been fetched."""

    def pictured() -> list[Any]:
        found = call(instance.api(), "GET", "/products", params={"shop": shop_id, "limit": 100})["items"]
        return found if all(each["image_url"] for each in found) else []

    return instance.wait_for(pictured, timeout_s=120)


def test_every_product_of_the_demo_world_is_in_a_feed_that_its_platform_takes(instance: Instance) -> None:
    shops = demo_shops(instance)
    assert len(shops) >= 4

    for client, shop in shops:
        variants = {
            variant["id"]
            for each in on_sale(instance, shop["id"])
            for variant in call(instance.api(), "GET", f"/products/{each['id']}")["variants"]
        }
        for target in TARGETS:
            address = call(client, "PUT", f"/shops/{shop['id']}/feeds/{target}")
            table, rss = httpx.get(address["csv_url"], timeout=30), httpx.get(address["xml_url"], timeout=30)
            rows = read_csv(table.content)

            assert read_xml(rss.content) == rows
            assert [fault for row in rows for fault in faults(row, target)] == []
            ids = {row["sku_id" if target == "tiktok" else "id"][0] for row in rows}
            assert (shop["handle"], target, ids) == (shop["handle"], target, variants)
            again = httpx.get(
                address["csv_url"], headers={"if-none-match": table.headers["etag"]}, timeout=30
            )
            assert (again.status_code, again.content) == (304, b"")
            picture = httpx.get(rows[0]["image_link"][0], timeout=30)
            assert picture.headers["content-type"].startswith("image/")
            call(client, "DELETE", f"/shops/{shop['id']}/feeds/{target}")


def test_a_seller_makes_an_address_and_sees_what_stays_out(phone: Page, instance: Instance) -> None:
    page = be_patient(phone)
    sign_in(page, instance, "bruno")
    bruno = instance.api("bruno")
    shop = call(bruno, "GET", "/me/shops")["items"][0]
    page.goto(f"/sell/{shop['handle']}/channels")
    card = page.get_by_role("region", name=words("channels.meta"))

    card.get_by_role("button", name=re.compile(words("channels.make"))).click()
    says(card, "channels.once")
    address = card.locator("code").first.inner_text()
    assert httpx.get(address, timeout=30).status_code == 200
    page.reload()
    expect(card.get_by_text(re.compile(r"\d+ variantes"))).to_be_visible()
    expect(card.locator("code")).to_have_count(0)
    card.get_by_role("button", name=re.compile(words("channels.check"))).click()
    says(card, "channels.no_flaws")

    card.get_by_role("button", name=re.compile(words("channels.close"))).click()
    expect(card.get_by_text(words("channels.not_open"), exact=True)).to_be_visible()
    assert httpx.get(address, timeout=30).status_code == 404


@pytest.fixture(scope="module")
def stall(instance: Instance) -> Stall:
    return Stall(instance, "puertas")


def pay_as_guest(page: Page, total: int) -> str:
    email = an_email("visita")
    checkout = screen(page, words("checkout.title"))
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    pay_button(checkout, total).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()
    return email


def test_a_shop_of_meta_ends_in_our_checkout_and_the_own_cart_stays(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    page = be_patient(phone)
    kept, _ = stall.product(quantity=3)
    _, wanted = stall.product(quantity=1)
    _, gone = stall.product(quantity=0)
    page.goto(f"/p/{kept}")
    button(page, "product.to_cart").click()
    says(page, "product.added")

    products = quote(f"{wanted}:2,{gone}:1,NO-HAY:1", safe="")
    page.goto(f"/checkout?products={products}&coupon=VERANO&fbclid=abc&cart_origin=instagram")
    says(page, "incoming.lowered", wanted=2)
    says(page, "incoming.sold_out")
    says(page, "incoming.unknown", names="NO-HAY")
    says(page, "incoming.coupon", code="VERANO")
    button(page, "cart.checkout", total=mxn(PRICE_MINOR)).click()
    email = pay_as_guest(page, PRICE_MINOR + SHIPPING_MINOR)

    [order] = stall.orders_of(email)
    assert [(line["variant_id"], line["quantity"]) for line in order["lines"]] == [(wanted, 1)]
    page.goto("/cart")
    expect(page.locator("main li.line")).to_have_count(1)
    expect(page.locator(f"main li.line a[href='/p/{kept}']").first).to_be_attached()


def test_a_shared_cart_is_kept_in_the_cart_of_a_friend(
    phone: Page, other_phone: Page, instance: Instance, stall: Stall
) -> None:
    _, variant = stall.product(quantity=5)
    lines = [{"variant_id": variant, "quantity": 2}]
    link = call(instance.api("ana"), "POST", "/cart-links", json={"lines": lines})
    crawler = httpx.Client(headers={"accept-language": "es"}, timeout=30, follow_redirects=True)
    shown = crawler.get(link["url"]).text
    assert "Lo que elegí para ti" in shown
    assert 'content="noindex"' in shown

    page = be_patient(other_phone)
    page.goto(f"/c/{link['code']}")
    button(page, "incoming.keep").click()
    says(page, "incoming.kept")
    page.goto("/cart")
    expect(page.locator("main li.line")).to_have_count(1)
    button(page, "cart.share").click()
    drawn = page.get_by_role("img", name=words("cart.code"))
    expect(drawn).to_be_visible()
    page.wait_for_function("(one) => one.naturalWidth > 0", arg=drawn.element_handle())

    page = be_patient(phone)
    page.goto("/c/aaaaaaaaaaaaaaaa")
    says(page, "incoming.empty_title")


@pytest.fixture
def other_site() -> Iterator[Any]:
    """A site of another origin, which serves the one page that it is given."""
    pages: dict[str, str] = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()

    def show(html: str) -> str:
        pages["/"] = f"<!doctype html><html lang='es'><title>Un blog</title><body>{html}</body></html>"
        # Not the same site as 127.0.0.1 or localhost: cookies and memory of the frame are parted.
        return f"http://blog.localhost:{server.server_port}/"

    yield show
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_clip_on_another_site_plays_and_its_product_is_bought(
    desktop: Page, instance: Instance, other_site: Any
) -> None:
    page = be_patient(desktop)
    clip = next(
        each
        for each in call(instance.api(), "GET", "/feed", params={"limit": 20})["items"]
        if each["products"] and each["creator"]["handle"] == instance.person("carla").handle
    )
    product = call(instance.api(), "GET", f"/products/{clip['products'][0]['product']['id']}")
    script = f'<script async src="{instance.base_url}/embed.js" data-clip="{clip["id"]}"></script>'
    sign_in(page, instance, "ana")
    page.goto("/me")
    kept = f'"{new_id()}"'
    page.evaluate("(kept) => localStorage.setItem('vitrina.cart', kept)", kept)
    assert page.evaluate(WHO_AND_CART) == [200, kept]
    page.add_init_script(NOTHING_KEPT_IN_FRAMES)
    page.goto(other_site(f"<h1>Mi blog</h1>{script}"))
    frame = page.frame_locator("iframe")

    expect(frame.locator("video")).to_be_visible()
    video = frame.locator("video").element_handle()
    frame_of = page.locator("iframe").element_handle().content_frame()
    assert video and frame_of
    frame_of.wait_for_function("(video) => video.currentTime > 0 && !video.paused", arg=video)

    # What she has at the instance is parted from the frame by the browser: nothing may depend on it.
    assert frame_of.evaluate(WHO_AND_CART) == [401, None]
    frame.locator(".chip").first.click()
    panel = frame.locator("dialog[open]")
    expect(panel.get_by_role("button", name=words("product.buy_now"))).to_be_visible()
    for options in panel.locator("fieldset:has(.values)").all():
        options.locator("label:not(.out)").first.click()
    with page.context.expect_page() as opened:
        panel.get_by_role("button", name=words("product.buy_now")).click()
    shop = be_patient(opened.value)
    expect(shop).to_have_url(re.compile(f"^{re.escape(instance.base_url)}/checkout\\?products="))
    shop.get_by_role("button", name=re.compile(r"^Continuar con ")).click()
    checkout = screen(shop, words("checkout.title"))
    fill_address(checkout)
    checkout.get_by_role("button", name=re.compile("^Pagar ")).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()

    earned = instance.wait_for(
        lambda: [
            each
            for each in call(instance.api("carla"), "GET", "/me/commissions", params={"limit": 5})["items"]
            if each["video_id"] == clip["id"] and each["product_title"] == product["title"]
        ]
    )
    assert earned


def test_only_the_player_may_stand_in_a_frame(desktop: Page, instance: Instance, other_site: Any) -> None:
    page = be_patient(desktop)
    clip = call(instance.api(), "GET", "/feed")["items"][0]["id"]
    headers = {
        path: httpx.get(f"{instance.base_url}{path}", timeout=30).headers
        for path in (f"/embed/{clip}", "/checkout", f"/v/{clip}")
    }

    framed = headers[f"/embed/{clip}"]
    assert "frame-ancestors *" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    assert framed["x-content-type-options"] == "nosniff"
    for path in ("/checkout", f"/v/{clip}"):
        assert "frame-ancestors 'none'" in headers[path]["content-security-policy"]
        assert headers[path]["x-frame-options"] == "DENY"
    page.goto(other_site(f"<iframe src='{instance.base_url}/checkout'></iframe>"))
    expect(page.frame_locator("iframe").locator("#app, #shell, main")).to_have_count(0)
