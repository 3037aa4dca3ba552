# pyright: basic
"""A retailer as partner: its feed comes in, its orders go out signed, and come back as parcels."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_buying import expect_paid
from tests.journeys.test_loop_through_the_api import ADDRESS, call, newcomer
from tests.journeys.walking import (
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    mxn,
    open_checkout,
    pay_button,
    says,
    sign_in_by_mail,
)
from vitrina.demo.retail import HANDLE
from vitrina.demo.retailer import CARRIER, Retailer
from vitrina.demo.world import demo_id
from vitrina.kit.ids import new_id

FEED_S = 180.0
HOUR_S = 3_600
TITLE = "Cafetera de almacén, 6 tazas"
PRICE, SHIPPING = 499_00, 99_00


@pytest.fixture
def retailer(instance: Instance) -> Iterator[Retailer]:
    """A partner's system of our own, where this instance may fetch from."""
    with Retailer(instance.other_shop_port, api_url=instance.api_url) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def buy_one(guest: httpx.Client, variant_id: str, touch_id: str | None = None) -> Any:
    """Buy one as a guest; answers the order."""
    lines = [{"variant_id": variant_id, "quantity": 1, "touch_id": touch_id}]
    quote = call(guest, "POST", "/quotes", json={"lines": lines, "country": "MX"})
    body = {
        "id": str(new_id()),
        "lines": lines,
        "buyer": {"email": an_email("invitada"), "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": quote["total"],
    }
    purchase = call(guest, "POST", "/checkouts", json=body)
    path = f"/checkouts/{purchase['id']}/payment"
    return call(guest, "POST", path, json={"method": "sandbox", "card": "success"})["orders"][0]


@pytest.fixture
def partner(instance: Instance, retailer: Retailer) -> "Iterator[Partner]":
    opened = Partner(instance, retailer)
    yield opened
    opened.close()


class Partner:
    """A newcomer's shop with a partner account."""

    def __init__(self, instance: Instance, retailer: Retailer) -> None:
        self.instance, self.retailer = instance, retailer
        self.stall = Stall(instance, "minorista")
        self.path = f"/shops/{self.stall.shop['id']}/partner"
        made = call(
            self.stall.seller,
            "POST",
            f"{self.path}/keys",
            json={"name": "ERP", "scopes": ["stock", "orders"]},
        )
        self.program = httpx.Client(
            base_url=instance.api_url, headers={"authorization": f"Bearer {made['secret']}"}, timeout=30
        )
        opened = call(
            self.stall.seller, "PUT", f"{self.path}/endpoint", json={"url": f"{retailer.url}/orders"}
        )
        retailer.secrets, retailer.api_key = [opened["secret"]], made["secret"]

    def close(self) -> None:
        """Tell the next test's retailer nothing of this shop."""
        call(self.stall.seller, "DELETE", f"{self.path}/endpoint")

    def deliveries(self, status: str) -> list[Any]:
        return call(self.stall.seller, "GET", f"{self.path}/deliveries", params={"status": status})["items"]

    def buy(self, variant_id: str) -> Any:
        """Let a guest buy one; answers the order."""
        return buy_one(self.instance.api(), variant_id)

    def order(self, order_id: str) -> Any:
        return call(self.stall.seller, "GET", f"/orders/{order_id}")


def test_a_buyer_gets_what_the_retailer_of_the_demo_sends(phone: Page, instance: Instance) -> None:
    page, owner = be_patient(phone), instance.api("tadeo")
    shop = f"/shops/{demo_id('shop', HANDLE)}"

    def product() -> Any:
        items = call(owner, "GET", f"{shop}/products", params={"limit": 100})["items"]
        return next((each for each in items if each["title"] == TITLE and each["status"] == "active"), None)

    product_id = instance.wait_for(product, timeout_s=FEED_S)["id"]
    email = an_email("circulo")
    checkout = open_checkout(page, product_id)
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    pay_button(checkout, PRICE + SHIPPING).click()
    expect_paid(checkout)

    def sent() -> Any:
        orders = call(owner, "GET", f"{shop}/orders", params={"limit": 100})["items"]
        return next(
            (each for each in orders if each["buyer"]["email"] == email and each["status"] == "shipped"), None
        )

    order = instance.wait_for(sent, timeout_s=60)
    mails = instance.wait_for(lambda: [each for each in mails_about(instance, email) if CARRIER in each])
    assert order["code"] in mails[0]
    taken = call(owner, "GET", f"{shop}/partner/deliveries", params={"status": "delivered"})["items"]
    assert order["code"] in {each["order_code"] for each in taken}
    page.get_by_role("link", name=order["code"]).or_(page.get_by_role("link", name="pedido")).first.click()
    expect(page.get_by_text(f"DEMO-{order['code']}").first).to_be_visible()


def mails_about(instance: Instance, email: str) -> list[str]:
    mails = instance.api().get("/demo/mails").json()["items"]
    return [mail["text"] for mail in mails if mail["to"] == email]


def test_stock_that_was_pushed_is_what_people_read(phone: Page, partner: Partner) -> None:
    product_id, _ = partner.stall.product(quantity=5)
    body = {
        "at": "2026-01-05T12:00:00Z",
        "rows": [
            {"sku": "T-1", "stock": 2, "price": {"amount": 459_00, "currency": "MXN"}},
            {"sku": "nobody", "stock": 2},
        ],
    }

    fates = [call(partner.program, "POST", "/partner/stock", json=body)["fates"] for _ in range(2)]

    assert fates == [["accepted", "unknown"], ["repeated", "unknown"]]
    be_patient(phone).goto(f"/p/{product_id}")
    expect(phone.get_by_text("$459", exact=True).first).to_be_visible()


def test_an_order_goes_out_signed_and_comes_back_as_a_parcel(
    instance: Instance, retailer: Retailer, partner: Partner
) -> None:
    _, variant_id = partner.stall.product(quantity=3)

    order = partner.buy(variant_id)

    instance.wait_for(lambda: partner.order(order["id"])["status"] == "shipped", timeout_s=60)
    assert [each["code"] for each in retailer.taken] == [order["code"]]
    again = partner.program.post(f"/partner/orders/{order['id']}/acknowledgement", json={"reference": "otra"})
    assert again.json()["reference"] == f"ALM-{order['code']}"


def test_a_forged_message_moves_nothing(instance: Instance, retailer: Retailer, partner: Partner) -> None:
    retailer.refusals = [500]  # The first word is lost, so that the forger comes first.
    _, variant_id = partner.stall.product(quantity=3)
    order = partner.buy(variant_id)
    instance.wait_for(lambda: not retailer.refusals)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": "v1,AAAA"}

    forged = httpx.post(f"{retailer.url}/orders", json={"type": "order.paid", "data": order}, headers=headers)

    assert forged.status_code == 401
    assert "msg_1" not in {message_id for message_id, _ in retailer.heard}
    # The true one is tried again after its pause, and taken.
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 60})
    instance.wait_for(lambda: partner.order(order["id"])["status"] == "shipped", timeout_s=60)


