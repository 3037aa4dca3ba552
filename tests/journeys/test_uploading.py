# pyright: basic
"""Files as people have them go up in the browser, play upright, are published, watched and deleted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client
from msgspec import Struct
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import PHONE, Instance
from tests.journeys.test_loop_through_the_api import call, newcomer
from tests.journeys.test_studio_editing_through_the_api import take_away
from tests.journeys.walking import be_patient, button, field, link, says, screen, sign_in_by_mail, words
from tests.media.sources import draw, film, tone
from tests.media.test_clips import SHARED, needs_shared
from tests.media.test_ladder import HEVC_10, HLG, PQ, uneven

ENCODING_MS = 180_000
# Files that wait for the one encoder of the demo while another is looked at.
AHEAD = 4
# Left, before it is turned, a red edge; right, a blue one.
EDGES = "drawbox=w=iw/4:c=red:t=fill,drawbox=x=iw*3/4:w=iw/4:c=blue:t=fill"
# What is on the screen: its size, how light it is and how much there is to see, and its upper and lower edge.
PICTURE = """(video) => {
    const canvas = new OffscreenCanvas(32, 32);
    const pen = canvas.getContext('2d');
    pen.drawImage(video, 0, 0, 32, 32);
    const { data } = pen.getImageData(0, 0, 32, 32);
    const sum = (at) => data[at] + data[at + 1] + data[at + 2];
    const light = Array.from({ length: 1024 }, (_, pixel) => sum(4 * pixel) / 3);
    const mean = light.reduce((all, one) => all + one) / 1024;
    const spread = Math.sqrt(light.reduce((all, one) => all + (one - mean) ** 2, 0) / 1024);
    const redder = (row) => data[4 * (row * 32 + 16)] - data[4 * (row * 32 + 16) + 2];
    return { shape: video.videoWidth / video.videoHeight, mean, spread, top: redder(2), bottom: redder(29) };
}"""
# The clip that moves, wherever the page has it.
MOVING = """() => [...document.querySelectorAll('main video')]
    .find((one) => !one.paused && one.currentTime > 0.2 && one.videoWidth > 0)"""
LATER = "([video, atS]) => Math.abs(video.currentTime - atS) > 0.1"


def apple(folder: Path) -> Path:
    """HEVC with ten bits and PQ, lying on its side with a note to turn it."""
    options = ("-vf", f"{PQ},{EDGES}", "-c:a", "aac")
    flat = film(folder / "flat.mov", size="640x360", codec=HEVC_10, options=options)
    return draw(folder / "IMG_0001.MOV", "-c", "copy", inputs=["-display_rotation", "90", "-i", str(flat)])


def android(folder: Path) -> Path:
    """HEVC with HLG, turned the other way, without sound, its pictures at uneven moments."""
    drop = "select='not(eq(mod(n,7),3)+eq(mod(n,11),5))'"
    options = ("-vf", f"{HLG},{EDGES},{drop}", "-fps_mode", "vfr")
    flat = film(folder / "flat.mp4", size="640x360", rate=30, sound=None, codec=HEVC_10, options=options)
    return draw(folder / "PXL_1.TS.mp4", "-c", "copy", inputs=["-display_rotation", "270", "-i", str(flat)])


class Kind(Struct, frozen=True):
    """A file, and what is seen of it. shape: width per height.  end: whether red is below, or above."""

    source: Callable[[Path], Path]
    shape: float
    end: str = ""


def of_the_folder(name: str) -> Callable[[Path], Path]:
    return lambda _: SHARED / name


MADE = {
    "apple": Kind(apple, 9 / 16, "bottom"),
    "android": Kind(android, 9 / 16, "top"),
    "uneven": Kind(uneven, 4 / 3),
}
REAL = {
    "bigbuckbunny.mp4": 16 / 9,
    "bikes.mp4": 640 / 272,
    "bottle-detection.mp4": 16 / 9,
    "bug_video_640.mp4": 16 / 9,
    "car-detection.mp4": 16 / 9,
    "flower.mp4": 16 / 9,
    "flower.webm": 16 / 9,
    "friday.mp4": 4 / 3,
    "stream-of-water.mp4": 4 / 3,
    "tears-of-steel-battle-clip-medium.webm": 800 / 332,
}
KINDS = MADE | {name: Kind(of_the_folder(name), shape) for name, shape in REAL.items()}


class Creator(Struct):
    """Somebody in front of the studio, and the ids of what she has sent so far."""

    page: Page
    api: Client
    folder: Path
    sent: dict[str, str]

    def clip_of(self, name: str) -> str:
        """Answer the clip of a file. The next files go up, too, to be encoded meanwhile."""
        names = list(KINDS if SHARED.is_dir() else MADE)
        for each in names[: names.index(name) + 1 + AHEAD]:
            if each not in self.sent:
                folder = self.folder / each
                folder.mkdir()
                self.sent[each] = send(self.page, KINDS[each].source(folder))
        return self.sent[name]


@pytest.fixture(scope="module")
def creator(
    browser: Browser, instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Creator]:
    author = newcomer(instance, "petra")
    context = browser.new_context(base_url=instance.base_url, **PHONE)
    page = be_patient(context.new_page())
    sign_in_by_mail(page, instance, call(author, "GET", "/me")["email"])
    made = Creator(page=page, api=author, folder=tmp_path_factory.mktemp("files"), sent={})
    yield made
    context.close()
    for video_id in made.sent.values():
        if author.get(f"/videos/{video_id}").is_success:
            take_away(author, instance, video_id)


def send(page: Page, source: Path) -> str:
    """Send a file by the page, which shows how far it is. Answers the clip's id."""
    page.goto("/studio/upload")
    field(page, "studio.gallery").set_input_files(source)
    expect(page.get_by_role("progressbar").first).to_be_visible()
    page.wait_for_url("**/studio/videos/*")
    is_preparing = page.get_by_role("progressbar", name=words("studio.preparing_title"))
    expect(is_preparing.or_(page.get_by_role("heading", name=words("studio.tags")))).to_be_visible()
    return page.url.rpartition("/")[2]


