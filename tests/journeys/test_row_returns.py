# pyright: basic
"""Something is given back: in the browser by both sides, and after the creator had her part."""

from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import (
    ADDRESS,
    DAY_S,
    a_clip,
    add_product,
    buy,
    call,
    newcomer,
    open_shop,
    publish_clip,
)
from tests.journeys.test_loop_through_the_api import test_the_books_balance_afterwards as books_balance
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    mxn,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

EARNED, BASE = 64_53, 430_17
PARCEL = {"carrier": "Correos", "tracking_number": "MX123456789"}
PAY = {"method": "sandbox", "card": "success"}


def bought(guest: httpx.Client, variant_id: str, *, quantity: int, email: str) -> Any:
    """Buy so many pieces as a guest. Answers the order with its key."""
    purchase_id = str(new_id())
    body = {
        "id": purchase_id,
        "lines": [{"variant_id": variant_id, "quantity": quantity}],
        "buyer": {"email": email, "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": {"amount": quantity * PRICE_MINOR + SHIPPING_MINOR, "currency": "MXN"},
    }
    placed = call(guest, "POST", "/checkouts", json=body)
    key = placed["key"]
    paid = call(guest, "POST", f"/checkouts/{purchase_id}/payment", json=PAY, params={"key": key})
    [order] = paid["orders"]
    return {**order, "key": order["url"].partition("key=")[2]}


def received(seller: httpx.Client, order_id: str) -> None:
    call(seller, "POST", f"/orders/{order_id}/shipment", json=PARCEL)
    call(seller, "POST", f"/orders/{order_id}/delivery")


def a_refund(**parts: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "reason": "Un rasguño", **parts}


def test_a_creator_who_had_her_part_gives_back_her_share(instance: Instance, tmp_path: Path) -> None:
    seller, creator, guest = newcomer(instance, "bruna"), newcomer(instance, "carlo"), instance.api()
    call(creator, "PUT", "/me/capabilities/earn")
    shop = open_shop(seller)
    plan = {"rate_bps": 1500, "is_default_plan_opted_out": False}
    call(seller, "PUT", f"/shops/{shop['id']}/plan", json=plan)
    product_id, variant_id = add_product(seller, shop, quantity=3)
    video = publish_clip(instance, creator, a_clip(tmp_path), product_id)
    order = buy(guest, video["id"], product_id, variant_id, an_email("compradora"))["orders"][0]
    path = f"/orders/{order['id']}"
    key = {"key": order["url"].partition("key=")[2]}
    [mine] = instance.wait_for(lambda: call(creator, "GET", "/me/commissions")["items"])
    received(seller, order["id"])
    call(guest, "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})

    def available() -> Any:
        found = call(creator, "GET", f"/commissions/{mine['id']}")
        return found if found["state"] == "available" else None

    instance.wait_for(available, timeout_s=40)
    [line] = call(guest, "GET", path, params=key)["lines"]
    late = {"id": str(new_id()), "lines": [{"line_id": line["id"], "quantity": 1}], "reason": "other"}
    answer = guest.post(f"{path}/returns", json=late, params=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "returns.return_too_late")

    half = a_refund(amount=PRICE_MINOR // 2)
    preview = call(seller, "POST", f"{path}/refund-preview", json={"amount": half["amount"]})
    given = [call(seller, "POST", f"{path}/refunds", json=half) for _ in range(2)]

    assert {each["refunded"]["amount"] for each in given} == {PRICE_MINOR // 2}
    assert sum(preview[part]["amount"] for part in ("shop", "platform", "creators")) == PRICE_MINOR // 2

    def share_is_back() -> Any:
        found = call(creator, "GET", f"/commissions/{mine['id']}")
        return found if found["amount"]["amount"] < EARNED else None

    after = instance.wait_for(share_is_back)
    assert EARNED - after["amount"]["amount"] == preview["creators"]["amount"]
    [balance] = call(creator, "GET", "/me/earnings")["balances"]
    assert balance["available"]["amount"] == after["amount"]["amount"]

    too_much = seller.post(f"{path}/refunds", json=a_refund(amount=PRICE_MINOR))
    assert (too_much.status_code, too_much.json()["code"]) == (409, "orders.more_than_is_left")
    for client, status in ((creator, 404), (guest, 401)):
        assert client.post(f"{path}/refunds", json=a_refund(amount=1)).status_code == status
    assert guest.get(f"{path}/refunds").status_code == 404
    assert [each["id"] for each in call(guest, "GET", f"{path}/refunds", params=key)] == [half["id"]]
    books_balance(instance)


def test_a_return_goes_its_way_through_the_api(instance: Instance) -> None:
    stall = Stall(instance, "devoluciones")
    _, variant_id = stall.product(quantity=5)
    guest, stranger, email = instance.api(), newcomer(instance, "eva"), an_email("compradora")
    order = bought(guest, variant_id, quantity=3, email=email)
    key = {"key": order["key"]}
    received(stall.seller, order["id"])
    shown = call(guest, "GET", f"/orders/{order['id']}", params=key)
    assert shown["return_right"]["law_unit"] == "business"
    assert shown["return_right"]["until"] > shown["timeline"][-1]["at"]
    lines = [{"line_id": shown["lines"][0]["id"], "quantity": 2}]
    new = {"id": str(new_id()), "lines": lines, "reason": "damaged", "words": "Llegó rota"}

    for _ in range(2):
        asked = call(guest, "POST", f"/orders/{order['id']}/returns", json=new, params=key)
    path = f"/returns/{asked['id']}"
    assert (asked["state"], asked["payer"], asked["can"]) == ("requested", "shop", ["withdraw"])
    assert stranger.get(path).status_code == guest.get(path).status_code == 404
    assert stranger.post(f"{path}/inspection", json={"lines": lines}).status_code == 404
    refusal = stall.seller.post(f"{path}/refusal", json={"words": "No quiero"})
    assert refusal.json()["code"] == "returns.withdrawal_is_a_right"

    call(stall.seller, "POST", f"{path}/acceptance", json={"instructions": "Calle 5"})
    call(guest, "POST", f"{path}/parcel", json=PARCEL, params=key)
    one = {"lines": [{**lines[0], "quantity": 1}], "words": "Una venía usada"}
    for _ in range(2):
        done = call(stall.seller, "POST", f"{path}/inspection", json=one)

    assert done["refunded"]["amount"] == PRICE_MINOR
    [listed] = call(stall.seller, "GET", f"/shops/{stall.shop['id']}/returns", params={"open": False})[
        "items"
    ]
    assert listed["id"] == asked["id"]
    levels = call(stall.seller, "GET", f"/shops/{stall.shop['id']}/stock")["items"]
    assert levels[0]["available"] == 3

    def told() -> bool:
        mails = instance.api().get("/demo/mails").json()["items"]
        return len([mail for mail in mails if mail["to"] == email and asked["code"] in mail["subject"]]) == 3

    instance.wait_for(told)
    books_balance(instance)


def test_who_withdraws_without_an_account_is_heard(instance: Instance) -> None:
    stall = Stall(instance, "arrepentida")
    _, variant_id = stall.product(quantity=2)
    guest, email = instance.api(), an_email("compradora")
    order = bought(guest, variant_id, quantity=1, email=email)

    receipts = [
        call(guest, "POST", "/withdrawals", json={"order_code": code, "email": email})
        for code in ("VT-NOBODY2", order["code"])
    ]

    assert all(each["code"].startswith("WD-") for each in receipts)
    instance.wait_for(
        lambda: (
            call(guest, "GET", f"/orders/{order['id']}", params={"key": order["key"]})["status"]
            == "cancelled"
        )
    )


def test_several_returns_are_accepted_together_and_one_that_cannot_says_why(
    desktop: Page, instance: Instance
) -> None:
    seller, stall = be_patient(desktop), Stall(instance, "devueltas")
    _, variant_id = stall.product(quantity=5)
    guest, asked = instance.api(), []
    for _ in range(3):
        order = bought(guest, variant_id, quantity=1, email=an_email("compradora"))
        received(stall.seller, order["id"])
        key = {"key": order["key"]}
        [line] = call(guest, "GET", f"/orders/{order['id']}", params=key)["lines"]
        new = {"id": str(new_id()), "lines": [{"line_id": line["id"], "quantity": 1}], "reason": "damaged"}
        asked.append((call(guest, "POST", f"/orders/{order['id']}/returns", json=new, params=key), key))
    (first, _), (second, _), (third, key) = asked
    sign_in_by_mail(seller, instance, stall.seller.get("/me").json()["email"])

    seller.goto(f"/sell/{stall.shop['handle']}/returns")
    seller.get_by_role("checkbox", name=words("sell.choose_all")).check()
    call(guest, "POST", f"/returns/{third['id']}/withdrawal", params=key)
    button(seller.get_by_role("group", name=words("sell.chosen", count=3)), "returns.accept").click()
    sheet = screen(seller, words("returns.accept_title"))
    expect(button(sheet, "returns.accept_many", count=3)).to_be_disabled()
    field(sheet, "returns.instructions").fill("Calle 5, local 2")
    button(sheet, "returns.accept_many", count=3).click()

    says(seller, "returns.accepted_many", count=2)
    expect(sheet.get_by_role("listitem")).to_have_count(1)
    expect(sheet.get_by_role("listitem")).to_contain_text(third["code"])
    expect(sheet.get_by_role("listitem").locator(".notice")).not_to_be_empty()
    shown = [call(stall.seller, "GET", f"/returns/{each['id']}") for each in (first, second, third)]
    assert [(each["state"], each["instructions"]) for each in shown] == [
        ("accepted", "Calle 5, local 2"),
        ("accepted", "Calle 5, local 2"),
        ("withdrawn", None),
    ]
    seller.keyboard.press("Escape")
    expect(seller.get_by_role("link", name=words("returns.table"))).to_be_focused()
    expect(seller.get_by_role("main").get_by_text(words("returns.state_accepted"))).to_have_count(2)
    expect(seller.get_by_role("main").get_by_role("checkbox")).to_have_count(0)


def test_both_sides_of_a_return_in_the_browser(phone: Page, desktop: Page, instance: Instance) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "devoluciones")
    _, variant_id = stall.product(quantity=5)
    order = bought(instance.api(), variant_id, quantity=2, email=an_email("compradora"))
    received(stall.seller, order["id"])
    sign_in_by_mail(seller, instance, stall.seller.get("/me").json()["email"])

    buyer.goto(f"{instance.base_url}/orders/{order['id']}?key={order['key']}")
    button(buyer, "returns.give_back").click()
    sheet = screen(buyer, words("returns.ask_title"))
    button(sheet, "action.more").click()
    field(sheet, "returns.reason").select_option("damaged")
    field(sheet, "returns.words").fill("Llegó rota")
    button(sheet, "returns.ask").click()
    says(buyer, "returns.state_requested")

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/returns")
    seller.get_by_role("main").get_by_role("link").filter(has_text="RT-").click()
    button(seller, "returns.accept").click()
    field(seller, "returns.instructions").fill("Calle 5, local 2")
    button(seller, "returns.accept").click()
    says(seller, "returns.state_accepted")

    buyer.reload()
    says(buyer, "returns.send_to")
    field(buyer, "sell.carrier").fill("Correos")
    field(buyer, "sell.tracking_number").fill("MX1")
    button(buyer, "returns.note_parcel").click()
    says(buyer, "returns.state_sent")

    seller.reload()
    button(seller, "returns.inspect").click()
    button(seller, "returns.inspect_done").click()
    says(seller, "returns.refunded", total=mxn(PRICE_MINOR))
    buyer.reload()
    expect(buyer.get_by_text(mxn(PRICE_MINOR)).first).to_be_visible()
    says(buyer, "returns.state_refunded")

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/orders/{order['id']}")
    # To ask for it is its buyer's.
    says(seller, "returns.title")
    expect(seller.get_by_text(words("returns.until_buyer", day="").removesuffix("."))).to_be_visible()
    expect(button(seller, "returns.give_back")).to_have_count(0)
    button(seller, "refund.title").click()
    sheet = screen(seller, words("refund.of", code=order["code"]))
    field(sheet, "refund.amount").fill("20")
    field(sheet, "refund.reason").fill("Un rasguño")
    button(sheet, "refund.give", total=mxn(20_00)).click()
    expect(seller.get_by_text(mxn(PRICE_MINOR + 20_00)).first).to_be_visible()

    buyer.goto(f"{instance.base_url}/withdrawal")
    field(buyer, "withdrawal.order_code").fill("VT-NOBODY2")
    field(buyer, "withdrawal.email").fill("nadie@people.example")
    button(buyer, "withdrawal.press").click()
    expect(buyer.get_by_text("WD-").first).to_be_visible()
