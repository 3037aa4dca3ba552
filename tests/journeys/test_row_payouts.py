# pyright: basic
"""Payouts: a shop says where its money goes, a payday comes, two operators agree, the bank pays."""

import csv
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
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
from tests.journeys.test_screens import axe, violations
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    link,
    mails_to,
    mxn,
    next_code,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.demo.fakepsp import FakePsp
from vitrina.demo.fakepsp_account import PspAccount
from vitrina.kit.ids import new_id

__all__ = ["axe"]
CLABE, WRONG_CLABE = "002010077777777771", "002010077777777772"
RFC = "GODE561231GR8"
QUANTITY = 4
TOTAL = QUANTITY * PRICE_MINOR + SHIPPING_MINOR


def sell(instance: Instance, stall: Stall) -> dict[str, Any]:
    """Sell four cups to a guest and say that they arrived. Answers the order."""
    _, variant_id = stall.product(quantity=9)
    guest = instance.api()
    email = f"compra.{new_id().hex[-8:]}@people.example"
    wanted = {
        "id": str(new_id()),
        "lines": [{"variant_id": variant_id, "quantity": QUANTITY}],
        "buyer": {"email": email, "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": {"amount": TOTAL, "currency": "MXN"},
    }
    purchase = call(guest, "POST", "/checkouts", json=wanted)
    card = {"method": "sandbox", "card": "success"}
    assert call(guest, "POST", f"/checkouts/{purchase['id']}/payment", json=card)["status"] == "paid"
    order = instance.wait_for(lambda: stall.orders_of(email))[0]
    call(stall.seller, "POST", f"/orders/{order['id']}/packing")
    shipment = {"carrier": "Correos", "tracking_number": "MX1"}
    call(stall.seller, "POST", f"/orders/{order['id']}/shipment", json=shipment)
    call(stall.seller, "POST", f"/orders/{order['id']}/delivery")
    return order


def set_destination(owner: Page, instance: Instance, email: str) -> None:
    """Fill the form as a person does: first with a wrong digit."""
    button(owner, "payouts.set_destination").click()
    form = owner.get_by_role("group", name=words("payouts.destination"))
    field(form, "payouts.holder").fill("Papelería de prueba")
    field(form, "payouts.kind_clabe").fill(WRONG_CLABE)
    form.get_by_label("RFC").fill(RFC)
    for number in (WRONG_CLABE, CLABE):
        field(form, "payouts.kind_clabe").fill(number)
        before = mails_to(instance, email)
        sender = button(form, "sign_in.send_code").or_(button(form, "sign_in.resend"))
        sender.click()
        code = next_code(instance, email, after=before)
        field(form, "sign_in.code").fill(code)
        button(form, "payouts.save_destination").click()
        if number == WRONG_CLABE:
            says(form, "payouts.wrong_number")
    says(owner, "payouts.on_hold")


def test_a_payout_goes_from_a_sale_to_the_bank(phone: Page, desktop: Page, instance: Instance) -> None:
    owner, operator = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "cobradora")
    me, shop = call(stall.seller, "GET", "/me"), stall.shop
    order = sell(instance, stall)
    sign_in_by_mail(owner, instance, me["email"])
    owner.goto(f"/sell/{shop['handle']}/payouts")
    says(owner, "payouts.held_destination_missing")
    set_destination(owner, instance, me["email"])
    instance.wait_for(
        lambda: [mail for mail in mails_to(instance, me["email"]) if "Cambió la cuenta" in mail["subject"]]
    )

    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})
    path = f"/payees/shop/{shop['id']}"
    instance.wait_for(
        lambda: call(stall.seller, "GET", path)["balances"][0]["available"]["amount"] > 0, timeout_s=90
    )
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 7 * DAY_S})
    [made] = instance.wait_for(lambda: call(stall.seller, "GET", f"{path}/payouts")["items"], timeout_s=90)
    assert made["payday"]
    assert made["state"] == "waiting"
    assert {each["tax"] for each in made["withheld"]} == {"MX:ISR", "MX:IVA"}
    taken = made["pays"]["amount"] + sum(each["amount"]["amount"] for each in made["withheld"])
    assert taken == made["amount"]["amount"] < TOTAL

    sign_in(operator, instance, "davi")
    operator.goto("/admin/payouts")
    case = operator.get_by_role("article", name=made["code"])
    expect(case.get_by_text(f"{RFC}")).to_have_count(0)
    button(case, "payouts.approve").click()
    says(case, "payouts.approvals", count=1, needed=2)
    expect(button(case, "payouts.approve")).to_have_count(0)
    again = instance.api("davi").post(f"/payouts/{made['id']}/approval")
    assert again.json()["code"] == "payouts.approved_already"
    call(instance.api("ines"), "POST", f"/payouts/{made['id']}/approval")
    operator.get_by_role("tab", name=words("payouts.state_ready")).click()
    button(operator, "payouts.make_file", currency="MXN").click()
    expect(case.get_by_text(words("payouts.state_sent"), exact=True).first).to_be_visible()
    with operator.expect_download() as told:
        link(operator, "payouts.file_csv").first.click()
    rows = list(csv.DictReader(io.StringIO(Path(told.value.path()).read_text())))
    mine = next(row for row in rows if row["payout"] == made["code"])
    assert (mine["number"], int(mine["amount_minor"])) == (CLABE, made["pays"]["amount"])
    button(case, "payouts.say_paid").click()
    expect(case).to_have_count(0)

    owner.reload()
    says(owner, "payouts.state_paid")
    expect(owner.get_by_text(mxn(made["pays"]["amount"])).first).to_be_visible()
    with owner.expect_download() as told:
        owner.get_by_role("link", name="Descargar PDF").first.click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF-")
    with owner.expect_download() as told:
        owner.get_by_role("link", name="Descargar CSV").first.click()
    lines = list(csv.DictReader(io.StringIO(Path(told.value.path()).read_text())))
    assert made["code"] in {line["reference"] for line in lines}
    moved = sum(int(line["amount_minor"]) for line in lines)
    assert int(lines[0]["balance_minor"]) + moved == int(lines[-1]["balance_minor"]) == 0

    # The sale may have become hers in the month before.
    mxn_months = call(stall.seller, "GET", f"{path}/statements", params={"currency": "MXN"})
    tables = [
        stall.seller.get(f"{path}/statement.csv", params={"currency": "MXN", "month": each["month"]}).text
        for each in mxn_months
    ]
    assert any(order["code"] in table for table in tables)

    operator.goto(f"/admin/books?search={order['code']}")
    journals = operator.get_by_role("list", name=words("books.journals"))
    expect(journals.get_by_text(f"order:{order['id']}:matured")).to_be_visible()
    button(operator, "books.look_over").click()
    expect(operator.get_by_text("I14", exact=True)).to_be_visible()
    found = call(instance.api("davi"), "GET", "/books/audit")["audits"][0]["findings"]
    broken = [
        each
        for each in found
        if each["breaches"] and each["code"] in {"I1", "I2", "I3", "I4", "I9", "I13", "I14"}
    ]
    assert broken == []


