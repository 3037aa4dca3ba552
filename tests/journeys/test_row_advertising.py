# pyright: basic
"""Advertising: a shop pays in, makes a campaign, a viewer meets the marked ad, the report has the charge."""

from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call, newcomer
from tests.journeys.walking import (
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

CURRENT = "main.feed article:not([inert])"
FIRST_SLOT = 9
PLACES_MAX = 14
DAY_S = 24 * 60 * 60


def shop_of(instance: Instance) -> tuple[httpx.Client, str, str]:
    """Bruno, the API path of his shop, and its page."""
    bruno = instance.api("bruno")
    shop = call(bruno, "GET", "/me/shops")["items"][0]
    return bruno, f"/shops/{shop['id']}", f"/sell/{shop['handle']}"


def desk_of(instance: Instance) -> Any:
    bruno, path, _ = shop_of(instance)
    return call(bruno, "GET", f"{path}/ads")


def campaign_of(desk: Any, name: str) -> Any:
    return next(each for each in desk["campaigns"] if each["name"] == name)


def clip_to_promote(instance: Instance) -> str:
    """A clip of Carla's with a product of the shop that does not stand just before the first slot."""
    feed = call(newcomer(instance, "reader"), "GET", "/feed", params={"limit": 30})["items"]
    near = {each["id"] for each in feed[FIRST_SLOT - 5 : FIRST_SLOT]}
    shop_id = shop_of(instance)[1].rsplit("/", 1)[-1]

    def is_fit(clip: Any) -> bool:
        shows = {each["product"]["shop"]["id"] for each in clip["products"]}
        return clip["id"] not in near and shop_id in shows

    carlas = call(instance.api(), "GET", "/profiles/carla.cafe/clips", params={"limit": 50})["items"]
    return next(each["id"] for each in carlas if is_fit(each))


def test_an_ad_is_served_seen_and_charged_once(instance: Instance) -> None:
    bruno, path, _ = shop_of(instance)
    desk = desk_of(instance)
    assert desk["balance"]["amount"] > 0, "the demo's shop has paid in"
    running = next(each for each in desk["campaigns"] if each["status"] == "running")
    viewer = newcomer(instance, "viewer")
    feed = call(viewer, "GET", "/feed", params={"limit": 30})["items"]
    others = [each["id"] for each in feed if each["id"] != running["video_id"]][:FIRST_SLOT]

    ad = call(viewer, "POST", "/feed/ads", json={"clip_ids": others})["ad"]

    assert ad["clip"]["id"] == running["video_id"]
    assert ad["clip"]["why"] == "advertising"
    assert (ad["advertiser"]["id"], ad["why"]) == (path.rsplit("/", 1)[-1], ["country"])
    assert viewer.post("/feed/ads", json={"clip_ids": others[:8]}).status_code == 422
    for forged in (ad["token"][:-2], f"x{ad['token']}"):
        assert viewer.post("/ads/impressions", json={"token": forged}).status_code == 403
    assert bruno.post("/ads/impressions", json={"token": ad["token"]}).status_code == 403
    assert call(viewer, "POST", "/ads/impressions", json={"token": ad["token"]}) == {"is_counted": True}
    assert call(viewer, "POST", "/ads/impressions", json={"token": ad["token"]}) == {"is_counted": False}
    after = campaign_of(desk_of(instance), running["name"])
    assert after["viewable_count"] == running["viewable_count"] + 1
    assert after["filtered_count"] == running["filtered_count"] + 1
    call(viewer, "POST", "/ads/hides", json={"token": ad["token"]})
    assert call(viewer, "POST", "/feed/ads", json={"clip_ids": others}) == {"ad": None}


def test_a_shop_makes_a_campaign_and_a_viewer_meets_its_ad(
    phone: Page, other_phone: Page, instance: Instance
) -> None:
    bruno, path, page_path = shop_of(instance)
    name = f"Campaña {new_id().hex[-6:]}"
    video_id = clip_to_promote(instance)
    promotion = f"/videos/{video_id}/promotion"
    was_allowed = call(instance.api("carla"), "GET", promotion)
    call(instance.api("carla"), "PUT", promotion, json={"is_allowed": True})
    # The phone's own clock is behind that of the shop.
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": 8 * DAY_S})
    before = desk_of(instance)
    sign_in(phone, instance, "bruno")
    be_patient(phone).goto(f"{page_path}/ads")
    field(phone, "ads.top_up_sum").fill("1.00")
    button(phone, "ads.top_up").click()
    says(phone, "ads.topped_up")
    expect(phone.get_by_text(mxn(before["balance"]["amount"] + 100), exact=True)).to_be_visible()
    form = phone.locator("form", has=button(phone, "ads.make"))
    button(form, "ads.make").click()
    says(form, "ads.name_wrong")
    field(form, "ads.name").fill(name)
    field(form, "ads.clip").select_option(video_id)
    field(form, "ads.bid").fill("95")
    field(form, "ads.budget").fill("50")
    button(form, "ads.make").click()
    expect(form.get_by_role("alert")).to_be_visible()
    field(form, "ads.budget").fill("100")
    says(form, "ads.estimate_impression", count="1,052")
    button(form, "ads.make").click()
    says(phone, "ads.made")
    expect(phone.get_by_role("heading", name=name)).to_be_visible()

    viewer = be_patient(other_phone)
    sign_in_by_mail(viewer, instance, an_email("viewer"))
    assert viewer.request.patch("/api/v1/me", data={"country": "MX"}).ok
    viewer.goto("/")
    mark = viewer.locator(CURRENT).get_by_role("button", name=words("feed.ad"), exact=True)
    for place in range(PLACES_MAX):
        expect(viewer.locator(CURRENT)).to_have_attribute("data-index", str(place))
        if place == FIRST_SLOT - 4:
            viewer.wait_for_function("document.querySelectorAll('main.feed article').length >= 10")
        if place >= FIRST_SLOT and mark.count():
            break
        viewer.keyboard.press("ArrowDown")
    expect(mark).to_be_visible()
    instance.wait_for(lambda: campaign_of(desk_of(instance), name)["viewable_count"] == 1)
    mark.click()
    sheet = screen(viewer, words("ads.why"))
    says(sheet, "ads.why_country")
    expect(sheet.get_by_text(words("ads.why_text", shop=call(bruno, "GET", path)["name"]))).to_be_visible()

    phone.reload()
    card = phone.locator("section.card", has=phone.get_by_role("heading", name=name))
    expect(card.locator("dd").nth(1)).to_have_text("1")
    card.get_by_role("button", name=f"{words('ads.end')}: {name}").click()
    card.get_by_role("button", name=f"{words('ads.end_sure')}: {name}").click()
    expect(card.get_by_text(words("ads.ended"), exact=True)).to_be_visible()
    call(instance.api("carla"), "PUT", promotion, json=was_allowed)
