"""A camera in one browser, a film in another: the product's own publisher and player, in Chromium."""

import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import av
import httpx
import pytest
from benchmarks.live_latency import bundle, served
from benchmarks.live_stage import Running, running
from playwright.sync_api import Browser, Page, Playwright

from tests.journeys.conftest import ARGUMENTS
from vitrina.cli.browser import ADVICE, find_chromium
from vitrina.live.broadcast.replay import read_index

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=ADVICE)]

CAMERA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
]
PATIENCE_S = 40
# A segment may begin with half of itself before the first sound; what is lost below is five times that.
IN_STEP_S = 0.5
PUBLISH = """<!doctype html><script type="module">
  import { openCamera, Publisher, wayToPublish } from './publisher.js';
  const query = new URLSearchParams(location.search);
  if (query.has('recorder')) delete globalThis.VideoEncoder;
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = class extends Socket { constructor(url) { super(url); globalThis.line = this; } };
  globalThis.told = { states: [], sentBps: 0, way: await wayToPublish() };
  globalThis.publisher = new Publisher({
    url: query.get('url'), ticket: async () => query.get('ticket'), stream: await openCamera(),
    onState: (state, code) => told.states.push(code ? `${state}: ${code}` : state),
    onStats: (stats) => (told.sentBps = stats.sentBps)
  });
  await publisher.start();
</script>"""
PLAY = """<!doctype html><video muted autoplay playsinline></video><script type="module">
  import { LivePlayer } from './player.js';
  const video = document.querySelector('video');
  globalThis.states = [];
  globalThis.shown = [];
  globalThis.player = new LivePlayer(video, new URLSearchParams(location.search).get('src'), {
    onState: (state) => states.push(state)
  });
  globalThis.video = video;
</script>"""


