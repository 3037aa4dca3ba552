"""The habits that people bring from other feeds, with a real finger. Each test names its habits by their
numbers in the checklist of the design; `test_habits` has them all."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PHONE, Instance, phone_of, sign_in
from tests.journeys.fingers import CURRENT, PLAYERS, Finger, down, item, up, wait_for_play, wait_until_held
from vitrina.cli.screens import NEWCOMER, touch_chip
from vitrina.cli.tour import Tour

VIDEOS_MAX = 3


def test_1_2_11_a_flick_moves_one_clip_and_only_that_one_plays(feed: Page, finger: Finger) -> None:
    screen = feed.evaluate(
        "() => ['article', 'nav.bar'].map((what) => document.querySelector(what).offsetHeight)"
    )
    assert sum(screen) == PHONE["viewport"]["height"]

    up(finger)
    wait_for_play(feed, 1)
    finger.swipe((190, 740), (190, 40))
    wait_for_play(feed, 2)
    down(finger)
    wait_for_play(feed, 1)

    players = feed.evaluate(PLAYERS)
    assert feed.locator("video").count() <= VIDEOS_MAX
    assert all(each["isMuted"] for each in players)


def test_3_the_first_clip_plays_muted_where_sound_needs_a_tap(phone: Page) -> None:
    # As phones do it; a Chromium may let clips without sound pass.
    phone.add_init_script("""
        localStorage.setItem('vitrina.sound', 'true');
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
            return this.muted ? play.call(this) : Promise.reject(new DOMException('', 'NotAllowedError'));
        };
    """)

    phone.goto("/")

    assert wait_for_play(phone, 0)["isMuted"]
    expect(item(phone, "Activar sonido")).to_be_visible()


def test_4_the_choice_of_sound_survives_a_swipe_and_a_reload(feed: Page, finger: Finger) -> None:
    item(feed, "Activar sonido").tap()
    assert not wait_for_play(feed, 0)["isMuted"]

    up(finger)
    assert not wait_for_play(feed, 1)["isMuted"]
    feed.reload()

    assert not wait_for_play(feed, 0)["isMuted"]
    assert [each["isMuted"] for each in feed.evaluate(PLAYERS)].count(False) == 1


def test_5_a_tap_pauses_and_plays(feed: Page, finger: Finger) -> None:
    finger.tap(190, 330)
    expect(feed.locator(f"{CURRENT} .play")).to_be_visible()
    assert not any(each["isPlaying"] for each in feed.evaluate(PLAYERS))

    finger.tap(190, 330)
    wait_for_play(feed, 0)
    expect(feed.locator(f"{CURRENT} .play")).to_have_count(0)


def test_6_7_two_taps_like_and_never_take_it_back_nor_pause(
    phone: Page, finger: Finger, instance: Instance
) -> None:
    sign_in(phone, instance, "eva")
    phone.goto("/")
    wait_for_play(phone, 0)

    phone.evaluate("""() => {
        window.hearts = 0;
        addEventListener('animationend', ({ target }) => target.matches('.heart') && (window.hearts += 1));
    }""")

    for count in (1, 2):
        finger.tap(190, 330, times=2)
        phone.wait_for_function("(count) => window.hearts === count", arg=count)
        expect(item(phone, "Me gusta")).to_have_attribute("aria-pressed", "true")

    wait_for_play(phone, 0)
    item(phone, "Me gusta").tap()
    expect(item(phone, "Me gusta")).to_have_attribute("aria-pressed", "false")


def test_10_the_progress_bar_scrubs_under_a_finger(feed: Page, finger: Finger) -> None:
    bar = feed.locator(f"{CURRENT} .progress").bounding_box()
    assert bar
    y = bar["y"] + bar["height"] - 4

    finger.swipe((20, y), (292, y), lift=False)
    expect(feed.locator(f"{CURRENT} .time")).to_contain_text("/ 0:")
    finger.lift()

    expect(feed.locator(f"{CURRENT} .time")).to_have_count(0)
    lasts_s = int(feed.locator(f"{CURRENT} .progress").get_attribute("aria-valuemax") or 0)
    assert wait_for_play(feed, 0)["atS"] > lasts_s * 0.6
    expect(feed.locator(CURRENT)).to_have_attribute("data-index", "0")


def test_12_a_clip_begins_again_when_it_ends(feed: Page) -> None:
    feed.evaluate("""() => {
        const video = [...document.querySelectorAll('video')].find((one) => !one.paused);
        video.currentTime = video.duration - 0.3;
    }""")

    feed.wait_for_function(f"() => ({PLAYERS})().some((one) => one.isPlaying && one.atS > 0 && one.atS < 2)")


def test_13_the_poster_stands_until_the_first_picture(phone: Page) -> None:
    phone.route("**/*.m4s", lambda _: None)  # The network hangs: no answer at all.
    phone.goto("/")

    poster = phone.locator(f"{CURRENT} img.poster")
    phone.wait_for_function(f"() => document.querySelector('{CURRENT} img.poster')?.naturalWidth > 0")
    assert poster.is_visible()
    assert not any(each["isShown"] for each in phone.evaluate(PLAYERS))


def test_15_17_the_rail_and_the_bar_stand_where_thumbs_look(feed: Page) -> None:
    ways = feed.locator(f"{CURRENT} .rail :is(a, button)")
    names = [way.get_attribute("aria-label") or "" for way in ways.all()]
    talk = ["Me gusta", "Comentarios", "Guardar"]
    wanted = ["Perfil de", "Seguir a", *talk, "Productos", "Compartir", "Activar sonido"]
    assert [name.startswith(start) for name, start in zip(names, wanted, strict=True)] == [True] * 8

    places = feed.locator("nav.bar a:not(.logo)")
    assert places.all_inner_texts() == ["Inicio", "Tienda", "Crear", "Mensajes", "Yo"]
    for way in [*ways.all(), *places.all()]:
        box = way.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44


def test_18_21_a_finger_sideways_changes_the_tab_and_opens_the_creator(feed: Page, finger: Finger) -> None:
    finger.swipe((80, 330), (330, 350))
    feed.wait_for_url("**/following")
    expect(feed.get_by_role("link", name="Siguiendo")).to_have_attribute("aria-current", "page")
    finger.swipe((330, 330), (80, 350))
    expect(feed.get_by_role("link", name="Para ti")).to_have_attribute("aria-current", "page")
    wait_for_play(feed, 0)

    finger.swipe((330, 330), (80, 350))
    feed.wait_for_url("**/@*")
    feed.go_back()

    wait_for_play(feed, 0)


def test_19_home_again_and_a_pull_down_bring_what_is_new(feed: Page, finger: Finger) -> None:
    up(finger)
    wait_for_play(feed, 1)
    with feed.expect_response("**/api/v1/feed?*"):
        feed.get_by_role("link", name="Inicio").tap()
    wait_for_play(feed, 0)

    finger.swipe((190, 200), (190, 420), lift=False)
    expect(feed.locator(".pulled")).to_be_visible()
    with feed.expect_response("**/api/v1/feed?*"):
        finger.lift()

    expect(feed.locator(".pulled")).to_have_count(0)
    wait_for_play(feed, 0)


def test_20_the_way_back_leads_to_the_same_clip(feed: Page, finger: Finger) -> None:
    for index in (1, 2):
        up(finger)
        wait_for_play(feed, index)

    feed.locator(f"{CURRENT} a.handle").tap()
    feed.wait_for_url("**/@*")
    feed.go_back()

    wait_for_play(feed, 2)
    expect(feed.locator(CURRENT)).to_have_attribute("data-index", "2")


def test_22_a_hidden_tab_is_silent(feed: Page) -> None:
    hide = """(isHidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""

    feed.evaluate(hide, True)
    feed.wait_for_function(f"() => ({PLAYERS})().every((one) => !one.isPlaying)")
    feed.evaluate(hide, False)

    wait_for_play(feed, 0)


def open_product(page: Page, demo: Tour) -> Locator:
    """Open the product of a clip over it; the chip is what it was opened with."""
    page.goto(f"/v/{demo.places()['clip']}")
    chip = page.locator(f"{CURRENT} button.chip")
    touch_chip(chip)
    expect(page.locator("dialog[open] .actions")).to_be_visible()
    return chip


def test_23_24_25_29_a_sheet_over_the_playing_clip_follows_the_finger(
    phone: Page, finger: Finger, demo: Tour
) -> None:
    open_product(phone, demo)
    wait_for_play(phone, 0)
    handle = phone.locator("dialog[open] .handle").bounding_box()
    assert handle
    y = handle["y"] + 2

    finger.swipe((100, y), (100, y + 60), lift=False)
    moved = phone.locator("dialog[open] .handle").bounding_box()
    assert moved and moved["y"] > handle["y"] + 40
    # A finger that rests before it lets go does not flick.
    finger.swipe((100, y + 60), (100, y + 20))
    expect(phone.locator("dialog[open]")).to_have_count(1)
    finger.swipe((190, 700), (190, 300))
    expect(phone.locator(CURRENT)).to_have_attribute("data-index", "0")

    # What came meanwhile may have made it taller.
    handle = phone.locator("dialog[open] .handle").bounding_box()
    assert handle
    finger.swipe((100, handle["y"] + 2), (100, handle["y"] + 302))
    expect(phone.locator("dialog[open]")).to_have_count(0)
    wait_for_play(phone, 0)


def test_26_27_28_backdrop_back_and_escape_close_the_sheet_not_the_page(phone: Page, demo: Tour) -> None:
    clip = f"**/v/{demo.places()['clip']}"
    chip = open_product(phone, demo)
    phone.touchscreen.tap(190, 40)
    expect(phone.locator("dialog[open]")).to_have_count(0)
    phone.wait_for_url(clip)

    touch_chip(chip)
    expect(phone.locator("dialog[open]")).to_have_count(1)
    phone.go_back()
    expect(phone.locator("dialog[open]")).to_have_count(0)
    phone.wait_for_url(clip)

    chip.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("dialog[open] .actions")).to_be_visible()
    # The clip begins again, where no product is offered yet.
    phone.evaluate("() => [...document.querySelectorAll('video')].forEach((one) => (one.currentTime = 0))")
    phone.wait_for_function(f"() => ({PLAYERS})().some((one) => one.isPlaying && one.atS > 0 && one.atS < 2)")
    phone.keyboard.press("Escape")
    expect(phone.locator("dialog[open]")).to_have_count(0)
    expect(chip).to_be_focused()


