# pyright: basic
"""Words that others said are reported where they stand, looked at, taken away from every screen, and back."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import ADDRESS, call, newcomer
from tests.journeys.test_reviews import send
from tests.journeys.test_row_live import camera, lines_of, on_air
from tests.journeys.test_row_sponsorship import a_campaign, shop_of
from tests.journeys.walking import (
    Stall,
    be_patient,
    button,
    field,
    says,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.kit.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]


def mail_of(client: httpx.Client) -> str:
    return call(client, "GET", "/me")["email"]


def send_report(page: Page) -> None:
    """Fill the open sheet in and send it."""
    sheet = screen(page, words("report.title"))
    sheet.get_by_role("radio", name=words("reason.scam")).check()
    button(sheet, "report.send").click()
    says(page, "report.thanks")


def take_down(operator: Page, title: str, why: str) -> Locator:
    """Decide about a case that waits, as an operator who reads it."""
    operator.goto("/admin/reports")
    case = operator.get_by_role("article", name=title)
    field(case, "admin.words").fill(why)
    return case


def reverse(instance: Instance, author: httpx.Client, why: str) -> Any:
    """Appeal against the last decision about one's own things, and let an operator give in."""
    [decision] = call(author, "GET", "/me/decisions")["items"]
    assert decision["words"] == why
    appeal = {"id": str(new_id()), "words": "Era una broma."}
    call(author, "POST", f"/me/decisions/{decision['id']}/appeal", json=appeal)
    with instance.api("ines") as operator:  # Whoever decided does not decide about the appeal.
        outcome = {"outcome": "reversed", "words": "De acuerdo."}
        call(operator, "POST", f"/moderation/appeals/{appeal['id']}/outcome", json=outcome)
    return decision


def say(client: httpx.Client, room_id: str, text: str) -> str:
    said = {"id": str(new_id()), "text": text}
    call(client, "POST", f"/live-rooms/{room_id}/messages", json=said)
    return said["id"]


def line_of(page: Page, text: str) -> Locator:
    return page.get_by_role("list", name=words("live.chat")).get_by_role("button", name=text)


def test_a_line_of_a_chat_is_reported_where_it_stands_and_taken_off_every_screen(
    phone: Page, other_phone: Page, desktop: Page, instance: Instance
) -> None:
    viewer, other, operator = be_patient(phone), be_patient(other_phone), be_patient(desktop)
    stall, guest = Stall(instance, "conductora"), instance.api()
    author, friend, watcher = (newcomer(instance, each) for each in ("grosera", "amiga", "mirona"))
    mark, why = new_id().hex[-6:], "Pide datos que nadie debe dar."
    bad, good, later = f"Mándame tu tarjeta {mark}", f"¿Llega a Mérida? {mark}", f"Gracias {mark}"
    room_id = str(new_id())
    new = {"id": room_id, "title": f"Platos {mark}", "shop_id": stall.shop["id"]}
    call(stall.seller, "POST", "/live-rooms", json=new)
    stream = call(stall.seller, "POST", f"/live-rooms/{room_id}/stream-key")
    sign_in_by_mail(viewer, instance, mail_of(watcher))
    sign_in(operator, instance, "davi")

    with camera(stream):
        room = instance.wait_for(lambda: on_air(guest, room_id), timeout_s=60)
        for page in (viewer, other):
            page.goto(f"/live/{room_id}")
            expect(field(page, "live.write")).to_be_visible()
        say(friend, room_id, good)
        say(author, room_id, bad)
        say(friend, room_id, later)
        expect(line_of(other, bad)).to_be_visible()

        # With keys alone: up to the line, its menu, and back to it.
        expect(line_of(viewer, later)).to_be_visible()
        line_of(viewer, later).focus()
        viewer.keyboard.press("ArrowUp")
        expect(line_of(viewer, bad)).to_be_focused()
        viewer.keyboard.press("Enter")
        menu = viewer.get_by_role(
            "group", name=words("live.chat_of", handle=call(author, "GET", "/me")["handle"])
        )
        expect(button(menu, "report.title")).to_be_focused()
        viewer.keyboard.press("Escape")
        expect(menu).to_have_count(0)
        expect(line_of(viewer, bad)).to_be_focused()

        line_of(viewer, bad).click()
        button(menu, "report.title").click()
        send_report(viewer)
        case = take_down(operator, bad, why)
        around = case.get_by_role("list", name=words("admin.context")).get_by_role("listitem")
        expect(around.filter(has_text=good)).to_be_visible()
        expect(around.filter(has_text=later)).to_be_visible()
        button(case, "admin.take_down").click()
        expect(case).to_have_count(0)

        for page in (viewer, other):
            expect(line_of(page, bad)).to_have_count(0)
            expect(line_of(page, later)).to_be_visible()
        assert bad not in str(lines_of(room, kinds=["unchat"]))
        assert bad not in str(call(guest, "GET", f"/live-rooms/{room_id}"))

        decision = reverse(instance, author, why)
        assert decision["title"] == bad
        other.reload()
        expect(line_of(other, bad)).to_be_visible()

        viewer.reload()
        line_of(viewer, bad).click()
        button(menu, "people.mute").click()
        expect(line_of(viewer, bad)).to_have_count(0)
        say(author, room_id, f"Hola otra vez {mark}")
        expect(line_of(other, f"Hola otra vez {mark}")).to_be_visible()
        say(friend, room_id, f"Hasta luego {mark}")
        expect(line_of(viewer, f"Hasta luego {mark}")).to_be_visible()
        expect(line_of(viewer, f"Hola otra vez {mark}")).to_have_count(0)
        call(stall.seller, "POST", f"/live-rooms/{room_id}/ending")


