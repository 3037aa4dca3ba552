"""Habits on a clip that `test_feed` does not walk: resting fingers, captions, buzzes, what a guest may do."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PHONE, Instance, phone_of, sign_in
from tests.journeys.fingers import CURRENT, Finger, item, wait_for_play, wait_until_held
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import an_email, button, field, says, screen, sign_in_with_code, words
from vitrina.cli.screens import NEWCOMER
from vitrina.cli.tour import Tour
from vitrina.kit.ids import new_id

HASTY = 2
SLOW = 0.5
RATES = """() => [...document.querySelectorAll('.pool video')]
    .filter((one) => !one.paused).map((one) => one.playbackRate)"""
COUNT_BUZZES = """
    window.buzzes = [];
    navigator.vibrate = (ms) => window.buzzes.push(ms);
"""


def menu_of(page: Page) -> Locator:
    return screen(page, words("menu.title"))


def shown_caption(page: Page) -> str:
    return page.locator(CURRENT).get_attribute("aria-label") or ""


@pytest.fixture
def reader(phone: Page, instance: Instance) -> Page:
    """Eva's feed, which plays."""
    sign_in(phone, instance, "eva")
    phone.goto("/")
    wait_for_play(phone, 0)
    return phone


def test_8_a_finger_that_rests_opens_the_menu_and_a_clip_that_is_not_wanted_goes(
    reader: Page, finger: Finger, instance: Instance
) -> None:
    unwanted = shown_caption(reader)
    finger.rest(120, 330)
    menu = menu_of(reader)
    for key in ("menu.not_interested", "report.title", "people.mute", "people.block"):
        expect(menu.get_by_role("button", name=re.compile(f"^{words(key)}"))).to_be_visible()
    finger.lift()
    # Lifting it is no tap: the clip plays on, at the speed that is chosen here.
    menu.get_by_role("radio", name="0.5×").check(force=True)
    reader.wait_for_function(f"() => ({RATES})().join() === '{SLOW}'")
    menu.get_by_role("radio", name="1×").check(force=True)
    reader.wait_for_function(f"() => ({RATES})().join() === '1'")

    menu.get_by_role("button", name=re.compile(words("menu.not_interested"))).tap()
    says(reader, "menu.not_interested_done")
    expect(reader.locator(CURRENT)).not_to_have_attribute("aria-label", unwanted)
    wait_for_play(reader, 0)
    button(reader, "talk.undo").tap()
    expect(reader.locator(CURRENT)).to_have_attribute("aria-label", unwanted)
    wait_for_play(reader, 0)


def test_8_what_is_not_wanted_stays_away_after_a_reload(reader: Page, instance: Instance) -> None:
    unwanted = shown_caption(reader)
    # As a screen reader or a keyboard comes to it.
    button(reader.locator(CURRENT), "feed.options").focus()
    reader.keyboard.press("Enter")
    with reader.expect_response("**/disinterest") as answer:
        menu_of(reader).get_by_role("button", name=re.compile(words("menu.not_interested"))).click()
    assert answer.value.status == 204

    reader.reload()
    wait_for_play(reader, 0)

    assert shown_caption(reader) != unwanted
    path = answer.value.url.partition("/api/v1")[2]
    assert instance.api("eva").delete(path).status_code == 204


def test_8_menu_saves_the_clip(reader: Page, finger: Finger) -> None:
    save = item(reader, words("feed.save"))
    before = save.get_attribute("aria-pressed")
    finger.rest(120, 330)
    name = words("menu.unsave" if before == "true" else "feed.save")
    entry = menu_of(reader).get_by_role("button", name=name, exact=True)
    expect(entry).to_be_visible()
    finger.lift()

    entry.tap()

    after = "false" if before == "true" else "true"
    expect(save).to_have_attribute("aria-pressed", after)
    save.tap()
    expect(save).to_have_attribute("aria-pressed", before or "false")


def test_9_a_finger_on_the_right_edge_plays_at_double_speed_until_it_lifts(
    feed: Page, finger: Finger
) -> None:
    finger.rest(374, 240)
    feed.wait_for_function(f"() => ({RATES})().join() === '{HASTY}'")
    expect(feed.get_by_text("2×", exact=True)).to_be_visible()

    finger.lift()

    feed.wait_for_function(f"() => ({RATES})().join() === '1'")
    expect(feed.get_by_text("2×", exact=True)).to_have_count(0)
    expect(menu_of(feed)).to_have_count(0)
    wait_for_play(feed, 0)


@pytest.fixture(scope="module")
def captioned(instance: Instance) -> dict[str, Any]:
    """A clip with captions and more words under it than two lines hold."""
    with instance.api() as api:
        clips: list[dict[str, Any]] = api.get("/feed", params={"limit": 50}).json()["items"]
    return max((clip for clip in clips if clip["captions"]), key=lambda clip: len(clip["caption"]))