def test_30_31_a_sheet_and_a_clip_have_addresses_of_their_own(
    phone: Page, finger: Finger, demo: Tour
) -> None:
    open_product(phone, demo)
    phone.wait_for_url(f"**/p/{demo.places()['product']}")
    phone.reload()
    expect(phone.get_by_role("heading", name="Cold brew artesanal 1 L")).to_be_visible()

    phone.goto(f"/v/{demo.places()['clip']}")
    expect(phone.locator(f"{CURRENT} a.handle")).to_have_text("@carla.cafe")
    wait_for_play(phone, 0)
    up(finger)

    wait_for_play(phone, 1)


def test_34_35_the_chip_shows_picture_price_and_discount(phone: Page, demo: Tour) -> None:
    phone.goto(f"/v/{demo.places()['clip']}")
    chip = phone.locator(f"{CURRENT} button.chip")

    expect(chip).to_contain_text("$189")
    expect(chip).to_contain_text("−17 %")
    phone.wait_for_function(f"() => document.querySelector('{CURRENT} .chip img')?.naturalWidth > 0")


@pytest.mark.parametrize(
    ("locale", "price", "title"),
    [
        ("es-MX", "R$289", "Tênis Brisa"),
        ("pt-BR", "R$ 289", "Tênis Brisa"),
        ("pt-BR", "MX$ 189", "Cold brew artesanal 1 L"),
        ("es-MX", "$ 42.900 COP", "Labial Seda de larga duración"),
    ],
)
def test_35_a_price_is_written_as_its_reader_writes_it(
    browser: Browser, instance: Instance, locale: str, price: str, title: str
) -> None:
    page = browser.new_context(base_url=instance.base_url, **phone_of(locale)).new_page()
    products = page.request.get("/api/v1/products?limit=50").json()["items"]
    page.goto("/p/" + next(each["id"] for each in products if each["title"] == title))

    shown = page.locator(".price .now").first.inner_text()

    page.context.close()
    assert shown.replace("\xa0", " ") == price


