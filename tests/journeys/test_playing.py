# pyright: basic
"""Which files of a clip a browser takes: AV1 where it decodes that well, little where data is dear."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call, newcomer
from tests.journeys.test_studio_editing_through_the_api import ready_clip, take_away
from tests.journeys.walking import be_patient
from tests.media.sources import film

# Made when nobody waits for an encoder: the clips of the demo get their rungs first.
LADDERS_S = 240.0
# What a phone with a decoder for AV1 in its chip answers.
DECODES_AV1 = """MediaCapabilities.prototype.decodingInfo =
    async () => ({ supported: true, smooth: true, powerEfficient: true })"""
NO_HLS = """{
    const asked = HTMLMediaElement.prototype.canPlayType;
    HTMLMediaElement.prototype.canPlayType = function (type) {
        return type.includes('mpegurl') ? '' : asked.call(this, type);
    };
}"""
SAVES_DATA = "Object.defineProperty(NetworkInformation.prototype, 'saveData', { get: () => true })"
PLAYED = """() => [...document.querySelectorAll('main video')].some((one) => !one.paused
    && one.currentTime > 1 && one.videoWidth > 0 && one.getVideoPlaybackQuality().totalVideoFrames > 10)"""
INIT = re.compile(r"/(?!sound)[^/]+-init\.mp4$")


@pytest.fixture(scope="module")
def clip(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A clip of 720 lines with both of its ladders."""
    author = newcomer(instance, "avelina")
    source = film(tmp_path_factory.mktemp("av1") / "clip.mp4", size="720x1280", seconds=4)
    video_id = ready_clip(instance, author, source)["id"]
    call(author, "POST", f"/videos/{video_id}/publication")
    guest = instance.api()

    def whole() -> Any:
        found = call(guest, "GET", f"/clips/{video_id}")
        return found if found["av1_url"] else None

    yield instance.wait_for(whole, timeout_s=LADDERS_S)
    take_away(author, instance, video_id)


def codecs(page: Page, clip: Any) -> tuple[set[str], set[str]]:
    """Watch a clip. Answers the rungs whose pictures came, and how they are encoded."""
    inits: dict[str, str] = {}

    def note(request: Any) -> None:
        if found := INIT.search(request.url):
            inits[request.url] = found[0]

    page.on("request", note)
    page.goto(f"/v/{clip['id']}")
    page.wait_for_function(PLAYED)
    ours = [url for url in inits if clip["hls_url"].split("/")[3] in url]
    heads = [httpx.get(url).raise_for_status().content for url in ours]
    return (
        {url.rpartition("/")[2].removesuffix("-init.mp4") for url in ours},
        {code for head in heads for code in ("av01", "avc1") if code.encode() in head},
    )


@pytest.mark.parametrize("scripts", [[], [NO_HLS]], ids=["by_the_browser", "by_script"])
def test_av1_is_played_where_a_chip_decodes_it(phone: Page, clip: Any, scripts: list[str]) -> None:
    for script in [DECODES_AV1, *scripts]:
        phone.add_init_script(script)

    rungs, found = codecs(be_patient(phone), clip)

    assert rungs <= {"720-av1", "360-av1"}
    assert found == {"av01"}


def head_in_h264(instance: Instance, clip: Any) -> bytes:
    """Read what stands before the pictures of the largest rung in H.264."""
    master = urljoin(instance.base_url, clip["hls_url"])
    rungs = [line for line in httpx.get(master).text.splitlines() if line and not line.startswith("#")]
    rung = urljoin(master, rungs[-1])
    found = re.search(r'EXT-X-MAP:URI="([^"]+)"', httpx.get(rung).text)
    assert found
    return httpx.get(urljoin(rung, found[1])).raise_for_status().content


@pytest.mark.parametrize("scripts", [[], [NO_HLS]], ids=["by_the_browser", "by_script"])
def test_a_chip_that_promised_too_much_still_plays_the_clip(
    phone: Page, instance: Instance, clip: Any, scripts: list[str]
) -> None:
    for script in [DECODES_AV1, *scripts]:
        phone.add_init_script(script)
    # Pictures in AV1 behind a head that says H.264: no decoder takes them.
    head = head_in_h264(instance, clip)
    phone.route("**/*-av1-init.mp4", lambda route: route.fulfill(body=head, content_type="video/mp4"))

    _, found = codecs(be_patient(phone), clip)

    assert "avc1" in found


@pytest.mark.parametrize("scripts", [[], [NO_HLS]], ids=["by_the_browser", "by_script"])
def test_without_such_a_chip_h264_is_played(phone: Page, clip: Any, scripts: list[str]) -> None:
    for script in scripts:
        phone.add_init_script(script)

    _, found = codecs(be_patient(phone), clip)

    assert found == {"avc1"}


@pytest.mark.parametrize("scripts", [[], [NO_HLS]], ids=["by_the_browser", "by_script"])
def test_who_saves_data_gets_the_smallest_rung(phone: Page, clip: Any, scripts: list[str]) -> None:
    for script in [SAVES_DATA, *scripts]:
        phone.add_init_script(script)

    rungs, _ = codecs(be_patient(phone), clip)

    assert rungs == {"240"}