def test_14_16_captions_can_be_chosen_for_good_and_the_words_of_a_clip_unfold(
    phone: Page, captioned: dict[str, Any]
) -> None:
    phone.goto(f"/v/{captioned['id']}")
    wait_for_play(phone, 0)
    captions = button(phone, "feed.captions")
    # Without sound they are on by themselves.
    expect(captions).to_have_attribute("aria-pressed", "true")
    captions.tap()
    expect(captions).to_have_attribute("aria-pressed", "false")

    text = phone.locator(f"{CURRENT} .caption p")
    line_px = text.evaluate("(node) => parseFloat(getComputedStyle(node).lineHeight)")
    assert text.evaluate("(node) => node.clientHeight") <= 2 * line_px + 2
    button(phone, "feed.more").tap()
    assert text.evaluate("(node) => node.scrollHeight - node.clientHeight") <= 1
    button(phone, "feed.less").tap()
    expect(button(phone, "feed.more")).to_have_attribute("aria-expanded", "false")

    phone.reload()
    wait_for_play(phone, 0)
    expect(button(phone, "feed.captions")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_54_a_like_and_a_pull_buzz_where_motion_is_wanted(
    browser: Browser, instance: Instance, motion: Any
) -> None:
    context = browser.new_context(base_url=instance.base_url, reduced_motion=motion, **PHONE)
    page = context.new_page()
    page.add_init_script(COUNT_BUZZES)
    sign_in(page, instance, "eva")
    page.goto("/")
    finger = Finger(page)
    expect(page.locator(f"{CURRENT} .rail")).to_be_visible()
    wanted = 0 if motion == "reduce" else 1

    finger.tap(190, 330, times=2)
    expect(item(page, words("feed.like"))).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.buzzes.length") == wanted
    item(page, words("feed.like")).tap()
    expect(item(page, words("feed.like"))).to_have_attribute("aria-pressed", "false")
    with page.expect_response("**/api/v1/feed?*"):
        finger.swipe((190, 200), (190, 420))

    assert page.evaluate("window.buzzes.length") == 2 * wanted
    assert all(ms < 50 for ms in page.evaluate("window.buzzes"))
    context.close()


def test_51_a_save_and_a_follow_are_taken_back_when_they_are_refused(demo: Tour) -> None:
    page = demo.page(NEWCOMER)
    refusals = re.compile("/save$|/follows/")
    held: list[Any] = []
    page.route(refusals, lambda route: held.append(route))  # noqa: PLW0108  It asks for a function.
    page.goto("/")
    wait_for_play(page, 0)
    save, follow = item(page, words("feed.save")), page.locator(f"{CURRENT} .rail .follow")

    save.tap()
    expect(save).to_have_attribute("aria-pressed", "true")
    follow.tap()
    expect(follow).to_have_count(0)
    wait_until_held(page, held, 2)
    for each in held:
        each.fulfill(status=500, json={"code": "unexpected", "title": "no"})

    expect(save).to_have_attribute("aria-pressed", "false")
    expect(follow).to_be_visible()
    page.unroute(refusals)


def test_56_who_must_sign_in_is_asked_then_and_what_she_wanted_is_done(
    feed: Page, instance: Instance
) -> None:
    # Looking, pausing and sound ask nobody who she is.
    item(feed, words("feed.sound_on")).tap()
    item(feed, words("feed.comments")).tap()
    expect(screen(feed, words("feed.comments"))).to_be_visible()
    feed.go_back()
    like = item(feed, words("feed.like"))
    like.tap()
    sheet = screen(feed, words("sign_in.title"))
    expect(field(sheet, "field.email")).to_be_visible()

    sign_in_with_code(feed, instance, an_email("despues"))

    expect(sheet).to_be_hidden()
    expect(like).to_have_attribute("aria-pressed", "true")
    like.tap()
    expect(like).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("locale", "ago", "count"), [("es-MX", "hace 3 h", "1.2 k"), ("pt-BR", "há 3 h", "1,2 mil")]
)
def test_58_times_and_counts_are_said_as_their_reader_says_them(
    browser: Browser, instance: Instance, captioned: dict[str, Any], locale: str, ago: str, count: str
) -> None:
    context = browser.new_context(base_url=instance.base_url, **phone_of(locale))
    page = context.new_page()

    def told(route: Any) -> None:
        body = route.fetch().json()
        hours_ago = page.evaluate("new Date(Date.now() - 3 * 3600e3 - 60e3).toISOString()")
        body["items"] = [body["items"][0] | {"created_at": hours_ago, "like_count": 1_234}]
        route.fulfill(json=body)

    page.route(re.compile(r"/comments\?"), told)
    said_id = str(new_id())
    path = f"/videos/{captioned['id']}/comments"
    call(instance.api("ana"), "POST", path, json={"id": said_id, "text": f"¿Llega? {said_id[-6:]}"})
    page.goto(f"/v/{captioned['id']}")
    page.locator(f"{CURRENT} .rail .item").nth(1).tap()

    said = page.locator("dialog[open] article").first
    expect(said).to_contain_text(ago)
    expect(said).to_contain_text(count)
    context.close()
    call(instance.api("ana"), "DELETE", f"/comments/{said_id}")
