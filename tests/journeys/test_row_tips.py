# pyright: basic
"""Tips: given from a clip and a show, on hold in the creator's earnings, sent back by an operator."""

import re
from datetime import datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_row_live import camera, lines_of, on_air
from tests.journeys.walking import be_patient, button, mxn, says, words
from vitrina.kit.ids import new_id

SUM, KEEPS = 20_00, 19_00
PAY = {"method": "sandbox", "card": "success"}


def clip_of(instance: Instance, handle: str) -> dict[str, Any]:
    return call(instance.api(), "GET", f"/profiles/{handle}/clips")["items"][0]


def on_hold(client: httpx.Client) -> int:
    found = call(client, "GET", "/me/earnings")["balances"]
    return next((each["tips"]["amount"] for each in found if each["currency"] == "MXN"), 0)


def a_tip(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "amount": {"amount": SUM, "currency": "MXN"}} | changes


def give(giver: httpx.Client, **changes: Any) -> dict[str, Any]:
    tip = a_tip(**changes)
    call(giver, "POST", "/tips", json=tip)
    return call(giver, "POST", f"/tips/{tip['id']}/payment", json=PAY)


def received(creator: httpx.Client, tip_id: str) -> dict[str, Any] | None:
    found = call(creator, "GET", "/me/received-tips")["items"]
    return next((each for each in found if each["id"] == tip_id), None)


def test_a_tip_goes_from_a_card_to_the_creators_earnings_and_back(instance: Instance) -> None:
    ana, carla, davi = instance.api("ana"), instance.api("carla"), instance.api("davi")
    clip, before = clip_of(instance, "carla.cafe"), on_hold(carla)
    offer = call(ana, "GET", "/tip-offer", params={"video": clip["id"]})
    assert offer["sums"][0] == {
        "amount": {"amount": SUM, "currency": "MXN"},
        "keeps": {"amount": KEEPS, "currency": "MXN"},
    }

    paid = give(ana, video_id=clip["id"], is_anonymous=True)
    again = call(ana, "POST", f"/tips/{paid['id']}/payment", json=PAY)

    assert paid["state"] == again["state"] == "paid"
    assert on_hold(carla) == before + KEEPS
    got = received(carla, paid["id"])
    assert got and got["giver_name"] is None
    assert got["keeps"]["amount"] + got["fee"]["amount"] == got["amount"]["amount"] == SUM
    assert datetime.fromisoformat(got["matures_at"]) > datetime.fromisoformat(got["paid_at"])
    instance.wait_for(
        lambda: [n for n in call(carla, "GET", "/me/notices")["items"] if n["kind"] == "tip_received"]
    )

    for _ in range(2):
        assert call(davi, "POST", f"/tips/{paid['id']}/refund")["state"] == "refunded"
    assert on_hold(carla) == before


def test_what_may_not_be_is_refused(instance: Instance) -> None:
    ana, carla, guest = instance.api("ana"), instance.api("carla"), instance.api()
    clip = clip_of(instance, "carla.cafe")["id"]

    def says_no(client: httpx.Client, path: str, body: Any) -> tuple[int, str]:
        answer = client.post(path, json=body)
        return answer.status_code, answer.json()["code"]

    odd = a_tip(video_id=clip, amount={"amount": SUM + 1, "currency": "MXN"})
    assert says_no(ana, "/tips", odd) == (409, "tips.not_offered")
    assert says_no(ana, "/tips", a_tip()) == (422, "kit.malformed")
    assert says_no(carla, "/tips", a_tip(video_id=clip)) == (409, "tips.to_yourself")
    assert says_no(guest, "/tips", a_tip(video_id=clip)) == (401, "identity.sign_in_needed")
    assert says_no(ana, f"/tips/{new_id()}/refund", {}) == (403, "identity.not_allowed")


def test_a_show_hears_the_sum_and_no_name(instance: Instance) -> None:
    ana, carla, davi = instance.api("ana"), instance.api("carla"), instance.api("davi")
    room_id = str(new_id())
    call(carla, "POST", "/live-rooms", json={"id": room_id, "title": "Café con propina", "product_ids": []})
    stream = call(carla, "POST", f"/live-rooms/{room_id}/stream-key")

    with camera(stream):
        room = instance.wait_for(lambda: on_air(ana, room_id), timeout_s=60)
        tip = give(ana, room_id=room_id)
        lines = lines_of(room, kinds=["tip"])
        call(carla, "POST", f"/live-rooms/{room_id}/ending")

    [told] = [each["body"] for each in lines if each["kind"] == "tip"]
    assert told == {"amount": {"amount": SUM, "currency": "MXN"}}
    call(davi, "POST", f"/tips/{tip['id']}/refund")


@pytest.mark.parametrize("card", ["success", "challenge"])
def test_a_viewer_gives_a_tip_without_leaving_the_clip(phone: Page, instance: Instance, card: str) -> None:
    clip = clip_of(instance, "carla.cafe")
    viewer = be_patient(phone)
    sign_in(viewer, instance, "ana")
    viewer.goto(f"/v/{clip['id']}")
    cover = viewer.locator("article:not([inert]) button.tap")
    expect(cover).to_be_visible()
    cover.dispatch_event("contextmenu")
    menu = viewer.get_by_role("dialog", name=words("menu.title"))
    menu.get_by_role("button", name=re.compile(f"^{words('tips.title')}")).click()
    sheet = viewer.get_by_role("dialog", name=words("tips.title"))
    expect(sheet.get_by_text(mxn(KEEPS))).to_be_visible()
    sheet.get_by_label(words("checkout.method")).select_option(card)
    button(sheet, "tips.give", sum=mxn(SUM)).click()
    if card == "challenge":
        sheet.get_by_label(words("checkout.challenge_code")).fill("123456")
        button(sheet, "tips.give", sum=mxn(SUM)).click()
    says(sheet, "tips.thanks", name=clip["creator"]["name"], sum=mxn(SUM))
    button(sheet.get_by_role("status"), "action.close").click()
    expect(sheet).to_have_count(0)
    expect(viewer).to_have_url(re.compile(f"/v/{clip['id']}"))

    given = call(instance.api("ana"), "GET", "/me/tips")["items"][0]
    assert (given["state"], given["amount"]["amount"]) == ("paid", SUM)
    call(instance.api("davi"), "POST", f"/tips/{given['id']}/refund")


def test_creator_and_operator_see_it_on_their_screens(phone: Page, desktop: Page, instance: Instance) -> None:
    ana, carla = instance.api("ana"), instance.api("carla")
    tip = give(ana, video_id=clip_of(instance, "carla.cafe")["id"])
    creator, operator = be_patient(phone), be_patient(desktop)
    sign_in(creator, instance, "carla")
    creator.goto("/studio/earnings")
    says(creator, "tips.on_hold", sum=mxn(on_hold(carla)))
    receipts = creator.get_by_role("region", name=words("tips.received"))
    newest = receipts.get_by_role("article").first
    expect(newest.get_by_text(mxn(KEEPS))).to_be_visible()
    expect(newest.get_by_role("heading", name=tip["giver_name"])).to_be_visible()

    sign_in(operator, instance, "davi")
    operator.goto("/admin/revenue")
    row = operator.get_by_role("region", name=words("tips.all")).get_by_role("listitem").first
    button(row, "tips.refund").click()
    # Whom another currency is at home writes this one with its country.
    row.get_by_role("button", name=re.compile("^" + words("tips.refund_sure", sum=""))).click()

    expect(row.get_by_text(words("tips.state_refunded"))).to_be_visible()
    gone = received(carla, tip["id"])
    assert gone and gone["state"] == "refunded"
