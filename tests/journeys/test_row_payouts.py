# pyright: basic
"""Payouts: a shop says where its money goes, a payday comes, two operators agree, the bank pays."""

import csv
import io
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import ADDRESS, DAY_S, call
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    be_patient,
    button,
    field,
    link,
    mails_to,
    mxn,
    next_code,
    says,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

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
