# pyright: basic
"""Sponsorship: escrow, a clip, its approval, the fee; the label, the receipt, what the operator earned."""

import re
from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import be_patient, button, field, mxn, says, words
from vitrina.kit.ids import new_id

SHOP = "molino.nube"
FEE = 10_00
LABEL = "paid"


def shop_of(bruno: httpx.Client) -> dict[str, Any]:
    return next(each for each in call(bruno, "GET", "/me/shops")["items"] if each["handle"] == SHOP)


def purse(bruno: httpx.Client) -> int:
    path = f"/shops/{shop_of(bruno)['id']}/sponsor-terms"
    return call(bruno, "GET", path)["available"]["amount"]


def available(client: httpx.Client) -> int:
    found = call(client, "GET", "/me/earnings")["balances"]
    return next((each["available"]["amount"] for each in found if each["currency"] == "MXN"), 0)


def demo_now(instance: Instance) -> datetime:
    """What the demo's clock says, which other journeys move; asking takes a second of it."""
    told = call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})
    return datetime.fromisoformat(told["now"])


def a_campaign(instance: Instance, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "title": f"Campaña {new_id().hex[-6:]}",
        "brief": "Muestra la taza.",
        "fee": {"amount": FEE, "currency": "MXN"},
        "places_max": 1,
        "submit_by": (demo_now(instance) + timedelta(days=20)).isoformat(),
    } | changes


def unpaid_clip(client: httpx.Client) -> dict[str, Any]:
    """A published clip that no brand has paid for yet."""
    cursor = None
    while True:
        page = call(client, "GET", "/me/videos", params={"cursor": cursor} if cursor else None)
        for each in page["items"]:
            if each["is_published"] and LABEL not in labels(client, each["id"]):
                return each
        cursor = page["next_cursor"]
        assert cursor, "every clip is sponsored"


def labels(client: httpx.Client, clip: str) -> list[str]:
    return call(client, "GET", f"/clips/{clip}")["disclosures"]


def test_a_sponsorship_goes_from_escrow_to_the_creators_earnings(instance: Instance) -> None:
    bruno, nico, davi = instance.api("bruno"), instance.api("nico"), instance.api("davi")
    shop, before, had = shop_of(bruno), purse(bruno), available(nico)
    new = a_campaign(instance)
    opened = call(bruno, "POST", f"/shops/{shop['id']}/sponsor-campaigns", json=new)
    assert (opened["escrow"]["amount"], purse(bruno)) == (FEE, before - FEE)

    application = {"id": str(new_id()), "words": "Yo tomo té, pero me animo."}
    part = call(nico, "POST", f"/sponsor-campaigns/{new['id']}/applications", json=application)
    path = f"/sponsorships/{part['id']}"
    assert part["acts"] == ["withdraw"]
    assert call(bruno, "POST", f"{path}/acceptance")["state"] == "accepted"
    clip = unpaid_clip(nico)["id"]
    call(nico, "POST", f"{path}/submission", json={"video_id": clip})
    assert LABEL in labels(instance.api(), clip)
    call(bruno, "POST", f"{path}/changes", json={"words": "Di el nombre del café."})
    call(nico, "POST", f"{path}/submission", json={"video_id": clip})
    paid = call(bruno, "POST", f"{path}/approval")

    assert (paid["state"], paid["fee"]["amount"]) == ("released", FEE)
    assert available(nico) == had + paid["you_get"]["amount"]
    [receipt] = [
        each
        for each in call(nico, "GET", "/me/sponsorships", params={"state": "released"})["items"]
        if each["id"] == part["id"]
    ]
    assert receipt["you_get"]["amount"] + receipt["platform_fee"]["amount"] == FEE
    assert receipt["available_at"] and LABEL in labels(instance.api(), clip)
    told = instance.wait_for(
        lambda: [
            each
            for each in call(nico, "GET", "/me/notices")["items"]
            if each["url"] == f"/studio/sponsorships/{part['id']}"
        ]
    )
    assert {each["kind"] for each in told} == {"sponsor_creator"}
    assert purse(bruno) == before - FEE

    def is_in_the_books() -> bool:
        found = call(davi, "GET", "/revenue", params={"year": demo_now(instance).year})["figures"]
        for each in found:
            if each["kind"] == "sponsorship_income":
                asked = {"kind": each["kind"], "currency": "MXN", "month": each["month"], "limit": 100}
                lines = call(davi, "GET", "/revenue/lines", params=asked)["items"]
                if any(line["journal"] == paid["journal"] for line in lines):
                    return True
        return False

    instance.wait_for(is_in_the_books, timeout_s=150)


def test_what_may_not_be_is_refused(instance: Instance) -> None:
    bruno, carla, eva = instance.api("bruno"), instance.api("carla"), instance.api("eva")
    path = f"/shops/{shop_of(bruno)['id']}/sponsor-campaigns"

    def says_no(client: httpx.Client, where: str, body: Any) -> tuple[int, str]:
        answer = client.post(where, json=body)
        return answer.status_code, answer.json()["code"]

    zero = a_campaign(instance, fee={"amount": 0, "currency": "MXN"})
    assert says_no(bruno, path, zero) == (422, "kit.malformed")
    rich = a_campaign(instance, fee={"amount": 10**10, "currency": "MXN"})
    assert says_no(bruno, path, rich) == (409, "sponsorships.not_enough")
    assert says_no(carla, path, a_campaign(instance)) == (403, "shops.not_your_shop")
    before, new = purse(bruno), a_campaign(instance)
    call(bruno, "POST", path, json=new)
    try:
        applications = f"/sponsor-campaigns/{new['id']}/applications"
        assert says_no(eva, applications, {"id": str(new_id())}) == (403, "sponsorships.earning_off")
        part = call(carla, "POST", applications, json={"id": str(new_id())})
        call(bruno, "POST", f"/sponsorships/{part['id']}/acceptance")
        foreign = {"video_id": unpaid_clip(instance.api("sol"))["id"]}
        submission = f"/sponsorships/{part['id']}/submission"
        assert says_no(carla, submission, foreign) == (404, "videos.video_not_found")
        assert says_no(eva, f"/sponsorships/{part['id']}/approval", {}) == (404, "sponsorships.not_found")
    finally:
        call(bruno, "POST", f"/sponsor-campaigns/{new['id']}/cancellation")
    assert purse(bruno) == before