@pytest.mark.parametrize("name", [*MADE, *(pytest.param(name, marks=needs_shared) for name in REAL)])
def test_a_file_plays_upright_is_published_seen_and_deleted(
    creator: Creator, phone: Page, instance: Instance, name: str
) -> None:
    page, viewer, video_id, kind = creator.page, be_patient(phone), creator.clip_of(name), KINDS[name]
    page.goto(f"/studio/videos/{video_id}")
    expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)
    button(page, "feed.play").click()
    expect_picture(page, kind)
    assert viewer.request.get(f"{instance.api_url}/clips/{video_id}").status == 404

    button(page, "studio.publish").click()
    says(page, "studio.published")
    viewer.goto(link(page, "studio.see_clip").get_attribute("href") or "")
    expect_picture(viewer, kind)

    button(page, "studio.delete").click()
    button(screen(page, words("studio.delete_title")), "studio.delete").click()
    says(page, "studio.deleted")
    instance.wait_for(lambda: viewer.request.get(f"{instance.api_url}/clips/{video_id}").status == 404)


def expect_picture(page: Page, kind: Kind) -> None:
    """It moves, has its shape, something is to be seen, and nothing stands on its head."""
    video: Any = page.wait_for_function(MOVING).as_element()
    seen = video.evaluate(PICTURE)
    assert seen["shape"] == pytest.approx(kind.shape, rel=0.02)
    assert 15 < seen["mean"] < 240
    assert seen["spread"] > 8
    if kind.end:
        other = {"top": "bottom", "bottom": "top"}[kind.end]
        assert seen[kind.end] > 50
        assert seen[other] < -50
    page.wait_for_function(LATER, arg=[video, video.evaluate("(video) => video.currentTime")])


def test_what_is_no_video_is_refused_and_the_words_stay(
    creator: Creator, instance: Instance, tmp_path: Path
) -> None:
    page, caption = creator.page, "Lo que ya escribí #taza"
    notes, named_so = tmp_path / "notas.txt", tmp_path / "clip.mp4"
    notes.write_text("Hola", encoding="utf-8")
    named_so.write_text("This is not a video. " * 400, encoding="utf-8")

    page.goto("/studio/upload")
    field(page, "studio.gallery").set_input_files(notes)
    says(page, "studio.file_refused")
    says(page, "studio.file_not_a_video", name=notes.name)

    send_with_words(page, named_so, caption)
    says(page, "studio.upload_failed")
    button(page, "studio.upload_other").click()
    field(page, "studio.gallery").set_input_files(tone(tmp_path / "voice.mp4"))
    says(page, "studio.failed_title")
    says(page, "studio.fix_no_picture")
    creator.sent["voice.mp4"] = page.url.rpartition("/")[2]
    link(page, "studio.upload_other").click()
    field(page, "studio.gallery").set_input_files(film(tmp_path / "good.mp4"))
    expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)

    creator.sent["good.mp4"] = page.url.rpartition("/")[2]
    expect(field(page, "studio.caption")).to_have_value(caption)


def send_with_words(page: Page, source: Path, caption: str) -> None:
    """Send a file over a slow line, and write meanwhile."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/uploads/*", hold)
    with page.expect_request("**/api/v1/uploads/*"):
        field(page, "studio.gallery").set_input_files(source)
    field(page, "studio.caption").fill(caption)
    assert held
    while held:
        held.pop().continue_()
    page.unroute("**/api/v1/uploads/*")


def test_a_file_too_many_waits_with_its_words(creator: Creator, tmp_path: Path) -> None:
    page, caption, refusals = creator.page, "Una más", [1]
    refusal = {"status": 409, "code": "videos.too_many", "title": "Espera a que termine alguno."}

    def refuse(route: Route) -> None:
        if route.request.method == "POST" and refusals:
            refusals.pop()
            route.fulfill(status=409, content_type="application/problem+json", json=refusal)
        else:
            route.continue_()

    page.route("**/api/v1/videos", refuse)
    page.goto("/studio/upload")
    field(page, "studio.gallery").set_input_files(film(tmp_path / "more.mp4"))
    expect(page.get_by_text(refusal["title"])).to_be_visible()
    field(page, "studio.caption").fill(caption)
    button(page, "action.retry").click()
    expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)

    page.unroute("**/api/v1/videos")
    creator.sent["more.mp4"] = page.url.rpartition("/")[2]
    expect(field(page, "studio.caption")).to_have_value(caption)