def test_an_answer_to_a_review_is_reported_under_it_and_its_shop_alone_keeps_it(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    reader, seller = be_patient(phone), be_patient(desktop)
    stall, buyer, why = Stall(instance, "respondona"), newcomer(instance, "quejosa"), "Nadie merece eso."
    product_id, variant_id = stall.product(quantity=2)
    lines = [{"variant_id": variant_id, "quantity": 1}]
    quote = call(buyer, "POST", "/quotes", json={"lines": lines, "country": "MX"})
    details = {"email": mail_of(buyer), "name": "Ana López", "language": "es"}
    order = {"id": str(new_id()), "lines": lines, "buyer": details, "address": ADDRESS}
    purchase = call(buyer, "POST", "/checkouts", json=order | {"expected_total": quote["total"]})
    call(buyer, "POST", f"/checkouts/{purchase['id']}/payment", json={"method": "sandbox", "card": "success"})
    send(instance, stall, stall.orders_of(details["email"])[0]["id"])
    review = call(buyer, "PUT", f"/products/{product_id}/review", json={"stars": 2, "text": "Llegó rota"})
    words_of_shop = f"La rompiste tú, mentirosa {new_id().hex[-6:]}"
    call(stall.seller, "PUT", f"/reviews/{review['id']}/answer", json={"text": words_of_shop})
    sign_in_by_mail(reader, instance, mail_of(buyer))

    reader.goto(f"/p/{product_id}")
    expect(reader.get_by_text(words_of_shop)).to_be_visible()
    button(reader, "report.review_answer").click()
    send_report(reader)
    with instance.api("davi") as operator:
        about = {"kind": "review_answer", "thing_id": review["id"], "reason": "harassment"}
        decision = about | {"id": str(new_id()), "action": "take_down", "words": why}
        call(operator, "POST", "/moderation/decisions", json=decision)
    reader.reload()
    expect(reader.get_by_text("Llegó rota")).to_be_visible()
    expect(reader.get_by_text(words_of_shop)).to_have_count(0)

    sign_in_by_mail(seller, instance, mail_of(stall.seller))
    seller.goto(f"/sell/{stall.shop['handle']}/reviews")
    expect(seller.get_by_text(words_of_shop)).to_be_visible()
    says(seller, "reviews.answer_hidden")
    expect(button(seller, "reviews.answer_edit")).to_have_count(0)
    reverse(instance, stall.seller, why)
    seller.reload()
    expect(button(seller, "reviews.answer_edit")).to_be_visible()
    expect(seller.get_by_text(words("reviews.answer_hidden"))).to_have_count(0)


def test_the_brief_of_a_campaign_is_reported_and_says_when_it_is_full(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    creator, brand = be_patient(phone), be_patient(desktop)
    bruno, nico, why = instance.api("bruno"), instance.api("nico"), "Promete lo que no hay."
    shop, new = shop_of(bruno), a_campaign(instance)
    call(bruno, "POST", f"/shops/{shop['id']}/sponsor-campaigns", json=new)
    try:
        sign_in(creator, instance, "carla")
        creator.goto("/studio/sponsorships")
        card = creator.get_by_role("article", name=new["title"])
        button(card, "report.brief").click()
        send_report(creator)
        with instance.api("davi") as operator:
            about = {"kind": "brief", "thing_id": new["id"], "reason": "scam"}
            decision = about | {"id": str(new_id()), "action": "take_down", "words": why}
            call(operator, "POST", "/moderation/decisions", json=decision)
        creator.reload()
        others = creator.get_by_text(words("sponsor.open_none_title")).or_(creator.get_by_role("article"))
        expect(others.first).to_be_visible()
        refused = nico.post(f"/sponsor-campaigns/{new['id']}/applications", json={"id": str(new_id())})
        assert refused.status_code == 404
        expect(card).to_have_count(0)

        sign_in(brand, instance, "bruno")
        brand.goto(f"/sell/{shop['handle']}/sponsorships/{new['id']}")
        says(brand, "sponsor.hidden_own")
        expect(brand.get_by_text(words("sponsor.campaign_hidden"), exact=True)).to_be_visible()
        with instance.api("davi") as operator:
            back = about | {"id": str(new_id()), "action": "restore"}
            call(operator, "POST", "/moderation/decisions", json=back)
        part = call(nico, "POST", f"/sponsor-campaigns/{new['id']}/applications", json={"id": str(new_id())})
        call(bruno, "POST", f"/sponsorships/{part['id']}/acceptance")
        brand.reload()
        expect(brand.get_by_text(words("sponsor.campaign_full"), exact=True)).to_be_visible()
        says(brand, "sponsor.full_text")
        expect(brand.get_by_text(words("sponsor.campaign_open"), exact=True)).to_have_count(0)
    finally:
        call(bruno, "POST", f"/sponsor-campaigns/{new['id']}/cancellation")
