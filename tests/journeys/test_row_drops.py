# pyright: basic
"""Drops: planned by a shop, claimed by a crowd, waited for, bought; no unit twice, everybody answered."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import be_patient, button, mxn, says, words
from vitrina.kit.ids import new_id

PRICE, UNITS, CROWD = 199_00, 5, 50
ADDRESS = {
    "country": "MX",
    "name": "Ana López",
    "line1": "Calle del Drop 1",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
}


def cup(instance: Instance) -> dict[str, Any]:
    """The product of the demo that has drops."""
    found = call(instance.api(), "GET", "/search/products", params={"q": "taza numerada"})["items"]
    return call(instance.api(), "GET", f"/products/{found[0]['id']}")


def demo_time(instance: Instance) -> str:
    """What time it is in the demo: other journeys move its clock."""
    return call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"]


def planned(instance: Instance, **changes: Any) -> dict[str, Any]:
    """A drop of five cups that is open, seen by its link alone."""
    seller = instance.api("bruno")
    product = cup(instance)
    now = demo_time(instance)
    new = {
        "id": str(new_id()),
        "variant_id": product["variants"][0]["id"],
        "place": "link",
        "price": {"amount": PRICE, "currency": "MXN"},
        "unit_count": UNITS,
        "opens_at": now,
    }
    return call(seller, "POST", f"/shops/{product['shop']['id']}/drops", json=new | changes)["drop"]


def ended(instance: Instance, drop: dict[str, Any]) -> dict[str, Any]:
    """Call a drop off, so that the next journey finds the stock of this one."""
    return call(instance.api("bruno"), "POST", f"/shops/{drop['shop_id']}/drops/{drop['id']}/cancellation")


def claimed(guest: httpx.Client, drop_id: str, **more: Any) -> httpx.Response:
    ticket = call(guest, "POST", f"/drops/{drop_id}/tickets")["ticket"]
    return guest.post(f"/drops/{drop_id}/claims", json={"id": str(new_id()), "ticket": ticket} | more)


def bought(guest: httpx.Client, drop: dict[str, Any], claim_id: str, line1: str) -> str:
    shipping = call(guest, "GET", f"/products/{drop['product_id']}")["shop"]["shipping"]["amount"]
    body = {
        "id": claim_id,
        "lines": [{"variant_id": drop["variant_id"], "quantity": 1}],
        "buyer": {"email": "crowd@people.example", "name": "Ana López", "language": "es"},
        "address": ADDRESS | {"line1": line1},
        "expected_total": {"amount": PRICE + shipping, "currency": "MXN"},
    }
    call(guest, "POST", "/checkouts", json=body)
    return call(
        guest, "POST", f"/checkouts/{claim_id}/payment", json={"method": "sandbox", "card": "success"}
    )["status"]


def test_fifty_people_claim_five_units_in_the_same_moment(instance: Instance) -> None:
    drop = planned(instance)
    told: Counter[str] = Counter()
    sold: Counter[str] = Counter()
    together = threading.Barrier(CROWD, timeout=60)

    def one(number: int) -> None:
        with instance.api() as guest:
            ticket = call(guest, "POST", f"/drops/{drop['id']}/tickets")["ticket"]
            claim_id = str(new_id())
            together.wait()
            answer = guest.post(f"/drops/{drop['id']}/claims", json={"id": claim_id, "ticket": ticket})
            told[answer.json().get("state") or answer.json()["code"]] += 1
            # Who buys before the last one claims leaves one place less to wait for.
            together.wait()
            if answer.json().get("state") == "held":
                sold[bought(guest, drop, claim_id, f"Calle de la Fila {number}")] += 1

    crowd = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert told == {"held": UNITS, "waiting": UNITS, "drops.sold_out": CROWD - 2 * UNITS}
    assert sold == {"paid": UNITS}
    own = ended(instance, drop)
    assert (own["bought"], own["held"], own["drop"]["left"]) == (UNITS, 0, 0)


def test_a_copied_ticket_and_somebody_elses_claim_are_worth_nothing(instance: Instance) -> None:
    drop = planned(instance, unit_count=2)
    ana, eva = instance.api(), instance.api()
    ticket = call(ana, "POST", f"/drops/{drop['id']}/tickets")["ticket"]
    call(eva, "POST", f"/drops/{drop['id']}/tickets")

    copied = eva.post(f"/drops/{drop['id']}/claims", json={"id": str(new_id()), "ticket": ticket})
    mine = claimed(ana, drop["id"])
    later = planned(instance, opens_at=_later(instance))
    early = claimed(instance.api(), later["id"])
    too_many = claimed(instance.api(), drop["id"], quantity=3)
    theirs = eva.delete(f"/drops/{drop['id']}/claims/{mine.json()['id']}")

    assert (copied.status_code, copied.json()["code"]) == (403, "drops.ticket_refused")
    assert mine.json()["state"] == "held"
    assert early.json()["code"] == "drops.not_open"
    assert too_many.json()["code"] == "drops.limit_reached"
    assert theirs.status_code == 404
    for each in (drop, later):
        ended(instance, each)


def _later(instance: Instance) -> str:
    return (datetime.fromisoformat(demo_time(instance)).astimezone(UTC) + timedelta(days=2)).isoformat()


def test_a_buyer_claims_in_the_sheet_and_pays_at_the_price_of_the_drop(
    phone: Page, instance: Instance
) -> None:
    drop = planned(instance, place="product", buyer_max=2)
    buyer = be_patient(phone)
    sign_in(buyer, instance, "ana")
    buyer.goto(f"/drops/{drop['id']}")
    card = buyer.get_by_role("region", name=words("drops.title"))
    expect(card.get_by_text(words("drops.left", count=UNITS))).to_be_visible()

    button(card, "drops.claim").click()

    sheet = buyer.get_by_role("dialog", name=words("checkout.title"))
    expect(sheet.get_by_text(mxn(PRICE)).first).to_be_visible()
    buyer.keyboard.press("Escape")
    expect(card).to_have_attribute("data-state", "held")
    says(card, "drops.held")
    expect(card.get_by_role("timer").last).to_have_text(re.compile(r"^0[0-2]:\d\d$"))

    button(card, "drops.give_up").click()

    expect(card).to_have_attribute("data-state", "open")
    expect(card.get_by_text(words("drops.left", count=UNITS))).to_be_visible()
    ended(instance, drop)


def test_who_waits_sees_it_become_hers(phone: Page, instance: Instance) -> None:
    drop = planned(instance, unit_count=1)
    first = instance.api()
    held = claimed(first, drop["id"]).json()
    waiter = be_patient(phone)
    waiter.goto(f"/drops/{drop['id']}")
    card = waiter.get_by_role("region", name=words("drops.title"))
    button(card, "drops.line_up").click()
    expect(card).to_have_attribute("data-state", "waiting")
    says(card, "drops.waiting", number=1)

    call(first, "DELETE", f"/drops/{drop['id']}/claims/{held['id']}")

    expect(card).to_have_attribute("data-state", "held")
    ended(instance, drop)
    assert urlsplit(waiter.url).path == f"/drops/{drop['id']}"


def test_a_shop_plans_a_drop_calls_it_off_and_reads_what_moved(desktop: Page, instance: Instance) -> None:
    product = cup(instance)
    seller = be_patient(desktop)
    sign_in(seller, instance, "bruno")
    seller.goto(f"/sell/{product['shop']['handle']}/drops")
    button(seller, "drops.plan").click()
    form = seller.get_by_role("region", name=words("drops.plan"))
    label = re.compile(re.escape(product["title"]))
    choice = form.get_by_label(words("drops.variant"))
    value = choice.locator("option").filter(has_text=label).first.get_attribute("value")
    choice.select_option(value)
    form.get_by_label(words("drops.price")).fill("150")
    form.get_by_label(words("drops.unit_count")).fill("3")
    opens_at = datetime.fromisoformat(demo_time(instance)) + timedelta(days=2)
    form.get_by_label(words("drops.opens")).fill(f"{opens_at:%Y-%m-%dT%H:%M}")
    button(form, "drops.make").click()
    says(seller, "drops.made")
    newest = seller.get_by_role("article", name=product["title"]).filter(has_text="3 en total").first
    expect(newest.get_by_text(words("drops.phase_planned"))).to_be_visible()

    button(newest, "drops.cancel").click()
    button(newest, "drops.cancel_sure").click()

    says(seller, "drops.cancelled")
    seller.goto(f"/sell/{product['shop']['handle']}/stock")
    seller.get_by_label(words("stock.cause")).select_option("cleared")
    expect(seller.get_by_role("listitem").filter(has_text="+3").first).to_be_visible()
