# pyright: basic
"""Small and honest: what a sale leaves is told before recording, and each cent of it is shown afterwards."""

import re
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call, newcomer
from tests.journeys.test_playing import LADDERS_S, PLAYED
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    field,
    fill_address,
    mxn,
    pay_button,
    screen,
    sign_in_by_mail,
    words,
)
from vitrina.kit.ids import new_id

RATE_BPS = 1_500
# The head of a rung with pictures, which a player fetches before any of them.
HEAD = re.compile(r"/(?!sound)([^/]+)-init\.mp4$")
TOTAL_MINOR = PRICE_MINOR + SHIPPING_MINOR


def told_in(place: Locator, title: str) -> Locator:
    """Find the line that says what a sale of a product would leave."""
    return place.get_by_role("button", name=re.compile(f"· {title}$"))


def a_sharer(instance: Instance) -> tuple[Any, str]:
    """Somebody who turned earning on, and her address."""
    creator = newcomer(instance, "carla")
    call(creator, "PUT", "/me/capabilities/earn")
    return creator, call(creator, "GET", "/me")["email"]


def test_what_was_told_before_recording_is_what_the_books_show_after_the_sale(
    phone: Page, other_phone: Page, instance: Instance
) -> None:
    stall = Stall(instance, "bruna")
    plan = {"rate_bps": RATE_BPS, "is_default_plan_opted_out": False}
    call(stall.seller, "PUT", f"/shops/{stall.shop['id']}/plan", json=plan)
    product_id, _ = stall.product(quantity=2)
    creator, email = a_sharer(instance)

    told = before_recording(be_patient(phone), instance, email, stall)
    pay_by_her_link(be_patient(other_phone), creator, product_id)
    shown = follow_the_peso(other_phone)

    assert shown["creator"] == told
    earned = call(creator, "GET", "/me/commissions")["items"]
    assert [each["amount"]["amount"] for each in earned] == [told]
    assert sum(shown.values()) == TOTAL_MINOR
    assert shown["platform"] > 0
    assert shown["provider"] == 0


def minor(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def before_recording(page: Page, instance: Instance, email: str, stall: Stall) -> int:
    """Read in the catalogue, and in the picker of a show, what a sale would leave, with its arithmetic."""
    sign_in_by_mail(page, instance, email)
    page.goto("/studio/earnings")
    button(page, "earnings.catalogue").click()
    field(page, "studio.search_products").fill(f"@{stall.shop['handle']}")
    line = told_in(page.get_by_role("main"), "Taza .+azul.+")
    expect(line).to_have_count(1)
    line.click()
    # How many days depends on the public holidays ahead.
    when = re.escape(words("keep.when", transit=7, days="DAYS")).replace("DAYS", r"\d+")
    expect(page.get_by_text(re.compile(when)).first).to_be_visible()
    amount = page.locator("main dd.total").inner_text()
    expect(line).to_contain_text(amount)

    page.goto("/studio/live")
    button(page, "live.new_show").click()
    field(page, "studio.search_products").fill(f"@{stall.shop['handle']}")
    line = told_in(page.get_by_role("main"), "Taza .+azul.+")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(amount)
    return minor(amount)


def pay_by_her_link(page: Page, creator: Any, product_id: str) -> None:
    """Buy as a guest what a link of hers showed."""
    code = urlsafe_b64encode(UUID(call(creator, "GET", "/me")["id"]).bytes).decode().rstrip("=")
    with page.expect_response(re.compile("/link-touches$")):
        page.goto(f"/p/{product_id}?via={code}")
    button(page, "product.buy_now").click()
    checkout = screen(page, words("checkout.title"))
    field(checkout, "field.email").fill(an_email("compradora"))
    fill_address(checkout)
    pay_button(checkout, TOTAL_MINOR).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()


def follow_the_peso(page: Page) -> dict[str, int]:
    """Look where each cent went; the creator's opens its journal. Answers the sum of each party."""
    button(page, "money.follow").click()
    trail = screen(page, words("money.follow"))
    creator = trail.get_by_role("button", name=re.compile(words("money.party_creator")))
    creator.click()
    journal = trail.get_by_role("table", name=re.compile(words("money.kind_commission_accrued")))
    expect(journal).to_be_visible()
    expect(journal.get_by_role("row", name=re.compile("creator_pending"))).to_be_visible()
    expect(trail.locator("dl dd").last).to_have_text(mxn(TOTAL_MINOR))
    parties = ("shop", "tax", "creator", "platform", "provider")
    shown = {
        party: trail.get_by_role("button", name=re.compile(rf"^{words(f'money.party_{party}')}\b"))
        for party in parties
    }
    return {party: minor(each.locator("b.num").inner_text()) for party, each in shown.items()}


def test_a_stranger_sees_no_money_of_others(instance: Instance) -> None:
    stranger = newcomer(instance, "extrana")

    assert stranger.get(f"/orders/{new_id()}/money").status_code == 404


def rungs_of(instance: Instance, clip: Any) -> list[str]:
    """Name the rungs of a clip that are there, the smallest first."""
    lines = httpx.get(urljoin(instance.base_url, clip["hls_url"])).text.splitlines()
    sizes = [int(found[1]) for line in lines if (found := re.search(r"RESOLUTION=(\d+)x", line))]
    addresses = [line for line in lines if line and not line.startswith("#")]
    return [address.removesuffix(".m3u8") for _, address in sorted(zip(sizes, addresses, strict=True))]


def clip_of(address: str) -> str:
    """Name the clip that a file belongs to."""
    return address.partition("/clips/")[2].partition("/")[0]


def a_clip_with_rungs(instance: Instance) -> tuple[Any, str]:
    """Wait for a clip of the demo that has more than one rung. Answers it with the smallest."""

    def found() -> Any:
        clips = call(instance.api(), "GET", "/feed")["items"]
        return next(((clip, rungs[0]) for clip in clips if len(rungs := rungs_of(instance, clip)) > 1), None)

    return instance.wait_for(found, timeout_s=LADDERS_S)


def choose_saver(page: Page, *, is_on: bool) -> None:
    page.goto("/me")
    saver = page.get_by_role("switch", name=re.compile(words("saver.title")))
    expect(saver).to_be_checked(checked=not is_on)
    saver.click()
    expect(saver).to_be_checked(checked=is_on)


def test_who_turns_the_data_saver_on_gets_the_smallest_pictures_and_one_clip_ahead(
    phone: Page, instance: Instance
) -> None:
    clip, smallest = a_clip_with_rungs(instance)
    page = be_patient(phone)
    choose_saver(page, is_on=True)
    heads: list[str] = []
    page.on("request", lambda request: heads.append(request.url) if HEAD.search(request.url) else None)

    page.goto(f"/v/{clip['id']}")
    page.wait_for_function(PLAYED)
    rungs = {url.rpartition("/")[2] for url in heads if clip_of(url) == clip_of(clip["hls_url"])}
    assert rungs == {f"{smallest}-init.mp4"}

    heads.clear()
    page.goto("/")
    page.wait_for_function(PLAYED)
    page.keyboard.press("ArrowDown")
    page.wait_for_function(PLAYED)
    # Requests are heard of while the page is asked something.
    instance.wait_for(lambda: page.evaluate("1") and len({*map(clip_of, heads)}) >= 3)
    assert len({*map(clip_of, heads)}) == 3, "the first, the second, and the next"

    choose_saver(page, is_on=False)
