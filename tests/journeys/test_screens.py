"""Every screen and sheet, on three sizes, in three languages: fits, stands still, is read, can be tapped."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hatch_build
import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.journeys.conftest import ARGUMENTS, PHONE, Instance
from vitrina.cli.browser import find_chromium
from vitrina.cli.screens import NEWCOMER, SCREENS, Screen
from vitrina.cli.tour import IS_AT_REST, Tour

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "src" / "vitrina" / "locales"
TAGS = {"es": "es-MX", "pt": "pt-BR", "en": "en-US"}
SIZES = {"phone": (390, 844), "narrow": (360, 780), "desktop": (1280, 800)}
# Thirty pixels less change where words wrap, not what axe looks at, and it takes its time.
AXE_SIZES = ("phone", "desktop")
MAIN = [screen for screen in SCREENS if screen.is_main]
TAP_PX = 44
# WCAG 2.2 AA, and what axe calls good practice; of every impact.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What Google calls good is twice that.
SHIFT_MAX = 0.05
# The progress bar lies along the whole lower edge of a clip: higher, it would take the taps of the caption.
MAY_BE_LOW = ".progress"
# Operators write it themselves, in the template of a merchant's links.
CLICK_SLOT = "{click_id}"

QUESTIONS = Path(__file__).with_name("screens.js").read_text("utf-8")


@cache
def words_of(language: str) -> dict[str, str]:
    """The sentences of a catalogue, of plural forms the usual one; but not examples, which are demo names."""
    read = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return {
        key: said if isinstance(said, str) else said["other"]
        for key, said in read.items()
        if not key.endswith("_example")
    }


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core, as package-lock.json names it."""
    hatch_build.install(ROOT / "web", with_tools=True)
    return (ROOT / "web/node_modules/axe-core/axe.min.js").read_text("utf-8")


# A chart hears of its new size when the page is drawn with it, and draws itself with the next frame.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


@pytest.fixture(scope="module")
def tours(browser: Browser, instance: Instance) -> Iterator[dict[str, Tour]]:
    """One walk through the app per language, on a phone that is made wider and narrower."""
    opened = {
        language: Tour(browser, instance.base_url, {**PHONE, "device_scale_factor": 1, "locale": tag})
        for language, tag in TAGS.items()
    }
    yield opened
    for tour in opened.values():
        tour.close()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_fits_stands_still_can_be_tapped_and_is_read_aloud(
    tours: dict[str, Tour], axe: str, screen: Screen
) -> None:
    page = sized(tours["es"].page(screen.person), "phone")
    tours["es"].open(screen)

    faults = {
        "jumps": ask(page, "jumps", lessThan=SHIFT_MAX),
        "reading": misread(page, "es"),
        "taps": ask(page, "low", atLeast=TAP_PX, **{"except": MAY_BE_LOW}),
    }
    for size in SIZES:
        sized(page, size)
        faults[f"overflow {size}"] = ask(page, "overflow")
        if size in AXE_SIZES:
            faults[f"axe {size}"] = violations(page, axe)
    sized(page, "narrow")
    faults["longer words"] = ask(page, "stretched")

    assert not {what: found for what, found in faults.items() if found}


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("screen", MAIN, ids=lambda screen: screen.name)
def test_a_screen_is_translated_and_fits(tours: dict[str, Tour], screen: Screen, language: str) -> None:
    page = sized(tours[language].page(screen.person), "narrow")
    tours[language].open(screen)

    faults = {"reading": misread(page, language), "overflow": ask(page, "overflow")}

    assert not {what: found for what, found in faults.items() if found}


@pytest.fixture(scope="module")
def large(playwright_driver: Playwright, instance: Instance) -> Iterator[Tour]:
    """A walk of somebody who has set letters of twice the size in her browser."""
    browser = playwright_driver.chromium.launch(
        executable_path=find_chromium(), args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    tour = Tour(browser, instance.base_url, {**PHONE, "device_scale_factor": 1, "locale": TAGS["es"]})
    yield tour
    tour.close()
    browser.close()


@pytest.mark.parametrize("screen", MAIN, ids=lambda screen: screen.name)
def test_a_screen_fits_with_letters_of_twice_the_size(large: Tour, screen: Screen) -> None:
    page = sized(large.page(screen.person), "narrow")
    large.open(screen)

    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "32px"
    assert ask(page, "overflow") == []


def test_a_newcomer_sees_no_screen_without_a_way_on(tours: dict[str, Tour]) -> None:
    for screen in [each for each in SCREENS if each.person == NEWCOMER]:
        page = tours["es"].open(screen)

        ways = page.locator("main :is(a[href], button:not([disabled]), input)").filter(visible=True)
        expect(ways.first, screen.name).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/shop", "/cart"])
def test_a_font_that_comes_late_moves_nothing(phone: Page, path: str) -> None:
    held: list[Route] = []

    def hold(font: Route) -> None:
        held.append(font)

    phone.route("**/*.woff2", hold)
    with phone.expect_request("**/*.woff2"):
        phone.goto(path, wait_until="commit")
    expect(phone.locator("main :is(h1, h2, .handle)").first).to_be_visible()
    # What the page moves by itself, as its pictures come, is over.
    phone.wait_for_timeout(500)
    before = ask(phone, "jumps", lessThan=0)

    for font in held:
        font.continue_()
    phone.wait_for_function("() => document.fonts.status === 'loaded'")
    phone.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert held
    assert ask(phone, "jumps", lessThan=0) == before


def sized(page: Page, size: str) -> Page:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(DRAWN)
    return page


def ask(page: Page, question: str, **how: Any) -> Any:
    return page.evaluate(f"(how) => ({QUESTIONS}).{question}(how)", how)


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds on a screen, however small it calls it; what moves is read where it comes to rest."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    how = {"resultTypes": ["violations"], "runOnly": list(RULES)}
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(IS_AT_REST)
    # Of the rest, which is long, nothing is read.
    found: Any = page.evaluate("async (how) => (await axe.run(document, how)).violations", how)
    page.emulate_media(reduced_motion="no-preference")
    return [
        f"{each['impact']} {each['id']}: {node['target']} {node['failureSummary'][:300]}"
        for each in found
        for node in each["nodes"]
    ]


def misread(page: Page, language: str) -> list[str]:
    """What a reader of a language would stumble over: keys, holes, and sentences of another language."""
    read: Any = ask(page, "reading")
    words, mother = words_of(language), words_of("es")
    foreign = {mother[key] for key, said in words.items() if said != mother[key]} - set(words.values())
    names = "|".join(sorted({key.partition(".")[0] for key in words}))
    holes = re.compile(rf"^({names})\.[a-z_.]+$|\{{\w+\}}|undefined|NaN|\[object")
    texts = [text.replace(CLICK_SLOT, "") for text in read["texts"]]
    faults = [text for text in texts if text in foreign or holes.search(text)]
    if not read["language"].startswith(language):
        faults.append(f"lang={read['language']}")
    if len(read["headings"]) != 1 or not read["headings"][0] or not read["title"]:
        faults.append(f"headings: {read['headings']}, title: {read['title']}")
    return faults