@pytest.fixture
def brand(phone: Page, instance: Instance) -> Generator[Page]:
    """Bruno's phone; campaigns that he left open are cancelled afterwards."""
    bruno = instance.api("bruno")
    path = f"/shops/{shop_of(bruno)['id']}/sponsor-campaigns"
    known = {each["id"] for each in call(bruno, "GET", path)["items"]}
    sign_in(phone, instance, "bruno")
    yield be_patient(phone)
    for each in call(bruno, "GET", path)["items"]:
        if each["id"] not in known and each["state"] == "open":
            call(bruno, "POST", f"/sponsor-campaigns/{each['id']}/cancellation")


def test_a_brand_and_a_creator_do_it_on_their_phones(
    brand: Page, other_phone: Page, instance: Instance
) -> None:
    title = f"Café con Sol {new_id().hex[-6:]}"
    brand.goto(f"/sell/{SHOP}/sponsorships")
    button(brand, "sponsor.new").click()
    field(brand, "sponsor.name").fill(title)
    field(brand, "sponsor.brief").fill("Una taza, una mañana.")
    field(brand, "sponsor.fee").fill("10")
    field(brand, "sponsor.submit_by").fill(f"{demo_now(instance) + timedelta(days=20):%Y-%m-%d}")
    says(brand, "sponsor.to_escrow")
    button(brand, "sponsor.open").click()
    expect(brand.get_by_role("heading", name=title)).to_be_visible()
    expect(brand.get_by_text(mxn(FEE)).first).to_be_visible()

    creator = be_patient(other_phone)
    sign_in(creator, instance, "sol")
    creator.goto("/studio/sponsorships")
    card = creator.get_by_role("article", name=title)
    button(card, "sponsor.apply").click()
    field(card, "sponsor.apply_words").fill("Me levanto a las cinco.")
    button(card, "sponsor.send_application").click()
    expect(creator).to_have_url(re.compile("/studio/sponsorships/.+"))
    expect(creator.get_by_text(words("sponsor.state_applied"), exact=True)).to_be_visible()
    mine = creator.url

    brand.reload()
    expect(brand.get_by_text("Me levanto a las cinco.")).to_be_visible()
    button(brand, "sponsor.act_accept").click()
    expect(brand.get_by_text(words("sponsor.state_accepted"), exact=True)).to_be_visible()

    clip = unpaid_clip(instance.api("sol"))
    creator.goto(mine)
    button(creator, "sponsor.act_submit").click()
    field(creator, "sponsor.which_clip").select_option(clip["id"])
    button(creator, "sponsor.act_submit").click()
    expect(creator.get_by_text(words("sponsor.state_submitted"), exact=True)).to_be_visible()

    brand.reload()
    button(brand, "sponsor.act_approve").click()
    expect(brand.get_by_text(words("sponsor.state_released"), exact=True)).to_be_visible()
    brand.get_by_role("link", name=words("sponsor.see_clip")).click()
    expect(brand.get_by_text(words("feed.disclosure_paid")).first).to_be_visible()
    brand.goto(f"/embed/{clip['id']}")
    expect(brand.get_by_text(words("feed.disclosure_paid")).first).to_be_visible()

    creator.goto("/studio/earnings")
    receipts = creator.get_by_role("region", name=words("sponsor.receipts"))
    expect(receipts.get_by_role("article", name=title)).to_be_visible()
    creator.goto(f"/studio/videos/{clip['id']}")
    label = creator.get_by_role("region", name=words("studio.disclosure"))
    expect(label.get_by_text(words("feed.disclosure_paid"))).to_be_visible()


def test_an_operator_reads_what_the_platform_earned(desktop: Page, instance: Instance) -> None:
    sign_in(desktop, instance, "davi")
    desktop.goto("/admin/revenue")

    # An operator adds up what stands together: sums of one currency alone.
    totals = desktop.locator("#total ~ dl")
    expect(totals.get_by_text(words("revenue.kind_sponsorship_income"))).to_be_visible()
    symbols = {"BRL": "R$", "COP": "COP", "MXN": "MXN", "USD": "USD"}
    for each in totals.all():
        symbol = symbols[each.get_attribute("aria-label") or ""]
        assert all(symbol in told for told in each.locator("dd").all_inner_texts())
    figure = desktop.get_by_role("button", name=re.compile(words("revenue.kind_sponsorship_income"))).first
    figure.click()

    expect(figure).to_have_attribute("aria-expanded", "true")
    expect(desktop.get_by_text(re.compile("sponsorship:.+:released")).first).to_be_visible()
    with desktop.expect_download() as told:
        desktop.get_by_role("link", name=words("revenue.csv")).click()
    assert told.value.suggested_filename.startswith("revenue-")