def test_the_demo_has_a_payout_that_arrived_and_one_that_waits_for_two(instance: Instance) -> None:
    davi, ines = instance.api("davi"), instance.api("ines")
    carla = call(instance.api("carla"), "GET", "/me")
    [hers] = call(instance.api("carla"), "GET", f"/payees/creator/{carla['id']}/payouts")["items"]
    assert [each["tax"] for each in hers["withheld"]] == ["MX:ISR"]
    report = davi.get("/withholdings.csv", params={"month": hers["created_at"][:10]}).text
    assert hers["code"] in report

    cases = {each["payout"]["code"]: each for each in call(davi, "GET", "/payouts")["items"]}

    assert cases[hers["code"]]["approvals_needed"] == 2
    assert "paid" in {each["payout"]["state"] for each in cases.values()}
    assert ines.get("/debts").status_code == 200
    assert instance.api("carla").get("/payouts").status_code == 403


def paid_out(instance: Instance, creator: httpx.Client) -> dict[str, Any]:
    """Say where a creator's money goes, let her ask for it, and let it arrive. Answers the payout."""
    me = call(creator, "GET", "/me")
    before = mails_to(instance, me["email"])
    call(creator, "POST", "/sign-in-codes", json={"email": me["email"], "language": "es"})
    path = f"/payees/creator/{me['id']}"
    destination = {"currency": "MXN", "kind": "clabe", "holder": "Carlo", "number": CLABE, "tax_id": RFC}
    proof = {"code": next_code(instance, me["email"], after=before)}
    call(creator, "PUT", f"{path}/destination", json=destination | {"proof": proof})
    asked = {"id": str(new_id()), "currency": "MXN"}
    early = creator.post(f"{path}/payouts", json=asked)
    assert (early.status_code, early.json()["code"]) == (409, "payouts.destination_on_hold")

    call(creator, "POST", "/demo/clock", json={"advance_s": 4 * DAY_S})
    creator.post(f"{path}/payouts", json=asked)  # Unless a payday was first.
    [made] = call(creator, "GET", f"{path}/payouts")["items"]
    for operator in ("davi", "ines"):
        call(instance.api(operator), "POST", f"/payouts/{made['id']}/approval")
    operator = instance.api("davi")
    call(operator, "POST", "/payout-files", json={"id": str(new_id()), "currency": "MXN"})
    call(operator, "POST", f"/payouts/{made['id']}/outcome", json={"outcome": "paid"})
    return made


