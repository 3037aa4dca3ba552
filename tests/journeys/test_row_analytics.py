# pyright: basic
"""Figures: who watches, in bands, and what hides a band of nineteen people."""

import re
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import a_clip, call, newcomer, publish_clip
from tests.journeys.walking import Stall, be_patient, says, sign_in_by_mail, words
from vitrina.kit.ids import new_id

DAY_S = 24 * 3600
GROUP_MIN = 20
# The sums are made within a minute after a day is over.
SUMS_TIMEOUT_S = 150


def figures_of(client: httpx.Client, subject: str, kind: str = "video") -> Any:
    return call(client, "GET", f"/analytics/{subject}", params={"kind": kind, "days": 7})


def published(instance: Instance, creator: httpx.Client, source: Path, product_id: str) -> tuple[str, str]:
    """A clip and its words."""
    video_id = publish_clip(instance, creator, source, product_id)["id"]
    caption = f"Taza {new_id().hex[-6:]}"
    call(creator, "PATCH", f"/videos/{video_id}", json={"caption": caption})
    return video_id, caption


def watch(client: httpx.Client, *video_ids: str) -> None:
    views = [{"video_id": each, "watched_ms": 3_000, "completed": True} for each in video_ids]
    call(client, "POST", "/views", json={"views": views})


def end_the_day(instance: Instance, creator: httpx.Client) -> None:
    """Go to the next day of the demo, and wait for the sums of the one that is over."""
    me = call(creator, "GET", "/me")["id"]
    today = call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"][:10]
    call(instance.api(), "POST", "/demo/clock", json={"advance_s": DAY_S})
    instance.wait_for(
        lambda: (figures_of(creator, me, "creator")["through"] or "") >= today, timeout_s=SUMS_TIMEOUT_S
    )


def test_nineteen_people_of_an_age_are_hidden_and_twenty_are_shown(
    phone: Page, instance: Instance, tmp_path: Path
) -> None:
    stall, author = Stall(instance, "tacera"), newcomer(instance, "creadora")
    product_id, _ = stall.product(quantity=5)
    source = a_clip(tmp_path)
    shown, said_shown = published(instance, author, source, product_id)
    hidden, said_hidden = published(instance, author, source, product_id)
    people = [newcomer(instance, "mira") for _ in range(GROUP_MIN)]
    for number, person in enumerate(people):
        watch(person, shown, *([hidden] if number else []))
    watch(instance.api(), shown)
    touch = {"id": str(new_id()), "video_id": shown, "product_id": product_id}
    call(people[0], "POST", "/touches", json=touch)
    assert figures_of(author, shown)["audience"]["viewer_count"] == 0

    end_the_day(instance, author)

    of_shown, of_hidden = figures_of(author, shown), figures_of(author, hidden)
    [band] = of_shown["audience"]["ages"]
    assert band["people_at_least"] == of_shown["audience"]["viewer_count"] == GROUP_MIN
    assert of_shown["audience"]["countries"] == [{"name": "MX", "people_at_least": GROUP_MIN}]
    assert (of_shown["watched"]["view_count"], of_shown["watched"]["tap_count"]) == (GROUP_MIN + 1, 1)
    assert of_hidden["audience"]["viewer_count"] == GROUP_MIN - 1
    assert of_hidden["audience"]["ages"] == of_hidden["audience"]["countries"] == []
    stranger = people[0].get(f"/analytics/{shown}", params={"kind": "video"})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "analytics.not_found")
    of_shop = figures_of(stall.seller, stall.shop["id"], "shop")
    assert {each["id"] for each in of_shop["clips"]} == {shown, hidden}

    see_it_in_the_studio(be_patient(phone), instance, author, (said_shown, said_hidden), band["name"])
    for video_id in (shown, hidden):
        call(author, "DELETE", f"/videos/{video_id}")


def see_it_in_the_studio(
    page: Page, instance: Instance, author: httpx.Client, said: tuple[str, str], band: str
) -> None:
    sign_in_by_mail(page, instance, call(author, "GET", "/me")["email"])
    page.goto("/studio?see=figures")
    says(page, "figures.audience")
    see_day_by_day(page, author)
    ages = page.get_by_role("heading", name=words("figures.ages"), exact=True).locator("xpath=..")
    expect(ages.first.get_by_text(band, exact=True)).to_be_visible()
    expect(ages.first.get_by_text(words("figures.at_least", count="20"))).to_be_visible()

    shown, hidden = [page.get_by_role("listitem").filter(has_text=each) for each in said]
    see = words("figures.show_audience")
    hidden.get_by_role("button", name=f"{see}: {said[1]}").click()
    says(hidden, "figures.ages")
    expect(hidden.get_by_text(words("figures.hidden", count=GROUP_MIN)).first).to_be_visible()
    expect(hidden.get_by_text(band, exact=True)).to_have_count(0)
    shown.get_by_role("button", name=f"{see}: {said[0]}").click()
    expect(shown.get_by_text(band, exact=True)).to_be_visible()


def see_day_by_day(page: Page, author: httpx.Client) -> None:
    """The chart says what it shows, the table has every day, and the file what the table has."""
    me = call(author, "GET", "/me")["id"]
    series = call(author, "GET", f"/analytics/{me}", params={"days": 28})["series"]
    views = sum(each["view_count"] for each in series)
    chart = page.get_by_role("img", name=re.compile(re.escape(words("figures.views"))))
    expect(chart).to_have_accessible_name(re.compile(rf"\b{views}\b"))
    expect(chart.locator("canvas")).to_be_visible()

    page.get_by_text(words("figures.table"), exact=True).click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(series))
    expect(rows.first.locator("td").first).to_have_text(str(series[-1]["view_count"]))

    page.get_by_role("tab", name=words("figures.taps")).click()
    expect(page.get_by_role("img", name=re.compile(re.escape(words("figures.taps"))))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=words("figures.csv")).click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert len(lines) == 1 + len(series)
    last = series[-1]
    assert lines[-1].startswith(f"{last['day']},{last['view_count']},{last['tap_count']},")


def test_an_operator_sees_what_the_whole_platform_sold_day_by_day(desktop: Page, instance: Instance) -> None:
    davi = instance.api("davi")
    shown = instance.wait_for(
        lambda: (each := call(davi, "GET", "/market-figures"))["sums"] and each, timeout_s=SUMS_TIMEOUT_S
    )
    most = max(shown["sums"], key=lambda each: each["purchase_count"])
    sign_in(desktop, instance, "davi")

    desktop.goto("/admin/revenue")
    market = desktop.get_by_role("region", name=words("market.title"))
    chart = market.get_by_role("img")
    expect(chart).to_have_accessible_name(
        re.compile(f"^{words('market.purchases')}.*: {most['purchase_count']} ")
    )
    market.get_by_role("tab", name=words("market.refunded")).click()
    expect(chart).to_have_accessible_name(re.compile(f"^{words('market.refunded')}"))
    market.get_by_text(words("figures.table")).click()

    expect(market.locator("tbody tr")).to_have_count(shown["days"])
    newest = market.locator("tbody tr").first.get_by_role("cell").first
    bought = [each["purchase_count"] for each in shown["series"][-1]["sums"] if same_currency(each, most)]
    expect(newest).to_have_text(str(sum(bought)))


def same_currency(one: Any, other: Any) -> bool:
    return one["sold"]["currency"] == other["sold"]["currency"]
