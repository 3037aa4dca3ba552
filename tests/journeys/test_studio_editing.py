# pyright: basic
"""A creator edits a clip in the browser, by touch and by keyboard; then somebody watches it."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop
from tests.journeys.test_studio_editing_through_the_api import demo_now, film, take_away
from tests.journeys.walking import be_patient, button, field, says, screen, sign_in_by_mail, words

ENCODING_MS = 120_000
CURRENT = "main.feed article:not([inert])"
# As a field of date and time has it: the time on the clock of the browser.
LOCAL = """(iso) => {
    const at = new Date(iso);
    at.setMinutes(at.getMinutes() - at.getTimezoneOffset());
    return at.toISOString().slice(0, 16);
}"""


def test_a_clip_is_edited_in_the_browser_and_seen(
    phone: Page, other_phone: Page, instance: Instance, tmp_path: Path
) -> None:
    creator, viewer = be_patient(phone), be_patient(other_phone)
    seller, author = newcomer(instance, "tomas"), newcomer(instance, "edita")
    product_id, _ = add_product(seller, open_shop(seller), quantity=3)
    sign_in_by_mail(creator, instance, call(author, "GET", "/me")["email"])

    video_id = upload_and_trim(creator, film(tmp_path))
    path = f"/videos/{video_id}"
    tags = [{"product_id": product_id, "from_ms": 0, "to_ms": call(author, "GET", path)["duration_ms"]}]
    call(author, "PATCH", path, json={"tags": tags})
    creator.reload()
    choose_cover(creator)
    place_stickers(creator)
    write_captions(creator)
    plan(creator, instance)

    assert viewer.request.get(f"{instance.api_url}/clips/{video_id}").status == 404
    demo_now(instance, advance=timedelta(minutes=40))
    instance.wait_for(lambda: viewer.request.get(f"{instance.api_url}/clips/{video_id}").ok, timeout_s=60)
    watch(viewer, video_id)
    take_away(author, instance, video_id)


def upload_and_trim(page: Page, source: Path) -> str:
    """Take the last second off while the file is on its way over a slow line. Answers the clip's id."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/uploads/*", hold)
    page.goto("/studio/upload")
    field(page, "studio.gallery").set_input_files(source)
    fold(page, "studio.cut")
    end = page.get_by_role("slider", name=words("studio.cut_to"))
    for key in ("End", *["ArrowLeft"] * 10):
        end.press(key)
    says(page, "studio.cut_kept", kept="0:03.0", whole="0:04.0")
    expect(page.get_by_text(words("studio.sending"))).to_be_visible()
    while held:
        held.pop().continue_()
    page.unroute("**/api/v1/uploads/*")

    expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)
    expect(page.get_by_text("0:00 / 0:03")).to_be_visible()
    return page.url.rpartition("/")[2]


def fold(page: Page, key: str) -> Locator:
    """Open a tool, and answer its card."""
    card = page.locator("section.fold", has=page.get_by_role("button", name=re.compile(f"^{words(key)}")))
    head = card.get_by_role("button", name=re.compile(f"^{words(key)}")).first
    head.click()
    expect(head).to_have_attribute("aria-expanded", "true")
    return card


def choose_cover(page: Page) -> None:
    card = fold(page, "studio.cut_title")
    poster = page.locator(".screen video")
    before = poster.get_attribute("poster")
    button(card, "studio.cover").click()
    moment = card.get_by_role("slider", name=words("studio.cover_moment"))
    moment.press("PageUp")
    moment.press("ArrowRight")
    button(card, "studio.cover_do", at="0:01.1").click()
    expect(poster).not_to_have_attribute("poster", before or "")


def place_stickers(page: Page) -> None:
    card = fold(page, "studio.stickers")
    button(card, "studio.sticker_add_text").click()
    field(card, "studio.sticker_text").fill("¡Hecha a mano!")
    button(card, "studio.sticker_night").click()
    sticker = button(page, "studio.sticker_move", name="¡Hecha a mano!")
    before = sticker.bounding_box()
    sticker.press("Shift+ArrowDown")
    after = sticker.bounding_box()
    assert before and after
    assert after["y"] > before["y"]
    card.get_by_role("button", name=re.compile(f"^{words('studio.sticker_add_price', name='Taza')}")).click()
    expect(page.locator(".stage .price")).to_contain_text("$499")
    button(page, "studio.save_draft").click()
    says(page, "studio.saved")


def write_captions(page: Page) -> None:
    card = fold(page, "studio.captions")
    line = card.get_by_label(re.compile("^" + words("studio.cue_new", at="")))
    for text in ("Así se hace", "con barro rojo"):
        line.fill(text)
        line.press("Enter")
    expect(card.get_by_role("listitem")).to_have_count(2)
    expect(card.get_by_role("listitem").nth(1)).not_to_contain_text("0:00.0")
    button(card, "studio.captions_save").click()
    expect(button(card, "studio.captions_save")).to_be_disabled()
    expect(card.get_by_role("button", name=re.compile(f"^{words('studio.captions')}")).first).to_contain_text(
        "Español"
    )


def plan(page: Page, instance: Instance) -> None:
    at = demo_now(instance) + timedelta(minutes=30)
    button(page, "studio.schedule").click()
    sheet = screen(page, words("studio.schedule"))
    field(sheet, "studio.schedule_when").fill(page.evaluate(LOCAL, at.isoformat()))
    sheet.get_by_role("button", name=re.compile("^" + words("studio.schedule_do", when=""))).click()
    expect(sheet).to_be_hidden()
    says(page, "studio.scheduled_text")


def watch(page: Page, video_id: str) -> None:
    page.goto(f"/v/{video_id}")
    clip = page.locator(CURRENT)
    said = clip.locator(".said")
    captions = clip.get_by_role("button", name=words("feed.captions"))
    expect(clip.get_by_text("¡Hecha a mano!")).to_be_visible()
    expect(said).to_be_visible()
    expect(captions).to_have_attribute("aria-pressed", "true")

    rail, chip = clip.locator(".rail").bounding_box(), clip.locator(".meta").bounding_box()
    sticker = clip.get_by_text("¡Hecha a mano!").bounding_box()
    assert rail and chip and sticker
    assert sticker["x"] + sticker["width"] <= rail["x"]
    assert sticker["y"] + sticker["height"] <= chip["y"]

    captions.click()
    expect(said).to_have_count(0)
    page.reload()
    expect(captions).to_have_attribute("aria-pressed", "false")
    expect(clip.get_by_text("¡Hecha a mano!")).to_be_visible()
    clip.get_by_role("button", name=re.compile(r"^Taza .*, \$499")).press("Enter")
    expect(page.locator("dialog[open]").get_by_text("Taza <b>azul</b>").first).to_be_visible()