def test_a_creator_who_was_paid_owes_what_a_refund_takes_back(
    desktop: Page, instance: Instance, tmp_path: Path
) -> None:
    seller, creator, guest = newcomer(instance, "deudora"), newcomer(instance, "pagado"), instance.api()
    call(creator, "PUT", "/me/capabilities/earn")
    shop = open_shop(seller)
    plan = {"rate_bps": 1500, "is_default_plan_opted_out": False}
    call(seller, "PUT", f"/shops/{shop['id']}/plan", json=plan)
    product_id, variant_id = add_product(seller, shop, quantity=3)
    video = publish_clip(instance, creator, a_clip(tmp_path), product_id)
    order = buy(guest, video["id"], product_id, variant_id, an_email("compradora"))["orders"][0]
    [mine] = instance.wait_for(lambda: call(creator, "GET", "/me/commissions")["items"])
    call(
        seller, "POST", f"/orders/{order['id']}/shipment", json={"carrier": "Correos", "tracking_number": "1"}
    )
    call(seller, "POST", f"/orders/{order['id']}/delivery")
    call(guest, "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})
    commission = f"/commissions/{mine['id']}"
    instance.wait_for(lambda: call(creator, "GET", commission)["state"] == "available", timeout_s=40)
    earned = call(creator, "GET", commission)["amount"]["amount"]
    payout = paid_out(instance, creator)
    assert payout["amount"]["amount"] == earned

    # The shop reads before it gives that a part of it comes from who was paid already.
    desk = be_patient(desktop)
    sign_in_by_mail(desk, instance, call(seller, "GET", "/me")["email"])
    desk.goto(f"/sell/{shop['handle']}/orders/{order['id']}")
    button(desk, "refund.title").click()
    sheet = screen(desk, words("refund.of", code=order["code"]))
    field(sheet, "refund.amount").fill(f"{PRICE_MINOR / 200:.2f}")
    field(sheet, "refund.reason").fill("Un rasguño")
    says(sheet, "refund.from_creators")
    button(sheet, "refund.give", total=mxn(PRICE_MINOR // 2)).click()
    says(desk, "refund.given_toast")

    def left() -> Any:
        found = call(creator, "GET", commission)["amount"]["amount"]
        return found if found < earned else None

    owes = earned - instance.wait_for(left)
    me = call(creator, "GET", "/me")
    [balance] = call(creator, "GET", f"/payees/creator/{me['id']}")["balances"]
    assert (balance["available"]["amount"], balance["held"]) == (-owes, "owes")
    debts = {each["payee_id"]: each for each in call(instance.api("davi"), "GET", "/debts")["items"]}
    assert debts[me["id"]]["owes"]["amount"] == owes
    again = creator.post(f"/payees/creator/{me['id']}/payouts", json={"id": str(new_id()), "currency": "MXN"})
    assert (again.status_code, again.json()["code"]) == (409, "payouts.below_minimum")
    books_balance(instance)


@pytest.fixture
def psp(instance: Instance, psp_account: PspAccount) -> Iterator[FakePsp]:
    with FakePsp(instance.psp_port, account=psp_account) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def show_who(owner: Page, instance: Instance, email: str, label: str) -> None:
    """Type the code of a mail, and press what it is for."""
    form = owner.get_by_role("group", name=words("payouts.destination"))
    before = mails_to(instance, email)
    button(form, "sign_in.send_code").or_(button(form, "sign_in.resend")).click()
    field(form, "sign_in.code").fill(next_code(instance, email, after=before))
    button(form, label).click()


def test_a_provider_carries_a_payout_to_an_account_with_it(
    phone: Page, instance: Instance, psp: FakePsp, axe: str
) -> None:
    owner, stall = be_patient(phone), Stall(instance, "llevada")
    me, shop = call(stall.seller, "GET", "/me"), stall.shop
    sell(instance, stall)
    sign_in_by_mail(owner, instance, me["email"])
    owner.goto(f"/sell/{shop['handle']}/payouts")
    button(owner, "payouts.set_destination").click()
    form = owner.get_by_role("group", name=words("payouts.destination"))
    form.locator("select[name=kind]").select_option("provider")
    says(form, "payouts.account_text")
    show_who(owner, instance, me["email"], "payouts.account_open")
    owner.get_by_role("button", name="This is me").click()
    owner.wait_for_url(re.compile(rf"/sell/{shop['handle']}/payouts"))
    expect(form.get_by_text("Stripe ••••")).to_be_visible()
    assert violations(owner, axe) == []
    show_who(owner, instance, me["email"], "payouts.account_use")
    says(owner, "payouts.on_hold")

    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})
    path = f"/payees/shop/{shop['id']}"
    instance.wait_for(
        lambda: call(stall.seller, "GET", path)["balances"][0]["available"]["amount"] > 0, timeout_s=90
    )
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 7 * DAY_S})
    [made] = instance.wait_for(lambda: call(stall.seller, "GET", f"{path}/payouts")["items"], timeout_s=90)
    for operator in ("davi", "ines"):
        call(instance.api(operator), "POST", f"/payouts/{made['id']}/approval")

    def arrived() -> list[dict[str, Any]]:
        found = call(stall.seller, "GET", f"{path}/payouts")["items"]
        return [each for each in found if each["state"] == "paid"]

    [paid] = instance.wait_for(arrived, timeout_s=90)
    assert list(psp.connect.carried().values()) == [made["pays"]["amount"]]
    assert paid["note"] in psp.connect.transfers
    owner.reload()
    expect(owner.get_by_text(paid["code"])).to_be_visible()
    assert violations(owner, axe) == []
