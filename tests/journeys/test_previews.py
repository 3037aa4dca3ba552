# pyright: basic
"""The silent previews over the grids of clips: under a mouse, under the focus, in the middle of a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_playing import SAVES_DATA
from tests.journeys.walking import be_patient

# Made with the other rungs of the demo's clips, by an encoder that gives way to everything else.
PREVIEWS_S = 240.0
CARDS = "main li a[href^='/v/']"
# What plays over the cards of the page, and whether each lies exactly over its poster, which is there.
PLAYING = """() => [...document.querySelectorAll('main li a video, main a.tile video')].map((video) => {
    const image = video.previousElementSibling;
    const [over, under] = [video, image].map((one) => JSON.stringify(one.getBoundingClientRect()));
    return { card: video.closest('a').getAttribute('href'), isOver: over === under,
        isPosterThere: image.naturalWidth > 0, isSeen: video.style.opacity === '1',
        isPlaying: !video.paused && video.muted && video.currentTime > 0 };
})"""
ONE_PLAYS = f"""(href) => {{
    const on = ({PLAYING})();
    return on.length === 1 && on[0].isPlaying && on[0].isSeen && on[0].card === href;
}}"""
PLACES = """() => [...document.querySelectorAll('main li')]
    .map((one) => JSON.stringify(one.getBoundingClientRect()))"""


@pytest.fixture
def clips(instance: Instance) -> list[Any]:
    """The clips of a creator of the demo, who has some, with their previews."""
    guest = instance.api()

    def whole() -> Any:
        items = guest.get(f"/profiles/{instance.person('carla').handle}/clips").json()["items"]
        return items if all(each["preview_url"] for each in items) else None

    found = instance.wait_for(whole, timeout_s=PREVIEWS_S)
    assert len(found) >= 3
    return found


def profile(page: Page, instance: Instance, clips: list[Any]) -> Page:
    be_patient(page).goto(f"/@{instance.person('carla').handle}")
    expect(page.locator(CARDS)).to_have_count(len(clips))
    return page


def one_plays(page: Page, href: str) -> None:
    page.wait_for_function(ONE_PLAYS, arg=href)
    only = page.evaluate(PLAYING)[0]
    assert only == {"card": href, "isOver": True, "isPosterThere": True, "isPlaying": True, "isSeen": True}


def test_a_preview_plays_under_the_mouse_or_the_focus_one_at_a_time(
    desktop: Page, instance: Instance, clips: list[Any]
) -> None:
    page = profile(desktop, instance, clips)
    cards = page.locator(CARDS)
    first, second = f"/v/{clips[0]['id']}", f"/v/{clips[1]['id']}"
    assert page.evaluate(PLAYING) == []
    places = page.evaluate(PLACES)

    cards.nth(0).hover()
    one_plays(page, first)
    cards.nth(1).hover()
    one_plays(page, second)
    assert page.evaluate(PLACES) == places
    page.mouse.move(2, 2)
    expect(page.locator(f"{CARDS} video")).to_have_count(0)

    cards.nth(0).focus()
    one_plays(page, first)
    page.keyboard.press("Tab")
    one_plays(page, second)


def test_on_a_phone_the_card_in_the_middle_plays_until_it_leaves(
    phone: Page, instance: Instance, clips: list[Any]
) -> None:
    page = profile(phone, instance, clips)
    card = page.locator(CARDS).nth(1)
    card.evaluate("(card) => (document.querySelector('main').style.paddingBlock = '100vh')")

    card.evaluate("(card) => card.scrollIntoView({ block: 'center' })")
    one_plays(page, f"/v/{clips[1]['id']}")
    page.evaluate("() => window.scrollTo(0, 0)")

    expect(page.locator(f"{CARDS} video")).to_have_count(0)


@pytest.mark.parametrize("is_still", [True, False], ids=["still", "dear"])
def test_no_preview_where_motion_is_unwelcome_or_data_is_dear(
    desktop: Page, instance: Instance, clips: list[Any], is_still: bool
) -> None:
    if is_still:
        desktop.emulate_media(reduced_motion="reduce")
    else:
        desktop.add_init_script(SAVES_DATA)
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    page = profile(desktop, instance, clips)

    for index in range(len(clips)):
        page.locator(CARDS).nth(index).hover()
        page.locator(CARDS).nth(index).focus()

    assert page.evaluate(PLAYING) == []
    assert not [url for url in asked if url.endswith("preview.mp4")]


def test_the_studio_and_the_search_show_previews_too(
    desktop: Page, instance: Instance, clips: list[Any]
) -> None:
    sign_in(desktop, instance, "carla")
    be_patient(desktop).goto("/studio")
    tile = desktop.locator(f"a.tile[href='/studio/videos/{clips[0]['id']}']")
    tile.hover()
    one_plays(desktop, f"/studio/videos/{clips[0]['id']}")

    product_id = clips[0]["products"][0]["product"]["id"]
    guest = instance.api()
    showing = guest.get(f"/products/{product_id}/clips").json()["items"]
    found = guest.get("/search/clips", params={"q": clips[0]["caption"].split("#")[0]}).json()["items"]
    previews = {each["id"]: each["preview_url"] for each in [*showing, *found]}
    assert previews[clips[0]["id"]] == clips[0]["preview_url"]
    assert all(clips[0]["id"] in {each["id"] for each in some} for some in (showing, found))