def test_a_dead_letter_is_sent_again_by_hand(
    instance: Instance, retailer: Retailer, partner: Partner
) -> None:
    retailer.refusals = [503] * 10
    _, variant_id = partner.stall.product(quantity=3)
    order = partner.buy(variant_id)

    def left_after(count: int) -> bool:
        return len(retailer.refusals) <= 10 - count

    for attempt in range(1, 11):
        instance.wait_for(lambda attempt=attempt: left_after(attempt), timeout_s=60)
        if attempt < 10:
            instance.wait_for(lambda attempt=attempt: attempts_of(partner) == attempt and is_noted(partner))
            call(instance.api(), "POST", "/demo/clock", json={"advance_s": 25 * HOUR_S})
    [dead] = instance.wait_for(lambda: partner.deliveries("dead"), timeout_s=60)
    instance.wait_for(
        lambda: any(
            each["kind"] == "endpoint_disabled"
            for each in call(partner.stall.seller, "GET", "/me/notices")["items"]
        )
    )

    call(partner.stall.seller, "PUT", f"{partner.path}/endpoint", json={"url": f"{retailer.url}/orders"})
    call(partner.stall.seller, "POST", f"{partner.path}/deliveries/{dead['id']}/replay")

    instance.wait_for(lambda: partner.order(order["id"])["status"] == "shipped", timeout_s=60)
    assert retailer.heard[0][0] == f"msg_{dead['id'].replace('-', '')}"


