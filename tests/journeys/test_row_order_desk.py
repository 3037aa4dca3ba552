# pyright: basic
"""A shop finds its orders, sends several at once from a pasted table, and two to one door in one box."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_returns import bought
from tests.journeys.walking import (
    Stall,
    an_email,
    be_patient,
    button,
    field,
    says,
    screen,
    sign_in_by_mail,
    words,
)


def test_many_orders_leave_at_once(phone: Page, desktop: Page, instance: Instance) -> None:
    buyer, seller = be_patient(phone), be_patient(desktop)
    stall = Stall(instance, "muchos-pedidos")
    _, variant_id = stall.product(quantity=9)
    email = an_email("vecina")
    one, other = [bought(instance.api(), variant_id, quantity=1, email=email) for _ in range(2)]
    third = bought(instance.api(), variant_id, quantity=2, email=an_email("lejana"))
    sign_in_by_mail(seller, instance, stall.seller.get("/me").json()["email"])

    seller.goto(f"{instance.base_url}/sell/{stall.shop['id']}/orders")
    expect(seller.get_by_role("tab", name=re.compile(f"^{words('sell.heap_paid')}")).first).to_contain_text(
        "3"
    )
    field(seller, "sell.find").fill(third["code"])
    expect(seller.get_by_role("link", name=one["code"])).to_have_count(0)
    expect(seller.get_by_role("link", name=third["code"]).first).to_be_visible()
    field(seller, "sell.find").fill("nadie con este nombre")
    says(seller, "sell.none_found")
    field(seller, "sell.find").fill("")

    says(seller, "sell.same_door", count=2)
    button(seller, "sell.send_together").click()
    sheet = screen(seller, words("sell.send_together"))
    field(sheet, "sell.carrier").fill("Estafeta")
    field(sheet, "sell.tracking_number").fill("JUNTOS-1")
    button(sheet, "sell.many_confirm", count=2).click()
    says(seller, "sell.many_sent", count=2)

    seller.get_by_label(words("sell.choose", code=third["code"])).locator("visible=true").first.check()
    slips = seller.get_by_role("link", name=words("sell.print_slips")).get_attribute("href")
    pdf = seller.request.get(f"{instance.base_url}{slips}")
    assert pdf.ok and pdf.body().startswith(b"%PDF")
    button(seller, "sell.mark_shipped").click()
    sheet = screen(seller, words("sell.mark_shipped"))
    field(sheet, "sell.paste").fill(f"pedido;guía\n{third['code']};PEGADA-3\nVT-NADIE22;X1")
    says(sheet, "sell.paste_found", count=2)
    button(sheet, "sell.many_confirm", count=2).click()
    expect(sheet.get_by_text("VT-NADIE22").first).to_be_visible()
    says(seller, "sell.many_sent", count=1)

    buyer.goto(f"{instance.base_url}/orders/{one['id']}?key={one['key']}")
    expect(buyer.get_by_text("JUNTOS-1").first).to_be_visible()
    shown = [call(stall.seller, "GET", f"/orders/{each['id']}") for each in (one, other, third)]
    assert [each["status"] for each in shown] == ["shipped"] * 3
    assert shown[0]["parcels"][0]["together_with"] == [other["code"]]
    assert shown[2]["parcels"][0]["shipment"]["tracking_number"] == "PEGADA-3"
