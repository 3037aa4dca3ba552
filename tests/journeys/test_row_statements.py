# pyright: basic
"""A table of the bank: what fits is told first, noted when an operator says so, and once."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_payment_methods import PARCEL, TOTAL, choose, place
from tests.journeys.test_screens import axe, violations
from tests.journeys.walking import Stall, an_email, be_patient, button, mxn, says, words

__all__ = ["axe"]
OTHER_MINOR = 10_00


def order_paid_at_the_door(instance: Instance, stall: Stall) -> str:
    """Sell something that is paid where it arrives, and say that it was. Answers the order's code."""
    guest = instance.api()
    _, variant_id = stall.product(quantity=1)
    purchase = choose(guest, place(guest, variant_id, an_email("puerta")), "cash_on_delivery")
    call(guest, "POST", f"/checkouts/{purchase['id']}/confirmation", params={"key": purchase["key"]})
    order = purchase["orders"][0]
    call(stall.seller, "POST", f"/orders/{order['id']}/shipment", json=PARCEL)
    call(stall.seller, "POST", f"/orders/{order['id']}/cash")
    return order["code"]


def bring(operator: Page, table: str) -> None:
    with operator.expect_file_chooser() as chooser:
        button(operator, "bank.choose").click()
    chooser.value.set_files({"name": "banco.csv", "mimeType": "text/csv", "buffer": table.encode("cp1252")})


def line(operator: Page, told: str) -> Locator:
    return operator.get_by_role("listitem").filter(has_text=told)


def test_a_table_of_the_bank_notes_the_cash_that_came_once(
    desktop: Page, instance: Instance, axe: str
) -> None:
    operator, stall = be_patient(desktop), Stall(instance, "en-la-puerta")
    call(stall.seller, "PUT", f"/shops/{stall.shop['id']}/cash-on-delivery")
    whole, partly = (order_paid_at_the_door(instance, stall) for _ in range(2))
    table = (
        "Fecha;Descripción;Importe\n"
        f"02/11/2026;DEPÓSITO {whole};{TOTAL / 100:.2f}\n"
        f"02/11/2026;DEPÓSITO {partly};{OTHER_MINOR / 100:.2f}\n"
        "02/11/2026;DEPÓSITO SIN NOMBRE;12.00\n"
        "02/11/2026;COMISIÓN;-5.00\n"
    )
    sign_in(operator, instance, "davi")
    operator.goto("/admin/statements")

    bring(operator, "Esto no es una tabla.")
    expect(operator.get_by_role("alert")).to_be_visible()

    bring(operator, table)
    expect(line(operator, whole)).to_contain_text(words("bank.is_cash"))
    expect(line(operator, partly)).to_contain_text(words("bank.is_differs"))
    expect(line(operator, partly)).to_contain_text(mxn(TOTAL))
    expect(line(operator, "SIN NOMBRE")).to_contain_text(words("bank.is_unknown"))
    expect(line(operator, "COMISIÓN")).to_have_count(0)
    assert violations(operator, axe) == []

    button(operator, "bank.note", count=1).click()
    says(operator, "bank.noted", count=1)

    operator.reload()
    bring(operator, table)
    expect(line(operator, whole)).to_contain_text(words("bank.is_noted"))
    expect(line(operator, partly)).to_contain_text(words("bank.is_differs"))
    says(operator, "bank.none")
    awaited = call(instance.api("davi"), "GET", "/awaited-cash")["items"]
    codes = {each["code"] for each in awaited}
    assert whole not in codes
    assert partly in codes