@pytest.fixture
def camera_browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """A browser of its own for each test: a camera that is left open takes the next one's processor."""
    opened = playwright_driver.chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS, *CAMERA])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A live process, and the address of a page that publishes and one that plays."""
    folder = tmp_path_factory.mktemp("live")
    bundle(folder / "pages")
    (folder / "pages" / "publish.html").write_text(PUBLISH)
    (folder / "pages" / "play.html").write_text(PLAY)
    with running(folder / "data") as live, served(folder / "pages") as home:
        yield live, home


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    page.set_default_timeout(40_000)
    page.goto(url)
    return page


def published(browser: Browser, stage: tuple[Running, str], room: str, **more: str) -> Page:
    live, home = stage
    socket = live.settings.live_url.replace("http", "ws", 1) + "/live/publish"
    query = urlencode({"url": socket, "ticket": f"live_{room}_any", **more})
    page = opened(browser, f"{home}/publish.html?{query}")
    page.wait_for_function("told.states.at(-1) === 'live' && told.sentBps > 0")
    return page


def played(browser: Browser, stage: tuple[Running, str], room: str) -> Page:
    live, home = stage
    page = opened(browser, f"{home}/play.html?{urlencode({'src': live.playlist_url(room)})}")
    page.wait_for_function("states.at(-1) === 'playing'")
    return page


def test_what_a_camera_sees_is_played_and_what_is_said_is_shown_in_order(
    camera_browser: Browser, stage: tuple[Running, str]
):
    camera = published(camera_browser, stage, "show")
    assert camera.evaluate("told.way") == "webcodecs"
    viewer = played(camera_browser, stage, "show")

    viewer.evaluate("""() => {
        const now = player.playingAt();
        for (const later of [900, 300, 600]) player.whenPlaying(now + later, () =>
            shown.push({ later, at: player.playingAt() - now }));
        player.whenPlaying(now + 100, () => shown.push('cancelled'))();
        player.whenPlaying(now - 5000, () => shown.push('past'));
    }""")
    viewer.wait_for_function("shown.length === 4")
    shown = viewer.evaluate("shown")

    assert shown[0] == "past"
    assert [each["later"] for each in shown[1:]] == [300, 600, 900]
    assert all(each["at"] > each["later"] - 100 for each in shown[1:])
    assert viewer.evaluate("video.videoWidth") > 0
    assert viewer.evaluate("video.webkitAudioDecodedByteCount") > 0

    camera.evaluate("publisher.stop()")
    viewer.wait_for_function("states.at(-1) === 'ended'")
    assert camera.evaluate("told.states.at(-1)") == "ended"


@pytest.mark.parametrize("status", [None, 404])
def test_a_film_that_is_over_and_whose_last_pictures_do_not_come_ends(
    camera_browser: Browser, stage: tuple[Running, str], status: int | None
):
    camera = published(camera_browser, stage, f"stuck{status}")
    viewer = played(camera_browser, stage, f"stuck{status}")

    viewer.route(re.compile(r"\.m4s"), lambda piece: status and piece.fulfill(status=status))
    viewer.wait_for_function("['stalled', 'waiting'].includes(states.at(-1))")
    camera.evaluate("publisher.stop()")

    viewer.wait_for_function("states.at(-1) === 'ended'")


def test_a_camera_whose_line_breaks_comes_back_into_the_same_film(
    camera_browser: Browser, stage: tuple[Running, str]
):
    camera = published(camera_browser, stage, "break")
    viewer = played(camera_browser, stage, "break")
    before = viewer.evaluate("player.playingAt()")

    camera.evaluate("line.close()")
    camera.wait_for_function("told.states.filter((each) => each === 'live').length === 2")
    viewer.wait_for_function(f"states.at(-1) === 'playing' && player.playingAt() > {before} + 6000")

    assert "reconnecting" in camera.evaluate("told.states")
    assert "ended" not in viewer.evaluate("states")


def test_a_camera_and_a_player_come_back_when_the_server_begins_anew(
    camera_browser: Browser, stage: tuple[Running, str], tmp_path: Path
):
    _, home = stage
    with running(tmp_path) as first:
        camera = published(camera_browser, (first, home), "anew")
        viewer = played(camera_browser, (first, home), "anew")
        before = viewer.evaluate("player.playingAt()")

    with running(tmp_path, again=first):
        camera.wait_for_function("told.states.filter((each) => each === 'live').length === 2")
        viewer.wait_for_function(f"states.at(-1) === 'playing' && player.playingAt() > {before} + 6000")
        states = viewer.evaluate("states")
        camera.evaluate("publisher.stop()")
        viewer.wait_for_function("states.at(-1) === 'ended'")

    assert "ended" not in states
    [index_path] = (tmp_path / "live/anew").glob("*.index")
    index = read_index(index_path)
    assert index.end
    assert [row.is_discontinuity for row in index.rows].count(True) == 1


def out_of_step_s(playlist_url: str, *, after: int) -> float | None:
    """Tell how far sound and pictures of the newest segment are apart; None before one after that number."""
    lines = httpx.get(playlist_url).text.splitlines()
    whole = [each for each in lines if re.fullmatch(r"\w+/\d+\.m4s", each)]
    if not whole or number_of(whole[-1]) <= after:
        return None
    init = next(found[1] for each in reversed(lines) if (found := re.search(r'MAP:URI="([^"]+)"', each)))
    film = b"".join(httpx.get(urljoin(playlist_url, each)).content for each in (init, whole[-1]))
    container: Any = av.open(BytesIO(film))
    with container:
        first: dict[str, float] = {}
        for packet in container.demux():
            if packet.pts is not None:
                first.setdefault(packet.stream.type, float(packet.pts * packet.time_base))
    return abs(first["audio"] - first["video"]) if len(first) > 1 else None


def number_of(piece: str) -> int:
    return int(piece.rpartition("/")[2].partition(".")[0])


def test_sound_that_a_camera_loses_leaves_the_rest_in_step_with_the_pictures(
    camera_browser: Browser, stage: tuple[Running, str]
):
    camera = published(camera_browser, stage, "loss")
    played(camera_browser, stage, "loss")
    playlist_url = stage[0].playlist_url("loss")

    camera.evaluate("""() => {
        const encode = AudioEncoder.prototype.encode;
        globalThis.isDeaf = true;
        AudioEncoder.prototype.encode = function (data) { if (!isDeaf) encode.call(this, data); };
        setTimeout(() => (isDeaf = false), 2500);
    }""")
    camera.wait_for_function("!isDeaf")
    newest = max(number_of(each) for each in re.findall(r"\w+/\d+\.m4s", httpx.get(playlist_url).text))

    apart_s = None
    deadline = time.monotonic() + PATIENCE_S
    while apart_s is None and time.monotonic() < deadline:
        apart_s = out_of_step_s(playlist_url, after=newest + 1)
        time.sleep(0.1)
    assert apart_s is not None
    assert apart_s < IN_STEP_S


def test_a_browser_that_cannot_encode_records(camera_browser: Browser, stage: tuple[Running, str]):
    camera = published(camera_browser, stage, "recorder", recorder="1")
    assert camera.evaluate("told.way") == "matroska"

    viewer = played(camera_browser, stage, "recorder")

    viewer.wait_for_function("video.currentTime > 2 && video.webkitAudioDecodedByteCount > 0")
    assert camera.evaluate("told.states") == ["live"]


def test_a_player_before_the_show_waits_for_it(camera_browser: Browser, stage: tuple[Running, str]):
    live, home = stage
    assert httpx.get(live.playlist_url("later")).status_code == 404
    viewer = opened(camera_browser, f"{home}/play.html?{urlencode({'src': live.playlist_url('later')})}")
    viewer.wait_for_function("states.at(-1) === 'waiting'")

    published(camera_browser, stage, "later")

    viewer.wait_for_function("states.at(-1) === 'playing'")


def test_a_camera_without_leave_is_told_so(camera_browser: Browser, stage: tuple[Running, str]):
    live, home = stage
    socket = live.settings.live_url.replace("http", "ws", 1) + "/live/publish"
    camera = opened(camera_browser, f"{home}/publish.html?{urlencode({'url': socket, 'ticket': 'nobody'})}")

    camera.wait_for_function("told.states.at(-1) === 'refused: wrong_key'")