def test_51_a_like_answers_at_once_and_goes_back_when_it_is_refused(phone: Page, instance: Instance) -> None:
    sign_in(phone, instance, "eva")
    phone.goto("/")
    wait_for_play(phone, 0)
    held: list[Any] = []
    phone.route("**/like", lambda route: held.append(route))  # noqa: PLW0108  It asks for a function.
    like = item(phone, "Me gusta")
    before = like.inner_text()

    like.tap()
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).not_to_have_text(before)
    wait_until_held(phone, held, 1)
    held[0].fulfill(status=500, json={"code": "unexpected", "title": "no"})

    expect(like).to_have_attribute("aria-pressed", "false")
    expect(like).to_have_text(before)


def test_53_sharing_uses_the_phones_own_sheet_or_copies_the_link(phone: Page) -> None:
    phone.add_init_script("navigator.share = async (what) => { window.shared = what }")
    phone.goto("/")
    item(phone, "Compartir").tap()
    shared = phone.wait_for_function("() => window.shared").json_value()
    assert "/v/" in shared["url"]

    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.evaluate("() => { navigator.share = undefined }")
    item(phone, "Compartir").tap()

    expect(phone.get_by_text("Enlace copiado")).to_be_visible()
    assert phone.evaluate("() => navigator.clipboard.readText()") == shared["url"]