def attempts_of(partner: Partner) -> int:
    return max((each["attempt_count"] for each in partner.deliveries("waiting")), default=0)


def is_noted(partner: Partner) -> bool:
    """Whether the last try was written down: until then it is only claimed."""
    return all(each["failure"] for each in partner.deliveries("waiting"))


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://127.0.0.1:1/", "http://[::1]/", "file:///etc"])
def test_orders_are_not_told_to_private_addresses(partner: Partner, url: str) -> None:

    answer = partner.stall.seller.put(f"{partner.path}/endpoint", json={"url": url})

    assert (answer.status_code, answer.json()["code"]) == (409, "partners.endpoint_refused")


def test_a_wrong_key_opens_nothing(instance: Instance) -> None:
    stranger = httpx.Client(base_url=instance.api_url, headers={"authorization": "Bearer vp_nobody"})

    answers = [
        stranger.post("/partner/stock", json={"at": "2026-01-05T12:00:00Z", "rows": [{"sku": "a"}]}),
        stranger.get("/partner/orders"),
        stranger.post(f"/partner/orders/{new_id()}/acknowledgement", json={}),
    ]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {(401, "partners.key_wrong")}


def test_a_creator_is_invited_in_the_seller_centre_and_her_show_pays_what_was_agreed(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    stall, creator = Stall(instance, "invitadora"), newcomer(instance, "presentadora")
    call(creator, "PUT", "/me/capabilities/earn")
    product_id, variant_id = stall.product(quantity=3)
    handle = call(creator, "GET", "/me")["handle"]
    seller, studio = be_patient(desktop), be_patient(phone)
    sign_in_by_mail(seller, instance, call(stall.seller, "GET", "/me")["email"])
    sign_in_by_mail(studio, instance, call(creator, "GET", "/me")["email"])

    seller.goto(f"/sell/{stall.shop['handle']}/partner")
    field(seller, "partner.key_name").fill("ERP")
    button(seller, "partner.make_key").click()
    expect(seller.get_by_text(re.compile(r"^vp_")).first).to_be_visible()
    button(seller, "partner.plan").click()
    field(seller, "live.show_title").fill("Noche de barro")
    starts_at = datetime.fromisoformat(
        call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"]
    )
    field(seller, "live.when").fill((starts_at + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
    field(seller, "partner.creator").fill(handle)
    field(seller, "partner.rate").fill("25")
    seller.get_by_role("checkbox").first.check()
    button(seller, "partner.invite").click()
    says(seller, "partner.invitation_open")

    studio.goto("/studio/live")
    says(studio, "partner.invited", shop=stall.name)
    button(studio, "partner.accept").click()
    expect(studio).to_have_url(re.compile(r"/studio/live/[0-9a-f-]{36}$"))
    room_id = studio.url.rsplit("/", 1)[-1]

    guest = instance.api()
    tap = {"id": str(new_id()), "room_id": room_id, "product_id": product_id}
    touch = call(guest, "POST", "/touches", json=tap)
    buy_one(guest, variant_id, touch["id"])
    [commission] = instance.wait_for(lambda: call(creator, "GET", "/me/commissions")["items"])
    assert commission["plan"]["kind"] == "agreed"
    assert commission["rate_bps"] == 2_500
    path = f"/shops/{stall.shop['id']}/retail-events"
    # The show's results hear of the order apart from the commission.
    [result] = instance.wait_for(
        lambda: call(stall.seller, "GET", path)["items"][0]["invitations"][0]["results"]
    )
    assert (result["order_count"], result["unit_count"]) == (1, 1)
    assert result["commission"] == commission["amount"]
    seller.reload()
    expect(seller.get_by_text(mxn(result["commission"]["amount"])).first).to_be_visible()