def test_55_nothing_moves_by_itself_where_motion_is_not_wanted(browser: Browser, instance: Instance) -> None:
    context = browser.new_context(base_url=instance.base_url, reduced_motion="reduce", **PHONE)
    page = context.new_page()
    page.goto("/")

    expect(page.locator(f"{CURRENT} .play")).to_be_visible()
    assert not any(each["isPlaying"] for each in page.evaluate(PLAYERS))
    longest = page.evaluate(
        "() => Math.max(0, ...document.getAnimations().map((one) => one.effect.getComputedTiming().duration))"
    )
    assert longest < 1
    Finger(page).tap(190, 330)
    wait_for_play(page, 0)
    context.close()


def test_57_the_language_follows_the_browser_until_it_is_chosen(browser: Browser, instance: Instance) -> None:
    context = browser.new_context(base_url=instance.base_url, **phone_of("pt-BR"))
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("link", name="Para você")).to_be_visible()

    page.goto("/me")
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_label("Language")).to_be_visible()
    page.goto("/")

    expect(page.get_by_role("link", name="For you")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en-US"
    context.close()


def test_60_arrows_and_letters_do_what_fingers_do(feed: Page) -> None:
    feed.keyboard.press("ArrowDown")
    wait_for_play(feed, 1)
    feed.keyboard.press("m")
    assert not wait_for_play(feed, 1)["isMuted"]
    feed.keyboard.press(" ")
    feed.wait_for_function(f"() => ({PLAYERS})().every((one) => !one.isPlaying)")
    feed.keyboard.press(" ")
    wait_for_play(feed, 1)
    # Both reach the page before the player has told of the first.
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }))"
    feed.evaluate(f"() => [1, 2].forEach(() => {press})")
    wait_for_play(feed, 1)
    feed.keyboard.press("ArrowUp")
    wait_for_play(feed, 0)

    feed.keyboard.press("l")

    expect(feed.get_by_role("dialog")).to_contain_text("Entra a Vitrina")


def published_count(instance: Instance) -> int:
    """How many clips a guest's feed has; other journeys may have published some."""
    api, count, cursor = instance.api(), 0, None
    while count == 0 or cursor:
        page = api.get("/feed", params={"cursor": cursor} if cursor else {}).json()
        count, cursor = count + len(page["items"]), page["next_cursor"]
    return count


def test_the_feed_goes_on_past_its_first_page_and_says_when_it_ends(feed: Page, instance: Instance) -> None:
    count = published_count(instance)
    seen: list[str] = []
    while not feed.locator(".last h2").count() or len(seen) < feed.locator("main.feed article").count():
        expect(feed.locator(CURRENT)).to_have_attribute("data-index", str(len(seen)))
        seen.append(feed.locator(CURRENT).get_attribute("aria-label") or "")
        feed.keyboard.press("ArrowDown")
        assert feed.locator("video").count() <= VIDEOS_MAX

    assert len(seen) == len(set(seen)) == count
    expect(feed.get_by_text("Por ahora es todo")).to_be_in_viewport()


def test_52_a_phone_without_network_says_so_and_goes_on_when_it_is_back(
    browser: Browser, instance: Instance
) -> None:
    # A page of its own: that code could not be fetched is what this is about.
    context = browser.new_context(base_url=instance.base_url, **PHONE)
    feed = context.new_page()
    feed.goto("/")
    wait_for_play(feed, 0)
    context.set_offline(True)
    expect(feed.get_by_role("status").filter(has_text="Sin conexión")).to_be_visible()
    feed.get_by_role("link", name="Siguiendo").tap()
    retry = feed.get_by_role("button", name="Intentar de nuevo")
    expect(feed.get_by_role("heading", name="Sin conexión")).to_be_visible()

    context.set_offline(False)
    retry.tap()

    expect(feed.get_by_role("heading", name="Aquí verás a quien sigas")).to_be_visible()
    context.close()


def test_following_nobody_leads_to_somebody(demo: Tour) -> None:
    page = demo.page(NEWCOMER)
    page.goto("/following")

    expect(page.get_by_role("heading", name="Aquí verás a quien sigas")).to_be_visible()
    page.locator(".last").get_by_role("link", name="Para ti").tap()

    wait_for_play(page, 0)
